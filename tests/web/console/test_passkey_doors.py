"""Passkeys at the way in: one is enough, and nothing else passes for one."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khien.app.wiring import open_node
from khien.web import site_of
from tests.app.homes import make
from tests.people.factors.authenticator import Authenticator
from tests.web.console.conftest import ORIGIN, Clock, Desk
from tests.web.console.test_signing_in import password, send


@pytest.fixture
def key(desk: Desk) -> Authenticator:
    """A passkey of the officer on duty, made at the first sign-in."""
    made = Authenticator(origin=ORIGIN, rp_id="testserver")
    client = desk.stranger()
    password(client)
    options = json.loads(send(client, "/passkeys/make")[2])
    given = json.dumps(made.make(options))
    status, _, page = send(client, "/sign-in/factor/passkey", passkey=given, label="ring")
    assert (status, page.count("<li><code>")) == (200, 10)
    return made


def test_a_passkey_is_enough(desk: Desk, key: Authenticator) -> None:
    """Nobody types a name: the passkey signs in, in a confirmed session."""
    client = desk.stranger()
    options = json.loads(send(client, "/passkeys/sign-in")[2])

    given = json.dumps(key.answer(options))
    assert send(client, "/sign-in/passkey", passkey=given, next="/account")[:2] == (303, "/account")
    page = client.get("/account").text
    assert "ring" in page
    assert "Officer duty" in page
    assert send(desk.stranger(), "/sign-in/passkey", passkey=given)[0] == 401


def test_a_passkey_is_the_second_factor_too(desk: Desk, key: Authenticator) -> None:
    """After the password a passkey of that officer opens, and no other."""
    client = desk.stranger()
    password(client)
    assert "data-passkey" in client.get("/sign-in/second").text
    options = json.loads(send(client, "/passkeys/confirm")[2])

    assert send(client, "/sign-in/second", passkey=json.dumps(key.answer(options)))[0] == 303


def test_a_passkey_confirms(desk: Desk, key: Authenticator) -> None:
    """Before what weighs a passkey stands for both factors."""
    browser = desk.as_("duty")
    desk.clock.move(timedelta(minutes=6))
    asked = browser.post("/account/recovery")
    assert "Is it you?" in asked.text
    options = json.loads(browser.post("/passkeys/confirm").text)

    given = json.dumps(key.answer(options))
    done = browser.post("/account/recovery", {"confirm_passkey": given})
    assert done.text.count("<li><code>") == 10


@pytest.mark.parametrize("given", ["", "{", "[]", "null", '"x"', "{}", "[" * 9999, "x" * 70_000])
def test_rubbish_is_no_passkey(desk: Desk, given: str) -> None:
    """What no browser sends is refused with a page, never with a failure."""
    status, _, page = send(desk.stranger(), "/sign-in/passkey", passkey=given)

    assert status in {400, 401}
    assert "<h1>Sign in</h1>" in page


def test_passkeys_are_for_the_address_in_the_settings(tmp_path: Path) -> None:
    """Where the settings name an address, what a request calls us makes no difference."""
    home = make(tmp_path / "home")
    text = (home / "khien.toml").read_text("utf-8")
    (home / "khien.toml").write_text(
        text.replace('address = ""', 'address = "https://node.example:8443"'), "utf-8"
    )
    node = open_node(home, Clock())
    try:
        client = TestClient(site_of(node), base_url="http://evil.example")
        options = client.post("/passkeys/sign-in", headers={"origin": "http://evil.example"}).json()
        assert options["rpId"] == "node.example"
    finally:
        node.close()
