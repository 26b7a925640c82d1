"""Tests of khien.intake.cacao: playbooks, kept and never run."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix.known_extensions import PLAYBOOK
from tests.intake.samples import (
    CHANGED,
    REFUSED,
    SKIPPED,
    all_codes,
    codes,
    of_type,
    read,
)
from tests.intake.test_papers import read_json
from tests.shared import shared

STEP = "{}--0e7a5d35-6c5b-4a55-8c39-6a5a0d1c9e4{}"
BEGIN, ACT, END, PICK = (
    STEP.format("start", 1),
    STEP.format("action", 2),
    STEP.format("end", 3),
    STEP.format("switch-condition", 4),
)
BOOK: dict[str, Any] = {
    "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--300270f9-0e64-42c8-93cc-0927edbe3ae7", "name": "Block",
    "created_by": "identity--x", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-02T00:00:00Z", "description": "How",
    "playbook_types": ["mitigation"], "labels": ["x"], "workflow_start": BEGIN,
    "workflow": {
        BEGIN: {"type": "start", "on_completion": PICK}, END: {"type": "end"},
        ACT: {"type": "action", "commands": [{"type": "bash", "command": "id"}], "on_success": END, "on_failure": END},
        PICK: {"type": "switch-condition", "switch": "x", "cases": {"a": ACT, "b": [END]}},
    },
    "agent_definitions": {"a": {"type": "linux"}, "own--1": {"type": "own"}},
    "authentication_info_definitions": {"u": {"type": "user-auth", "username": "root", "password": "example"}},
    "external_references": [{"name": "Site", "url": "https://site.example/", "source": "x"}, {"name": "Bare"}],
}  # fmt: skip


def test_a_playbook_is_kept_whole_without_its_secrets() -> None:
    """A course of action carries it; which commands it has is said; nothing is run."""
    intake = read_json(BOOK)

    (action,) = of_type(intake, "course-of-action")
    kept = action["extensions"][PLAYBOOK]
    assert intake.format == "cacao"
    assert codes(intake) == [(CHANGED, "intake.cacao-secret")]
    assert kept["command_types"] == ["bash"]
    assert kept["playbook"]["workflow"] == BOOK["workflow"]
    assert kept["playbook"]["authentication_info_definitions"] == {
        "u": {"type": "user-auth", "username": "root"}
    }
    assert [r.get("url") for r in action["external_references"]] == [None, "https://site.example/"]
    assert action["labels"] == ["mitigation", "x"]
    assert codes(read_json(BOOK | {"revoked": True})) == [(SKIPPED, "intake.revoked-there")]


def _step(key: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401 -- any JSON value
    return {"workflow": BOOK["workflow"] | {key: members}}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": ""}, "name"), ({"spec_version": "cacao-1.0"}, "spec_version"), ({"id": "playbook--1"}, "id"),
        ({"workflow": 7}, "workflow"), ({"workflow_start": "x"}, "workflow_start"),
        ({"agent_definitions": {"a": {"type": "invalid"}}}, "agent_definitions.a.type"),
        (_step(END, type="dance"), f"workflow.{END}.type"), (_step("end", type="end"), "workflow.end"),
        (_step(ACT, type="action"), f"workflow.{ACT}.commands"),
        (_step(BEGIN, type="start", on_completion=END, on_success=END), f"workflow.{BEGIN}.on_completion"),
        (_step(BEGIN, type="start", on_completion="x"), f"workflow.{BEGIN}.on_completion"),
        (_step(BEGIN, type="start", next_steps=["x"]), f"workflow.{BEGIN}.next_steps"),
    ],
)  # fmt: skip
def test_a_playbook_that_breaks_a_rule_is_refused(change: dict[str, Any], path: str) -> None:
    """The place and the rule are named."""
    intake = read_json(BOOK | change)

    assert not intake.versions
    assert path in {r.path for e in intake.entries for r in e.remarks}


def test_real_playbooks_are_kept_or_refused_by_their_rules() -> None:
    """The samples that are meant to be wrong, and one whose ids are no UUIDs, are refused."""
    refused = {
        path.name for path in sorted(shared("formats/cacao").glob("*.json"))
        if read(path.read_bytes()).counts.refused
    }  # fmt: skip

    assert refused == {
        "test__playbooks__invalid_playbook.json",
        "playbooks__phishing-investigation.json",
    }


def test_a_playbook_without_commands_and_with_empty_parts_is_kept() -> None:
    """What says nothing is left away; its own TLP marks it, and one that nobody knows is TLP:RED."""
    bare = copy.deepcopy(BOOK)
    for step in bare["workflow"].values():
        step.pop("commands", None)
        step["type"] = "start" if step["type"] == "action" else step["type"]
    bare |= {"labels": [], "playbook_extensions": {}, "description": None, "api_key": ["x"]}
    for level, tlp in (("TLP:AMBER", Tlp.AMBER), ("TLP:MAUVE", Tlp.RED)):
        marking = {"type": "marking-tlp", "tlpv2_level": level}
        bare["data_marking_definitions"] = {"m": marking, "n": {"type": "marking-statement"}}
        intake = read_json(bare)
        [action] = of_type(intake, "course-of-action")

        assert action["object_marking_refs"] == [TLP_2_IDS[tlp]]
        assert not action["extensions"][PLAYBOOK]["playbook"].keys() & {"labels", "api_key"}
        assert "intake.cacao-secret" in all_codes(intake)


def test_several_papers_in_one_file_are_read_one_by_one() -> None:
    """What is no object, or is broken, is refused by itself."""
    text = f'[{json.dumps(BOOK)}, 7, {{"a": 1, "a": 2}}]'

    assert codes(read(text)) == [
        (CHANGED, "intake.cacao-secret"), (REFUSED, "intake.not-an-object"), (REFUSED, "intake.json-duplicate-key"),
    ]  # fmt: skip


def test_a_playbook_without_its_steps_is_refused_by_rule() -> None:
    """Its version says what it is; the report then names what is missing."""
    intake = read('{"type": "playbook", "spec_version": "cacao-2.0", "name": "x"}')

    assert (intake.format, codes(intake)) == ("cacao", [("refused", "intake.cacao-rule")])
    assert "workflow" in {remark.path for remark in intake.entries[0].remarks}
