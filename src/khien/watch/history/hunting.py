"""Look for values in the history: first the catalogue, then only the row groups that matter."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from khien.model.patterns import IndicatorValue
from khien.watch.history.answers import (
    MOST_PSEUDONYMS,
    MOST_SEEN,
    Answer,
    Glimpse,
    Progress,
    Search,
)
from khien.watch.history.catalogue import look_up
from khien.watch.history.columns import DAY_S, Array, Disk, Ends, Texts
from khien.watch.history.manifest import Manifest, Segment
from khien.watch.history.orders import Shelf, Span, span_of, value_at
from khien.watch.history.segments import NOBODY, ClientsOf, day_of

_READERS: Final = 2  # days that are read at the same time
_FEW: Final = 1_000  # clients of one value in one row group that are kept as they are
_FEW_ROWS: Final = 6  # of one value in one file: up to here clients are looked up one by one
_MANY: Final = 1_000_000  # clients of one value; then those that are there twice are left out

_Day: TypeAlias = "tuple[list[int], list[_Piece]]"


class _Piece(NamedTuple):
    """What one row group has of one value: seconds of the day, and clients under a secret."""

    place: int
    first: int
    last: int
    times: int
    key: str
    clients: Array


@dataclass(slots=True)
class _Gathered:
    """What is known so far of one value."""

    left: set[int]  # days still to be read
    keys: set[str]
    count: int = 0
    first: int = 0
    last: int = 0
    days: list[int] = field(default_factory=list)
    clients: dict[str, list[Array]] = field(default_factory=dict)  # by secret
    many: int = 0  # entries in `clients`

    def is_whole_with(self, day: int) -> bool:
        """Whether no day is left after this one, which has been read."""
        self.left.discard(day)
        return not self.left

    def take(self, day: int, piece: _Piece) -> None:
        first, last = day * DAY_S + piece.first, day * DAY_S + piece.last
        self.first = min(self.first, first) if self.count else first
        self.last = max(self.last, last) if self.count else last
        self.count += piece.times
        if not self.days or self.days[-1] != day:
            self.days.append(day)
        self.clients.setdefault(piece.key, []).append(piece.clients)
        self.many += len(piece.clients)
        if self.many > _MANY:
            self.clients = {k: [_distinct(arrays)] for k, arrays in self.clients.items()}
            self.many = 0

    def named(self) -> dict[str, Array]:
        return {key: _distinct(arrays) for key, arrays in self.clients.items()}


def _distinct(arrays: Sequence[Array]) -> Array:
    found = np.unique(np.concatenate(arrays))
    return found[found != NOBODY]


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
    held = {s.day for s in manifest.segments if search.since <= day_of(s.day) <= search.until}
    known = look_up(disk, manifest.runs, spans)
    wanted = {place: one.days & held for place, one in known.items() if one.days & held}
    for place, some in wanted.items():
        yield Glimpse(values[place], tuple(map(day_of, sorted(some))))
    gathered = {place: _Gathered(set(some), known[place].keys) for place, some in wanted.items()}
    days = sorted({day for some in wanted.values() for day in some}, reverse=True)
    read = partial(_read_day, disk, manifest, spans, wanted)
    with closing(_ahead(read, days)) as found:
        for done, day in enumerate(days):
            yield Progress(done, len(days))
            if stopped():
                break
            here, pieces = next(found)
            for piece in pieces:
                gathered[piece.place].take(day, piece)
            for place in [place for place in here if gathered[place].is_whole_with(day)]:
                one = gathered.pop(place)
                yield from _answers(values[place], spans[place].shelf, one, search)
    yield Progress(len(days) if not gathered else 0, len(days))
    for place, one in gathered.items():  # cut off
        yield from _answers(values[place], spans[place].shelf, one, search)


def _ahead(read: Callable[[int], _Day], days: Sequence[int]) -> Generator[_Day, None, None]:
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


def _answers(
    value: IndicatorValue, shelf: Shelf, one: _Gathered, search: Search
) -> Iterator[Answer]:
    if not one.count:
        return
    named = one.named()
    yield Answer(
        value=value,
        first_seen=_instant(one.first),
        last_seen=_instant(one.last),
        count=one.count,
        days=tuple(map(day_of, sorted(one.days))),
        clients=sum(map(len, named.values())),
        seen=tuple(value_at(shelf, key) for key in sorted(one.keys)[:MOST_SEEN]),
        pseudonyms=_shown(named) if search.pseudonyms else (),
        is_whole=not one.left,
    )


def _shown(named: Mapping[str, Array]) -> tuple[str, ...]:
    every = ((key, number) for key, numbers in named.items() for number in numbers.tolist())
    some = islice(every, MOST_PSEUDONYMS)
    return tuple(f"{key}:{number & 0xFFFFFFFFFFFFFFFF:016x}" for key, number in some)


def _instant(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)


def _read_day(
    disk: Disk,
    manifest: Manifest,
    spans: Sequence[Span],
    wanted: Mapping[int, set[int]],
    day: int,
) -> _Day:
    """Which values were seen on a day, by the catalogue, and what its files have of them."""
    here = [place for place, days in wanted.items() if day in days]
    by_shelf: dict[Shelf, list[tuple[Span, int]]] = {}
    for span, place in sorted((spans[place], place) for place in here):
        by_shelf.setdefault(span.shelf, []).append((span, place))
    pieces: list[_Piece] = []
    for segment in (one for one in manifest.segments if one.day == day):
        for shelf in by_shelf.keys() & segment.shelves.keys():
            pieces += _read_shelf(disk, segment, shelf, by_shelf[shelf])
    return here, pieces


def _read_shelf(
    disk: Disk, segment: Segment, shelf: Shelf, spans: Sequence[tuple[Span, int]]
) -> Iterator[_Piece]:
    """All that one file has of some spans, which are sorted."""
    part = segment.shelves[shelf]
    opened = disk.open(part, read_dictionary=["key"])
    ends = Ends(opened)
    in_groups: dict[int, list[tuple[Span, int]]] = {}
    for span, place in spans:
        for number in ends.touched(span):
            in_groups.setdefault(number, []).append((span, place))
    clients = ClientsOf(disk, segment)
    every: Array | None = None
    for number in sorted(in_groups):
        table = disk.groups(part, opened, [number], ["key", "second", "client", "count"])
        group = _Group(table, in_groups[number])
        if every is None and (group.rows > _FEW_ROWS or len(spans) > _FEW_ROWS):
            every = clients.every()
        yield from group.pieces(segment.key, clients.of if every is None else every.__getitem__)


class _Group:
    """One row group in memory, and where in it the spans are."""

    def __init__(self, table: Any, spans: Sequence[tuple[Span, int]]) -> None:  # noqa: ANN401 -- pyarrow's
        self._table = table
        column = table["key"]
        key = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        texts = Texts(key.dictionary)
        ranges: list[tuple[int, int]] = []
        self.found: list[int] = []  # places
        low = 0
        for span, place in spans:
            low = texts.before(span.low.encode(), low)
            high = texts.end(span.high.encode(), low)
            if high > low:
                ranges.append((low, high))
                self.found.append(place)
        codes = key.indices.to_numpy()
        self._ranges = np.searchsorted(codes, np.array(ranges, codes.dtype).reshape(-1))
        self.rows = int((self._ranges[1::2] - self._ranges[::2]).sum())

    def pieces(self, key: str, clients: Callable[[Array], Array]) -> Iterator[_Piece]:
        """What is in the rows, for each value."""
        if not self.found:
            return
        seconds, who, counts = (self._column(name) for name in ("second", "client", "count"))
        least = np.minimum.reduceat(seconds, self._ranges)[::2].tolist()
        most = np.maximum.reduceat(seconds, self._ranges)[::2].tolist()
        sums = np.add.reduceat(counts, self._ranges)[::2].tolist()
        ends = self._ranges.reshape(-1, 2).tolist()
        columns = zip(self.found, least, most, sums, ends, strict=True)
        for place, first, last, count, (start, stop) in columns:
            some = clients(who[start:stop])
            some = np.unique(some) if len(some) > _FEW else some
            yield _Piece(place, first, last, count, key, some)

    def _column(self, name: str) -> Array:
        """A column with one more entry at its end, so that a range may end there."""
        values = self._table[name].to_numpy()
        return np.append(values, values[-1:])
