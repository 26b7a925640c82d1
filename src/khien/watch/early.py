"""Early warning as arithmetic: is today a burst, was it never seen before, does it spread?

*Burst.* The sightings of one indicator on one day (UTC) are weighed against its own past. What a usual
day would bring is a negative binomial: a Gamma–Poisson predictive distribution with Jeffreys' prior
(mean (½ + sum) / days), widened by the over-dispersion of the data. The answer is its upper tail,
p = P(X ≥ seen | past). One level is shared by all indicators that are tested on a day, by Bonferroni:
a burst has p ≤ `ALPHA` / tested. Holm's steps would gain next to nothing where bursts are few, and
Bonferroni's line does not depend on the counts of others, so a person can check it by hand. Which
indicators are tested is fixed by their past, before the day begins. A day's count only grows, so looking
every hour raises no more false alarms than looking once, at the day's end.

*First-ever* and *spreading* are counts against a stated number, not tests.
Everything is pure; numbers are what a person sees beside a draft.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ALPHA: Final = 0.05
"""False bursts a day, all indicators of a node together: one in twenty days."""

PAST_DAYS: Final = 56  # eight weeks, so that each day of the week is in it eight times
LEAST_DAYS: Final = 14  # of past, before anything is called usual
LEAST_SEEN: Final = 5  # sightings; fewer are no burst, however rare
FLOOR: Final = 0.1  # over-dispersion that is taken for granted: no telemetry is quite Poisson
UNKNOWN: Final = 4.0  # that is taken where too few indicators tell: telemetry comes in bouts
OFTEN: Final = 1.0  # sightings a day, from which an indicator tells of over-dispersion
TELLERS: Final = 20  # indicators of that kind, before they speak for all
SURE: Final = 8.0  # standard errors
WIDEST: Final = 2.3  # times seen / expected: more would empty all days but one, and p falls again
TENTHS: Final = 10  # the dispersion of all is that which nine of ten of them do not pass
PRIOR: Final = 0.5  # Jeffreys' prior of a Poisson rate: Gamma(½, 0)

QUIET_DAYS: Final = 90  # without any sighting, before one counts as the first
PARTIES: Final = 2  # that see it within a day
WITHIN_DAYS: Final = 7  # in which something spreads
NEW_PLACES: Final = 2  # countries, or sectors, that it had not reached before
PLACES: Final = 3  # in all, before and now


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier days of one indicator: how many, the sum of their counts and of the squares."""

    days: int
    total: int
    squares: int

    @classmethod
    def of(cls, counts: Sequence[int]) -> Past:
        """The past that these days are, one count a day."""
        return cls(len(counts), sum(counts), sum(count * count for count in counts))

    @property
    def is_enough(self) -> bool:
        """Whether it can be called usual: days enough, and seen at all."""
        return self.days >= LEAST_DAYS and self.total > 0

    @property
    def dispersion(self) -> float:
        """How much wider than Poisson it is, by moments: variance = mean + dispersion · mean².

        From 0 up to `days`, which is that of one day alone with all of them.
        """
        mean, variance = self._moments()
        return max(0.0, (variance - mean) / (mean * mean))

    @property
    def doubt(self) -> float:
        """How far `dispersion` may be from the truth: `SURE` standard errors of the variance."""
        mean, variance = self._moments()
        return SURE * math.sqrt(2 / (self.days - 1)) * variance / (mean * mean)

    def _moments(self) -> tuple[float, float]:
        mean = self.total / self.days
        return mean, (self.squares - self.total * mean) / (self.days - 1)


