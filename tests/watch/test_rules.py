"""The index: what a seen value touches, and when."""

from __future__ import annotations

import gc
import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds as instant
from khien.model.patterns import IndicatorValue, ValueKind, address_of
from khien.watch.engine import blocks_from, match_blocks, new_index
from khien.watch.logs import read_log
from khien.watch.matching import match
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, NOW, indicator, value


def index_of(*values: IndicatorValue) -> IndicatorIndex:
    """An index with one indicator a value, numbered from 1."""
    index = IndicatorIndex()
    for number, one in enumerate(values, start=1):
        index.add(indicator(number), number, [one], EARLIER)
    return index


def touched(index: IndicatorIndex, seen: IndicatorValue, at: datetime = NOW) -> list[ObjectId]:
    """The indicators that a seen value touches."""
    return [entry.object_id for entry in index.look_up(seen, at)]


@pytest.mark.parametrize(
    ("known", "seen", "hits"),
    [
        (("domain", "bad.example"), ("domain", "bad.example"), True),
        (("domain", "bad.example"), ("domain", "a.b.bad.example"), True),
        (("domain", "bad.example"), ("domain", "notbad.example"), False),
        (("domain", "bad.example"), ("domain", "example"), False),
        (("domain", "bad.example"), ("domain", "bad.example.org"), False),
        (("ipv4", "192.0.2.1"), ("ipv4", "192.0.2.1"), True),
        (("ipv4", "192.0.2.1"), ("ipv4", "192.0.2.2"), False),
        (("cidr", "192.0.2.0/24"), ("ipv4", "192.0.2.0"), True),
        (("cidr", "192.0.2.0/24"), ("ipv4", "192.0.2.255"), True),
        (("cidr", "192.0.2.0/24"), ("ipv4", "192.0.3.0"), False),
        (("cidr", "0.0.0.0/0"), ("ipv4", "203.0.113.9"), True),
        (("cidr", "::/0"), ("ipv4", "203.0.113.9"), False),
        (("cidr", "2001:db8::/32"), ("ipv6", "2001:db8:1::1"), True),
        (("cidr", "2001:db8::/32"), ("ipv6", "2001:db9::1"), False),
        (("url", "http://bad.example/x"), ("url", "http://bad.example/x"), True),
        (("url", "http://bad.example/x"), ("url", "http://bad.example/x?y"), False),
        (("url", "http://bad.example/x"), ("domain", "bad.example"), False),
        (("url", "http://bad.example/x"), ("url", "http://bad.example/x/y"), False),
        (("url", "http://bad.example/x/"), ("url", "http://bad.example/x/"), True),
        (("url", "http://bad.example/x/"), ("url", "http://bad.example/x/y?z"), True),
        (("url", "http://bad.example/x/"), ("url", "http://bad.example/x"), False),
        (("url", "http://bad.example/x/"), ("url", "https://bad.example/x/y"), False),
        (("url", "http://bad.example/x/?a/"), ("url", "http://bad.example/x/?a/b"), False),
        (("url", "http://bad.example/"), ("url", "http://bad.example:81/x"), False),
        (("url", "http://bad.example"), ("url", "http://bad.example/x"), True),
        (("url-prefix", "http://Bad.example/x"), ("url", "http://bad.example/xyz"), True),
        (("url-prefix", "http://bad.example/x"), ("url", "http://bad.example/y"), False),
        (("url-prefix", "http://bad.example/?u="), ("url", "http://bad.example/?u=http://b"), True),
        (("url-prefix", "http://bad.example/x"), ("url", "http://bad.example/"), False),
        (("ja3", "a" * 32), ("ja3", "A" * 32), True),
        (("ja3", "a" * 32), ("md5", "a" * 32), False),
        (("ja3", "a" * 32), ("ja3s", "a" * 32), False),
        (("sha256", "a" * 64), ("sha256", "A" * 64), True),
        (("md5", "a" * 32), ("md5", "b" * 32), False),
        (("email", "a@bad.example"), ("email", "a@bad.example"), True),
    ],
)
def test_what_a_value_touches(known: tuple[str, str], seen: tuple[str, str], hits: bool) -> None:
    """Names touch their parents, addresses ranges around them, URLs what they begin with."""
    index = index_of(value(*known))

    assert touched(index, value(*seen)) == ([indicator(1)] if hits else [])


