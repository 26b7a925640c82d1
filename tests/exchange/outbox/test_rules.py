"""Tests of `exchange.outbox.rules`: when to try again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from khien.exchange.outbox.rules import LONGEST_DELAY, back_off, waits


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (10_000, 300)]
)
def test_the_delay_doubles_up_to_a_limit(attempts: int, seconds: int) -> None:
    """Each failure doubles the wait, and a partner that was away for long is tried every 5 minutes."""
    assert back_off(attempts, 0) == timedelta(seconds=seconds)


def test_jitter_shortens_by_a_quarter_at_most() -> None:
    """Nodes that failed together do not come back together, and none waits longer for it."""
    assert back_off(9, 1) == timedelta(seconds=192)
    assert back_off(99, 0.5) == LONGEST_DELAY * 7 / 8


NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("until", "is_waiting"),
    [
        (NOW, False),
        (NOW + MOMENT, True),
        (NOW + LONGEST_DELAY, True),
        (NOW + LONGEST_DELAY + MOMENT, False),
        (datetime.min.replace(tzinfo=UTC), False),
    ],
)
def test_a_wait_that_a_wrong_clock_noted_does_not_hold(until: datetime, is_waiting: bool) -> None:
    """Nothing waits longer than the longest back-off, also when the clock was set back meanwhile."""
    assert waits(until, NOW) is is_waiting
