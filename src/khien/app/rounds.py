"""The work that a running node does by itself: sign receipts, keep the watch current, deliver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from khien.app.wiring import Node
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

log = structlog.get_logger()

PAUSE_S = 0.05  # between two looks at the outbox; well under the second that DESIGN.md allows
WITNESS_S = 0.25  # between two looks at the checkpoint; cosigning is not urgent
FETCH_S = 1.0  # between two looks whether a plain TAXII party is to be visited
LONGEST_PAUSE_S = 5.0  # after failures that nobody foresaw, each pause is twice the one before
ROLL_CALL = 20  # looks between two readings of the list of partners
STOP_S = 10.0  # for the work in hand; what takes longer is cut off, as by a power cut


_Mark: TypeAlias = tuple[str, str, Outbound | None, Channel]


@dataclass(slots=True)
class _Walk:
    """One courier on its way. `mark` changes when the partner's address, key, password or TLS does.

    `witness` asks for cosignatures, so that a partner that hangs over one holds up no delivery.
    """

    mark: _Mark
    thread: Thread
    witness: Thread
    ended: Event = field(default_factory=Event)


class Rounds:
    """Threads of one running node: one for its own desk, two or three for each partner."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._stop = Event()
        self._desk: Thread | None = None
        self._walks: dict[PartnerName, _Walk] = {}
        self._looks = 0

    def start(self) -> None:
        """Begin; returns at once. The index is full before this returns."""
        self._node.watch.catch_up()
        self._desk = self._begin("desk", partial(self._repeat, "desk", self._look, Event()))

    def stop(self) -> None:
        """End after the work in hand, and wait for it up to `STOP_S`. A second call changes nothing."""
        self._stop.set()
        deadline = time.monotonic() + STOP_S
        walks = [thread for w in self._walks.values() for thread in (w.thread, w.witness)]
        for thread in [*filter(None, [self._desk]), *walks]:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _begin(self, name: str, work: Callable[[], None]) -> Thread:
        thread = Thread(target=work, name=name, daemon=True)
        thread.start()
        return thread

    def _repeat(
        self, what: str, work: Callable[[], bool], ended: Event, rest: float = PAUSE_S
    ) -> None:
        """Work without a pause while there is something to do; after a failure wait longer and longer."""
        pause = rest
        while not self._stop.is_set() and not ended.is_set():
            try:
                is_busy = work()
            except Exception as error:  # noqa: BLE001 -- outermost loop of a service: it must go on
                log.error("rounds.failed", what=what, error=type(error).__name__)
                pause = min(2 * pause, LONGEST_PAUSE_S)
                self._stop.wait(pause)
                continue
            pause = rest
            self._node.pulse.beat(what)
            if not is_busy:
                self._stop.wait(pause)
        self._node.pulse.end(what)

    def _look(self) -> bool:
        self._looks += 1
        if self._looks % ROLL_CALL == 1:
            self._roll_call()
            self._node.renewals.renew()
        self._node.watch.catch_up()
        return self._node.receipts.sign_due() > 0

    def _roll_call(self) -> None:
        """One courier for each active partner, a new one when its address or key changed."""
        with self._node.store.read() as tx:
            active = {p.name: _mark(tx, p) for p in list_partners(tx, PartnerState.ACTIVE)}
        for name, walk in list(self._walks.items()):
            if active.get(name) != walk.mark:
                walk.ended.set()
            # Two couriers of one partner would bring things out of order: the old one goes first.
            if walk.ended.is_set() and not walk.thread.is_alive():
                del self._walks[name]
        for name, mark in active.items():
            if name not in self._walks:
                self._send_out(name, mark)

    def _send_out(self, name: PartnerName, mark: _Mark) -> None:
        try:
            courier = self._node.courier(name)
        except KhienError:
            return  # nothing to carry it with yet, such as no address
        ended = Event()
        what = f"courier {name}"
        thread = self._begin(what, partial(self._repeat, what, courier.deliver, ended))
        what = f"witness {name}"
        witness = self._begin(what, partial(self._repeat, what, courier.cosign, ended, WITNESS_S))
        self._walks[name] = _Walk(mark, thread, witness, ended)
        if mark[2] is not None and self._node.settings.pull.every_minutes:
            what = f"pull {name}"
            fetch = partial(self._node.pulls.keep_up, name)
            self._begin(what, partial(self._repeat, what, fetch, ended, FETCH_S))


def _mark(tx: Connection, partner: Partner) -> _Mark:
    key = partner.current_key
    secured = channel(tx, partner.name)
    return partner.url, key.id if key else "", outbound(tx, partner.name), secured
