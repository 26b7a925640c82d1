"""The read model: what is derived from versions, kept up with every change, and rebuilt at any time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, select, update

from khien.model.ids import ObjectId
from khien.model.stix import findable
from khien.store.objects import derive
from khien.store.objects.rows import (
    READ_MODEL,
    indicator_value,
    object_current,
    object_marking,
    object_relation,
    object_text,
    object_version,
    withdrawn,
)
from khien.store.siblings import among, pour, sibling

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]
CHUNK: Final = 1000  # ids in one statement; SQLite takes 32 766, PostgreSQL 65 535
CURRENT: Final = ("seq", "type", "in_force")
RELATION: Final = ("seq", "place", *derive.Reference._fields)
TEXT: Final = ("seq", *derive.Words._fields)
VALUE: Final = ("seq", "place", "object_id", *derive.TimedValue._fields)
OF_CURRENT: Final = (object_text, indicator_value, object_relation, object_current)
UNVERSIONED: Final = "marking-definition"  # STIX 2.1 §7.2.1: it may not be versioned


class Standing(NamedTuple):
    """One version, as far as it matters which one of an object counts."""

    object_id: str
    seq: int
    type: str
    modified_key: str
    revoked: bool


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists of at most `CHUNK`, each item once, in their order."""
    unique = list(dict.fromkeys(items))
    return (unique[start : start + CHUNK] for start in range(0, len(unique), CHUNK))


def definitions(tx: Connection) -> dict[ObjectId, dict[str, Any]]:
    """Every marking definition by id: the one that came first, whatever came under its id later.

    A definition is never versioned, so what comes second can only be a mistake or an attempt to
    loosen what is already marked with it.
    """
    query = (
        select(object_version.c.object_id, object_version.c.raw)
        .where(object_version.c.type == UNVERSIONED)
        .order_by(object_version.c.seq.desc())
    )
    return {ObjectId(row.object_id): msgspec.json.decode(row.raw) for row in tx.execute(query)}


def current_of(versions: Sequence[Standing]) -> Standing:
    """Of all versions of one object, the one that counts.

    A revoked one, since that is for good (STIX 2.1 §3.6); else the latest `modified`; of several with
    the same, the first that came, so that nobody can replace what is here by sending other content.
    """
    first: dict[str, Standing] = {}
    for row in sorted(versions, key=lambda row: int(row.seq)):
        first.setdefault(row.modified_key, row)
    return max(first.values(), key=lambda row: (row.revoked, row.modified_key))


def numbers(tx: Connection, object_ids: Sequence[str]) -> Sequence[int]:
    """The numbers of all versions of these objects, by which everything derived is asked for.

    A question of its own: joined to another table, PostgreSQL would read all of both where it has not
    counted them yet.
    """
    query = select(object_version.c.seq).where(among(tx, object_version.c.object_id, object_ids))
    return tx.execute(query).scalars().all()


def mark(tx: Connection, contents: Mapping[int, Mapping[str, Any]]) -> None:
    """Write the markings of versions that are new to the read model."""
    rows = [
        (ref, seq) for seq, content in contents.items() for ref in derive.marking_refs_of(content)
    ]
    pour(tx, object_marking, ("marking_ref", "seq"), rows)


def relevel(tx: Connection, marking_refs: Collection[str]) -> None:
    """Set the level of every version that carries one of these markings, now that they are known."""
    known = definitions(tx)
    for refs in chunks(marking_refs):
        query = (
            select(object_version.c.seq, object_version.c.raw)
            .join(object_marking, object_marking.c.seq == object_version.c.seq)
            .where(object_marking.c.marking_ref.in_(refs))
            .distinct()
        )
        _set_levels(tx, tx.execute(query), known)


