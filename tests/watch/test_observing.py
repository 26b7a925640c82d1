"""Indicators whose pattern is more than single values, on log lines and on observed data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch import observing
from khien.watch.bundles import read_any
from khien.watch.logs import Observation, read_log
from khien.watch.matching import Matched, Validity, match
from khien.watch.observing import Observing
from khien.watch.rules import IndicatorIndex
from tests.watch.samples import EARLIER, NOW, dns_log, indicator, value

AT = 1_700_000_000
ROWS = (
    f"{AT} 192.0.2.7 192.0.2.53 a.example 198.51.100.1",
    f"{AT + 5} 192.0.2.8 192.0.2.53 b.example -",
    f"{AT + 60} 192.0.2.8 192.0.2.53 a.example -",
    f"{AT + 90} 192.0.2.8 192.0.2.53 b.example -",
)
A, B = (f"[domain-name:value = '{name}.example']" for name in "ab")


def an_index(*patterns: str) -> IndicatorIndex:
    """Indicators 1, 2 … with these patterns."""
    index = IndicatorIndex()
    for number, text in enumerate(patterns, start=1):
        index.add(indicator(number), 7, [IndicatorValue(ValueKind.PATTERN, text)], EARLIER)
    return index


def on_log(*patterns: str, rows: tuple[str, ...] = ROWS, **wish: Any) -> Matched:  # noqa: ANN401 -- as match
    """The sample log against patterns."""
    return match(read_log("dns.log", dns_log(*rows)), an_index(*patterns), NOW, **wish)


def told(matched: Matched) -> list[tuple[int, int, tuple[str, ...]]]:
    """Each hit: which indicator, how often, which observations."""
    return [(int(hit.object_id[-3:]), hit.count, hit.observations) for hit in matched.hits]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "[domain-name:value = 'A.example.' AND domain-name:resolves_to_refs[*].value = '198.51.100.1']",
            [(1, 1, ("dns:8",))],
        ),
        (
            "[network-traffic:src_ref.value = '192.0.2.8' AND network-traffic:dst_ref.value = '192.0.2.53']",
            [(1, 3, ("dns:9", "dns:10", "dns:11"))],
        ),
        ("[domain-name:value LIKE 'b%']", [(1, 2, ("dns:9", "dns:11"))]),
        ("[domain-name:value MATCHES '^c']", []),
        (f"({A} FOLLOWEDBY {B}) WITHIN 10 SECONDS", [(1, 1, ("dns:8", "dns:9"))]),
        (f"{A} FOLLOWEDBY {B}", [(1, 2, ("dns:8", "dns:9", "dns:10", "dns:11"))]),
        (f"{A} AND {B} AND [domain-name:value = 'c.example']", []),
        (f"{A} REPEATS 3 TIMES", []),
        (f"{B} REPEATS 2 TIMES WITHIN 50 SECONDS", []),
        (
            f"{B} START t'2023-11-14T22:14:00Z' STOP t'2024-01-01T00:00:00Z'",
            [(1, 1, ("dns:11",))],
        ),
    ],
)
def test_patterns_are_asked_about_the_lines_of_a_log(
    pattern: str, expected: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    """Fields of one line fulfil comparisons joined by AND; lines fulfil what is joined outside of brackets."""
    assert told(on_log(pattern)) == expected


def test_a_hit_names_version_pattern_and_times() -> None:
    """The hit of a pattern says which version, which pattern, and from when until when it was fulfilled."""
    pattern = f"({A} FOLLOWEDBY {B}) WITHIN 10 SECONDS"
    (hit,) = on_log(pattern, clients=True).hits

    assert (hit.version, hit.line, hit.clients) == (7, 9, ("192.0.2.8",))
    assert hit.values == (IndicatorValue(ValueKind.PATTERN, pattern),)
    assert (hit.first_seen, hit.last_seen) == (
        datetime.fromtimestamp(AT, UTC),
        datetime.fromtimestamp(AT + 5, UTC),
    )


def test_the_own_address_of_an_indicator_is_no_client() -> None:
    """An address that the pattern itself names is not told as a client."""
    pattern = (
        "[network-traffic:src_ref.value = '192.0.2.7' AND network-traffic:dst_ref.value != 'x']"
    )
    (hit,) = on_log(pattern, clients=True).hits

    assert hit.clients == ()


def test_a_line_counts_once() -> None:
    """An indicator whose value hits a line is not asked for its pattern about that line."""
    index = IndicatorIndex()
    pattern = f"{A} OR [domain-name:value LIKE 'b%']"
    values = [value("domain", "a.example"), IndicatorValue(ValueKind.PATTERN, pattern)]
    index.add(indicator(1), 1, values, EARLIER)

    (hit,) = match(read_log("dns.log", dns_log(*ROWS)), index, NOW).hits

    assert (hit.count, hit.observations) == (4, ("dns:9", "dns:11"))


def test_an_indicator_counts_only_inside_its_validity() -> None:
    """A pattern that was not in force when the line was written is not asked, if that is the wish."""
    index = IndicatorIndex()
    values = [IndicatorValue(ValueKind.PATTERN, "[domain-name:value LIKE 'a%']")]
    index.add(indicator(1), 1, values, datetime(2024, 1, 1, tzinfo=UTC))
    log = dns_log(*ROWS)

    assert match(read_log("dns.log", log), index, NOW).hits
    assert not match(read_log("dns.log", log), index, NOW, validity=Validity.EVENT).hits


def test_lines_without_a_time_fulfil_what_ignores_it() -> None:
    """Where a log has no times, AND is answered and FOLLOWEDBY is not; the hit has no times."""
    found = match(
        read_log("dns.csv", [b"query\n", b"a.example\n", b"b.example\n"]),
        an_index(f"{A} AND {B}", f"{A} FOLLOWEDBY {B}"),
        NOW,
    )

    assert told(found) == [(1, 1, ("dns:2", "dns:3"))]
    assert (found.hits[0].first_seen, found.hits[0].last_seen) == (None, None)


def test_what_could_not_be_answered_is_told() -> None:
    """A refused pattern is named with the reason, and one that met a line too long for it; others go on."""
    index = an_index(
        "[file:name MATCHES '(?=x)']", "[file:name MATCHES 'x']", "[file:name LIKE 'y%']"
    )
    long = {"query": "b.example", "filename": "y" * 70_000}
    lines = [json.dumps(one).encode() for one in (long, {"query": "b.example", "filename": "x"})]

    found = match(read_log("x.log", lines), index, NOW)

    assert told(found) == [(3, 1, ("x:1",)), (2, 1, ("x:2",))]
    codes = {int(name[-1]): error.code for name, error in found.unanswered.items()}
    assert codes == {1: "pattern.expression", 2: "pattern.limit"}


def bundle(*names: str, objects: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Observed data of names, ten seconds after each other."""
    data: list[dict[str, Any]] = []
    for number, name in enumerate(names):
        at = f"2026-01-01T00:00:{10 * number:02d}Z"
        data += (
            {
                "type": "observed-data",
                "spec_version": "2.1",
                "id": f"observed-data--{number}",
                "number_observed": 1,
                "first_observed": at,
                "last_observed": at,
                "object_refs": [f"domain-name--{number}"],
            },
            {"type": "domain-name", "id": f"domain-name--{number}", "value": name},
        )
    return {"type": "bundle", "id": "bundle--1", "objects": [*data, *objects]}


