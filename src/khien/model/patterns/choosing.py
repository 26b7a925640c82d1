"""Choose different observations for a plan's slots, so that every bond in time holds.

Each bond is turned into an instant: for WITHIN the earliest `last` of what is chosen, for FOLLOWEDBY the
latest `first` on its left. Once the instants are fixed, every slot has bounds of its own, and the
question is only whether different observations can be given to all slots: a matching in a graph, which
augmenting paths answer in polynomial time. So a pattern with one bond is polynomial as a whole; with
more, instants are tried in order, a choice that leaves a slot empty is given up at once, and what takes
too many steps is an error, never a hang.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeAlias

from khien.model.patterns.pattern_error import PatternLimitError
from khien.model.patterns.plans import EVER, Bond, Plan, Slot

MOST_STEPS: Final = 300_000  # of one choice; well below a second


@dataclass(frozen=True, slots=True)
class Sight:
    """What matters of one observation: when (microseconds), how many it stands for, which `[…]` it fulfils.

    `first` and `last` are None where nobody knows; then it only counts where time does not matter.
    """

    first: int | None
    last: int | None
    times: int
    leaves: frozenset[int]


_Bounds: TypeAlias = tuple[tuple[int, int], ...]  # of each slot: last from, first until


class Chooser:
    """Answers plans about one list of sights, and counts its steps."""

    def __init__(self, sights: Sequence[Sight]) -> None:
        self._sights = sights
        self._times = [sight.times for sight in sights]
        self._steps = 0
        self._shelves: dict[tuple[int, bool], _Shelf] = {}

    def choose(self, plan: Plan) -> tuple[int, ...] | None:
        """The positions of the observations that fulfil the plan, in order; None when there are none.

        Raises:
            PatternLimitError: it takes too many steps to know.
        """
        return self._with_bonds(plan, (), ((-EVER, EVER),) * len(plan.slots))

    def _spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise PatternLimitError("steps", MOST_STEPS)

    def _with_bonds(
        self, plan: Plan, chosen: tuple[int, ...], bounds: _Bounds
    ) -> tuple[int, ...] | None:
        given = self._give(plan, bounds)
        if given is None or len(chosen) == len(plan.bonds):
            return given
        bond = plan.bonds[len(chosen)]
        earliest = chosen[-bond.twin] if bond.twin else -EVER
        for instant in self._instants(plan, bond, bounds):
            self._spend(1)
            if instant < earliest:
                continue
            narrowed = _narrowed(bounds, bond, instant)
            found = self._with_bonds(plan, (*chosen, instant), narrowed)
            if found is not None:
                return found
        return None

    def _instants(self, plan: Plan, bond: Bond, bounds: _Bounds) -> list[int]:
        end = bond.end if bond.middle is None else bond.middle
        met: set[int] = set()
        for slot, bound in zip(plan.slots[bond.begin : end], bounds[bond.begin : end], strict=True):
            for place in self._fitting(slot, bound, timed=True):
                self._spend(1)
                sight = self._sights[place]
                at = sight.last if bond.middle is None else sight.first
                met.add(0 if at is None else at)
        return sorted(met)

    def _give(self, plan: Plan, bounds: _Bounds) -> tuple[int, ...] | None:
        """Different observations for every slot, bonds aside."""
        timed, wanted = plan.is_timed, plan.wanted
        pairs = list(zip(plan.slots, bounds, strict=True))
        for slot, bound in pairs:
            self._spend(1)
            if self._most(slot, bound, timed=timed) < slot.wanted:
                return None
        fitting: list[list[int]] = []
        for slot, bound in pairs:
            some, held = [], 0
            for place in self._fitting(slot, bound, timed=timed):
                self._spend(1)
                some.append(place)
                held += self._times[place]
                if held >= wanted:
                    break  # enough, even if all other slots took theirs from here
            fitting.append(some)
        matching = _Matching(self._times, fitting, self._spend)
        enough = all(matching.fill(number, slot.wanted) for number, slot in enumerate(plan.slots))
        return matching.taken() if enough else None

    def _most(self, slot: Slot, bound: tuple[int, int], *, timed: bool) -> int:
        return sum(
            self._shelf(offer.leaf, timed=timed).count(*_both(bound, (offer.after, offer.before)))
            for offer in slot.offers
        )

    def _fitting(self, slot: Slot, bound: tuple[int, int], *, timed: bool) -> Iterator[int]:
        """The positions of what fits a slot, each once for each offer that is met first."""
        met: set[int] = set()
        for offer in slot.offers:
            both = _both(bound, (offer.after, offer.before))
            for place in self._shelf(offer.leaf, timed=timed).within(*both):
                if place not in met:
                    met.add(place)
                    yield place

    def _shelf(self, leaf: int, *, timed: bool) -> _Shelf:
        known = self._shelves.get((leaf, timed))
        if known is None:
            known = self._shelves[leaf, timed] = _Shelf(self._sights, leaf, timed=timed)
        return known


class _Matching:
    """Gives observations to slots; each observation may be given as often as it was seen."""

    def __init__(
        self,
        times: Sequence[int],
        fitting: Sequence[Sequence[int]],
        spend: Callable[[int], None],
    ) -> None:
        self._fitting, self._spend = fitting, spend
        self._left = {place: times[place] for some in fitting for place in some}
        self._holders: dict[int, Counter[int]] = {place: Counter() for place in self._left}

    def fill(self, slot: int, wanted: int) -> bool:
        """Whether so many could be given to a slot beside all that were given before."""
        for place in self._fitting[slot]:
            some = min(wanted, self._left[place])
            self._hold(place, slot, some)
            wanted -= some
        while wanted and self._one_more(slot, set()):
            wanted -= 1
        return not wanted

    def taken(self) -> tuple[int, ...]:
        """The observations that were given."""
        return tuple(sorted(place for place, held in self._holders.items() if held.total()))

    def _one_more(self, slot: int, tried: set[int]) -> bool:
        """If need be another slot's is taken, and that one finds itself another."""
        tried.add(slot)
        self._spend(len(self._fitting[slot]))
        for place in self._fitting[slot]:
            if self._left[place]:
                self._hold(place, slot, 1)
                return True
        for place in self._fitting[slot]:
            for other in [one for one, held in self._holders[place].items() if held]:
                if other not in tried and self._one_more(other, tried):
                    self._holders[place].update({other: -1, slot: 1})
                    return True
        return False

    def _hold(self, place: int, slot: int, some: int) -> None:
        self._left[place] -= some
        self._holders[place][slot] += some


