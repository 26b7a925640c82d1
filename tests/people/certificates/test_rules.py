"""What a certificate opens, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khien.model.decision import Allowed, Refusal
from khien.people.certificates.rules import Certificate, Reason, works

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
PLAIN = Certificate(
    "one", "ab" * 32, "1f", None, NOON - timedelta(days=1), NOON + timedelta(days=1), NOON
)


@pytest.mark.parametrize("when", [PLAIN.not_before, NOON, PLAIN.not_after])
def test_it_works_on_its_days(when: datetime) -> None:
    """Both ends count (RFC 5280 §4.1.2.5)."""
    assert works(PLAIN, when) == Allowed()


@pytest.mark.parametrize(
    ("when", "code"),
    [
        (PLAIN.not_before - INSTANT, "people.certificate-early"),
        (PLAIN.not_after + INSTANT, "people.certificate-expired"),
    ],
)
def test_before_and_after_it_does_not(when: datetime, code: str) -> None:
    """A microsecond is enough."""
    assert works(PLAIN, when) == Refusal(code, "one")


def test_a_revoked_one_does_not() -> None:
    """From the instant on at which it was taken back; before it did."""
    ended = replace(PLAIN, revoked=NOON, reason=Reason.SUPERSEDED)

    assert works(ended, NOON - INSTANT) == Allowed()
    assert works(ended, NOON) == Refusal("people.certificate-revoked", "one")
