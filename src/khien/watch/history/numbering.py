"""Which days can be read by the numbers of their keys alone (see `ranks`), and what these are in a hunt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from khien.watch.history.manifest import BLOCK_DAYS, Manifest, Part, Run
from khien.watch.history.orders import Shelf

_Array = Any  # numpy's, which is not typed for us
_PLACE_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Numbered:
    """Day files whose keys are exactly those of one day of one file of the catalogue.

    `runs`: for each of these files of the catalogue the days, as bits.
    """

    files: frozenset[Part]
    runs: Mapping[Part, int]


NOTHING: Final = Numbered(frozenset(), {})


def numbered(manifest: Manifest) -> Numbered:
    """What can be read by numbers. What came today mostly cannot, until all is put together.

    A day file's keys are among those that the catalogue has of the day, so as many are the same.
    """
    holding: dict[tuple[Shelf, int], list[Run]] = {}
    unknown = {(run.shelf, run.block) for run in manifest.runs if not run.keys}
    for run in manifest.runs:
        for bit in run.keys:
            holding.setdefault((run.shelf, run.block * BLOCK_DAYS + bit), []).append(run)
    files: set[Part] = set()
    runs: dict[Part, int] = {}
    for segment in manifest.segments:
        block, bit = divmod(segment.day, BLOCK_DAYS)
        for shelf, keys in segment.keys.items():
            some = holding.get((shelf, segment.day), [])
            if (shelf, block) not in unknown and len(some) == 1 and some[0].keys[bit] == keys:
                files.add(segment.shelves[shelf])
                runs[some[0].part] = runs.get(some[0].part, 0) | 1 << bit
    return Numbered(frozenset(files), runs)


class Span(NamedTuple):
    """Of some values, by their place in the hunt, the numbers of their keys on one day: from, until before."""

    places: _Array
    low: _Array
    high: _Array


class Numbers:
    """The numbers that a hunt looks for, by shelf and day."""

    def __init__(self) -> None:
        """None yet."""
        self._found: dict[Shelf, list[tuple[_Array, _Array, _Array]]] = {}
        self._spans: dict[tuple[Shelf, int], Span] = {}

    def add(self, shelf: Shelf, block: int, places: _Array, low: _Array, high: _Array) -> None:
        """Take the numbers of some values, a line each, on the days of a block, a column each.

        What one value has on one day comes in order, and without a gap.
        """
        value, day = np.nonzero(high > low)
        keys = (block * BLOCK_DAYS + day) << _PLACE_BITS | places[value]
        self._found.setdefault(shelf, []).append((keys, low[value, day], high[value, day]))

    def settle(self) -> None:
        """All is there."""
        for shelf, found in self._found.items():
            keys, low, high = (np.concatenate(some) for some in zip(*found, strict=True))
            order = np.argsort(keys, kind="stable")
            keys, low, high = keys[order], low[order], high[order]
            if not len(keys):
                continue
            first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
            keys, low, high = keys[first], low[first], np.maximum.reduceat(high, first)
            days, starts = np.unique(keys >> _PLACE_BITS, return_index=True)
            stops = [*starts[1:].tolist(), len(keys)]
            for day, start, stop in zip(days.tolist(), starts.tolist(), stops, strict=True):
                some = slice(start, stop)
                places = keys[some] & (1 << _PLACE_BITS) - 1
                self._spans[shelf, day] = Span(places, low[some], high[some])

    def of(self, shelf: Shelf, day: int) -> Span | None:
        """Those of one day; None: nothing is looked for there."""
        return self._spans.get((shelf, day))