class _Shelf:
    """The observations that fulfil one `[…]`, sorted by when they were seen last."""

    def __init__(self, sights: Sequence[Sight], leaf: int, *, timed: bool) -> None:
        held = [
            (
                -EVER if one.last is None else one.last,
                EVER if one.first is None else one.first,
                place,
            )
            for place, one in enumerate(sights)
            if leaf in one.leaves and not (timed and one.last is None)
        ]
        held.sort()
        self._places = [place for _, _, place in held]
        self._lasts = [last for last, _, _ in held]
        self._first_of = [first for _, first, _ in held]
        # From here on, the earliest `first`: behind it nothing fits that is wanted earlier.
        self._earliest = list(accumulate(reversed(self._first_of), min))[::-1]
        self._until_last = [0, *accumulate(sights[place].times for place in self._places)]
        by_first = sorted((first, sights[place].times) for _, first, place in held)
        self._firsts = [first for first, _ in by_first]
        self._until_first = [0, *accumulate(times for _, times in by_first)]

    def count(self, last_from: int, first_until: int) -> int:
        """How many there are at most within bounds; just as many where they leave an instant."""
        total = self._until_last[-1]
        if last_from > first_until:
            return total
        early = self._until_last[bisect_left(self._lasts, last_from)]
        late = total - self._until_first[bisect_right(self._firsts, first_until)]
        return total - early - late

    def within(self, last_from: int, first_until: int) -> Iterator[int]:
        """Those that were seen last at `last_from` or later, and first at `first_until` or earlier."""
        for at in range(bisect_left(self._lasts, last_from), len(self._places)):
            if self._earliest[at] > first_until:
                return
            if self._first_of[at] <= first_until:
                yield self._places[at]


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _narrowed(bounds: _Bounds, bond: Bond, instant: int) -> _Bounds:
    changed = list(bounds)
    for number in range(bond.begin, bond.end):
        if bond.middle is None:
            also = (instant, instant + bond.span)
        else:
            also = (-EVER, instant) if number < bond.middle else (instant, EVER)
        changed[number] = _both(changed[number], also)
    return tuple(changed)
