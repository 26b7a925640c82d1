"""Crossings by hour, counted once: a day of them may be a million, and the page of now asks every minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sqlalchemy import Connection

from khien.exchange.waiting.rows import per_hour

SETTLED: Final = timedelta(minutes=5)
"""What is older is counted once: a transaction that long ago has ended, so nothing joins it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was counted from one instant until before another."""

    since: datetime
    until: datetime
    out: Counter[int]
    came: Counter[int]


class Tally:
    """How much crossed, by partner and hour. Threads may share it; what it forgets it counts again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, _Known] = {}

    def per_hour(
        self, tx: Connection, partner: str, since: datetime, now: datetime
    ) -> tuple[Counter[int], Counter[int]]:
        """As `rows.per_hour`; only what came since the last question is read from the database."""
        settled = max(since, now - SETTLED)
        with self._lock:
            known = self._known.get(partner)
        if known is None or not known.since <= since <= known.until <= settled:
            known = _Known(since, since, Counter(), Counter())
        out, came = per_hour(tx, partner, known.until, settled)
        first = int(since.timestamp()) // 3600
        known = _Known(
            since, settled, _from(known.out + out, first), _from(known.came + came, first)
        )
        with self._lock:
            self._known[partner] = known
        out, came = per_hour(tx, partner, settled)
        return known.out + out, known.came + came


def _from(hours: Counter[int], first: int) -> Counter[int]:
    return Counter({hour: count for hour, count in hours.items() if hour >= first})
