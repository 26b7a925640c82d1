"""Hits are gathered per indicator, and become sightings that name no client."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from stix2 import parse

from khien.model.ids import ObjectId
from khien.watch.clients import ClientGroups
from khien.watch.logs import read_log
from khien.watch.matching import (
    SIGHTING_COUNT_LIMIT,
    UNREADABLE_KEPT,
    Gathering,
    Hit,
    Matched,
    Validity,
    joined,
    match,
    sighting_of,
    sightings_of,
)
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, NODE, NOW, dns_log, indicator, short, value

AT = 1_700_000_000  # 2023-11-14T22:13:20Z
SIGHTING = ObjectId("sighting--00000000-0000-4000-8000-000000000001")
ROWS = (
    f"{AT + 5} 192.0.2.7 192.0.2.53 www.bad.example 198.51.100.1",
    f"{AT} 192.0.2.8 192.0.2.53 bad.example -",
    f"{AT + 9} 192.0.2.7 192.0.2.53 good.example -",
    f"{AT + 7} 198.51.100.1 192.0.2.9 - -",
)


def an_index() -> IndicatorIndex:
    """Two indicators: a name with an address, and a range."""
    index = IndicatorIndex()
    values = [value("domain", "bad.example"), value("ipv4", "198.51.100.1")]
    index.add(indicator(1), 11, values, EARLIER)
    index.add(indicator(2), 12, [value("cidr", "198.51.100.0/24")], EARLIER)
    return index


def matched(*rows: str, clients: bool = False) -> Matched:
    """The sample log against the sample index."""
    return match(read_log("dns.log", dns_log(*rows)), an_index(), NOW, clients=clients)


def instant(offset_s: int) -> datetime:
    """A moment of the sample log."""
    return datetime.fromtimestamp(AT + offset_s, UTC)


def test_hits_are_gathered_per_indicator() -> None:
    """A line counts once for an indicator, however many of its values it has; times span the lines."""
    found = matched(*ROWS)

    first, second = found.hits
    assert (first.object_id, first.version, first.count) == (indicator(1), 11, 3)
    assert (first.first_seen, first.last_seen) == (instant(0), instant(7))
    assert short(first.values) == ["domain:bad.example", "ipv4:198.51.100.1"]
    assert (second.object_id, second.count) == (indicator(2), 2)
    assert (found.lines, found.without_values, found.unreadable_count) == (4, 0, 0)


def test_clients_are_named_only_when_asked_for() -> None:
    """Clients stay out unless wanted, and the indicator's own address is never taken for one."""
    plain = match(read_log("dns.log", dns_log(*ROWS)), an_index(), NOW)
    assert [hit.clients for hit in plain.hits] == [(), ()]
    assert [hit.clients for hit in matched(*ROWS, clients=True).hits] == [
        ("192.0.2.7", "192.0.2.8"),
        ("192.0.2.7", "198.51.100.1"),
    ]


def test_clients_of_two_groups_are_two_hits() -> None:
    """Hits are gathered by indicator and by the group of the client."""
    groups = ClientGroups(["one=192.0.2.7", "two=192.0.2.8"])

    found = match(read_log("dns.log", dns_log(*ROWS)), an_index(), NOW, group_of=groups.of)

    assert [(hit.object_id, hit.group, hit.count) for hit in found.hits] == [
        (indicator(1), "one", 1),
        (indicator(2), "one", 1),
        (indicator(1), "two", 1),
        (indicator(1), "", 1),
        (indicator(2), "", 1),
    ]


def test_a_record_that_sums_up_counts_as_many() -> None:
    """Passive DNS says how often and since when; the hit says the same."""
    record = b'{"rrname": "bad.example", "time_first": %d, "time_last": %d, "count": 7}' % (
        AT,
        AT + 9,
    )

    (hit,) = match(read_log("pdns", [record, record]), an_index(), NOW).hits

    assert (hit.count, hit.first_seen, hit.last_seen) == (14, instant(0), instant(9))


def test_a_gathering_goes_on_with_what_is_not_wanted() -> None:
    """What is drained is over; the other hits go on, and every count begins anew."""
    gathering = Gathering(an_index())
    for line in read_log("dns.log", dns_log(*ROWS, "x - - - -")):
        gathering.take(line, NOW)

    first = gathering.drain(lambda key: key[0] == indicator(2))
    second = gathering.drain()

    assert [hit.object_id for hit in first.hits] == [indicator(2)]
    assert (first.lines, first.unreadable_count, first.reasons) == (4, 1, {"watch.time": 1})
    assert [(hit.object_id, hit.count) for hit in second.hits] == [(indicator(1), 3)]
    assert (second.lines, second.unreadable_count, second.unreadable) == (0, 0, ())
    assert gathering.drain().hits == ()


