"""What people do with releases: publish, ask, approve, decline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, product
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.authority import DECIDERS, demand, with_reason
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import facts as f
from khien.exchange.releases import rows
from khien.exchange.releases.approving import role_for
from khien.exchange.releases.redaction import Redactions
from khien.exchange.releases.rows import Given, Release
from khien.exchange.releases.rules import Event, State, after
from khien.gate import Answer, Cleared, Decision, Held, Question, Refused, decide, explain
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.agreement import Purpose
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId, PartnerName, ReleaseId
from khien.model.marking import TLP_OF_ID
from khien.model.plain_text import keepable
from khien.people.officers import Officer
from khien.people.partners import Partner, PartnerState, list_partners, partner
from khien.store import Store, objects
from khien.store.objects import Kept

ORDER = {
    "extension-definition": 0,
    "marking-definition": 1,
    "identity": 2,
    "relationship": 4,
    "sighting": 5,
}
"""What others refer to crosses first; everything that is not named here has 3."""

KINDS = {
    State.CLEARED: EntryKind.CLEARED,
    State.HELD: EntryKind.PROPOSED,
    State.REFUSED: EntryKind.RELEASE_REFUSED,
}
EVENTS = {State.CLEARED: Event.CLEAR, State.HELD: Event.HOLD, State.REFUSED: Event.REFUSE}


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be shared, why and with whom.

    `partners` empty means every partner with whom an agreement is in force; `recipients` are the
    persons there to whom it is addressed, which TLP:RED needs.
    """

    object_ids: tuple[str, ...]
    purpose: Purpose
    author: str
    partners: tuple[str, ...] = ()
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the gate would answer today about one object; nothing was changed."""

    object_id: str
    type: str
    state: State
    answers: tuple[tuple[str, str], ...]


class Releases:
    """The desk of release officers. Every change is in the ledger within its own transaction."""

    def __init__(
        self, store: Store, ledger: Ledger, facts: f.Facts, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._ledger, self._facts, self._clock = store, ledger, facts, clock
        self._redactions = Redactions(ledger, facts.ourselves)

    def publish(self, publication: Publication) -> list[Release]:
        """Ask the gate about every version and partner; what is cleared goes to the outbox.

        What refers to nothing without them goes along: the creator's identity and the marking
        definitions, each through the gate like anything else. A version that has crossed to a
        partner, or waits there, is not published again.

        Raises:
            NotFoundError: one of the objects, or a named partner, is not here; nothing happens.
        """
        with self._store.write() as tx:
            return self.publish_within(tx, publication, self._clock())

    def publish_within(
        self, tx: Connection, publication: Publication, now: datetime
    ) -> list[Release]:
        """As `publish`, within a write transaction that does more."""
        versions = _with_context(tx, publication.object_ids)
        targets = self._targets(tx, publication.partners, now)
        known = _by_object(rows.crossings(tx, [kept.object_id for kept in versions]))
        made: list[Release] = []
        for subject, target in product(self._facts.subjects(tx, versions), targets):
            if not publication.partners and subject.kept.source == target.partner.name:
                continue  # nobody asked to send it back to where it came from
            earlier = known.get(subject.kept.object_id, [])
            made += self._propose(tx, subject, target, publication, earlier, now)
        self._write(tx, made, now)
        return made

    def explain(self, object_id: str, partner_name: str, purpose: Purpose) -> tuple[Answer, ...]:
        """Every rule of the gate and its answer, as of now; changes nothing.

        Raises:
            NotFoundError: no such object or partner.
        """
        now = self._clock()
        with self._store.read() as tx:
            (kept,) = _current(tx, [object_id])
            target = self._facts.target(tx, partner(tx, partner_name), now)
            (subject,) = self._facts.subjects(tx, [kept])
            existing = rows.crossings(tx, [object_id]).get((object_id, kept.sha256, partner_name))
            earlier = rows.of_object(tx, object_id)
            shared = f.has_crossed(earlier, partner_name)
            asked = f.Asked(ReleaseId("release--unborn"), purpose, shared_before=shared)
            if existing is not None:
                asked = replace(f.asked_of(tx, [existing])[0], purpose=purpose)
            return explain(self._facts.question(subject, target, asked, now))

    def dry_run(
        self,
        partner_name: str,
        purpose: Purpose | None = None,
        *,
        newest: int | None = None,
        publication: Publication | None = None,
    ) -> list[Forecast]:
        """What would cross to a partner if this, or everything that we hold, were published today.

        Args:
            partner_name: the partner.
            purpose: what for; without one, that of the publication or the agreement's first.
            publication: of these objects alone, with what they cannot be read without.
            newest: without a publication, so many objects at most, the newest first.

        Raises:
            NotFoundError: no such partner or object.
        """
        now = self._clock()
        with self._store.read() as tx:
            target = self._facts.target(tx, partner(tx, partner_name), now)
            if publication is not None:
                purpose, versions = publication.purpose, _with_context(tx, publication.object_ids)
            else:
                held = (k for k in objects.in_force(tx) if k.object_id not in TLP_OF_ID)
                versions = list(islice(held, newest))
            if purpose is None:
                agreed = target.agreement.agreement.purposes if target.agreement else ()
                purpose = agreed[0] if agreed else Purpose.NETWORK_DEFENCE
            asked = f.Asked(ReleaseId("release--unborn"), purpose)
            if publication is not None:
                asked = replace(asked, author=publication.author, recipients=publication.recipients)
            known = _by_object(rows.crossings(tx, [kept.object_id for kept in versions]))
            found = []
            for subject in self._facts.subjects(tx, versions):
                earlier = known.get(subject.kept.object_id, [])
                asked = replace(asked, shared_before=f.has_crossed(earlier, partner_name))
                decision = decide(self._facts.question(subject, target, asked, now))
                state, answers = _outcome(decision)
                found.append(Forecast(subject.kept.object_id, subject.kept.type, state, answers))
            return found

    def approve(
        self,
        release_ids: Sequence[str],
        officer: Officer,
        reason: str,
        *,
        emergency: bool = False,
    ) -> list[Release]:
        """An officer's yes to releases, all or none; each that needs no other is cleared and queued.

        Raises:
            NotFoundError: no such release.
            ConflictError: a release does not wait for an approval, nor for the review of an
                emergency.
            ApprovalRefusedError: the author, a second yes by the same officer, no reason, or no
                role that a release needs.
            MalformedError: the reason cannot be kept.
        """
        said, now = keepable(reason, "reason").strip(), self._clock()
        with self._store.write() as tx:
            releases = [self._release(tx, one) for one in dict.fromkeys(release_ids)]
            for release in releases:
                if release.review_due is None:
                    after(release.id, release.state, Event.HOLD)
            entries = []
            asked = self._decide(tx, releases, now)
            for release, decided in zip(releases, asked, strict=True):
                role = role_for(tx, release, officer, reason, decided.decision)
                given = Given(release.id, officer.name, role.value, said, emergency, now)
                rows.approve(tx, given)
                facts: dict[str, str | int] = {"role": role.value, "emergency": int(emergency)}
                entries.append(_entry(EntryKind.APPROVED, release, facts))
            self._ledger.append(tx, entries, now)
            return self._ask_again(tx, releases, now)

    def decline(self, release_id: str, officer: Officer, reason: str) -> Release:
        """An officer's no to one release; see `decline_all`."""
        return self.decline_all([release_id], officer, reason)[0]

    def decline_all(self, ids: Sequence[str], officer: Officer, reason: str) -> list[Release]:
        """An officer's no to releases, all or none: they will not leave, and the reason is kept.

        Raises:
            NotFoundError, ConflictError: no such release, or it does not wait for anybody.
            NoReasonError, RoleError: no reason, or not an officer who may.
        """
        now, chosen = self._clock(), list(dict.fromkeys(ids))
        said = with_reason(", ".join(chosen), reason)
        demand(officer, DECIDERS)
        with self._store.write() as tx:
            found = [self._release(tx, one) for one in chosen]
            states = [after(one.id, one.state, Event.DECLINE) for one in found]
            rows.set_state(tx, zip(chosen, states, strict=True), reason=said)
            entries = [_entry(EntryKind.RELEASE_REFUSED, one, {"by": "officer"}) for one in found]
            self._ledger.append(tx, entries, now)
        return [replace(r, state=s, reason=said) for r, s in zip(found, states, strict=True)]

    def _release(self, tx: Connection, release_id: str) -> Release:
        found = rows.one(tx, release_id)
        if found is None:
            raise NotFoundError("release", release_id)
        return found

    def _targets(self, tx: Connection, names: Sequence[str], now: datetime) -> list[f.Target]:
        if names:
            return [self._facts.target(tx, partner(tx, name), now) for name in names]
        everyone: Iterable[Partner] = list_partners(tx, PartnerState.ACTIVE)
        targets = [self._facts.target(tx, one, now) for one in everyone]
        return [target for target in targets if target.agreement is not None]

    def _propose(
        self,
        tx: Connection,
        subject: f.Subject,
        target: f.Target,
        publication: Publication,
        earlier: Sequence[Release],
        now: datetime,
    ) -> list[Release]:
        """The release of one version to one partner, or nothing when there is one already."""
        name = target.partner.name
        same = [r for r in earlier if (r.sha256, r.partner) == (subject.kept.sha256, name)]
        if same and same[0].state not in {State.HELD, State.REFUSED}:
            return []
        asked = f.Asked(
            ReleaseId(same[0].id if same else f"release--{uuid4()}"),
            publication.purpose,
            publication.author,
            publication.recipients,
            tuple(rows.approvals(tx, same[0].id)) if same else (),
            f.has_crossed(earlier, name),
        )
        question = self._facts.question(subject, target, asked, now)
        decision = decide(question)
        release = _made(target, publication, question, decision, now)
        if same:
            state = after(release.id, same[0].state, EVENTS[release.state])
            release = replace(release, state=state, delivery=same[0].delivery)
            rows.decide_again(tx, release)
        copy = self._redactions.instead(tx, subject, target, decision, now)
        if copy is None:
            return [release]
        return [release, *self._propose_copy(tx, subject, copy, target, publication, now)]

    def _propose_copy(
        self,
        tx: Connection,
        original: f.Subject,
        copy: Kept,
        target: f.Target,
        publication: Publication,
        now: datetime,
    ) -> list[Release]:
        (subject,) = self._facts.subjects(tx, [copy])
        earlier = rows.of_object(tx, copy.object_id)
        instead_of = replace(publication, author=original.kept.author or publication.author)
        made = self._propose(tx, subject, target, instead_of, earlier, now)
        return [replace(one, redacted_from=original.kept.object_id) for one in made]

    def _write(self, tx: Connection, made: Sequence[Release], now: datetime) -> None:
        known = rows.some(tx, [r.id for r in made])
        rows.add(tx, [r for r in made if r.id not in known])
        self._queue(tx, [r for r in made if r.state is State.CLEARED], now)
        self._ledger.append(tx, [_entry(KINDS[r.state], r, _facts_of(r)) for r in made], now)

    def _queue(self, tx: Connection, cleared: Sequence[Release], now: datetime) -> None:
        by_partner: dict[str, list[str]] = {}
        for release in cleared:
            by_partner.setdefault(release.partner, []).append(release.id)
        for name, ids in by_partner.items():
            rows.stamp(tx, name, ids, now)
            outbox_rows.put(tx, outbox_rows.Kind.OBJECT, [(name, i, "") for i in ids], now)

    def _decide(self, tx: Connection, releases: Sequence[Release], now: datetime) -> list[_Decided]:
        """What the gate says now of releases that are on record."""
        contents = [(ObjectId(r.object_id), r.sha256) for r in releases]
        kept = objects.by_contents(tx, contents)
        for release, content in zip(releases, contents, strict=True):
            if content not in kept:
                raise NotFoundError("version", release.object_id)
        subjects = self._facts.subjects(tx, [kept[content] for content in contents])
        names = dict.fromkeys(r.partner for r in releases)
        targets = {name: self._facts.target(tx, partner(tx, name), now) for name in names}
        decided = []
        for release, subject, asked in zip(
            releases, subjects, f.asked_of(tx, releases), strict=True
        ):
            target = targets[release.partner]
            question = self._facts.question(subject, target, asked, now)
            decided.append(_Decided(target, question, decide(question)))
        return decided

    def _ask_again(
        self, tx: Connection, releases: Sequence[Release], now: datetime
    ) -> list[Release]:
        asked = self._decide(tx, releases, now)
        made = [_decided_again(r, d, now) for r, d in zip(releases, asked, strict=True)]
        reviewed = {r.id for r in releases if r.review_due is not None}
        for release in made:
            if release.id in reviewed:  # it left by the emergency path; this was a review
                rows.review(tx, release.id, release.review_due)
            else:
                rows.decide_again(tx, release)
        new = [r for r in made if r.id not in reviewed and r.state is not State.HELD]
        self._ledger.append(tx, [_entry(KINDS[r.state], r, _facts_of(r)) for r in new], now)
        self._queue(tx, [r for r in new if r.state is State.CLEARED], now)
        return made


