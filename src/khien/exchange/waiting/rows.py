"""What waits for a person, oldest first: few rows each, found by an index of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Select, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from khien.exchange.rows import arrival, outbox, release
from khien.model.instants import from_microseconds, to_microseconds

COUNTED: Final = 10_000
"""More than so many are told as so many: nobody reads the difference."""


class Wait(StrEnum):
    """For what somebody is needed."""

    QUARANTINED = "quarantined"  # arrived, and a person decides
    HELD = "held"  # a release that wants approval
    UNANSWERED = "unanswered"  # sent long ago, and no receipt
    RECALLING = "recalling"  # taken back, not yet confirmed
    REVIEW = "review"  # went by the emergency path, and is to be reviewed


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `since` is when it began, or for a review when it is due."""

    id: str
    partner: str
    object_id: str
    type: str
    tlp: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """The oldest of what waits in one way, and how many wait in all, up to `COUNTED`."""

    wait: Wait
    count: int
    oldest: tuple[Item, ...]


def queues(tx: Connection, unanswered_before: datetime, limit: int) -> list[Queue]:
    """Every way in which something can wait, each with its oldest `limit` items."""
    return [_queue(tx, wait, unanswered_before, limit) for wait in Wait]


def _queue(tx: Connection, wait: Wait, before: datetime, limit: int) -> Queue:
    if wait is Wait.QUARANTINED:
        table, since = arrival, _since(wait)
        kind: ColumnElement[Any] = literal_column("''")
    else:
        table, since = release, _since(wait)
        kind = release.c.type
    where = _where(wait, to_microseconds(before))
    columns = (table.c.id, table.c.partner, table.c.object_id, kind.label("type"), table.c.tlp)
    first = select(*columns, since.label("since_us")).where(*where).order_by(since).limit(limit)
    some = select(since).where(*where).limit(COUNTED + 1).subquery()
    count = tx.execute(select(func.count()).select_from(some)).scalar_one()
    items = tuple(
        Item(r.id, r.partner, r.object_id, r.type, r.tlp, from_microseconds(r.since_us))
        for r in tx.execute(first)
    )
    return Queue(wait, min(count, COUNTED), items)


def _since(wait: Wait) -> ColumnElement[Any]:
    return {
        Wait.QUARANTINED: arrival.c.at_us,
        Wait.HELD: release.c.published_us,
        Wait.UNANSWERED: release.c.published_us,
        Wait.RECALLING: release.c.published_us,
        Wait.REVIEW: release.c.review_due_us,
    }[wait]


def _where(wait: Wait, before_us: int) -> Sequence[ColumnElement[bool]]:
    match wait:
        case Wait.QUARANTINED:
            return (arrival.c.outcome == "quarantined",)
        case Wait.HELD:
            return (release.c.state == "held",)
        case Wait.UNANSWERED:
            sent = release.c.state == "sent"
            return (sent, release.c.sent_us < before_us)
        case Wait.RECALLING:
            return (release.c.state == "recalling",)
        case Wait.REVIEW:
            return (release.c.review_due_us.is_not(None),)


@dataclass(frozen=True, slots=True)
class Line:
    """How the exchange with one partner stands. Instants are None where there was nothing.

    `attempts` and `error` are those of the head of its queue: a partner that answers has none.
    """

    partner: str
    waiting: int
    oldest: datetime | None
    attempts: int
    error: str
    last_out: datetime | None
    last_in: datetime | None


def line_of(tx: Connection, partner: str) -> Line:
    """The state of the exchange with one partner."""
    queued = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    some = select(outbox.c.seq).where(queued).limit(COUNTED + 1).subquery()
    head = tx.execute(select(outbox).where(queued).order_by(outbox.c.seq).limit(1)).first()
    oldest_us = None
    if head is not None:
        query = select(func.min(release.c.released_us)).where(release.c.id == head.subject)
        oldest_us = tx.execute(query).scalar()
    taken = select(outbox.c.done_us).where(
        outbox.c.partner == partner, outbox.c.done_us.is_not(None), outbox.c.error == ""
    )
    taken = taken.order_by(outbox.c.done_us.desc()).limit(1)
    came = select(func.max(arrival.c.at_us)).where(arrival.c.partner == partner)
    return Line(
        partner=partner,
        waiting=min(tx.execute(select(func.count()).select_from(some)).scalar_one(), COUNTED),
        oldest=_instant(oldest_us),
        attempts=0 if head is None else head.attempts,
        error="" if head is None else head.error,
        last_out=_instant(tx.execute(taken).scalar()),
        last_in=_instant(tx.execute(came).scalar()),
    )


def per_hour(
    tx: Connection, partner: str, since: datetime, until: datetime | None = None
) -> tuple[Counter[int], Counter[int]]:
    """Crossings to and from one partner from an instant on, by hour (hours since 1970, UTC)."""
    of_out = _by_hour(release.c.released_us, since, until).where(release.c.partner == partner)
    of_in = _by_hour(arrival.c.at_us, since, until).where(arrival.c.partner == partner)
    return _counted(tx, of_out), _counted(tx, of_in)


def _by_hour(
    at_us: ColumnElement[Any], since: datetime, until: datetime | None
) -> Select[int, int]:
    hour = (at_us // 3_600_000_000).label("hour")
    query = select(hour, func.count()).where(at_us >= to_microseconds(since)).group_by("hour")
    return query if until is None else query.where(at_us < to_microseconds(until))


def _counted(tx: Connection, query: Select[int, int]) -> Counter[int]:
    return Counter({int(hour): count for hour, count in tx.execute(query)})


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
