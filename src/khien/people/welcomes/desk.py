"""Make a welcome, see whom it is for, use it up."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection

from khien.model.errors import SignInError
from khien.model.ids import OfficerName
from khien.people.welcomes import rows, rules
from khien.people.welcomes.rules import Welcome


class WelcomeOverError(SignInError):
    """The code is unknown, was used, replaced, or is too old; which of these is not said."""

    code = "people.welcome-over"

    def __init__(self) -> None:
        super().__init__("")
        self.facts = {}


def make_welcome(tx: Connection, officer: OfficerName | None, now: datetime) -> tuple[Welcome, str]:
    """A new code for an officer, or for the first one; codes from before count no more.

    Returns:
        The welcome, and its code, which is kept nowhere.
    """
    rows.delete_of(tx, officer)
    new = Welcome(officer, now, now + rules.lasts(officer))
    secret = rules.secret_text(secrets.token_bytes(rules.SECRET_BYTES))
    rows.insert(tx, new, rules.hash_secret(secret))
    return new, secret


def welcome_of(tx: Connection, secret: str, now: datetime) -> Welcome:
    """The welcome that a code belongs to.

    Raises:
        WelcomeOverError: none, or it has run out.
    """
    found = rows.find(tx, rules.hash_secret(secret))
    if found is None or not rules.is_good(found, now):
        raise WelcomeOverError
    return found


def spend_welcome(tx: Connection, secret: str, now: datetime) -> Welcome:
    """Use a code up.

    Raises:
        WelcomeOverError: as in `welcome_of`.
    """
    found = welcome_of(tx, secret, now)
    rows.delete_of(tx, found.officer)
    return found


def withdraw_welcomes(tx: Connection, officer: OfficerName | None) -> None:
    """Let the codes of an officer, or those for the first one, open nothing any more."""
    rows.delete_of(tx, officer)
