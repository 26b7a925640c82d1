"""Which officers may decide what at the border."""

from __future__ import annotations

from collections.abc import Collection

from khien.model.agreement import Role
from khien.model.errors import KhienError, MalformedError
from khien.model.plain_text import keepable
from khien.people.officers import Officer

DECIDERS = (Role.RELEASE, Role.LAWYER, Role.ADMIN)
"""Who may sign, decline, recall or ask for stricter handling."""

RECEIVERS = (Role.DUTY, Role.ANALYST, Role.RELEASE, Role.ADMIN)
"""Who may decide on what waits in quarantine; an auditor checks those who did."""

WATCHERS = (Role.DUTY, Role.ANALYST)
"""Who may write warnings, match logs and learn which client it was."""

PUBLISHERS = (*WATCHERS, Role.RELEASE)
"""Who may put something to the gate."""


class RoleError(KhienError):
    """The officer holds none of the roles that this decision needs."""

    code, exit_status, http_status = "exchange.role", 3, 403

    def __init__(self, officer: str, roles: str) -> None:
        super().__init__(officer=officer, roles=roles)


class NoReasonError(MalformedError):
    """A decision that is kept for ever, and that a partner may read, needs its reason."""

    code = "exchange.no-reason"

    def __init__(self, subject: str) -> None:
        super().__init__(subject, "a reason in words", subject=subject)


def demand(officer: Officer, roles: Collection[Role]) -> Officer:
    """The officer, if one of these roles is among theirs.

    Raises:
        RoleError: none of them is.
    """
    if not officer.roles & set(roles):
        raise RoleError(officer.name, ", ".join(role.value for role in roles))
    return officer


def with_reason(subject: str, reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        NoReasonError: nothing was said.
        MalformedError: the text cannot be kept.
    """
    said = keepable(reason, "reason").strip()
    if not said:
        raise NoReasonError(subject)
    return said
