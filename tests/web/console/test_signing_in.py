"""The way in: set-up, password, second factor, passkeys; and every way around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from khien.app import administering, entering
from khien.app.wiring import Node, open_node
from khien.model.agreement import Role
from khien.model.ids import OfficerName
from khien.people import factors, sessions
from khien.people.officers import officer
from khien.people.sessions import Stage
from khien.web import site_of
from khien.web.console.cookies import PLAIN, SECURED
from khien.web.console.visits import csrf_of
from tests.app.homes import make
from tests.people.factors.test_desk import code_at
from tests.web.console.conftest import ORIGIN, PASSWORD, Clock, Desk

NEW = "một câu khác hẳn, rất dài"
STEP = timedelta(seconds=30)
SECRET = re.compile(r"<p><code>([A-Z2-7 ]{39})</code></p>")
FROM_US = {"origin": ORIGIN}


def send(client: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
    """Send a form as the page would: status, place, text."""
    fields["csrf"] = csrf_of(str(client.cookies.get(PLAIN) or ""))
    answer = client.post(path, data=fields, headers=FROM_US)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def password(client: TestClient, name: str = "duty", word: str = PASSWORD, **more: str) -> str:
    """Give name and password; where that leads."""
    return send(client, "/sign-in", name=name, password=word, **more)[1]


# --- set-up ----------------------------------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Node]:
    """A node where nobody works yet."""
    node = open_node(make(tmp_path / "home"), Clock(), address=ORIGIN)
    yield node
    node.close()


def stranger(node: Node) -> TestClient:
    """A browser."""
    return TestClient(
        site_of(node), base_url=ORIGIN, follow_redirects=False, headers={"accept-language": "en"}
    )


def test_the_first_visit_sets_the_node_up(fresh: Node) -> None:
    """Code, name and password make an admin; then a second factor is set up; then there is no set-up."""
    code = entering.open_set_up(fresh)
    client = stranger(fresh)
    assert client.get("/sign-in").headers["location"] == "/setup"
    assert "Set up this node" in client.get("/setup").text
    facts = {"name": "hoa", "display": "Hoa", "language": "vi", "new": NEW, "again": NEW}

    assert send(client, "/setup", code=code, **facts)[:2] == (303, "/sign-in/second")
    assert client.get("/sign-in/second").headers["location"] == "/sign-in/factor"
    page = client.get("/sign-in/factor").text
    found = SECRET.search(page)
    assert found
    with fresh.store.read() as tx:
        secret = factors.offered_totp(tx, factors.factor_key(fresh.home), OfficerName("hoa"))
        assert officer(tx, "hoa").roles == {Role.ADMIN}
    assert secret is not None
    picture = client.get("/account/totp/qr.svg")
    assert (picture.headers["content-type"], picture.text.count("<svg")) == ("image/svg+xml", 1)
    assert client.get("/account").status_code == 303
    status, _, shown = send(client, "/sign-in/factor/totp", code=code_at(secret, fresh.clock()))
    assert (status, len(re.findall(r"<li><code>[a-z2-7-]{19}</code>", shown))) == (200, 10)
    assert client.get("/account").status_code == 200
    assert client.get("/account/totp/qr.svg").status_code == 404

    late = stranger(fresh)
    assert late.get("/setup").headers["location"] == "/sign-in"
    status, _, told = send(late, "/setup", code=code, **(facts | {"name": "thief"}))
    assert (status, "set up already" in told) == (409, True)
    assert entering.open_set_up(fresh) == ""
    assert administering.unrecorded(fresh) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": "aaaa-aaaa"}, "Ask for a new one"),
        ({"code": ""}, "Ask for a new one"),
        ({"new": "short", "again": "short"}, "at least 15 characters"),
        ({"again": "another sentence"}, "two different ways"),
        ({"name": "Ông Hoa"}, "the officer’s name"),
    ],
)
def test_a_set_up_that_is_not_good_changes_nothing(
    fresh: Node, change: dict[str, str], told: str
) -> None:
    """The form comes back with the reason and with what was typed, but never with the password."""
    code = entering.open_set_up(fresh)
    facts = {"code": code, "name": "hoa", "display": "Hoa <b>", "new": NEW, "again": NEW} | change

    status, _, page = send(stranger(fresh), "/setup", **facts)

    assert 400 <= status < 500
    assert told in page
    assert "Hoa &lt;b&gt;" in page
    assert NEW not in page
    assert entering.is_new(fresh)


# --- password -------------------------------------------------------------------------------------


def test_a_password_alone_opens_nothing(desk: Desk) -> None:
    """After name and password every page leads back to the second factor."""
    desk.code("duty")
    client = desk.stranger()

    assert password(client, next="/account") == "/sign-in/second?next=/account"
    for path in ("/account", "/administration", "/releases"):
        assert client.get(path).headers["location"] == "/sign-in/second", path
    assert "<h1>Now</h1>" not in client.get("/").text
    assert send(client, "/account/taste", language="vi")[0] == 303


@pytest.mark.parametrize("name", ["duty", "nobody", "Ông", "x" * 500, "' or 1=1", ""])
def test_who_works_here_is_not_told(desk: Desk, name: str) -> None:
    """An unknown name and a wrong password give the same words and the same status."""
    told = set()
    for who in (name, "analyst"):
        status, _, page = send(desk.stranger(), "/sign-in", name=who, password="wrong" * 5)
        assert status == 401
        words = page.split('role="alert"')[1].split("</div>")[0]
        told.add(words.replace(f"name {escape(who)} and", "name … and"))

    assert len(told) == 1


def test_guessing_a_password_is_throttled(desk: Desk) -> None:
    """After five failures even the right password waits, and the page says until when, in local time."""
    client = desk.stranger()
    for _ in range(5):
        send(client, "/sign-in", name="duty", password="wrong" * 5)

    status, _, page = send(client, "/sign-in", name="duty", password=PASSWORD)

    assert status == 429
    assert "15:01" in page  # 08:01 UTC in Việt Nam
    assert PASSWORD not in page


# --- the second factor -----------------------------------------------------------------------------


def test_a_code_opens_under_another_secret(desk: Desk) -> None:
    """The cookie from before the second factor opens nothing afterwards: no fixation."""
    code = desk.code("duty")
    client = desk.stranger()
    client.cookies.set(PLAIN, "planted-by-somebody", domain="testserver.local")
    password(client)
    before = client.cookies.get(PLAIN)
    assert before != "planted-by-somebody"

    status, place, _ = send(client, "/sign-in/second", code=code, next="/account?x=1")

    assert (status, place) == (303, "/account?x=1")
    assert client.cookies.get(PLAIN) != before
    assert client.get("/account").status_code == 200
    thief = desk.stranger()
    thief.cookies.set(PLAIN, str(before))
    assert thief.get("/account").status_code == 303


def test_a_used_code_does_not_open(desk: Desk) -> None:
    """A code that was read over a shoulder is worth nothing."""
    code = desk.code("duty")
    first, second = desk.stranger(), desk.stranger()
    password(first)
    assert send(first, "/sign-in/second", code=code)[0] == 303
    password(second)

    status, _, page = send(second, "/sign-in/second", code=code)

    assert status == 401
    assert "used already" in page


def test_guessing_codes_is_throttled(desk: Desk) -> None:
    """Five wrong codes lock; giving the password again does not forgive them."""
    code, client = desk.code("duty"), desk.stranger()
    for _ in range(5):
        client = desk.stranger()
        password(client)
        assert send(client, "/sign-in/second", code="000000")[0] == 401

    assert send(client, "/sign-in/second", code=code)[0] == 429


def test_who_knows_the_password_cannot_add_a_factor(desk: Desk) -> None:
    """Where there is a second factor, a half-open session sets up no other."""
    desk.code("duty")
    client = desk.stranger()
    password(client)

    assert client.get("/sign-in/factor").headers["location"] == "/sign-in/second"
    for path in ("/sign-in/factor/totp", "/sign-in/factor/passkey", "/passkeys/make"):
        assert send(client, path, code="123456", passkey="{}")[0] == 403, path
    assert "<code>" not in send(client, "/account/recovery")[2]


def test_a_recovery_code_opens_once(desk: Desk) -> None:
    """It opens, the next page says how many are left, and it does not open again."""
    desk.code("duty")
    with desk.node.store.write() as tx:
        code = factors.new_recovery_codes(tx, OfficerName("duty"))[3]
    client = desk.stranger()
    password(client)

    assert send(client, "/sign-in/second", code=code.upper())[0] == 303
    assert "9 are left" in client.get("/account").text
    again = desk.stranger()
    password(again)
    assert send(again, "/sign-in/second", code=code)[0] == 401


def test_half_way_ends_after_a_quarter_of_an_hour(desk: Desk) -> None:
    """Who does not give the second factor in time begins again."""
    desk.code("duty")
    client = desk.stranger()
    password(client)
    desk.clock.move(timedelta(minutes=15))

    assert send(client, "/sign-in/second", code=desk.code("duty"))[1] == "/sign-in"


# --- welcomes, confirming, leaving ------------------------------------------------------------------


def test_a_welcome_gives_a_password(desk: Desk) -> None:
    """With the code an officer chooses a password; sessions of before are over, the code too."""
    old = desk.as_("duty")
    _, code = administering.welcome(desk.node, "duty")
    client = desk.stranger()
    assert client.get("/welcome").status_code == 200

    assert send(client, "/welcome", code="no", new=NEW, again=NEW)[0] == 401
    assert send(client, "/welcome", code=code, new=NEW, again=NEW)[1] == "/sign-in/second"
    assert old.get("/account").status_code == 303
    assert password(desk.stranger(), word=NEW) == "/sign-in/second"
    assert send(desk.stranger(), "/welcome", code=code, new=NEW, again=NEW)[0] == 401


def test_what_weighs_needs_both_factors(desk: Desk) -> None:
    """The right password with a wrong code, or none at all, confirms nothing."""
    desk.code("duty")
    browser = desk.as_("duty")
    desk.clock.move(timedelta(minutes=6))

    for given in ({"confirm_password": PASSWORD}, {"confirm_code": desk.code("duty")}):
        assert browser.post("/account/recovery", given).status_code == 422
    desk.clock.move(STEP)
    right = {"confirm_password": PASSWORD, "confirm_code": desk.code("duty")}
    assert browser.post("/account/recovery", right).status_code == 200


def test_without_a_second_factor_nothing_is_confirmed(desk: Desk) -> None:
    """A session that lost its factor cannot be confirmed with the password alone."""
    browser = desk.as_("duty")
    desk.clock.move(timedelta(minutes=6))

    assert browser.post("/account/recovery", {"confirm_password": PASSWORD}).status_code == 422


def test_signing_out_ends_the_session(desk: Desk) -> None:
    """The cookie goes, and its secret opens nothing any more, also half-way."""
    browser = desk.as_("duty")
    answer = browser.post("/sign-out")

    assert answer.headers["location"] == "/"
    assert 'khien=""' in answer.headers["set-cookie"]
    browser.client.cookies.set(PLAIN, browser.token)
    assert browser.get("/account").status_code == 303
    half = desk.stranger()
    password(half)
    assert send(half, "/sign-out")[1] == "/"


def test_signing_in_anew_leaves_the_session_before(desk: Desk) -> None:
    """Whoever signs in as somebody else in the same browser is not two people."""
    browser = desk.as_("duty")
    fields = {"name": "analyst", "password": PASSWORD}

    assert browser.post("/sign-in", fields).headers["location"] == "/sign-in/second"
    with desk.node.store.read() as tx:
        assert sessions.sessions_of(tx, OfficerName("duty")) == ()
        (half,) = sessions.sessions_of(tx, OfficerName("analyst"))
    assert half.stage is Stage.PASSWORD


def test_whoever_is_in_is_sent_on(desk: Desk) -> None:
    """The pages of the way in lead on, and nowhere else than here."""
    browser = desk.as_("duty")

    assert browser.get("/sign-in?next=/account").headers["location"] == "/account"
    assert browser.get("/sign-in/second?next=//evil.example").headers["location"] == "/"
    assert browser.get("/sign-in/factor").headers["location"] == "/sign-in/second"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "/\t/x"],
)
def test_the_way_in_leads_nowhere_else(desk: Desk, wanted: str) -> None:
    """`next` never leads to another site, at any step."""
    code = desk.code("duty")
    client = desk.stranger()
    assert "evil" not in client.get("/sign-in", params={"next": wanted}).text
    assert password(client, next=wanted) == "/sign-in/second"

    assert send(client, "/sign-in/second", code=code, next=wanted)[:2] == (303, "/")


# --- cookies and headers ----------------------------------------------------------------------------


def test_the_cookie_is_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    """HttpOnly, SameSite, for the whole host, without a date; over TLS also Secure and `__Host-`."""
    client = desk.stranger()
    fields = {"name": "duty", "password": PASSWORD}
    plain = client.post("/sign-in", data=fields, headers=FROM_US).headers["set-cookie"]
    safe = TestClient(desk.site, base_url="https://testserver", follow_redirects=False)
    secured = safe.post("/sign-in", data=fields).headers["set-cookie"]

    assert plain.startswith(f"{PLAIN}=")
    assert secured.startswith(f"{SECURED}=")
    for cookie in (plain, secured):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert "expires" not in cookie.lower()
    assert ("Secure" in secured, "Secure" in plain) == (True, False)
    safe.cookies.clear()
    safe.cookies.set(PLAIN, secured.partition("=")[2].partition(";")[0])
    assert safe.get("/sign-in/second").headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize("path", ["/sign-in", "/welcome", "/sign-in/second", "/account"])
def test_pages_of_the_way_in_are_neither_kept_nor_framed(desk: Desk, path: str) -> None:
    """No cache holds them, no other site shows them in a frame."""
    headers = desk.as_("duty").get(path).headers

    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/passkey", "/passkeys/sign-in", "/welcome", "/setup"]
)
def test_no_other_site_signs_anybody_in(desk: Desk, path: str, headers: dict[str, str]) -> None:
    """A form on another site does not sign the browser in as somebody else."""
    fields = {"name": "duty", "password": PASSWORD}
    answer = desk.stranger().post(path, data=fields, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/sign-in/second", "/sign-in/factor/totp", "/sign-out", "/passkeys/make"]
)
def test_half_way_forms_need_their_token(desk: Desk, path: str) -> None:
    """Also before the second factor a form must be one of ours."""
    code = desk.code("duty")
    client = desk.stranger()
    password(client)

    answer = client.post(path, data={"code": code, "csrf": "0" * 64}, headers=FROM_US)

    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_way_in_speaks_both_languages(desk: Desk, language: str) -> None:
    """Every page of it is wholly in the reader's language."""
    desk.code("analyst")
    client, other = desk.stranger(language), desk.stranger(language)
    pages = [client.get("/sign-in").text, client.get("/welcome").text]
    password(client)
    pages.append(client.get("/sign-in/factor").text)
    password(other, "analyst")
    pages.append(other.get("/sign-in/second").text)

    for page in pages:
        assert f'<html lang="{language}"' in page
        assert ("Mật khẩu" in page or "xác thực" in page) == (language == "vi")


