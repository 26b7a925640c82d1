"""Take in what partners bring: notes, objects, recalls; and decide what was put in quarantine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange.arrivals import rows
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.arrivals.rules import (
    Admission,
    Candidate,
    Held,
    Outcome,
    admit,
    creator_of,
    within_rate,
)
from khien.exchange.documents import (
    MAX_ITEMS,
    Action,
    DeliveryNote,
    Item,
    Payload,
    Recall,
    read_payload,
)
from khien.exchange.ourselves import Ourselves
from khien.exchange.popular import Popular
from khien.gate import OwnAssets, own_assets_in
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import (
    ConflictError,
    KhienError,
    MalformedError,
    NotFoundError,
    ProofError,
)
from khien.model.ids import ObjectId, OfficerName, PartnerName
from khien.model.marking import Tlp, marking_of, tlp_named
from khien.model.patterns import values_of
from khien.model.signing import unseal
from khien.model.stix import Judgement, Verdict, Version, judge
from khien.model.stix.findings import verdict_of
from khien.people import agreements
from khien.people.agreements import SignedAgreement
from khien.people.officers import Officer
from khien.people.partners import Partner, PartnerKind, list_partners
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId

ACCEPTED, QUARANTINED, REFUSED = "accepted", "quarantined", "refused"
RECALLED, DOWNGRADED = "recalled", "downgraded"
OUTCOMES = {Outcome.ACCEPTED: ACCEPTED, Outcome.QUARANTINED: QUARANTINED, Outcome.REFUSED: REFUSED}
KINDS = {
    ACCEPTED: EntryKind.ACCEPTED,
    QUARANTINED: EntryKind.QUARANTINED,
    REFUSED: EntryKind.REFUSED,
    RECALLED: EntryKind.RECALLED,
    DOWNGRADED: EntryKind.WITHDRAWN,
}


class RateError(KhienError):
    """The partner brings more than was agreed in a minute; it should come again later."""

    code, exit_status, http_status = "exchange.too-many", 3, 429

    def __init__(self, partner: str, per_minute: int) -> None:
        super().__init__(partner=partner, per_minute=per_minute)


class UnannouncedError(KhienError):
    """A Khiên partner must send a delivery note ahead, and this delivery has none."""

    code, exit_status, http_status = "exchange.no-note", 3, 409

    def __init__(self, delivery: str) -> None:
        super().__init__(delivery=delivery)


@dataclass(frozen=True, slots=True)
class Admitting:
    """What stays the same for all objects of one delivery."""

    partner: Partner
    delivery: str
    agreement: SignedAgreement | None
    items: Mapping[tuple[str, str], Item]
    identities: dict[ObjectId, str]
    definitions: Mapping[ObjectId, dict[str, Any]]
    now: datetime


class Arrivals:
    """The desk at the door. What is admitted commits together with its ledger leaves."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        own: OwnAssets,
        popular: Popular,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._own, self._popular, self._clock = own, popular, clock

    def announce(self, partner: Partner, document: object) -> DeliveryNote:
        """Keep a partner's delivery note; the same one again changes nothing.

        Raises:
            MalformedError, ProofError: not a note by this partner for this node.
        """
        now = self._clock()
        note = self._opened(partner, document, "delivery", DeliveryNote)
        sealed = cast("dict[str, Any]", document)  # opened just now
        if len(note.items) > MAX_ITEMS:
            raise MalformedError("delivery", f"at most {MAX_ITEMS} items")
        with self._store.write() as tx:
            kept = rows.noted(tx, partner.name, note.delivery)
            if kept is not None and kept["payload"] != sealed["payload"]:
                raise ConflictError(note.delivery, "exchange.note-changed")
            rows.announce(tx, partner.name, note.delivery, sealed, now)
        return note

    def admit(self, partner: Partner, objects_in: Sequence[bytes], delivery: str) -> list[Arrival]:
        """Take in the objects of one delivery; each has an outcome, and none sinks another.

        The same delivery again is answered with the outcomes that its objects have by now.

        Args:
            partner: who brings them; active, and proven to be itself.
            objects_in: the bytes of each object.
            delivery: the id on its delivery note; a plain TAXII party has none.

        Raises:
            RateError: more than the partner may bring in a minute; nothing was taken in.
            UnannouncedError: a Khiên partner without a delivery note.
        """
        now = self._clock()
        judged = [judge(raw) for raw in objects_in]
        with self._store.write() as tx:
            admitting = self._admitting(tx, partner, delivery, now)
            before = rows.of_delivery(tx, partner.name, admitting.delivery)
            if before:
                rows.tell_again(tx, [a for a in before if a.outcome != RECALLED])
                return before
            recent = rows.since(tx, partner.name, now - timedelta(minutes=1))
            if not within_rate(recent, len(judged), partner.limits.objects_per_minute):
                raise RateError(partner.name, partner.limits.objects_per_minute)
            arrivals, versions = self._decide(tx, admitting, objects_in, judged)
            batch = Batch(
                id=BatchId(f"{partner.name}:{admitting.delivery}"),
                name=admitting.delivery,
                source=partner.name,
            )
            objects.add_versions(tx, versions, batch, now)
            rows.add(tx, arrivals)
            self._ledger.append(tx, [_entry(a) for a in arrivals], now)
        return arrivals

    def quarantined(self) -> list[Arrival]:
        """What waits for a person, oldest first."""
        with self._store.read() as tx:
            return rows.with_outcome(tx, QUARANTINED)

    def release(self, arrival_id: str, officer: Officer, *, accept: bool) -> list[Arrival]:
        """A person's decision on what is in quarantine; the partner is told.

        Raises:
            NotFoundError: no such arrival.
            ConflictError: it is not in quarantine.
        """
        now = self._clock()
        outcome = ACCEPTED if accept else REFUSED
        reason = "" if accept else "admission.refused-by-officer"
        with self._store.write() as tx:
            found = rows.named(tx, arrival_id)
            if not found:
                raise NotFoundError("arrival", arrival_id)
            decided = [replace(a, outcome=outcome, reason=reason) for a in found]
            for before in found:
                if before.outcome != QUARANTINED or before.raw is None:
                    raise ConflictError(arrival_id, "exchange.not-in-quarantine")
                if accept:
                    self._keep(tx, before, before.raw, officer.name, now)
                rows.decide(tx, before, outcome, reason, outcome)
            self._ledger.append(tx, [_entry(a) for a in decided], now)
        return decided

    def recall(self, partner: Partner, document: object) -> Recall:
        """A partner takes back, or wants stricter handling of, what it sent; it is told when done.

        Raises:
            MalformedError, ProofError: not a recall by this partner for this node.
            NotFoundError: it did not send that.
        """
        now = self._clock()
        recall = self._opened(partner, document, "recall", Recall)
        with self._store.write() as tx:
            found = rows.by_id(tx, partner.name, [recall.release]).get(recall.release)
            if found is None or found.sha256 != recall.sha256:
                raise NotFoundError("arrival", recall.release)
            if recall.action is Action.DOWNGRADE:
                self._tighten(tx, recall, found, now)
            elif found.outcome != RECALLED:
                if found.outcome == ACCEPTED and self._is_theirs(tx, found):
                    modified = found.modified or None
                    objects.withdraw(tx, ObjectId(found.object_id), modified, "recalled", now)
                rows.decide(tx, found, RECALLED, "", RECALLED)
                self._ledger.append(tx, [_entry(replace(found, outcome=RECALLED))], now)
            else:
                rows.tell_again(tx, [found])
        return recall

    def _tighten(self, tx: Connection, recall: Recall, found: Arrival, now: datetime) -> None:
        tlp = tlp_named(recall.tlp)
        if tlp is None:
            raise MalformedError("recall", "tlp")
        rows.tighten(tx, found.object_id, found.modified, tlp.rank, found.partner, now)
        rows.tell(tx, found, DOWNGRADED)
        self._ledger.append(tx, [_entry(replace(found, outcome=DOWNGRADED))], now)

    def _is_theirs(self, tx: Connection, arrival: Arrival) -> bool:
        """Whether nobody else gave us the same version: another's gift is not theirs to take."""
        kept = objects.by_sha256(tx, ObjectId(arrival.object_id), arrival.sha256)
        if kept is None:
            return False
        return {origin.source for origin in objects.sources(tx, kept.seq)} <= {arrival.partner}

    def _opened(
        self, partner: Partner, document: object, kind: str, shape: type[Payload]
    ) -> Payload:
        key = partner.current_key
        if key is None:
            raise ProofError(kind, "the partner has no key")
        content = unseal(document, kind, [key])
        return read_payload(content, shape, partner.name, self._ourselves.name)

    def _admitting(
        self, tx: Connection, partner: Partner, delivery: str, now: datetime
    ) -> Admitting:
        items: dict[tuple[str, str], Item] = {}
        if partner.kind is PartnerKind.KHIEN:
            document = rows.noted(tx, partner.name, delivery)
            if document is None:
                raise UnannouncedError(delivery)
            note = msgspec.convert(document["payload"], DeliveryNote)
            items = {(item.object, item.version): item for item in note.items}
        return Admitting(
            partner=partner,
            delivery=delivery or f"delivery--{uuid4()}",
            agreement=agreements.in_force(tx, partner.name, now),
            items=items,
            identities={p.identity_id: p.name for p in list_partners(tx)},
            definitions=objects.marking_definitions(tx),
            now=now,
        )

    def _decide(
        self,
        tx: Connection,
        admitting: Admitting,
        objects_in: Sequence[bytes],
        judged: Sequence[Judgement],
    ) -> tuple[list[Arrival], list[Version]]:
        ids = [j.version.id for j in judged if j.version is not None]
        held = {i: Held(k.version, k.source) for i, k in objects.currents(tx, ids).items()}
        brought = {
            j.version.id: dict(j.version.content)
            for j in judged
            if j.version is not None and j.version.type == "marking-definition"
        }
        admitting = replace(admitting, definitions={**admitting.definitions, **brought})
        arrivals: dict[str, Arrival] = {}
        accepted: list[Version] = []
        for raw, judgement in zip(objects_in, judged, strict=True):
            arrival = self._one(admitting, raw, judgement, held)
            if arrival.id in arrivals:
                continue  # the same object twice in one envelope
            arrivals[arrival.id] = arrival
            if judgement.version is not None and arrival.outcome == ACCEPTED:
                accepted.append(judgement.version)
                newer = Held(judgement.version, admitting.partner.name)
                held.setdefault(judgement.version.id, newer)
        missing = [i for i in admitting.items.values() if i.release not in arrivals]
        lost = [_missing(admitting, item) for item in missing]
        return [*arrivals.values(), *lost], accepted

    def _one(
        self,
        admitting: Admitting,
        raw: bytes,
        judgement: Judgement,
        held: Mapping[ObjectId, Held],
    ) -> Arrival:
        version = judgement.version
        if version is None:
            return _unreadable(admitting, raw, judgement)
        item = admitting.items.get((version.id, version.modified))
        tlp = marking_of(version.content, admitting.definitions).whole
        values = values_of(version.content)
        accusing = version.type == "indicator"
        admission = admit(
            Candidate(
                version=version,
                tlp=tlp,
                partner=admitting.partner.name,
                agreement=admitting.agreement.agreement if admitting.agreement else None,
                notes=admitting.partner.kind is PartnerKind.KHIEN,
                announced=item.sha256 if item else None,
                creator=creator_of(version, admitting.identities, self._ourselves.identity),
                held=held.get(version.id),
                popular=self._popular.hit_by(values) if accusing else (),
                own=tuple(a.value for a in own_assets_in(version.content, self._own))
                if accusing
                else (),
            )
        )
        return _arrival(admitting, raw, version, item, admission, tlp)

    def _keep(
        self, tx: Connection, arrival: Arrival, raw: bytes, officer: OfficerName, now: datetime
    ) -> None:
        version = judge(raw).version
        if version is None:
            raise ConflictError(arrival.id, "exchange.not-in-quarantine")
        batch = Batch(
            id=BatchId(f"quarantine--{uuid4()}"),
            name=arrival.delivery,
            source=PartnerName(arrival.partner),
            author=officer,
        )
        objects.add_versions(tx, [version], batch, now)


