"""What points to what, a page at a time: an object may have a million neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import Connection, func, select
from sqlalchemy.sql.elements import ColumnElement

from khien.model.ids import ObjectId
from khien.store.objects.reading import AnySelect
from khien.store.objects.readmodel import AnyRow
from khien.store.objects.records import Link
from khien.store.objects.rows import object_relation
from khien.store.siblings import among

Direction = Literal["out", "in"]
MOST_KINDS: Final = 60
AFTER_ALL: Final = "\U0010ffff"


def link_kinds(tx: Connection, object_id: ObjectId, direction: Direction) -> list[str]:
    """In which ways an object points to others, or others to it; each found by one step in an index."""
    here, _ = _ends(direction)
    kind = object_relation.c.kind
    found: list[str] = []
    last = ""
    while len(found) < MOST_KINDS:
        query = select(func.min(kind)).where(here == object_id, kind > last)
        last = tx.execute(query).scalar() or ""
        if not last:
            break
        found.append(last)
    return found


def links(
    tx: Connection,
    object_id: ObjectId,
    direction: Direction,
    kind: str,
    limit: int = 50,
    *,
    after: str = "",
    prefix: str = "",
) -> list[Link]:
    """Links of one kind, in the order of the ids at the other end.

    Args:
        tx: an open transaction.
        object_id: the object at this end.
        direction: `out` for what it points to, `in` for what points to it.
        kind: a property, or the type of a relationship.
        limit: at most this many.
        after: the id at the other end of the last link of the page before.
        prefix: only where the id at the other end begins so, as in `note--`.
    """
    here, there = _ends(direction)
    query = _links().where(here == object_id, object_relation.c.kind == kind, there > after)
    if prefix:
        query = query.where(there >= prefix, there < prefix + AFTER_ALL)
    return [_link(row) for row in tx.execute(query.order_by(there).limit(limit))]


def links_among(tx: Connection, object_ids: Sequence[ObjectId], limit: int) -> list[Link]:
    """Links of which both ends are among these objects."""
    column = object_relation.c
    query = _links().where(
        among(tx, column.from_id, object_ids),
        among(
            tx, column.to_id + "", object_ids
        ),  # from the other end: many may point to one object
    )
    return [_link(row) for row in tx.execute(query.limit(limit))]


def _ends(direction: Direction) -> tuple[ColumnElement[str], ColumnElement[str]]:
    column = object_relation.c
    return (column.from_id, column.to_id) if direction == "out" else (column.to_id, column.from_id)


def _links() -> AnySelect:
    return select(object_relation)


def _link(row: AnyRow) -> Link:
    return Link(row.owner_id, row.from_id, row.kind, row.to_id, relationship=row.relationship)
