"""The rows of arrivals, delivery notes and downgrades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)

from khien.exchange.rows import announcement, arrival, handling
from khien.model.instants import from_microseconds, to_microseconds
from khien.store.bell import CHANGED
from khien.store.bell import tell as tell_store
from khien.store.siblings import among, pour

COLUMNS = tuple(column.name for column in arrival.columns)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One version that a partner brought. `raw` is kept only while it is not in the store."""

    id: str
    partner: str
    delivery: str
    object_id: str
    modified: str
    sha256: str
    outcome: str
    reason: str
    detail: str
    agreement: str
    purpose: str
    tlp: int
    raw: bytes | None
    at: datetime
    receipt_due: str


def _arrival(row: Sequence[Any]) -> Arrival:
    values = list(row)
    values[-2] = from_microseconds(values[-2])
    return Arrival(*values)


def add(tx: Connection, arrivals: Iterable[Arrival]) -> None:
    """Write new arrivals."""
    rows = [
        (
            a.id, a.partner, a.delivery, a.object_id, a.modified, a.sha256, a.outcome, a.reason,
            a.detail, a.agreement, a.purpose, a.tlp, a.raw, to_microseconds(a.at), a.receipt_due,
        )
        for a in arrivals
    ]  # fmt: skip
    pour(tx, arrival, COLUMNS, rows)
    tell_store(tx, CHANGED)


def of_delivery(tx: Connection, partner: str, delivery: str) -> list[Arrival]:
    """What came with one delivery."""
    query = select(arrival).where(arrival.c.partner == partner, arrival.c.delivery == delivery)
    return [_arrival(row) for row in tx.execute(query.order_by(arrival.c.at_us, arrival.c.id))]


def by_id(tx: Connection, partner: str, ids: Sequence[str]) -> dict[str, Arrival]:
    """Arrivals of one partner, by the release ids that it gave."""
    found: dict[str, Arrival] = {}
    if ids:
        query = select(arrival).where(arrival.c.partner == partner, among(tx, arrival.c.id, ids))
        found.update((row.id, _arrival(row)) for row in tx.execute(query))
    return found


def named(tx: Connection, arrival_id: str) -> list[Arrival]:
    """Arrivals with that id; two partners could give the same one."""
    return [_arrival(row) for row in tx.execute(select(arrival).where(arrival.c.id == arrival_id))]


def with_outcome(tx: Connection, outcome: str) -> list[Arrival]:
    """All arrivals with one outcome, oldest first."""
    query = select(arrival).where(arrival.c.outcome == outcome)
    return [_arrival(row) for row in tx.execute(query.order_by(arrival.c.at_us, arrival.c.id))]


def turned(
    tx: Connection, outcome: str, partner: str, after: tuple[int, str] | None, limit: int
) -> list[Arrival]:
    """One page of arrivals for people, without their bytes: what waits oldest first, else newest first.

    Args:
        tx: an open transaction.
        outcome: the one wanted.
        partner: of this one; '' is any.
        after: where the page before ended: `at_us` and id.
        limit: at most so many.
    """
    here = arrival.c
    waits = outcome == "quarantined"
    columns = [literal_column("NULL").label("raw") if c is here.raw else c for c in arrival.columns]
    query = select(*columns).where(here.outcome == outcome)
    if partner:
        query = query.where(here.partner == partner)
    if after is not None:
        at, place = tuple_(here.at_us, here.id), tuple_(*after)
        query = query.where(at > place if waits else at < place)
    order = (here.at_us, here.id) if waits else (here.at_us.desc(), here.id.desc())
    return [_arrival(row) for row in tx.execute(query.order_by(*order).limit(limit))]


def small(tx: Connection, ids: Sequence[str], most_bytes: int) -> list[Arrival]:
    """Those of these arrivals whose bytes are kept and few, with them."""
    query = select(arrival).where(among(tx, arrival.c.id, ids))
    query = query.where(func.length(arrival.c.raw) <= most_bytes)
    return [_arrival(row) for row in tx.execute(query)]


def of_contents(
    tx: Connection, partner: str, contents: Iterable[tuple[str, str]], outcomes: Sequence[str]
) -> dict[tuple[str, str], Arrival]:
    """What one partner brought before, by (object id, sha256), with one of these outcomes."""
    wanted = set(contents)
    ids = sorted({object_id for object_id, _ in wanted})
    query = select(arrival).where(among(tx, arrival.c.object_id, ids))
    found: dict[tuple[str, str], Arrival] = {}
    for row in tx.execute(query.order_by(arrival.c.at_us.desc(), arrival.c.id)):
        if row.partner == partner and row.outcome in outcomes:  # see `of_object`
            found[row.object_id, row.sha256] = _arrival(row)
    return {content: one for content, one in found.items() if content in wanted}


def others_with(tx: Connection, a: Arrival) -> int:
    """How many other partners brought the same content, and have not taken it back."""
    query = (
        select(func.count(arrival.c.partner.distinct()))
        .where(arrival.c.object_id == a.object_id, arrival.c.sha256 == a.sha256)
        .where(arrival.c.partner != a.partner, arrival.c.outcome == "accepted")
    )
    return tx.execute(query).scalar_one()


