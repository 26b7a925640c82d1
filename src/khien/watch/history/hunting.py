"""Look for values in the history: first the catalogue, then only the row groups that matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

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
from khien.watch.history.catalogue import look_up, touched
from khien.watch.history.columns import DAY_S, Array, Disk, Texts, spans_of_groups
from khien.watch.history.manifest import Manifest, Segment
from khien.watch.history.orders import Shelf, Span, span_of, value_at
from khien.watch.history.segments import clients_of, day_of

_TOGETHER: Final = 16  # row groups in one reading


@dataclass(slots=True)
class _Gathered:
    left: set[int]  # days still to be read
    count: int = 0
    first: int = 0
    last: int = 0
    days: list[int] = field(default_factory=list)
    clients: set[tuple[str, int]] = field(default_factory=set)
    seen: dict[str, None] = field(default_factory=dict)  # keys
    more: bool = False  # clients than are counted

    def take(self, day: int, seconds: Array, counts: Array) -> None:
        first, last = day * DAY_S + int(seconds.min()), day * DAY_S + int(seconds.max())
        self.first = min(self.first, first) if self.count else first
        self.last = max(self.last, last) if self.count else last
        self.count += int(counts.sum())
        if not self.days or self.days[-1] != day:
            self.days.append(day)


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
    wanted = {place: days & held for place, days in known.items() if days & held}
    for place, some in wanted.items():
        yield Glimpse(values[place], tuple(map(day_of, sorted(some))))
    gathered = {place: _Gathered(set(some)) for place, some in wanted.items()}
    days = sorted({day for some in wanted.values() for day in some}, reverse=True)
    for done, day in enumerate(days):
        yield Progress(done, len(days))
        if stopped():
            break
        here = [place for place, some in wanted.items() if day in some]
        _read_day(disk, manifest, day, {place: spans[place] for place in here}, gathered)
        for place in here:
            gathered[place].left.discard(day)
            if not gathered[place].left:
                yield from _answers(values[place], spans[place].shelf, gathered.pop(place), search)
    yield Progress(len(days) if not gathered else 0, len(days))
    for place, one in gathered.items():  # cut off
        yield from _answers(values[place], spans[place].shelf, one, search)


def _answers(
    value: IndicatorValue, shelf: Shelf, one: _Gathered, search: Search
) -> Iterator[Answer]:
    if not one.count:
        return
    yield Answer(
        value=value,
        first_seen=_instant(one.first),
        last_seen=_instant(one.last),
        count=one.count,
        days=tuple(map(day_of, sorted(one.days))),
        clients=len(one.clients),
        seen=tuple(value_at(shelf, key) for key in one.seen),
        pseudonyms=_shown(one) if search.pseudonyms else (),
        is_whole=not one.left and not one.more,
    )


def _shown(one: _Gathered) -> tuple[str, ...]:
    some = sorted(one.clients)[:MOST_PSEUDONYMS]
    return tuple(f"{key}:{number & 0xFFFFFFFFFFFFFFFF:016x}" for key, number in some)


def _instant(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)


def _read_day(
    disk: Disk, manifest: Manifest, day: int, spans: dict[int, Span], gathered: dict[int, _Gathered]
) -> None:
    for segment in manifest.segments:
        if segment.day != day:
            continue
        for shelf in segment.shelves:
            some = sorted((span, place) for place, span in spans.items() if span.shelf is shelf)
            if some:
                _read_shelf(disk, segment, shelf, some, gathered)


def _read_shelf(
    disk: Disk,
    segment: Segment,
    shelf: Shelf,
    spans: Sequence[tuple[Span, int]],
    gathered: dict[int, _Gathered],
) -> None:
    """All that one file has of some spans, which are sorted."""
    part = segment.shelves[shelf]
    opened = disk.open(part, read_dictionary=["key"])
    ends = spans_of_groups(opened)
    in_groups: dict[int, list[tuple[Span, int]]] = {}
    for span, place in spans:
        for number in touched(ends, span):
            in_groups.setdefault(number, []).append((span, place))
    clients: Array | None = None
    numbers = sorted(in_groups)
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        table = disk.groups(part, opened, some, ["key", "second", "client", "count"])
        row = 0
        for number in some:
            rows = opened.metadata.row_group(number).num_rows
            group = _Group(table.slice(row, rows))
            row += rows
            for span, place in in_groups[number]:
                found = group.rows_of(span)
                if found.stop > found.start:
                    clients = clients_of(disk, segment) if clients is None else clients
                    group.give(found, segment, clients, gathered[place])


class _Group:
    """One row group in memory."""

    def __init__(self, table: Any) -> None:  # noqa: ANN401 -- pyarrow's
        key = (
            table["key"].chunk(0) if table["key"].num_chunks == 1 else table["key"].combine_chunks()
        )
        self._keys = Texts(key.dictionary)
        self._codes = key.indices.to_numpy()
        self._seconds, self._clients, self._counts = (
            table[name].to_numpy() for name in ("second", "client", "count")
        )
        self._from = 0

    def rows_of(self, span: Span) -> slice:
        """The rows of a span; the spans come in order."""
        low = self._keys.before(span.low.encode())
        high = self._keys.before(span.high.encode(), low)
        start, stop = np.searchsorted(self._codes, (low, high))
        return slice(int(start), int(stop))

    def give(self, rows: slice, segment: Segment, clients: Array, to: _Gathered) -> None:
        """Add some rows to what was gathered of a value."""
        to.take(segment.day, self._seconds[rows], self._counts[rows])
        for code in range(self._codes[rows.start], self._codes[rows.stop - 1] + 1):
            if len(to.seen) >= MOST_SEEN:
                break
            to.seen[self._keys[code].decode()] = None
        who = np.unique(self._clients[rows])
        who = who[who >= 0]
        to.clients.update((segment.key, one) for one in clients[who].tolist())
