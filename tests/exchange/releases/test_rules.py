"""Tests of `exchange.releases.rules`: the life of a release."""

from __future__ import annotations

import pytest

from khien.exchange.releases.rules import (
    CROSSED,
    OPEN_TO_PARTNER,
    TRANSITIONS,
    Event,
    State,
    after,
    can,
)
from khien.model.errors import ConflictError
from khien.model.words import say


def test_every_state_has_its_row() -> None:
    """The table is total: no state is forgotten, and every target is a state of the table."""
    assert set(TRANSITIONS) == set(State)


def test_every_state_can_be_reached() -> None:
    """From what the gate first answers, every state can be reached."""
    reached = {State.HELD, State.REFUSED, State.CLEARED}
    while more := {s for one in reached for s in TRANSITIONS[one].values()} - reached:
        reached |= more

    assert reached == set(State)


def test_every_event_is_used() -> None:
    """No event stands in the table for nothing."""
    assert {event for row in TRANSITIONS.values() for event in row} == set(Event)


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_label_in_both_languages(state: State) -> None:
    """People read where a release stands in their own language."""
    assert say(f"release-state.{state}", "vi", {}) != say(f"release-state.{state}", "en", {})


@pytest.mark.parametrize(
    ("state", "event", "following"),
    [
        (State.HELD, Event.CLEAR, State.CLEARED),
        (State.HELD, Event.DECLINE, State.DECLINED),
        (State.HELD, Event.WITHDRAW, State.RECALLED),
        (State.CLEARED, Event.SEND, State.SENT),
        (State.CLEARED, Event.REFUSE, State.REFUSED),
        (State.CLEARED, Event.ACCEPT, State.ACCEPTED),
        (State.SENT, Event.QUARANTINE, State.QUARANTINED),
        (State.QUARANTINED, Event.REJECT, State.REJECTED),
        (State.ACCEPTED, Event.RECALL, State.RECALLING),
        (State.RECALLING, Event.ACCEPT, State.RECALLING),
        (State.RECALLING, Event.CONFIRM, State.RECALLED),
        (State.RECALLING, Event.TAKE_BACK, State.UNCONFIRMED),
        (State.UNCONFIRMED, Event.CONFIRM, State.RECALLED),
    ],
)
def test_what_follows(state: State, event: Event, following: State) -> None:
    """The steps of the main job are in the table."""
    assert after("release--1", state, event) is following
    assert can(state, event)


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.HELD, Event.SEND),
        (State.REFUSED, Event.SEND),
        (State.DECLINED, Event.CLEAR),
        (State.ACCEPTED, Event.QUARANTINE),
        (State.ACCEPTED, Event.REJECT),
        (State.REJECTED, Event.ACCEPT),
        (State.RECALLED, Event.CLEAR),
        (State.ACCEPTED, Event.CONFIRM),
        (State.HELD, Event.ACCEPT),
    ],
)
def test_what_cannot_happen(state: State, event: Event) -> None:
    """What was not cleared is never sent; a partner's yes is not undone by a late word of its own."""
    with pytest.raises(ConflictError) as caught:
        after("release--1", state, event)
    assert caught.value.facts == {"item": "release--1", "rule": f"release-state.{state}"}
    assert not can(state, event)


def test_what_a_partner_may_read_was_cleared_and_not_taken_back() -> None:
    """Nothing that waits, was refused or taken back is open to a partner."""
    closed = {State.HELD, State.REFUSED, State.DECLINED}
    taken_back = {State.RECALLING, State.RECALLED, State.UNCONFIRMED}

    assert set(OPEN_TO_PARTNER) == set(State) - closed - taken_back
    assert not CROSSED & closed
