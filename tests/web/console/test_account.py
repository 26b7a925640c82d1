"""One's own account: taste, password, factors, sessions."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from khien.app import administering
from khien.model.ids import OfficerName
from khien.people import factors, sessions
from khien.people.officers import officer
from khien.web.console.cookies import PLAIN
from tests.people.factors.authenticator import Authenticator
from tests.people.factors.test_desk import code_at
from tests.web.console.conftest import ORIGIN, PASSWORD, Desk

NEW = "một câu khác hẳn, rất dài"
DUTY = OfficerName("duty")


def test_taste_is_kept_and_seen(desk: Desk) -> None:
    """Language, time zone and theme hold from the next page on; what cannot be is refused."""
    browser = desk.as_("duty")
    browser.client.cookies.clear()
    browser.client.cookies.set(PLAIN, browser.token)

    browser.post("/account/taste", {"language": "vi", "zone": "Asia/Tokyo", "theme": "dark"})
    page = browser.get("/account").text

    assert '<html lang="vi"' in page
    assert 'data-theme="dark"' in page
    assert "UTC+9" in page
    assert "Đã lưu." in page
    wrong = browser.post("/account/taste", {"language": "vi", "zone": "Mars/X", "theme": ""})
    assert (wrong.status_code, "Mars/X" in wrong.text) == (422, True)


def test_a_new_password_ends_other_sessions(desk: Desk) -> None:
    """The browser in which it was changed goes on under another secret; every other one is out."""
    browser, other = desk.as_("duty"), desk.as_("duty")
    fields = {"current": PASSWORD, "new": NEW, "again": NEW}

    answer = browser.post("/account/password", fields)

    assert answer.status_code == 303
    assert browser.client.cookies.get(PLAIN, domain="testserver.local") != browser.token
    assert other.get("/account").status_code == 303
    thief = desk.stranger()
    thief.cookies.set(PLAIN, browser.token)
    assert thief.get("/account").status_code == 303
    assert administering.unrecorded(desk.node) == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"current": "wrong" * 5}, 422),
        ({"again": "x"}, 422),
        ({"new": "short", "again": "short"}, 422),
    ],
)
def test_a_password_is_not_changed_by_accident(
    desk: Desk, change: dict[str, str], status: int
) -> None:
    """The one of now must be right, the new one typed twice and good; the page never repeats it."""
    browser = desk.as_("duty")
    answer = browser.post(
        "/account/password", {"current": PASSWORD, "new": NEW, "again": NEW} | change
    )

    assert answer.status_code == status
    assert NEW not in answer.text
    assert browser.get("/account").status_code == 200


def test_another_app_and_the_last_factor(desk: Desk) -> None:
    """An app is set up, another factor lets it go, and the last one stays."""
    browser = desk.as_("duty")
    assert browser.get("/account/totp").headers["location"] == "/account"
    assert browser.post("/account/totp/new").headers["location"] == "/account/totp"
    with desk.node.store.read() as tx:
        secret = factors.offered_totp(tx, factors.factor_key(desk.node.home), DUTY)
    assert secret is not None
    assert browser.get("/account/totp").status_code == 200
    assert browser.post("/account/totp", {"code": "000000"}).status_code == 401
    assert (
        browser.post("/account/totp", {"code": code_at(secret, desk.clock.now)}).status_code == 303
    )
    assert browser.post("/account/totp/new").status_code == 409
    assert browser.post("/account/totp/remove").status_code == 409

    key = Authenticator(origin=ORIGIN, rp_id="testserver")
    assert browser.post("/account/passkeys/new").headers["location"] == "/account/passkeys/new"
    assert "data-make" in browser.get("/account/passkeys/new").text
    given = json.dumps(key.make(json.loads(browser.post("/passkeys/make").text)))
    fields = {"passkey": given, "label": "key <b>‮"}
    assert browser.post("/account/passkeys", fields).status_code == 303
    assert browser.post("/account/passkeys", fields).status_code == 401
    page = browser.get("/account").text
    assert "key &lt;b&gt;" in page
    assert browser.post("/account/totp/remove").status_code == 303
    with desk.node.store.read() as tx:
        (kept,) = factors.held(tx, DUTY).passkeys
    assert browser.post(f"/account/passkeys/{kept.id}/remove").status_code == 409
    assert browser.post("/account/passkeys/other/remove").status_code == 404
    assert administering.unrecorded(desk.node) == []


def test_factors_change_only_in_a_confirmed_session(desk: Desk) -> None:
    """A browser left open does not let anybody add a way in."""
    desk.code("duty")
    browser = desk.as_("duty")
    desk.clock.move(timedelta(minutes=6))

    assert browser.post("/passkeys/make").status_code == 403
    for path in ("/totp/new", "/totp", "/totp/remove", "/recovery", "/passkeys/new", "/passkeys"):
        assert "Is it you?" in browser.post(f"/account{path}").text, path


def test_a_stolen_session_is_ended(desk: Desk) -> None:
    """An officer sees every browser and signs the foreign one out; it opens nothing from then on."""
    browser, thief = desk.as_("duty"), desk.as_("duty")
    with desk.node.store.read() as tx:
        stolen = sessions.session_of(tx, thief.token, desk.clock.now)
    assert stolen is not None
    assert stolen.id in browser.get("/account").text

    assert browser.post(f"/account/sessions/{stolen.id}/close").status_code == 303

    assert thief.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200
    third = desk.as_("duty")
    assert browser.post("/account/sessions/close").status_code == 303
    assert third.get("/account").status_code == 303


def test_nobody_ends_the_sessions_of_others(desk: Desk) -> None:
    """The id of somebody else's session is no use to an officer."""
    other = desk.as_("analyst")
    with desk.node.store.read() as tx:
        (foreign,) = sessions.sessions_of(tx, OfficerName("analyst"))

    assert desk.as_("duty").post(f"/account/sessions/{foreign.id}/close").status_code == 404
    assert other.get("/account").status_code == 200


def test_the_account_page_names_nobody_else(desk: Desk) -> None:
    """It shows one's own roles and sessions, in both languages."""
    desk.as_("analyst")
    for language, words in (("en", "duty officer"), ("vi", "trực ban")):
        page = desk.as_("duty", language).get("/account").text
        assert words in page
        assert "Officer analyst" not in page
    with desk.node.store.read() as tx:
        assert officer(tx, "duty").last_sign_in is None
