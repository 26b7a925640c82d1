"""A node, an instant and small files that the tests of this room share."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from khien.intake import Intake, Outcome, Wish, read_file
from khien.model.ids import ObjectId
from khien.model.stix import Verdict, judge

NODE = ObjectId("identity--0f6f2a43-9d0a-4c53-8c4e-2f8f0d9a4b11")
NOW = datetime(2026, 11, 22, 1, 2, 3, 456_000, UTC)
WISH = Wish(identity=NODE, now=NOW)


def read(text: str | bytes, wish: Wish = WISH, name: str = "sample") -> Intake:
    """Read a file and check what holds for every reading: the sums, the ids, the verdicts."""
    intake = read_file(name, text.encode() if isinstance(text, str) else text, wish)
    assert_sound(intake)
    return intake


def assert_sound(intake: Intake) -> None:
    """Every item has one outcome, every version is named once, and would be accepted elsewhere."""
    counts = intake.counts
    assert counts.read == len(intake.entries)
    assert counts.read == counts.kept + counts.changed + counts.refused + counts.skipped
    keys = [(version.id, version.modified) for version in intake.versions]
    assert len(keys) == len(set(keys))
    made = {object_id for entry in intake.entries for object_id in entry.objects}
    assert made or not [v for v in intake.versions if v.type != "grouping"]


def assert_ours(intake: Intake) -> None:
    """Everything that we made is accepted by the judge, byte for byte."""
    for version in intake.versions:
        judgement = judge(version.raw)
        assert judgement.verdict is not Verdict.REFUSED, judgement.findings
        assert judgement.version == version


def codes(intake: Intake) -> list[tuple[str, str]]:
    """What became of each item, and why."""
    return [(entry.outcome.value, entry.code) for entry in intake.entries]


def all_codes(intake: Intake) -> set[str]:
    """Every code that the report says anything with."""
    return {remark.code for entry in intake.entries for remark in entry.remarks}


def of_type(intake: Intake, object_type: str) -> list[dict[str, Any]]:
    """The contents of one type, in the order of the file."""
    return [dict(v.content) for v in intake.versions if v.type == object_type]


def event(**members: Any) -> bytes:  # noqa: ANN401 -- any JSON value
    """A small MISP event."""
    base = {"uuid": "5a539660-0000-4a9c-9535-2fc50a016219", "info": "Example", "date": "2026-01-02"}
    return json.dumps({"Event": {**base, "timestamp": "1767600000", **members}}).encode()


def attribute(kind: str, value: str | int, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """A small MISP attribute, for detection unless said otherwise."""
    return {"type": kind, "value": value, "to_ids": True, "category": "Network activity", **members}


KEPT = Outcome.KEPT.value
CHANGED = Outcome.CHANGED.value
REFUSED = Outcome.REFUSED.value
SKIPPED = Outcome.SKIPPED.value
