"""The work that a running node does by itself: sign receipts, keep the watch current, deliver."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event, Thread

import structlog

from khien.app.wiring import Node
from khien.exchange.delivery.courier import Courier
from khien.model.errors import KhienError
from khien.people.partners import Partner, PartnerState, list_partners

log = structlog.get_logger()

PAUSE_S = 0.05  # between two looks at the outbox; well under the second that DESIGN.md allows
ROLL_CALL = 20  # looks between two readings of the list of partners


class Rounds:
    """Threads of one running node: one for its own desk, one for each partner."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._stop = Event()
        self._threads: list[Thread] = []
        self._couriers: dict[tuple[str, str], Event] = {}

    def start(self) -> None:
        """Begin; returns at once. The index is full before this returns."""
        self._node.watch.catch_up()
        self._begin("desk", self._desk)

    def stop(self) -> None:
        """End after the work in hand, and wait for it."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        thread = Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _desk(self) -> None:
        looks = 0
        while not self._stop.is_set():
            if looks % ROLL_CALL == 0:
                _guarded("roll-call", self._roll_call)
            looks += 1
            if not _guarded("receipts", self._look):
                self._stop.wait(PAUSE_S)

    def _look(self) -> bool:
        self._node.watch.catch_up()
        return self._node.receipts.sign_due() > 0

    def _roll_call(self) -> bool:
        """One courier for each active partner, a new one when its address or key changed."""
        with self._node.store.read() as tx:
            active = {_mark(p): p for p in list_partners(tx, PartnerState.ACTIVE)}
        for mark, ended in list(self._couriers.items()):
            if mark not in active:
                ended.set()
                del self._couriers[mark]
        for mark, partner in active.items():
            if mark not in self._couriers:
                try:
                    courier = self._node.courier(partner.name)
                except KhienError:
                    continue  # nothing to carry it with yet, such as no address
                self._couriers[mark] = ended = Event()
                self._begin(f"courier {partner.name}", partial(self._carry, courier, ended))
        return True

    def _carry(self, courier: Courier, ended: Event) -> None:
        while not self._stop.is_set() and not ended.is_set():
            if not _guarded("courier", courier.step):
                self._stop.wait(PAUSE_S)


def _mark(partner: Partner) -> tuple[str, str]:
    key = partner.current_key
    return partner.name, f"{partner.url} {key.id if key else ''}"


def _guarded(what: str, work: Callable[[], bool]) -> bool:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 -- outermost loop of a service: it must go on
        log.error("rounds.failed", what=what, error=type(error).__name__)
        return False
