"""Who waits for what is written: a commit wakes them at once, within this process.

A ring says only that it is worth a look. What other processes write rings nothing here, so whoever
waits looks again by the clock too, and nothing is ever lost with a ring.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event, Lock
from typing import Final

from sqlalchemy import Connection

CHANGED: Final = "changed"
"""Objects came, changed or went, or somebody waits for the answer to what came."""

_TOLD: Final = "khien.told"


def outbox_of(partner: str) -> str:
    """The topic of what waits to cross to one partner."""
    return f"outbox {partner}"


def tell(tx: Connection, topic: str) -> None:
    """Wake whoever waits for this topic, as soon as the transaction has committed."""
    tx.info.setdefault(_TOLD, set()).add(topic)


def told(tx: Connection) -> set[str]:
    """What was told in this transaction, or in one on this connection that was rolled back."""
    found: set[str] = tx.info.pop(_TOLD, set())
    return found


class Bell:
    """One event a topic. Threads may share it."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._events: dict[str, Event] = {}

    def of(self, topic: str) -> Event:
        """What is set when the topic is rung. It is for one waiter, who clears it before looking."""
        with self._turn:
            return self._events.setdefault(topic, Event())

    def ring(self, topics: Iterable[str]) -> None:
        """Wake those who wait for these topics; the others sleep on."""
        with self._turn:
            events = [self._events[topic] for topic in topics if topic in self._events]
        for event in events:
            event.set()