@pytest.mark.parametrize(
    ("known", "seen"),
    [
        (
            [("domain", "a.b.example"), ("domain", "b.example"), ("domain", "example")],
            ("domain", "a.b.example"),
        ),
        (
            [("ipv4", "192.0.2.1"), ("cidr", "192.0.2.0/24"), ("cidr", "192.0.0.0/8")],
            ("ipv4", "192.0.2.1"),
        ),
        (
            [
                ("url", "http://a.example/b/c"),
                ("url-prefix", "http://a.example/b/c"),
                ("url", "http://a.example/b/"),
                ("url-prefix", "http://a.example/b"),
                ("url", "http://a.example/"),
            ],
            ("url", "http://a.example/b/c"),
        ),
    ],
)
def test_the_closest_comes_first(known: list[tuple[str, str]], seen: tuple[str, str]) -> None:
    """Whatever the order in which indicators came, the longest name, prefix or beginning leads."""
    values = [value(*one) for one in known]
    index = index_of(*reversed(values))

    assert [entry.value for entry in index.look_up(value(*seen), NOW)] == values


def test_a_value_touches_every_indicator_that_has_it() -> None:
    """Two partners that name the same thing, or a part of it, both get their hit."""
    names = [value("domain", name) for name in ("a.bad.example", "bad.example", "bad.example")]
    ranges = [value("cidr", text) for text in ("192.0.2.0/24", "192.0.2.0/24", "192.0.0.0/16")]
    index = index_of(*names, *ranges, value("ipv4", "192.0.2.1"))

    assert set(touched(index, names[0])) == {indicator(n) for n in (1, 2, 3)}
    assert set(touched(index, value("ipv4", "192.0.2.1"))) == {indicator(n) for n in (4, 5, 6, 7)}


@pytest.mark.parametrize(
    ("from_s", "until_s", "hits"),
    [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False), (0, 1, True)],
)
def test_only_what_is_in_force_hits(from_s: int, until_s: int | None, hits: bool) -> None:
    """An indicator hits from its first valid instant on and no longer at its last."""
    index = IndicatorIndex()
    start = NOW + timedelta(seconds=from_s)
    end = None if until_s is None else NOW + timedelta(seconds=until_s)
    index.add(indicator(1), 1, [value("domain", "bad.example")], start, end)

    assert bool(touched(index, value("domain", "bad.example"))) is hits


def test_a_new_version_replaces_the_old_one() -> None:
    """After a new version nothing of the old one hits, and the hit names the new version."""
    index = index_of(value("domain", "old.example"), value("domain", "other.example"))
    index.add(indicator(1), 9, [value("domain", "new.example")] * 2, EARLIER)

    assert touched(index, value("domain", "old.example")) == []
    assert [e.version for e in index.look_up(value("domain", "new.example"), NOW)] == [9]
    assert touched(index, value("domain", "other.example")) == [indicator(2)]


def test_a_version_without_values_takes_the_old_one_out() -> None:
    """An indicator whose new pattern has nothing to look up leaves the index."""
    index = index_of(value("cidr", "192.0.2.0/24"))

    index.add(indicator(1), 2, [], EARLIER)

    assert not index.holds(indicator(1))
    assert index.counts() == {"indicators": 0}


def test_a_hit_names_the_value_that_was_seen() -> None:
    """Of an indicator with several values only the seen one hits, in one entry."""
    index = IndicatorIndex()
    several = [value("domain", f"{letter}.example") for letter in "abc"]
    index.add(indicator(1), 1, several[:2], EARLIER)
    index.add(indicator(2), 2, several, EARLIER)
    index.add(indicator(3), 3, [value("url", "http://d.example/")], EARLIER)

    for seen in [*several, value("url", "http://d.example/")]:
        found = index.look_up(seen, NOW)
        assert {entry.value for entry in found} == {seen}
        assert len(found) == len({entry.object_id for entry in found})


def test_removing_leaves_the_others() -> None:
    """What is taken out no longer hits; who shares its value stays; a second time changes nothing."""
    shared = [value("cidr", "192.0.2.0/24"), value("domain", "bad.example")]
    index = IndicatorIndex()
    for number in (1, 2):
        index.add(indicator(number), number, shared, EARLIER)

    assert index.remove(indicator(1))
    assert not index.remove(indicator(1))
    assert touched(index, value("ipv4", "192.0.2.9")) == [indicator(2)]
    assert touched(index, value("domain", "bad.example")) == [indicator(2)]
    assert index.remove(indicator(2))
    assert touched(index, value("ipv4", "192.0.2.9")) == []
    assert touched(index, value("domain", "bad.example")) == []


