"""Signing in with a real browser: the first officer, a passkey, password and code, and once more before what weighs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from khien.app.demo.cast import PARTS, Player
from khien.app.demo.play import Play
from khien.app.entering import open_set_up
from khien.app.wiring import create_node, open_node, utc_now
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rules import State
from khien.model.words import say
from tests.app.running import running
from tests.browser.reader import STRANGER, Seat, reading

PASSWORD = "một câu đủ dài để nhớ"  # noqa: S105 -- of an officer who does not exist


@contextmanager
def _new_node(home: Path) -> Iterator[Player]:
    """A node on which nobody works yet, under a name: passkeys are for names."""
    create_node(home, name="vn-ncc", country="VN", title="", language="vi", port=0, clock=utc_now)
    with running(home) as (_, address):
        node = open_node(home, address=address.replace("127.0.0.1", "localhost"))
        try:
            yield Player(PARTS[0], home, node, node.ourselves.url)
        finally:
            node.close()


def _authenticator(page: Page) -> None:
    """A passkey inside the computer, whose owner always agrees."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_the_first_officer_comes_in_with_a_passkey(browser: Browser, tmp_path: Path) -> None:
    """From the printed code to a node with an administrator, and in again with the passkey alone."""
    with (
        _new_node(tmp_path / "home") as player,
        reading(browser, player, STRANGER) as reader,
    ):
        page, code = reader.page, open_set_up(player.node)
        _authenticator(page)
        reader.open("/sign-in")
        assert page.url.endswith("/setup")
        assert reader.breaches() == []
        page.fill("#given", code)
        page.fill("#name", "quan")
        for field in ("new", "again"):
            page.fill(f"input[name={field}]", PASSWORD)
        reader.press("button.main")
        assert reader.breaches() == []
        reader.press("form[data-passkey] button")
        assert page.locator(".codes li").count() == 10
        reader.press("a.button.main")
        reader.expect("header.bar", "quan")

        page.locator("details.menu summary").click()
        reader.press("form[action='/sign-out'] button")
        reader.open("/sign-in?next=/account")
        reader.press("form[data-passkey] button")

        assert page.url == player.address + "/account"
        assert reader.faults == []


@pytest.mark.parametrize("script", [False, True])
def test_password_and_code_open_the_console(browser: Browser, play: Play, *, script: bool) -> None:
    """Both are needed, with and without script; then the page appears that was asked for."""
    name = "quan" if script else "an"
    entry = next(one for one in play.centre.entries if one.officer.name == name)
    with reading(browser, play.centre, STRANGER, script=script) as reader:
        reader.open("/releases?state=all")
        reader.page.fill("#name", name)
        reader.page.fill("#password", entry.password)
        reader.press("button.main")
        assert "/sign-in/second" in reader.page.url
        reader.page.fill("#code", entry.code(play.centre.node.clock()))
        reader.press("button.main")

        assert reader.page.url == play.centre.address + "/releases?state=all"
        assert reader.page.locator("#found tbody tr").count() > 1


def test_what_weighs_asks_once_more_who_it_is(browser: Browser, play: Play) -> None:
    """An approval in a session that was confirmed long ago: the officer is asked, the reason is kept."""
    node = play.centre.node
    entry = next(one for one in play.centre.entries if one.officer.name == "lan")
    with node.store.read() as tx:
        held = [one.id for one in release_rows.listed(tx) if one.state is State.HELD]
        given = {r: release_rows.approvals(tx, r) for r in held}
    release = next(one for one in held if not given[one])
    with reading(browser, play.centre, Seat("lan", since=timedelta(minutes=10))) as reader:
        reader.open(f"/releases/{release}")
        reader.page.fill("textarea[name=reason]", "Đã hỏi nguồn tin")
        reader.press("form[action$='/approve'] button.main")
        assert reader.breaches() == []
        reader.page.fill("#confirm_password", entry.password)
        reader.page.fill("#confirm_code", entry.code(node.clock()))
        reader.press("form:not([data-passkey]) button.main")
        reader.expect("main", "Đã hỏi nguồn tin")
        reader.expect("#state", say("release-state.held", "vi", {}))

    assert reader.faults == []


def test_the_keyboard_is_enough(browser: Browser, play: Play) -> None:
    """From the list to an answer without a mouse; what has the focus is always to be seen."""
    with reading(browser, play.centre, Seat("hoa")) as reader:
        keys = reader.page.keyboard
        reader.open("/releases")
        keys.press("Tab")
        assert reader.page.evaluate("document.activeElement.className") == "skip"
        keys.press("/")
        assert reader.page.evaluate("document.activeElement.id") == "search"
        keys.press("Escape")
        reader.page.evaluate("document.activeElement.blur()")
        keys.press("j")
        with reader.page.expect_navigation():
            keys.press("Enter")
        _tab_to(reader.page, "textarea[name=reason]")
        keys.type("Đã đọc")
        _tab_to(reader.page, "form[action$='/approve'] button.main")

    assert reader.faults == []


def _tab_to(page: Page, selector: str) -> None:
    """Go on by Tab until there; each stop shows that it has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate(f'document.activeElement.matches("{selector}")'):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
