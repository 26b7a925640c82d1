"""Every page of the console in a browser: accessible, whole on a phone, silent, and alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from khien.app.demo.play import Play
from khien.model.words import Language
from khien.web.console import DOORS
from tests.browser.places import EXAMPLES, places, shown
from tests.browser.reader import AXE, DESKTOP, PHONE, Reader, reading
from tests.browser.story import EVERYTHING


def _faults(reader: Reader, path: str) -> list[str]:
    """What is wrong with one page, seen on a desk and on a phone."""
    status = reader.open(path)
    found = [] if status == 200 else [f"status {status}"]
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
    with reading(browser, play.centre, EVERYTHING, language=language, dark=dark) as reader:
        faults = {name: _faults(reader, path) for name, path in places(play).items()}

    assert {name: found for name, found in faults.items() if found} == {}


def test_every_door_with_holes_has_an_example() -> None:
    """A page that nobody can open here would be looked at by nobody."""
    assert [path for path in shown() if "{" in path and path not in EXAMPLES] == []
    assert EXAMPLES.keys() - {door.path for door in DOORS} == set()


def test_every_page_works_without_script(browser: Browser, play: Play) -> None:
    """Who has no JavaScript gets every page, with its heading and its text."""
    with reading(browser, play.centre, EVERYTHING, script=False) as reader:
        statuses = {name: reader.open(path) for name, path in places(play).items()}
        headings = reader.page.locator("main h1").count()

    assert set(statuses.values()) == {200}
    assert headings == 1
