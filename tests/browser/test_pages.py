"""Every page of the console in a browser: accessible, whole on a phone, silent, and alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from khien.app.demo.play import Play
from khien.model.words import Language
from khien.web.console import DOORS
from tests.browser.places import EXAMPLES, places, shown
from tests.browser.reader import AXE, DESKTOP, FONT, PHONE, Reader, reading
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


@pytest.mark.skipif(not FONT.exists(), reason="the font is not here (npm ci)")
def test_the_pages_have_their_own_letters(browser: Browser, play: Play) -> None:
    """Inter is used, and a page in Vietnamese loads two small files of it and no large one."""
    with reading(browser, play.centre, EVERYTHING) as reader:
        reader.open("/")
        loaded = reader.page.evaluate(
            "document.fonts.ready.then(() => performance.getEntriesByType('resource')"
            ".map((one) => one.name.split('/').pop().split('?')[0]))"
        )

    fonts = {name for name in loaded if name.endswith(".woff2")}
    assert fonts == {"inter-latin.woff2", "inter-vietnamese.woff2"}


def test_faults_are_caught(browser: Browser, play: Play) -> None:
    """The checks see an image without words, inline script, another origin and a page too wide."""
    spoiled = """<main><h1>x</h1><img src="http://127.0.0.1:9/x.png"><pre>%s</pre></main>
        <script>alert(1)</script>""" % ("x" * 500)
    with reading(browser, play.centre, size=PHONE) as reader:
        reader.page.route(
            "**/spoiled",
            lambda route: route.fulfill(
                body=spoiled,
                content_type="text/html",
                headers={"Content-Security-Policy": "img-src *; script-src 'self'"},
            ),
        )
        reader.open("/spoiled")
        breaches, sideways = reader.breaches(), reader.sideways()

    assert any(one.startswith("image-alt") for one in breaches)
    assert sideways != []
    assert any("from elsewhere" in fault for fault in reader.faults)
    assert any("inline script" in fault for fault in reader.faults)
