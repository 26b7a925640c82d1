"""The catalogue: every key, and the days of a block of 64 on which it was seen.

It lies on the disk as runs, each sorted: a batch adds one run a shelf and block, and many runs are
merged into one. It is made from the day files alone and can be made again from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khien.watch.history.answers import MOST_SEEN
from khien.watch.history.columns import Array, Disk, key_of, write_catalogue
from khien.watch.history.manifest import BLOCK_DAYS, Part, Run
from khien.watch.history.numbering import Numbers
from khien.watch.history.orders import Shelf
from khien.watch.history.ranges import Sought, octets, pairs
from khien.watch.history.ranks import Ranks

_File = TypeVar("_File")
MOST_RUNS: Final = 16  # of about one size, in one block; then they become one
_SIMILAR: Final = 4  # so many times larger is no longer about one size
_ALL: Final = 2
_SMALL: Final = 10_000  # rows; up to here size does not matter


def add_run(disk: Disk, number: int, shelf: Shelf, day: int, keys: Array) -> Run:
    """Write what one segment has on one shelf; the keys are sorted and each stands there once."""
    block, bit = divmod(day, BLOCK_DAYS)
    days = np.full(len(keys), 1 << bit, np.uint64)
    return _written(disk, f"{number}-{day}", shelf, block, keys, days)


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
    return _written(disk, str(number), shelf, block, distinct, sorted_days)


@dataclass(slots=True)
class Known:
    """What the catalogue has of some spans, each by its place among them.

    `words`: for each block the days on which something in each span was seen, as bits. `keys`: the first
    few of each run that were. `numbers`: those of the days that can be read by them.
    """

    words: dict[int, Array]
    keys: dict[int, set[str]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)


def look_up(
    disk: Disk,
    runs: Iterable[Run],
    sought: Mapping[Shelf, Sought],
    count: int,
    days: Iterable[int],
    numbered: Mapping[Part, int],
) -> Known:
    """On which of some days anything in each span was seen.

    Args:
        disk: where the runs are.
        runs: of any block and shelf.
        sought: the spans.
        count: of spans.
        days: counted from 1970.
        numbered: for some runs the days, as bits, of which numbers are of use.
    """
    wanted: dict[int, int] = {}
    for day in set(days):
        block, bit = divmod(day, BLOCK_DAYS)
        wanted[block] = wanted.get(block, 0) | 1 << bit
    known = Known({block: np.zeros(count, np.uint64) for block in wanted})
    for run in runs:
        if run.block not in wanted or run.shelf not in sought:
            continue
        opened, footer = disk.open(run.part), disk.footer(run.part)
        bits = wanted[run.block] & numbered.get(run.part, 0)
        for groups, some in sought[run.shelf].slabs(footer.least):
            table = disk.groups(run.part, opened, groups, ["key", "days"])
            slab = _found(table, some, np.uint64(wanted[run.block]))
            if slab is None:
                continue
            _note(slab, known.words[run.block], known.keys)
            if bits:
                before = footer.counts[groups]
                begins = np.searchsorted(slab.rows, np.arange(len(groups)) * footer.group_rows)
                low, high = _numbers(slab, before, begins, np.uint64(bits))
                known.numbers.add(run.shelf, run.block, slab.places, low, high)
    known.numbers.settle()
    return known


class _Slab(NamedTuple):
    """What some row groups have on the days that matter.

    `rows`: which of theirs; `keys` and `days` are of these. `starts` and `stops` point into them: what was
    found of the value at each of `places`.
    """

    rows: Array
    keys: Array
    days: Array
    places: Array
    starts: Array
    stops: Array


def _found(table: Any, sought: Sought, wanted: np.uint64) -> _Slab | None:  # noqa: ANN401 -- pyarrow's
    seen = table["days"].to_numpy() & wanted
    rows = np.flatnonzero(seen)
    texts = octets(table["key"].combine_chunks())
    texts = texts if len(rows) == len(texts) else texts[rows]
    low, high = sought.among(texts)
    found = high > low
    if not found.any():
        return None
    return _Slab(rows, texts, seen[rows], sought.places[found], low[found], high[found])


def _note(slab: _Slab, words: Array, keys: dict[int, set[str]]) -> None:
    """Add what a slab has to the days and keys of each span."""
    days = np.append(slab.days, np.uint64(0))
    words[slab.places] |= np.bitwise_or.reduceat(days, pairs(slab.starts, slab.stops))[::2]
    few = np.minimum(slab.stops, slab.starts + MOST_SEEN)
    columns = (one.tolist() for one in (slab.places, slab.starts, few))
    for place, start, stop in zip(*columns, strict=True):
        keys.setdefault(place, set()).update(map(key_of, slab.keys[start:stop].tolist()))


def _numbers(slab: _Slab, before: Array, begins: Array, bits: np.uint64) -> tuple[Array, Array]:
    """The first number of each value on each of some days, and the one behind its last.

    Args:
        slab: where the values are.
        before: for each row group the keys before it, by day.
        begins: where each row group begins in the slab.
        bits: the days.
    """
    ranks = Ranks(slab.days & bits)
    group = np.searchsorted(begins, slab.starts, side="right") - 1
    first = ranks.at(slab.starts)
    low = before[group] + first - ranks.at(begins)[group]
    return low, low + ranks.at(slab.stops) - first


def _written(disk: Disk, name: str, shelf: Shelf, block: int, keys: Array, days: Array) -> Run:
    path = f"catalogue/{block}.{name}.{shelf}.parquet"
    part, many = write_catalogue(disk, path, keys, days)
    return Run(block=block, shelf=shelf, part=part, keys=many)