def test_beginnings_that_leave_make_room() -> None:
    """A site of which nothing is watched any more is forgotten; what is left of another one stays."""
    index = index_of(
        value("url", "http://a.example/x/"),
        value("url-prefix", "http://a.example/yy"),
        value("url-prefix", "http://a.example/zz"),
    )
    seen = value("url", "http://a.example/zz")

    assert all(index.remove(indicator(number)) for number in (1, 2))
    assert touched(index, seen) == [indicator(3)]
    assert index.remove(indicator(3))
    assert touched(index, seen) == []
    assert index._beginnings == {}


def test_counts() -> None:
    """The index says how much it holds, by kind."""
    index = IndicatorIndex()
    values = [
        value("domain", "a.example"),
        value("domain", "b.example"),
        value("ipv4", "192.0.2.1"),
    ]
    index.add(indicator(1), 1, values, EARLIER)

    assert index.counts() == {"indicators": 1, "domain": 2, "ipv4": 1}
    assert index.holds(indicator(1))


@given(
    st.lists(st.ip_addresses(network="192.0.2.0/24").map(int), min_size=1, max_size=4),
    st.integers(20, 32),
    st.ip_addresses(network="192.0.0.0/20"),
)
@settings(max_examples=40, deadline=None)
def test_ranges_agree_with_the_standard_library(
    networks: list[int], prefix: int, seen: ipaddress.IPv4Address
) -> None:
    """An address touches exactly the ranges that contain it."""
    ranges = [ipaddress.ip_network((number, prefix), strict=False) for number in networks]
    values = [found for one in ranges if (found := address_of(str(one))) is not None]

    hits = touched(index_of(*values), IndicatorValue(ValueKind.IPV4, str(seen)))

    assert hits == [indicator(n) for n, one in enumerate(ranges, start=1) if seen in one]


PIECES = st.lists(st.sampled_from(["a", "b", "/", "?", "c/", "%41"]), max_size=6).map("".join)
SITES = st.sampled_from(["http://x.example/", "https://x.example/", "http://x.example:81/"])
URLS = st.builds("{}{}".format, SITES, PIECES)


@given(st.lists(st.tuples(st.sampled_from(["url", "url-prefix"]), URLS), max_size=6), URLS)
@settings(max_examples=150, deadline=None)
def test_urls_agree_with_comparing_them_one_by_one(known: list[tuple[str, str]], seen: str) -> None:
    """A URL touches exactly those that are equal, that it lies under, or that it begins with."""
    values = [value(*one) for one in known]
    url = value("url", seen)

    hits = touched(index_of(*values), url)

    expected = []
    for number, one in enumerate(values, start=1):
        place = one.value.endswith("/") and "?" not in one.value
        begins = one.kind is ValueKind.URL_PREFIX or place
        if url.value == one.value or (begins and url.value.startswith(one.value)):
            expected.append((-len(one.value), number))
    lengths = [len(values[int(hit[-12:]) - 1].value) for hit in hits]
    assert sorted(hits) == sorted(indicator(number) for _, number in expected)
    assert lengths == sorted(lengths, reverse=True)


@given(st.lists(st.tuples(st.sampled_from(["url", "url-prefix", "cidr"]), URLS), max_size=5))
@settings(max_examples=40, deadline=None)
def test_what_leaves_leaves_nothing(known: list[tuple[str, str]]) -> None:
    """An index from which everything was taken out is as it was before."""
    values = [value("cidr", "192.0.2.0/24") if k == "cidr" else value(k, text) for k, text in known]
    index = index_of(*values)

    assert all(index.remove(indicator(number + 1)) for number in range(len(values)))

    assert index.counts() == {"indicators": 0}
    assert (index._beginnings, index._networks) == ({}, {})
    assert all(held.keys() == {None} for held in index._exact.values())


_LOADED = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(
            [
                *(("domain", "bad.example"), ("domain", "x.bad.example"), ("ipv4", "192.0.2.1")),
                *(("cidr", "192.0.2.0/24"), ("cidr", "192.0.2.1/32"), ("ipv6", "2001:db8::1")),
                *(("url", "http://bad.example/x"), ("url", "http://bad.example/")),
                *(("url-prefix", "http://bad.example/y"), ("sha256", "ab" * 32), ("ja3", "0" * 32)),
                ("pattern", "[domain-name:value = 'bad.example' AND domain-name:value LIKE 'b%']"),
            ]
        ),
        st.sampled_from([None, 1_900_000_000_000_000]),
    ),
    max_size=9,
)
_SEEN = [
    *(value("domain", "a.x.bad.example"), value("ipv4", "192.0.2.1"), value("ipv6", "2001:db8::1")),
    *(value("url", "http://bad.example/x"), value("url", "http://bad.example/yz")),
    *(IndicatorValue(ValueKind.SHA256, "ab" * 32), IndicatorValue(ValueKind.JA3, "0" * 32)),
]


