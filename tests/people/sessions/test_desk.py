"""Sessions open, last, and end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from khien.model.ids import OfficerName
from khien.people.officers import add_officer, change_roles, disable_officer, set_password
from khien.people.sessions import (
    Session,
    Stage,
    advance,
    close_all,
    close_session,
    confirm,
    leave_notice,
    open_session,
    rows,
    session_of,
    sessions_of,
    take_notice,
    touch,
)
from tests.people.parties import CHEAP, NOW, PASSWORD

LAN = OfficerName("lan")
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def signed(tx: Connection) -> tuple[Session, str]:
    """An officer who is signed in."""
    add_officer(tx, LAN, roles=["duty"], now=NOW, password=PASSWORD, cost=CHEAP)
    return open_session(tx, LAN, NOW, stage=Stage.OPEN, agent=AGENT)


def test_a_secret_finds_its_session(tx: Connection, signed: tuple[Session, str]) -> None:
    """The session comes back as it was opened, and only to its secret."""
    opened, secret = signed

    assert session_of(tx, secret, NOW) == opened
    assert (opened.officer, opened.stage, opened.confirmed) == (LAN, Stage.OPEN, NOW)
    assert opened.agent == "Firefox 140, Linux"
    assert session_of(tx, secret + "x", NOW) is None
    assert session_of(tx, "", NOW) is None
    assert session_of(tx, "\ud800", NOW) is None


def test_the_secret_is_not_kept(tx: Connection, signed: tuple[Session, str]) -> None:
    """The database holds only its hash, and the id gives nothing away."""
    opened, secret = signed

    assert len(secret) >= 43
    assert secret not in str(tx.execute(select(rows.session)).all())
    assert session_of(tx, opened.id, NOW) is None


def test_an_hour_without_use_ends_it(tx: Connection, signed: tuple[Session, str]) -> None:
    """A session lasts an hour from its last use, to the microsecond."""
    opened, secret = signed
    touched = touch(tx, opened, NOW + 50 * MINUTE)

    assert touched.ends == NOW + 110 * MINUTE
    assert session_of(tx, secret, NOW + 109 * MINUTE) == touched
    assert session_of(tx, secret, NOW + 110 * MINUTE) is None


def test_a_shift_ends_it(tx: Connection, signed: tuple[Session, str]) -> None:
    """Twelve hours after sign-in a session is over however much it is used."""
    opened, secret = signed
    touch(tx, opened, NOW + timedelta(hours=12) - MINUTE)

    assert session_of(tx, secret, NOW + timedelta(hours=12) - MINUTE) is not None
    assert session_of(tx, secret, NOW + timedelta(hours=12)) is None


def test_the_second_factor_changes_the_secret(tx: Connection, signed: tuple[Session, str]) -> None:
    """After the second factor the secret of the half-open session opens nothing: no fixation."""
    half, first = open_session(tx, LAN, NOW, stage=Stage.PASSWORD, agent="")
    assert (half.confirmed, half.ends) == (None, NOW + 15 * MINUTE)

    opened, second = advance(tx, half, NOW + MINUTE)

    assert session_of(tx, first, NOW + MINUTE) is None
    assert session_of(tx, second, NOW + MINUTE) == opened
    assert (opened.id, opened.stage, opened.confirmed) == (half.id, Stage.OPEN, NOW + MINUTE)


def test_half_way_is_not_long(tx: Connection, signed: tuple[Session, str]) -> None:
    """Who does not give the second factor in a quarter of an hour begins again."""
    half, secret = open_session(tx, LAN, NOW, stage=Stage.PASSWORD, agent="")
    touch(tx, half, NOW + 14 * MINUTE)

    assert session_of(tx, secret, NOW + 15 * MINUTE) is None


def test_a_confirmation_is_kept(tx: Connection, signed: tuple[Session, str]) -> None:
    """What was confirmed later comes back later."""
    opened, secret = signed

    confirmed = confirm(tx, opened, NOW + MINUTE)

    assert confirmed.confirmed == NOW + MINUTE
    assert session_of(tx, secret, NOW + MINUTE) == confirmed


@pytest.mark.parametrize(
    "end",
    [
        lambda tx, opened: close_session(tx, opened.id, NOW),
        lambda tx, opened: close_all(tx, opened.officer, NOW),
        lambda tx, opened: disable_officer(tx, opened.officer, NOW),
        lambda tx, opened: change_roles(tx, opened.officer, ["duty", "analyst"]),
        lambda tx, opened: set_password(tx, opened.officer, PASSWORD, cost=CHEAP),
    ],
)
def test_what_ends_a_session(
    tx: Connection, signed: tuple[Session, str], end: Callable[[Connection, Session], object]
) -> None:
    """A closed session opens nothing; so with an officer disabled, or of other roles or password."""
    opened, secret = signed

    end(tx, opened)

    assert session_of(tx, secret, NOW) is None
    assert sessions_of(tx, None) == ()


def test_only_ones_own_sessions_end(tx: Connection, signed: tuple[Session, str]) -> None:
    """Signing one officer out, or closing one session, leaves the others."""
    first, _ = signed
    second, _ = open_session(tx, LAN, NOW + MINUTE, stage=Stage.OPEN, agent="")
    minh = add_officer(tx, "minh", roles=["duty"], now=NOW, password=PASSWORD, cost=CHEAP).name
    third, _ = open_session(tx, minh, NOW, stage=Stage.OPEN, agent="")

    assert sessions_of(tx, LAN) == (second, first)
    close_session(tx, first.id, NOW)
    assert sessions_of(tx, LAN) == (second,)
    close_all(tx, LAN, NOW)
    assert sessions_of(tx, None) == (third,)


def test_old_sessions_leave_the_table(tx: Connection, signed: tuple[Session, str]) -> None:
    """A day later the row is gone."""
    open_session(tx, LAN, NOW + timedelta(days=1), stage=Stage.OPEN, agent="")

    assert len(tx.execute(select(rows.session)).all()) == 1


def test_a_notice_is_read_once(tx: Connection, signed: tuple[Session, str]) -> None:
    """What was left for the next page is given once, and never to another session."""
    opened, secret = signed
    leave_notice(tx, opened.id, '{"code":"x"}')

    found = session_of(tx, secret, NOW)
    assert found is not None
    assert found.notice == '{"code":"x"}'
    assert take_notice(tx, "session--other") == ""
    assert take_notice(tx, opened.id) == '{"code":"x"}'
    assert take_notice(tx, opened.id) == ""