@dataclass(frozen=True, slots=True)
class Family:
    """What the indicators that are tested on one day share: how many they are, and their dispersion."""

    tested: int
    dispersion: float

    @property
    def level(self) -> float:
        """The p at or below which a day is a burst (Bonferroni)."""
        return ALPHA / max(self.tested, 1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One day against its past.

    Attributes:
        seen: sightings on the day.
        expected: on a usual day.
        p: the probability of as many or more on a usual day.
        level: p must not be above it.
        days: of the past that was looked at.
        tested: indicators that share the level.
        dispersion: that was reckoned with.
    """

    seen: int
    expected: float
    p: float
    level: float
    days: int
    tested: int
    dispersion: float

    @property
    def is_burst(self) -> bool:
        """Whether the day stands out."""
        return self.seen >= LEAST_SEEN and self.p <= self.level


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a group's indicators were seen before, and where within `WITHIN_DAYS` only now."""

    before: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def is_spreading(self) -> bool:
        """Whether it reached enough places that it had not reached."""
        return len(self.new) >= NEW_PLACES and len(self.before) + len(self.new) >= PLACES


def family(pasts: Iterable[Past]) -> Family:
    """What these indicators share, those with too short a past left out.

    The dispersion is the last tenth's beginning over those that are seen often enough to tell: wide
    enough for nine of ten, and a few that somebody lets flare up cannot widen it to hide the others.
    """
    tested, told = 0, list[float]()
    for past in pasts:
        if past.is_enough:
            tested += 1
            told += [past.dispersion] if past.total >= OFTEN * past.days else []
    wide = statistics.quantiles(told, n=TENTHS)[-1] if len(told) >= TELLERS else UNKNOWN
    return Family(tested, wide)


def weigh(past: Past, seen: int, shared: Family) -> Weighed:
    """Weigh one day of an indicator against its past, which must be `is_enough`."""
    own = past.dispersion
    # What all share holds where its own past leaves it open; it is never less than its own past says.
    dispersion = max(FLOOR, own, min(shared.dispersion, own + past.doubt))
    shape = PRIOR + past.total
    expected = shape / past.days
    dispersion = min(dispersion, max(FLOOR, WIDEST * seen / expected))
    # Variance of a day, and of the mean that is only known from `days` of them; with no dispersion
    # this is the Gamma–Poisson predictive with its size, ½ + sum, exactly.
    size = 1 / (dispersion * (1 + 1 / past.days) + 1 / shape)
    p = tail(seen, size, expected)
    return Weighed(seen, expected, p, shared.level, past.days, shared.tested, dispersion)


def shares(count: int, first: int, last: int, since: int) -> dict[int, int]:
    """A count that was told for several days, by day: in equal parts, what is left over at the end.

    The part of days before `since` is left out.
    """
    days = max(1, last - first + 1)
    each, more = divmod(count, days)
    split = {last - back: each + (back < more) for back in range(min(days, last - since + 1))}
    return {day: part for day, part in split.items() if part}


def is_first(before: int, parties: Collection[str]) -> bool:
    """Whether what nobody saw in `QUIET_DAYS` (`before`: sightings then) was now seen by enough parties."""
    return before == 0 and len(parties) >= PARTIES


def spread(before: Collection[str], now: Collection[str]) -> Spread:
    """Compare where something was seen before with where it is seen now."""
    return Spread(tuple(sorted(set(before))), tuple(sorted(set(now) - set(before))))


def tail(seen: int, size: float, mean: float) -> float:
    """P(X ≥ seen) of a negative binomial with this size and mean, both above 0.

    It is the regularised incomplete beta I_q(seen, size) with q = mean / (mean + size).

    Source: DLMF 8.17.22, 8.17.5; the fraction is evaluated as Lentz, Thompson and Barnett do.
    """
    if seen <= 0:
        return 1.0
    chance = mean / (mean + size)
    if chance * (seen + size + 2) > seen + 1:  # where the fraction of the other side converges
        return 1.0 - _beta(size, seen, size / (mean + size))
    return _beta(seen, size, chance)


STEPS: Final = 10_000  # about the root of the greater argument is needed
TINY: Final = 1e-300
CLOSE: Final = 1e-12


def _beta(a: float, b: float, x: float) -> float:
    """I_x(a, b), good where x < (a + 1) / (a + b + 2)."""
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(x) + b * math.log1p(-x) - math.log(a)
    )  # fmt: skip
    c, d = 1.0, 1.0 / _apart(1.0 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1.0 / _apart(1.0 + term * d)
            c = _apart(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < CLOSE:
            break
    return min(1.0, math.exp(log_front) * value)


def _apart(value: float) -> float:
    """The value, kept away from 0, where the fraction would divide by it."""
    return value if abs(value) > TINY else TINY
