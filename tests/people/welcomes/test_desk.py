"""A welcome lets one person in, once, for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from khien.model.ids import OfficerName
from khien.people.officers import add_officer
from khien.people.welcomes import (
    WelcomeOverError,
    make_welcome,
    rows,
    spend_welcome,
    welcome_of,
    withdraw_welcomes,
)
from tests.people.parties import NOW

LAN = OfficerName("lan")


@pytest.mark.parametrize(("officer", "hours"), [(LAN, 72), (None, 24)])
def test_a_code_is_good_once(tx: Connection, officer: OfficerName | None, hours: int) -> None:
    """However it is typed, until it is used or has run out; the database holds only its hash."""
    add_officer(tx, LAN, roles=["duty"], now=NOW)
    made, secret = make_welcome(tx, officer, NOW)
    assert secret not in str(tx.execute(select(rows.welcome)).all())
    assert len(secret.replace("-", "")) == 24

    assert welcome_of(tx, secret.upper().replace("-", " "), NOW) == made
    with pytest.raises(WelcomeOverError):
        welcome_of(tx, secret, NOW + timedelta(hours=hours))
    assert spend_welcome(tx, secret, NOW).officer == officer
    with pytest.raises(WelcomeOverError):
        spend_welcome(tx, secret, NOW)


def test_the_newest_code_counts(tx: Connection) -> None:
    """A second code replaces the first of the same person, and nobody else's."""
    add_officer(tx, LAN, roles=["duty"], now=NOW)
    _, first = make_welcome(tx, LAN, NOW)
    _, second = make_welcome(tx, LAN, NOW)
    _, setup = make_welcome(tx, None, NOW)

    with pytest.raises(WelcomeOverError):
        welcome_of(tx, first, NOW)
    withdraw_welcomes(tx, None)
    with pytest.raises(WelcomeOverError):
        welcome_of(tx, setup, NOW)
    assert welcome_of(tx, second, NOW).officer == LAN
