"""Tests of khien.app.knowledge.returning: what came from MISP goes back as the same event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from khien.app.knowledge.returning import MispEvent, NoEventError, OutOfUseError, as_misp
from khien.app.wiring import Node
from khien.intake import Outcome, Wish
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.store import objects
from tests.app.homes import NOW, make, opened

U = "0d9a1f3e-3d5b-4a55-9f9a-0c6f5a1b2c{:02d}"
THEM = {"name": "Their CSIRT", "uuid": U.format(90)}
EVENT: dict[str, Any] = {
    "uuid": U.format(0), "info": "Storm", "date": "2026-01-05", "timestamp": "1767600000", "Orgc": THEM,
    "threat_level_id": "2", "analysis": "1", "distribution": "1", "Tag": [{"name": "tlp:green"}],
    "Attribute": [
        {"uuid": U.format(1), "type": "domain", "category": "Network activity", "value": "a.example", "to_ids": True,
         "timestamp": "1767600001", "comment": "seen", "Tag": [{"name": "tlp:amber"}]},
        {"uuid": U.format(2), "type": "ip-dst", "category": "Network activity", "value": "192.0.2.1", "to_ids": False,
         "timestamp": "1767600002"},
    ],
}  # fmt: skip


def taken(node: Node, body: dict[str, Any]) -> dict[str, list[ObjectId]]:
    """The ids of what a file gave, by type."""
    wish = Wish(identity=node.ourselves.identity, now=NOW)
    found: dict[str, list[ObjectId]] = {}
    for one in node.workspace.import_file("e", json.dumps(body).encode(), wish).intake.versions:
        found.setdefault(one.type, []).append(one.id)
    return found


def inside(made: MispEvent) -> dict[str, Any]:
    """The event of a file."""
    event: dict[str, Any] = json.loads(made.file)["Event"]
    return event


def test_an_event_goes_back_as_the_event_that_it_was(tmp_path: Path) -> None:
    """UUIDs, organisation, times, tags and each attribute; the levels of what is in it are told."""
    with opened(make(tmp_path / "home")) as node:
        [report] = taken(node, EVENT)["report"]
        made = as_misp(node, report)

    after = inside(made)
    assert made.uuid == U.format(0)
    assert {k: v for k, v in after.items() if k in EVENT and k != "Attribute"} == {
        k: v for k, v in EVENT.items() if k != "Attribute"
    }
    parts = {one["uuid"]: one for one in after["Attribute"]}
    for there in EVENT["Attribute"]:
        assert there.items() <= parts[there["uuid"]].items()
    assert made.tlp is Tlp.AMBER
    assert made.levels[Tlp.AMBER] == 1
    assert made.counts["refused"] == 0
    assert [one.code for one in made.lost] == ["intake.to-misp-context"]


def test_what_is_out_of_use_or_not_here_is_not_written_and_said(tmp_path: Path) -> None:
    """Each by its id, with the reason; the rest is written."""
    with opened(make(tmp_path / "home")) as node:
        ids = taken(node, EVENT)
        with node.store.write() as tx:
            objects.withdraw(tx, ids["indicator"][0], None, "recalled", NOW)
            objects.withdraw(tx, ids["ipv4-addr"][0], None, "recalled", NOW)
        made = as_misp(node, ids["report"][0])

    said = {one.item: one.code for one in made.entries if one.outcome is Outcome.REFUSED}
    assert said[ids["indicator"][0]] == "objects.event-unused"
    assert said[ids["ipv4-addr"][0]] == "objects.event-unused"
    assert b"a.example" not in made.file
    assert b"192.0.2.1" not in made.file


def test_a_report_of_ours_is_an_event_of_ours(tmp_path: Path) -> None:
    """Its own UUID and our organisation; what it names and we do not hold is told."""
    gone = f"indicator--{U.format(9)}"
    with opened(make(tmp_path / "home")) as node:
        us = node.ourselves.identity
        ours = {
            "type": "report", "spec_version": "2.1", "id": f"report--{U.format(8)}", "created_by_ref": us,
            "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "Ours",
            "published": "2026-01-01T00:00:00Z", "object_refs": [gone], "object_marking_refs": [TLP_2_IDS[Tlp.CLEAR]],
        }  # fmt: skip
        foreign = ours | {
            "id": f"report--{U.format(7)}",
            "created_by_ref": f"identity--{U.format(6)}",
        }
        taken(node, {"type": "bundle", "id": f"bundle--{U.format(5)}", "objects": [ours, foreign]})
        made, other = as_misp(node, str(ours["id"])), as_misp(node, str(foreign["id"]))

    assert inside(made)["uuid"] == U.format(8)
    assert inside(made)["Orgc"]["uuid"] == us.partition("--")[2]
    assert "Orgc" not in inside(other)
    assert [(one.item, one.code) for one in made.lost] == [(gone, "objects.event-absent")]
    assert made.tlp is Tlp.CLEAR


def test_only_a_report_that_is_in_use_is_an_event(tmp_path: Path) -> None:
    """Neither what is not here, nor another type, nor what was taken back."""
    with opened(make(tmp_path / "home")) as node:
        ids = taken(node, EVENT)
        with pytest.raises(NotFoundError):
            as_misp(node, f"report--{U.format(9)}")
        with pytest.raises(NoEventError):
            as_misp(node, ids["indicator"][0])
        with node.store.write() as tx:
            objects.withdraw(tx, ids["report"][0], None, "recalled", NOW)
        with pytest.raises(OutOfUseError):
            as_misp(node, ids["report"][0])
