"""Carry what waits for one partner: in order, at least once, with back-off, surviving a crash."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from khien.exchange.delivery.loading import Load, Planned, plan, sent_entries
from khien.exchange.delivery.loading import load as load_together
from khien.exchange.documents import MAX_ITEMS
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows
from khien.exchange.outbox.rows import Item, Kind
from khien.exchange.outbox.rules import back_off, waits
from khien.exchange.receipts.desk import Receipts, documents_for, singly
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.lapsing import unconfirm
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import Event, State, after, can
from khien.exchange.taxii.resources import Status, StatusDetail
from khien.exchange.wire import PeerRefusedError
from khien.ledger import Ledger, is_in_batch
from khien.model.errors import KhienError, MalformedError
from khien.model.instants import parse_instant, taxii_time
from khien.people.partners import PartnerState, partner
from khien.store import Store

log = structlog.get_logger()

BATCH = MAX_ITEMS  # of one attempt
PARKED = "release.parked"  # the reason of a release that its partner's system refused for good
REFUSED_AS_A_WHOLE = {400, 413, 422}  # one object may be the reason, or their number
ATTEMPTS_WHEN_REFUSED = 5  # a partner that says no this often will not change its mind by itself
COSIGN_REST = timedelta(seconds=30)  # after a checkpoint that was not cosigned


class Carrier(Protocol):
    """Carries things to one partner.

    Promises: when a method returns, the partner has taken the thing durably; carrying it twice
    changes nothing at the partner. Raises UnreachableError or PeerRefusedError otherwise.
    `signs` tells whether the partner answers with signed receipts later, or only by its status.
    """

    signs: bool

    def objects(self, load: Load) -> Status:
        """Carry versions; the status is the partner's word on each."""
        ...

    def documents(self, kind: Kind, documents: Sequence[dict[str, Any]]) -> None:
        """Carry sealed documents of one kind."""
        ...

    def checkpoint(self) -> bool:
        """Have our newest checkpoint cosigned; False when there was nothing new."""
        ...

    def close(self) -> None:
        """Let go of the connections; nothing is carried afterwards."""
        ...


