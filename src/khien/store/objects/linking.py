"""What points to what, a page at a time: an object may have a million neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from sqlalchemy import Connection, func, or_, select, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from khien.model.ids import ObjectId
from khien.store.objects.reading import AnySelect
from khien.store.objects.readmodel import AnyRow, numbers
from khien.store.objects.records import Link
from khien.store.objects.rows import object_current, object_relation, object_version
from khien.store.siblings import among, sibling

Direction = Literal["out", "in"]
MOST_KINDS: Final = 60
AT_ONCE: Final = 5_000  # of all that is pointed to
START: Final = (0, -1)


def link_kinds(tx: Connection, object_id: ObjectId, direction: Direction) -> list[str]:
    """In which ways an object points to others, or others to it; each found by one step in an index."""
    link = object_relation.c
    end = link.to_id if direction == "in" else link.from_id
    found = set(_steps(tx, end == object_id))
    if direction == "out":
        own = select(link.kind).where(_said_by(tx, object_id)).distinct()
        found.update(tx.execute(own).scalars())
    return sorted(found)[:MOST_KINDS]


def links(
    tx: Connection,
    object_id: ObjectId,
    direction: Direction,
    kind: str,
    limit: int = 50,
    *,
    after: tuple[int, int] = START,
    prefix: str = "",
) -> list[Link]:
    """Links of one kind, those that were said first before the others.

    Args:
        tx: an open transaction.
        object_id: the object at this end.
        direction: `out` for what it points to, `in` for what points to it.
        kind: a property, or the type of a relationship.
        limit: at most this many.
        after: `place` of the last link of the page before.
        prefix: only where the id at the other end begins so, as in `note--`.
    """
    link = object_relation.c
    if direction == "in":
        wanted = link.to_id == object_id
    else:
        wanted = or_(link.from_id == object_id, _said_by(tx, object_id))
    query = _links().where(wanted, link.kind == kind)
    query = query.where(tuple_(link.seq, link.place) > tuple_(*after))
    if prefix:
        there: ColumnElement[str] = link.to_id
        if direction == "in":
            there = func.coalesce(link.from_id, object_version.c.object_id)
        query = query.where(there.startswith(prefix, autoescape=True))
    query = query.order_by(link.seq, link.place).limit(limit)
    return [_link(row) for row in tx.execute(query)]


def pointing(
    tx: Connection, object_ids: Sequence[ObjectId], kind: str, prefix: str, most: int
) -> list[tuple[ObjectId, ObjectId]]:
    """Objects whose id begins so and that point to these by one property: who points, and to what."""
    link, owner = object_relation.c, object_version.c
    wanted = (among(tx, link.to_id, object_ids), link.kind == kind, link.from_id.is_(None))
    query = select(owner.object_id, link.to_id).join(object_version, owner.seq == link.seq)
    query = query.where(*wanted, owner.object_id.startswith(prefix, autoescape=True))
    rows = tx.execute(query.order_by(link.seq.desc()).limit(most))
    return [(row.object_id, row.to_id) for row in rows]


def pointed_to(tx: Connection, who: Sequence[tuple[str, str]]) -> Iterator[ObjectId]:
    """Everything that objects of a type point to by a property, of each such pair; often pointed to, it comes often."""
    link, here = object_relation.c, object_current.c
    for object_type, kind in who:
        query = select(link.to_id).join(object_current, here.seq == link.seq)
        query = query.where(here.type == object_type, link.kind == kind, link.from_id.is_(None))
        for some in sibling(tx).in_lists(tx, query, AT_ONCE):
            yield from (ObjectId(row[0]) for row in some)


def links_among(tx: Connection, object_ids: Sequence[ObjectId], limit: int) -> list[Link]:
    """Links of which both ends are among these objects."""
    link = object_relation.c
    to_one = among(tx, link.to_id + "", object_ids)  # not from that end: a hub has a million
    by_relationship = _links().where(among(tx, link.from_id, object_ids), to_one)
    by_property = _links().where(
        link.from_id.is_(None), among(tx, link.seq, numbers(tx, object_ids)), to_one
    )
    rows = tx.execute(union_all(by_relationship, by_property).limit(limit))
    return [_link(row) for row in rows]


def _steps(tx: Connection, end: ColumnElement[bool]) -> list[str]:
    """Every kind under one end, each found by one step in the index of ends and kinds."""
    kind = object_relation.c.kind
    found: list[str] = []
    last = ""
    while len(found) < MOST_KINDS:
        last = tx.execute(select(func.min(kind)).where(end, kind > last)).scalar() or ""
        if not last:
            break
        found.append(last)
    return found


def _said_by(tx: Connection, object_id: ObjectId) -> ColumnElement[bool]:
    """What an object says of itself: its properties that name others."""
    link = object_relation.c
    return link.from_id.is_(None) & among(tx, link.seq, numbers(tx, [object_id]))


def _links() -> AnySelect:
    link, owner = object_relation.c, object_version.c
    return select(
        owner.object_id.label("owner_id"), link.seq, link.place, link.from_id, link.kind, link.to_id
    ).join(object_version, owner.seq == link.seq)


def _link(row: AnyRow) -> Link:
    return Link(
        row.owner_id,
        row.from_id or row.owner_id,
        row.kind,
        row.to_id,
        relationship=row.from_id is not None,
        place=(row.seq, row.place),
    )