@pytest.mark.parametrize("form", ["line", "pretty", "lines"])
def test_observed_data_is_a_log(form: str) -> None:
    """A bundle, on one line or many, and objects a line each, are looked up and asked about."""
    content = bundle("a.example", "b.example", "www.bad.example")
    lines = {
        "line": [json.dumps(content).encode()],
        "pretty": [b"\n", *json.dumps(content, indent=2).encode().splitlines(keepends=True)],
        "lines": [json.dumps(one).encode() for one in content["objects"]],
    }[form]
    index = an_index(f"({A} FOLLOWEDBY {B}) WITHIN 11 SECONDS", "[domain-name:value = 'A.example']")
    index.add(indicator(9), 1, [value("domain", "bad.example")], EARLIER)

    found = match(read_any("seen.json", lines), index, NOW)

    assert told(found) == [(1, 1, ("observed-data--0", "observed-data--1")), (9, 1, ())]
    assert (found.lines, found.unreadable_count) == (3, 0)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that waits forgets its oldest observations, and all of them together are bounded too."""
    monkeypatch.setattr(observing, "KEPT_FOR_ONE", 2)
    index = an_index(f"{A} REPEATS 3 TIMES", f"{A} REPEATS 2 TIMES")
    rows = tuple(f"{AT + n} 192.0.2.7 192.0.2.53 a.example -" for n in range(6))
    watching = Observing(index.patterns)

    read = read_log("dns.log", dns_log(*rows))
    lines = [one for one in read if isinstance(one, Observation)]
    found = [one for line in lines for one in watching.take(line, NOW)]

    assert [one.asked.object_id for one in found] == [indicator(2)] * 3
    assert watching.forgotten == 4


def test_what_took_too_long_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a pattern took too many steps once, the rest of the stream goes by without it."""
    monkeypatch.setattr("khien.model.patterns.choosing.MOST_STEPS", 3)

    found = on_log(f"{A} FOLLOWEDBY {B}", "[domain-name:value LIKE 'a%']")

    assert [hit.object_id for hit in found.hits] == [indicator(2)]
    assert found.unanswered[indicator(1)].facts["limited"] == "steps"
