"""Every page of the console in a browser: accessible, whole on a phone, silent, and alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from khien.app.demo.play import Play
from khien.model.stix import new_id
from khien.model.words import Language
from khien.web.console import DOORS
from tests.browser.places import EXAMPLES, SEATS, Shown, by_seat, places, shown
from tests.browser.reader import (
    AXE,
    DESKTOP,
    FONT,
    PATIENCE_MS,
    PHONE,
    STRANGER,
    Reader,
    Seat,
    reading,
)

# The letters of each face that is there, once none is on its way any more.
LOADED = """() => {
  const faces = [...document.fonts], there = faces.filter((face) => face.status === "loaded");
  return there.length > 1 && faces.every((face) => face.status !== "loading") && there.map((face) => face.unicodeRange);
}"""
# Says that something changed; gives whether the list asks for itself again.
CHANGED = """() => {
  const part = document.querySelector("#found");
  part.dataset.old = "yes";
  document.body.dispatchEvent(new CustomEvent("changed"));
  return part.classList.contains("htmx-request");
}"""
# A page that notes what it hears.
# The chart asks for itself again: of itself, as `every 5s` does, or because something changed.
ASKED_AGAIN = """
(by) => {
  const part = document.getElementById("over-time");
  part.dataset.old = "yes";
  if (by === "changed") document.body.dispatchEvent(new CustomEvent("changed"));
  else htmx.ajax("GET", location.pathname, { source: part, target: part, select: "#over-time", swap: "outerHTML" });
}
"""
HEARING = "() => document.body.addEventListener('changed', () => { document.body.dataset.heard = 'yes'; })"
HEARD = "() => document.body.dataset.heard === 'yes'"
SPOILED = """<main><h1>x</h1><img src="http://127.0.0.1:9/x.png"><pre>{}</pre></main>
<script>alert(1)</script>""".format("x" * 500)


def _faults(reader: Reader, page: Shown) -> list[str]:
    """What is wrong with one page, seen on a desk and on a phone."""
    status, wanted = reader.open(page.address), reader.address + page.address
    found = [] if status == 200 else [f"status {status}"]
    found += [] if reader.page.url == wanted else [f"{reader.page.url} instead of {wanted}"]
    found += reader.breaches()
    reader.sized(PHONE)
    found += reader.sideways()
    reader.sized(DESKTOP)
    found += reader.faults
    reader.faults.clear()
    return found


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here (npm ci)")
@pytest.mark.parametrize(("language", "dark"), [("vi", False), ("en", True)])
def test_every_page_is_sound(
    browser: Browser, play: Play, language: Language, *, dark: bool
) -> None:
    """In both languages and both colour schemes, on a desk and on a phone.

    axe-core finds nothing, nothing scrolls sideways, no script fails, no rule of the security policy is
    broken, nothing comes from elsewhere.
    """
    # Of what one door can show, the first example is seen in both languages, the others in turn.
    wanted = [page for page in places(play) if page.number == 1 or page.number % 2 == dark]
    faults: dict[str, list[str]] = {}
    for seat, pages in by_seat(wanted):
        with reading(browser, play.centre, seat, language=language, dark=dark) as reader:
            faults |= {page.name: _faults(reader, page) for page in pages}

    assert {name: found for name, found in faults.items() if found} == {}


def test_every_door_with_holes_has_an_example() -> None:
    """A page that nobody can open here would be looked at by nobody."""
    paths = {door.path for door in DOORS}

    assert [path for path in shown() if "{" in path and path not in EXAMPLES] == []
    assert (EXAMPLES.keys() | SEATS.keys()) - paths == set()


def test_every_page_works_without_script(browser: Browser, play: Play) -> None:
    """Who has no JavaScript gets every page, with its heading and its text."""
    lacking = []
    for seat, pages in by_seat([page for page in places(play) if page.number == 1]):
        with reading(browser, play.centre, seat, script=False) as reader:
            for page in pages:
                status, heads = reader.open(page.address), reader.page.locator("main h1").count()
                lacking += [] if (status, heads) == (200, 1) else [(page.name, status, heads)]

    assert lacking == []


@pytest.mark.skipif(not FONT.exists(), reason="the font is not here (npm ci)")
def test_the_pages_have_their_own_letters(browser: Browser, play: Play) -> None:
    """Inter is used, and a page in Vietnamese loads two small files of it and no large one."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/")
        reader.page.wait_for_function(LOADED)
        ranges = reader.page.evaluate(LOADED)

    assert {one.split(",")[0] for one in ranges} == {"U+0-FF", "U+102-103"}


