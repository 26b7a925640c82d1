"""Who may hold which role, which passwords are good enough, and when a name is locked."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from khien.model.agreement import Role
from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import OfficerName
from khien.model.words.both import Language

# NIST SP 800-63B-4 §3.1.1.2: at least 15 characters where the password is the only factor.
MINIMUM_PASSWORD_CHARACTERS = 15
MAXIMUM_PASSWORD_CHARACTERS = (
    1024  # NIST asks for at least 64; a bound, so that hashing has one too
)
MINIMUM_DIFFERENT_CHARACTERS = 5
MINIMUM_TELLING_NAME = 4  # a shorter name, as "an", stands in good passwords by chance

# NIST SP 800-63B-4 §3.2.2 asks for a limit on failed attempts. Short locks that double keep a
# guesser slow without shutting a duty officer out for the night.
FREE_FAILURES = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
MOST_DOUBLINGS = 6  # 64 minutes is past the longest lock; without a bound a long attack overflows
FORGET_FAILURES_AFTER = timedelta(hours=24)

THEMES = ("", "light", "dark")  # empty: what the browser says
LONGEST_ZONE = 64  # characters

_ROLE_NAMES = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Officer:
    """One person who acts for this node.

    `disabled` is the instant since which the officer may do nothing; the row stays, because
    approvals and the ledger name it. `may_sign_in` is False until a password is set. `zone` (an IANA
    name) and `theme` (`light`, `dark`) are for the console; empty stands for the usual.
    """

    name: OfficerName
    display: str
    language: Language
    roles: frozenset[Role]
    created: datetime
    disabled: datetime | None = None
    last_sign_in: datetime | None = None
    may_sign_in: bool = False
    zone: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts under one name since the last success, and when the last one was."""

    count: int
    last: datetime


def read_roles(names: Iterable[str]) -> frozenset[Role] | Refusal:
    """The roles that the names stand for, or the first name that is no role.

    An empty list is refused: an officer without a role could do nothing and would only confuse.
    """
    roles = set()
    for name in names:
        if name not in _ROLE_NAMES:
            return Refusal("people.unknown-role", name)
        roles.add(Role(name))
    return frozenset(roles) if roles else Refusal("people.no-role", "roles")


def normal_password(password: str) -> str:
    """The password as it is hashed: Unicode NFC (RFC 8265 §4.2.2, OpaqueString).

    Vietnamese keyboards write the same letter composed or decomposed; both must open.
    """
    return unicodedata.normalize("NFC", password)


def judge_password(name: OfficerName, password: str) -> Verdict:
    """Whether a new password is good enough. Length is counted in NFC characters."""
    text = normal_password(password)
    if len(text) < MINIMUM_PASSWORD_CHARACTERS:
        return Refusal("people.password-short", str(MINIMUM_PASSWORD_CHARACTERS))
    if len(text) > MAXIMUM_PASSWORD_CHARACTERS:
        return Refusal("people.password-long", str(MAXIMUM_PASSWORD_CHARACTERS))
    if len(set(text.casefold())) < MINIMUM_DIFFERENT_CHARACTERS:
        return Refusal("people.password-plain", str(MINIMUM_DIFFERENT_CHARACTERS))
    if len(name) >= MINIMUM_TELLING_NAME and name in text.casefold():
        return Refusal("people.password-holds-name", name)
    return Allowed()


def locked_until(failures: Failures | None) -> datetime | None:
    """The instant until which a name is locked, or None where it has free attempts left.

    Five failures are free; the fifth locks for a minute, each one after it twice as long, up to an
    hour.
    """
    if failures is None or failures.count < FREE_FAILURES:
        return None
    doublings = min(failures.count - FREE_FAILURES, MOST_DOUBLINGS)
    wait: timedelta = min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
    return failures.last + wait


def remembered(failures: Failures | None, now: datetime) -> Failures | None:
    """The failures that still count: those of the last 24 hours."""
    if failures is None or now - failures.last >= FORGET_FAILURES_AFTER:
        return None
    return failures


def attempted(failures: Failures | None, now: datetime) -> Failures:
    """The failures after one more attempt. An attempt counts as failed until it proves otherwise."""
    return Failures(1 + (failures.count if failures else 0), now)


def an_admin_stays(officers: Collection[Officer], changed: Officer) -> Verdict:
    """Whether some admin can still act after `changed` takes the place of its namesake."""
    before = {one.name for one in officers if _rules_here(one)}
    others = before - {changed.name}
    if before and not others and not _rules_here(changed):
        return Refusal("people.last-admin", changed.name)
    return Allowed()


def _rules_here(officer: Officer) -> bool:
    return Role.ADMIN in officer.roles and officer.disabled is None


def judge_taste(language: str, zone: str, theme: str, zones: Container[str]) -> Verdict:
    """Whether the console can be shown in this language, time zone and theme.

    `zones` are the names of time zones that this machine knows.
    """
    if language not in get_args(Language):
        return Refusal("people.unknown-language", language)
    if theme not in THEMES:
        return Refusal("people.unknown-theme", theme)
    if zone and zone not in zones:
        return Refusal("people.unknown-zone", zone[:LONGEST_ZONE])
    return Allowed()