@pytest.mark.parametrize("make", [IndicatorIndex, new_index])
@settings(deadline=None)
@given(before=_LOADED, rows=_LOADED, gone=st.integers(0, 6))
def test_many_at_once(
    make: type[IndicatorIndex],
    before: list[tuple[int, tuple[str, str], int | None]],
    rows: list[tuple[int, tuple[str, str], int | None]],
    gone: int,
) -> None:
    """What is loaded at once is found as what was added one by one, replaced as it, and taken out as it."""
    loaded, added = make(), IndicatorIndex()
    for given_rows in (before, rows):
        in_order = sorted(dict.fromkeys(given_rows), key=lambda row: row[0])
        versioned = [
            (indicator(n), n + 1, kind, text, 1_600_000_000_000_000, until)
            for n, (kind, text), until in in_order
        ]
        loaded.load([versioned[:0], versioned])
        for object_id, several in groupby(versioned, itemgetter(0)):
            same = list(several)
            values = [IndicatorValue(ValueKind(kind), text) for _, _, kind, text, _, _ in same]
            until_us = same[0][5]
            until = None if until_us is None else instant(until_us)
            added.add(object_id, same[0][1], values, instant(same[0][4]), until)
    for step in (False, True):
        if step:
            assert loaded.remove(indicator(gone)) == added.remove(indicator(gone))
        assert loaded.counts() == added.counts()
        assert [set(loaded.look_up(one, NOW)) for one in _SEEN] == [
            set(added.look_up(one, NOW)) for one in _SEEN
        ]
        log = [
            b"query,src,url",
            b"a.x.bad.example,192.0.2.1,http://bad.example/x",
            b"good.example,192.0.3.1,-",
        ]
        found = match_blocks("x.csv", blocks_from(log), loaded, NOW)
        assert set(found.hits) == set(match(read_log("x.csv", log), added, NOW).hits)


def test_each_row_that_is_loaded_is_itself() -> None:
    """However many come together, alike or not, each value keeps its own indicator, version and time."""
    lists: list[list[tuple[int, str, str]]] = [
        [*((n, "domain", f"d{n}.example") for n in range(4)), (3, "ipv4", "192.0.2.3")],
        [(4, "domain", "a4.example"), (4, "domain", "b4.example")],
        [(5, "domain", "d5.example"), (6, "cidr", "192.0.2.0/24"), (7, "ipv4", "192.0.2.7")],
        [(8, "url", "http://bad.example/a/"), (9, "url", "http://bad.example/a/b")],
        [(10, "cidr", "198.51.100.0/24")],
        [(11, "domain", "d11.example"), (1, "domain", "new.example")],
        [(16, "domain", "y.example"), (12, "domain", "d0.example")],
        [(13, "domain", "d13.example"), (14, "domain", "d13.example"), (15, "domain", "z.example")],
    ]
    index = IndicatorIndex()
    index.load(
        [(indicator(n), n, *one, n, 900 + n if n % 2 else None) for n, *one in rows]  # type: ignore[misc]
        for rows in lists
    )

    touched = {
        text: [
            (entry.object_id, entry.version, entry.text, entry.valid_from, entry.valid_until)
            for entry in index.look_up(value(kind, text), instant(500))
        ]
        for kind, text in [
            *(("domain", f"{text}.example") for text in ["d0", "d1", "x.d2", "d3", "a4"]),
            *(("domain", f"{text}.example") for text in ["b4", "d5", "d11", "d13", "z"]),
            *(("domain", f"{text}.example") for text in ["new", "y"]),
            *(("ipv4", text) for text in ["192.0.2.3", "192.0.2.7", "198.51.100.1"]),
            ("url", "http://bad.example/a/b"),
        ]
    }

    expected = {
        "d0.example": {0: "d0.example", 12: "d0.example"},
        "d1.example": {},  # its indicator came again, with another value
        "x.d2.example": {2: "d2.example"},
        "d3.example": {3: "d3.example"},
        "a4.example": {4: "a4.example"},
        "b4.example": {4: "b4.example"},
        "d5.example": {5: "d5.example"},
        "d11.example": {11: "d11.example"},
        "new.example": {1: "new.example"},
        "d13.example": {13: "d13.example", 14: "d13.example"},
        "z.example": {15: "z.example"},
        "y.example": {16: "y.example"},
        "192.0.2.3": {3: "192.0.2.3", 6: "192.0.2.0/24"},
        "192.0.2.7": {7: "192.0.2.7", 6: "192.0.2.0/24"},
        "198.51.100.1": {10: "198.51.100.0/24"},
        "http://bad.example/a/b": {9: "http://bad.example/a/b", 8: "http://bad.example/a/"},
    }
    assert touched == {
        text: [
            (indicator(n), n, known, instant(n), instant(900 + n) if n % 2 else None)
            for n, known in entries.items()
        ]
        for text, entries in expected.items()
    }
    assert index.counts() == {"indicators": 17, "domain": 13, "ipv4": 2, "cidr": 2, "url": 2}


