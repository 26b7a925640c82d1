"""The rows of the outbox. An item stays until the partner took it; order is kept per partner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal_column, select, update

from khien.exchange.rows import outbox
from khien.model.instants import from_microseconds, to_microseconds
from khien.store.bell import outbox_of, tell
from khien.store.siblings import among, pour


class Kind(StrEnum):
    """What an item carries."""

    OBJECT = "object"
    RECALL = "recall"
    RECEIPT = "receipt"
    AGREEMENT = "agreement"
    KEY = "key"
    NOTICE = "notice"


KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for one partner."""

    seq: int
    partner: str
    kind: Kind
    subject: str
    body: str
    delivery: str | None
    attempts: int
    next_try: datetime
    error: str


def put(tx: Connection, kind: Kind, items: Iterable[tuple[str, str, str]], now: datetime) -> None:
    """Queue items, each (partner, subject, body), in their order."""
    now_us = to_microseconds(now)
    names = ("partner", "kind", "subject", "body", "attempts", "next_us", "error")
    rows = [(partner, kind.value, subject, body, 0, now_us, "") for partner, subject, body in items]
    pour(tx, outbox, names, rows)
    for partner in {row[0] for row in rows}:
        tell(tx, outbox_of(partner))


def newest(tx: Connection) -> int:
    """The number of the last item that was queued for anybody; 0 where there was none."""
    return tx.execute(select(func.max(outbox.c.seq))).scalar() or 0


def head(tx: Connection, partner: str, limit: int) -> list[Item]:
    """The next items for a partner: all of one kind and one delivery, at most `limit`, in order.

    A new key of ours goes before everything else: without it the partner believes nothing after it.
    """
    mine = select(outbox).where(outbox.c.partner == partner, outbox.c.done_us.is_(None))
    mine = mine.order_by(outbox.c.seq).limit(limit)
    keys = tx.execute(mine.where(outbox.c.kind == literal_column(f"'{Kind.KEY.value}'"))).all()
    items = [_item(row) for row in keys or tx.execute(mine).all()]
    first = items[:1]
    for item in items[1:]:
        if (item.kind, item.delivery) != (first[0].kind, first[0].delivery):
            break
        first.append(item)
    return first


def everything_for(tx: Connection, partner: str) -> list[Item]:
    """All that waits for a partner, in the order of `head`."""
    return [_item(row) for row in tx.execute(_queue(partner))]


def _queue(partner: str) -> Select[Any]:
    first_keys = case((outbox.c.kind == Kind.KEY.value, 0), else_=1)
    waits = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    return select(outbox).where(waits).order_by(first_keys, outbox.c.seq)


def _item(row: Sequence[Any]) -> Item:
    seq, partner, kind, subject, body, delivery, attempts, next_us, _, error = row
    next_try = from_microseconds(next_us)
    return Item(seq, partner, KINDS[kind], subject, body, delivery, attempts, next_try, error)


def assign(tx: Connection, items: Sequence[Item], delivery: str | None) -> None:
    """Give items their delivery before the first attempt, so that a second one is the same.

    None takes it from them again: they go with another one.
    """
    tx.execute(
        update(outbox)
        .where(among(tx, outbox.c.seq, [i.seq for i in items]))
        .values(delivery=delivery)
    )


def done(tx: Connection, items: Sequence[Item], now: datetime) -> None:
    """The partner took them."""
    tx.execute(
        update(outbox)
        .where(among(tx, outbox.c.seq, [i.seq for i in items]))
        .values(done_us=to_microseconds(now), error="")
    )


def carried(tx: Connection, items: Sequence[Item]) -> bool:
    """Whether somebody else carried them meanwhile: a process that was cut off as it said so."""
    here = outbox.c
    left = here.done_us.is_(None) | (here.error != "")
    query = select(func.count()).where(among(tx, here.seq, [i.seq for i in items]), left)
    return tx.execute(query).scalar_one() == 0


def failed(tx: Connection, items: Sequence[Item], next_try: datetime, error: str) -> None:
    """The attempt failed; the next one is not before `next_try`."""
    tx.execute(
        update(outbox)
        .where(among(tx, outbox.c.seq, [i.seq for i in items]))
        .values(
            attempts=outbox.c.attempts + 1, next_us=to_microseconds(next_try), error=error[:500]
        )
    )


def hurry(tx: Connection, partner: str, now: datetime) -> None:
    """Try what waits for a partner now, however often it failed: it is reached in another way."""
    waiting = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    tx.execute(update(outbox).where(waiting).values(next_us=to_microseconds(now), error=""))
    tell(tx, outbox_of(partner))


def parked(tx: Connection, items: Sequence[Item], now: datetime, error: str) -> None:
    """The partner refuses them for good: they leave the queue, and stay listed with the reason."""
    tx.execute(
        update(outbox)
        .where(among(tx, outbox.c.seq, [i.seq for i in items]))
        .values(
            done_us=to_microseconds(now), attempts=outbox.c.attempts + 1, error=f"parked {error}"
        )
    )


def parked_items(tx: Connection) -> list[tuple[str, str, str, str]]:
    """Partner, kind, subject and reason of everything that a partner refused for good."""
    rows = tx.execute(
        select(outbox.c.partner, outbox.c.kind, outbox.c.subject, outbox.c.error)
        .where(outbox.c.error.like("parked %"))
        .order_by(outbox.c.seq)
    )
    return [(r.partner, r.kind, r.subject, r.error) for r in rows]


def waiting(tx: Connection) -> dict[str, int]:
    """How many items wait, per partner."""
    rows = tx.execute(
        select(outbox.c.partner, func.count())
        .where(outbox.c.done_us.is_(None))
        .group_by(outbox.c.partner)
    )
    return {row[0]: row[1] for row in rows}


def still(tx: Connection, kind: Kind, subjects: Sequence[str]) -> set[str]:
    """Which of these wait in the queue, for whomever."""
    here = outbox.c
    found: set[str] = set()
    for start in range(0, len(subjects), 500):
        some = here.subject.in_(subjects[start : start + 500])
        query = select(here.subject).where(here.kind == kind.value, here.done_us.is_(None), some)
        found.update(tx.execute(query).scalars())
    return found


def cancel(tx: Connection, subjects: Sequence[str], now: datetime) -> set[str]:
    """Take objects back that are not on their way yet; returns the subjects that were still here."""
    here = outbox.c
    waiting = (here.kind == Kind.OBJECT.value) & here.done_us.is_(None) & here.delivery.is_(None)
    gone: set[str] = set()
    some = among(tx, here.subject, subjects)
    gone.update(tx.execute(select(here.subject).where(waiting, some)).scalars())
    values = {"done_us": to_microseconds(now), "error": "withdrawn"}
    tx.execute(update(outbox).where(waiting, some).values(values))
    return gone


def drop(tx: Connection, subjects: Sequence[str], now: datetime) -> None:
    """Take objects out of the queue, also those that were tried already."""
    here = outbox.c
    waiting = (here.kind == Kind.OBJECT.value) & here.done_us.is_(None)
    if not subjects:
        return
    values = {"done_us": to_microseconds(now), "error": "lapsed"}
    some = among(tx, here.subject, subjects)
    tx.execute(update(outbox).where(waiting, some).values(values))


def drop_partner(tx: Connection, partner: str, now: datetime) -> None:
    """Nothing waits for this partner any more."""
    values = {"done_us": to_microseconds(now), "error": "partner-revoked"}
    waiting = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    tx.execute(update(outbox).where(waiting).values(values))
