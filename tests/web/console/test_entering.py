"""Nobody comes through a door of the console unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from khien.model.agreement import Role
from khien.people import sessions
from khien.web.console import DOORS
from khien.web.console.doors import Door
from khien.web.console.entering import Entrance
from khien.web.console.permits import PERMITS, Permit, may
from khien.web.console.visits import Visit, here
from khien.web.pages import Pages
from tests.web.console.conftest import ORIGIN, PASSWORD, Desk

SAID: list[str] = []


def _note(visit: Visit) -> object:
    SAID.append(f"{visit.officer.name}: {visit.text('words')}")
    return visit.go("/", "told.found", count=3)


@pytest.fixture
def weighty(desk: Desk) -> Desk:
    """The desk, with a door of the test's own that changes something and weighs."""
    SAID.clear()
    doors = [
        Door("POST", "/note", Permit.WRITE, _note),  # type: ignore[arg-type]  # answers, typed loosely
        Door("POST", "/weighty", Permit.WRITE, _note, fresh=True),  # type: ignore[arg-type]
    ]
    routes = Entrance(desk.node, Pages("en")).routes(doors)
    desk.site.router.routes[:0] = routes
    return desk


def test_a_stranger_sees_the_front_page_and_the_way_in(desk: Desk) -> None:
    """Without a session nothing of the work is shown; every other page leads to the sign-in."""
    client = desk.stranger()

    assert 'href="/sign-in"' in client.get("/").text
    for door in DOORS:
        if door.method == "GET" and door.permit not in {Permit.OPEN, Permit.PENDING}:
            answer = client.get(door.path.replace("{", "").replace("}", ""))
            assert answer.status_code == 303, door.path
            assert answer.headers["location"].startswith("/sign-in"), door.path


def test_an_officer_sees_now(desk: Desk) -> None:
    """The start page of an officer is the work that waits."""
    page = desk.as_("duty").get("/")

    assert page.status_code == 200
    assert "<h1>Now</h1>" in page.text
    assert "Officer duty" in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": ORIGIN},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_act(weighty: Desk, headers: dict[str, str]) -> None:
    """A form that another site makes the browser send does nothing."""
    answer = weighty.as_("analyst").post("/note", {"words": "x"}, headers=headers)

    assert answer.status_code == 403
    assert SAID == []


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_its_token_does_nothing(weighty: Desk, token: str) -> None:
    """The hidden field must be the one of this session."""
    browser = weighty.as_("analyst")
    answer = browser.client.post("/note", data={"csrf": token, "words": "x"})

    assert answer.status_code == 403
    assert SAID == []


def test_a_change_is_told_once(weighty: Desk) -> None:
    """After a change the next page says what was done, and the one after it does not."""
    browser = weighty.as_("analyst")
    answer = browser.post("/note", {"words": " x "})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert SAID == ["analyst: x"]
    assert "3 found." in browser.get("/").text
    assert "3 found." not in browser.get("/").text


def test_a_role_that_may_not_is_refused(weighty: Desk) -> None:
    """What a role may not do is refused at the door, with its code and a page."""
    answer = weighty.as_("auditor").post("/note", {"words": "x"})

    assert answer.status_code == 403
    assert "console.forbidden" in answer.text
    assert SAID == []


def test_what_weighs_asks_again(weighty: Desk) -> None:
    """Five minutes after signing in a weighty act asks for both factors; what was typed is kept."""
    browser = weighty.as_("analyst")
    browser.post("/weighty", {"words": "first"})
    weighty.clock.move(timedelta(minutes=6))
    asked = browser.post("/weighty", {"words": "second <b>"})

    assert asked.status_code == 200
    assert 'name="words" value="second &lt;b&gt;"' in asked.text
    assert SAID == ["analyst: first"]
    wrong = browser.post("/weighty", {"words": "second", "confirm_password": "no" * 10})
    assert (wrong.status_code, len(SAID)) == (422, 1)
    given = {"confirm_password": PASSWORD, "confirm_code": weighty.code("analyst")}
    browser.post("/weighty", {"words": "second", **given})
    assert SAID == ["analyst: first", "analyst: second"]
    browser.post("/weighty", {"words": "third"})
    assert SAID[-1] == "analyst: third"


def test_a_revoked_session_opens_nothing(desk: Desk) -> None:
    """A session that was closed elsewhere is over at the next page."""
    browser = desk.as_("duty")
    with desk.node.store.write() as tx:
        for one in sessions.sessions_of(tx, None):
            sessions.close_session(tx, one.id, desk.clock.now)

    assert "Officer duty" not in browser.get("/").text


def test_a_form_that_is_no_form_is_told_so(weighty: Desk) -> None:
    """Broken multipart is 400, too much is 413; neither is a 500."""
    browser = weighty.as_("analyst")
    broken = browser.client.post(
        "/note", content=b"--x", headers={"content-type": "multipart/form-data; boundary=y"}
    )
    large = browser.client.post("/note", content=b"a=" + b"x" * 2_000_000)

    assert broken.status_code in {400, 403}
    assert large.status_code == 413
    assert SAID == []


def test_the_language_can_be_chosen_anywhere(desk: Desk) -> None:
    """`?lang=` changes the language of the page and of those after it."""
    client = desk.stranger("en")
    first = client.get("/?lang=vi")

    assert '<html lang="vi"' in first.text
    assert '<html lang="vi"' in client.get("/").text
    assert '<html lang="en"' in client.get("/?lang=en").text


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/releases?after=3", "/releases?after=3"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\n", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_away(path: str, kept: str) -> None:
    """Where a page leads on, it leads to this node."""
    assert here(path) == kept


def test_every_permit_has_its_roles() -> None:
    """No permit is forgotten, and an unknown one opens to nobody."""
    assert set(PERMITS) == set(Permit)
    assert may([Role.ADMIN], Permit.ADMINISTER)
    assert not may([Role.ANALYST], Permit.ADMINISTER)
    assert not may([], Permit.READ)


def test_the_answer_is_kept_nowhere(desk: Desk) -> None:
    """Pages are not cached, not framed, and carry the policy."""
    headers = desk.as_("duty").get("/").headers

    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_strangers_have_no_stream(desk: Desk) -> None:
    """The live stream is for officers."""
    client: TestClient = desk.stranger()

    assert client.get("/live").status_code == 303
