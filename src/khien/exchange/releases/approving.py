"""Whose yes to a release counts."""

from __future__ import annotations

from sqlalchemy import Connection

from khien.exchange.authority import DECIDERS
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Release
from khien.gate import Decision, Held, Refused
from khien.model.agreement import Role
from khien.model.decision import Refusal
from khien.model.errors import RefusedError
from khien.people.officers import Officer


class ApprovalRefusedError(RefusedError):
    """This officer cannot approve this release; the reasons are carried."""

    code = "release.approval-refused"


def role_for(
    tx: Connection, release: Release, officer: Officer, reason: str, decision: Decision
) -> Role:
    """The role in which this officer may approve this release now.

    Raises:
        ApprovalRefusedError: the author, a second yes by the same officer, no reason, no fitting role,
            or the gate says no whoever approves.
    """
    faults = []
    if officer.name == release.author:
        faults.append(Refusal("release.own-author", officer.name))
    if officer.name in {given.officer for given in rows.approvals(tx, release.id)}:
        faults.append(Refusal("release.approved-before", officer.name))
    if not reason.strip():
        faults.append(Refusal("release.no-reason", release.id))
    needs = decision.needs if isinstance(decision, Held) else ()
    # Where the gate waits for nobody, as in a review, whoever may decide at the border may say yes.
    wanted = tuple(dict.fromkeys(role for need in needs for role in need.roles)) or DECIDERS
    usable = [role for role in wanted if role in officer.roles]
    if not usable:
        faults.append(Refusal("release.role", ", ".join(role.value for role in wanted)))
    if isinstance(decision, Refused) and release.review_due is None:
        faults += list(decision.refusals)
    if faults:
        raise ApprovalRefusedError(release.id, tuple(faults))
    return usable[0]