def test_several_logs_are_joined() -> None:
    """A hit counts in all logs, spans their times and clients, and names where it was first."""
    one, two = matched(*ROWS[:1], clients=True), matched(*ROWS[1:], "x - - - -", clients=True)

    found = joined([("a.log", one), ("b.log", two)])

    first = found.hits[0]
    assert (first.object_id, first.count, first.log, first.line) == (indicator(1), 3, "a.log", 8)
    assert (first.first_seen, first.last_seen) == (instant(0), instant(7))
    assert first.clients == ("192.0.2.7", "192.0.2.8")
    assert short(first.values) == ["domain:bad.example", "ipv4:198.51.100.1"]
    assert (found.lines, found.without_values, found.unreadable_count) == (4, 0, 1)
    assert found.reasons == {"watch.time": 1}
    assert len(found.unreadable) == 1

    untimed = [("a", matched("- - - bad.example -"))] * 2
    (hit,) = joined(untimed).hits
    assert (hit.first_seen, hit.last_seen, hit.count) == (None, None, 2)


def test_nothing_is_lost_in_silence() -> None:
    """Unreadable lines are counted and listed, and lines with nothing to look up are counted."""
    found = matched("x - - bad.example -", "- - - - -", "- - - - -", *["1 2"] * UNREADABLE_KEPT)

    assert (found.hits, found.lines, found.without_values) == ((), 2, 2)
    assert found.unreadable_count == UNREADABLE_KEPT + 1
    assert len(found.unreadable) == UNREADABLE_KEPT
    assert found.unreadable[0].line == 8


@pytest.mark.parametrize(
    ("validity", "start", "end", "hits"),
    [
        (Validity.NOW, NOW - timedelta(days=1), None, True),
        (Validity.EVENT, NOW - timedelta(days=1), None, False),
        (Validity.NOW, EARLIER, NOW - timedelta(days=1), False),
        (Validity.EVENT, EARLIER, NOW - timedelta(days=1), True),
        (Validity.NOW, NOW + timedelta(days=1), None, False),
    ],
)
def test_validity_is_asked_of_now_or_of_the_event(
    validity: Validity, start: datetime, end: datetime | None, hits: bool
) -> None:
    """An indicator hits when it is in force today, or, if so wished, when it was at the event."""
    index = IndicatorIndex()
    index.add(indicator(1), 1, [value("domain", "bad.example")], start, end)

    found = match(read_log("dns.log", dns_log(ROWS[1])), index, NOW, validity=validity)

    assert bool(found.hits) is hits


def test_a_line_without_time_counts_as_today() -> None:
    """Without a time the event is judged as of now, and the hit has no times."""
    index = an_index()
    lines = read_log("dns.log", dns_log("- 192.0.2.7 - bad.example -"))

    (hit,) = match(lines, index, NOW, validity=Validity.EVENT).hits

    assert (hit.count, hit.first_seen, hit.last_seen) == (1, None, None)


def test_a_hit_becomes_a_sighting() -> None:
    """The sighting is valid STIX, ours, and tells count and times, and no address."""
    hit = matched(*ROWS, clients=True).hits[0]
    tlp = ObjectId("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb")

    sighting = sighting_of(hit, SIGHTING, NODE, NOW, [tlp])

    assert parse(sighting, version="2.1")["type"] == "sighting"
    assert sighting == {
        "type": "sighting",
        "spec_version": "2.1",
        "id": SIGHTING,
        "created_by_ref": NODE,
        "created": "2026-11-22T12:00:00.000Z",
        "modified": "2026-11-22T12:00:00.000Z",
        "sighting_of_ref": indicator(1),
        "count": 3,
        "first_seen": "2023-11-14T22:13:20.000Z",
        "last_seen": "2023-11-14T22:13:27.000Z",
        "where_sighted_refs": [NODE],
        "object_marking_refs": [tlp],
    }


def test_a_sighting_without_times_or_markings() -> None:
    """What is not known is left out; the count stops where the standard does."""
    hit = Hit(indicator(1), 1, (), SIGHTING_COUNT_LIMIT + 1, None, None, ())

    sighting = sighting_of(hit, SIGHTING, NODE, NOW)

    assert sighting["count"] == 999_999_999
    assert not {"first_seen", "last_seen", "object_marking_refs"} & sighting.keys()


def test_each_hit_has_its_own_sighting() -> None:
    """Sightings come in the order of the hits, each under a new id."""
    numbers = itertools.count(1)
    found = matched(*ROWS).hits

    tlp = [ObjectId("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb")]
    sightings = sightings_of(found, lambda: ObjectId(f"sighting--{next(numbers)}"), NODE, NOW, tlp)

    assert [one["sighting_of_ref"] for one in sightings] == [hit.object_id for hit in found]
    assert [one["id"] for one in sightings] == ["sighting--1", "sighting--2"]
    assert all(one["created_by_ref"] == NODE for one in sightings)
    assert all(one["object_marking_refs"] == tlp for one in sightings)
