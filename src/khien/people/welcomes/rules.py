"""What a welcome is and how long it lasts."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from khien.model.ids import OfficerName

SECRET_BYTES = 15  # 120 bits, 24 letters: too many to guess, so a plain SHA-256 at rest is enough
GROUP = 4  # letters between hyphens
LASTS = timedelta(hours=72)  # over a weekend
FIRST_LASTS = timedelta(hours=24)  # who starts a node is about to use it


@dataclass(frozen=True, slots=True)
class Welcome:
    """A code that lets somebody choose a password, once. `officer` None: for the first officer."""

    officer: OfficerName | None
    made: datetime
    expires: datetime


def lasts(officer: OfficerName | None) -> timedelta:
    """How long a welcome is good for."""
    return FIRST_LASTS if officer is None else LASTS


def is_good(welcome: Welcome, now: datetime) -> bool:
    """Whether the welcome has not run out."""
    return now < welcome.expires


def secret_text(raw: bytes) -> str:
    """Random bytes as a code that people can read and type: six groups of four letters."""
    letters = base64.b32encode(raw).decode().lower()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def hash_secret(secret: str) -> str:
    """How a code is kept: SHA-256 of it without spaces, hyphens and capitals, in hex."""
    plain = "".join(secret.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