def refresh(
    tx: Connection,
    object_ids: Iterable[ObjectId],
    contents: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Derive anew everything about these objects' current versions.

    Args:
        tx: an open transaction that writes.
        object_ids: objects that have at least one version.
        contents: objects that the caller has decoded already, by seq; others are read.
    """
    for ids in chunks(object_ids):
        seqs = numbers(tx, ids)
        for table in OF_CURRENT:
            tx.execute(delete(table).where(among(tx, table.c.seq, seqs)))
        _derive(tx, _choose(tx, ids), contents or {})


def begin(
    tx: Connection, chosen: Sequence[Standing], contents: Mapping[int, Mapping[str, Any]]
) -> None:
    """Derive everything about objects of which there was nothing, each by its one version.

    Args:
        tx: an open transaction that writes.
        chosen: the versions.
        contents: their content by seq.
    """
    for start in range(0, len(chosen), CHUNK):
        _derive(tx, chosen[start : start + CHUNK], contents)


def rebuild(tx: Connection) -> None:
    """Throw the read model away and derive it anew from the versions.

    Everything happens in the caller's transaction: readers see the old one until it commits.
    """
    sibling(tx).reindex(tx)  # an index that is out of step could not follow the deletes
    for table in READ_MODEL:
        tx.execute(delete(table))
    known = definitions(tx)
    everything = select(object_version.c.seq).order_by(object_version.c.seq)
    for seqs in chunks(tx.execute(everything).scalars()):
        query = select(object_version.c.seq, object_version.c.raw)
        rows = tx.execute(query.where(object_version.c.seq.in_(seqs))).all()
        mark(tx, {row.seq: msgspec.json.decode(row.raw) for row in rows})
        _set_levels(tx, rows, known)
    objects = select(object_version.c.object_id).distinct().order_by(object_version.c.object_id)
    for ids in chunks(tx.execute(objects).scalars()):
        _derive(tx, _choose(tx, ids), {})


def _set_levels(
    tx: Connection, rows: Iterable[AnyRow], known: Mapping[ObjectId, dict[str, Any]]
) -> None:
    levels = [(row.seq, derive.level_of(msgspec.json.decode(row.raw), known)) for row in rows]
    if levels:
        tx.execute(
            update(object_version)
            .where(object_version.c.seq == bindparam("of_seq"))
            .values(tlp=bindparam("new_tlp"), declared=bindparam("new_declared")),
            [
                {"of_seq": seq, "new_tlp": level.tlp.rank, "new_declared": level.declared}
                for seq, level in levels
            ],
        )


def _derive(
    tx: Connection, chosen: Sequence[Standing], known: Mapping[int, Mapping[str, Any]]
) -> None:
    out = _withdrawn(tx, [row.object_id for row in chosen])
    contents = dict(known) | _contents(tx, [r.seq for r in chosen if r.seq not in known])
    gone = {r.seq for r in chosen if out & {(r.object_id, ""), (r.object_id, r.modified_key)}}
    in_force = {row.seq for row in chosen if row.seq not in gone and not row.revoked}
    current = [(row.seq, row.type, row.seq in in_force) for row in chosen]
    pour(tx, object_current, CURRENT, current)
    kept = {row.seq: contents[row.seq] for row in chosen if row.seq not in gone}
    found = {seq: findable(content) for seq, content in kept.items()}
    points = [
        (seq, place, *one)
        for seq, content in kept.items()
        for place, one in enumerate(derive.references_of(content, found[seq]))
    ]
    pour(tx, object_relation, RELATION, points)
    texts = [(seq, *derive.words_of(content, found[seq])) for seq, content in kept.items()]
    pour(tx, object_text, TEXT, texts)
    sibling(tx).index(tx, texts)
    values = [
        (seq, place, content["id"], *one)
        for seq, content in kept.items()
        if seq in in_force
        for place, one in enumerate(derive.timed_values_of(content))
    ]
    pour(tx, indicator_value, VALUE, values)


def _choose(tx: Connection, ids: Sequence[str]) -> list[Standing]:
    version = object_version.c
    query = select(
        version.object_id, version.seq, version.type, version.modified_key, version.revoked
    ).where(among(tx, version.object_id, ids))
    histories: dict[str, list[Standing]] = {}
    for row in tx.execute(query):
        histories.setdefault(row.object_id, []).append(Standing(*row))
    return [current_of(versions) for versions in histories.values()]


def _withdrawn(tx: Connection, ids: Sequence[str]) -> set[tuple[str, str]]:
    query = select(withdrawn.c.object_id, withdrawn.c.modified_key)
    rows = tx.execute(query.where(among(tx, withdrawn.c.object_id, ids)))
    return {(row.object_id, row.modified_key) for row in rows}


def _contents(tx: Connection, seqs: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    query = select(object_version.c.seq, object_version.c.raw)
    rows = tx.execute(query.where(among(tx, object_version.c.seq, seqs))) if seqs else ()
    return {row.seq: msgspec.json.decode(row.raw) for row in rows}
