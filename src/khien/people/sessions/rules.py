"""What a session is, how long it lasts, and what ends it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from khien.model.ids import OfficerName

SECRET_BYTES = 32  # 256 bits: too many to guess, so a plain SHA-256 at rest is enough
# NIST SP 800-63B-4 §2.2.3 (AAL2): an hour without use at most, and within 24 hours in any case.
IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)  # one shift
HALF_WAY = timedelta(minutes=15)  # to give, or to set up, the second factor
FRESH = timedelta(minutes=5)  # how long a confirmation lasts
NOTE_USE_EVERY = timedelta(minutes=1)  # so that reading pages does not write a row each time
LONGEST_AGENT = 60  # characters

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),  # Safari has its own number there
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Stage(StrEnum):
    """How far somebody has come in: with the second factor still owed, or all the way."""

    PASSWORD = "password"  # noqa: S105 -- the name of a stage
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which an officer is signed in. Its token is kept nowhere, only its hash.

    `id` is no secret: lists of sessions show it. `seen` is right to the minute. `ends` is when it ends
    if it is not used again. `confirmed` is when both factors were last given in it. `notice` is what
    the next page says once: JSON, or nothing.
    """

    id: str
    officer: OfficerName
    stage: Stage
    created: datetime
    seen: datetime
    ends: datetime
    confirmed: datetime | None
    agent: str
    notice: str


def ends_at(stage: Stage, created: datetime, seen: datetime) -> datetime:
    """When a session ends that is not used again."""
    if stage is Stage.PASSWORD:
        return created + HALF_WAY
    return min(created + LONGEST, seen + IDLE)


def is_live(session: Session, now: datetime) -> bool:
    """Whether a session has not run out at an instant."""
    return now < session.ends


def is_fresh(session: Session, now: datetime) -> bool:
    """Whether both factors were given a few minutes ago, as approving and recalling ask for."""
    confirmed = session.confirmed
    return session.stage is Stage.OPEN and confirmed is not None and now - confirmed < FRESH


def use_is_news(session: Session, now: datetime) -> bool:
    """Whether the last use on file is old enough to be written anew."""
    return now - session.seen >= NOTE_USE_EVERY


def hash_secret(secret: str) -> str:
    """How the token of a session is kept: SHA-256, as 64 hex digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def seal(roles: Iterable[str], password: str | None) -> str:
    """What a session was opened under. When the officer's roles or password change, it fits no more.

    Args:
        roles: names of the officer's roles.
        password: the PHC string, or None for an officer who has none.
    """
    text = "\n".join([*sorted(roles), password or ""])
    return hashlib.sha256(text.encode()).hexdigest()


def short_agent(user_agent: str) -> str:
    """What people recognise of a browser: `Firefox 140, Linux`, or the beginning of what it says."""
    browser = ""
    for mark, name in _BROWSERS:
        if found := re.search(rf"\b{mark}\w*/(\d{{1,4}})", user_agent[:1000], re.ASCII):
            browser = f"{name} {found[1]}"
            break
    system = next((name for mark, name in _SYSTEMS if mark in user_agent[:1000]), "")
    known = ", ".join(part for part in (browser, system) if part)
    return known or "".join(c for c in user_agent if c.isprintable())[:LONGEST_AGENT]
