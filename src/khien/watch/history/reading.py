"""What one day of the history has of many spans: only the row groups that matter, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from khien.watch.history.columns import DAY_S, Array, Disk
from khien.watch.history.failures import BrokenHistoryError
from khien.watch.history.manifest import BLOCK_DAYS, Manifest, Part, Segment
from khien.watch.history.numbering import Numbers, Span
from khien.watch.history.orders import Shelf
from khien.watch.history.ranges import Sought, octets, pairs, ranged, slabs
from khien.watch.history.segments import ClientsOf

_FEW: Final = 10_000  # rows of one slab of which every client is kept as it is
_COLUMNS: Final = ["second", "client", "count"]
_PLACE_BITS: Final = (
    32  # behind the place of a value in the hunt: the number of a client in a segment
)


class Piece(NamedTuple):
    """What some row groups have of some values, as columns.

    `places`, `first`, `last` and `times` belong together; so do `owners` and `clients`: which value, and
    the pseudonym under the secret `key`.
    """

    places: Array
    first: Array
    last: Array
    times: Array
    key: str
    owners: Array
    clients: Array


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for. `words`: for each block of days and each value the days on which it was seen.

    `numbers`: those of the keys in the day files `numbered`, which are not read by keys.
    """

    disk: Disk
    manifest: Manifest
    sought: Mapping[Shelf, Sought]
    words: Mapping[int, Array]
    numbers: Numbers
    numbered: frozenset[Part]


def read_day(question: Question, day: int) -> list[Piece]:
    """All that one day has.

    Raises:
        BrokenHistoryError: a file that matters cannot be read.
    """
    block, bit = divmod(day, BLOCK_DAYS)
    is_here = (question.words[block] >> np.uint64(bit) & np.uint64(1)).astype(bool)
    here = {shelf: one.some(is_here[one.places]) for shelf, one in question.sought.items()}
    segments = (one for one in question.manifest.segments if one.day == day)
    return [piece for segment in segments for piece in _in_segment(question, segment, here)]


def _in_segment(
    question: Question, segment: Segment, here: Mapping[Shelf, Sought]
) -> Iterator[Piece]:
    disk = question.disk
    clients = ClientsOf(disk, segment)
    for shelf in sorted(here.keys() & segment.shelves.keys()):
        part = segment.shelves[shelf]
        if not len(here[shelf].places):
            continue
        found: Iterable[_Rows]
        if part in question.numbered:
            span = question.numbers.of(shelf, segment.day)
            found = _by_number(disk, part, segment.keys[shelf], span) if span else ()
        else:
            found = _by_key(disk, part, here[shelf])
        for rows in found:
            yield _piece(rows, segment, clients)


class _Rows(NamedTuple):
    """Some row groups, and which of their rows belong to each of some values."""

    table: Any
    places: Array
    starts: Array
    stops: Array


def _by_key(disk: Disk, part: Part, sought: Sought) -> Iterator[_Rows]:
    """The rows of a file whose keys lie in some spans."""
    opened = disk.open(part)
    for groups, some in sought.slabs(disk.footer(part).least):
        table = disk.groups(part, opened, groups, ["key", *_COLUMNS])
        keys = table["key"].cast(pa.string()).combine_chunks()  # in older files a dictionary
        low, high = some.among(octets(keys))
        found = high > low
        if found.any():
            yield _Rows(table, some.places[found], low[found], high[found])


def _by_number(disk: Disk, part: Part, keys: int, span: Span) -> Iterator[_Rows]:
    """The rows of a file with so many keys, where these have some numbers."""
    opened, footer = disk.open(part), disk.footer(part)
    size = footer.group_rows
    if len(footer.starts) != keys:
        raise BrokenHistoryError(part.path, "starts")
    start, stop = footer.starts.rows(span.low), footer.starts.rows(span.high)
    first, last = start // size, (stop - 1) // size
    for groups in slabs(first, last + 1, opened.metadata.num_row_groups):
        table = disk.groups(part, opened, groups, _COLUMNS)
        some = np.flatnonzero((first <= groups[-1]) & (last >= groups[0]))
        begin = np.maximum(start[some], groups[0] * size)
        end = np.minimum(stop[some], (groups[-1] + 1) * size) - 1
        begin, end = (
            np.searchsorted(groups, row // size) * size + row % size for row in (begin, end)
        )
        yield _Rows(table, span.places[some], begin, end + 1)


def _piece(found: _Rows, segment: Segment, clients: ClientsOf) -> Piece:
    table, places, starts, stops = found
    ends = pairs(starts, stops)
    seconds, counts = (_longer(table[name].to_numpy()) for name in ("second", "count"))
    rows = ranged(starts, stops)
    owners, who = np.repeat(places, stops - starts), table["client"].to_numpy()[rows]
    owners, who = owners[who >= 0], who[who >= 0].astype(np.int64)
    if len(who) > _FEW:
        both = np.unique(owners << _PLACE_BITS | who)
        owners, who = both >> _PLACE_BITS, both & (1 << _PLACE_BITS) - 1
    return Piece(
        places,
        segment.day * DAY_S + np.minimum.reduceat(seconds, ends)[::2].astype(np.int64),
        segment.day * DAY_S + np.maximum.reduceat(seconds, ends)[::2].astype(np.int64),
        np.add.reduceat(counts.astype(np.int64), ends)[::2],
        segment.key,
        owners,
        clients.of(who),
    )


def _longer(values: Array) -> Array:
    """A column with one more entry at its end, so that a range may end there."""
    return np.append(values, values[-1:])
