"""Which officers must have said yes, and which yes counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from khien.gate.answers import NO_AGREEMENT, Need, Reply, Rule, Waiting
from khien.gate.questions import Approval, From, Question
from khien.model.agreement import Agreement, Emergency, Role
from khien.model.decision import Allowed, Refusal

REVIEW_WITHIN = timedelta(hours=24)
"""How soon a release that one officer opened alone must be reviewed (issue 2, item 6)."""

APPROVERS = (Role.RELEASE, Role.LAWYER, Role.ADMIN, Role.DUTY, Role.ANALYST)
"""Who may say yes at all; an auditor never does, since he checks those who did."""

TWO = 2
"""Wherever people must approve, at least so many different ones do (issue 2, item 6)."""

APPROVALS = "gate.approvals-missing"
LAWYER = "gate.personal-needs-lawyer"
PERSONAL = "gate.personal-not-agreed"
ASSETS = "gate.own-assets"


def counted(q: Question) -> tuple[Approval, ...]:
    """The approvals that count: for this release and version, by another than the author, reasoned.

    One officer counts once, with the first yes he gave. Emergency approvals count here too: they are
    an officer's yes like any other.
    """
    first: dict[str, Approval] = {}
    for approval in sorted(q.approvals, key=lambda one: one.at):
        if _counts(approval, q):
            first.setdefault(approval.officer, approval)
    return tuple(first.values())


def _counts(approval: Approval, q: Question) -> bool:
    return (
        approval.release == q.release
        and approval.sha256 == q.sha256
        and approval.officer != q.author
        and approval.role in APPROVERS
        and bool(approval.reason.strip())
        and approval.at <= q.now
    )


def needed(q: Question, terms: Agreement) -> tuple[tuple[Role, int], ...]:
    """The officers that the agreement asks for, by role; empty when a machine may release it alone.

    Several rules about one role do not add up: the highest count holds. What no rule speaks about
    and `automatic_up_to` does not open needs two release officers.
    """
    counts: dict[Role, int] = {}
    for demand in terms.approvals:
        if demand.asks(q.object_type, q.tlp):
            counts[demand.role] = max(demand.count, counts.get(demand.role, 0))
    is_automatic = terms.automatic_up_to is not None and q.tlp <= terms.automatic_up_to
    if not counts and not is_automatic:
        counts[Role.RELEASE] = TWO
    return tuple(counts.items())


def _opened_alone(q: Question, terms: Agreement) -> Approval | None:
    """The yes by which one officer opened this release alone, while its review is not overdue."""
    opening = (
        approval
        for approval in counted(q)
        if approval.emergency
        and approval.role in _emergency_roles(terms.emergency)
        and q.now < approval.at + REVIEW_WITHIN
    )
    return next(opening, None)


def _emergency_roles(emergency: Emergency) -> frozenset[Role]:
    if not emergency.allowed:
        return frozenset()
    return frozenset({Role.RELEASE, Role.LAWYER} | ({Role.DUTY} if emergency.duty else set()))


def review_due(q: Question) -> datetime | None:
    """When the review is due, if this release opens only because one officer opened it alone."""
    if q.agreement is None or not _missing(q, q.agreement.terms):
        return None
    opened = _opened_alone(q, q.agreement.terms)
    return None if opened is None else opened.at + REVIEW_WITHIN


def _missing(q: Question, terms: Agreement) -> tuple[Need, ...]:
    asked = needed(q, terms)
    given = counted(q)
    needs = [
        Need((role,), count - have)
        for role, count in asked
        if (have := sum(approval.role is role for approval in given)) < count
    ]
    still_open = sum(need.missing for need in needs)
    if asked and len(given) + still_open < TWO:
        needs.append(Need(APPROVERS, TWO - len(given) - still_open))
    return tuple(needs)


def _approved(q: Question) -> Reply:
    if q.agreement is None:
        return Refusal(APPROVALS, NO_AGREEMENT)
    needs = _missing(q, q.agreement.terms)
    if not needs or _opened_alone(q, q.agreement.terms) is not None:
        return Allowed()
    return Waiting(APPROVALS, _names(needs), needs)


def _personal_agreed(q: Question) -> Reply:
    if q.agreement is None:
        return Refusal(PERSONAL, NO_AGREEMENT)
    if not q.personal or q.agreement.terms.personal_data:
        return Allowed()
    return Refusal(PERSONAL, _kinds(q.personal))


def _lawyer_saw_personal(q: Question) -> Reply:
    if not q.personal:
        return Allowed()
    return _one_of(q, LAWYER, (Role.LAWYER,), _kinds(q.personal))


def _own_assets_cleared(q: Question) -> Reply:
    if not q.malicious or q.own_assets == 0:
        return Allowed()
    return _one_of(q, ASSETS, (Role.RELEASE, Role.ADMIN), str(q.own_assets))


def _one_of(q: Question, code: str, roles: tuple[Role, ...], detail: str) -> Reply:
    if any(approval.role in roles for approval in counted(q)):
        return Allowed()
    return Waiting(code, detail, (Need(roles, 1),))


def _names(needs: Iterable[Need]) -> str:
    return ", ".join(
        f"{need.missing} × {'/'.join(role.value for role in need.roles)}" for need in needs
    )


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(sorted(set(kinds)))


def _personal_onward(q: Question) -> Reply:
    if not q.personal or not isinstance(q.origin, From):
        return Allowed()
    if q.origin.onward.names(q.receiver.name, q.receiver.identity):
        return Allowed()
    return Refusal("gate.personal-onward", f"{q.origin.partner}: {_kinds(q.personal)}")


personal_agreed = Rule(
    PERSONAL, "agreement: personal_data; UN Convention art. 36", _personal_agreed
)
personal_onward = Rule(
    "gate.personal-onward",
    "UN Convention against Cybercrime art. 36: onward transfer needs the sender's authorisation",
    _personal_onward,
)
lawyer_saw_personal = Rule(
    LAWYER, "Law 91/2025/QH15 (personal data); UN Convention art. 36", _lawyer_saw_personal
)
own_assets_cleared = Rule(ASSETS, "list of own networks and domains", _own_assets_cleared)
approved = Rule(APPROVALS, "agreement: approvals, automatic_up_to, emergency", _approved)
