"""The pages of early warnings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khien.app import warnings as app
from khien.model.marking import Tlp
from khien.model.warning import EarlyWarning
from tests.app.homes import NOW
from tests.web.console.conftest import Desk

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
