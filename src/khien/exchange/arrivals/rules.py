"""Admission: what a partner brings is accepted, put in quarantine for a person, or refused.

Every rule is asked; the strictest answer wins and every reason is kept. Deny by default: an
object that no rule has spoken for does not exist, and an unknown partner never gets this far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from khien.model.agreement import Agreement
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import Tlp
from khien.model.stix import Version, follows


class Outcome(IntEnum):
    """What becomes of one arrival; a higher number is stricter."""

    ACCEPTED = 0
    QUARANTINED = 1
    REFUSED = 2


@dataclass(frozen=True, slots=True)
class Held:
    """The version of the same object that we hold, and who may change it.

    `owner` is the partner that brought its first version, '' when it is ours.
    """

    version: Version
    owner: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One object at the door, and everything that the rules may look at.

    `announced` is the sha256 that the sender's delivery note gives for this (id, version), or
    None when the note does not name it; it is not asked of partners that send no notes.
    `creator` is the partner whose STIX identity is in `created_by_ref`, '' for ours, None for
    somebody that we do not know. `popular` and `own` are indicator values that would hit popular
    names or ourselves.
    """

    version: Version
    tlp: Tlp
    partner: PartnerName
    agreement: Agreement | None
    notes: bool
    announced: str | None
    creator: str | None
    held: Held | None
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
    if not c.version.modified:
        return Allowed()  # observables have no versions; other content is kept beside ours
    if c.held is not None:
        if c.held.version.sha256 == c.version.sha256:
            return Allowed()
        if c.held.owner != c.partner:
            return Refusal("admission.not-originator", c.version.id)
        refusal = follows(c.held.version, c.version)
        # An older version that comes late, by a reordered delivery, is history, not an error.
        if isinstance(refusal, Refusal) and refusal.code != "stix.version-older":
            return Refusal("admission.version", f"{c.version.id} {refusal.code}")
        return Allowed()
    if c.creator == "":
        return Refusal("admission.not-originator", c.version.id)
    return Allowed()


def _relayed(c: Candidate) -> Verdict:
    known = c.held is not None and c.held.version.sha256 == c.version.sha256
    if c.creator not in {None, "", c.partner} and not known:
        return Refusal("admission.relayed", f"{c.version.id} {c.creator}")
    return Allowed()


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


def creator_of(
    version: Version, identities: dict[ObjectId, str], own_identity: ObjectId
) -> str | None:
    """The partner whose identity created the version, '' for ours, None for an unknown one."""
    if version.created_by_ref == own_identity:
        return ""
    if version.created_by_ref is None:
        return None
    return identities.get(version.created_by_ref)
