"""Look for values in the history: first the catalogue, then only the row groups that matter."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from itertools import islice
from typing import Final

import numpy as np

from khien.watch.history.answers import MOST_SEEN, Answer, Glimpse, Progress, Search
from khien.watch.history.catalogue import look_up
from khien.watch.history.columns import Array, Disk
from khien.watch.history.manifest import BLOCK_DAYS, Manifest
from khien.watch.history.numbering import NOTHING, numbered
from khien.watch.history.orders import span_of, value_at
from khien.watch.history.ranges import sought_in
from khien.watch.history.reading import Piece, Question, read_day
from khien.watch.history.segments import day_of
from khien.watch.history.tally import Tally

_READERS: Final = 2  # days that are read at the same time
_FEW: Final = (
    16  # values whose days are read one by one: handing each to a thread costs more than reading it
)
_MOST_NUMBERED: Final = 100_000  # values; the numbers of more would take too much memory
_day = lru_cache(BLOCK_DAYS * BLOCK_DAYS)(day_of)


def hunt(
    disk: Disk, manifest: Manifest, search: Search, stopped: Callable[[], bool]
) -> Iterator[Glimpse | Answer | Progress]:
    """Look for values, the newest day first.

    First comes a `Glimpse` of each value that the catalogue knows, before any day is read. Each
    `Answer` comes as soon as it is whole. Values that were never seen have none.

    Args:
        disk: where the history is.
        manifest: which files count.
        search: what for, and since when.
        stopped: asked between two readings; then what is not whole yet comes as it is.

    Raises:
        BrokenHistoryError: a file that matters cannot be read.
    """
    values = list(dict.fromkeys(search.values))
    spans = [span_of(value) for value in values]
    sought = sought_in(spans)
    held = {s.day for s in manifest.segments if search.since <= day_of(s.day) <= search.until}
    by_number = numbered(manifest) if len(values) <= _MOST_NUMBERED else NOTHING
    known = look_up(disk, manifest.runs, sought, len(values), held, by_number.runs)
    words = known.words
    tally = Tally(words, len(values), pseudonyms=search.pseudonyms)
    seen_at = np.flatnonzero(tally.is_left)
    for place, when in zip(seen_at.tolist(), _days(words, seen_at), strict=True):
        yield Glimpse(values[place], when)

    def answers(places: Array) -> Iterator[Answer]:
        sums = tally.sums(places)
        when = _days(tally.found, np.array([one.place for one in sums], np.int64))
        for one, days_seen in zip(sums, when, strict=True):
            seen = sorted(known.keys[one.place])[:MOST_SEEN]
            yield Answer(
                value=values[one.place],
                first_seen=_instant(one.first),
                last_seen=_instant(one.last),
                count=one.times,
                days=days_seen,
                clients=one.clients,
                seen=tuple(value_at(spans[one.place].shelf, key) for key in seen),
                pseudonyms=one.pseudonyms,
                is_whole=not tally.is_left[one.place],
            )

    days = tally.days
    question = Question(disk, manifest, sought, words, known.numbers, by_number.files)
    read = partial(read_day, question)
    with closing(_ahead(read, days) if len(values) > _FEW else _in_turn(read, days)) as pieces:
        for done, day in enumerate(days):
            yield Progress(done, len(days))
            if stopped():
                break
            whole = tally.take(day, next(pieces))
            if len(whole):
                yield from answers(whole)
    left = np.flatnonzero(tally.is_left)  # cut off
    yield Progress(0 if len(left) else len(days), len(days))
    yield from answers(left)


def _in_turn(
    read: Callable[[int], list[Piece]], days: Sequence[int]
) -> Generator[list[Piece], None, None]:
    yield from map(read, days)


def _ahead(
    read: Callable[[int], list[Piece]], days: Sequence[int]
) -> Generator[list[Piece], None, None]:
    """Read days in order, the next ones already while the one before is looked at."""
    with ThreadPoolExecutor(_READERS) as pool:
        begun = deque(pool.submit(read, day) for day in days[: _READERS + 1])
        left = iter(days[_READERS + 1 :])
        try:
            while begun:
                yield begun.popleft().result()
                begun.extend(pool.submit(read, day) for day in islice(left, 1))
        finally:
            for one in begun:
                one.cancel()


def _days(words: Mapping[int, Array], places: Array) -> Iterator[tuple[date, ...]]:
    """The days of some values, whose bits are set, the oldest first."""
    found: list[list[date]] = [[] for _ in places]
    for block in sorted(words):
        octets = words[block][places].astype("<u8").view(np.uint8).reshape(-1, 8)
        bits = np.unpackbits(octets, axis=1, bitorder="little")
        dates = np.array([_day(block * BLOCK_DAYS + bit) for bit in range(BLOCK_DAYS)])
        for days, row in zip(found, bits.astype(bool), strict=True):
            days += dates[row].tolist()
    return map(tuple, found)


def _instant(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
