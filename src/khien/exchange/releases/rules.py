"""The life of a release, as one table. Everything that changes a release's state is in this file."""

from __future__ import annotations

from enum import StrEnum

from khien.model.errors import ConflictError


class State(StrEnum):
    """Where a release stands.

    `refused` is our gate's no, `declined` our officer's, `rejected` the partner's. `unconfirmed` is
    taken back here, where nobody can or will say that it is gone there.
    """

    HELD = "held"
    REFUSED = "refused"
    DECLINED = "declined"
    CLEARED = "cleared"
    SENT = "sent"
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    RECALLING = "recalling"
    RECALLED = "recalled"
    UNCONFIRMED = "unconfirmed"


class Event(StrEnum):
    """What can happen to a release."""

    HOLD = "hold"
    REFUSE = "refuse"
    CLEAR = "clear"
    DECLINE = "decline"
    SEND = "send"
    ACCEPT = "accept"
    QUARANTINE = "quarantine"
    REJECT = "reject"
    RECALL = "recall"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    TAKE_BACK = "take-back"


_ASKED_AGAIN = {
    Event.HOLD: State.HELD,
    Event.REFUSE: State.REFUSED,
    Event.CLEAR: State.CLEARED,
}
_ANSWERED = {
    Event.ACCEPT: State.ACCEPTED,
    Event.QUARANTINE: State.QUARANTINED,
    Event.REJECT: State.REJECTED,
}

TRANSITIONS: dict[State, dict[Event, State]] = {
    State.HELD: {**_ASKED_AGAIN, Event.DECLINE: State.DECLINED, Event.WITHDRAW: State.RECALLED},
    # What lapsed on its way may have arrived before; only then does a receipt for it exist.
    State.REFUSED: {**_ASKED_AGAIN, **_ANSWERED},
    State.DECLINED: {},
    State.CLEARED: {
        Event.SEND: State.SENT,
        Event.REFUSE: State.REFUSED,  # it lapsed before it left
        Event.WITHDRAW: State.RECALLED,  # it had not left yet
        Event.RECALL: State.RECALLING,  # it was on its way
        Event.TAKE_BACK: State.UNCONFIRMED,
        **_ANSWERED,  # a receipt can overtake our own note that the batch was sent
    },
    State.SENT: {
        **_ANSWERED,
        Event.RECALL: State.RECALLING,
        Event.TAKE_BACK: State.UNCONFIRMED,
    },
    State.ACCEPTED: {
        Event.RECALL: State.RECALLING,
        Event.TAKE_BACK: State.UNCONFIRMED,
        Event.SEND: State.ACCEPTED,
    },
    State.QUARANTINED: {
        Event.ACCEPT: State.ACCEPTED,
        Event.REJECT: State.REJECTED,
        Event.RECALL: State.RECALLING,
        Event.TAKE_BACK: State.UNCONFIRMED,
        Event.SEND: State.QUARANTINED,
    },
    State.REJECTED: {Event.SEND: State.REJECTED},
    State.RECALLING: {
        Event.CONFIRM: State.RECALLED,
        # Answers to the delivery may still come in; the recall goes on.
        Event.ACCEPT: State.RECALLING,
        Event.QUARANTINE: State.RECALLING,
        Event.REJECT: State.RECALLED,
        Event.SEND: State.RECALLING,
        Event.TAKE_BACK: State.UNCONFIRMED,  # the partner would not hear of it
    },
    State.RECALLED: {Event.SEND: State.RECALLED},
    State.UNCONFIRMED: {
        Event.CONFIRM: State.RECALLED,
        Event.ACCEPT: State.UNCONFIRMED,
        Event.QUARANTINE: State.UNCONFIRMED,
        Event.REJECT: State.RECALLED,
        Event.SEND: State.UNCONFIRMED,
    },
}

TAKEN_BACK = (State.RECALLING, State.RECALLED, State.UNCONFIRMED)
"""What left once, or was about to, and shall not be there."""

OPEN_TO_PARTNER = (State.CLEARED, State.SENT, State.ACCEPTED, State.QUARANTINED, State.REJECTED)
"""What a partner may read in `released`: it was released to it and nobody has taken it back."""

CROSSED = frozenset(
    {
        State.SENT,
        State.ACCEPTED,
        State.QUARANTINED,
        State.RECALLING,
        State.RECALLED,
        State.UNCONFIRMED,
    }
)
"""What a partner has, or had."""

HAVING = (CROSSED - {State.RECALLED}) | {State.CLEARED}
"""What a partner has, or is about to get: whoever has something to say of it says it there too."""


def after(release: str, state: State, event: Event) -> State:
    """The state that follows.

    Raises:
        ConflictError: the event cannot happen from this state; nothing changes.
    """
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise ConflictError(release, f"release-state.{state}") from None


def can(state: State, *events: Event) -> bool:
    """Whether one of the events can happen from this state."""
    return any(event in TRANSITIONS[state] for event in events)
