"""Take in what partners bring: notes, objects, recalls; and decide what was put in quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange.arrivals import admitting as a
from khien.exchange.arrivals import rows
from khien.exchange.arrivals.admitting import (
    ACCEPTED,
    DOWNGRADED,
    QUARANTINED,
    RECALLED,
    REFUSED,
    Admitting,
    Guard,
    entry_of,
)
from khien.exchange.arrivals.errors import (
    AmbiguousArrivalError,
    BatchTooLargeError,
    NotAdmissibleError,
    NoteChangedError,
    NotInQuarantineError,
    OtherAgreementError,
    RateError,
    ReceiptFirstError,
    ReleaseReusedError,
    UnannouncedError,
)
from khien.exchange.arrivals.holdings import Holdings, Identities
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.arrivals.rules import Outcome, admit, within_rate
from khien.exchange.authority import RECEIVERS, demand
from khien.exchange.documents import (
    MAX_ITEMS,
    Action,
    DeliveryNote,
    Item,
    Payload,
    Recall,
    read_payload,
)
from khien.exchange.incoming import TooLargeError
from khien.exchange.ourselves import Ourselves
from khien.exchange.popular import Popular
from khien.gate import OwnAssets
from khien.ledger import Ledger
from khien.model.decision import Refusal
from khien.model.errors import MalformedError, NotFoundError, ProofError
from khien.model.ids import ObjectId, OfficerName, PartnerName
from khien.model.instants import parse_instant
from khien.model.marking import tlp_named
from khien.model.signing import opened
from khien.model.stix import Judgement, Version, judge
from khien.people import agreements
from khien.people.officers import Officer
from khien.people.partners import Partner, PartnerKind, active_partner, list_partners
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId


def _nothing(tx: Connection, arrivals: Sequence[Arrival]) -> None:
    del tx, arrivals


class Arrivals:
    """The desk at the door. What is admitted commits together with its ledger leaves.

    Args:
        pass_on: called in the transaction of a partner's recall that was followed here, so that it
            reaches those whom we gave the same version.
        spread: called in the transaction in which arrivals come in, with these, so that opinions
            reach whoever else has what they speak of.
    """

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        own: OwnAssets,
        popular: Popular,
        clock: Callable[[], datetime],
        pass_on: Callable[[Connection, Recall, datetime], None],
        spread: Callable[[Connection, Sequence[Arrival], datetime], None],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._guard, self._clock = Guard(own, popular), clock
        self._pass_on, self._spread = pass_on, spread

    def announce(self, partner: Partner, document: object) -> DeliveryNote:
        """Keep a partner's delivery note; the same one again changes nothing.

        Raises:
            MalformedError, ProofError: not a note by this partner for this node.
            NoteChangedError: another note with the same delivery id is here.
        """
        now = self._clock()
        note = self._note(partner, document)
        with self._store.write() as tx:
            _announce(tx, partner, note, document, now)
        return note

    def _note(self, partner: Partner, document: object) -> DeliveryNote:
        note = self._opened(partner, document, "delivery", DeliveryNote)
        if len(note.items) > MAX_ITEMS:
            raise MalformedError("delivery", f"at most {MAX_ITEMS} items")
        if len({item.release for item in note.items}) != len(note.items):
            raise MalformedError("delivery", "one line a release")
        return note

    def admit(
        self,
        partner: Partner,
        objects_in: Sequence[bytes],
        delivery: str,
        note: Callable[[Connection, Sequence[Arrival]], object] = _nothing,
        document: object = None,
    ) -> list[Arrival]:
        """Take in the objects of one delivery; each has an outcome, and none sinks another.

        The same delivery, or the same release in another one, is answered with the outcome that it
        has by now.

        Args:
            partner: who brings them; active, and proven to be itself.
            objects_in: the bytes of each object.
            delivery: the id on its delivery note; a plain TAXII party has none.
            note: writes down what became of them, in the same transaction.
            document: the delivery note, where it comes with them and not ahead.

        Raises:
            MalformedError, ProofError, NoteChangedError: as `announce`.
            RateError: more than the partner may bring in a minute; nothing was taken in.
            TooLargeError, BatchTooLargeError: more than it may ever bring at once.
            UnannouncedError: a Khiên partner without a delivery note.
            OtherAgreementError: the note names another agreement than the one in force here.
            ReleaseReusedError: the note gives the id of an earlier release to something else.
        """
        now = self._clock()
        if sum(map(len, objects_in)) > partner.limits.max_bytes:
            raise TooLargeError(partner.limits.max_bytes)
        announced = None if document is None else self._note(partner, document)
        if announced is not None and announced.delivery != delivery:
            raise MalformedError("delivery", "the note of another one")
        answered = self._foresee(partner, delivery, len(objects_in), now, announced)
        judged = [] if answered else [(raw, judge(raw)) for raw in objects_in]
        with self._store.write() as tx:
            if announced is not None:
                _announce(tx, partner, announced, document, now)
            before = rows.of_delivery(tx, partner.name, delivery) if delivery else []
            if before:
                rows.tell_again(tx, [one for one in before if one.outcome != RECALLED])
                note(tx, before)
                return before
            self._check_rate(tx, partner, len(judged), now)  # others may have come meanwhile
            admitting = self._admitting(tx, partner, delivery, judged, now)
            again = self._again(tx, admitting, judged)
            rows.tell_again(tx, [one for one in again if one.outcome != RECALLED])
            decided = self._decide(tx, admitting, judged, again)
            self._take_in(tx, admitting, decided)
            arrivals = [*again, *decided.arrivals.values()]
            note(tx, arrivals)
        return arrivals

    def quarantined(self) -> list[Arrival]:
        """What waits for a person, oldest first."""
        with self._store.read() as tx:
            return rows.with_outcome(tx, QUARANTINED)

    def release(
        self, arrival_id: str, officer: Officer, *, accept: bool, partner: str = ""
    ) -> list[Arrival]:
        """A person's decision on what is in quarantine; the partner is told.

        What waited is asked about once more before it comes in, because the world went on.

        Args:
            arrival_id: of the arrival.
            officer: who decides; duty, analyst, release or admin.
            accept: yes or no.
            partner: whose, where two partners gave the same id.

        Raises:
            NotFoundError: no such arrival.
            NotInQuarantineError, AmbiguousArrivalError: none or several of that id wait.
            NotAdmissibleError: it may not come in any more, whoever wants it.
            RoleError: not an officer who may.
            PartnerRevokedError: the partner was struck off meanwhile.
        """
        return self.release_all([(arrival_id, partner)], officer, accept=accept)

    def release_all(
        self, wanted: Iterable[tuple[str, str]], officer: Officer, *, accept: bool
    ) -> list[Arrival]:
        """One decision on several, each by its id and partner, all or none; as `release` otherwise."""
        now = self._clock()
        demand(officer, RECEIVERS)
        with self._store.write() as tx:
            return [
                self._release(tx, arrival_id, partner, officer, accept, now)
                for arrival_id, partner in dict.fromkeys(wanted)
            ]

    def _release(
        self,
        tx: Connection,
        arrival_id: str,
        partner: str,
        officer: Officer,
        accept: bool,  # noqa: FBT001 -- passed on
        now: datetime,
    ) -> Arrival:
        named = [one for one in rows.named(tx, arrival_id) if partner in {"", one.partner}]
        if not named:
            raise NotFoundError("arrival", arrival_id)
        waiting = [one for one in named if one.outcome == QUARANTINED]
        if len(waiting) > 1:
            raise AmbiguousArrivalError(arrival_id)
        if not waiting or waiting[0].raw is None:
            raise NotInQuarantineError(arrival_id)
        (before,) = waiting
        if accept:
            self._let_in(tx, before, waiting[0].raw, officer.name, now)
        outcome = ACCEPTED if accept else REFUSED
        decided = replace(
            before,
            outcome=outcome,
            reason="" if accept else "admission.refused-by-officer",
            receipt_due=outcome,
            raw=None if accept else before.raw,
        )
        rows.decide(tx, decided)
        self._ledger.append(tx, [entry_of(decided, by="officer")], now)
        self._spread(tx, [decided], now)
        return decided

    def recall(self, partner: Partner, document: object) -> Recall:
        """A partner takes back, or wants stricter handling of, what it sent; it is told when done.

        Raises:
            MalformedError, ProofError: not a recall by this partner for this node.
            NotFoundError: it did not send that.
            ReceiptFirstError: what came with it is not answered yet.
        """
        now = self._clock()
        recall = self._opened(partner, document, "recall", Recall)
        with self._store.write() as tx:
            found = rows.by_id(tx, partner.name, [recall.release]).get(recall.release)
            if found is None or found.sha256 != recall.sha256:
                raise NotFoundError("arrival", recall.release)
            if recall.action is Action.DOWNGRADE:
                self._tighten(tx, recall, found, now)
            elif found.outcome == RECALLED:
                rows.tell_again(tx, [found])
            else:
                self._take_back(tx, recall, found, now)
        return recall

    def _take_back(self, tx: Connection, recall: Recall, found: Arrival, now: datetime) -> None:
        reason = ""
        if found.outcome == ACCEPTED and self._is_theirs(tx, found):
            objects.withdraw(tx, ObjectId(found.object_id), found.modified or None, "recalled", now)
            self._pass_on(tx, recall, now)
        elif found.outcome == ACCEPTED:
            reason = "recall.known-otherwise"  # it stays in use, so the receipt must say so
        decided = replace(
            found,
            outcome=RECALLED,
            reason=reason,
            detail=recall.reason,
            receipt_due=RECALLED,
            raw=None,
        )
        rows.decide(tx, decided)
        self._ledger.append(tx, [entry_of(decided)], now)

    def _tighten(self, tx: Connection, recall: Recall, found: Arrival, now: datetime) -> None:
        tlp = tlp_named(recall.tlp)
        if tlp is None:
            raise MalformedError("recall", "tlp")
        if self._was_followed(tx, recall, found):
            return  # the same document again: its receipt is on its way, or there
        if found.receipt_due not in {"", DOWNGRADED}:
            raise ReceiptFirstError(recall.release)
        before = rows.handling_of(tx, [found.object_id]).get((found.object_id, found.modified), -1)
        if tlp.rank > before:  # else whoever has it from us was told before
            rows.tighten(tx, found.object_id, found.modified, tlp.rank, found.partner, now)
            self._pass_on(tx, msgspec.structs.replace(recall, tlp=tlp.value), now)
        rows.tell(tx, found, DOWNGRADED)
        tightened = replace(found, outcome=DOWNGRADED)
        self._ledger.append(tx, [entry_of(tightened, recall=recall.recall)], now)

    def _was_followed(self, tx: Connection, recall: Recall, found: Arrival) -> bool:
        """Whether this downgrade was taken before; another one of the same release is a new one."""
        return any(
            (leaf.entry.partner, leaf.entry.facts.get("recall")) == (found.partner, recall.recall)
            for _, leaf in self._ledger.leaves_of_crossing(tx, found.id)
        )

    @staticmethod
    def _is_theirs(tx: Connection, arrival: Arrival) -> bool:
        """Whether nobody else gave us the same version: another's gift is not theirs to take."""
        kept = objects.by_sha256(tx, ObjectId(arrival.object_id), arrival.sha256)
        if kept is None or any(not o.source for o in objects.sources(tx, kept.seq)):
            return False
        return rows.others_with(tx, arrival) == 0

    def _opened(
        self, partner: Partner, document: object, kind: str, shape: type[Payload]
    ) -> Payload:
        found = opened(document, kind, partner.all_keys)
        payload = read_payload(found.payload, shape, partner.name, self._ourselves.name)
        at = parse_instant(payload.time, f"{kind} time")
        # It was sealed when it was queued: perhaps before the partner changed its key.
        for pinned in partner.keys:
            if pinned.key in found.signers and (pinned.until is None or at < pinned.until):
                return payload
        raise ProofError(kind, "its key had ended")

    def _foresee(
        self,
        partner: Partner,
        delivery: str,
        coming: int,
        now: datetime,
        announced: DeliveryNote | None,
    ) -> bool:
        """Refuse what can be refused before anybody looks at the objects, which is the dear part.

        Returns:
            Whether the delivery was answered before, so that its objects need not be looked at.
        """
        with self._store.read() as tx:
            if delivery and rows.of_delivery(tx, partner.name, delivery):
                return True
            self._check_rate(tx, partner, coming, now)
            is_khien = partner.kind is PartnerKind.KHIEN
            if is_khien and announced is None and rows.noted(tx, partner.name, delivery) is None:
                raise UnannouncedError(delivery)
        return False

    @staticmethod
    def _check_rate(tx: Connection, partner: Partner, coming: int, now: datetime) -> None:
        allowed = partner.limits.objects_per_minute
        if not within_rate(0, coming, allowed):
            raise BatchTooLargeError(coming, allowed)
        recent = rows.since(tx, partner.name, now - timedelta(minutes=1))
        if not within_rate(recent, coming, allowed):
            raise RateError(partner.name, allowed)

    def _admitting(
        self,
        tx: Connection,
        partner: Partner,
        delivery: str,
        judged: Sequence[tuple[bytes, Judgement]],
        now: datetime,
    ) -> Admitting:
        items: dict[tuple[str, str], list[Item]] = {}
        agreement = agreements.in_force(tx, partner.name, now)
        if partner.kind is PartnerKind.KHIEN:
            document = rows.noted(tx, partner.name, delivery)
            if document is None:
                raise UnannouncedError(delivery)
            note = msgspec.convert(document["payload"], DeliveryNote)
            if agreement is not None and note.agreement != agreement.sha256:
                raise OtherAgreementError(partner.name, note.agreement)
            for item in note.items:
                items.setdefault((item.object, item.version), []).append(item)
        brought = {
            version.id: dict(version.content)
            for _, judgement in judged
            if (version := judgement.version) is not None and version.type == "marking-definition"
        }
        return Admitting(
            partner=partner,
            delivery=delivery or f"delivery--{uuid4()}",
            agreement=agreement,
            items=items,
            identities=self._identities(tx),
            # What we hold under an id counts, not what somebody sends under it.
            definitions={**brought, **objects.marking_definitions(tx)},
            guard=self._guard,
            now=now,
        )

    def _identities(self, tx: Connection) -> Identities:
        partners = {p.identity_id: str(p.name) for p in list_partners(tx)}
        return Identities(self._ourselves.identity, partners)

    @staticmethod
    def _again(
        tx: Connection, admitting: Admitting, judged: Sequence[tuple[bytes, Judgement]]
    ) -> list[Arrival]:
        """What of this delivery arrived before: the same release, or, without notes, the same content."""
        name = admitting.partner.name
        if admitting.partner.kind is PartnerKind.TAXII:
            contents = [(v.id, v.sha256) for _, j in judged if (v := j.version) is not None]
            return list(rows.of_contents(tx, name, contents, (ACCEPTED, QUARANTINED)).values())
        items = {item.release: item for lines in admitting.items.values() for item in lines}
        found = rows.by_id(tx, name, list(items))
        for release, arrival in found.items():
            if (arrival.object_id, arrival.sha256) != (
                items[release].object,
                items[release].sha256,
            ):
                raise ReleaseReusedError(release)
        return list(found.values())

    def _decide(
        self,
        tx: Connection,
        admitting: Admitting,
        judged: Sequence[tuple[bytes, Judgement]],
        again: Sequence[Arrival],
    ) -> a.Decided:
        ids = [j.version.id for _, j in judged if j.version is not None]
        holdings = Holdings(tx, ids, admitting.identities)
        known = {(one.object_id, one.sha256) for one in again}
        new = [pair for pair in judged if not _is_known(pair[1].version, known)]
        return a.decide(admitting, holdings, new, {one.id: one for one in again})

    def _take_in(self, tx: Connection, admitting: Admitting, decided: a.Decided) -> None:
        arrivals = list(decided.arrivals.values())
        batch = Batch(
            id=BatchId(f"{admitting.partner.name}:{admitting.delivery}"),
            name=admitting.delivery,
            source=admitting.partner.name,
        )
        objects.add_versions(tx, decided.accepted, batch, admitting.now)
        rows.add(tx, arrivals)
        self._ledger.append(tx, [entry_of(one) for one in arrivals], admitting.now)
        self._spread(tx, arrivals, admitting.now)

    def _let_in(
        self, tx: Connection, arrival: Arrival, raw: bytes, officer: OfficerName, now: datetime
    ) -> None:
        partner = active_partner(tx, arrival.partner)
        judgement = judge(raw)
        version = self._still_admissible(tx, partner, arrival, judgement, now)
        batch = Batch(
            id=BatchId(f"quarantine--{uuid4()}"),
            name=arrival.delivery,
            source=PartnerName(arrival.partner),
            author=officer,
        )
        objects.add_versions(tx, [version], batch, now)
        objects.restore(tx, version.id, version.modified or None, "recalled", now)

    def _still_admissible(
        self,
        tx: Connection,
        partner: Partner,
        arrival: Arrival,
        judgement: Judgement,
        now: datetime,
    ) -> Version:
        version = judgement.version
        if version is None:
            raise NotInQuarantineError(arrival.id)
        asked = Admitting(
            partner=partner,
            delivery=arrival.delivery,
            agreement=agreements.in_force(tx, partner.name, now),
            items={},
            identities=self._identities(tx),
            definitions=objects.marking_definitions(tx),
            guard=self._guard,
            now=now,
        )
        holdings = Holdings(tx, [version.id], asked.identities)
        admission = admit(asked.candidate(version, holdings, noted=False))
        if admission.outcome is Outcome.REFUSED:
            raise NotAdmissibleError(arrival.id, (Refusal(admission.reason, admission.detail),))
        return version


def _announce(
    tx: Connection, partner: Partner, note: DeliveryNote, document: object, now: datetime
) -> None:
    sealed = cast("dict[str, Any]", document)  # it was opened
    kept = rows.noted(tx, partner.name, note.delivery)
    if kept is not None and kept["payload"] != sealed["payload"]:
        raise NoteChangedError(note.delivery)
    if kept is None:
        rows.announce(tx, partner.name, note.delivery, sealed, now)


def _is_known(version: Version | None, known: set[tuple[str, str]]) -> bool:
    return version is not None and (version.id, version.sha256) in known
