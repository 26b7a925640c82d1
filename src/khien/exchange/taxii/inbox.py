"""`inbox`: what partners add, and what they are told about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange import rows as border_rows
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.admitting import ACCEPTED, QUARANTINED
from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.arrivals.errors import BatchTooLargeError
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.taxii import resources as r
from khien.exchange.taxii import rows
from khien.exchange.taxii.errors import TooManyObjectsError
from khien.exchange.taxii.filters import Filters
from khien.exchange.taxii.statuses import counted, kept_statuses
from khien.model.errors import MalformedError, NotFoundError
from khien.model.instants import taxii_time
from khien.store import Store
from khien.store.objects import Bodies, Placed


class _Addition(msgspec.Struct, frozen=True):
    """What is written down of one addition: when, and the arrivals that it led to, each as often."""

    at: str
    arrivals: list[str]


class InboxShelf:
    """A partner adds, admission decides; what came is not shown again.

    A Khiên partner names its deliveries, and the answer to each is found by that name. An addition
    by a plain TAXII party gets a name here, and is written down, so that its status can be asked
    for even when all of it was here before.
    """

    def __init__(
        self,
        store: Store,
        arrivals: Arrivals,
        keeper: PeopleDoorkeeper,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._arrivals, self._keeper = store, arrivals, keeper
        self._clock = clock

    def objects(self, caller: Caller, filters: Filters) -> Bodies:
        """An inbox is write-only.

        Raises:
            ForbiddenError: always.
        """
        del filters
        raise ForbiddenError(caller.name, "read")

    def manifest(self, caller: Caller, filters: Filters) -> tuple[Sequence[Placed], bool]:
        """An inbox is write-only.

        Raises:
            ForbiddenError: always.
        """
        del filters
        raise ForbiddenError(caller.name, "read")

    def add(
        self, caller: Caller, objects: Sequence[bytes], delivery: str, note: bytes = b""
    ) -> r.Status:
        """Let admission decide on each object.

        Raises:
            MalformedError, ProofError: a note that is none, or not by this partner for this node.
            TooManyObjectsError: more at once than a plain party may bring in a minute.
        """
        partner = self._keeper.partner(caller)
        if caller.signed:
            document = _document(note) if note else None
            arrivals = self._arrivals.admit(partner, objects, delivery, document=document)
            return _status(delivery, arrivals)
        own, now = str(uuid4()), self._clock()

        def write_down(tx: Connection, arrivals: Sequence[Arrival]) -> None:
            told = _once_each(objects, arrivals)
            addition = _Addition(taxii_time(now), [arrival.id for arrival in told])
            document = msgspec.json.encode(addition).decode()
            border_rows.keep_status(tx, own, _owner(caller), document, now)
            rows.forget_statuses(tx, now)

        try:
            arrivals = self._arrivals.admit(partner, objects, f"delivery--{own}", write_down)
        except BatchTooLargeError as error:
            raise TooManyObjectsError(len(objects)) from error
        return _told(own, taxii_time(now), _once_each(objects, arrivals))

    def delete(self, caller: Caller, filters: Filters) -> None:
        """What was delivered is taken back by a recall, not deleted.

        Raises:
            ForbiddenError: always.
        """
        del filters
        raise ForbiddenError(caller.name, "delete")

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of the objects of one delivery, by now."""
        with self._store.read() as tx:
            kept = border_rows.status_of(tx, status_id, _owner(caller))
            found = arrival_rows.of_delivery(tx, caller.partner, f"delivery--{status_id}")
        if kept is not None:
            return self._by_now(caller, status_id, kept.encode())
        if not found:
            raise NotFoundError("status", status_id)
        return _status(f"delivery--{status_id}", found)

    def statuses(
        self, caller: Caller, after: tuple[int, str], limit: int
    ) -> list[tuple[int, r.Status]]:
        """What became of a plain party's additions after a point, in the order of time."""
        with self._store.read() as tx:
            found = kept_statuses(tx, _owner(caller), after, limit)
        return [(at_us, self._by_now(caller, name, document)) for at_us, name, document in found]

    def max_bytes(self, caller: Caller) -> int:
        """What this partner may bring at once (TAXII 2.1 §4.2.1: below it there is no 413)."""
        return min(self._keeper.partner(caller).limits.max_bytes, r.MAX_CONTENT_LENGTH)

    def _by_now(self, caller: Caller, status_id: str, document: bytes) -> r.Status:
        addition = msgspec.json.decode(document, type=_Addition)
        with self._store.read() as tx:
            found = arrival_rows.by_id(tx, caller.partner, sorted(set(addition.arrivals)))
        told = [found[one] for one in addition.arrivals if one in found]
        return _told(status_id, addition.at, told)


def _document(note: bytes) -> object:
    try:
        return msgspec.json.decode(note)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError("delivery", "a sealed document") from error


def _owner(caller: Caller) -> str:
    return f"partner {caller.partner}"  # no tool has a space in its name


def _once_each(objects: Sequence[bytes], arrivals: Sequence[Arrival]) -> list[Arrival]:
    """An arrival for each object that was sent: one that came twice led to one arrival."""
    if len(objects) <= len(arrivals):
        return list(arrivals)
    known = {(one.object_id, one.modified): one for one in arrivals}
    sent = Counter(map(_name_of, objects))
    more = [
        known[name]
        for name, count in sent.items()
        if name in known
        for _ in range(count - sum((a.object_id, a.modified) == name for a in arrivals))
    ]
    return [*arrivals, *more]


def _name_of(raw: bytes) -> tuple[str, str]:
    try:
        content = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "", ""
    version = content.get("modified", content.get("created", ""))
    return str(content.get("id", "")), str(version)


def _status(delivery: str, arrivals: Sequence[Arrival]) -> r.Status:
    at = taxii_time(arrivals[0].at) if arrivals else ""
    return _told(delivery.removeprefix("delivery--"), at, arrivals)


def _told(status_id: str, at: str, arrivals: Iterable[Arrival]) -> r.Status:
    """The TAXII status of a delivery. What waits for a person is a failure for now, and says so."""
    successes, failures = [], []
    for arrival in arrivals:
        name = arrival.object_id or arrival.id
        # What STIX does not version is named by the date added (TAXII 2.1 §4.3.1).
        version = arrival.modified or taxii_time(arrival.at)
        if arrival.outcome == ACCEPTED:
            successes.append(r.StatusDetail(id=name, version=version))
            continue
        waits = "quarantined: " if arrival.outcome == QUARANTINED else ""
        message = f"{waits}{arrival.reason} {arrival.detail}".strip()
        failures.append(r.StatusDetail(id=name, version=version, message=message))
    return counted(status_id, at, successes, failures)
