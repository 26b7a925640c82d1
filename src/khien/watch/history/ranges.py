"""Where spans lie among sorted keys: all of them at once, without an object for each key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khien.watch.history.columns import Array, octets_of
from khien.watch.history.orders import Shelf, Span

_SLAB: Final = 16  # row groups that are in memory together


@dataclass(frozen=True, slots=True)
class Sought:
    """Some spans of one shelf, sorted by their beginning.

    `places` are theirs in the hunt. Texts are octets here (see `columns.octets_of`). An end "up to and with
    this key", which is the key and an octet 0, is the key itself and marked in `closed`.
    """

    places: Array
    lows: Array
    highs: Array
    closed: Array

    def some(self, which: Array) -> Sought:
        """Those that a mask names."""
        return Sought(self.places[which], self.lows[which], self.highs[which], self.closed[which])

    def among(self, keys: Array) -> tuple[Array, Array]:
        """Where each begins and ends among sorted keys, as `octets` gives them."""
        width = (
            keys.dtype.itemsize
        )  # one more than the longest key: what is cut off decides nothing
        lows, highs = self.lows.astype(f"S{width}"), self.highs.astype(f"S{width}")
        return np.searchsorted(keys, lows), self._ends(keys, highs)

    def _ends(self, keys: Array, highs: Array) -> Array:
        if not self.closed.any():
            return np.searchsorted(keys, highs)
        after = np.searchsorted(keys, highs, side="right")
        return np.where(self.closed, after, np.searchsorted(keys, highs))

    def slabs(self, least: Array) -> Iterator[tuple[list[int], Sought]]:
        """The row groups that may hold something, a few at a time, and which spans these may concern.

        Args:
            least: the least key of each row group, cut to a number of octets.
        """
        first = np.maximum(np.searchsorted(least, self.lows.astype(least.dtype)) - 1, 0)
        stop = np.maximum(self._ends(least, self.highs), first)
        for numbers in slabs(first, stop, len(least)):
            yield numbers, self.some((first <= numbers[-1]) & (stop > numbers[0]))


def slabs(first: Array, stop: Array, groups: int) -> Iterator[list[int]]:
    """The row groups that some ranges of them touch, a few at a time; each ends before its `stop`."""
    marks = np.zeros(groups + 1, np.int64)
    np.add.at(marks, first, 1)
    np.add.at(marks, stop, -1)
    touched = np.flatnonzero(np.cumsum(marks[:-1]))
    for start in range(0, len(touched), _SLAB):
        yield touched[start : start + _SLAB].tolist()


def sought_in(spans: Sequence[Span]) -> dict[Shelf, Sought]:
    """Spans by their shelf."""
    by_shelf: dict[Shelf, list[int]] = {}
    for place in sorted(range(len(spans)), key=spans.__getitem__):
        by_shelf.setdefault(spans[place].shelf, []).append(place)
    return {shelf: _of(spans, places) for shelf, places in by_shelf.items()}


def _of(spans: Sequence[Span], places: list[int]) -> Sought:
    some = [spans[place] for place in places]
    return Sought(
        np.array(places, np.int64),
        _as_octets(span.low for span in some),
        _as_octets(span.high.removesuffix("\0") for span in some),
        np.array([span.high.endswith("\0") for span in some], bool),
    )


def _as_octets(texts: Iterable[str]) -> Array:
    return np.array([*map(octets_of, texts)], "S")


def octets(keys: Array) -> Array:
    """Texts of an Arrow array as octets of one width, one more than the longest has."""
    if len(keys) and _least_octet(keys) <= 1:  # hardly ever
        keys = pa.array([octets_of(key).decode() for key in keys.to_pylist()], pa.string())
    width = int(np.diff(_ends_of(keys)).max(initial=0)) + 1
    padded = pc.ascii_rpad(keys, width, padding="\0")
    return np.frombuffer(padded.buffers()[2], f"S{width}", len(keys))


def _ends_of(keys: Array) -> Array:
    offsets = np.frombuffer(keys.buffers()[1] or b"", np.int32)
    return offsets[keys.offset : keys.offset + len(keys) + 1]


def _least_octet(keys: Array) -> int:
    ends = _ends_of(keys)
    some = np.frombuffer(keys.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]
    return int(some.min(initial=2))


def ranged(starts: Array, stops: Array) -> Array:
    """The numbers of all ranges, one range after the other; none is empty."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def pairs(starts: Array, stops: Array) -> Array:
    """Ranges as `reduceat` takes them, whose every second result counts."""
    return np.stack([starts, stops], axis=1).reshape(-1)
