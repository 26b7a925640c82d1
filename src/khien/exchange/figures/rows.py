"""Questions about counts, each one query."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    cast,
    func,
    literal_column,
    select,
)

from khien.exchange.releases.rules import State
from khien.exchange.rows import arrival, outbox, receipt, release
from khien.model.instants import from_microseconds, to_microseconds


@dataclass(frozen=True, slots=True)
class Parked:
    """A thing that a partner refused for good, why, and when it left the queue."""

    kind: str
    subject: str
    error: str
    attempts: int
    at: datetime


def waiting(tx: Connection) -> dict[tuple[str, str], int]:
    """How many items wait, by (partner, kind)."""
    query = select(outbox.c.partner, outbox.c.kind, func.count())
    query = query.where(outbox.c.done_us.is_(None)).group_by(outbox.c.partner, outbox.c.kind)
    return {(row[0], row[1]): row[2] for row in tx.execute(query)}


def oldest_waiting(tx: Connection) -> dict[str, datetime]:
    """When the oldest object that waits was released, by partner."""
    here = release.c.id == outbox.c.subject
    query = select(outbox.c.partner, func.min(release.c.released_us)).join_from(
        outbox, release, here
    )
    query = query.where(outbox.c.done_us.is_(None), release.c.released_us.is_not(None))
    found = tx.execute(query.group_by(outbox.c.partner))
    return {row[0]: from_microseconds(row[1]) for row in found}


def unanswered(tx: Connection, before: datetime) -> dict[str, int]:
    """Releases that were sent before an instant and have no receipt yet, by partner."""
    query = select(release.c.partner, func.count()).where(
        release.c.state == State.SENT.value, release.c.sent_us < to_microseconds(before)
    )
    return {row[0]: row[1] for row in tx.execute(query.group_by(release.c.partner))}


def refused_here(tx: Connection) -> Counter[str]:
    """Releases that our gate refused, by the code of the first reason."""
    query = select(release.c.answers, func.count()).where(release.c.state == State.REFUSED.value)
    found: Counter[str] = Counter()
    for row in tx.execute(query.group_by(release.c.answers)):
        answers = json.loads(row[0])
        found[answers[0][0] if answers else ""] += row[1]
    return found


def arrived(tx: Connection) -> dict[tuple[str, str, str], int]:
    """What partners brought, by (partner, outcome, code)."""
    place = (arrival.c.partner, arrival.c.outcome, arrival.c.reason)
    query = select(*place, func.count()).group_by(*place)
    return {(row[0], row[1], row[2]): row[3] for row in tx.execute(query)}


DAY_US: Final = 86_400_000_000


def per_day(tx: Connection, partner: str, since: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Crossings to and from one partner since an instant, by day (days since 1970, UTC)."""
    start = to_microseconds(since)
    out, came = release.c.released_us, arrival.c.at_us
    of_out = select(_day(out), func.count()).where(release.c.partner == partner, out >= start)
    of_in = select(_day(came), func.count()).where(arrival.c.partner == partner, came >= start)
    return _by_day(tx, of_out.group_by(_day(out))), _by_day(tx, of_in.group_by(_day(came)))


def _day(column: Column[int]) -> ColumnElement[int]:
    # A literal, not a parameter: PostgreSQL takes two parameters for two different groupings.
    return cast(column, BigInteger).op("/")(literal_column(str(DAY_US)))


def _by_day(tx: Connection, query: Select[int, int]) -> dict[int, int]:
    return {int(row[0]): row[1] for row in tx.execute(query)}


def answer_seconds(tx: Connection, partner: str, newest: int) -> list[float]:
    """How long each of the newest releases that were sent waited for its first receipt, ascending."""
    sent = select(release.c.id, release.c.sent_us).where(
        release.c.partner == partner, release.c.sent_us.is_not(None)
    )
    some = sent.order_by(release.c.released_us.desc()).limit(newest).subquery()
    first = func.min(receipt.c.at_us) - some.c.sent_us
    query = select(first).join_from(some, receipt, receipt.c.release == some.c.id)
    query = query.where(receipt.c.direction == "taken", receipt.c.partner == partner)
    found = tx.execute(query.group_by(some.c.id, some.c.sent_us))
    return sorted(max(0, int(row[0])) / 1_000_000 for row in found)


def parked_of(tx: Connection, partner: str, limit: int) -> list[Parked]:
    """What this partner refused for good, the newest first."""
    here = outbox.c
    ended = here.done_us.is_not(None) & (here.error != literal_column("''"))
    query = select(outbox).where(here.partner == partner, ended, here.error.like("parked %"))
    return [
        Parked(row.kind, row.subject, row.error.removeprefix("parked "), row.attempts,
               from_microseconds(row.done_us))
        for row in tx.execute(query.order_by(here.seq.desc()).limit(limit))
    ]  # fmt: skip