def test_a_first_factor_that_does_not_fit_is_asked_again(desk: Desk) -> None:
    """A wrong code or a broken passkey sets nothing up, and the same secret is shown again."""
    client = desk.stranger()
    password(client)
    first = SECRET.search(client.get("/sign-in/factor").text)

    status, _, page = send(client, "/sign-in/factor/totp", code="000000")

    again = SECRET.search(page)
    assert first
    assert again
    assert (status, again[1]) == (401, first[1])
    assert send(client, "/sign-in/factor/passkey", passkey="{}", label="x")[0] == 401
    with desk.node.store.read() as tx:
        assert not factors.held(tx, OfficerName("duty")).is_enough


def test_a_set_up_code_is_no_welcome(fresh: Node) -> None:
    """The code for the first officer gives nobody else's password, also once there are officers."""
    code = entering.open_set_up(fresh)
    client = stranger(fresh)

    assert send(client, "/welcome", code=code, new=NEW, again=NEW)[0] == 401
    administering.add_officer(fresh, "hoa", roles=["admin"], password=None)
    assert send(client, "/welcome", code=code, new=NEW, again=NEW)[0] == 401
    facts = {"name": "thief", "new": NEW, "again": NEW}
    assert send(client, "/setup", code=code, **facts)[0] == 409
