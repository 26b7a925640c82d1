"""The engine gives the reference's answers with any index, with the kernel installed or not."""

from __future__ import annotations

import pytest

from khien.watch.engine import (
    REFERENCE,
    Rest,
    blocks_from,
    in_use,
    kernel,
    lines_that_matter,
    match_blocks,
    new_index,
)
from khien.watch.layouts import planner_for, role_of
from khien.watch.logs import read_log
from khien.watch.matching import match
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, NOW, dns_log, indicator, value

LOG = dns_log(
    "1700000000.5 10.0.0.1 10.0.0.53 www.bad.example 192.0.2.1",
    "1700000001.5 10.0.0.2 10.0.0.53 good.example -",
    "x 10.0.0.2 10.0.0.53 good.example -",
)


def _filled(index: IndicatorIndex) -> IndicatorIndex:
    index.add(
        indicator(1), 1, [value("domain", "bad.example"), value("url", "http://u.test/x")], EARLIER
    )
    index.add(
        indicator(2), 1, [value("cidr", "10.9.0.0/16"), value("url", "http://u.test/y")], EARLIER
    )
    return index


@pytest.mark.parametrize("make", [IndicatorIndex, new_index])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_blocks_of_any_size(make: type[IndicatorIndex], size: int) -> None:
    """Wherever a log is cut into blocks, hits, counts and line numbers are those of its lines."""
    whole = b"".join(LOG)
    blocks = [whole[at : at + size] for at in range(0, len(whole), size)]

    found = match_blocks("dns.log", blocks, _filled(make()), NOW)

    assert found == match(read_log("dns.log", LOG), _filled(IndicatorIndex()), NOW)
    assert [hit.line for hit in found.hits] == [8]
    assert [one.line for one in found.unreadable] == [10]


def test_lines_without_ends_become_blocks() -> None:
    """Lines may come with or without their ends."""
    assert b"".join(blocks_from([b"a\n", b"b"])) == b"a\nb\n"
    assert len(list(blocks_from([b"x" * 200_000] * 3))) > 1


def test_what_is_taken_out_is_no_longer_found() -> None:
    """A value that another indicator has stays; the last one takes it along."""
    index = _filled(new_index())
    index.add(indicator(3), 1, [value("domain", "bad.example")], EARLIER)

    assert index.remove(indicator(1))
    assert [hit.object_id for hit in match_blocks("dns.log", LOG, index, NOW).hits] == [
        indicator(3)
    ]
    assert index.remove(indicator(3))
    assert index.remove(indicator(2))
    assert match_blocks("dns.log", LOG, index, NOW).hits == ()


@pytest.mark.parametrize(
    ("kept", "gone"),
    [
        (("ipv4", "10.0.0.2"), ("cidr", "10.0.0.2/32")),
        (("cidr", "10.0.0.2/32"), ("ipv4", "10.0.0.2")),
        (("domain", "good.example"), ("pattern", "[domain-name:value NOT LIKE 'x']")),
        (("domain", "good.example"), ("pattern", "[domain-name:value = 'good.example' AND domain-name:value LIKE 'g%']")),
        (("pattern", "[domain-name:value = 'good.example' AND domain-name:value LIKE 'g%']"), ("domain", "good.example")),
        (("url", "http://good.example/a"), ("url", "http://good.example/b")),
    ],
)  # fmt: skip
def test_what_another_one_needs_stays(kept: tuple[str, str], gone: tuple[str, str]) -> None:
    """Values that look the same to the kernel are taken out one by one."""
    index = new_index()
    index.add(indicator(1), 1, [value(*kept)], EARLIER)
    index.add(indicator(2), 1, [value(*gone)], EARLIER)
    log = [b'{"url": "http://good.example/a"}\n'] if kept[0] == "url" else list(LOG)

    assert index.remove(indicator(2))
    assert [hit.object_id for hit in match_blocks("x", log, index, NOW).hits] == [indicator(1)]
    assert index.remove(indicator(1))
    assert match_blocks("x", log, index, NOW).hits == ()


@pytest.mark.parametrize(
    "pattern",
    [
        "[domain-name:value LIKE 'good.%']",
        "[domain-name:value = 'good.example' AND domain-name:value != 'x.example']",
    ],
)
def test_a_pattern_sees_the_lines_that_it_has_to_see(pattern: str) -> None:
    """One that names no value sees every line; one that does sees those that show it."""
    index = _filled(new_index())
    index.add(indicator(9), 1, [value("pattern", pattern)], NOW)

    found = match_blocks("dns.log", LOG, index, NOW)

    assert found.lines == 2
    assert indicator(9) in {hit.object_id for hit in found.hits}


def test_which_engine_reads_is_said() -> None:
    """The name of the engine is the reference's, or the kernel's with its version."""
    assert in_use() == (REFERENCE if kernel is None else f"khien-kernel {kernel.__version__}")
    assert (in_use(new_index()), in_use(IndicatorIndex())) == (in_use(), REFERENCE)


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (b"#separator \\x20", b"#fields a b"),
        (b"time,query", b'1,"open'),
        (b"date,time,query", b"1,2,3"),
        (b"nothing,known", b"1,2"),
        (b'{"nothing": 1}', b"[]"),
        (b'{"count": 1, "time_first": 2, "rrname": "a.example"}', b"{"),
    ],
)
def test_what_is_not_plain_has_no_layout(first: bytes, later: bytes) -> None:
    """Other separators, open quotes, a date apart from its time, sums: the reference reads every line."""
    planner = planner_for(first)
    assert planner is not None
    planner.take(first)
    planner.take(later)

    assert planner.layout is None


def test_forms_without_a_planner() -> None:
    """Arrays, syslog, and files whose columns were chosen by number are for the reference."""
    assert planner_for(b"[") is None
    assert planner_for(b"<134>1 2026-11-22T12:00:00Z host app - - - {}") is None
    assert planner_for(b"a,b", {"1": "domain"}) is None
    assert role_of("query") == 2


@pytest.mark.parametrize("make", [IndicatorIndex, new_index])
@pytest.mark.parametrize("size", [1, 50, 100_000])
def test_lines_with_their_places(make: type[IndicatorIndex], size: int) -> None:
    """Each line that matters is told with the byte at which it begins, and what was passed is counted."""
    whole = b"".join(LOG)
    blocks = [whole[at : at + size] for at in range(0, len(whole), size)]
    reading = lines_that_matter("dns.log", blocks, _filled(make()))
    places, rest = [], Rest(-1, frozenset())
    while rest.passed < 0:
        try:
            line, place = next(reading)
        except StopIteration as end:
            rest = end.value
        else:
            places.append(place)
            assert line.line == place

    starts = [sum(map(len, LOG[:n])) for n in range(len(LOG))]
    assert {starts[-3], starts[-1]} <= set(places) <= set(starts)
    assert rest.passed == (0 if starts[-2] in places else 1)
    assert [header[:7] for header in rest.headers] == [b"#fields"]
