"""When to try again."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=5)


def back_off(attempts: int, jitter: float) -> timedelta:
    """How long to wait after so many failed attempts.

    Args:
        attempts: failures so far, from 1.
        jitter: 0 to 1, drawn by the caller, so that nodes that failed together do not return
            together; it shortens the delay by up to a quarter.
    """
    delay: timedelta = min(FIRST_DELAY * (1 << min(attempts - 1, 20)), LONGEST_DELAY)
    return delay * (1 - jitter / 4)


def waits(until: datetime, now: datetime) -> bool:
    """Whether the time for the next attempt has not come.

    No wait is longer than the longest back-off: what seems to be was noted by a clock that ran ahead
    and was mended since, and does not hold.
    """
    return now < until <= now + LONGEST_DELAY