@dataclass(frozen=True, slots=True)
class _Decided:
    """What the gate said about a release now, and what it was asked."""

    target: f.Target
    question: Question
    decision: Decision


def _decided_again(release: Release, asked: _Decided, now: datetime) -> Release:
    decision = asked.decision
    due = decision.clearance.review_due if isinstance(decision, Cleared) else None
    if release.review_due is not None:
        # Where other officers must look at it too, the review stays due.
        return replace(
            release, review_due=release.review_due if isinstance(decision, Held) else due
        )
    state, answers = _outcome(decision)
    after(release.id, release.state, EVENTS[state])
    return replace(
        release,
        state=state,
        answers=answers,
        decided=now,
        review_due=due,
        tlp=asked.question.tlp.rank,
        # It crosses under what is in force now, whatever it was proposed under.
        agreement=asked.target.agreement.sha256 if asked.target.agreement else "",
    )


def _by_object(found: Mapping[tuple[str, str, str], Release]) -> dict[str, list[Release]]:
    releases: dict[str, list[Release]] = {}
    for (object_id, _, _), release in found.items():
        releases.setdefault(object_id, []).append(release)
    return releases


def _current(tx: Connection, object_ids: Sequence[str]) -> list[Kept]:
    found = objects.currents(tx, [ObjectId(one) for one in object_ids])
    for one in object_ids:
        if ObjectId(one) not in found:
            raise NotFoundError("object", one)
    return [found[ObjectId(one)] for one in dict.fromkeys(object_ids)]


