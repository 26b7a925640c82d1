"""What one day of the history has of many spans: only the row groups that matter, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from khien.watch.history.columns import DAY_S, Array, Disk
from khien.watch.history.manifest import BLOCK_DAYS, Manifest, Segment
from khien.watch.history.orders import Shelf
from khien.watch.history.ranges import Sought, octets, pairs, ranged
from khien.watch.history.segments import ClientsOf

_FEW: Final = 10_000  # rows of one slab of which every client is kept as it is
_COLUMNS: Final = ["key", "second", "client", "count"]
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
    """What is looked for. `words`: for each block of days and each value the days on which it was seen."""

    disk: Disk
    manifest: Manifest
    sought: Mapping[Shelf, Sought]
    words: Mapping[int, Array]


def read_day(question: Question, day: int) -> list[Piece]:
    """All that one day has.

    Raises:
        BrokenHistoryError: a file that matters cannot be read.
    """
    block, bit = divmod(day, BLOCK_DAYS)
    is_here = (question.words[block] >> np.uint64(bit) & np.uint64(1)).astype(bool)
    here = {shelf: one.some(is_here[one.places]) for shelf, one in question.sought.items()}
    segments = (one for one in question.manifest.segments if one.day == day)
    return [piece for segment in segments for piece in _in_segment(question.disk, segment, here)]


def _in_segment(disk: Disk, segment: Segment, here: Mapping[Shelf, Sought]) -> Iterator[Piece]:
    clients = ClientsOf(disk, segment)
    for shelf in sorted(here.keys() & segment.shelves.keys()):
        if not len(here[shelf].places):
            continue
        part = segment.shelves[shelf]
        opened = disk.open(part)
        for numbers, sought in here[shelf].slabs(disk.least(part, opened)):
            table = disk.groups(part, opened, numbers, _COLUMNS)
            piece = _in_groups(table, sought, segment, clients)
            if piece is not None:
                yield piece


def _in_groups(table: Any, sought: Sought, segment: Segment, clients: ClientsOf) -> Piece | None:  # noqa: ANN401 -- pyarrow's
    keys = table["key"].cast(pa.string()).combine_chunks()  # in older files a dictionary
    low, high = sought.among(octets(keys))
    found = high > low
    if not found.any():
        return None
    starts, stops = low[found], high[found]
    ends = pairs(starts, stops)
    seconds, counts = (_longer(table[name].to_numpy()) for name in ("second", "count"))
    places = sought.places[found]
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
