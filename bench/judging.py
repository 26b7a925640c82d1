"""Judging one STIX object, and reading its pattern, beside `json.loads` of the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure
from bench.specimens import domain, indicator
from khien.model.patterns import indicator_values, parse_pattern
from khien.model.stix import judge

COUNT = 200


def bench(_folder: Path) -> Iterator[Measure]:
    """Two hundred indicators, each another one."""
    raws = [indicator(number) for number in range(COUNT)]
    patterns = [f"[domain-name:value = '{domain(number)}']" for number in range(COUNT)]
    rejected = [raw for raw in raws if not judge(raw).accepted]
    if rejected:
        raise AssertionError(f"the specimens are no STIX: {judge(rejected[0]).findings}")

    def loads() -> None:
        for raw in raws:
            json.loads(raw)

    def judged() -> None:
        for raw in raws:
            judge(raw)

    def read() -> None:
        for pattern in patterns:
            indicator_values(parse_pattern(pattern))

    yield Measure("judge an indicator", "objects", COUNT, judged, loads, "json.loads")
    yield Measure("read a pattern", "patterns", COUNT, read, loads, "json.loads of the object")
