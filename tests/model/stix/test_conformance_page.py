"""docs/conformance.md says what is so."""

from __future__ import annotations

from tests.model.stix import conformance_page
from tests.shared import shared


def test_the_page_is_up_to_date() -> None:
    """The numbers and the explained differences are those of today's rules; no difference lacks a reason."""
    shared(conformance_page.CASES)
    shared(conformance_page.FILES)

    drawn = conformance_page.draw()

    assert drawn == conformance_page.PAGE.read_text(encoding="utf-8"), (
        "run: python -m tests.model.stix.conformance_page"
    )


def test_all_recorded_cases_are_counted() -> None:
    """Each of the 466 recorded verdicts is in the matrix."""
    shared(conformance_page.CASES)

    assert len(conformance_page.cases()) == 466
    assert len(conformance_page.cases(mended=True)) == 466
