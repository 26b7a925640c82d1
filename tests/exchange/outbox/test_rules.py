"""Tests of `exchange.outbox.rules`: when to try again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khien.exchange.outbox.rules import LONGEST_DELAY, back_off


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
