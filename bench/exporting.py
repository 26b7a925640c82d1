"""Lists of a hundred thousand entries; `BENCH_FULL=1` takes a million, which must take ten seconds at most.

Each line: seconds on the clock and of the processor, and the most memory that the process has had so far.
The yardstick reads the same rows and writes nothing but their values.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.stocking import PARTNER, stocked
from khien.app.administering import add_consumer
from khien.app.wiring import Node, open_node
from khien.exchange.consumers import rows
from khien.exchange.consumers.desk import Order
from khien.exchange.consumers.rules import Choice, Consumer
from khien.exchange.lists.forms import SERVED
from khien.model.marking import Tlp

SOME, MANY = 100_000, 1_000_000
CHOICE = Choice(ceiling=Tlp.AMBER)
SCORED = Choice(ceiling=Tlp.AMBER, columns=("value", "kind", "score", "source", "valid_until"))


def bench(folder: Path) -> Iterator[str]:
    """Every form once for ourselves, then what consumers fetch."""
    count = MANY if os.environ.get("BENCH_FULL") else SOME
    kept = os.environ.get("KHIEN_BENCH_FOLDER", "")
    place = Path(kept) if kept else folder
    place.mkdir(parents=True, exist_ok=True)
    stock = stocked(place, count, ("indicator",))
    with closing(open_node(Path(stock.home))) as node:
        yield _line("read the rows, write the values", count, lambda: _plainly(node, folder))
        for form in SERVED:
            target = folder / f"list.{form}"
            work = _written(node, form, target)
            yield _line(f"export {form}", count, work)
        work = _written(node, "csv", folder / "scored.csv", SCORED)
        yield _line("export csv, with scores", count, work)
        yield from _fetched(node, count)


def _plainly(node: Node, folder: Path) -> None:
    with (folder / "plainly").open("w", encoding="utf-8") as file, node.store.read() as tx:
        for block in rows.values(tx, None):
            file.writelines(f"{row[3]}\n" for row in block)


def _written(node: Node, form: str, target: Path, choice: Choice = CHOICE) -> Callable[[], object]:
    return lambda: node.lists.write(Order(form, choice, target))


def _fetched(node: Node, count: int) -> Iterator[str]:
    """A list that is made when it is fetched, fetched again, and the same of a partner's consumer."""
    for name, partner in (("own", None), ("theirs", PARTNER)):
        consumer = f"{name}-{time.time_ns()}"
        reader, _ = add_consumer(node, consumer, ["rpz"], CHOICE, partner=partner)
        fetch = partial(_fetch, node, reader)
        yield _line(f"{name} consumer, first fetch", count, fetch)
        yield _line(f"{name} consumer, nothing new", count, fetch)


def _fetch(node: Node, reader: Consumer) -> None:
    node.lists.give(reader, "rpz", node.lists.present(reader.name, "rpz"))


def _line(name: str, count: int, work: Callable[[], object]) -> str:
    began, spent = time.perf_counter(), time.process_time()
    work()
    took, spent = time.perf_counter() - began, time.process_time() - spent
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{name:<34} {count:>9,} entries  {took:>6.1f} s, {spent:>6.1f} s of CPU"
        f"  {spent / count * 1e6:>6.1f} µs each  {most_mb:>5} MB"
    )
