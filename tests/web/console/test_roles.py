"""Every role at every door: allowed or refused as docs/console.md says, and a refusal changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import compile_path

from khien.app.wiring import open_node
from khien.model.agreement import Role
from khien.store import metadata
from khien.web import site_of
from khien.web.console import DOORS, Entrance
from khien.web.console.doors import Door
from khien.web.console.permits import PERMITS, Permit, may
from khien.web.console.rooms import ROOMS
from khien.web.console.visits import Visit
from khien.web.pages import Pages
from tests.house.reading import ROOT
from tests.web.console.conftest import Clock, Desk, browser_for, signed_in

# Written down a second time, so that a change of the table in the code is a decision, not a slip.
EXPECTED = {
    Permit.OPEN: "duty analyst release lawyer admin auditor",
    Permit.PENDING: "duty analyst release lawyer admin auditor",
    Permit.SIGNED: "duty analyst release lawyer admin auditor",
    Permit.READ: "duty analyst release lawyer admin auditor",
    Permit.TRIAGE: "duty analyst release admin",
    Permit.WRITE: "duty analyst",
    Permit.PUBLISH: "duty analyst release",
    Permit.APPROVE: "duty analyst release lawyer admin",
    Permit.DECIDE: "release lawyer admin",
    Permit.PARTNERS: "release lawyer admin",
    Permit.SIGN: "release lawyer admin",
    Permit.WATCH: "duty analyst",
    Permit.VERIFY: "duty analyst release lawyer admin auditor",
    Permit.ADMINISTER: "admin",
    Permit.AUDIT: "admin auditor",
}
IN = 218  # what the handlers below answer
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, house: Path) -> Iterator[Desk]:
    """One desk for the whole table."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("roles")
    node = open_node(copytree(house, folder / "home"), clock, address="http://testserver")
    yield Desk(node, site_of(node), clock)
    node.close()


def address(door: Door) -> str:
    """The door's path with something in each hole."""
    return re.sub(r"\{\w+(:\w+)?\}", "nothing--here", door.path)


def entered(_: Visit) -> Response:
    """Stands in for a handler: somebody came in."""
    return Response(status_code=IN)


def state_of(desk: Desk) -> dict[str, set[str]]:
    """Every row of the node, without when a session was last used and what its next page says."""
    fickle = {"seen_us", "notice"}
    with desk.node.store.read() as tx:
        return {
            name: {
                repr([value for key, value in row.items() if key not in fickle])
                for row in tx.execute(select(table)).mappings()
            }
            for name, table in metadata.tables.items()
        }


def test_the_table_of_permits_is_the_one_that_was_agreed() -> None:
    """Permit by permit, written down twice; nobody else holds any."""
    assert {p: " ".join(r.value for r in Role if r in PERMITS[p]) for p in Permit} == EXPECTED
    assert not may((), Permit.OPEN)
    assert not may([Role.AUDITOR], Permit.WRITE)


def test_the_page_of_docs_says_the_same() -> None:
    """The table of docs/console.md is read, not made: a yes there is a yes here."""
    text = (ROOT / "docs" / "console.md").read_text("utf-8").partition("## Doors")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    said = {
        row[0].strip("`"): " ".join(
            role.value for role, cell in zip(Role, row[2:], strict=True) if cell.strip() == "yes"
        )
        for row in rows
    }

    assert said == {permit.value: roles for permit, roles in EXPECTED.items()}


def test_every_role_at_every_door(whole: Desk) -> None:
    """Who holds the permit comes in, who does not is refused; what weighs asks again after a while."""
    doors = [replace(door, handler=entered) for door in DOORS]
    site = Starlette(routes=Entrance(whole.node, Pages("en")).routes(doors))
    wrong = []
    for role in Role:
        fresh, stale = (
            signed_in(whole.node, browser_for(site), role.value, whole.clock.now - ago)
            for ago in (timedelta(0), timedelta(minutes=6))
        )
        for door in doors:
            is_in = role.value in EXPECTED[door.permit].split()
            asked = [(fresh, IN if is_in else 403)]
            if door.fresh:  # what weighs asks who it is once more
                asked.append((stale, 200 if is_in else 403))
            answers = [
                ((one.get if door.method == "GET" else one.post)(address(door)), expected)
                for one, expected in asked
            ]
            wrong += [(role, door, got) for got, right in answers if got.status_code != right]
    assert wrong == []


def test_a_stranger_comes_in_where_it_is_open(whole: Desk) -> None:
    """Without a session only open doors open; every other one leads to the sign-in page."""
    stranger = browser_for(whole.site)
    before = state_of(whole)
    for door in DOORS:
        if door.permit is not Permit.OPEN:
            answer = stranger.request(door.method, address(door))
            assert answer.status_code == 303, door
            assert answer.headers["location"].startswith("/sign-in")
    assert state_of(whole) == before


def test_a_refusal_changes_nothing(whole: Desk) -> None:
    """At the real doors: 403 with its code, and every row of the node is as before."""
    browsers = {role: whole.as_(role.value) for role in Role}
    before = state_of(whole)
    count = 0
    for role, browser in browsers.items():
        for door in DOORS:
            if role.value in EXPECTED[door.permit].split():
                continue
            ask = browser.get if door.method == "GET" else browser.post
            answer = ask(address(door))
            count += 1
            assert answer.status_code == 403, (role, door)
            assert "console.forbidden" in answer.text
    assert count > 100
    assert state_of(whole) == before


def test_a_post_from_elsewhere_changes_nothing(whole: Desk) -> None:
    """Another site's form, and one without our token, are refused at every door that changes something."""
    browser = whole.as_("all")
    before = state_of(whole)
    for door in DOORS:
        if door.method == "POST" and door.permit not in {Permit.OPEN, Permit.PENDING}:
            foreign = browser.client.post(
                address(door), headers={"sec-fetch-site": "cross-site"}, data={"csrf": "x"}
            )
            other = browser.post(address(door), headers={"origin": "http://evil.example"})
            bare = browser.client.post(address(door))
            assert {one.status_code for one in (foreign, other, bare)} == {403}, door
    assert state_of(whole) == before


def _of(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


@pytest.mark.parametrize("role", list(Role))
def test_a_page_offers_only_what_its_reader_may_do(whole: Desk, role: Role) -> None:
    """Every form on every page leads to a door that the reader may enter; every room does too."""
    posts = [(compile_path(d.path)[0], d) for d in DOORS if d.method == "POST"]
    browser = whole.as_(role.value, "vi")
    for door in DOORS:
        if door.method != "GET" or door.permit is Permit.OPEN or role not in PERMITS[door.permit]:
            continue
        place = address(door)
        answer = browser.get(place)
        assert answer.status_code in {200, 303, 404, 422}, (door, answer.status_code)
        for head, body in FORM.findall(answer.text):
            if 'method="post"' not in head:
                continue
            for button in re.findall(r"<button\b([^>]*)>", body):
                action = _of(button, "formaction") or _of(head, "action") or place
                path = action.partition("?")[0]
                leads = [one for pattern, one in posts if pattern.fullmatch(path)]
                assert leads, (place, action)
                assert may([role], leads[0].permit), (place, action)
    rooms = browser.get("/help").text.partition('class="rooms"')[2].partition("</nav>")[0]
    assert [
        path for path, _, permit in ROOMS if (f'href="{path}"' in rooms) is not may([role], permit)
    ] == []