def _arrival(
    admitting: Admitting,
    raw: bytes,
    version: Version,
    item: Item | None,
    admission: Admission,
    tlp: Tlp,
) -> Arrival:
    outcome = OUTCOMES[admission.outcome]
    agreement = admitting.agreement
    return Arrival(
        id=item.release if item else f"arrival--{uuid4()}",
        partner=admitting.partner.name,
        delivery=admitting.delivery,
        object_id=version.id,
        modified=version.modified,
        sha256=version.sha256,
        outcome=outcome,
        reason=admission.reason,
        detail=admission.detail,
        agreement=agreement.sha256 if agreement else "",
        purpose=item.purpose if item else "",
        tlp=tlp.rank,
        raw=None if outcome == ACCEPTED else raw,
        at=admitting.now,
        receipt_due=outcome if item else "",
    )


def _unreadable(admitting: Admitting, raw: bytes, judgement: Judgement) -> Arrival:
    """An object that breaks the standard: kept as it came, refused by the first rule it breaks."""
    worst = next(f for f in judgement.findings if verdict_of([f]) is Verdict.REFUSED)
    item = _item_for(admitting, raw)
    return Arrival(
        id=item.release if item else f"arrival--{uuid4()}",
        partner=admitting.partner.name,
        delivery=admitting.delivery,
        object_id=item.object if item else "",
        modified=item.version if item else "",
        sha256=item.sha256 if item else sha256(raw).hexdigest(),
        outcome=REFUSED,
        reason=worst.code,
        detail=worst.path,
        agreement=admitting.agreement.sha256 if admitting.agreement else "",
        purpose=item.purpose if item else "",
        tlp=Tlp.RED.rank,
        raw=raw,
        at=admitting.now,
        receipt_due=REFUSED if item else "",
    )


