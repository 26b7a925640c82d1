"""A list that is longer than memory: looked through whole, then a part of it kept; how much memory it takes.

`BENCH_FULL=1` writes a list of two gigabytes and a table of a tenth of that (removed afterwards), ten
minutes; without it a fiftieth. Every tenth of a file: lines so far, and how much memory it takes now.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from bench.specimens import NOW
from bench.stocking import stocked
from khien.app.importing import import_long
from khien.app.wiring import open_node
from khien.exchange.long_lists import LongImport, looked_through, opening
from khien.intake import Wish
from khien.intake.in_blocks import LongList
from khien.model.marking import Tlp

IS_FULL: Final = bool(os.environ.get("BENCH_FULL"))
LIST_BYTES: Final = 2_000_000_000 if IS_FULL else 40_000_000
TABLE_BYTES: Final = 200_000_000 if IS_FULL else 40_000_000
TOLD_EVERY: Final = 10  # percent
KEPT_BLOCKS: Final = 20


def bench(folder: Path) -> Iterator[str]:
    """A plain list and a table, looked through; of the list the first blocks kept."""
    plain, table = folder / "long.txt", folder / "long.csv"
    try:
        address = "https://host-{0}.zone-{1}.example/"
        _write(plain, LIST_BYTES, "", address + "path/of/some/length/{0}\n")
        _write(table, TABLE_BYTES, "url,date,tags\n", address + "{0},2026-01-02,list\n")
        stock = stocked(folder, 1, ("indicator",))
        with closing(open_node(Path(stock.home))) as node:
            wish = Wish(node.ourselves.identity, NOW, marking=Tlp.GREEN)
            for path in (plain, table):
                steps = looked_through(path, _how(path, wish), wish)
                yield from _told(f"look through {path.name}", steps)
            kept = islice(import_long(node, plain, _how(plain, wish), wish), KEPT_BLOCKS)
            yield from _told("keep the beginning of long.txt", kept)
    finally:
        plain.unlink(missing_ok=True)
        table.unlink(missing_ok=True)


def _how(path: Path, wish: Wish) -> LongList:
    how = opening(path, wish)
    if how is None:
        raise SystemExit(f"{path.name}: not long")
    return how


def _write(path: Path, size_bytes: int, head: str, line: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(head)
        number = 0
        while file.tell() < size_bytes:
            file.writelines(line.format(n, n % 97) for n in range(number, number + 100_000))
            number += 100_000


def _told(name: str, steps: Iterable[LongImport]) -> Iterator[str]:
    began, spent, told = time.perf_counter(), time.process_time(), 0
    last: LongImport | None = None
    for last in steps:
        if last.percent >= told + TOLD_EVERY:
            told = last.percent // TOLD_EVERY * TOLD_EVERY
            took = time.perf_counter() - began
            yield f"  {told:>3} %  {last.lines:>11,} lines  {took:>7.1f} s  {_now_mb():>5} MB now"
    took, spent = time.perf_counter() - began, time.process_time() - spent
    lines = last.lines if last else 0
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield (
        f"{name:<34} {lines:>11,} lines  {took:>7.1f} s, {spent:>7.1f} s of CPU"
        f"  {spent / max(lines, 1) * 1e6:>6.1f} µs each  {most_mb:>5} MB at most"
    )


def _now_mb() -> int:
    """How much of this process is in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() >> 20
