"""A list that is longer than memory: looked through whole, then a part of it kept; how much memory it takes.

`BENCH_FULL=1` writes two gigabytes (removed afterwards); without it a fiftieth of that.
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

SIZE_BYTES: Final = 2_000_000_000 if os.environ.get("BENCH_FULL") else 40_000_000
KEPT_BLOCKS: Final = 20


def bench(folder: Path) -> Iterator[str]:
    """A plain list and a table, looked through; of the list the first blocks kept."""
    plain, table = folder / "long.txt", folder / "long.csv"
    try:
        _write(plain, "", "https://host-{0}.zone-{1}.example/path/of/some/length/{0}\n")
        _write(table, "url,date,tags\n", "https://host-{0}.zone-{1}.example/{0},2026-01-02,list\n")
        stock = stocked(folder, 1, ("indicator",))
        with closing(open_node(Path(stock.home))) as node:
            wish = Wish(node.ourselves.identity, NOW, marking=Tlp.GREEN)
            for path in (plain, table):
                yield _line(
                    f"look through {path.name}", looked_through(path, _how(path, wish), wish)
                )
            kept = islice(import_long(node, plain, _how(plain, wish), wish), KEPT_BLOCKS)
            yield _line("keep the beginning of long.txt", kept)
    finally:
        plain.unlink(missing_ok=True)
        table.unlink(missing_ok=True)


def _how(path: Path, wish: Wish) -> LongList:
    how = opening(path, wish)
    if how is None:
        raise SystemExit(f"{path.name}: not long")
    return how


def _write(path: Path, head: str, line: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(head)
        number = 0
        while file.tell() < SIZE_BYTES:
            file.writelines(line.format(n, n % 97) for n in range(number, number + 100_000))
            number += 100_000


def _line(name: str, steps: Iterable[LongImport]) -> str:
    began, spent = time.perf_counter(), time.process_time()
    *_, last = steps
    took, spent = time.perf_counter() - began, time.process_time() - spent
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{name:<34} {last.lines:>11,} lines  {took:>7.1f} s, {spent:>7.1f} s of CPU"
        f"  {spent / max(last.lines, 1) * 1e6:>6.1f} µs each  {most_mb:>5} MB"
    )
