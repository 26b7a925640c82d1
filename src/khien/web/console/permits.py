"""Which role may do what in the console. One table; what is not in it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from khien.exchange.authority import DECIDERS, PUBLISHERS, RECEIVERS, WATCHERS
from khien.model.agreement import Role


class Permit(Enum):
    """What a door asks of who comes."""

    OPEN = "open"  # everybody: signing in, the front page
    PENDING = "pending"  # password given, second factor owed
    SIGNED = "signed"  # any officer: one's own account
    READ = "read"
    TRIAGE = "triage"
    WRITE = "write"
    PUBLISH = "publish"
    APPROVE = "approve"
    DECIDE = "decide"  # decline, recall, ask for stricter handling
    PARTNERS = "partners"
    SIGN = "sign"
    WATCH = "watch"
    VERIFY = "verify"
    ADMINISTER = "administer"
    AUDIT = "audit"


_EVERYBODY = frozenset(Role)
_DUTY, _ANALYST, _RELEASE = Role.DUTY, Role.ANALYST, Role.RELEASE
_LAWYER, _ADMIN, _AUDITOR = Role.LAWYER, Role.ADMIN, Role.AUDITOR

PERMITS: Final[Mapping[Permit, frozenset[Role]]] = MappingProxyType(
    {
        Permit.OPEN: _EVERYBODY,
        Permit.PENDING: _EVERYBODY,
        Permit.SIGNED: _EVERYBODY,
        Permit.READ: _EVERYBODY,
        Permit.TRIAGE: frozenset(RECEIVERS),
        Permit.WRITE: frozenset({_DUTY, _ANALYST}),
        Permit.PUBLISH: frozenset(PUBLISHERS),
        # The agreement says whose yes counts; the gate asks it.
        Permit.APPROVE: frozenset({_DUTY, _ANALYST, _RELEASE, _LAWYER, _ADMIN}),
        Permit.DECIDE: frozenset(DECIDERS),
        Permit.PARTNERS: frozenset({_RELEASE, _LAWYER, _ADMIN}),
        Permit.SIGN: frozenset(DECIDERS),
        Permit.WATCH: frozenset(WATCHERS),
        Permit.VERIFY: _EVERYBODY,
        Permit.ADMINISTER: frozenset({_ADMIN}),
        Permit.AUDIT: frozenset({_ADMIN, _AUDITOR}),
    }
)


def may(roles: Iterable[Role], permit: Permit) -> bool:
    """Whether one of these roles opens such a door."""
    return not PERMITS.get(permit, frozenset()).isdisjoint(roles)
