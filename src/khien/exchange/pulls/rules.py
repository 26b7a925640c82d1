"""When to fetch again."""

from __future__ import annotations

from datetime import timedelta

LONGEST_REST = timedelta(hours=1)


def rest(every: timedelta, attempts: int) -> timedelta:
    """How long to wait before the next visit to a partner.

    Args:
        every: the usual interval.
        attempts: visits that failed since one succeeded; each doubles the wait, up to an hour.
    """
    doubled: timedelta = every * (1 << min(max(attempts - 1, 0), 20))
    return min(doubled, max(every, LONGEST_REST))
