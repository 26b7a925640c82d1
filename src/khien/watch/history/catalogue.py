"""The catalogue: every key, and the days of a block of 64 on which it was seen.

It lies on the disk as runs, each sorted: a batch adds one run a shelf and block, and many runs are
merged into one. It is made from the day files alone and can be made again from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khien.watch.history.answers import MOST_SEEN
from khien.watch.history.columns import Array, Disk, key_of, write_catalogue
from khien.watch.history.manifest import BLOCK_DAYS, Part, Run
from khien.watch.history.orders import Shelf
from khien.watch.history.ranges import Sought, octets, pairs

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
    keys = pa.concat_arrays([chunk for table in tables for chunk in table["key"].chunks])
    days = np.concatenate([table["days"].to_numpy() for table in tables]) & ~np.uint64(gone)
    # Sorting what is sorted in parts takes a third of the time that finding the distinct keys first would.
    order = pc.sort_indices(keys)
    keys = keys.take(order)
    differs = np.ones(len(keys), bool)
    differs[1:] = pc.not_equal(keys[1:], keys[:-1]).to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(differs)
    together = np.bitwise_or.reduceat(days[order.to_numpy()], starts)
    left = np.flatnonzero(together)
    if not len(left):
        return None
    block, shelf = runs[0].block, runs[0].shelf
    distinct, sorted_days = keys.take(pa.array(starts[left])), together[left]
    part = _written(disk, str(number), shelf, block, distinct, sorted_days)
    return Run(block=block, shelf=shelf, part=part)


@dataclass(slots=True)
class Known:
    """What the catalogue has of some spans, each by its place among them.

    `words`: for each block the days on which something in each span was seen, as bits. `keys`: the first
    few of each run that were.
    """

    words: dict[int, Array]
    keys: dict[int, set[str]] = field(default_factory=dict)


def look_up(
    disk: Disk,
    runs: Iterable[Run],
    sought: Mapping[Shelf, Sought],
    count: int,
    days: Iterable[int],
) -> Known:
    """On which of some days anything in each span was seen.

    Args:
        disk: where the runs are.
        runs: of any block and shelf.
        sought: the spans.
        count: of spans.
        days: counted from 1970.
    """
    wanted: dict[int, int] = {}
    for day in set(days):
        block, bit = divmod(day, BLOCK_DAYS)
        wanted[block] = wanted.get(block, 0) | 1 << bit
    known = Known({block: np.zeros(count, np.uint64) for block in wanted})
    for run in runs:
        if run.block not in wanted or run.shelf not in sought:
            continue
        opened = disk.open(run.part)
        for numbers, some in sought[run.shelf].slabs(disk.least(run.part, opened)):
            table = disk.groups(run.part, opened, numbers, ["key", "days"])
            word = np.uint64(wanted[run.block])
            _note(table, some, word, known.words[run.block], known.keys)
    return known


def _note(
    table: Any,  # noqa: ANN401 -- pyarrow's
    sought: Sought,
    wanted: np.uint64,
    words: Array,
    keys: dict[int, set[str]],
) -> None:
    """Add what some row groups have to the days and keys of each span."""
    seen = table["days"].to_numpy() & wanted
    rows = np.flatnonzero(seen)
    texts = octets(table["key"].combine_chunks())
    texts = texts if len(rows) == len(texts) else texts[rows]
    low, high = sought.among(texts)
    found = high > low
    if not found.any():
        return
    starts, stops, places = low[found], high[found], sought.places[found]
    days = np.append(seen[rows], np.uint64(0))
    words[places] |= np.bitwise_or.reduceat(days, pairs(starts, stops))[::2]
    few = np.minimum(stops, starts + MOST_SEEN)
    for place, start, stop in zip(places.tolist(), starts.tolist(), few.tolist(), strict=True):
        keys.setdefault(place, set()).update(map(key_of, texts[start:stop].tolist()))


def _written(disk: Disk, name: str, shelf: Shelf, block: int, keys: Array, days: Array) -> Part:
    return write_catalogue(disk, f"catalogue/{block}.{name}.{shelf}.parquet", keys, days)
