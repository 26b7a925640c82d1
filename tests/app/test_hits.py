"""What was seen, by hours and days: those of the node, not of Greenwich."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from khien.app import hits
from khien.app.hits import outlook, trends
from khien.app.live.watching import Feed, Watching
from khien.app.watch_pages import watch_report
from khien.app.wiring import Node
from khien.watch.logs import read_log
from tests.app.live.samples import SEARCH, Clock, watching_node


def _seen(node: Node, at: datetime) -> None:
    """A sighting of what was asked for at that instant, kept when the node's clock stands."""
    watching, feed = Watching(node, SEARCH, lambda _: None), Feed("dns")
    watching.take(feed, read_log("dns", [b"ts,query", f"{at.isoformat()},bad.example".encode()]))
    watching.finish([feed])


def test_days_are_the_nodes_days(tmp_path: Path) -> None:
    """At 17:00 UTC a new day begins in Hà Nội; what was seen before it counts for the day before."""
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        for at in (
            datetime(2026, 11, 22, 16, 59, tzinfo=UTC),  # 23:59 there
            datetime(2026, 11, 22, 17, 1, tzinfo=UTC),  # 00:01, the day after
            datetime(2026, 11, 23, 16, 59, tzinfo=UTC),
        ):
            clock.now = at + timedelta(seconds=1)
            _seen(node, at)
        found, seen = trends(node, "month"), outlook(node, "month")

        assert found.starts[-1] == datetime(2026, 11, 22, 17, tzinfo=UTC)
        assert len(found.starts) == 30
        assert {one.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).hour for one in found.starts} == {0}
        assert found.found[0].bars[-3:] == (0, 1, 2)
        assert [(one.start, one.ours) for one in seen.bars[-2:]] == [
            (found.starts[-2], 1),
            (found.starts[-1], 2),
        ]
        assert found.zone.key == seen.zone.key == "Asia/Ho_Chi_Minh"
        assert watch_report(node, "month")["zone"] == "Asia/Ho_Chi_Minh"


def test_hours_begin_as_the_zone_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yangon is six hours and a half ahead: its hours begin at half past, and each has what is in it."""
    monkeypatch.setattr(hits, "zone_here", lambda _: ZoneInfo("Asia/Yangon"))
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        for minute in (29, 31):
            clock.now = datetime(2026, 11, 22, 13, minute, tzinfo=UTC)
            _seen(node, clock.now)
        found, seen = trends(node, "day"), outlook(node, "day")

        assert found.starts[-2:] == tuple(one.start for one in seen.bars[-2:])
        assert found.starts[-1] == datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
        assert found.found[0].bars[-2:] == (1, 1)
        assert [one.ours for one in seen.bars[-2:]] == [1, 1]


def test_a_day_is_as_long_as_the_zone_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where clocks were put back, days begin at midnight all the same."""
    zone = ZoneInfo("Europe/Berlin")
    monkeypatch.setattr(hits, "zone_here", lambda _: zone)
    clock = Clock()
    clock.now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    with watching_node(tmp_path, clock) as node:
        starts = trends(node, "month").starts

    assert starts[-1] - starts[-2] == timedelta(hours=25)
    assert {one.astimezone(zone).hour for one in starts} == {0}
