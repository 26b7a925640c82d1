"""How long the watch's index takes to be there again after a restart, from the store; two seconds a million at most.

`BENCH_FULL=1` takes a million indicators, `KHIEN_BENCH_FOLDER` keeps the node in which they are. The yardsticks: the
rows read and let go, and the kernel given the names alone.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.specimens import domain
from bench.stocking import stocked
from khien.app.wiring import open_node
from khien.store import objects
from khien.watch.desk import Watch
from khien.watch.engine import in_use, kernel

SOME, MANY = 100_000, 1_000_000
ROUNDS = 5


def bench(folder: Path) -> Iterator[str]:
    """Each line: seconds of CPU and by the clock, medians, for all of them, and for one."""
    count = MANY if os.environ.get("BENCH_FULL") else SOME
    kept = os.environ.get("KHIEN_BENCH_FOLDER", "")
    place = Path(kept) if kept else folder
    place.mkdir(parents=True, exist_ok=True)
    yield f"restarting: engine {in_use()}, {count:,} indicators of one domain each"
    with closing(open_node(Path(stocked(place, count, ("indicator",)).home))) as node:

        def load() -> object:
            watch = Watch(node.store, node.ourselves.identity)
            watch.catch_up()
            return watch

        def read() -> None:
            with node.store.read() as tx:
                for _ in objects.columns_in_force(tx):
                    pass

        yield _line("index from the store", count, load)
        yield _line("beside: its rows, read and let go", count, read)
    if kernel is not None:
        names = "\n".join(map(domain, range(count))).encode()
        yield _line("beside: the kernel, names alone", count, lambda: _kernel(names))


def _kernel(names: bytes) -> object:
    values = kernel.Index()  # type: ignore[union-attr]
    values.load(0, names)
    return values


def _line(name: str, count: int, work: Callable[[], object]) -> str:
    took = []
    for _ in range(ROUNDS):
        began, spent = time.perf_counter(), time.process_time()
        held = work()
        took.append((time.process_time() - spent, time.perf_counter() - began))
        del held  # not counted: a node lets go of it when it ends
    cpu, wall = (statistics.median(one) for one in zip(*took, strict=True))
    return (
        f"  {name:<36} {cpu:6.2f} s of CPU, {wall:6.2f} s, {cpu / count * 1e6:5.2f} µs of CPU each"
    )
