"""From the objects of one delivery to arrivals: each is judged by itself, and none sinks another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import msgspec

from khien.exchange.arrivals.holdings import Holdings, Identities
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.arrivals.rules import Admission, Candidate, Outcome, admit
from khien.exchange.documents import Item
from khien.exchange.popular import Popular
from khien.gate import OwnAssets, own_assets_in
from khien.ledger import EntryKind, LedgerEntry
from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import Tlp, marking_of
from khien.model.patterns import mentions_of, watched_values_of
from khien.model.plain_text import shown
from khien.model.stix import Judgement, Verdict, Version
from khien.model.stix.findings import verdict_of
from khien.people.agreements import SignedAgreement
from khien.people.partners import Partner, PartnerKind

ACCEPTED, QUARANTINED, REFUSED = "accepted", "quarantined", "refused"
RECALLED, DOWNGRADED = "recalled", "downgraded"
OUTCOMES = {Outcome.ACCEPTED: ACCEPTED, Outcome.QUARANTINED: QUARANTINED, Outcome.REFUSED: REFUSED}
KINDS = {
    ACCEPTED: EntryKind.ACCEPTED,
    QUARANTINED: EntryKind.QUARANTINED,
    REFUSED: EntryKind.REFUSED,
    RECALLED: EntryKind.RECALLED,
    DOWNGRADED: EntryKind.DOWNGRADED,
}

LEAF_NAME = 128  # characters that a ledger leaf takes

Definitions = Mapping[ObjectId, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Guard:
    """What an indicator must not hit without a person's word."""

    own: OwnAssets
    popular: Popular

    def popular_in(self, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The popular values that an indicator names anywhere in its pattern; all of it, if that hits some."""
        if not _accuses(content):
            return ()
        return self.popular.hit_by((*mentions_of(content), *watched_values_of(content)))

    def own_in(self, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The values that touch our own networks and domains."""
        if not _accuses(content):
            return ()
        return tuple(asset.value for asset in own_assets_in(content, self.own))


def _accuses(content: Mapping[str, Any]) -> bool:
    return content.get("type") == "indicator"


@dataclass(frozen=True, slots=True)
class Admitting:
    """What stays the same for all objects of one delivery.

    `items` are the lines of its note by (object, version): several where one object comes with
    several contents. `definitions` are the marking definitions that we hold or that came along.
    """

    partner: Partner
    delivery: str
    agreement: SignedAgreement | None
    items: Mapping[tuple[str, str], Sequence[Item]]
    identities: Identities
    definitions: Definitions
    guard: Guard
    now: datetime

    def item_of(self, version: Version) -> Item | None:
        """The line of the note for a version: the one with its content, if there is one."""
        lines = self.items.get((version.id, version.modified), ())
        right = [line for line in lines if line.sha256 == version.sha256]
        return next(iter([*right, *lines]), None)

    def candidate(self, version: Version, holdings: Holdings, *, noted: bool) -> Candidate:
        """The version with everything that the rules may look at."""
        item = self.item_of(version)
        content = version.content
        return Candidate(
            version=version,
            tlp=marking_of(content, self.definitions).whole,
            partner=self.partner.name,
            agreement=self.agreement.agreement if self.agreement else None,
            notes=noted,
            announced=item.sha256 if item else None,
            creator=self.identities.creator(version.created_by_ref),
            held=holdings.held(version),
            same=holdings.same(version),
            recalled=holdings.is_recalled(version),
            popular=self.guard.popular_in(content),
            own=self.guard.own_in(content),
        )


@dataclass(slots=True)
class Decided:
    """What became of one delivery: the arrivals that are new, and the versions to be kept."""

    arrivals: dict[str, Arrival] = field(default_factory=dict)
    accepted: list[Version] = field(default_factory=list)


def decide(
    admitting: Admitting,
    holdings: Holdings,
    brought: Sequence[tuple[bytes, Judgement]],
    again: Mapping[str, Arrival],
) -> Decided:
    """Decide on every object, and on every line of the note whose object did not come.

    Args:
        admitting: what all objects have in common.
        holdings: what we hold; brought forward.
        brought: each object's bytes with the verdict of the standard.
        again: releases of this note that arrived before; they are not decided anew.
    """
    decided = Decided()
    # What is as it was announced comes first, so that an altered twin cannot take its place.
    for raw, judgement in sorted(brought, key=lambda one: not _is_as_announced(admitting, one[1])):
        arrival = _one(admitting, holdings, raw, judgement)
        if arrival.id in decided.arrivals or arrival.id in again:
            continue  # the same object twice in one envelope
        decided.arrivals[arrival.id] = arrival
        if judgement.version is not None and arrival.outcome == ACCEPTED:
            decided.accepted.append(judgement.version)
            holdings.take(judgement.version, admitting.partner.name)
    for lines in admitting.items.values():
        for item in lines:
            if item.release not in decided.arrivals and item.release not in again:
                decided.arrivals[item.release] = _missing(admitting, item)
    return decided


def _is_as_announced(admitting: Admitting, judgement: Judgement) -> bool:
    version = judgement.version
    item = None if version is None else admitting.item_of(version)
    return item is not None and version is not None and item.sha256 == version.sha256


def _one(admitting: Admitting, holdings: Holdings, raw: bytes, judgement: Judgement) -> Arrival:
    version = judgement.version
    if version is None:
        return _unreadable(admitting, raw, judgement)
    noted = admitting.partner.kind is PartnerKind.KHIEN
    candidate = admitting.candidate(version, holdings, noted=noted)
    return _arrival(admitting, raw, version, admit(candidate), candidate.tlp)


def _arrival(
    admitting: Admitting, raw: bytes, version: Version, admission: Admission, tlp: Tlp
) -> Arrival:
    item = admitting.item_of(version)
    outcome = OUTCOMES[admission.outcome]
    agreement = admitting.agreement
    return Arrival(
        id=item.release if item else f"arrival--{uuid4()}",
        partner=admitting.partner.name,
        delivery=admitting.delivery,
        object_id=version.id,
        modified=version.modified,
        # A receipt speaks of what was announced; what came in its place is in `raw`.
        sha256=item.sha256 if item else version.sha256,
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
        detail=shown(worst.path),
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
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    version = content.get("modified", content.get("created", ""))
    return next(iter(admitting.items.get((str(content.get("id")), str(version)), ())), None)


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


def entry_of(arrival: Arrival, **more: str | int) -> LedgerEntry:
    """What the ledger keeps of an arrival: hashes, codes and ids."""
    facts: dict[str, str | int] = {"delivery": arrival.delivery, "tlp": arrival.tlp, **more}
    if arrival.agreement:
        facts["agreement"] = arrival.agreement
    if arrival.reason:
        facts["reason"] = arrival.reason
    return LedgerEntry(
        KINDS[arrival.outcome],
        crossing=arrival.id,
        partner=PartnerName(arrival.partner),
        object_id=ObjectId(arrival.object_id) if _is_name(arrival.object_id) else None,
        version=arrival.modified or None,
        sha256=arrival.sha256,
        facts=facts,
    )


def _is_name(object_id: str) -> bool:
    # A foreign type may be named at greater length than a leaf takes; the hash still tells which.
    return 0 < len(object_id) <= LEAF_NAME
