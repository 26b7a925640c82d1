"""The arithmetic of early warning, against sums that were made the long way, and its false alarms."""

from __future__ import annotations

import math

import pytest
from bench.foreseeing import INDICATORS, SCENARIOS, Scenario, false_bursts, made_up, power

from khien.watch import early
from khien.watch.early import (
    ALPHA,
    FLOOR,
    UNKNOWN,
    Family,
    Past,
    family,
    is_first,
    shares,
    spread,
    tail,
    weigh,
)

STEADY = Past.of([1, 2, 3, 2] * 14)


@pytest.mark.parametrize(
    ("seen", "size", "mean"),
    [(1, 0.5, 0.03), (10, 0.59, 0.03), (5, 1, 1), (30, 1, 2), (3, 0.3, 1), (200, 2, 50),
     (50, 2, 50), (20, 2, 50), (700, 5, 900), (1, 40, 0.001)],
)  # fmt: skip
def test_the_tail_is_the_sum_of_its_terms(seen: int, size: float, mean: float) -> None:
    """The incomplete beta gives what adding up P(X = 0), P(X = 1), … leaves over."""
    chance = mean / (mean + size)
    terms = (
        math.exp(
            math.lgamma(at + size) - math.lgamma(at + 1) - math.lgamma(size)
            + size * math.log1p(-chance) + at * math.log(chance)
        )
        for at in range(seen, seen + 20_000)
    )  # fmt: skip

    assert tail(seen, size, mean) == pytest.approx(math.fsum(terms), rel=1e-8)


def test_the_tail_agrees_with_closed_forms() -> None:
    """Of size 1 it is a geometric series, none at all is certain, a large one of size ½ is a chi-square."""
    assert tail(7, 1, 3) == pytest.approx(0.75**7)
    assert tail(0, 1, 3) == 1.0
    assert tail(-1, 1, 3) == 1.0
    assert tail(10**6, 0.5, 10**5) == pytest.approx(math.erfc(math.sqrt(5)), rel=1e-3)


def test_the_fraction_never_divides_by_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the fraction that is 0 is taken as next to 0; and it ends when it may not go on."""
    assert early._apart(0.0) == early.TINY
    monkeypatch.setattr(early, "STEPS", 2)

    assert 0 < tail(10, 2.5, 3) < 1


def test_a_past_tells_how_wide_it_is() -> None:
    """Steady days have no over-dispersion; one day alone has as much as there are days."""
    assert Past.of([2] * 30).dispersion == 0
    assert Past.of([0] * 29 + [1_000_000]).dispersion == pytest.approx(30, rel=1e-3)
    assert STEADY.doubt > 0
    assert Past.of([0] * 30).is_enough is False
    assert Past.of([1] * 13).is_enough is False
    assert Past.of([1] * 14).is_enough


def test_what_all_share_is_wide_enough_for_nine_of_ten() -> None:
    """Few tellers say nothing for all; a few wild ones do not widen it; short pasts do not count."""
    wild = Past.of([0, 0, 0, 0, 0, 0, 200] * 8)
    rare = Past.of([0] * 55 + [1])

    assert family([]) == Family(0, UNKNOWN)
    assert family([]).level == ALPHA
    assert family([STEADY] * 19 + [rare] * 100).dispersion == UNKNOWN
    shared = family([STEADY] * 95 + [wild] * 5 + [Past.of([1])] * 7)
    assert shared.tested == 100
    assert shared.dispersion < 0.1
    assert shared.level == ALPHA / 100


def test_a_burst_stands_out_and_a_usual_day_does_not() -> None:
    """Twenty where two are usual is one; four are not; nor are few, however rare."""
    shared = family([STEADY] * 100)

    assert weigh(STEADY, 30, shared).is_burst
    assert not weigh(STEADY, 4, shared).is_burst
    rare = Past.of([0] * 55 + [1])
    few = weigh(rare, 4, Family(1, FLOOR))
    assert few.p < few.level
    assert not few.is_burst
    assert weigh(rare, 5, Family(1, FLOOR)).is_burst


def test_an_indicator_that_flares_up_often_needs_more() -> None:
    """Its own past is never taken for narrower than it is, and more dispersion never lowers p."""
    flaring = Past.of([0, 0, 0, 0, 0, 0, 20] * 8)
    shared = Family(100, FLOOR)

    assert not weigh(flaring, 30, shared).is_burst
    wide = [weigh(STEADY, 30, Family(100, shown)).p for shown in (0.1, 1.0, 10.0, 1_000.0)]
    assert wide == sorted(wide)
    alone = Past.of([0] * 55 + [1_000_000])
    assert not weigh(alone, 1_000_000, shared).is_burst


def test_a_count_for_several_days_is_shared_out() -> None:
    """Nothing is lost, what is left over falls on the last days, and days with nothing are none."""
    assert shares(10, 5, 5, 0) == {5: 10}
    assert shares(10, 3, 5, 0) == {5: 4, 4: 3, 3: 3}
    assert shares(2, 1, 5, 0) == {5: 1, 4: 1}
    assert shares(3, 6, 5, 0) == {5: 3}
    assert shares(10, -999_994, 5, 4) == {5: 1, 4: 1}
    assert shares(1_000, 1, 10, 9) == {10: 100, 9: 100}
    assert shares(10, 1, 3, 4) == {}


def test_the_first_are_those_that_nobody_saw_before() -> None:
    """Two parties are needed, and no sighting before."""
    assert is_first(0, {"a", "b"})
    assert not is_first(1, {"a", "b"})
    assert not is_first(0, {"a"})


def test_it_spreads_when_it_reaches_new_places() -> None:
    """Two places must be new, and three there in all."""
    assert spread({"VN"}, {"VN", "TH", "MY"}).new == ("MY", "TH")
    assert spread({"VN"}, {"VN", "TH", "MY"}).is_spreading
    assert not spread({"VN", "LA"}, {"VN", "TH"}).is_spreading
    assert not spread((), {"VN", "TH"}).is_spreading
    assert spread((), {"VN", "TH", "MY"}).is_spreading


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_false_bursts_stay_below_the_stated_rate(scenario: Scenario) -> None:
    """Days in which nothing ever changes, Poisson or up to 3.3 over-dispersed: at most `ALPHA` a day."""
    false = false_bursts(made_up(scenario, 7, indicators=60, days=200))

    assert sum(false) / len(false) <= ALPHA


def test_a_burst_of_ten_times_is_found() -> None:
    """Of ten sightings a day that become a hundred, among 10,000 indicators, nearly all are found."""
    assert power(SCENARIOS[0], 10.0, 10, seed=3, tries=50) > 0.9
    assert INDICATORS == 10_000
