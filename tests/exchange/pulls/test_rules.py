"""Tests of `exchange.pulls.rules`: when to fetch again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khien.exchange.pulls.rules import rest


@pytest.mark.parametrize(
    ("every", "attempts", "minutes"),
    [(5, 0, 5), (5, 1, 5), (5, 2, 10), (5, 4, 40), (5, 5, 60), (5, 9_999, 60), (90, 3, 90)],
)
def test_failed_visits_become_rarer(every: int, attempts: int, minutes: int) -> None:
    """Each failure doubles the wait, up to an hour, or the usual interval where that is longer."""
    assert rest(timedelta(minutes=every), attempts) == timedelta(minutes=minutes)
