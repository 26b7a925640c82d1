"""What an observation expression asks for, laid out so that it can be looked for without guessing.

A plan is a row of slots, in the order in which they stand in the pattern. Each wants so many different
observations, and constraints on time bind neighbouring slots together. OR between observations makes
several plans; one that is fulfilled is enough. REPEATS writes its expression out (STIX 2.1 §9.5.1:
"a" joined by AND with itself), except that a single slot just wants more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations_with_replacement, pairwise, product
from typing import Final

from khien.model.instants import to_microseconds
from khien.model.patterns.pattern_error import PatternError, PatternLimitError
from khien.model.patterns.syntax import (
    AnyObserved,
    EachObserved,
    FollowedBy,
    Observation,
    ObservationExpression,
    Qualifier,
    Repeats,
    Within,
)

MOST_PLANS: Final = 256
MOST_SLOTS: Final = 128
MOST_WANTED: Final = 10_000  # observations in all
EVER: Final = 1 << 62  # microseconds; further away than any instant


@dataclass(frozen=True, slots=True)
class Offer:
    """An observation that fulfils this `[…]`, seen at `after` or later and at `before` or earlier."""

    leaf: int
    after: int = -EVER
    before: int = EVER


@dataclass(frozen=True, slots=True)
class Slot:
    """So many different observations, each of which one of the offers fits."""

    offers: tuple[Offer, ...]
    wanted: int = 1


@dataclass(frozen=True, slots=True)
class Bond:
    """How the slots from `begin` to before `end` lie in time, in microseconds.

    Without `middle` (WITHIN) there is a stretch of `span` in which each was seen. With it (FOLLOWEDBY)
    there is an instant until which each before `middle` was seen, and from which on each behind it.

    `twin` says how many bonds back the same bond of the same expression stands, written out by REPEATS
    (0: nowhere). Which of the two comes first makes no difference, so only one order is tried.
    """

    begin: int
    end: int
    span: int = 0
    middle: int | None = None
    twin: int = 0

    def shifted(self, by: int) -> Bond:
        """The same, for slots that stand further to the right."""
        middle = None if self.middle is None else self.middle + by
        return Bond(self.begin + by, self.end + by, self.span, middle, self.twin)


@dataclass(frozen=True, slots=True)
class Plan:
    """Slots, and what binds them; a bond stands before those inside it."""

    slots: tuple[Slot, ...]
    bonds: tuple[Bond, ...] = ()

    @property
    def wanted(self) -> int:
        """How many observations it takes."""
        return sum(slot.wanted for slot in self.slots)

    @property
    def is_timed(self) -> bool:
        """Whether it matters when something was seen."""
        offers = (offer for slot in self.slots for offer in slot.offers)
        return bool(self.bonds) or any((o.after, o.before) != (-EVER, EVER) for o in offers)


def plans_of(expression: ObservationExpression, number: Callable[[Observation], int]) -> list[Plan]:
    """Every plan that fulfils the expression; `number` gives each `[…]` its place among all.

    Raises:
        PatternError: REPEATS or WITHIN with zero, which no clause gives a meaning.
        PatternLimitError: more plans, slots or observations than are looked for.
    """
    match expression:
        case Observation():
            return [Plan((Slot((Offer(number(expression)),)),))]
        case EachObserved(operands=operands):
            return reduce(_pairs, (plans_of(one, number) for one in operands))
        case AnyObserved(operands=operands):
            return _either([plan for one in operands for plan in plans_of(one, number)])
        case FollowedBy(operands=operands):
            return reduce(_in_order, (plans_of(one, number) for one in operands))
        case _:
            inner = plans_of(expression.expression, number)
            return reduce(_qualified, expression.qualifiers, inner)


def _either(plans: list[Plan]) -> list[Plan]:
    """Plans for one observation each become one plan: it is one slot with several offers."""
    simple = [plan.slots[0] for plan in plans if plan.wanted == 1]
    others = [plan for plan in plans if plan.wanted != 1]
    if simple:
        offers = tuple(offer for slot in simple for offer in slot.offers)
        others.insert(0, Plan((Slot(offers),)))
    return _few(others)


def _pairs(left: list[Plan], right: list[Plan]) -> list[Plan]:
    return _few(_joined(a, b) for a, b in product(left, right))


def _in_order(left: list[Plan], right: list[Plan]) -> list[Plan]:
    # §9.5: what is seen for the right operand is not older than what is seen for the left one.
    return _few(
        _bound(_joined(a, b), Bond(0, len(a.slots) + len(b.slots), middle=len(a.slots)))
        for a, b in product(left, right)
    )


def _joined(left: Plan, right: Plan) -> Plan:
    shifted = (bond.shifted(len(left.slots)) for bond in right.bonds)
    joined = Plan((*left.slots, *right.slots), (*left.bonds, *shifted))
    if len(joined.slots) > MOST_SLOTS:
        raise PatternLimitError("observations", MOST_SLOTS)
    return _bounded(joined)


def _bounded(plan: Plan) -> Plan:
    if plan.wanted > MOST_WANTED:
        raise PatternLimitError("observations", MOST_WANTED)
    return plan


def _bound(plan: Plan, bond: Bond) -> Plan:
    return replace(plan, bonds=(bond, *plan.bonds))


def _few(plans: Iterable[Plan]) -> list[Plan]:
    kept: list[Plan] = []
    for plan in plans:
        if len(kept) >= MOST_PLANS:
            raise PatternLimitError("alternatives", MOST_PLANS)
        kept.append(plan)
    return kept


def _qualified(plans: list[Plan], qualifier: Qualifier) -> list[Plan]:
    match qualifier:
        case Repeats(times=times):
            _positive(qualifier, times)
            if times > MOST_WANTED:
                raise PatternLimitError("observations", MOST_WANTED)
            return _repeated(plans, times)
        case Within(seconds=seconds):
            _positive(qualifier, seconds)
            return [_within(plan, seconds) for plan in plans]
        case _:
            # §9.5.1: at `start` or later, and before `stop`.
            from_us = to_microseconds(qualifier.start.value)
            until_us = to_microseconds(qualifier.stop.value) - 1
            return [_between(plan, from_us, until_us) for plan in plans]


def _positive(qualifier: Repeats | Within, number: float) -> None:
    if number <= 0:
        raise PatternError(qualifier.position, "> 0", str(qualifier))


def _repeated(plans: list[Plan], times: int) -> list[Plan]:
    if len(plans) == 1 and len(plans[0].slots) == 1 and not plans[0].bonds:
        slot = plans[0].slots[0]
        return [_bounded(Plan((replace(slot, wanted=slot.wanted * times),)))]
    chosen = combinations_with_replacement(plans, times)
    return _few(_written_out(some) for some in chosen)


def _written_out(copies: Sequence[Plan]) -> Plan:
    whole = copies[0]
    for before, plan in pairwise(copies):
        again = plan
        if plan is before and plan.bonds:
            first, *others = plan.bonds
            again = replace(plan, bonds=(replace(first, twin=len(plan.bonds)), *others))
        whole = _joined(whole, again)
    return whole


def _within(plan: Plan, seconds: float) -> Plan:
    if plan.wanted == 1:
        return plan
    # §9.5.1: the latest must not be equal to or later than the earliest plus the window.
    span = min(math.ceil(seconds * 1_000_000) - 1, EVER)
    return _bound(plan, Bond(0, len(plan.slots), span))


def _between(plan: Plan, from_us: int, until_us: int) -> Plan:
    def narrowed(offer: Offer) -> Offer:
        return Offer(offer.leaf, max(offer.after, from_us), min(offer.before, until_us))

    # Between START and an earlier STOP lies no instant, so nothing can be seen there (§9.5.1).
    slots = (
        replace(slot, offers=tuple(map(narrowed, slot.offers)) if from_us <= until_us else ())
        for slot in plan.slots
    )
    return replace(plan, slots=tuple(slots))