def test_whoever_has_more_to_do_with_what_comes_together_is_told() -> None:
    """Each text that was taken in at once is told, and none that is added by itself."""

    class Told(IndicatorIndex):
        told: ClassVar[list[tuple[ValueKind, list[str]]]] = []

        def _took(self, kind: ValueKind, texts: Sequence[str]) -> None:
            super()._took(kind, texts)
            self.told.append((kind, list(texts)))

    Told().load(
        [
            [(indicator(n), n, "domain", text, 0, None) for n, text in rows]
            for rows in ([(1, "a.example"), (2, "b.example")], [(3, "c.example"), (4, "b.example")])
        ]
    )

    assert Told.told == [
        (ValueKind.DOMAIN, ["a.example", "b.example"]),
        (ValueKind.DOMAIN, ["c.example"]),
    ]


def test_which_values_an_indicator_has() -> None:
    """Values of an indicator are told, and whether any other has one, networks included."""
    index = IndicatorIndex()
    kept, other = value("domain", "bad.example"), value("cidr", "192.0.2.0/24")
    index.add(indicator(1), 1, [kept, other, kept], EARLIER)
    index.load([[(indicator(2), 2, "ipv4", "192.0.2.9", 0, None)]])

    assert index.values_of(indicator(1)) == (kept, other)
    assert index.values_of(indicator(2)) == (value("ipv4", "192.0.2.9"),)
    assert index.values_of(indicator(3)) == ()
    assert [index.has_value(one) for one in (kept, other, value("ipv4", "192.0.2.9"))] == [True] * 3
    absent = [
        value("domain", "x.bad.example"),
        value("cidr", "192.0.2.0/25"),
        value("ipv4", "192.0.2.1"),
    ]
    assert [index.has_value(one) for one in absent] == [False] * 3
    index.remove(indicator(1))
    assert not index.has_value(kept)
    assert not index.has_value(other)


def test_whoever_collects_nothing_goes_on_so() -> None:
    """Loading leaves the collector of garbage as it was."""
    gc.disable()
    try:
        IndicatorIndex().load([[(indicator(1), 1, "ipv4", "192.0.2.9", 0, None)]])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_loaded_may_be_of_any_time() -> None:
    """Instants before 1970 are below nothing, and the collector works again afterwards."""
    index = IndicatorIndex()
    index.load([[(indicator(1), 1, "ipv4", "192.0.2.9", -5_000_000, -1_000_000)]])

    assert index.validity_of(indicator(1)) == (
        datetime(1969, 12, 31, 23, 59, 55, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    assert index.validity_of(indicator(2)) is None
    assert gc.isenabled()


def test_a_pattern_ends_when_its_indicator_does() -> None:
    """It is asked from the first instant of its validity until before the last."""
    index = IndicatorIndex()
    index.add(indicator(1), 1, [value("pattern", "[file:size = 1]")], EARLIER, NOW)
    asked = index.patterns.asked(indicator(1))

    assert asked is not None
    assert (asked.valid_from, asked.valid_until) == (EARLIER, NOW)


def test_a_pattern_goes_in_and_out_with_its_indicator() -> None:
    """It keeps the version that it came with, and is asked no more when the indicator leaves."""
    index = index_of(value("pattern", "[file:size = 1]"))
    asked = index.patterns.asked(indicator(1))

    assert asked is not None
    assert asked.version == 1
    assert index.remove(indicator(1))
    assert (index.patterns.asked(indicator(1)), len(index.patterns)) == (None, 0)


@pytest.mark.parametrize("other", ["8.51.100.6", "198.8.100.6", "198.51.8.6", "198.51.100.8"])
def test_each_octet_of_an_address_tells(other: str) -> None:
    """An address is in a network only where all of its octets say so."""
    index = IndicatorIndex()
    index.add(indicator(1), 1, [value("cidr", "198.51.100.4/30")], EARLIER)

    assert [one.object_id for one in index.look_up(value("ipv4", "198.51.100.6"), NOW)] == [
        indicator(1)
    ]
    assert not index.look_up(value("ipv4", other), NOW)
