"""A form makes a sound object, and names each mistake at its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from khien.app.knowledge.forms import FORMS, fields_of
from khien.app.knowledge.writing import (
    WHOLE,
    Draft,
    Sheet,
    drafted,
    joined,
    labelled,
    next_version,
    typed,
)
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import Finding, make_version

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
US = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"
UUID_1 = UUID("00000001-0000-4000-8000-000000000000")
ONE, TWO = f"indicator--{UUID_1}", f"malware--{UUID_1}"
TECHNIQUE = f"attack-pattern--{UUID_1}"
FULL = {
    "indicator": {"pattern": ["evil.example"], "pattern_type": ["stix"], "valid_from": ["2026-11-22T15:00"]},
    "report": {"name": ["R"], "published": ["2026-11-22T15:00"], "object_refs": [ONE]},
    "threat-actor": {"name": ["A"]},
    "malware": {"name": ["M"]},
    "campaign": {"name": ["C"]},
    "attack-pattern": {"name": ["P"]},
    "vulnerability": {"name": ["V"]},
    "sighting": {"sighting_of_ref": [ONE], "count": ["3"]},
    "note": {"content": ["Words."], "object_refs": [ONE]},
    "opinion": {"opinion": ["agree"], "object_refs": [ONE]},
    "relationship": {"source_ref": [ONE], "relationship_type": ["indicates"], "target_ref": [TWO]},
}  # fmt: skip


def draft(kind: str, given: dict[str, list[str]], **more: Any) -> Draft:  # noqa: ANN401 -- of a sheet
    """What a form of this type makes."""
    return drafted(given, Sheet(kind, US, NOW, HANOI, **more), UUID_1)


def codes(found: dict[str, list[Finding]], name: str) -> list[str]:
    """The codes at one field."""
    return [one.code for one in found.get(name, [])]


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_least_that_is_needed_makes_an_object(kind: str) -> None:
    """With only the required fields every form gives something that the standard accepts."""
    made = draft(kind, {**FULL[kind], "tlp": ["green"]})

    assert made.mistakes == {}
    assert make_version(made.content).type == kind
    assert made.content["object_marking_refs"] == [TLP_2_IDS[Tlp.GREEN]]


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_an_empty_form_names_what_is_missing(kind: str) -> None:
    """Each required field says so by itself; none is lost in a single sentence."""
    made = draft(kind, {})
    required = {one.name for one in fields_of(kind) if one.required}

    assert set(made.mistakes) == required
    assert not made.sound or not required


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [
        ("indicator", "valid_from", "soon", "stix.timestamp"),
        ("indicator", "pattern", "[domain-name:value = ", "stix.pattern"),
        ("indicator", "confidence", "200", "stix.range"),
        ("indicator", "confidence", "many", "stix.wrong-type"),
        ("sighting", "sighting_of_ref", "nowhere", "stix.reference"),
        ("threat-actor", "external_references", "only a name", "stix.external-reference"),
        ("malware", "name", "x" * 100_001, "stix.too-large"),
    ],
)
def test_a_mistake_stands_at_its_field(kind: str, name: str, value: str, code: str) -> None:
    """What cannot be is said where it was typed, and the other fields are not blamed."""
    made = draft(kind, {**FULL[kind], name: [value]})

    assert codes(made.mistakes, name) == [code]
    assert set(made.mistakes) == {name}


def test_times_are_read_in_the_officers_zone() -> None:
    """What a browser sends is local; what is kept is UTC; a STIX time stays as it is."""
    made = draft("indicator", FULL["indicator"])
    exact = draft("indicator", {**FULL["indicator"], "valid_from": ["2026-01-01T00:00:00.5Z"]})

    assert made.content["valid_from"] == "2026-11-22T08:00:00.000Z"
    assert exact.content["valid_from"] == "2026-01-01T00:00:00.5Z"
    assert typed(made.content, "indicator", HANOI)["valid_from"] == ["2026-11-22T15:00"]
    assert typed(exact.content, "indicator", HANOI)["valid_from"] == ["2026-01-01T00:00:00.5Z"]


def test_a_list_of_values_becomes_a_pattern() -> None:
    """An analyst types addresses, also defanged ones; a pattern of one's own is left alone."""
    given = {**FULL["indicator"], "pattern": ["hxxps://evil[.]example/a\\n198.51.100.7"]}
    own = {**FULL["indicator"], "pattern": ["[file:name = 'a']"]}
    odd = {**FULL["indicator"], "pattern": ["neither this nor that"]}

    made = draft("indicator", {**given, "pattern": ["evil[.]example\n198.51.100.7"]})
    assert made.content["pattern"] == (
        "[domain-name:value = 'evil.example'] OR [ipv4-addr:value = '198.51.100.7']"
    )
    assert draft("indicator", own).content["pattern"] == "[file:name = 'a']"
    assert codes(draft("indicator", odd).mistakes, "pattern") == ["stix.pattern"]


