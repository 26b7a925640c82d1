"""A DNS log against ten thousand domains, beside splitting its lines and a set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure
from bench.specimens import NOW, dns_log, domain, object_id
from khien.model.patterns import IndicatorValue, ValueKind
from khien.watch import IndicatorIndex, match, read_log

LINES, DOMAINS = 5_000, 10_000


def bench(_folder: Path) -> Iterator[Measure]:
    """Reading the lines alone, then reading and matching."""
    log = dns_log(LINES)
    names = {domain(number).encode() for number in range(DOMAINS)}
    index = IndicatorIndex()
    for number in range(DOMAINS):
        value = IndicatorValue(ValueKind.DOMAIN, domain(number))
        index.add(object_id("indicator", number), 1, [value], NOW)
    if len(match(read_log("dns.log", log), index, NOW).hits) != LINES // 100:
        raise AssertionError("the log does not hit what it should")

    def read() -> None:
        for _ in read_log("dns.log", log):
            pass

    def matched() -> None:
        match(read_log("dns.log", log), index, NOW)

    def split() -> None:
        sum(line.split(b"\t")[-1] in names for line in log)

    yield Measure("read a DNS log", "lines", LINES, read, split, "split and a set")
    yield Measure("read and match a DNS log", "lines", LINES, matched, split, "split and a set")