class Courier:
    """The queue of one partner. One courier a partner: no partner delays another.

    `quiet` is how long nothing was carried before the newest checkpoint is cosigned: so that what is
    published meanwhile does not wait for it.
    """

    def __init__(
        self,
        partner: str,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        receipts: Receipts,
        carrier: Carrier,
        clock: Callable[[], datetime],
        quiet: timedelta = timedelta(0),
    ) -> None:
        self.partner = partner
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._receipts, self._carrier, self._clock = receipts, carrier, clock
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self._cosign_after = self._rest_until
        self._quiet = quiet
        self._wants_singly = False  # the partner was found not to read receipts in batches

    def close(self) -> None:
        """Let go of the connections to the partner, once nobody carries any more."""
        self._carrier.close()

    def step(self) -> bool:
        """Deliver what is due, or else have our checkpoint cosigned; False when there was neither."""
        return self.deliver() or self.cosign()

    def deliver(self) -> bool:
        """Carry the next batch; False when nothing is due. Never raises for a partner's failure.

        Of all processes of this node one at a time does this for a partner: two would bring things
        twice, or a recall before what it recalls.
        """
        is_free, first = self._glance()
        if not is_free or first is None or waits(first.next_try, self._clock()):
            return False
        with self._store.alone(f"courier of {self.partner}") as is_ours:
            return is_ours and self._deliver(first)

    def cosign(self) -> bool:
        """Have our newest checkpoint cosigned; False when there was nothing new, or more urgent things.

        It may run beside `deliver`: a partner that hangs over a checkpoint holds up no delivery.
        """
        now = self._clock()
        if waits(self._rest_until, now) or waits(self._cosign_after, now):
            return False
        is_free, first = self._glance()
        if not is_free or first is not None:
            return False
        with self._store.alone(f"witness of {self.partner}") as is_ours:
            return is_ours and self._cosign(now)

    def _deliver(self, first: Item) -> bool:
        now = self._clock()
        if waits(self._rest_until, now):
            return False
        if first.kind is Kind.OBJECT:
            return self._deliver_objects(now)
        with self._store.read() as tx:
            items = self._documents_first(tx)
        if not items:
            return True  # something else comes first by now
        if waits(items[0].next_try, now):
            return False
        return self._try(items, lambda: self._bring(items), now)

    def _deliver_objects(self, now: datetime) -> bool:
        with self._store.write() as tx:
            items = rows.head(tx, self.partner, BATCH)
            if not items or items[0].kind is not Kind.OBJECT:
                return bool(items)  # a document came meanwhile, or another process was here
            if waits(items[0].next_try, now):
                return False
            planned = plan(tx, self._ledger, self.partner, items, now)
        if not planned.items:
            return self._glance()[1] is not None  # what came first has lapsed; more may follow it
        return self._try(planned.items, lambda: self._carry(planned), now)

    def _try(self, items: Sequence[Item], attempt: Callable[[], None], now: datetime) -> bool:
        try:
            attempt()
        except KhienError as error:
            return self._failed(items, error)
        self._cosign_after = max(self._cosign_after, now + self._quiet)
        return True

    def _glance(self) -> tuple[bool, Item | None]:
        """Whether anything may be carried at all, and what comes first; free while nobody writes.

        Nothing goes to a partner struck off, and nothing that the ledger could not record.
        """

        def look(tx: Connection) -> tuple[bool, Item | None]:
            is_partner = partner(tx, self.partner).state is PartnerState.ACTIVE
            first = next(iter(rows.head(tx, self.partner, 1)), None)
            return is_partner and not self._ledger.holds(tx), first

        return self._store.remembered(("courier", self.partner), look)

    def _cosign(self, now: datetime) -> bool:
        try:
            return self._carrier.checkpoint()
        except KhienError as error:
            self._cosign_after = now + COSIGN_REST
            log.warning("checkpoint.failed", partner=self.partner, code=error.code)
            return False

    def _documents_first(self, tx: Connection) -> list[Item]:
        """The documents that come next; nothing where objects do."""
        items = rows.head(tx, self.partner, BATCH)
        if not items or items[0].kind is Kind.OBJECT:
            return []
        # What was refused once is tried one by one, so that one bad document sinks no other.
        return items[:1] if items[0].error == PeerRefusedError.code else items

    def _bring(self, items: Sequence[Item]) -> None:
        with self._store.read() as tx:
            documents = _documents(tx, items)
        if not (items[0].kind is Kind.RECEIPT and self._bring_singly(documents)):
            self._carrier.documents(items[0].kind, documents)
        with self._store.write() as tx:
            rows.done(tx, items, self._clock())

    def _bring_singly(self, receipts: Sequence[dict[str, Any]]) -> bool:
        """Whether the partner took receipts each under its own signature: older nodes read no batch."""
        if not any(map(is_in_batch, receipts)):
            return False
        if not self._wants_singly:
            try:
                self._carrier.documents(Kind.RECEIPT, receipts)
            except PeerRefusedError as error:
                if error.status != HTTPStatus.BAD_REQUEST:
                    raise
            else:
                return True
        self._carrier.documents(Kind.RECEIPT, singly(receipts, self._ourselves.key))
        self._wants_singly = True
        return True

    def _carry(self, planned: Planned) -> None:
        with self._store.read() as tx:
            load = load_together(
                tx, self._ourselves, self.partner, planned.releases, planned.delivery
            )
        status = self._carrier.objects(load)
        with self._store.write() as tx:
            self._sent(tx, planned.items, load, status)

    def _sent(self, tx: Connection, items: Sequence[Item], load: Load, status: Status) -> None:
        if rows.carried(tx, items):
            return
        now = self._clock()
        rows.done(tx, items, now)
        current = release_rows.states(tx, [r.id for r in load.releases])
        moved = [
            (r.id, after(r.id, current[r.id], Event.SEND))
            for r in load.releases
            if can(current[r.id], Event.SEND)
        ]
        release_rows.set_state(tx, moved, sent=now)
        self._ledger.append(tx, sent_entries(load), now)
        if not self._carrier.signs:
            now_sent = release_rows.some(tx, [r.id for r in load.releases])
            self._receipts.take_unsigned(tx, _said(now_sent.values(), status), now)

    def _failed(self, items: Sequence[Item], error: KhienError) -> bool:
        now, attempts = self._clock(), items[0].attempts + 1
        log.warning("delivery.failed", partner=self.partner, code=error.code, attempts=attempts)
        if self._is_for_fewer(error) and items[0].kind is Kind.OBJECT and len(items) > 1:
            self._split(items)
            return True
        self._rest_until = now + back_off(attempts, random.random())  # noqa: S311 -- jitter
        with self._store.write() as tx:
            if _is_final(items[0].kind, error, attempts):
                self._park(tx, items, error, now)
            else:
                rows.failed(tx, items, self._rest_until, error.code)
        return False

    def _is_for_fewer(self, error: KhienError) -> bool:
        # A Khiên node judges each object by itself; what it refuses as a whole is only too large.
        as_a_whole = {413} if self._carrier.signs else REFUSED_AS_A_WHOLE
        return isinstance(error, PeerRefusedError) and error.status in as_a_whole

    def _split(self, items: Sequence[Item]) -> None:
        """The partner refused the batch as a whole: half as many at once, so that one sinks no other."""
        half = items[: (len(items) + 1) // 2]
        delivery = f"delivery--{uuid4()}"
        with self._store.write() as tx:
            rows.assign(tx, items, None)
            rows.assign(tx, half, delivery)
            release_rows.set_delivery(tx, [item.subject for item in half], delivery)

    def _park(
        self, tx: Connection, items: Sequence[Item], error: KhienError, now: datetime
    ) -> None:
        """The partner will never take this: say so, and let what comes after it pass."""
        rows.parked(tx, items, now, error.code)
        found = release_rows.some(tx, [i.subject for i in items]).values()
        if items[0].kind is Kind.RECALL:
            unconfirm(tx, [r for r in found if r.state is State.RECALLING])
        if items[0].kind is Kind.OBJECT:
            changes = [
                (r.id, after(r.id, r.state, Event.REJECT))
                for r in found
                if can(r.state, Event.REJECT)
            ]
            release_rows.set_state(tx, changes, answered=now, reason=PARKED)


def _is_final(kind: Kind, error: KhienError, attempts: int) -> bool:
    # 401 and 403 pass when people mend an enrolment or a clock; others do not change by waiting.
    # An older node knows no notices, and nothing else should wait for one.
    most = 1 if kind is Kind.NOTICE else ATTEMPTS_WHEN_REFUSED
    return (
        isinstance(error, PeerRefusedError) and error.status not in {401, 403} and attempts >= most
    )


def _documents(tx: Connection, items: Sequence[Item]) -> list[dict[str, Any]]:
    if items[0].kind is Kind.RECEIPT:
        return documents_for(tx, [item.subject for item in items])
    return [json.loads(item.body) for item in items]


def _said(releases: Collection[Release], status: Status) -> list[tuple[Release, Outcome, str]]:
    """What a TAXII status says of each release; versions that it does not name are left open."""
    # A server may name what STIX does not version by the date it was added (TAXII 2.1 §4.3.1).
    bare = {release.object_id for release in releases if not release.modified}
    good = {_named(detail, bare): detail.message for detail in status.successes}
    bad = {_named(detail, bare): detail.message for detail in status.failures}
    everything = not status.successes and status.success_count == status.total_count > 0
    found = []
    for release in releases:
        key, any_version = (release.object_id, _moment(release.modified)), (release.object_id, "")
        if key in bad or any_version in bad:
            message = bad.get(key, bad.get(any_version, ""))
            found.append((release, Outcome.REFUSED, message))
        elif everything or key in good or any_version in good:
            message = good.get(key, good.get(any_version, ""))
            found.append((release, Outcome.ACCEPTED, message))
    return found


def _named(detail: StatusDetail, bare: Collection[str]) -> tuple[str, str]:
    return detail.id, "" if detail.id in bare else _moment(detail.version)


def _moment(version: str) -> str:
    """A version in one spelling, since servers write the same instant in several."""
    try:
        return taxii_time(parse_instant(version))
    except MalformedError:
        return ""