def _with_context(tx: Connection, object_ids: Sequence[str]) -> list[Kept]:
    """The current versions and what they cannot be read without, in the order of crossing."""
    named = _current(tx, object_ids)
    context = dict.fromkeys(ref for kept in named for ref in _leans_on(kept.content))
    wanted = [ObjectId(one) for one in context if one not in TLP_OF_ID]
    have = {kept.object_id for kept in named}
    more = [k for k in objects.currents(tx, wanted).values() if k.object_id not in have]
    usable = [k for k in [*named, *more] if k.object_id not in TLP_OF_ID]
    return sorted(usable, key=lambda kept: ORDER.get(kept.type, 3))


def _leans_on(content: Mapping[str, Any]) -> Iterator[str]:
    """The creator, the markings and the extensions: an object cannot be read without them."""
    if "created_by_ref" in content:
        yield str(content["created_by_ref"])
    yield from content.get("object_marking_refs", ())
    for part in content.get("granular_markings", ()):
        if "marking_ref" in part:
            yield str(part["marking_ref"])
    # A predefined extension is named by a word, not by the id of its definition (STIX 2.1 §7.3).
    yield from (key for key in content.get("extensions", ()) if key.startswith("extension-def"))


def _outcome(decision: Decision) -> tuple[State, tuple[tuple[str, str], ...]]:
    match decision:
        case Cleared():
            return State.CLEARED, ()
        case Held(answers=answers):
            return State.HELD, tuple((a.rule, a.detail) for a in answers)
        case Refused(refusals=refusals):
            return State.REFUSED, tuple((r.code, r.detail) for r in refusals)