def of_object(tx: Connection, object_ids: Sequence[str]) -> dict[str, list[Arrival]]:
    """Accepted arrivals by object id: whose terms an object keeps.

    The ids alone choose the rows: SQLite, where it has counted nothing yet, would rather read every
    arrival of an outcome or a partner by its index.
    """
    found: dict[str, list[Arrival]] = {}
    query = select(arrival).where(among(tx, arrival.c.object_id, object_ids))
    for row in tx.execute(query.order_by(arrival.c.at_us, arrival.c.id, arrival.c.partner)):
        if row.outcome == "accepted":
            found.setdefault(row.object_id, []).append(_arrival(row))
    return found


def decide(tx: Connection, decided: Arrival) -> None:
    """A person decided on what was in quarantine, or the sender took it back."""
    tx.execute(
        update(arrival)
        .where(arrival.c.id == decided.id, arrival.c.partner == decided.partner)
        .values(
            outcome=decided.outcome,
            reason=decided.reason,
            detail=decided.detail,
            receipt_due=decided.receipt_due,
            raw=decided.raw,
        )
    )


def due(tx: Connection, limit: int) -> list[Arrival]:
    """Arrivals whose outcome the partner has not been told yet."""
    query = select(arrival).where(arrival.c.receipt_due > "")  # so that the index is of use
    query = query.order_by(arrival.c.at_us, arrival.c.id, arrival.c.partner).limit(limit)
    return [_arrival(r) for r in tx.execute(query).all()]


def due_marks(tx: Connection, limit: int) -> set[tuple[str, str, str]]:
    """Id, partner and outcome of what `due` gives."""
    here = arrival.c
    query = select(here.id, here.partner, here.receipt_due).where(here.receipt_due > "")
    query = query.order_by(here.at_us, here.id, here.partner).limit(limit)
    return {(name, partner, due) for name, partner, due in tx.execute(query).all()}


def told(tx: Connection, arrivals: Sequence[Arrival]) -> None:
    """Their receipts are signed and queued."""
    by_partner: dict[str, list[str]] = {}
    for a in arrivals:
        by_partner.setdefault(a.partner, []).append(a.id)
    for name, ids in by_partner.items():
        some = among(tx, arrival.c.id, ids)
        tx.execute(update(arrival).where(arrival.c.partner == name, some).values(receipt_due=""))


def tell_again(tx: Connection, arrivals: Sequence[Arrival]) -> None:
    """The partner asks again (a repeated delivery): answer with the present outcome."""
    for a in arrivals:
        tx.execute(
            update(arrival)
            .where(arrival.c.id == a.id, arrival.c.partner == a.partner)
            .values(receipt_due=a.outcome)
        )


def tell(tx: Connection, a: Arrival, outcome: str) -> None:
    """Tell the partner of something that leaves the arrival as it is, such as a downgrade."""
    tx.execute(
        update(arrival)
        .where(arrival.c.id == a.id, arrival.c.partner == a.partner)
        .values(receipt_due=outcome)
    )


def since(tx: Connection, partner: str, after: datetime) -> int:
    """How many objects a partner brought after a point in time."""
    query = (
        select(func.count())
        .select_from(arrival)
        .where(arrival.c.partner == partner, arrival.c.at_us > to_microseconds(after))
    )
    return tx.execute(query).scalar_one()


def announce(
    tx: Connection, partner: str, delivery: str, note: dict[str, Any], now: datetime
) -> None:
    """Keep a delivery note that is not here yet."""
    tx.execute(
        insert(announcement).values(
            delivery=delivery,
            partner=partner,
            note=msgspec.json.encode(note).decode(),
            at_us=to_microseconds(now),
        )
    )


def noted(tx: Connection, partner: str, delivery: str) -> dict[str, Any] | None:
    """The delivery note that a partner sent ahead."""
    row = tx.execute(
        select(announcement.c.note).where(
            announcement.c.partner == partner, announcement.c.delivery == delivery
        )
    ).first()
    return None if row is None else msgspec.json.decode(row.note)


def tighten(
    tx: Connection, object_id: str, modified: str, tlp: int, by: str, now: datetime
) -> None:
    """Record that the sender wants a version handled at least this strictly."""
    before = handling_of(tx, [object_id]).get((object_id, modified), -1)
    same = (handling.c.object_id == object_id) & (handling.c.modified == modified)
    tx.execute(delete(handling).where(same))
    tx.execute(
        insert(handling).values(
            object_id=object_id,
            modified=modified,
            tlp=max(tlp, before),
            by=by,
            at_us=to_microseconds(now),
        )
    )


def handling_of(tx: Connection, object_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """The downgrades of objects, by (object id, modified)."""
    found: dict[tuple[str, str], int] = {}
    query = select(handling).where(among(tx, handling.c.object_id, object_ids))
    for row in tx.execute(query):
        found[row.object_id, row.modified] = row.tlp
    return found