def test_a_new_version_keeps_what_the_form_does_not_show() -> None:
    """Unknown properties, other markings and the details of an outside reference survive an edit."""
    own = "marking-definition--00000001-0000-4000-8000-000000000000"
    before = {
        "type": "malware", "spec_version": "2.1", "id": TWO, "created_by_ref": US,
        "created": "2026-01-01T00:00:00.000Z", "modified": "2027-01-01T00:00:00.000Z", "name": "M",
        "is_family": True, "x_own": 5, "object_marking_refs": [TLP_2_IDS[Tlp.RED], own],
        "external_references": [{"source_name": "s", "external_id": "1", "description": "kept"}],
        "kill_chain_phases": [{"kill_chain_name": "k", "phase_name": "p"}], "labels": ["a"],
    }  # fmt: skip
    given = typed(before, "malware", HANOI)
    made = draft("malware", {**given, "name": ["N"], "labels": []}, before=before)

    assert made.sound, made.mistakes
    assert made.content["modified"] == "2027-01-01T00:00:00.001Z"
    assert made.content["x_own"] == 5
    assert made.content["external_references"] == before["external_references"]
    assert made.content["kill_chain_phases"] == before["kill_chain_phases"]
    assert made.content["object_marking_refs"] == [TLP_2_IDS[Tlp.RED], own]
    assert (made.content["name"], "labels" in made.content) == ("N", False)


def test_chosen_techniques_become_relationships() -> None:
    """Each technique is joined by a relationship of its own, marked as the object is."""
    sheet = Sheet("malware", US, NOW, HANOI)
    made = drafted({"name": ["M"], "techniques": [TECHNIQUE, "x"], "tlp": ["amber"]}, sheet, UUID_1)
    (beside,) = joined(made, sheet, [UUID_1])

    assert make_version(beside).type == "relationship"
    assert (beside["relationship_type"], beside["target_ref"]) == ("uses", TECHNIQUE)
    assert beside["object_marking_refs"] == made.content["object_marking_refs"]


def test_outside_references_are_read_from_lines() -> None:
    """Source, number and address, of which the latter two may be left out in part."""
    lines = ["cve | CVE-2026-1", "cert | https://cert.example/1", "a | 1 | https://a.example"]
    made = draft("vulnerability", {"name": ["V"], "external_references": ["\n".join(lines)]})

    assert made.content["external_references"] == [
        {"source_name": "cve", "external_id": "CVE-2026-1"},
        {"source_name": "cert", "url": "https://cert.example/1"},
        {"source_name": "a", "external_id": "1", "url": "https://a.example"},
    ]


def test_what_cannot_be_json_is_a_mistake_of_the_whole() -> None:
    """A lone surrogate from a broken client is refused, and not an error of ours."""
    made = draft("note", {**FULL["note"], "content": ["\ud800"]})

    assert made.mistakes
    assert WHOLE in made.mistakes or "content" in made.mistakes


def test_a_label_makes_the_next_version() -> None:
    """The version comes after the last one even where the clock went back; a label stands once."""
    content = {"modified": "2026-11-22T08:00:00.000Z", "labels": ["a"]}

    assert labelled(content, "a", NOW)["labels"] == ["a"]
    assert labelled(content, "b", NOW)["labels"] == ["a", "b"]
    assert next_version(content, NOW - timedelta(days=1))["modified"] == "2026-11-22T08:00:00.001Z"
