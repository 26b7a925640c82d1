"""A snapshot with a few indicators, and a log that hits some of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from khien.watch.scale.snapshots import Facts, Row, write
from tests.watch.samples import DNS_HEADER, indicator

EARLY_US = 1_600_000_000_000_000
FACTS = Facts("alpha", "green", "PAP:GREEN", 70)
DOMAIN = Row(indicator(1), 3, EARLY_US, None, [("domain", "bad.example")], FACTS)
PATTERN = Row(
    indicator(2),
    4,
    EARLY_US,
    None,
    [
        (
            "pattern",
            "[domain-name:value = 'one.example'] FOLLOWEDBY [domain-name:value = 'two.example']",
        )
    ],
    FACTS,
)
ROWS = (DOMAIN, PATTERN)


def snapshot(folder: Path, version: int = 7, rows: Sequence[Row] = ROWS) -> Path:
    """A snapshot in a file."""
    path = folder / "watch.index"
    write(path, version, "2026-11-22T12:00:00.000Z", rows)
    return path


def rows_of(numbers: range) -> bytes:
    """Lines of a Zeek DNS log; every tenth is a hit."""
    names = ("www.bad.example" if n % 10 == 0 else f"n{n}.good.example" for n in numbers)
    lines = (
        f"17000{n:05}.5\t10.0.0.{n % 9}\t10.0.0.53\t{name}\t-\n"
        for n, name in zip(numbers, names, strict=True)
    )
    return "".join(lines).encode()


def log(folder: Path, count: int = 200, name: str = "dns.log") -> Path:
    """A Zeek DNS log of so many lines."""
    path = folder / name
    path.write_bytes(DNS_HEADER + rows_of(range(count)))
    return path
