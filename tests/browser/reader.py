"""A reader: one browser window, and everything that went wrong in it while it was open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from khien.app.demo.cast import Player
from khien.model.ids import OfficerName
from khien.model.words import Language
from khien.people import sessions
from khien.people.sessions import Stage
from khien.web.console.cookies import LANGUAGE, PLAIN
from tests.browser.story import EVERYTHING
from tests.house.reading import ROOT, SRC

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FONT = SRC / "web" / "static" / "vendor" / "inter.css"
DESKTOP, PHONE = (1280, 900), (390, 844)
PATIENCE_MS = 60_000  # on a slow machine; nothing waits this long when all is well
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Nothing is fetched for it, and what is found right is not described.
ASK_AXE = (
    "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false})"
)
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > room + 1 && one.checkVisibility());
  return wide.slice(-3).map((one) => one.outerHTML.slice(0, 120)).concat("the page scrolls sideways");
}"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits before the browser; nobody has signed in where `officer` is empty.

    `since` is how long ago both factors were given.
    """

    officer: str = EVERYTHING
    stage: Stage = Stage.OPEN
    since: timedelta = timedelta()


STRANGER = Seat("")


class Reader:
    """One page in a context of its own.

    `faults` grows with every message of the console, every error of a script, every break of the
    Content-Security-Policy and every request to another origin. Nothing of it may happen.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._asked)

    def open(self, path: str) -> int:
        """Go to a page of the node; gives the status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def expect(self, selector: str, words: str) -> None:
        """Wait until the words stand there."""
        expect(self.page.locator(selector).first).to_contain_text(words, timeout=PATIENCE_MS)

    def press(self, selector: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.page.locator(selector).first.click()

    def breaches(self, rules: Sequence[str] = RULES) -> list[str]:
        """What axe-core finds on the page as it is."""
        self.page.evaluate(_axe())
        found: dict[str, Any] = self.page.evaluate(ASK_AXE, list(rules))
        return [
            f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]

    def sideways(self) -> list[str]:
        """What makes the page wider than the window."""
        found: list[str] = self.page.evaluate(SIDEWAYS)
        return found

    def sized(self, size: tuple[int, int]) -> None:
        """Another size of the window."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        here, there = urlsplit(self.address), urlsplit(request.url)
        if there.scheme in {"http", "https", "ws", "wss"} and there.netloc != here.netloc:
            self.faults.append(f"from elsewhere: {request.url}")


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


@contextmanager
def reading(
    browser: Browser,
    player: Player,
    seat: Seat,
    *,
    language: Language = "vi",
    dark: bool = False,
    script: bool = True,
    size: tuple[int, int] = DESKTOP,
) -> Iterator[Reader]:
    """A window on a node; who sits there has signed in already."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale=language,
        reduced_motion="reduce",
    )
    cookies: list[tuple[str, str]] = [(LANGUAGE, language)]
    if seat.officer:
        cookies.append((PLAIN, _signed_in(player, seat)))
    context.add_cookies([{"name": n, "value": v, "url": player.address} for n, v in cookies])
    try:
        yield Reader(context.new_page(), player.address)
    finally:
        context.close()


def _signed_in(player: Player, seat: Seat) -> str:
    with player.node.store.write() as tx:
        _, token = sessions.open_session(
            tx,
            OfficerName(seat.officer),
            player.node.clock() - seat.since,
            stage=seat.stage,
            agent="Chromium",
        )
    return token
