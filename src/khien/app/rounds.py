"""The work that a running node does by itself: sign receipts, keep the watch current, deliver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.delivery.courier import Courier
from khien.exchange.outbox import rows as outbox_rows
from khien.model.errors import KhienError
from khien.model.ids import PartnerName
from khien.people.partners import (
    Channel,
    Outbound,
    Partner,
    PartnerState,
    channel,
    list_partners,
    outbound,
)
from khien.store import objects
from khien.store.bell import CHANGED, outbox_of

log = structlog.get_logger()

# A commit of this process wakes whoever waits for it. These are for what other processes write, and
# for what is due by the clock.
PAUSE_S = 0.05  # between two looks of the desk; well under the second that DESIGN.md allows
COURIER_PAUSE_S = 0.5  # between two looks of a courier whom nobody wakes
WITNESS_S = 0.25  # between two looks at the checkpoint; cosigning is not urgent
QUIET = timedelta(seconds=0.3)  # without a delivery, before a checkpoint is cosigned
FETCH_S = 1.0  # between two looks whether a plain TAXII party is to be visited
FEEDS_S = 2.0  # between two looks whether a feed is due
LONGEST_PAUSE_S = 5.0  # after failures that nobody foresaw, each pause is twice the one before
LOOKOUT_S = 60.0  # between two looks whether a warning is due; it looks once an hour
ROLL_CALL = 20  # looks between two readings of the list of partners
STOP_S = 10.0  # for the work in hand; what takes longer is cut off, as by a power cut


_Mark: TypeAlias = tuple[str, str, Outbound | None, Channel]


@dataclass(slots=True)
class _Walk:
    """One courier on its way. `mark` changes when the partner's address, key, password or TLS does.

    `witness` asks for cosignatures, so that a partner that hangs over one holds up no delivery.
    """

    mark: _Mark
    courier: Courier
    thread: Thread
    witness: Thread
    wake: Event
    ended: Event = field(default_factory=Event)

    def is_over(self) -> bool:
        """Whether it was told to end, and has."""
        return self.ended.is_set() and not (self.thread.is_alive() or self.witness.is_alive())


class Rounds:
    """Threads of one running node: for its own desk, for what it foresees, two or three for each partner.

    `upkeep` is called now and then by the desk, for what is not about objects; `lookout` and `feeds`, where
    there are such, each in a thread of its own, since what they read may be much.
    """

    def __init__(
        self,
        node: Node,
        upkeep: Callable[[], object] = bool,
        lookout: Callable[[], bool] | None = None,
        feeds: Callable[[], bool] | None = None,
    ) -> None:
        self._node, self._upkeep, self._look_out = node, upkeep, lookout
        self._fetch_feeds = feeds
        self._stop = Event()
        self._desk: Thread | None = None
        self._lookout: Thread | None = None
        self._lookout_wake, self._feeds_wake = Event(), Event()
        self._feeds: Thread | None = None
        self._walks: dict[PartnerName, _Walk] = {}
        self._leaving: list[_Walk] = []  # replaced, with a witness still on its way
        self._looks = 0
        self._seen: tuple[int, int, bool] | None = None
        self._wake = node.store.bell.of(CHANGED)

    def start(self) -> None:
        """Begin; returns at once.

        The desk's first look fills the index, and beats only then: until the pulse knows the desk, the
        node is not ready. Whoever matches or signs meanwhile waits in `Watch.catch_up`.
        """
        self._desk = self._repeating("desk", self._look, PAUSE_S, Event(), self._wake)
        if self._fetch_feeds is not None:
            self._feeds = self._repeating(
                "feeds", self._fetch_feeds, FEEDS_S, Event(), self._feeds_wake
            )
        if self._look_out is not None:
            self._lookout = self._repeating(
                "lookout", self._look_out, LOOKOUT_S, Event(), self._lookout_wake
            )

    def stop(self) -> None:
        """End after the work in hand, and wait for it up to `STOP_S`. A second call changes nothing."""
        self._stop.set()
        self._wake.set()
        self._lookout_wake.set()
        self._feeds_wake.set()
        for walk in self._walks.values():
            walk.ended.set()
            walk.wake.set()
        deadline = time.monotonic() + STOP_S
        walks = [thread for w in self._walks.values() for thread in (w.thread, w.witness)]
        for thread in [*filter(None, [self._desk, self._feeds, self._lookout]), *walks]:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        for walk in (*self._walks.values(), *self._leaving):
            if walk.is_over():  # a connection is not taken away from whoever still carries
                walk.courier.close()

    def _repeating(
        self,
        what: str,
        work: Callable[[], bool],
        rest_s: float,
        ended: Event,
        wake: Event | None = None,
    ) -> Thread:
        """A thread that works until `ended`, and looks again after `rest_s` or when it is woken."""
        repeat = partial(self._repeat, what, work, wake or Event(), ended, rest_s)
        thread = Thread(target=repeat, name=what, daemon=True)
        thread.start()
        return thread

    def _repeat(
        self, what: str, work: Callable[[], bool], wake: Event, ended: Event, rest_s: float
    ) -> None:
        """Work without a pause while there is something to do; after a failure wait longer and longer."""
        pause = PAUSE_S
        while not self._stop.is_set() and not ended.is_set():
            wake.clear()  # whatever is told from here on, the next look sees
            try:
                is_busy = work()
            except Exception as error:  # noqa: BLE001 -- outermost loop of a service: it must go on
                log.error("rounds.failed", what=what, error=type(error).__name__)
                pause = min(2 * pause, LONGEST_PAUSE_S)
                self._stop.wait(pause)
                continue
            pause = PAUSE_S
            self._node.pulse.beat(what)
            if not is_busy and not self._stop.is_set():
                wake.wait(rest_s)
        self._node.pulse.end(what)

    def _look(self) -> bool:
        self._looks += 1
        if self._looks % ROLL_CALL == 1:
            self._roll_call()
            self._node.renewals.renew()
            self._upkeep()
        news = self._news()
        if news == self._seen and not news[-1]:
            return False
        if (
            self._seen is None or news[0] != self._seen[0]
        ):  # another process's commits wake nobody here
            for walk in self._walks.values():
                walk.wake.set()
        signed = self._node.receipts.sign_due()  # which has the watch catch up first
        if not signed:
            self._node.watch.catch_up()
        self._seen = news  # only now: what failed is looked at again
        return signed > 0

    def _news(self) -> tuple[int, int, bool]:
        """What was queued last, what changed last, and whether a receipt is due: three glances."""
        return self._node.store.remembered("news", _news_in)

    def _roll_call(self) -> None:
        """One courier for each active partner, a new one when its address or key changed."""
        active = self._node.store.remembered("roll call", _marks_in)
        for name, walk in list(self._walks.items()):
            if active.get(name) != walk.mark:
                walk.ended.set()
                walk.wake.set()
            # Two couriers of one partner would bring things out of order: the old one goes first.
            if walk.ended.is_set() and not walk.thread.is_alive():
                self._leaving.append(self._walks.pop(name))
        for walk in [one for one in self._leaving if one.is_over()]:
            walk.courier.close()
            self._leaving.remove(walk)
        for name, mark in active.items():
            if name not in self._walks:
                self._send_out(name, mark)

    def _send_out(self, name: PartnerName, mark: _Mark) -> None:
        try:
            courier = self._node.courier(name, QUIET)
        except KhienError:
            return  # nothing to carry it with yet, such as no address
        ended, wake = Event(), self._node.store.bell.of(outbox_of(name))
        thread = self._repeating(f"courier {name}", courier.deliver, COURIER_PAUSE_S, ended, wake)
        witness = self._repeating(f"witness {name}", courier.cosign, WITNESS_S, ended)
        self._walks[name] = _Walk(mark, courier, thread, witness, wake, ended)
        if mark[2] is not None and self._node.settings.pull.every_minutes:
            fetch = partial(self._node.pulls.keep_up, name)
            self._repeating(f"pull {name}", fetch, FETCH_S, ended)


def _news_in(tx: Connection) -> tuple[int, int, bool]:
    is_due = bool(arrival_rows.due_marks(tx, 1))
    return outbox_rows.newest(tx), objects.last_change(tx), is_due


def _marks_in(tx: Connection) -> dict[PartnerName, _Mark]:
    return {p.name: _mark(tx, p) for p in list_partners(tx, PartnerState.ACTIVE)}


def _mark(tx: Connection, partner: Partner) -> _Mark:
    key = partner.current_key
    secured = channel(tx, partner.name)
    return partner.url, key.id if key else "", outbound(tx, partner.name), secured
