"""Carry what waits for one partner: in order, at least once, with back-off, surviving a crash."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows
from khien.exchange.outbox.rows import Item, Kind
from khien.exchange.outbox.rules import back_off
from khien.exchange.peer.documents import DeliveryNote, payload_of
from khien.exchange.peer.documents import Item as NoteItem
from khien.exchange.receipts import Receipts, documents_for
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import TRANSITIONS, Event, after
from khien.exchange.taxii.resources import Status
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import KhienError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time
from khien.model.signing import seal
from khien.store import Store, objects

log = structlog.get_logger()

BATCH = 500  # items of one attempt


@dataclass(frozen=True, slots=True)
class Load:
    """One batch of versions on its way, with the note that goes ahead of it."""

    delivery: str
    note: dict[str, Any]
    releases: tuple[Release, ...]
    objects: tuple[bytes, ...]


class Carrier(Protocol):
    """Carries things to one partner.

    Promises: when a method returns, the partner has taken the thing durably; carrying it twice
    changes nothing at the partner. Raises UnreachableError or PeerRefusedError otherwise.
    """

    def objects(self, load: Load) -> Status:
        """Carry versions; the status is the partner's word on each."""
        ...

    def documents(self, kind: Kind, documents: Sequence[dict[str, Any]]) -> None:
        """Carry sealed documents of one kind."""
        ...

    def checkpoint(self) -> bool:
        """Have our newest checkpoint cosigned; False when there was nothing new."""
        ...


class Courier:
    """The queue of one partner. One courier a partner: no partner delays another."""

    def __init__(
        self,
        partner: str,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        receipts: Receipts,
        carrier: Carrier,
        clock: Callable[[], datetime],
    ) -> None:
        self.partner = partner
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._receipts, self._carrier, self._clock = receipts, carrier, clock
        self._rest_until: datetime | None = None

    def step(self) -> bool:
        """Carry the next batch; False when nothing is due. Never raises for a partner's failure."""
        now = self._clock()
        if self._rest_until is not None and now < self._rest_until:
            return False
        items = self._next(now)
        try:
            if not items:
                return self._carrier.checkpoint()
            self._carry(items)
        except KhienError as error:
            self._failed(items, error)
            return False
        self._rest_until = None
        return True

    def _next(self, now: datetime) -> list[Item]:
        with self._store.read() as tx:
            items = rows.head(tx, self.partner, BATCH)
        if not items or items[0].kind is not Kind.OBJECT or items[0].delivery:
            return items
        delivery = f"delivery--{uuid4()}"
        # The delivery is on record before the first attempt, so a second attempt is the same one.
        with self._store.write() as tx:
            items = rows.head(tx, self.partner, BATCH)
            if items and items[0].kind is Kind.OBJECT and not items[0].delivery:
                rows.assign(tx, items, delivery)
                release_rows.set_delivery(tx, [i.subject for i in items], delivery)
            return rows.head(tx, self.partner, BATCH)

    def _carry(self, items: Sequence[Item]) -> None:
        if items[0].kind is Kind.OBJECT:
            with self._store.read() as tx:
                load = self._load(tx, items)
            status = self._carrier.objects(load)
            with self._store.write() as tx:
                self._sent(tx, items, load, status)
            return
        with self._store.read() as tx:
            documents = _documents(tx, items)
        self._carrier.documents(items[0].kind, documents)
        with self._store.write() as tx:
            rows.done(tx, items, self._clock())

    def _load(self, tx: Connection, items: Sequence[Item]) -> Load:
        found = release_rows.some(tx, [item.subject for item in items])
        releases = [found[item.subject] for item in items]
        raws = []
        for release in releases:
            kept = objects.by_sha256(tx, ObjectId(release.object_id), release.sha256)
            assert kept is not None  # noqa: S101 -- versions are never deleted
            raws.append(kept.raw)
        delivery = items[0].delivery or ""
        note = DeliveryNote(
            giver=self._ourselves.name,
            taker=self.partner,
            time=taxii_time(releases[0].published),
            delivery=delivery,
            agreement=releases[0].agreement,
            items=[
                NoteItem(
                    release=r.id,
                    object=r.object_id,
                    version=r.modified,
                    sha256=r.sha256,
                    purpose=r.purpose,
                )
                for r in releases
            ],
        )
        sealed = seal("delivery", payload_of(note), self._ourselves.key)
        return Load(delivery, sealed, tuple(releases), tuple(raws))

    def _sent(self, tx: Connection, items: Sequence[Item], load: Load, status: Status) -> None:
        now = self._clock()
        rows.done(tx, items, now)
        current = release_rows.some(tx, [r.id for r in load.releases])
        moved = [
            (r.id, after(r.id, current[r.id].state, Event.SEND))
            for r in load.releases
            if Event.SEND in TRANSITIONS[current[r.id].state]
        ]
        release_rows.set_state(tx, moved, sent=now)
        entries = [_sent_entry(r, load.delivery) for r in load.releases]
        self._ledger.append(tx, entries, now)
        if not load.note["payload"].get("taker_signs", True):
            return
        self._unsigned(tx, load, status, now)

    def _unsigned(self, tx: Connection, load: Load, status: Status, now: datetime) -> None:
        raise NotImplementedError

    def _failed(self, items: Sequence[Item], error: KhienError) -> None:
        now = self._clock()
        attempts = items[0].attempts + 1 if items else 1
        self._rest_until = now + back_off(attempts, random.random())  # noqa: S311 -- jitter
        log.warning("delivery.failed", partner=self.partner, code=error.code, attempts=attempts)
        if items:
            with self._store.write() as tx:
                rows.failed(tx, items, self._rest_until, error.code)
