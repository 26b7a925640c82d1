"""What a hunt knows so far of each value: sums, and who asked, until the last of its days was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from khien.watch.history.answers import MOST_PSEUDONYMS
from khien.watch.history.columns import Array
from khien.watch.history.manifest import BLOCK_DAYS
from khien.watch.history.reading import Piece

_MANY: Final = (
    1_000_000  # clients that wait for one day; then those that are there twice are left out
)
_NEVER: Final = -1


class Sum(NamedTuple):
    """All that was found of one value; first and last in seconds since 1970."""

    place: int
    times: int
    first: int
    last: int
    clients: int
    pseudonyms: tuple[str, ...]


class _Clients(NamedTuple):
    """Who asked for what under one secret; each pair may stand there more than once."""

    owners: Array
    clients: Array

    def distinct(self) -> _Clients:
        order = np.lexsort((self.clients, self.owners))
        owners, clients = self.owners[order], self.clients[order]
        differs = np.ones(len(order), bool)
        differs[1:] = (owners[1:] != owners[:-1]) | (clients[1:] != clients[:-1])
        return _Clients(owners[differs], clients[differs])


@dataclass(slots=True)
class _Heap:
    """What waits for one day under one secret; `many` pairs came since the first list was made."""

    lists: list[_Clients] = field(default_factory=list)
    many: int = 0

    def add(self, some: _Clients) -> None:
        self.many += len(some.owners) if self.lists else 0
        self.lists.append(some)
        if self.many > _MANY:
            self.lists, self.many = [_joined(self.lists)], 0


class Tally:
    """Takes what day after day has, the newest first, and gives each value when it is whole.

    Clients wait under the day that ends their value, so that each is looked at twice and no more.
    """

    def __init__(self, words: Mapping[int, Array], count: int, *, pseudonyms: bool) -> None:
        """Args: words: by block the days of each value, as bits. count: of values. pseudonyms: whether named."""
        self._are_named = pseudonyms
        self.found = {block: np.zeros(count, np.uint64) for block in words}
        self.days: list[int] = []
        """The days that must be read, the newest first."""
        self._ends = np.full(count, _NEVER, np.int64)
        for day in sorted(_days_of(words), reverse=True):
            block, bit = divmod(day, BLOCK_DAYS)
            self._ends[(words[block] >> np.uint64(bit) & np.uint64(1)).astype(bool)] = day
            self.days.append(day)
        self.is_left = self._ends != _NEVER
        """Which values are not whole."""
        self._count = np.zeros(count, np.int64)
        self._first = np.full(count, np.iinfo(np.int64).max)
        self._last = np.full(count, np.iinfo(np.int64).min)
        self._waiting: dict[int, dict[str, _Heap]] = {}

    def take(self, day: int, pieces: Iterable[Piece]) -> Array:
        """Add what a day has; gives the places of the values that are whole with it."""
        block, bit = divmod(day, BLOCK_DAYS)
        asked: dict[str, list[_Clients]] = {}
        for piece in pieces:
            # In one piece each value stands once, so that nothing is lost here.
            self._count[piece.places] += piece.times
            self._first[piece.places] = np.minimum(self._first[piece.places], piece.first)
            self._last[piece.places] = np.maximum(self._last[piece.places], piece.last)
            self.found[block][piece.places] |= np.uint64(1 << bit)
            asked.setdefault(piece.key, []).append(_Clients(piece.owners, piece.clients))
        for key, lists in asked.items():
            who = _concatenated(lists)
            if len(who.owners):
                self._wait(key, who)
        whole = np.flatnonzero(self._ends == day)
        self.is_left[whole] = False
        return whole

    def _wait(self, key: str, asked: _Clients) -> None:
        ends = self._ends[asked.owners]
        order = np.argsort(ends, kind="stable")
        owners, clients = asked.owners[order], asked.clients[order]
        days, starts = np.unique(ends[order], return_index=True)
        stops = [*starts[1:].tolist(), len(owners)]
        for end, start, stop in zip(days.tolist(), starts.tolist(), stops, strict=True):
            heap = self._waiting.setdefault(end, {}).setdefault(key, _Heap())
            heap.add(_Clients(owners[start:stop], clients[start:stop]))

    def sums(self, places: Array) -> list[Sum]:
        """What was found of some values, which take() gave or which are left; nothing of what was not."""
        some = places[self._count[places] > 0]
        numbers = np.zeros(len(self._count), np.int64)
        named: dict[int, list[str]] = {}
        for end in np.unique(self._ends[some]).tolist():
            for key, heap in self._waiting.pop(end, {}).items():
                who = _joined(heap.lists)
                numbers += np.bincount(who.owners, minlength=len(numbers))
                if self._are_named:
                    _name(named, key, who)
        columns = (one[some].tolist() for one in (self._count, self._first, self._last, numbers))
        return [
            Sum(place, times, first, last, clients, tuple(named.get(place, ())))
            for place, times, first, last, clients in zip(some.tolist(), *columns, strict=True)
        ]


def _days_of(words: Mapping[int, Array]) -> Iterator[int]:
    for block, some in words.items():
        word = int(np.bitwise_or.reduce(some)) if len(some) else 0
        yield from (block * BLOCK_DAYS + bit for bit in range(BLOCK_DAYS) if word >> bit & 1)


def _concatenated(lists: list[_Clients]) -> _Clients:
    return _Clients(*(np.concatenate(columns) for columns in zip(*lists, strict=True)))


def _joined(lists: list[_Clients]) -> _Clients:
    return _concatenated(lists).distinct()


def _name(named: dict[int, list[str]], key: str, who: _Clients) -> None:
    """Write out the first pseudonyms of each value."""
    starts = np.flatnonzero(np.append(True, who.owners[1:] != who.owners[:-1]))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(who.owners)], strict=True):
        listed = named.setdefault(int(who.owners[start]), [])
        numbers = who.clients[start : min(stop, start + MOST_PSEUDONYMS - len(listed))].tolist()
        listed += [f"{key}:{number & 0xFFFFFFFFFFFFFFFF:016x}" for number in numbers]