@pytest.mark.skipif(not FONT.exists(), reason="htmx is not here (npm ci)")
def test_a_part_that_asks_again_takes_nothing_away(browser: Browser, play: Play) -> None:
    """Who is choosing in a live list keeps what was chosen; otherwise the list is renewed."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/releases")
        box = reader.page.locator("#found input[name=release]").first
        box.check()
        assert not reader.page.evaluate(CHANGED)
        assert box.is_checked()
        box.uncheck()
        box.blur()
        assert reader.page.evaluate(CHANGED)
        reader.page.wait_for_selector("#found:not([data-old])")

    assert reader.faults == []


@pytest.mark.skipif(not FONT.exists(), reason="htmx is not here (npm ci)")
@pytest.mark.parametrize("by", ["every", "changed"])
def test_what_was_opened_stays_open(browser: Browser, play: Play, by: str) -> None:
    """A live part that asks again, by the clock or on a change, closes nothing and takes the focus from nobody."""
    with reading(browser, play.centre, Seat()) as reader:
        reader.open("/watch")
        table = reader.page.locator("#over-time-table")
        table.locator("summary").click()
        assert table.get_attribute("open") is not None
        reader.page.evaluate(ASKED_AGAIN, by)
        reader.page.wait_for_selector("#over-time:not([data-old])")
        reader.page.wait_for_function("document.activeElement.matches('#over-time-table summary')")

        assert table.get_attribute("open") is not None
    assert reader.faults == []


@pytest.mark.skipif(not FONT.exists(), reason="htmx is not here (npm ci)")
def test_many_tabs_share_one_connection(browser: Browser, play: Play) -> None:
    """More tabs than a browser has connections to one host open all the same, and each hears of a change."""
    node = play.centre.node
    with reading(browser, play.centre, Seat()) as reader:
        tabs = [reader.page, *(reader.page.context.new_page() for _ in range(8))]
        for tab in tabs:
            tab.goto(f"{play.centre.address}/objects", timeout=PATIENCE_MS)
            tab.evaluate(HEARING)
        tabs[0].close()  # the one that listened: another one takes its place
        node.workspace.write(
            "tabs",
            [
                {
                    "type": "mutex",
                    "spec_version": "2.1",
                    "id": new_id("mutex", uuid4()),
                    "name": "tabs",
                }
            ],
            "an",
        )
        for tab in tabs[1:]:
            tab.wait_for_function(HEARD, timeout=PATIENCE_MS)


def test_faults_are_caught(browser: Browser, play: Play) -> None:
    """The checks see an image without words, inline script, another origin and a page too wide."""
    policy = {"Content-Security-Policy": "img-src *; script-src 'self'"}
    with reading(browser, play.centre, STRANGER, size=PHONE) as reader:
        reader.page.route(
            "**/spoiled",
            lambda route: route.fulfill(body=SPOILED, content_type="text/html", headers=policy),
        )
        reader.open("/spoiled")
        breaches, sideways = reader.breaches(), reader.sideways()

    assert any(one.startswith("image-alt") for one in breaches)
    assert sideways != []
    assert any("from elsewhere" in fault for fault in reader.faults)
    assert any("inline script" in fault for fault in reader.faults)
