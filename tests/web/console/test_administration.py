"""Administration: officers, tokens, sessions, settings, doctor, log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from khien.app import administering, provenance
from khien.model.agreement import Role
from khien.model.ids import OfficerName
from khien.people import factors, sessions
from khien.people.officers import officer
from khien.people.tokens import list_tokens
from tests.web.console.conftest import Desk

PAGES = ("", "/officers", "/tokens", "/sessions", "/settings", "/doctor", "/log", "/officers/duty")
FORMS = ("/new-officer", "/new-token")
CODE = re.compile(r'class="secret">([a-z2-7-]{29})<')
SECRET = re.compile(r'class="secret">(khien_[^<]+)<')


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_every_page_is_shown(desk: Desk, path: str, language: str) -> None:
    """To an administrator, in both languages."""
    answer = desk.as_("admin", language).get(f"/administration{path}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_who_may_see_what(desk: Desk, role: str) -> None:
    """An auditor reads and changes nothing; other roles see none of it."""
    browser = desk.as_(role)
    reads = {browser.get(f"/administration{path}").status_code for path in PAGES}
    forms = {browser.get(f"/administration{path}").status_code for path in FORMS}
    acts = {
        browser.post(f"/administration{path}", {"name": "x"}).status_code
        for path in ("/officers", "/tokens", "/officers/duty/disable", "/tokens/x/revoke")
    }

    assert reads == ({200} if role in {"admin", "auditor"} else {403})
    if role != "admin":
        assert (forms, acts) == ({403}, {403})
        assert "Disable for good" not in browser.get("/administration/officers/duty").text


def test_an_officer_is_added_and_welcomed(desk: Desk) -> None:
    """The code is shown once; with it the officer chooses a password."""
    browser = desk.as_("admin")
    fields = {"name": "thu", "display": "Thu <i>", "language": "vi", "roles": ["duty", "analyst"]}

    page = browser.post("/administration/officers", fields).text

    found = CODE.search(page)
    assert found
    assert "Thu &lt;i&gt;" in page
    assert found[1] not in browser.get("/administration/officers/thu").text
    with desk.node.store.read() as tx:
        made = officer(tx, "thu")
    assert made.roles == {Role.DUTY, Role.ANALYST}
    assert not made.may_sign_in
    new = "một câu khác hẳn, rất dài"
    taken = desk.stranger().post("/welcome", data={"code": found[1], "new": new, "again": new})
    assert taken.headers["location"] == "/sign-in/second"
    assert administering.unrecorded(desk.node) == []


@pytest.mark.parametrize(
    "fields", [{"name": "duty", "roles": "duty"}, {"name": "Thu", "roles": "duty"}, {"name": "thu"}]
)
def test_an_officer_who_cannot_be_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    """A taken name, no name, no role: the form comes back with the reason and what was typed."""
    answer = desk.as_("admin").post("/administration/officers", fields | {"display": "Ms Thu"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Ms Thu"' in answer.text


def test_roles_change_and_end_sessions(desk: Desk) -> None:
    """The officer has the roles at the next sign-in; the last administrator keeps that role."""
    browser, duty = desk.as_("admin"), desk.as_("duty")
    place = "/administration/officers/duty"

    assert browser.post(f"{place}/roles", {"roles": ["lawyer"]}).headers["location"] == place
    assert duty.get("/account").status_code == 303
    assert "lawyer" in browser.get(place).text
    assert browser.post(f"{place}/roles", {"roles": ["king"]}).status_code == 422
    browser.post("/administration/officers/all/disable")
    own = browser.post("/administration/officers/admin/roles", {"roles": ["duty"]})
    assert own.status_code == 422
    assert "last officer" in own.text


def test_an_administrator_helps_who_lost_everything(desk: Desk) -> None:
    """Factors go, sessions end, a code is made; nobody who is disabled gets one."""
    desk.code("duty")
    browser, duty = desk.as_("admin"), desk.as_("duty")
    place = "/administration/officers/duty"

    assert browser.post(f"{place}/factors").status_code == 303
    assert duty.get("/account").status_code == 303
    with desk.node.store.read() as tx:
        assert not factors.held(tx, OfficerName("duty")).is_enough
    again = desk.as_("duty")
    assert browser.post(f"{place}/sessions").status_code == 303
    assert again.get("/account").status_code == 303
    assert CODE.search(browser.post(f"{place}/welcome").text)
    assert browser.post(f"{place}/disable").status_code == 303
    assert browser.post(f"{place}/welcome").status_code == 403
    assert "disabled" in browser.get(place).text
    assert (
        browser.post("/administration/officers/nobody/roles", {"roles": "duty"}).status_code == 404
    )
    assert browser.post("/administration/officers/nobody/disable").status_code == 404


def test_a_token_is_shown_once(desk: Desk) -> None:
    """Its secret is on one page and nowhere else; revoked, it opens nothing."""
    browser = desk.as_("admin")
    fields = {"name": "siem", "scopes": ["taxii:read", "ledger:read"], "days": "30"}

    found = SECRET.search(browser.post("/administration/tokens", fields).text)

    assert found
    listed = browser.get("/administration/tokens").text
    assert "siem" in listed
    assert found[1] not in listed
    with desk.node.store.read() as tx:
        (kept,) = list_tokens(tx)
    assert kept.expires == desk.clock.now + timedelta(days=30)
    assert browser.post("/administration/tokens/siem/revoke").status_code == 303
    assert "revoked" in browser.get("/administration/tokens").text
    assert administering.unrecorded(desk.node) == []


@pytest.mark.parametrize(
    "change",
    [{"scopes": ""}, {"days": "0"}, {"days": "99999"}, {"days": "x"}, {"partner": "no-one"}],
)
def test_a_token_that_cannot_be_is_refused(desk: Desk, change: dict[str, str]) -> None:
    """No scope, a wrong number of days, an unknown partner: nothing is made."""
    fields = {"name": "siem", "scopes": "taxii:read"} | change
    answer = desk.as_("admin").post("/administration/tokens", fields)

    assert answer.status_code == 422
    with desk.node.store.read() as tx:
        assert list_tokens(tx) == ()


def test_what_weighs_is_confirmed(desk: Desk) -> None:
    """Five minutes after signing in every change asks again."""
    desk.code("admin")
    browser = desk.as_("admin")
    desk.clock.move(timedelta(minutes=6))

    for path in ("/officers", "/officers/duty/roles", "/officers/duty/welcome", "/tokens"):
        assert "Is it you?" in browser.post(f"/administration{path}", {"name": "x"}).text, path


def test_settings_say_where_they_come_from(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the file, the default, or the environment; a password is not shown."""
    monkeypatch.setenv("KHIEN_LOG", "info")
    found = {one.key: one for one in provenance.settings_in_force(desk.node)}

    assert found["node.name"].value == "vn-ncc"
    assert found["node.name"].line > 1
    assert found["KHIEN_LOG"].is_variable
    assert not found["store.database"].is_hidden
    page = desk.as_("auditor").get("/administration/settings").text
    assert f"khien.toml, line {found['node.name'].line}" in page


