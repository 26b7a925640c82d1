"""Tests of `exchange.feeds.rules`: what makes us doubt, and what a person's yes is good for."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime, timedelta

import pytest

from khien.exchange.feeds import rules
from khien.exchange.feeds.rules import (
    Brought,
    Event,
    Known,
    Past,
    State,
    after,
    doubts,
    is_due,
    left_today,
    midnight_after,
    taken_in,
)
from khien.model.decision import Refusal
from khien.model.words import WORDS

NOBODY = Known()
FEW = Past(standing=20, runs=(3, 5, 2))


@pytest.mark.parametrize(
    ("past", "brought", "codes"),
    [
        (Past(), Brought(read=90_000, new=90_000, left=90_000), []),  # the first run has no past
        (FEW, Brought(read=100, new=100, left=120), []),
        (FEW, Brought(read=101, new=101, left=121), ["feed.flood"]),
        (Past(500, ()), Brought(read=500, new=500, left=1_000), []),  # at most as much again
        (Past(500, ()), Brought(read=501, new=501, left=1_001), ["feed.flood"]),
        (Past(500, (400,)), Brought(read=2_000, new=2_000, left=2_500), []),  # five times the usual
        (Past(500, (400,)), Brought(read=2_001, new=2_001, left=2_501), ["feed.flood"]),
        (Past(500, (), catching_up=True), Brought(read=5_000, new=5_000, left=5_500), []),
        (FEW, Brought(read=20, gone=20), ["feed.emptied"]),
        (Past(standing=1), Brought(gone=1), ["feed.emptied"]),
        (FEW, Brought(read=20, gone=10, left=10), []),
        (FEW, Brought(read=20, gone=11, left=9), ["feed.changed"]),
        (Past(standing=9), Brought(read=1, gone=8, new=1, left=2), []),  # too small to judge
        (Past(standing=10), Brought(read=1, gone=8, new=1, left=3), ["feed.changed"]),
        (Past(), Brought(read=10, refused=5), []),
        (Past(), Brought(read=10, refused=6), ["feed.unreadable"]),
        (Past(), Brought(read=10, over=3), ["feed.over"]),
        (Past(), Brought(popular=("a.example",)), ["feed.popular"]),
        (Past(), Brought(own=("b.example",)), ["feed.own"]),
    ],
)
def test_what_makes_us_doubt(past: Past, brought: Brought, codes: list[str]) -> None:
    """Each doubt at its border: just not, and just."""
    assert [one.code for one in doubts(past, brought, NOBODY)] == codes


def test_every_doubt_is_told_at_once() -> None:
    """A person sees all that is wrong, and the first few values by name."""
    names = tuple(f"n{number}.example" for number in range(5))
    found = doubts(FEW, Brought(read=10, refused=8, new=500, popular=names), NOBODY)

    assert [(one.code, one.detail) for one in found] == [
        ("feed.flood", "500 > 100"),
        ("feed.unreadable", "8 / 10"),
        ("feed.popular", "n0.example, n1.example, n2.example (+2)"),
    ]


@pytest.mark.parametrize(
    ("past", "brought", "detail"),
    [
        (FEW, Brought(read=20, gone=20), "20"),
        (Past(), Brought(read=10, over=3), "3"),
        (Past(), Brought(own=("a", "b", "c")), "a, b, c"),
        (Past(), Brought(own=("a", "b", "c", "d")), "a, b, c (+1)"),
    ],
)
def test_a_doubt_tells_how_much(past: Past, brought: Brought, detail: str) -> None:
    """Numbers, or the first three values and how many more."""
    assert [one.detail for one in doubts(past, brought, NOBODY)] == [detail]


def test_a_yes_holds_for_about_what_was_seen() -> None:
    """The next run may bring a little more than the person saw, and no other popular value."""
    seen = Brought(read=300, new=300, left=320, popular=("a.example",))
    known = Known(frozenset({"a.example"}), seen)

    assert doubts(FEW, seen, known) == ()
    assert doubts(FEW, Brought(read=331, new=331, left=351), known) == ()
    assert [d.code for d in doubts(FEW, Brought(read=332, new=332, left=352), known)] == [
        "feed.flood"
    ]
    assert doubts(FEW, seen, Known(frozenset(), seen)) == ()
    more = Brought(read=300, new=300, left=320, popular=("a.example", "b.example"))
    assert [d.code for d in doubts(FEW, more, known)] == ["feed.flood", "feed.popular"]


def test_a_value_that_was_accepted_is_never_asked_for_again() -> None:
    """Also after the run for which the yes was given."""
    known = Known(frozenset({"a.example"}))

    assert doubts(Past(), Brought(popular=("a.example",), own=("a.example",)), known) == ()
    found = doubts(Past(), Brought(popular=("a.example", "b.example")), known)
    assert [(one.code, one.detail) for one in found] == [("feed.popular", "b.example")]


def test_a_day_has_its_measure() -> None:
    """What is left never falls below nothing, and the count begins anew at midnight, UTC."""
    assert (left_today(10, 4), left_today(10, 12)) == (6, 0)
    assert midnight_after(datetime(2026, 12, 31, 23, 59, 58, 7, tzinfo=UTC)) == datetime(
        2027, 1, 1, tzinfo=UTC
    )


def test_states_follow_the_table() -> None:
    """What was removed stays so; a feed that asks is not simply resumed."""
    assert after(State.RUNNING, Event.DOUBT) is State.ASKING
    assert after(State.ASKING, Event.ACCEPT) is State.RUNNING
    assert after(State.ASKING, Event.RESUME) == Refusal("feed.state", "asking")
    assert after(State.REMOVED, Event.RESUME) == Refusal("feed.state", "removed")


def test_only_a_running_feed_is_ever_due() -> None:
    """At the instant itself, and not before it."""
    now = datetime(2026, 11, 22, tzinfo=UTC)

    assert is_due(State.RUNNING, now, now)
    assert not is_due(State.RUNNING, now + timedelta(seconds=1), now)
    assert not is_due(State.PAUSED, now, now)


def test_a_run_takes_what_fits() -> None:
    """In order, whole items only; the first one in any case, so that none is left for ever."""
    sizes = {"a": 4, "b": 5, "c": 2, "d": 1}

    assert taken_in(sizes, 9) == {"a", "b"}
    assert taken_in(sizes, 8) == {"a"}
    assert taken_in(sizes, 1) == {"a"}
    assert taken_in({}, 1) == frozenset()


def test_every_doubt_has_short_words_beside_its_sentence() -> None:
    """For whoever examines the node: the sentence would need what it was about."""
    source = inspect.getsource(rules).partition("def doubts")[2]
    codes = set(re.findall(r'"(feed\.[a-z]+)"', source)) - {"feed.state"}

    assert len(codes) == 7
    assert {f"doubt.{code}" for code in codes} <= WORDS.keys()
