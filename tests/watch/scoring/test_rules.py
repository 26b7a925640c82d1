"""Tests of `watch.scoring.rules`: what a score is made of, with the numbers on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khien.model.patterns import ValueKind
from khien.watch.scoring.rules import Basis, Said, Voice, course, half_life_of, score_at, together

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BASIS = Basis(confidence=80, half_life=timedelta(days=10), since=NOW)


def after(days: float) -> datetime:
    """So many days later."""
    return NOW + timedelta(days=days)


@pytest.mark.parametrize(("days", "score"), [(-1, 80), (0, 80), (10, 40), (20, 20), (200, 0)])
def test_a_score_halves_with_each_half_life(days: float, score: int) -> None:
    """From what the source said on; before that it was no surer."""
    assert score_at(BASIS, after(days)) == score


def test_trust_in_the_source_is_a_factor() -> None:
    """Half the trust, half the score."""
    assert score_at(replace(BASIS, trust=50), NOW) == 40


def test_a_sighting_makes_it_young_again_from_then_on() -> None:
    """The latest one counts; one of tomorrow says nothing today."""
    seen = replace(BASIS, seen=(after(10), after(5)))

    assert [score_at(seen, after(days)) for days in (5, 9, 10, 20)] == [80, 61, 80, 40]


@pytest.mark.parametrize(
    ("voices", "score"),
    [
        ([("a", "strongly-agree")], 60),
        ([("a", "agree")], 50),
        ([("a", "neutral")], 40),
        ([("a", "disagree")], 20),
        ([("a", "strongly-disagree")], 0),
        ([("a", "disagree"), ("b", "agree")], 30),
        ([("a", "disagree"), ("a", "agree")], 50),  # each party's last word
        ([("", "disagree")], 0),  # ours counts twice
        ([("", "agree")], 60),
        ([("a", "what?")], 40),
    ],
)
def test_opinions_move_it(voices: list[tuple[str, str]], score: int) -> None:
    """By fixed steps, within 0 and 100."""
    said = [Voice(party, what, after(number)) for number, (party, what) in enumerate(voices)]

    assert score_at(replace(BASIS, voices=said), after(10)) == score


def test_it_never_leaves_its_range() -> None:
    """However many agree, or do not."""
    many = [Voice(f"p{number}", "strongly-agree", NOW) for number in range(9)]
    assert score_at(replace(BASIS, voices=many), NOW) == 100
    none = [replace(one, opinion="strongly-disagree") for one in many]
    assert score_at(replace(BASIS, voices=none), NOW) == 0


def test_where_nobody_says_anything_there_is_no_score() -> None:
    """An opinion alone is something to start from."""
    silent = replace(BASIS, confidence=None)

    assert score_at(silent, NOW) is None
    assert score_at(replace(silent, voices=[Voice("a", "agree", after(1))]), NOW) is None
    assert score_at(replace(silent, voices=[Voice("a", "agree", NOW)]), NOW) == 60


def test_what_ended_is_worth_nothing() -> None:
    """Revoked, or at its end; the instant before it still is."""
    assert score_at(replace(BASIS, revoked=True), NOW) == 0
    assert score_at(replace(BASIS, until=after(10)), after(10)) == 0
    assert score_at(replace(BASIS, until=after(10)), after(9.999)) == 40


def test_the_shortest_half_life_counts() -> None:
    """Of an indicator's kinds; settings override what is built in, and the rest lives a year."""
    kinds = [ValueKind.DOMAIN, ValueKind.IPV4]

    assert half_life_of(kinds, {}) == timedelta(days=14)
    assert half_life_of(kinds, {ValueKind.DOMAIN: 3.5}) == timedelta(days=3.5)
    assert half_life_of([ValueKind.SHA256], {}) == timedelta(days=365)
    assert half_life_of([], {}) == timedelta(days=365)


def test_a_course_is_scores_at_even_distances() -> None:
    """Both ends are in it; where there is no score there is no point."""
    assert course(BASIS, NOW, after(20), 3) == [(NOW, 80), (after(10), 40), (after(20), 20)]
    assert course(BASIS, NOW, after(20), 1) == [(NOW, 80)]
    assert course(BASIS, NOW, after(20), 2) == [(NOW, 80), (after(20), 20)]
    assert course(replace(BASIS, confidence=None), NOW, after(20), 3) == []


def test_ten_sources_are_as_sure_as_the_surest() -> None:
    """Lists copy one another, so their scores do not add up."""
    assert together([None, 40, 70, 0]) == 70
    assert together([None]) is None


def test_of_several_lists_the_surest_at_the_time_counts() -> None:
    """Each fades from its own beginning and stops at its own end; when the indicator itself is over, all are."""
    old = Said(80, NOW - timedelta(days=10), None)
    short = Said(90, NOW, after(1))
    unsure = Said(None, NOW, None)
    basis = replace(BASIS, confidence=30, others=(old, short, unsure))

    assert [score_at(basis, after(days)) for days in (0, 1, 10)] == [90, 37, 20]
    assert score_at(replace(basis, confidence=None), after(10)) == 20
    assert score_at(replace(basis, until=after(5)), after(5)) == 0
    assert score_at(replace(basis, confidence=None, others=(short,)), after(2)) == 0
    assert score_at(replace(basis, confidence=None, others=(unsure,)), NOW) is None
