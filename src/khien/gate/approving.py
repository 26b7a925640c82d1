"""Which officers must have said yes, and which yes counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from khien.gate.answers import NO_AGREEMENT, Need, Reply, Waiting
from khien.gate.questions import Approval, From, Question
from khien.model.agreement import Agreement, ApprovalRule, Emergency, Role
from khien.model.decision import Allowed, Refusal
from khien.model.marking import Tlp

REVIEW_WITHIN = timedelta(hours=24)
"""How soon a release that one officer opened alone must be reviewed (issue 2, item 6)."""

APPROVERS = (Role.RELEASE, Role.LAWYER, Role.ADMIN, Role.DUTY, Role.ANALYST)
"""Who may say yes at all; an auditor never does, since he checks those who did."""

TWO = 2
"""Wherever people must approve, at least so many different ones do (issue 2, item 6)."""


MOST_NAMED = 5
"""Warninglists that an answer names; the object's page shows the rest."""


def counted(q: Question) -> tuple[Approval, ...]:
    """The approvals that count, by time: for this release and version, by another than the author.

    Each has a reason. Emergency approvals are among them: they are an officer's yes like any other.
    """
    given = sorted(q.approvals, key=lambda one: one.at)
    return tuple(approval for approval in given if _counts(approval, q))


def _counts(approval: Approval, q: Question) -> bool:
    return (
        approval.release == q.release
        and approval.sha256 == q.sha256
        and approval.officer != q.author
        and approval.role in APPROVERS
        and bool(approval.reason.strip())
        and approval.at <= q.now
    )


def needed(q: Question, terms: Agreement) -> dict[Role, int]:
    """The officers that the agreement asks for, by role; empty when a machine may release it alone.

    Several rules about one role do not add up: the highest count holds. A level about which no rule
    speaks, and which `automatic_up_to` does not open, needs two release officers. A stricter level
    needs whatever a looser one does.
    """
    return dict(_needed(terms.approvals, terms.automatic_up_to, q.object_type, q.tlp))


@lru_cache(maxsize=1_024)  # one publication asks thousands of times under few agreements
def _needed(
    approvals: tuple[ApprovalRule, ...], automatic_up_to: Tlp | None, object_type: str, tlp: Tlp
) -> tuple[tuple[Role, int], ...]:
    counts: dict[Role, int] = {}
    for level in Tlp:
        if level <= tlp:
            asked = [(rule.role, rule.count) for rule in approvals if rule.asks(object_type, level)]
            is_automatic = automatic_up_to is not None and level <= automatic_up_to
            for role, count in asked if asked or is_automatic else [(Role.RELEASE, TWO)]:
                counts[role] = max(count, counts.get(role, count))
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
    opened = None if q.agreement is None else _opened_alone(q, q.agreement.terms)
    if q.agreement is None or opened is None or not _missing(q, q.agreement.terms):
        return None
    return opened.at + REVIEW_WITHIN


def _missing(q: Question, terms: Agreement) -> tuple[Need, ...]:
    asked = needed(q, terms)
    if not asked:
        return ()
    roles: dict[str, set[Role]] = {}
    for approval in counted(q):
        roles.setdefault(approval.officer, set()).add(approval.role)
    empty = _empty([role for role, count in asked.items() for _ in range(count)], roles)
    needs = [Need((role,), empty.count(role)) for role in dict.fromkeys(empty)]
    short = TWO - len(roles) - len(empty)
    if short > 0:
        needs.append(Need(APPROVERS, short))
    return tuple(needs)


def _empty(seats: Sequence[Role], officers: Mapping[str, set[Role]]) -> list[Role]:
    """The seats that stay empty when each officer takes one at most, in the best way round."""
    taken: dict[str, int] = {}

    def seated(seat: int, tried: set[str]) -> bool:
        for officer, roles in officers.items():
            if seats[seat] in roles and officer not in tried:
                tried.add(officer)
                # Whoever sits here may move to another seat that he can take.
                if officer not in taken or seated(taken[officer], tried):
                    taken[officer] = seat
                    return True
        return False

    return [role for seat, role in enumerate(seats) if not seated(seat, set())]


def approved(q: Question) -> Reply:
    """The officers whom the agreement asks for have said yes, or one has opened it in an emergency."""
    if q.agreement is None:
        return Refusal("gate.approvals-missing", NO_AGREEMENT)
    needs = _missing(q, q.agreement.terms)
    if not needs or _opened_alone(q, q.agreement.terms) is not None:
        return Allowed()
    return Waiting("gate.approvals-missing", _names(needs), needs)


def personal_agreed(q: Question) -> Reply:
    """Personal data cross only under an agreement that says so."""
    if q.agreement is None:
        return Refusal("gate.personal-not-agreed", NO_AGREEMENT)
    if not q.personal or q.agreement.terms.personal_data:
        return Allowed()
    return Refusal("gate.personal-not-agreed", _kinds(q.personal))


def lawyer_saw_personal(q: Question) -> Reply:
    """A lawyer has seen the personal data, in an emergency too."""
    if not q.personal:
        return Allowed()
    return _one_of(q, "gate.personal-needs-lawyer", (Role.LAWYER,), _kinds(q.personal))


def own_assets_cleared(q: Question) -> Reply:
    """What would call our own networks malicious was seen by a person first."""
    if not q.malicious or q.own_assets == 0:
        return Allowed()
    return _one_of(q, "gate.own-assets", (Role.RELEASE, Role.ADMIN), str(q.own_assets))


def warninglists_cleared(q: Question) -> Reply:
    """What would call malicious what many people use was seen by a person first."""
    if not q.malicious or not q.warninglists:
        return Allowed()
    named = ", ".join(q.warninglists[:MOST_NAMED])
    return _one_of(q, "gate.warninglist", (Role.RELEASE, Role.ADMIN), named)


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


def personal_onward(q: Question) -> Reply:
    """A partner's personal data go on only to whom it has named."""
    if not q.personal or not isinstance(q.origin, From):
        return Allowed()
    if q.origin.onward.names(q.receiver.name, q.receiver.identity):
        return Allowed()
    return Refusal("gate.personal-onward", f"{q.origin.partner}: {_kinds(q.personal)}")
