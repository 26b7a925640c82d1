"""What a second factor is, how codes are written, and which of them still count."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import OfficerName

TOTP_DIGITS = 6  # RFC 4226 §5.3: at least 6
TOTP_STEP_S = 30  # RFC 6238 §4.1
TOTP_SECRET_BYTES = 20  # RFC 4226 §4, R6
TOTP_DRIFT = 1  # steps to each side: RFC 6238 §5.2

RECOVERY_CODES = 10
CODE_BYTES = 10  # 80 bits, 16 letters: too many to guess, so a plain SHA-256 at rest is enough
CODE_GROUP = 4  # letters between hyphens, so that people do not lose their place

CHALLENGE_BYTES = 32  # WebAuthn §13.4.3: at least 16
CHALLENGE_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 20  # of one officer
LONGEST_LABEL = 60  # characters

_TOTP = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an officer. `id` is what its authenticator calls it, in base64url; it is no secret.

    `counter` is how often it signed, if it counts; `is_synced` says that its maker keeps copies of it.
    """

    id: str
    officer: OfficerName
    label: str
    counter: int
    is_synced: bool
    created: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What an officer has beside the password. `recovery` counts the codes that were not used."""

    totp_since: datetime | None
    recovery: int
    passkeys: tuple[Passkey, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there is a second factor; recovery codes alone are none."""
        return self.totp_since is not None or bool(self.passkeys)


def plain_code(text: str) -> str:
    """A code as it is compared, however it was typed: without spaces and hyphens, in lower case."""
    return "".join(text.split()).replace("-", "").lower()


def is_totp(code: str) -> bool:
    """Whether the plain code has the shape of a time-based one; anything else may be a recovery code."""
    return _TOTP.fullmatch(code) is not None


def code_text(raw: bytes) -> str:
    """Random bytes as a code that people can read and type: `abcd-efgh-ijkl-mnop`."""
    letters = base64.b32encode(raw).decode().rstrip("=").lower()
    groups = range(0, len(letters), CODE_GROUP)
    return "-".join(letters[at : at + CODE_GROUP] for at in groups)


def hash_code(code: str) -> str:
    """How a code is kept: SHA-256 of what it is compared as, in hex."""
    return hashlib.sha256(plain_code(code).encode("utf-8", "surrogatepass")).hexdigest()


def steps_around(now: datetime) -> range:
    """The time steps whose codes are taken at an instant (RFC 6238 §5.2)."""
    step = int(now.timestamp()) // TOTP_STEP_S
    return range(step - TOTP_DRIFT, step + TOTP_DRIFT + 1)


def step_counts(step: int, last: int | None) -> bool:
    """Whether a code of that step was not used yet: none at or before the last one is (RFC 6238 §5.2)."""
    return last is None or step > last


def secret_text(secret: bytes) -> str:
    """The secret as people type it into an app where no camera is: Base32 in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def counter_moved(before: int, given: int) -> Verdict:
    """Whether a passkey is not a copy: its counter grows, or it does not count (WebAuthn §6.1.1)."""
    if given > before or given == before == 0:
        return Allowed()
    return Refusal("people.passkey-copied", f"{before} → {given}")


def clean_label(text: str) -> str:
    """The name that an officer gives to a passkey: one short line without control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:LONGEST_LABEL]
