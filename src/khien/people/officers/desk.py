"""What is done with officers: add, list, change, disable, sign in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import Connection

from khien.model.agreement import Role
from khien.model.decision import Refusal
from khien.model.errors import NotFoundError, RefusedError, SignInError
from khien.model.ids import OfficerName
from khien.model.plain_text import keepable
from khien.model.words.both import Language
from khien.people.names import NameTakenError, check_name, is_name
from khien.people.officers import rows, rules
from khien.people.officers.passwords import STANDARD_COST, Cost, hash_password, is_outdated, matches
from khien.people.officers.rules import Officer
from khien.store import Store


class OfficerRefusedError(RefusedError):
    """A rule about officers says no; the reasons are carried."""

    code = "people.officer-refused"


class LockedError(SignInError):
    """Too many failed attempts under this name; the same is said of names that do not exist."""

    code, http_status = "people.locked", 429

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(name)
        self.until = until
        self.facts = {"name": name, "until": until.isoformat(timespec="seconds")}


def add_officer(
    tx: Connection,
    name: str,
    *,
    roles: Iterable[str],
    now: datetime,
    password: str | None = None,
    display: str = "",
    language: Language = "vi",
    cost: Cost = STANDARD_COST,
) -> Officer:
    """Add an officer.

    Args:
        tx: the open write transaction.
        name: sign-in name, lower case.
        roles: names of roles, at least one.
        now: the instant of adding.
        password: at least 15 characters, or None: then nobody can sign in under this name yet.
        display: the name that people read; the sign-in name where it is empty.
        language: of pages and messages.
        cost: of the password hash; tests take a cheap one.

    Raises:
        MalformedError: not a name, or a name to read that cannot be kept.
        NameTakenError: the name is taken, also where its officer is disabled.
        OfficerRefusedError: no role, an unknown role, or a weak password.
    """
    checked = OfficerName(check_name(name, "officer name"))
    if rows.find_officer(tx, checked) is not None:
        raise NameTakenError(checked)
    phc = None if password is None else _new_hash(checked, password, cost)
    new = Officer(
        name=checked,
        display=keepable(display, "display name").strip() or checked,
        language=language,
        roles=_roles(checked, roles),
        created=now,
        may_sign_in=phc is not None,
    )
    rows.insert_officer(tx, new, phc)
    return new


def officer(tx: Connection, name: str) -> Officer:
    """The officer of that name, disabled or not.

    Raises:
        NotFoundError: there is none.
    """
    found = rows.find_officer(tx, name)
    if found is None:
        raise NotFoundError("officer", name)
    return found


def acting_officer(tx: Connection, name: str) -> Officer:
    """The officer of that name, if not disabled: who may sign, approve or revoke.

    Raises:
        NotFoundError: there is none.
        OfficerRefusedError: the officer is disabled.
    """
    found = officer(tx, name)
    if found.disabled is not None:
        raise OfficerRefusedError(name, (Refusal("people.disabled", name),))
    return found


def list_officers(tx: Connection) -> tuple[Officer, ...]:
    """Every officer, by name, the disabled ones too."""
    return rows.all_officers(tx)


def change_roles(tx: Connection, name: str, roles: Iterable[str]) -> Officer:
    """Give an officer exactly these roles.

    Raises:
        NotFoundError: there is no such officer.
        OfficerRefusedError: no role, an unknown role, or nobody would be admin any more.
    """
    return _change(tx, replace(officer(tx, name), roles=_roles(name, roles)))


def disable_officer(tx: Connection, name: str, now: datetime) -> Officer:
    """From now on the officer may do nothing; what was done stays done. Twice is the same as once.

    Raises:
        NotFoundError: there is no such officer.
        OfficerRefusedError: nobody would be admin any more.
    """
    found = officer(tx, name)
    if found.disabled is not None:
        return found
    return _change(tx, replace(found, disabled=now, may_sign_in=False))


def set_password(
    tx: Connection, name: str, password: str, *, cost: Cost = STANDARD_COST
) -> Officer:
    """Give an officer a new password.

    Raises:
        NotFoundError: there is no such officer.
        OfficerRefusedError: the password is weak.
    """
    found = officer(tx, name)
    rows.update_password(tx, found.name, _new_hash(found.name, password, cost))
    return replace(found, may_sign_in=found.disabled is None)


def change_taste(
    tx: Connection, name: str, *, language: Language, zone: str, theme: str
) -> Officer:
    """Note how an officer likes to see the console.

    Args:
        tx: the open write transaction.
        name: the officer.
        language: of pages and messages.
        zone: an IANA name, e.g. `Asia/Ho_Chi_Minh`; empty for UTC.
        theme: `light`, `dark`, or empty for what the browser says.

    Raises:
        NotFoundError: there is no such officer.
        OfficerRefusedError: no such language, zone or theme.
    """
    found = officer(tx, name)
    verdict = rules.judge_taste(language, zone, theme, available_timezones())
    if isinstance(verdict, Refusal):
        raise OfficerRefusedError(name, (verdict,))
    changed = replace(found, language=language, zone=zone, theme=theme)
    rows.update_officer(tx, changed)
    return changed


def sign_in(
    store: Store, name: str, password: str, now: datetime, *, cost: Cost = STANDARD_COST
) -> Officer:
    """The officer whom name and password belong to.

    It takes the store and not a transaction: the failed attempt must be kept although this raises,
    and the slow hash must not hold the write lock. The attempt is counted before the password is
    looked at, so that many guesses at once cannot slip past the lock.

    Raises:
        SignInError: the two do not go together, or the officer is disabled or unknown; which of
            these is not said, and all take the same time.
        LockedError: too many failures under this name; it says until when.
    """
    if not is_name(name) or len(password) > rules.MAXIMUM_PASSWORD_CHARACTERS:
        raise SignInError(name)
    phc = _count_attempt(store, name, now)
    if not matches(password, phc, cost):
        raise SignInError(name)
    renewed = hash_password(password, cost) if phc and is_outdated(phc, cost) else None
    with store.write() as tx:
        found = rows.find_officer(tx, name)
        if found is None or found.disabled is not None or rows.password_of(tx, name) != phc:
            raise SignInError(name)
        forgive_attempts(tx, name)
        rows.update_last_sign_in(tx, found.name, now)
        if renewed is not None:
            rows.update_password(tx, found.name, renewed)
    return replace(found, last_sign_in=now)


def count_attempt(tx: Connection, key: str, now: datetime) -> None:
    """Count one attempt to guess something, before it is looked at.

    Args:
        tx: the open write transaction; it must commit although the guess is wrong.
        key: what the guesses are counted under: a sign-in name, or something that is none.
        now: the instant.

    Raises:
        LockedError: too many failures; it says until when.
    """
    rows.forget_failures(tx, now - rules.FORGET_FAILURES_AFTER)
    failures = rules.remembered(rows.find_failures(tx, _hashed(key)), now)
    until = rules.locked_until(failures)
    if until is not None and now < until:
        raise LockedError(key.partition(" ")[0], until)
    rows.write_failures(tx, _hashed(key), rules.attempted(failures, now))


def forgive_attempts(tx: Connection, key: str) -> None:
    """The guess was right: forget the failures before it."""
    rows.write_failures(tx, _hashed(key), None)


def _count_attempt(store: Store, name: str, now: datetime) -> str | None:
    """Count one attempt and give the hash to try it against."""
    with store.write() as tx:
        count_attempt(tx, name, now)
        found = rows.find_officer(tx, name)
        # A disabled officer takes the same path, and time, as an unknown name.
        return rows.password_of(tx, name) if found and found.may_sign_in else None


def note_sign_in(tx: Connection, name: OfficerName, now: datetime) -> None:
    """Note when an officer came in without a password, as with a passkey."""
    rows.update_last_sign_in(tx, name, now)


def _change(tx: Connection, changed: Officer) -> Officer:
    verdict = rules.an_admin_stays(rows.all_officers(tx), changed)
    if isinstance(verdict, Refusal):
        raise OfficerRefusedError(changed.name, (verdict,))
    rows.update_officer(tx, changed)
    return changed


def _roles(name: str, roles: Iterable[str]) -> frozenset[Role]:
    found = rules.read_roles(roles)
    if isinstance(found, Refusal):
        raise OfficerRefusedError(name, (found,))
    return found


def _new_hash(name: OfficerName, password: str, cost: Cost) -> str:
    verdict = rules.judge_password(name, password)
    if isinstance(verdict, Refusal):
        raise OfficerRefusedError(name, (verdict,))
    return hash_password(password, cost)


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
