"""Passkeys are made and answer, and every way to cheat with them is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from khien.model.ids import OfficerName
from khien.people import factors
from khien.people.factors import (
    CopiedPasskeyError,
    LastFactorError,
    Place,
    TooManyPasskeysError,
    WrongPasskeyError,
    begin_asking,
    begin_making,
    finish_asking,
    finish_making,
    held,
)
from khien.people.officers import add_officer, disable_officer
from tests.people.factors.authenticator import FLAG, Authenticator, unb64
from tests.people.parties import NOW

LAN, MINH = OfficerName("lan"), OfficerName("minh")
HERE = Place("https://node.example", "vn-ncc")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def people(tx: Connection) -> None:
    """Two officers."""
    for name in (LAN, MINH):
        add_officer(tx, name, roles=["duty"], now=NOW)


def make(tx: Connection, key: Authenticator, name: OfficerName = LAN) -> factors.Passkey:
    """Give an officer this passkey."""
    return finish_making(tx, HERE, name, key.make(begin_making(tx, HERE, name, NOW)), "my key", NOW)


def test_a_passkey_signs_in_alone(tx: Connection) -> None:
    """Nobody says who comes; the passkey does, and its use is kept."""
    key = Authenticator()
    made = make(tx, key)
    options = begin_asking(tx, HERE, None, NOW)

    assert "allowCredentials" not in options
    assert finish_asking(tx, HERE, None, key.answer(options), NOW + MINUTE) == LAN
    (kept,) = held(tx, LAN).passkeys
    assert (made.label, kept.counter, kept.used) == ("my key", 1, NOW + MINUTE)
    assert not kept.is_synced


def test_a_passkey_confirms_its_officer(tx: Connection) -> None:
    """Asked for by name it answers for that officer, and for no other."""
    key = Authenticator()
    make(tx, key)
    make(tx, Authenticator(id=b"other"), MINH)

    options = begin_asking(tx, HERE, LAN, NOW)
    assert [unb64(one["id"]) for one in options["allowCredentials"]] == [key.id]
    assert finish_asking(tx, HERE, LAN, key.answer(options), NOW) == LAN
    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, MINH, key.answer(begin_asking(tx, HERE, MINH, NOW)), NOW)


def test_what_the_browser_is_asked(tx: Connection) -> None:
    """A resident key for this host, the person verified, none that exists already."""
    make(tx, Authenticator())

    options = begin_making(tx, HERE, LAN, NOW)

    assert options["rp"]["id"] == "node.example"
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert len(options["excludeCredentials"]) == 1
    assert b"lan" not in unb64(options["user"]["id"])


def lie(**facts: Any) -> Callable[[Authenticator], None]:  # noqa: ANN401 -- any field
    """Change what the authenticator or its browser says."""

    def change(key: Authenticator) -> None:
        for name, value in facts.items():
            setattr(key, name, value)

    return change


LIES = [
    lie(origin="https://evil.example"),
    lie(origin="http://node.example"),
    lie(origin="https://a.node.example"),
    lie(rp_id="evil.example"),
    lie(flags=FLAG.UP),
    lie(flags=FLAG.UV),
]


@pytest.mark.parametrize("change", LIES)
def test_a_lie_is_not_kept(tx: Connection, change: Callable[[Authenticator], None]) -> None:
    """Another page, another host, nobody present, nobody verified: no passkey is made."""
    key = Authenticator()
    change(key)

    with pytest.raises(WrongPasskeyError):
        make(tx, key)
    assert not held(tx, LAN).is_enough


@pytest.mark.parametrize(
    "change", [*LIES, lie(id=b"unknown"), lie(handle=b"somebody"), lie(key=Authenticator().key)]
)
def test_a_lie_does_not_open(tx: Connection, change: Callable[[Authenticator], None]) -> None:
    """The same lies, an unknown id, another user, or another key: nobody comes in."""
    key = Authenticator()
    make(tx, key)
    change(key)

    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, None, key.answer(begin_asking(tx, HERE, None, NOW)), NOW)


def test_an_answer_is_taken_once(tx: Connection) -> None:
    """The same answer again is refused, also where the counter does not count."""
    key = Authenticator(counts=False)
    made = key.make(begin_making(tx, HERE, LAN, NOW))
    finish_making(tx, HERE, LAN, made, "", NOW)
    answer = key.answer(begin_asking(tx, HERE, None, NOW))
    finish_asking(tx, HERE, None, answer, NOW)

    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, None, answer, NOW)
    with pytest.raises(WrongPasskeyError):
        finish_making(tx, HERE, LAN, made, "", NOW)
    with pytest.raises(WrongPasskeyError):
        make(tx, key)


def test_a_challenge_is_for_one_purpose_and_five_minutes(tx: Connection) -> None:
    """What was asked for signing in does not confirm, and later it is too late."""
    key = Authenticator()
    make(tx, key)
    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, LAN, key.answer(begin_asking(tx, HERE, None, NOW)), NOW)
    late = begin_asking(tx, HERE, None, NOW)
    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, None, key.answer(late), NOW + 5 * MINUTE)


def test_a_copy_is_noticed(tx: Connection) -> None:
    """A counter that does not grow opens nothing, and says that there is a copy."""
    key = Authenticator(counter=7)
    make(tx, key)
    key.counter = 3

    with pytest.raises(CopiedPasskeyError) as caught:
        finish_asking(tx, HERE, None, key.answer(begin_asking(tx, HERE, None, NOW)), NOW)
    assert caught.value.facts == {"name": LAN}


def test_a_disabled_officer_does_not_come_in(tx: Connection) -> None:
    """The passkey of an officer who left opens nothing, and the error does not say why."""
    key = Authenticator()
    make(tx, key)
    disable_officer(tx, LAN, NOW)

    with pytest.raises(WrongPasskeyError) as caught:
        finish_asking(tx, HERE, None, key.answer(begin_asking(tx, HERE, None, NOW)), NOW)
    assert type(caught.value) is WrongPasskeyError


@pytest.mark.parametrize("answer", [{}, {"id": 1}, {"rawId": "", "id": "", "response": {}}])
def test_rubbish_is_refused(tx: Connection, answer: dict[str, Any]) -> None:
    """What no browser sends is a wrong passkey and nothing else."""
    with pytest.raises(WrongPasskeyError):
        finish_asking(tx, HERE, None, answer, NOW)
    with pytest.raises(WrongPasskeyError):
        finish_making(tx, HERE, LAN, answer, "", NOW)


def test_there_are_not_too_many(tx: Connection) -> None:
    """Twenty is enough, and the last one stays."""
    for number in range(20):
        make(tx, Authenticator(id=bytes([number]) * 16))
    with pytest.raises(TooManyPasskeysError):
        begin_making(tx, HERE, LAN, NOW)
    for one in held(tx, LAN).passkeys[:19]:
        factors.remove_passkey(tx, LAN, one.id)

    with pytest.raises(LastFactorError):
        factors.remove_passkey(tx, LAN, held(tx, LAN).passkeys[0].id)
    factors.remove_all(tx, LAN)
    assert held(tx, LAN).passkeys == ()
