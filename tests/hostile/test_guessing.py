"""Tokens that are guessed: from one address, under one name, under many, and beside an honest partner."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from khien.exchange import guesses as g
from khien.exchange.guesses import Guesses, GuessingError
from khien.model.errors import SignInError
from khien.people.tokens import add_token, check_token
from khien.store import Store
from tests.hostile.victim import READ, Victim
from tests.store.fresh import fresh_store

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_guessing_is_slowed_down_and_nobody_else_is(victim: Victim) -> None:
    """After some wrong secrets comes 429 with Retry-After; others, and the honest there, still come in."""
    pair = base64.b64encode(b"siem:khien_" + b"a" * 43).decode()
    heard = [
        victim.ask("GET", "/taxii2/", source="127.0.0.9", Authorization=f"Basic {pair}")
        for _ in range(g.FREE_A_NAME + 3)
    ]

    assert [one.status for one in heard[: g.FREE_A_NAME]] == [401] * g.FREE_A_NAME
    assert heard[-1].status == 429
    assert int(heard[-1].headers["retry-after"]) >= 1
    assert victim.ask("GET", "/taxii2/", source="127.0.0.8", secret=victim.tool).status == 200
    peer = victim.ask(
        "GET", "/khien/v1/log/checkpoint", source="127.0.0.9", Authorization=f"Basic {pair}"
    )
    assert (peer.status, "retry-after" in peer.headers) == (429, True)
    assert "Basic" in heard[0].headers["www-authenticate"]


def _guess(guesses: Guesses, times: int, source: str = "192.0.2.1", name: str = "siem") -> None:
    for number in range(times):
        guesses.missed(source, name, f"wrong {number}", NOW)


def test_each_wrong_secret_after_the_first_ones_doubles_the_wait() -> None:
    """1 s, 2 s, 4 s … up to five minutes; after half an hour of quiet all is forgotten."""
    guesses, waits = Guesses(), []
    _guess(guesses, g.FREE_A_NAME)
    guesses.allow("192.0.2.1", "siem", "x", NOW)
    for _ in range(12):
        _guess(guesses, 1)
        with pytest.raises(GuessingError) as caught:
            guesses.allow("192.0.2.1", "siem", "x", NOW)
        waits.append(caught.value.facts["wait_s"])

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    guesses.allow("192.0.2.1", "siem", "x", NOW + g.LONGEST_WAIT)
    later = NOW + g.FORGET_AFTER + timedelta(seconds=1)
    guesses.missed("192.0.2.1", "siem", "x", later)
    guesses.allow("192.0.2.1", "siem", "x", later)


def test_other_addresses_and_names_are_not_shut_out() -> None:
    """A guesser's wait is its own: not its neighbour's, nor that of another name at its address."""
    guesses = Guesses()
    _guess(guesses, g.FREE_A_NAME + 5)

    guesses.allow("192.0.2.2", "siem", "x", NOW)
    guesses.allow("192.0.2.1", "other", "x", NOW)


def test_who_was_right_before_is_recognised_behind_the_same_proxy() -> None:
    """A guesser that shares an address with an honest partner does not shut it out."""
    guesses = Guesses()
    guesses.hit("192.0.2.1", "siem", "right")
    _guess(guesses, g.FREE_AN_ADDRESS + 50)

    guesses.allow("192.0.2.1", "siem", "right", NOW)
    with pytest.raises(GuessingError):
        guesses.allow("192.0.2.1", "siem", "wrong", NOW)
    guesses.missed("192.0.2.1", "siem", "right", NOW)  # it was revoked
    with pytest.raises(GuessingError):
        guesses.allow("192.0.2.1", "siem", "right", NOW)


def test_changing_names_does_not_help() -> None:
    """All names of one address together have a limit of their own; a right secret does not lift it."""
    guesses = Guesses()
    for number in range(g.FREE_AN_ADDRESS + 1):
        _guess(guesses, 1, name=f"name-{number}")
    guesses.hit("192.0.2.1", "own", "own secret")

    with pytest.raises(GuessingError):
        guesses.allow("192.0.2.1", "yet another", "x", NOW)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("testclient", "testclient", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_an_address_is_what_one_customer_has(one: str, other: str, same: bool) -> None:
    """Of IPv6 it is the /64: the rest can be changed at will."""
    guesses = Guesses()
    _guess(guesses, g.FREE_A_NAME + 1, source=one)
    if same:
        with pytest.raises(GuessingError):
            guesses.allow(other, "siem", "x", NOW)
    else:
        guesses.allow(other, "siem", "x", NOW)


def test_the_memory_of_guesses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses, names and secrets there are, no more than so many are kept."""
    monkeypatch.setattr(g, "MOST_PLACES", 100)
    monkeypatch.setattr(g, "MOST_GOOD", 10)
    guesses = Guesses()
    for number in range(1_000):
        guesses.missed(f"192.0.2.{number}", "n" * 10_000, "s" * 10_000, NOW)
        guesses.hit("192.0.2.1", "", f"secret {number}")

    assert len(guesses._missed) <= 100
    assert len(guesses._good) == 10
    assert max(len(name or "") for _, name in guesses._missed) == g.NAME_CHARACTERS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one token."""
    made = fresh_store(tmp_path)
    with made.write() as tx:
        add_token(tx, "siem", scopes=[READ], now=NOW)
    yield made
    made.close()


def test_every_wrong_secret_costs_the_same(store: Store) -> None:
    """A known name, an unknown one, none, and a text of another shape: the same statements each."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    wrong, done = "khien_" + "a" * 43, []
    with pytest.raises(SignInError):  # so that the connection is there before anybody counts
        check_token(store, wrong, NOW, "siem")
    event.listen(store.engine, "before_cursor_execute", note)
    for secret, user in (
        (wrong, "siem"),
        (wrong, "nobody"),
        (wrong, None),
        ("short", "siem"),
        ("", ""),
    ):
        asked.clear()
        with pytest.raises(SignInError):
            check_token(store, secret, NOW, user)
        done.append(tuple(asked))

    assert len(set(done)) == 1
    assert done[0]
