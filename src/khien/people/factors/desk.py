"""Time-based codes and recovery codes: set up, give, renew, take away."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection

from khien.model.ids import OfficerName
from khien.people.factors import rows, rules
from khien.people.factors.errors import (
    LastFactorError,
    NoPasskeyError,
    TotpKeptError,
    WrongCodeError,
)
from khien.people.factors.rows import Totp
from khien.people.factors.rules import Held
from khien.people.factors.sealing import seal, unseal
from khien.people.officers import count_attempt, forgive_attempts
from khien.store import Store


def held(tx: Connection, officer: OfficerName) -> Held:
    """What an officer has beside the password."""
    found = rows.find_totp(tx, officer)
    return Held(
        totp_since=None if found is None else found.since,
        recovery=rows.count_recovery(tx, officer),
        passkeys=tuple(one for one, _ in rows.passkeys_of(tx, officer)),
    )


def offered_totp(tx: Connection, key: bytes, officer: OfficerName) -> bytes | None:
    """The secret that was offered and of which no code was given yet."""
    found = rows.find_totp(tx, officer)
    if found is None or found.since is not None:
        return None
    return unseal(key, officer, found.sealed)


def offer_totp(tx: Connection, key: bytes, officer: OfficerName) -> bytes:
    """A secret for the officer's authenticator app; it counts once a code of it is given.

    The same is offered again until then, so that the page may be loaded twice.

    Raises:
        TotpKeptError: the officer has one that counts; take it away first.
        SealBrokenError: as in `unseal`.
    """
    found = rows.find_totp(tx, officer)
    if found is not None and found.since is not None:
        raise TotpKeptError(officer)
    if found is not None:
        return unseal(key, officer, found.sealed)
    secret = secrets.token_bytes(rules.TOTP_SECRET_BYTES)
    rows.write_totp(tx, officer, Totp(seal(key, officer, secret), None, None))
    return secret


def otpauth(secret: bytes, officer: OfficerName, node: str) -> str:
    """The link that authenticator apps read (Key Uri Format)."""
    letters = base64.b32encode(secret).decode()
    issuer = quote(f"Khiên {node}", safe="")
    return (
        f"otpauth://totp/{issuer}:{quote(officer, safe='')}?secret={letters}&issuer={issuer}"
        f"&algorithm=SHA1&digits={rules.TOTP_DIGITS}&period={rules.TOTP_STEP_S}"
    )


def accept_totp(store: Store, key: bytes, officer: OfficerName, code: str, now: datetime) -> None:
    """The officer's first code: from now on the secret counts.

    Raises:
        WrongCodeError: not a code of the secret that was offered.
        LockedError: too many wrong codes.
    """
    _attempt(store, officer, now)
    with store.write() as tx:
        found = rows.find_totp(tx, officer)
        if found is None or found.since is not None:
            raise WrongCodeError(officer)
        step = _step_of(unseal(key, officer, found.sealed), rules.plain_code(code), now)
        if step is None:
            raise WrongCodeError(officer)
        rows.write_totp(tx, officer, replace(found, since=now, last_step=step))
        forgive_attempts(tx, _attempts_of(officer))


def give_code(store: Store, key: bytes, officer: OfficerName, code: str, now: datetime) -> None:
    """A code from the authenticator app, or a recovery code; each is taken once.

    It takes the store and not a transaction, since the attempt must be kept although this raises.

    Raises:
        WrongCodeError: wrong, too old, or used; which of these is not said.
        LockedError: too many wrong codes; it says until when. Signing in with the password does not
            forgive them.
    """
    _attempt(store, officer, now)
    given = rules.plain_code(code)
    with store.write() as tx:
        if rules.is_totp(given):
            _spend_totp(tx, key, officer, given, now)
        elif not rows.spend_recovery(tx, officer, rules.hash_code(given)):
            raise WrongCodeError(officer)
        forgive_attempts(tx, _attempts_of(officer))


def new_recovery_codes(tx: Connection, officer: OfficerName) -> tuple[str, ...]:
    """Ten recovery codes, to be shown once; those from before count no more."""
    codes = tuple(
        rules.code_text(secrets.token_bytes(rules.CODE_BYTES)) for _ in range(rules.RECOVERY_CODES)
    )
    rows.replace_recovery(tx, officer, [rules.hash_code(one) for one in codes])
    return codes


def remove_totp(tx: Connection, officer: OfficerName) -> None:
    """Take the time-based secret away.

    Raises:
        LastFactorError: there is no passkey beside it.
    """
    if not held(tx, officer).passkeys:
        raise LastFactorError(officer)
    rows.write_totp(tx, officer, None)


def remove_passkey(tx: Connection, officer: OfficerName, passkey_id: str) -> None:
    """Take a passkey away.

    Raises:
        NoPasskeyError: the officer has none of that id.
        LastFactorError: there is nothing beside it.
    """
    before = held(tx, officer)
    if before.totp_since is None and [one.id for one in before.passkeys] == [passkey_id]:
        raise LastFactorError(officer)
    if not rows.delete_passkey(tx, officer, passkey_id):
        raise NoPasskeyError(passkey_id)


def remove_all(tx: Connection, officer: OfficerName) -> None:
    """Take every second factor away, for an officer who lost them; the next sign-in sets one up."""
    rows.write_totp(tx, officer, None)
    rows.replace_recovery(tx, officer, [])
    for one, _ in rows.passkeys_of(tx, officer):
        rows.delete_passkey(tx, officer, one.id)


def _spend_totp(tx: Connection, key: bytes, officer: OfficerName, code: str, now: datetime) -> None:
    found = rows.find_totp(tx, officer)
    if found is None or found.since is None:
        raise WrongCodeError(officer)
    step = _step_of(unseal(key, officer, found.sealed), code, now)
    if step is None or not rules.step_counts(step, found.last_step):
        raise WrongCodeError(officer)
    rows.write_totp(tx, officer, replace(found, last_step=step))


def _step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to; every step is compared, in constant time."""
    made = TOTP(secret, rules.TOTP_DIGITS, SHA1(), rules.TOTP_STEP_S)  # noqa: S303 -- RFC 6238 §1.2: HMAC-SHA-1 is what apps speak
    given = code.encode("utf-8", "surrogatepass")
    fitting = [
        step
        for step in rules.steps_around(now)
        if bytes_eq(made.generate(step * rules.TOTP_STEP_S), given)
    ]
    return fitting[0] if fitting else None


def _attempt(store: Store, officer: OfficerName, now: datetime) -> None:
    with store.write() as tx:
        count_attempt(tx, _attempts_of(officer), now)


def _attempts_of(officer: OfficerName) -> str:
    """Under what wrong codes are counted: no sign-in name has a space, so never with passwords."""
    return f"{officer} code"
