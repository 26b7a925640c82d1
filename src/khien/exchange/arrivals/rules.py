"""Admission: what a partner brings is accepted, put in quarantine for a person, or refused.

Every rule is asked; the strictest answer wins and every reason is kept. Deny by default: an
object that no rule has spoken for does not exist, and an unknown partner never gets this far.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from khien.model.agreement import Agreement
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import Tlp
from khien.model.stix import Version, follows
from khien.model.stix.times import exact_time


class Outcome(IntEnum):
    """What becomes of one arrival; a higher number is stricter."""

    ACCEPTED = 0
    QUARANTINED = 1
    REFUSED = 2


@dataclass(frozen=True, slots=True)
class Held:
    """The version of the same object that counts here, and who may change it.

    `owner` is its creator, or who brought it where we do not know the creator; '' when it is ours.
    """

    version: Version
    owner: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One object at the door, and everything that the rules may look at.

    `announced` is the sha256 that the sender's delivery note gives for this (id, version), or
    None when the note does not name it; it is not asked of partners that send no notes.
    `creator` is the partner whose STIX identity is in `created_by_ref`, '' for ours, None for
    somebody that we do not know. `same` are the contents that we hold under this very (id, modified);
    `recalled` tells that this very content was recalled before. `popular` and `own` are indicator values that would hit popular names or ourselves.
    """

    version: Version
    tlp: Tlp
    partner: PartnerName
    agreement: Agreement | None
    notes: bool
    announced: str | None
    creator: str | None
    held: Held | None
    same: frozenset[str]
    recalled: bool
    popular: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer for one object; `reason` is '' when it is accepted."""

    outcome: Outcome
    reason: str
    detail: str


Rule = Callable[[Candidate], Verdict]


def _announced(c: Candidate) -> Verdict:
    if not c.notes:
        return Allowed()
    if c.announced is None:
        return Refusal("admission.unannounced", c.version.id)
    if c.announced != c.version.sha256:
        return Refusal("admission.changed-on-the-way", c.version.id)
    return Allowed()


def _covered(c: Candidate) -> Verdict:
    if c.agreement is None:
        return Refusal("admission.no-agreement", c.partner)
    if not c.agreement.covers(c.version.type):
        return Refusal("admission.out-of-scope", c.version.type)
    if c.tlp > c.agreement.tlp_ceiling:
        return Refusal("admission.above-ceiling", c.version.id)
    return Allowed()


def _originator(c: Candidate) -> Verdict:
    # STIX 2.1 §3.6: only the object creator may create a new version or revoke.
    if not c.version.modified or c.version.sha256 in c.same:
        return Allowed()  # observables have no versions; what we have already changes nothing
    if c.same:
        # STIX 2.1 §3.6: one (id, modified) has one content.
        return Refusal("admission.version-conflict", c.version.id)
    if c.held is not None:
        return _next_version(c, c.held)
    if c.creator == "":
        return Refusal("admission.not-originator", c.version.id)
    return Allowed()


def _next_version(c: Candidate, held: Held) -> Verdict:
    if held.owner != c.partner:
        return Refusal("admission.not-originator", c.version.id)
    refusal = follows(held.version, c.version)
    if not isinstance(refusal, Refusal) or _is_history(held.version, c.version, refusal.code):
        return Allowed()
    return Refusal("admission.version", f"{c.version.id} {refusal.code}")


def _is_history(held: Version, late: Version, code: str) -> bool:
    """An older version that comes late, by a reordered delivery, is history, not an error.

    After a revocation only what is older than it may still come.
    """
    is_older = exact_time(late.modified) < exact_time(held.modified)
    return is_older and code in {"stix.version-older", "stix.version-after-revocation"}


def _relayed(c: Candidate) -> Verdict:
    if c.creator not in {None, "", c.partner} and c.version.sha256 not in c.same:
        return Refusal("admission.relayed", f"{c.version.id} {c.creator}")
    return Allowed()


def _recalled(c: Candidate) -> Verdict:
    # What somebody took back comes in again only by a person's word.
    return Refusal("admission.recalled-before", c.version.id) if c.recalled else Allowed()


def _poison(c: Candidate) -> Verdict:
    # One false indicator on a popular name blocks a country's traffic: a person looks first.
    if c.popular:
        return Refusal("admission.popular", ", ".join(c.popular[:3]))
    if c.own:
        return Refusal("admission.own-asset", ", ".join(c.own[:3]))
    return Allowed()


RULES: tuple[tuple[Rule, Outcome], ...] = (
    (_announced, Outcome.REFUSED),
    (_covered, Outcome.REFUSED),
    (_originator, Outcome.REFUSED),
    (_relayed, Outcome.QUARANTINED),
    (_recalled, Outcome.QUARANTINED),
    (_poison, Outcome.QUARANTINED),
)


def admit(candidate: Candidate) -> Admission:
    """Ask every rule; the first of the strictest refusals is the reason that the receipt gives."""
    worst = Admission(Outcome.ACCEPTED, "", "")
    for rule, outcome in RULES:
        verdict = rule(candidate)
        if isinstance(verdict, Refusal) and outcome > worst.outcome:
            worst = Admission(outcome, verdict.code, verdict.detail)
    return worst


def within_rate(arrived_in_last_minute: int, coming: int, per_minute: int) -> bool:
    """Whether a batch fits into what a partner may bring in a minute."""
    return arrived_in_last_minute + coming <= per_minute


def owner_of(creator: str | None, source: str) -> str:
    """Who may change what we hold: its creator, or who brought it where nobody knows the creator."""
    return source if creator is None else creator


def creator_of(
    created_by_ref: ObjectId | None, identities: Mapping[ObjectId, str], own_identity: ObjectId
) -> str | None:
    """The partner whose identity created an object, '' for ours, None for an unknown one."""
    if created_by_ref == own_identity:
        return ""
    return None if created_by_ref is None else identities.get(created_by_ref)
