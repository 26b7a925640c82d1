"""The pages of drafts that the node wrote by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from khien.app import foresight
from khien.app import warnings as app
from khien.app.foresight import Draft, Matter, State, Why, rows
from khien.app.foresight.rules import Finding
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from tests.app.homes import NOW
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import hold, thing
from tests.web.console.test_warnings import FORM

NUMBERS = {
    Matter.BURST: Why(seen=60, expected=2.0, p=1e-9, level=5e-6, tested=10_000, days=56, parties=("abroad",)),
    Matter.FIRST: Why(seen=3, days=90, parties=("abroad", "operator"), sectors=("energy",)),
    Matter.SPREAD: Why(
        seen=9, days=7, parties=("abroad",), countries=("VN",), new_countries=("LA", "TH"), new_sectors=("water",)
    ),
}  # fmt: skip


def drafted(desk: Desk, matter: Matter = Matter.BURST) -> str:
    """A draft about an indicator that is held here; its id."""
    bad = thing(
        desk, "indicator", 71, name="Fake bank", pattern="[domain-name:value = 'login.evil.example']",
        pattern_type="stix", valid_from="2026-11-01T00:00:00Z",
    )  # fmt: skip
    if not foresight.open_drafts(desk.node):
        hold(desk, bad)
    finding = Finding(matter, (ObjectId(bad["id"]),), Tlp.AMBER, NUMBERS[matter])
    draft = Draft(f"draft--{matter.value}", finding, State.OPEN, NOW, NOW, NOW + timedelta(days=2))
    with desk.node.store.write() as tx:
        rows.write(tx, draft)
    return draft.id


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ("Burst of sightings", "seen 60 times")), ("vi", ("tăng đột biến", "60 lần"))],
)
def test_drafts_stand_apart_with_their_numbers(
    desk: Desk, language: str, told: tuple[str, ...]
) -> None:
    """On the list and on a page each, in both languages; whoever only reads finds no button."""
    drafts = [drafted(desk, matter) for matter in Matter]
    reader = desk.as_("auditor", language)

    listed = reader.get("/warnings").text
    for draft in drafts:
        assert f"/warnings/drafts/{draft}" in listed
        page = reader.get(f"/warnings/drafts/{draft}")
        assert page.status_code == 200, page.text[:2000]
        assert "/dismiss" not in page.text
        assert "abroad" in page.text
    burst = reader.get(f"/warnings/drafts/{drafts[0]}").text
    usual = "2.0" if language == "en" else "2,0"
    assert all(words in burst for words in (*told, "1·10⁻⁹", "5·10⁻⁶", usual))
    assert "e-09" not in burst + listed


def test_a_first_day_is_not_called_quiet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the list and on its page a draft without a known past says so."""
    young = replace(NUMBERS[Matter.FIRST], days=0)
    monkeypatch.setitem(NUMBERS, Matter.FIRST, young)
    draft = drafted(desk, Matter.FIRST)

    for page in ("/warnings", f"/warnings/drafts/{draft}"):
        text = desk.as_("duty").get(page).text
        assert "records begin today" in text
        assert "nobody in 0" not in text


def test_an_officer_takes_a_draft_over_and_edits_it(desk: Desk) -> None:
    """The usual form, filled in both languages; what is written closes the draft for everybody."""
    draft = drafted(desk)
    form = desk.as_("duty").get(f"/warnings/new?draft={draft}")
    assert form.status_code == 200
    assert "Ghi nhận tăng đột biến: Fake bank / Burst of sightings: Fake bank" in form.text
    assert 'value="amber" selected' in form.text

    lower = desk.as_("duty").post(f"/warnings/new?draft={draft}", FORM)
    assert lower.status_code == 422
    assert "TLP:AMBER is the marking of the draft" in lower.text
    assert app.notices(desk.node) == []
    answer = desk.as_("duty").post(f"/warnings/new?draft={draft}", FORM | {"tlp": "amber"})

    assert answer.status_code == 303, answer.text[:2000]
    (made,) = app.notices(desk.node)
    with desk.node.store.read() as tx:
        kept = rows.one(tx, draft)
    assert kept is not None
    assert (kept.state, kept.officer, kept.warning) == (State.TAKEN, "duty", made.kept.object_id)
    again = desk.as_("analyst").post(f"/warnings/new?draft={draft}", FORM)
    assert again.status_code == 422
    assert "was taken over or dismissed" in again.text
    assert len(app.notices(desk.node)) == 1
    assert draft not in desk.as_("duty").get("/warnings").text


def test_a_draft_is_dismissed_with_a_reason_only(desk: Desk) -> None:
    """Without one it stays, and the page says so; with one it is gone."""
    draft = drafted(desk)

    refused = desk.as_("duty").post(f"/warnings/drafts/{draft}/dismiss", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why this is no matter for a warning" in refused.text
    assert (
        desk.as_("auditor").post(f"/warnings/drafts/{draft}/dismiss", {"reason": "x"}).status_code
        == 403
    )

    answer = desk.as_("duty").post(
        f"/warnings/drafts/{draft}/dismiss", {"reason": "a test of ours"}
    )
    assert answer.headers["location"] == "/warnings"
    assert foresight.open_drafts(desk.node) == []
    assert desk.as_("duty").get(f"/warnings/drafts/{draft}").status_code == 409
    assert desk.as_("duty").get("/warnings/drafts/draft--none").status_code == 404


def test_a_draft_waits_on_the_first_page_and_stands_in_the_life_of_its_warning(desk: Desk) -> None:
    """An officer sees at once what the node drafted; what was made of it says that the node began it."""
    draft = drafted(desk)
    duty = desk.as_("duty")
    assert f"/warnings/drafts/{draft}" in duty.get("/").text

    made = duty.post(f"/warnings/new?draft={draft}", FORM | {"tlp": "amber"})

    assert made.status_code == 303, made.text[:2000]
    assert f"/warnings/drafts/{draft}" not in duty.get("/").text
    assert "drafted by the node" in duty.get(made.headers["location"]).text
