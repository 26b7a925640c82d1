"""How a person gets into the consoles of the demo: its officers are made up, their secrets made at random."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from khien.app.wiring import Node
from khien.model.ids import OfficerName
from khien.people import factors
from khien.people.factors.rules import TOTP_DIGITS, TOTP_STEP_S, secret_text
from khien.people.officers import Officer, add_officer, sign_in


@dataclass(frozen=True, slots=True)
class Entry:
    """One officer, and what only this officer would know: password and the secret of the app."""

    officer: Officer
    roles: tuple[str, ...]
    password: str = field(repr=False)
    secret: bytes = field(repr=False)
    used: datetime  # when the first code was given, which counts only once

    @property
    def key(self) -> str:
        """The secret as an authenticator app takes it."""
        return secret_text(self.secret).replace(" ", "")

    def code(self, now: datetime) -> str:
        """A code that is taken now: the current one, or the next where the current one was used."""
        step = max(
            int(now.timestamp()) // TOTP_STEP_S, int(self.used.timestamp()) // TOTP_STEP_S + 1
        )
        return code_of(self.secret, step * TOTP_STEP_S)


def code_of(secret: bytes, at: float) -> str:
    """What an authenticator app shows at an instant."""
    made = TOTP(secret, TOTP_DIGITS, SHA1(), TOTP_STEP_S)  # noqa: S303 -- RFC 6238 §1.2
    return made.generate(int(at)).decode()


def hire(node: Node, name: str, roles: tuple[str, ...]) -> Entry:
    """Add an officer, sign in once, and set up the second factor, as the officer would."""
    password, now, key = token_hex(9), node.clock(), factors.factor_key(node.home)
    with node.store.write() as tx:
        add_officer(tx, name, roles=roles, password=password, now=now)
        secret = factors.offer_totp(tx, key, OfficerName(name))
    officer = sign_in(node.store, name, password, now)
    factors.accept_totp(node.store, key, officer.name, code_of(secret, now.timestamp()), now)
    return Entry(officer, roles, password, secret, now)
