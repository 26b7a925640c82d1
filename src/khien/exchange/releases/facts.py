"""Gather what the gate may look at: from the store, the people and the border's own rows.

Facts are read in bulk, because one publication can hold tens of thousands of versions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from khien import gate
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.ourselves import Ourselves
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Given, Release
from khien.exchange.releases.rules import CROSSED
from khien.gate import (
    Approval,
    From,
    Origin,
    Own,
    OwnAssets,
    Question,
    Receiver,
    own_assets_in,
    personal_data_in,
)
from khien.model.agreement import Agreement, Onward, OnwardMode, Purpose, Role
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId, OfficerName, PartnerName, ReleaseId
from khien.model.marking import Marking, Tlp, marking_of
from khien.model.stix.known_extensions import CLIENTS
from khien.people import agreements
from khien.people.agreements import SignedAgreement
from khien.people.partners import Partner, PartnerState
from khien.store import objects
from khien.store.objects import Kept

EXERCISE_LABEL = "exercise"
ACCUSING = {"indicator", "malware", "infrastructure", "malware-analysis"}
"""Types that call something malicious."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be said of one version whoever the partner is; read once per publication."""

    kept: Kept
    content: Mapping[str, Any]
    marking: Marking
    personal: tuple[str, ...]
    own_assets: int
    warninglists: tuple[str, ...]
    origin: Origin
    exercise: bool


@dataclass(frozen=True, slots=True)
class Target:
    """What can be said of one partner whatever the version."""

    partner: Partner
    agreement: SignedAgreement | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One version for one partner: what a person or the past has said about it.

    `author` is the officer who published it, '' where a machine did; who brought the object in counts
    before them.
    """

    release: ReleaseId
    purpose: Purpose
    author: str = ""
    recipients: frozenset[str] = frozenset()
    approvals: tuple[Given, ...] = ()
    shared_before: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Reads facts; holds only what never changes while the node runs."""

    ourselves: Ourselves
    own: OwnAssets = field(default_factory=OwnAssets)
    harmless: Callable[[Connection, Mapping[str, Any]], tuple[str, ...]] = field(
        default=lambda _tx, _content: ()
    )

    def target(self, tx: Connection, partner: Partner, now: datetime) -> Target:
        """The partner with the agreement that is in force now, if any."""
        return Target(partner, agreements.in_force(tx, partner.name, now))

    def subjects(self, tx: Connection, versions: Sequence[Kept]) -> list[Subject]:
        """The versions with their markings, personal data, own assets and origin."""
        ids = [kept.object_id for kept in versions]
        definitions = objects.marking_definitions(tx)
        arrived = arrival_rows.of_object(tx, ids)
        handling = arrival_rows.handling_of(tx, ids)
        terms: dict[str, Agreement | None] = {}
        found = []
        for kept in versions:
            content = kept.content
            marking = _tightened(
                marking_of(content, definitions), handling.get((kept.object_id, kept.modified))
            )
            came = [a for a in arrived.get(kept.object_id, []) if a.partner == kept.source]
            found.append(
                Subject(
                    kept=kept,
                    content=content,
                    marking=marking,
                    personal=tuple(sorted({datum.kind for datum in personal_data_in(content)})),
                    own_assets=len(own_assets_in(content, self.own)),
                    warninglists=self.harmless(tx, content) if kept.type in ACCUSING else (),
                    origin=_origin(tx, kept, came, terms),
                    exercise=EXERCISE_LABEL in {str(x).lower() for x in content.get("labels", [])},
                )
            )
        return found

    def question(self, subject: Subject, target: Target, asked: Asked, now: datetime) -> Question:
        """Everything that the gate may look at, for one version and one partner."""
        kept, partner = subject.kept, target.partner
        author = kept.author or asked.author
        return Question(
            release=asked.release,
            us=self.ourselves.identity,
            object_id=ObjectId(kept.object_id),
            object_type=kept.type,
            version=kept.modified,
            sha256=kept.sha256,
            marking=subject.marking,
            origin=subject.origin,
            author=OfficerName(author) if author else None,
            receiver=Receiver(
                name=partner.name,
                identity=partner.identity_id,
                kind=partner.kind.value,
                revoked=partner.state is PartnerState.REVOKED,
                exercise=partner.exercise,
                persons=frozenset(person.name for person in partner.persons),
            ),
            agreement=_signed(target.agreement),
            purpose=asked.purpose,
            approvals=tuple(_approval(given, kept.sha256) for given in asked.approvals),
            recipients=asked.recipients,
            personal=subject.personal,
            clients=CLIENTS in subject.content,
            own_assets=subject.own_assets,
            warninglists=subject.warninglists,
            malicious=kept.type in ACCUSING,
            # What was taken out of use goes to nobody, not even to those who have it.
            revoked=kept.revoked or bool(kept.withdrawn),
            shared_before=asked.shared_before and not kept.withdrawn,
            exercise=subject.exercise,
            now=now,
        )


