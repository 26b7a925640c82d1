"""Early warnings as STIX reports with the fields of CAP 1.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import judge
from khien.model.stix.known_extensions import EARLY_WARNING
from khien.model.warning import (
    AUTHOR,
    EarlyWarning,
    Frame,
    Standing,
    content_of,
    definition,
    warning_of,
)

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ID = "report--00000009-0000-4000-8000-000000000000"
SHORT = EarlyWarning(
    status="actual",
    message="alert",
    headline="Phishing",
    event="phishing",
    description="Seen today.",
    instruction="",
    category="security",
    urgency="immediate",
    severity="severe",
    certainty="observed",
    effective=NOW,
    expires=NOW + timedelta(days=1),
)
LONG = replace(
    SHORT,
    message="update",
    instruction="Block it.",
    onset=NOW + timedelta(hours=1),
    countries=("VN", "TH"),
    sectors=("energy",),
    references=(f"{ID} 2026-11-22T07:00:00.000Z",),
    note="More of them.",
)
FRAME = Frame(ID, AUTHOR, NOW, Tlp.GREEN)


@pytest.mark.parametrize("warning", [SHORT, LONG, replace(LONG, status="exercise")])
def test_a_warning_is_what_was_written(warning: EarlyWarning) -> None:
    """Writing a warning as STIX and reading it again gives the same, and STIX has nothing against it."""
    content = content_of(warning, FRAME)

    assert warning_of(content) == warning
    assert judge(msgspec.json.encode(content)).findings == ()


def test_who_knows_nothing_of_warnings_sees_a_report() -> None:
    """Name, description, label and marking stand where any STIX reader looks."""
    content = content_of(SHORT, FRAME)

    assert (content["type"], content["name"], content["description"]) == (
        "report", "Phishing", "Seen today.",
    )  # fmt: skip
    assert content["labels"] == ["early-warning"]
    assert content["object_marking_refs"] == [TLP_2_IDS[Tlp.GREEN]]
    assert content["object_refs"] == [AUTHOR]  # about nothing else: about who warns


def test_a_version_keeps_when_it_was_made_first_and_what_it_is_about() -> None:
    """`created` and the objects come from the frame; `modified` is now."""
    frame = replace(FRAME, created="2026-11-21T00:00:00.000Z", objects=(ID,))

    content = content_of(LONG, frame)

    assert content["created"] == content["published"] == "2026-11-21T00:00:00.000Z"
    assert content["modified"] == "2026-11-22T08:00:00.000Z"
    assert content["object_refs"] == [ID]


def test_an_exercise_is_kept_apart() -> None:
    """An exercise says so, and carries the label that the gate fences."""
    exercise = replace(SHORT, status="exercise")

    assert exercise.is_exercise
    assert not SHORT.is_exercise
    assert content_of(exercise, FRAME)["labels"] == ["early-warning", "exercise"]


def test_a_cancelled_warning_is_revoked() -> None:
    """The last version is revoked; the others do not speak of it."""
    assert content_of(replace(SHORT, message="cancel"), FRAME)["revoked"] is True
    assert "revoked" not in content_of(SHORT, FRAME)


def test_a_warning_ends_at_its_instant() -> None:
    """It counts until just before it expires, unless it was taken back."""
    last = SHORT.expires - timedelta(microseconds=1)

    assert SHORT.standing(last) is Standing.IN_FORCE
    assert SHORT.standing(SHORT.expires) is Standing.EXPIRED
    assert SHORT.standing(NOW, revoked=True) is Standing.CANCELLED
    assert replace(SHORT, message="cancel").standing(NOW) is Standing.CANCELLED


@pytest.mark.parametrize(
    "change",
    [
        {"type": "note"},
        {"extensions": None},
        {"extensions": {}},
        {"extensions": {EARLY_WARNING: {"extension_type": "property-extension"}}},
        {"extensions": {EARLY_WARNING: "yes"}},
    ],
)
def test_what_breaks_our_rules_is_no_warning(change: dict[str, Any]) -> None:
    """Anything else is an ordinary object, and never an error."""
    assert warning_of(content_of(SHORT, FRAME) | change) is None


def test_a_day_that_does_not_exist_is_no_time() -> None:
    """The form of a timestamp alone is not enough."""
    content = content_of(SHORT, FRAME)
    content["extensions"][EARLY_WARNING]["expires"] = "2026-02-30T00:00:00.000Z"

    assert warning_of(content) is None


def test_the_definition_is_one_and_may_go_to_anybody() -> None:
    """Its content does not depend on the node, so that every node holds the same."""
    assert judge(msgspec.json.encode(definition())).findings == ()
    assert definition()["object_marking_refs"] == [TLP_2_IDS[Tlp.CLEAR]]
    assert definition()["id"] == EARLY_WARNING
