"""The pages of early warnings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khien.app import warnings as app
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix.known_extensions import EARLY_WARNING
from khien.model.warning import EarlyWarning, Frame, content_of
from khien.store import objects
from tests.app.homes import NOW
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import BAD, hold, thing, uuid

SAID = EarlyWarning(
    status="actual",
    message="alert",
    headline="Phishing of bank customers",
    event="phishing",
    description="See https://login.evil.example/a",
    instruction="Block the domains.",
    category="security",
    urgency="immediate",
    severity="severe",
    certainty="observed",
    effective=NOW,
    expires=NOW + timedelta(days=2),
    countries=("VN", "TH"),
)


def warned(desk: Desk, tlp: Tlp = Tlp.GREEN) -> str:
    """A warning of ours; gives its id."""
    return app.write(desk.node, SAID, tlp, "duty")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_pages_open(desk: Desk, language: str) -> None:
    """Whoever signed in sees the list and a warning, in both languages."""
    warning = warned(desk)
    officer = desk.as_("auditor", language)
    for path in ("/warnings", "/warnings?standing=expired", f"/warnings/{warning}"):
        answer = officer.get(path)

        assert answer.status_code == 200, answer.text[:2000]


def test_a_warning_moves_from_in_force_to_expired_by_itself(desk: Desk) -> None:
    """Expiry is a matter of the clock alone; nothing is written."""
    warned(desk)
    assert SAID.headline in desk.as_("duty").get("/warnings").text

    desk.clock.move(timedelta(days=2))

    assert SAID.headline not in desk.as_("duty").get("/warnings").text
    assert SAID.headline in desk.as_("duty").get("/warnings?standing=expired").text


FORM = {
    "status": "actual",
    "headline": "Phishing of bank customers",
    "event": "phishing",
    "description": "Known facts.",
    "instruction": "Block.",
    "category": "security",
    "urgency": "immediate",
    "severity": "severe",
    "certainty": "observed",
    "effective": "2026-11-22T15:00",
    "onset": "",
    "expires": "2026-11-25T15:00",
    "countries": "vn, th",
    "sectors": ["energy"],
    "objects": "",
    "tlp": "green",
}


def test_a_warning_is_written_by_its_form(desk: Desk) -> None:
    """What was typed becomes a STIX report with our extension, in the officer's time zone."""
    answer = desk.as_("duty").post("/warnings/new", FORM)

    assert answer.status_code == 303, answer.text[:2000]
    (found,) = app.notices(desk.node)
    assert found.kept.content["labels"] == ["early-warning"]
    assert found.warning.countries == ("VN", "TH")
    assert found.warning.sectors == ("energy",)
    assert found.kept.author == "duty"
    with desk.node.store.read() as tx:
        assert objects.current(tx, ObjectId(EARLY_WARNING)) is not None


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("headline", "", "This must be filled in."),
        ("headline", "x" * 201, "At most 200 characters."),
        ("severity", "terrible", "Choose one of the list."),
        ("expires", "", "This must be filled in."),
        ("expires", "soon", "This is no time."),
        ("expires", "2026-11-21T00:00", "It must end after it takes effect, and after now."),
        ("onset", "2027-01-01T00:00", "What begins after the end needs no warning."),
        ("countries", "VN, VNM", "“VNM” is no country"),
        ("countries", "VN, XX", "“XX” is no country"),
        ("tlp", "pink", "Choose one of the list."),
        ("objects", "nothing", "nothing is not held here."),
        ("objects", BAD, "is not held here."),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, field: str, typed: str, told: str
) -> None:
    """The form comes back with the mistake and with everything else as it was."""
    answer = desk.as_("duty").post("/warnings/new", {**FORM, field: typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert f'id="{field}-mistake"' in answer.text
    assert "Known facts." in answer.text or field == "description"
    assert not app.notices(desk.node)


def test_an_update_refers_to_the_version_before_it(desk: Desk) -> None:
    """An update says what changed; the earlier version stays, and is referred to."""
    warning = warned(desk)
    desk.clock.move(timedelta(hours=1))
    duty = desk.as_("duty")
    assert "Block the domains." in duty.get(f"/warnings/{warning}/update").text
    assert (
        duty.post(f"/warnings/{warning}/update", FORM).status_code == 422
    )  # says not what changed

    answer = duty.post(f"/warnings/{warning}/update", {**FORM, "note": "More domains."})

    assert answer.status_code == 303, answer.text[:2000]
    now, before = app.history(desk.node, warning)
    assert (now.warning.message, now.warning.note) == ("update", "More domains.")
    assert now.warning.references == (f"{warning} {before.kept.modified}",)


def test_a_cancelled_warning_is_revoked_with_its_reason(desk: Desk) -> None:
    """Cancelling needs a reason, writes a last version, and nothing follows it."""
    warning = warned(desk)
    desk.clock.move(timedelta(hours=1))
    duty = desk.as_("duty")
    assert duty.post(f"/warnings/{warning}/cancel").status_code == 422

    assert duty.post(f"/warnings/{warning}/cancel", {"reason": "A false alarm."}).status_code == 303

    found = app.notice(desk.node, warning)
    assert found.kept.revoked
    assert found.warning.message == "cancel"
    assert "A false alarm." in desk.as_("auditor").get(f"/warnings/{warning}").text
    assert duty.post(f"/warnings/{warning}/cancel", {"reason": "Again."}).status_code == 409
    assert duty.get(f"/warnings/{warning}/update").status_code == 409


def test_a_warning_of_a_partner_is_acknowledged_not_changed(desk: Desk) -> None:
    """Only its creator changes a warning; we may say that we act on it."""
    frame = Frame(f"report--{uuid(9)}", f"identity--{uuid(8)}", NOW, Tlp.GREEN)
    hold(desk, content_of(SAID, frame), source="asean-cert")
    duty = desk.as_("duty")

    text = duty.get(f"/warnings/{frame.id}").text

    assert "/acknowledge" in text
    assert "/cancel" not in text
    assert duty.post(f"/warnings/{frame.id}/acknowledge").status_code == 303
    assert duty.post(f"/warnings/{frame.id}/cancel", {"reason": "x"}).status_code == 409


def test_nothing_is_published_to_nobody(desk: Desk) -> None:
    """The page says what the gate would do; without a partner nothing is asked of it."""
    warning = warned(desk)
    duty = desk.as_("duty")

    assert duty.get(f"/warnings/{warning}/publish").status_code == 200
    assert duty.post(f"/warnings/{warning}/publish").status_code == 422


def test_the_start_page_counts_warnings_in_force(desk: Desk) -> None:
    """What is in force stands on the page that an officer sees first."""
    warned(desk)

    assert SAID.headline in desk.as_("auditor").get("/").text


def test_an_ordinary_report_is_no_warning(desk: Desk) -> None:
    """The label alone makes no warning, and such a report has no page here."""
    plain = thing(
        desk, "report", 7, name="R", published="2026-11-01T00:00:00.000Z", labels=["early-warning"],
        object_refs=[desk.node.ourselves.identity],
    )  # fmt: skip
    hold(desk, plain)

    assert app.notices(desk.node) == []
    assert desk.as_("duty").get(f"/warnings/{plain['id']}").status_code == 404