def test_a_database_address_is_hidden(desk: Desk) -> None:
    """It may hold a password, so only that there is one is told; an absent key is a default."""
    file = desk.node.home / "khien.toml"
    file.write_text(file.read_text("utf-8").split("[pull]")[0], "utf-8")
    node = desk.node
    hidden = provenance.shown_setting(("store", "database"), "postgresql://u:secret@h/d", 7)

    assert (hidden.value, hidden.is_hidden) == ("", True)
    assert {s.key: s for s in provenance.settings_in_force(node)}["pull.every_minutes"].line == 0


def test_the_log_names_who_did_it(desk: Desk) -> None:
    """Act, subject and officer, newest first, page by page, each vouched for by the ledger."""
    browser = desk.as_("admin")
    browser.post("/administration/officers/duty/sessions")
    desk.clock.move(timedelta(seconds=1))
    for number in range(55):
        administering.add_token(desk.node, f"tool-{number}", scopes=["taxii:read"])

    first = browser.get("/administration/log").text
    more = re.search(r'href="(/administration/log\?after=[^"]+)"', first)
    assert more
    second = browser.get(more[1]).text

    assert first.count("vouched for") == 50
    assert second.count("vouched for") == 6
    assert "signed out everywhere" in second
    assert '<td data-label="By">admin</td>' in second
    assert "a command" in first
    assert browser.get("/administration/log?after=act--no").status_code == 200


def test_sessions_are_seen_by_an_auditor(desk: Desk) -> None:
    """Who is signed in now; those that ran out are not."""
    desk.as_("duty")
    desk.clock.move(timedelta(minutes=61))
    page = desk.as_("auditor").get("/administration/sessions").text

    assert "/administration/officers/auditor" in page
    assert "/administration/officers/duty" not in page
    with desk.node.store.read() as tx:
        assert len(sessions.sessions_of(tx, None)) == 2


def test_the_doctor_speaks(desk: Desk) -> None:
    """What was found is said in the reader's language."""
    assert "in order" in desk.as_("auditor").get("/administration/doctor").text
    assert "tốt" in desk.as_("auditor", "vi").get("/administration/doctor").text
