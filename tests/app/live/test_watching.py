"""Live traffic: a first hit at once, the rest of a window together, and nothing that may not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from khien.app.live.standing import Report, standings
from khien.app.live.watching import Feed, Watching, state_of
from khien.watch.fields import chosen
from khien.watch.logs import Line, read_log
from tests.app.homes import NOW
from tests.app.live.samples import SEARCH, Clock, Told, sightings, watching_node
from tests.watch.test_desk import keep, version_of


def lines(*names: str, age_s: int = 2) -> Iterable[Line]:
    """Queries for some names, that long ago."""
    at = (NOW - timedelta(seconds=age_s)).isoformat()
    return read_log("dns.csv", [b"ts,query,src", *(f"{at},{n},10.0.0.7".encode() for n in names)])


def test_the_first_hit_at_once_and_the_rest_together(tmp_path: Path) -> None:
    """In each window an indicator has one sighting for its first batch and one for all further ones."""
    clock, told, feed = Clock(), Told(), Feed("dns.csv")
    with watching_node(tmp_path, clock) as node:
        watching = Watching(node, SEARCH, told)
        for names in (["bad.example", "www.bad.example"], ["bad.example"], ["bad.example", "x"]):
            watching.take(feed, lines(*names))
        assert told.counts == sightings(node) == [2]

        assert not watching.window_ends([feed])
        clock.pass_s(300)
        assert watching.window_ends([feed])
        assert told.counts == sightings(node) == [2, 2]

        watching.take(feed, lines("bad.example"))
        watching.finish([feed])
        assert told.counts == sightings(node) == [2, 2, 1]
        assert (feed.lines, feed.hits) == (6, 3)


def test_what_may_not_count_is_no_hit(tmp_path: Path) -> None:
    """PAP:RED is not matched on live traffic, nor what is not sure enough; how many is told."""
    told = Told()
    with watching_node(tmp_path, Clock(), ("above = 0", "above = 60")) as node:
        watching = Watching(node, SEARCH, told)
        for _ in range(2):
            watching.take(Feed("x"), lines("quiet.example", "bad.example"))

        assert told.counts == sightings(node) == []
        assert watching.withheld == {"watch.pap": 1, "watch.score": 1}


def test_an_indicator_hits_as_soon_as_it_is_kept(tmp_path: Path) -> None:
    """What is published while traffic is watched counts for the next line."""
    clock, told = Clock(), Told()
    with watching_node(tmp_path, clock) as node:
        watching = Watching(node, SEARCH, told)
        watching.take(Feed("x"), lines("new.example"))
        clock.pass_s(0.1)
        keep(node.store, version_of(3, "[domain-name:value = 'new.example']"))
        watching.take(Feed("x"), lines("new.example"))

        assert told.counts == [1]


def test_groups_are_gathered_apart(tmp_path: Path) -> None:
    """Two groups of clients are two hits of one indicator."""
    told = Told()
    groups = ("groups = []", 'groups = ["mobile=10.0.0.0/8"]')
    with watching_node(tmp_path, Clock(), groups) as node:
        watching = Watching(node, SEARCH, told)
        watching.take(Feed("x"), lines("bad.example"))
        other = [b"query,src", b"bad.example,192.0.2.1"]
        watching.take(Feed("x"), read_log("x", other))

        assert told.groups == ["mobile", ""]


def test_a_feed_tells_rate_lag_and_what_was_unreadable(tmp_path: Path) -> None:
    """Rates are of the last minute, the lag is that of the newest line, and reasons are counted."""
    clock, feed = Clock(), Feed("dns.csv")
    with watching_node(tmp_path, clock) as node:
        watching = Watching(node, SEARCH, Told())
        watching.take(feed, lines(*["x.example"] * 30, age_s=5))
        clock.pass_s(30)
        watching.take(feed, read_log("x", [b"{}", b"{"]))
        state = state_of(feed, clock())
        clock.pass_s(31)

        assert (state["rate"], state["lag_s"], state["reasons"]) == (0.5, 5.0, {"watch.json": 1})
        assert feed.rate(clock()) == 2 / 60
        assert state_of(Feed("new"), clock())["lag_s"] is None
        watching.finish([])


def test_a_column_that_no_line_has_is_in_the_status(tmp_path: Path) -> None:
    """Who watches does not wait for the end to hear of a wrong name; before anything was read it is no fault."""
    columns, feed = chosen("query=domain,hots=host"), Feed("dns.csv")
    with watching_node(tmp_path, Clock()) as node:
        report = Report(node, "follow", columns)
        report.write([feed], Counter(), node.clock())
        (before,) = standings(node)
        watching = Watching(node, SEARCH, Told())
        watching.take(feed, read_log("x", [b'{"query":"x.example"}'], columns=columns))
        report.write([feed], Counter(), node.clock() + timedelta(seconds=1))
        (after,) = standings(node)
        report.end()

    assert ("absent_columns" in before.state, after.state["absent_columns"]) == (False, "hots")


def test_no_lag_is_told_from_a_time_that_no_clock_can_mean(tmp_path: Path) -> None:
    """1970, or tomorrow, says that a clock is wrong; such lines are counted, and the others tell the lag."""
    clock, feed = Clock(), Feed("dns.csv")
    second, year = timedelta(seconds=1), timedelta(days=366)

    def came(*times: datetime) -> tuple[float | None, int]:
        rows = [b"ts,query", *(f"{at.isoformat()},x.example".encode() for at in times)]
        watching.take(feed, read_log("dns.csv", rows))
        return feed.lag_s, feed.odd_times

    with watching_node(tmp_path, clock) as node:
        watching = Watching(node, SEARCH, Told())
        assert came(datetime.fromtimestamp(1, UTC)) == (None, 1)
        assert came(NOW - 4 * second, NOW + timedelta(hours=7)) == (4.0, 2)
        assert came(NOW - year, NOW - year - second) == (year.total_seconds(), 3)
        assert came(NOW + timedelta(minutes=5)) == (0.0, 3)
        assert came(NOW + timedelta(minutes=5) + second) == (None, 4)
        assert came(NOW - second) == (1.0, 4)
        watching.take(feed, read_log("x", [b'{"query":"x.example"}']))
        assert (feed.lag_s, state_of(feed, clock())["odd_times"]) == (1.0, 4)  # it has no time


def test_no_sighting_tells_of_a_time_that_no_clock_can_mean(tmp_path: Path) -> None:
    """A partner would take what was “seen in 1970” for known, and never for new; the hit counts all the same."""
    told: list[tuple[int, datetime | None]] = []
    with watching_node(tmp_path, Clock()) as node:
        watching = Watching(
            node,
            SEARCH,
            lambda swept: told.extend((one.hit.count, one.hit.first_seen) for one in swept.sighted),
        )
        rows = [b"ts,query", b"1,bad.example", b"4000000000,bad.example"]
        watching.take(Feed("dns"), read_log("dns", rows))
        rows.append(f"{NOW.timestamp()},bad.example".encode())
        watching.take(Feed("dns"), read_log("dns", rows))
        watching.finish([])

    assert told == [(2, None), (3, NOW)]
