"""The catalogue: every key, and the days of a block of 64 on which it was seen.

It lies on the disk as runs, each sorted: a batch adds one run a shelf and block, and many runs are
merged into one. It is made from the day files alone and can be made again from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khien.watch.history.answers import MOST_SEEN
from khien.watch.history.columns import Array, Disk, Ends, Texts, write_catalogue
from khien.watch.history.manifest import BLOCK_DAYS, Part, Run
from khien.watch.history.orders import Shelf, Span

_File = TypeVar("_File")
MOST_RUNS: Final = 16  # of about one size, in one block; then they become one
_SIMILAR: Final = 4  # so many times larger is no longer about one size
_ALL: Final = 2
_SMALL: Final = 10_000  # rows; up to here size does not matter


def add_run(disk: Disk, number: int, shelf: Shelf, day: int, keys: Array) -> Run:
    """Write what one segment has on one shelf; the keys are sorted and each stands there once."""
    block, bit = divmod(day, BLOCK_DAYS)
    days = np.full(len(keys), 1 << bit, np.uint64)
    return Run(
        block=block, shelf=shelf, part=_written(disk, f"{number}-{day}", shelf, block, keys, days)
    )


def due(runs: Iterable[Run], many: int) -> list[list[Run]]:
    """Which runs are to become one: in each block and shelf, when so many are of about one size.

    Two are enough where all are to become one, whatever their size.
    """
    in_blocks = sorted(runs, key=lambda run: (run.block, run.shelf))
    grouped = groupby(in_blocks, key=lambda run: (run.block, run.shelf))
    lists = (list(some) for _, some in grouped)
    alikes = (some if many <= _ALL else alike(some, lambda run: run.part.rows) for some in lists)
    return [some for some in alikes if len(some) >= many]


def alike(files: Sequence[_File], size: Callable[[_File], int]) -> list[_File]:
    """The smallest of some files, up to where the next is much larger than these on average."""
    found: list[_File] = []
    total = 0
    for file in sorted(files, key=size):
        if found and size(file) * len(found) > _SIMILAR * max(total, len(found) * _SMALL):
            break
        found.append(file)
        total += size(file)
    return found


def merge(disk: Disk, number: int, runs: Sequence[Run], gone: int = 0) -> Run | None:
    """Write one run for several of the same block and shelf; None when nothing is left.

    Args:
        disk: where they are.
        number: of the new file.
        runs: at least one.
        gone: days of the block that are purged, as bits.
    """
    tables = [disk.read(run.part) for run in runs]
    keys = pa.chunked_array([c for t in tables for c in t["key"].chunks], pa.string())
    days = np.concatenate([table["days"].to_numpy() for table in tables]) & ~np.uint64(gone)
    found = keys.combine_chunks().dictionary_encode()
    together = np.zeros(len(found.dictionary), np.uint64)
    np.bitwise_or.at(together, found.indices.to_numpy(), days)
    left = pa.array(np.flatnonzero(together))
    distinct = found.dictionary.take(left)
    order = pc.sort_indices(distinct)
    block, shelf = runs[0].block, runs[0].shelf
    if not len(order):
        return None
    sorted_days = together[left.to_numpy()][order.to_numpy()]
    part = _written(disk, str(number), shelf, block, distinct.take(order), sorted_days)
    return Run(block=block, shelf=shelf, part=part)


@dataclass(slots=True)
class Known:
    """What the catalogue has of one span."""

    days: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)  # the first few of each run


def look_up(disk: Disk, runs: Iterable[Run], spans: Sequence[Span]) -> dict[int, Known]:
    """On which days anything in each span was seen.

    Args:
        disk: where the runs are.
        runs: of any block and shelf.
        spans: in any order.

    Returns:
        For the place of each span that was seen its days, counted from 1970, and the first of its keys.
    """
    by_shelf: dict[Shelf, list[int]] = {}
    for place in sorted(range(len(spans)), key=spans.__getitem__):
        by_shelf.setdefault(spans[place].shelf, []).append(place)
    found: dict[int, Known] = {}
    for run in runs:
        for place, word, keys in _seen(disk, run.part, spans, by_shelf.get(run.shelf, [])):
            known = found.setdefault(place, Known())
            first = run.block * BLOCK_DAYS
            known.days.update(first + bit for bit in range(BLOCK_DAYS) if word >> bit & 1)
            known.keys.update(keys)
    return found


def _seen(
    disk: Disk, part: Part, spans: Sequence[Span], places: Sequence[int]
) -> Iterable[tuple[int, int, list[str]]]:
    if not places:
        return
    opened = disk.open(part)
    ends = Ends(opened)
    wanted = {number for place in places for number in ends.touched(spans[place])}
    numbers = sorted(wanted)
    for some in _neighbours(numbers):
        table = disk.groups(part, opened, some, ["key", "days"])
        yield from _in_table(table, spans, places, ends.least(some[0]), ends.greatest(some[-1]))


def _in_table(
    table: Any,  # noqa: ANN401 -- pyarrow's
    spans: Sequence[Span],
    places: Sequence[int],
    least: str,
    greatest: str,
) -> Iterable[tuple[int, int, list[str]]]:
    keys = Texts(table["key"].combine_chunks())
    days = table["days"].combine_chunks().to_numpy()
    for place in places:
        span = spans[place]
        if span.high <= least or span.low > greatest:
            continue
        start = keys.before(span.low.encode())
        stop = keys.end(span.high.encode(), start)
        if stop > start:
            first = [keys[i].decode() for i in range(start, min(stop, start + MOST_SEEN))]
            yield place, int(np.bitwise_or.reduce(days[start:stop])), first


def _neighbours(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in runs without a gap."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _written(disk: Disk, name: str, shelf: Shelf, block: int, keys: Array, days: Array) -> Part:
    return write_catalogue(disk, f"catalogue/{block}.{name}.{shelf}.parquet", keys, days)
