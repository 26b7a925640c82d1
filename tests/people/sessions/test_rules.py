"""How long sessions last, and how a browser is called."""

from datetime import timedelta
from hashlib import sha256

import pytest

from khien.model.ids import OfficerName
from khien.people.sessions import Session, Stage, is_fresh, is_live, use_is_news
from khien.people.sessions.rules import ends_at, seal, short_agent
from tests.people.parties import NOW

HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)


def a_session(stage: Stage = Stage.OPEN, **changed: object) -> Session:
    """A session opened now."""
    facts: dict[str, object] = {
        "created": NOW, "seen": NOW, "ends": NOW + HOUR, "confirmed": None, "agent": "", "notice": "",
    } | changed  # fmt: skip
    return Session("session--1", OfficerName("lan"), stage, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "seen", "ends"),
    [
        (Stage.OPEN, NOW, NOW + HOUR),
        (Stage.OPEN, NOW + 2 * HOUR, NOW + 3 * HOUR),
        (Stage.OPEN, NOW + 11.5 * HOUR, NOW + 12 * HOUR),
        (Stage.PASSWORD, NOW + 5 * MINUTE, NOW + 15 * MINUTE),
    ],
)
def test_when_a_session_ends(stage: Stage, seen: object, ends: object) -> None:
    """An hour after its last use, twelve after its beginning; fifteen minutes where a factor is owed."""
    assert ends_at(stage, NOW, seen) == ends  # type: ignore[arg-type]


def test_the_end_is_outside() -> None:
    """A session is live until the instant at which it ends, and not at it."""
    assert is_live(a_session(), NOW + HOUR - TICK)
    assert not is_live(a_session(), NOW + HOUR)


def test_a_confirmation_lasts_five_minutes() -> None:
    """A confirmation counts for less than five minutes, and only in an open session."""
    assert is_fresh(a_session(confirmed=NOW), NOW + 5 * MINUTE - TICK)
    assert not is_fresh(a_session(confirmed=NOW), NOW + 5 * MINUTE)
    assert not is_fresh(a_session(), NOW)
    assert not is_fresh(a_session(Stage.PASSWORD, confirmed=NOW), NOW)


def test_use_is_noted_once_a_minute() -> None:
    """Reading many pages writes one row a minute."""
    assert not use_is_news(a_session(), NOW + MINUTE - TICK)
    assert use_is_news(a_session(), NOW + MINUTE)


def test_a_seal_tells_roles_and_passwords_apart() -> None:
    """Other roles or another password give another seal; the order of the roles gives the same."""
    one = seal(["duty", "admin"], "phc")

    assert seal(["duty"], None) == sha256(b"duty\n").hexdigest()
    assert one == seal(["admin", "duty"], "phc")
    assert len({one, seal(["admin"], "phc"), seal(["admin", "duty"], None), seal([], "phc")}) == 4


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge 141, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari 18, iOS",
        ),
        ("curl/8.14", "curl/8.14"),
        ("Linux", "Linux"),
        ("", ""),
        ("\x00<b>‮x", "<b>x"),
        ("y" * 500, "y" * 60),
        ("x" * 995 + "Linux", "Linux"),
        ("x" * 996 + "Linux", "x" * 60),
        ("x" * 990 + " Firefox/14", "Firefox 1"),
        ("Firefox/١٢", "Firefox/١٢"),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_two_words(agent: str, shown: str) -> None:
    """Browser and system where they are known; else the beginning, without control characters."""
    assert short_agent(agent) == shown
