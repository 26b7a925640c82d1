"""A night shift in the browser, from what came in to a recall that is confirmed; in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from khien.app.demo.cast import wait_until
from khien.app.demo.play import ABROAD, Play
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rules import State
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import new_id
from khien.model.words import Language, say
from khien.store import objects
from khien.web.showing import defang
from tests.browser.reader import Reader, Seat, reading

WAIT_S = 60.0


@dataclass
class Shift:
    """The windows of one night: each officer sits before a browser of their own."""

    play: Play
    language: Language
    windows: dict[str, Reader]

    def says(self, state: State) -> str:
        """The word of a state in the language of the shift."""
        return say(f"release-state.{state.value}", self.language, {})


@contextmanager
def _on_duty(browser: Browser, play: Play, language: Language) -> Iterator[Shift]:
    with ExitStack() as windows:
        names = ("hoa", "an", "lan", "minh")
        found = {
            name: windows.enter_context(
                reading(browser, play.centre, Seat(name), language=language)
            )
            for name in names
        }
        yield Shift(play, language, found)
    assert [fault for one in found.values() for fault in one.faults] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_night_shift(browser: Browser, play: Play, language: Language) -> None:
    """What an analyst wrote crosses after two officers said yes, is seen abroad, and is taken back."""
    domain = f"dem-{language}.coixay.example"
    with _on_duty(browser, play, language) as shift:
        _sees_what_waits(shift)
        _triages(shift, domain)
        indicator = _writes(shift, domain)
        release = _publishes(shift, indicator)
        _approves(shift.windows["lan"], release, shift.says(State.HELD))
        watching = shift.windows["hoa"]
        watching.open(f"/releases/{release}")
        _approves(shift.windows["minh"], release)
        watching.expect("#state", shift.says(State.ACCEPTED))  # nobody reloads this page
        _is_seen_abroad(shift, indicator, domain)
        _is_recalled(shift, indicator)


def _sees_what_waits(shift: Shift) -> None:
    """The duty officer comes in: the page says what waits, in the officer's language."""
    hoa = shift.windows["hoa"]
    hoa.open("/")
    hoa.expect("html h1", "Hiện tại" if shift.language == "vi" else "Now")
    assert hoa.page.locator("html").get_attribute("lang") == shift.language
    assert hoa.page.locator(".clocks li").count() > 0


def _triages(shift: Shift, domain: str) -> None:
    """Something comes in that a rule stops: it appears by itself, and the duty officer refuses it."""
    hoa, abroad = shift.windows["hoa"], shift.play.players[ABROAD].node
    hoa.open("/arrivals")
    now = stix_time(abroad.clock())
    poison: dict[str, Any] = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": new_id("indicator", uuid4()),
        "created": now,
        "modified": now,
        "created_by_ref": abroad.ourselves.identity,
        "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
        "name": f"Relay {domain}",
        "pattern": "[ipv4-addr:value = '192.168.1.1']",
        "pattern_type": "stix",
        "valid_from": now,
    }
    ids = tuple(abroad.workspace.write("test", [poison], "siti"))
    centre = shift.play.centre.part.name
    (sent,) = abroad.releases.publish(Publication(ids, Purpose.NETWORK_DEFENCE, "siti", (centre,)))
    noor = shift.play.players[ABROAD].officers["noor"]  # their own gate asked a person too
    abroad.releases.approve((sent.id,), noor, "test")
    hoa.expect("#found", defang(poison["name"]))
    hoa.press(f"#found a:has-text('{defang(poison['name'])}')")
    hoa.press("button[value=refuse]")

    def is_told() -> bool:
        with abroad.store.read() as tx:
            return release_rows.some(tx, [sent.id])[sent.id].state is State.REJECTED

    assert wait_until(is_told, WAIT_S)


def _writes(shift: Shift, domain: str) -> str:
    """The analyst writes an indicator by hand: one domain, TLP:AMBER."""
    an = shift.windows["an"]
    an.open("/objects/new/indicator")
    an.page.fill("#name", f"Máy chủ điều khiển {domain}")
    an.page.fill("#pattern", domain)
    an.page.check("input[name=tlp][value=amber]")
    an.press("form.card button.main")
    return an.page.url.rpartition("/")[2]


def _publishes(shift: Shift, indicator: str) -> str:
    """The analyst asks the gate first, then publishes; the release waits for two officers."""
    an = shift.windows["an"]
    an.open(f"/objects/publish?id={indicator}")
    an.page.check(f"input[name=to][value={ABROAD}]")
    an.press("button[name=ask]")
    an.press("form.card .buttons button.main")
    lan = shift.windows["lan"]
    lan.open("/releases")
    lan.press(f"#found a:has-text('dem-{shift.language}')")
    lan.expect("#state", shift.says(State.HELD))
    return lan.page.url.rpartition("/")[2]


def _approves(reader: Reader, release: str, then: str = "") -> None:
    """One officer says yes, and why."""
    reader.open(f"/releases/{release}")
    reader.page.fill("textarea[name=reason]", "ok")
    reader.press("form[action$='/approve'] button.main")
    if then:
        reader.expect("#state", then)


def _is_seen_abroad(shift: Shift, indicator: str, domain: str) -> None:
    """The partner matches its traffic; its sighting comes back and stands beside the indicator."""
    abroad, centre = shift.play.players[ABROAD].node, shift.play.centre.node
    lines = [b"ts,query,client", f"2026-11-22T00:55:00Z,{domain},192.0.2.7".encode()]
    abroad.watch.catch_up()
    matched = abroad.watch.match_lines(
        "dns.csv", iter(lines), abroad.clock(), marking_refs=[TLP_2_IDS[Tlp.GREEN]]
    )
    (hit,) = matched.matched.hits
    assert hit.object_id == indicator
    ids = abroad.workspace.write("sightings", matched.sightings, "siti")
    abroad.releases.publish(
        Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "siti", (shift.play.centre.part.name,))
    )

    def is_here() -> bool:
        with centre.store.read() as tx:
            return len(objects.currents(tx, [ObjectId(one) for one in ids])) == len(ids)

    assert wait_until(is_here, WAIT_S)
    hoa = shift.windows["hoa"]
    hoa.open(f"/objects/{indicator}")
    hoa.expect("main", ABROAD)


def _is_recalled(shift: Shift, indicator: str) -> None:
    """It was wrong: the release officer takes it back, and sees the partner confirm."""
    lan = shift.windows["lan"]
    lan.open(f"/recalls/{indicator}")
    lan.page.fill("textarea#reason", "Máy chủ của một trường học")
    lan.press("button.grave")
    lan.expect("#who", shift.says(State.RECALLED))
