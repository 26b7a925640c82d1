"""Sightings over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from khien.app.knowledge.sightings import BARS, FEWEST, Seen, drawn
from khien.model.ids import ObjectId

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def seen(days: float, count: int = 1, source: str = "") -> Seen:
    """A sighting so many days ago."""
    return Seen(ObjectId("sighting--1"), NOW - timedelta(days=days), count, source)


def test_bars_hold_every_sighting_once() -> None:
    """The bars add up to the total, and are never too many to read."""
    for span in (0, 0.5, 10, 400, 4000):
        line = drawn([seen(0, 2), seen(span, 3, "asean-cert")])

        assert sum(bar.count for bar in line.bars) == line.total == 5
        assert FEWEST <= len(line.bars) <= BARS * 4
        assert line.by_source == {"": 2, "asean-cert": 3}


def test_what_was_looked_for_and_not_seen_is_no_bar() -> None:
    """A count of 0 says: not seen (STIX 2.1 §5.2)."""
    assert drawn([seen(1, 0)]).bars == ()
    assert drawn([], more=True).more
