"""The life of a release, as one table. Everything that changes a release's state is in this file.

The table does not know which side we are: sender and receiver obey the same one.
"""

from __future__ import annotations

from enum import StrEnum

from khien.model.errors import ConflictError


class State(StrEnum):
    """Where a release stands.

    `refused` is our gate's no, `declined` our officer's, `rejected` the partner's.
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


_ASKED_AGAIN = {
    Event.HOLD: State.HELD,
    Event.REFUSE: State.REFUSED,
    Event.CLEAR: State.CLEARED,
}

TRANSITIONS: dict[State, dict[Event, State]] = {
    State.HELD: {**_ASKED_AGAIN, Event.DECLINE: State.DECLINED, Event.WITHDRAW: State.RECALLED},
    State.REFUSED: _ASKED_AGAIN,
    State.DECLINED: {},
    State.CLEARED: {
        Event.SEND: State.SENT,
        Event.WITHDRAW: State.RECALLED,  # it had not left yet
        Event.RECALL: State.RECALLING,  # it was on its way
        # A receipt can overtake our own note that the batch was sent.
        Event.ACCEPT: State.ACCEPTED,
        Event.QUARANTINE: State.QUARANTINED,
        Event.REJECT: State.REJECTED,
    },
    State.SENT: {
        Event.ACCEPT: State.ACCEPTED,
        Event.QUARANTINE: State.QUARANTINED,
        Event.REJECT: State.REJECTED,
        Event.RECALL: State.RECALLING,
    },
    State.ACCEPTED: {Event.RECALL: State.RECALLING, Event.SEND: State.ACCEPTED},
    State.QUARANTINED: {
        Event.ACCEPT: State.ACCEPTED,
        Event.REJECT: State.REJECTED,
        Event.RECALL: State.RECALLING,
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
    },
    State.RECALLED: {Event.SEND: State.RECALLED},
}


def after(release: str, state: State, event: Event) -> State:
    """The state that follows.

    Raises:
        ConflictError: the event cannot happen from this state; nothing changes.
    """
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise ConflictError(release, f"{event} from {state}") from None
