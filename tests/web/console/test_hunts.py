"""The pages of hunts: the form, how far one is, and what it found."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from msgspec import structs

from khien.app.hunting import NewHunts, history_of
from khien.app.telemetry import HistorySettings
from tests.watch.history.samples import needs_columns
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import hold, thing

LOG = b"ts,client,query\n%d,10.1.2.3,www.login.evil.example\n%d,10.1.2.4,good.example\n"


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """A node that kept a day on which a bad name was asked for."""
    second = int(desk.node.clock().timestamp()) - 3600
    history_of(desk.node).keep("dns.csv", BytesIO(LOG % (second, second)), desk.node.clock())
    return desk


def hunted(desk: Desk, **fields: str) -> str:
    """Hunt as the analyst and wait for the end; gives the address of the page."""
    answer = desk.as_("analyst").post("/watch/hunts", fields)
    assert answer.status_code == 303, answer.text[:2000]
    desk.node.works.wait(60)
    return str(answer.headers["location"])


@needs_columns
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_hunt_shows_what_was_seen(watched: Desk, language: str) -> None:
    """Values are defanged, counts stand beside them, and no client is named."""
    page = hunted(watched, values="login[.]evil[.]example\nnone.example\n!?<b>")
    text = watched.as_("duty", language).get(page).text

    assert "www[.]login[.]evil[.]example" in text
    assert "login.evil.example" not in text
    assert (
        "/objects/value?value=login%5B.%5Devil%5B.%5Dexample" in text
    )  # who claims it is one click away
    assert "10.1.2.3" not in text
    assert "!?&lt;b&gt;" in text  # what is no value is named
    assert page in watched.as_("duty", language).get("/watch/hunts").text


@needs_columns
def test_pseudonyms_are_shown_when_asked(watched: Desk) -> None:
    """Who asks sees a pseudonym on the page of the result; never an address."""
    text = watched.as_("duty").get(hunted(watched, values="evil.example", clients="yes")).text

    assert "<summary>pseudonyms: 1</summary>" in text
    assert "10.1.2.3" not in text


def test_the_form_comes_back_with_the_reason(desk: Desk) -> None:
    """Nothing that can be looked for, or a day that is none."""
    duty = desk.as_("duty")

    assert "history.nothing-to-hunt" in duty.post("/watch/hunts", {"values": "!?"}).text
    assert duty.post("/watch/hunts", {"values": "a.example", "since": "soon"}).status_code == 400


@needs_columns
def test_a_file_that_is_gone_is_told_on_the_page(watched: Desk) -> None:
    """Before anybody hunts, and what is kept is still shown."""
    duty = watched.as_("duty")
    assert duty.get("/watch/hunts").status_code == 200
    folder = watched.node.home / "history"
    (names,) = folder.glob("20*/*.names.parquet")
    names.unlink()

    page = duty.get("/watch/hunts")

    assert page.status_code == 422
    assert "history.incomplete" in page.text
    assert str(names.relative_to(folder)) in page.text


def test_only_duty_and_analysts_hunt(desk: Desk) -> None:
    """Other roles get neither the form nor a result."""
    for role in ("release", "lawyer", "admin", "auditor"):
        assert desk.as_(role).get("/watch/hunts").status_code == 403


def test_a_damaged_history_is_named(desk: Desk) -> None:
    """The page says which file is broken."""
    folder = desk.node.home / "history"
    folder.mkdir()
    (folder / "manifest.json").write_text("{")

    assert "manifest.json" in desk.as_("duty").get("/watch/hunts").text


@needs_columns
def test_a_new_indicator_is_hunted_by_itself(watched: Desk) -> None:
    """What comes in after the first look, and is wished for, is hunted as long work; what was there is not."""
    wishes = HistorySettings(hunt_new=("partner:asean-cert",))
    settings = structs.replace(watched.node.settings, history=wishes)
    hunts = NewHunts(replace(watched.node, settings=settings))
    first = {"pattern_type": "stix", "valid_from": "2026-11-01T00:00:00.000Z"}
    hold(
        watched,
        thing(watched, "indicator", 1, pattern="[domain-name:value = 'good.example']", **first),
    )

    assert hunts.look() == ""

    hold(
        watched,
        thing(watched, "indicator", 2, pattern="[domain-name:value = 'evil.example']", **first),
        source="asean-cert",
    )
    work = hunts.look()
    watched.node.works.wait(60)

    assert hunts.look() == ""
    assert watched.node.works.found(work).result["seen"] == 1
    assert f"/watch/hunts/{work}" in watched.as_("duty").get("/watch/hunts").text