def asked_of(tx: Connection, releases: Sequence[Release]) -> list[Asked]:
    """What is on record about releases, in their order, so that the gate can be asked again."""
    given = release_rows.approvals_of(tx, [r.id for r in releases])
    earlier: dict[str, list[Release]] = {}
    for other in release_rows.crossings(tx, [r.object_id for r in releases]).values():
        earlier.setdefault(other.object_id, []).append(other)
    return [
        Asked(
            release=ReleaseId(r.id),
            purpose=Purpose(r.purpose),
            author=r.author,
            recipients=frozenset(r.recipients),
            approvals=tuple(given.get(r.id, ())),
            shared_before=has_crossed(earlier[r.object_id], r.partner, r.id),
        )
        for r in releases
    ]


def has_crossed(earlier: Sequence[Release], partner: str, besides: str = "") -> bool:
    """Whether any version of the object may have come to the partner before."""
    return any(_crossed(r) for r in earlier if r.partner == partner and r.id != besides)


def _crossed(release: Release) -> bool:
    is_gone = release.delivery is not None or release.sent is not None
    return is_gone and release.state in CROSSED


def _signed(found: SignedAgreement | None) -> gate.SignedAgreement | None:
    # What is in force was signed by both; `in_force` verified the signatures.
    if found is None:
        return None
    return gate.SignedAgreement(terms=found.agreement, by_us=True, by_them=True)


def _approval(given: Given, sha256: str) -> Approval:
    return Approval(
        officer=OfficerName(given.officer),
        role=Role(given.role),
        reason=given.reason,
        at=given.at,
        release=ReleaseId(given.release),
        sha256=sha256,
        emergency=given.emergency,
    )


def _tightened(marking: Marking, tlp_rank: int | None) -> Marking:
    """The marking, no looser than the sender has since asked for."""
    if tlp_rank is None or tlp_rank <= marking.tlp.rank:
        return marking
    return replace(marking, tlp=next(t for t in Tlp if t.rank == tlp_rank), declared=True)


def _origin(
    tx: Connection,
    kept: Kept,
    arrived: Sequence[Arrival],
    terms: dict[str, Agreement | None],
) -> Origin:
    if not kept.source:
        return Own()
    # The terms under which it first came in stay with it for ever (issue: originator's terms).
    first = arrived[0] if arrived else None
    sha256 = first.agreement if first else ""
    if sha256 not in terms:
        terms[sha256] = _terms(tx, sha256)
    agreed = terms[sha256]
    received = first.tlp if first else Tlp.RED.rank
    return From(
        partner=PartnerName(kept.source),
        source=ObjectId(kept.created_by_ref or kept.object_id),
        tlp=next(tlp for tlp in Tlp if tlp.rank == received),
        # Terms that nobody can find any more allow nothing.
        onward=agreed.onward if agreed else Onward(mode=OnwardMode.NONE),
        purposes=frozenset(agreed.purposes) if agreed else frozenset(),
    )


def _terms(tx: Connection, sha256: str) -> Agreement | None:
    try:
        return agreements.by_sha256(tx, sha256).agreement
    except NotFoundError:  # '', or one whose row or signatures are damaged
        return None
