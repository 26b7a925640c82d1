"""Tests of khien.intake.misp_writing and its parts."""

from __future__ import annotations

import json
from typing import Any

from khien.intake import Outcome, ReportEntry
from khien.intake.misp_writing import write_event
from tests.intake.samples import NOW, attribute, event, read

U = "5a539660-0000-4a9c-9535-2fc50a0162{:02d}"


def written(*objects: Any) -> tuple[dict[str, Any], tuple[ReportEntry, ...]]:  # noqa: ANN401
    """The event that objects become, and the report."""
    made, entries = write_event(objects, uuid=U.format(0), info="Ours", at=NOW)
    assert [entry.item for entry in entries] == [one["id"] for one in objects]
    return made["Event"], entries


def back(**members: Any) -> tuple[dict[str, Any], dict[str, Any], list[ReportEntry]]:  # noqa: ANN401
    """A MISP event, what it is after a way through STIX, and the report of the way back."""
    body = event(**members)
    intake = read(body)
    made, entries = written(*(dict(version.content) for version in intake.versions))
    return json.loads(body)["Event"], made, list(entries)


def test_an_attribute_comes_back_field_by_field() -> None:
    """UUID, type, category, value, times, comment and tags are those that came."""
    there = attribute(
        "domain",
        "evil.example",
        uuid=U.format(1),
        timestamp="1767600001",
        comment="seen",
        first_seen="2026-01-01T00:00:00+00:00",
        Tag=[{"name": "phishing"}, {"name": "tlp:red"}],
    )

    before, after, entries = back(Attribute=[there], Tag=[{"name": "tlp:green"}], analysis="1")

    assert after["Attribute"] == [there]
    assert {k: after[k] for k in before if k != "Attribute"} == {
        k: before[k] for k in before if k != "Attribute"
    }
    assert {entry.outcome for entry in entries} == {Outcome.KEPT}