def _item_for(admitting: Admitting, raw: bytes) -> Item | None:
    """The line of the delivery note that an unreadable object was meant for, if it can be told."""
    try:
        content = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        return None
    version = content.get("modified", content.get("created", ""))
    return admitting.items.get((str(content.get("id")), str(version)))


def _missing(admitting: Admitting, item: Item) -> Arrival:
    """A line of the delivery note whose object did not come."""
    return Arrival(
        id=item.release,
        partner=admitting.partner.name,
        delivery=admitting.delivery,
        object_id=item.object,
        modified=item.version,
        sha256=item.sha256,
        outcome=REFUSED,
        reason="admission.missing",
        detail=item.object,
        agreement=admitting.agreement.sha256 if admitting.agreement else "",
        purpose=item.purpose,
        tlp=Tlp.RED.rank,
        raw=None,
        at=admitting.now,
        receipt_due=REFUSED,
    )


def _entry(arrival: Arrival) -> LedgerEntry:
    facts: dict[str, str | int] = {"delivery": arrival.delivery, "tlp": arrival.tlp}
    if arrival.agreement:
        facts["agreement"] = arrival.agreement
    if arrival.reason:
        facts["reason"] = arrival.reason
    return LedgerEntry(
        KINDS[arrival.outcome],
        crossing=arrival.id,
        partner=PartnerName(arrival.partner),
        object_id=ObjectId(arrival.object_id) if arrival.object_id else None,
        version=arrival.modified or None,
        sha256=arrival.sha256,
        facts=facts,
    )