def _made(
    target: f.Target,
    publication: Publication,
    question: Question,
    decision: Decision,
    now: datetime,
) -> Release:
    state, answers = _outcome(decision)
    return Release(
        id=question.release,
        object_id=question.object_id,
        modified=question.version,
        sha256=question.sha256,
        type=question.object_type,
        partner=target.partner.name,
        purpose=publication.purpose.value,
        state=state,
        author=question.author or "",
        tlp=question.tlp.rank,
        agreement=target.agreement.sha256 if target.agreement else "",
        recipients=tuple(sorted(publication.recipients)),
        answers=answers,
        redacted_from="",
        published=now,
        decided=now,
        sent=None,
        answered=None,
        review_due=decision.clearance.review_due if isinstance(decision, Cleared) else None,
        delivery=None,
        reason="",
        signed=False,
    )


def _facts_of(release: Release) -> dict[str, str | int]:
    facts: dict[str, str | int] = {"purpose": release.purpose, "tlp": release.tlp}
    if release.agreement:
        facts["agreement"] = release.agreement
    if release.answers:
        facts["rule"] = release.answers[0][0]
    return facts


def _entry(kind: EntryKind, release: Release, facts: dict[str, str | int]) -> LedgerEntry:
    return LedgerEntry(
        kind,
        crossing=release.id,
        partner=PartnerName(release.partner),
        object_id=ObjectId(release.object_id),
        version=release.modified or None,
        sha256=release.sha256,
        facts=facts,
    )
