"""Patterns on observed data, and whole patterns on a log, beside stix2-matcher where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bench.measure import Measure
from bench.specimens import NOW, dns_log, object_id
from khien.model.patterns import (
    Evaluator,
    IndicatorValue,
    ValueKind,
    matches,
    observed_in,
    parse_pattern,
)
from khien.watch import IndicatorIndex, match, read_log

PATTERNS: Final = (
    "[domain-name:value = 'n7.example']",
    "[ipv4-addr:value ISSUBSET '198.51.100.0/25' AND ipv4-addr:value != '198.51.100.7']",
    "[domain-name:value LIKE 'n%.example' AND domain-name:value MATCHES '^n[0-9]+[.]']",
    "[network-traffic:dst_ref.value = '198.51.100.9' AND network-traffic:dst_port = 443]",
    "([domain-name:value = 'n3.example'] FOLLOWEDBY [domain-name:value = 'n9.example']) WITHIN 90 SECONDS",
    "[network-traffic:dst_port > 400] REPEATS 5 TIMES WITHIN 60 SECONDS",
)
OBSERVATIONS, LINES, HELD = 20, 5_000, 1_000


def bench(_folder: Path) -> Iterator[Measure | str]:
    """Patterns from text, patterns that are kept, and a log against a thousand patterns of two values."""
    bundle = _bundle()
    kept = [Evaluator(parse_pattern(text)) for text in PATTERNS]
    asked = len(PATTERNS) * OBSERVATIONS
    peer = _peer(bundle)
    theirs = "stix2-matcher" if peer else "stix2-matcher is not installed: itself"

    def whole() -> None:
        seen = observed_in(bundle["objects"])
        found = [text for text in PATTERNS if matches(text, seen) is not None]
        if len(found) != len(PATTERNS):
            raise AssertionError("not every pattern is fulfilled")

    def ready() -> None:
        seen = observed_in(bundle["objects"])
        for evaluator in kept:
            evaluator.matches(seen)

    unit = "pattern-observations"
    yield Measure("read patterns and ask them", unit, asked, whole, peer or whole, theirs)
    yield Measure("ask patterns that are kept", unit, asked, ready, peer or ready, theirs)
    yield from _log()


def _log() -> Iterator[Measure]:
    log = dns_log(LINES)
    plain, index = IndicatorIndex(), IndicatorIndex()
    for number in range(HELD):
        name = f"[domain-name:value = 'p{number}.example' AND EXISTS domain-name:resolves_to_refs]"
        index.add(object_id("indicator", number), 1, [IndicatorValue(ValueKind.PATTERN, name)], NOW)

    def with_patterns() -> None:
        match(read_log("dns.log", log), index, NOW)

    def without() -> None:
        match(read_log("dns.log", log), plain, NOW)

    yield Measure(
        "a log against 1,000 patterns", "lines", LINES, with_patterns, without, "an empty index"
    )


def _peer(bundle: dict[str, Any]) -> Any:  # noqa: ANN401 -- a function of a library that may be absent
    if find_spec("stix2matcher") is None:
        return None
    matcher = import_module("stix2matcher.matcher")

    def theirs() -> None:
        for text in PATTERNS:
            matcher.match(text, [bundle], stix_version="2.1")

    return theirs


def _bundle() -> dict[str, Any]:
    objects: list[dict[str, Any]] = []
    for number in range(OBSERVATIONS):
        at = f"2026-01-01T00:00:{2 * number:02d}Z"
        names = [f"{kind}--{number}" for kind in ("domain-name", "ipv4-addr", "network-traffic")]
        objects += (
            {
                "type": "observed-data",
                "spec_version": "2.1",
                "id": f"observed-data--{number}",
                "number_observed": 1,
                "first_observed": at,
                "last_observed": at,
                "object_refs": names,
            },
            {"type": "domain-name", "id": names[0], "value": f"n{number}.example"},
            {"type": "ipv4-addr", "id": names[1], "value": f"198.51.100.{number}"},
            {"type": "network-traffic", "id": names[2], "dst_ref": names[1], "dst_port": 443},
        )
    return {"type": "bundle", "id": "bundle--1", "objects": objects}
