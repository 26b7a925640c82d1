"""Read what is kept: versions and their history, search, links, batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, and_, func, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds, to_microseconds
from khien.model.marking import Tlp
from khien.store.folding import terms
from khien.store.objects import readmodel
from khien.store.objects.keeping import version_key
from khien.store.objects.readmodel import AnyRow, chunks
from khien.store.objects.records import (
    BatchId,
    Change,
    Counts,
    Found,
    Kept,
    KeptBatch,
    Link,
    Origin,
    Source,
    Withdrawal,
)
from khien.store.objects.rows import (
    import_batch,
    indicator_value,
    object_change,
    object_current,
    object_origin,
    object_relation,
    object_text,
    object_version,
    withdrawn,
)
from khien.store.siblings import among, sibling

AnySelect = Select[*tuple[Any, ...]]
TLPS: Final = tuple(Tlp)
MANY: Final = 10_000  # rows that are in memory at once where they are as they came
FEW: Final = 2_000  # rows that are in memory at once where there may be millions


def kept_columns() -> list[ColumnElement[Any]]:
    """What a query selects so that `kept` can read its rows."""
    column = object_version.c
    reason = (
        select(func.min(withdrawn.c.reason))
        .where(
            withdrawn.c.object_id == column.object_id,
            or_(withdrawn.c.modified_key == "", withdrawn.c.modified_key == column.modified_key),
        )
        .scalar_subquery()
    )
    return [*column, reason.label("withdrawn_for")]


def kept(row: AnyRow) -> Kept:
    """The record of one row of `kept_columns`."""
    return Kept(
        seq=row.seq,
        object_id=row.object_id,
        type=row.type,
        modified=row.modified,
        created_by_ref=row.created_by_ref or None,
        revoked=row.revoked,
        spec_version=row.spec_version,
        sha256=row.sha256,
        raw=row.raw,
        source=row.source,
        author=row.author,
        batch_id=row.batch_id,
        added_us=row.added_us,
        conflict=row.conflict,
        tlp=TLPS[row.tlp],
        declared=row.declared,
        withdrawn=row.withdrawn_for or "",
    )


def current(tx: Connection, object_id: ObjectId) -> Kept | None:
    """The version of an object that counts, revoked and withdrawn ones too; see `current_of`."""
    return currents(tx, [object_id]).get(object_id)


def currents(tx: Connection, object_ids: Iterable[ObjectId]) -> dict[ObjectId, Kept]:
    """The versions that count, of those objects that are here."""
    found: dict[ObjectId, Kept] = {}
    for ids in chunks(object_ids):
        if seqs := readmodel.numbers(tx, ids):
            query = _current().where(among(tx, object_current.c.seq, seqs))
            found |= {row.object_id: kept(row) for row in tx.execute(query)}
    return found


def of_type(tx: Connection, types: Sequence[str], limit: int | None = None) -> Iterator[Kept]:
    """Objects of these types that are in force, the newest first."""
    here = object_current.c
    query = _current().where(here.type.in_(types), here.in_force).order_by(here.seq.desc())
    return _streamed(tx, query.limit(limit))


def out_of_force(tx: Connection, types: Sequence[str]) -> Iterator[Kept]:
    """Objects of these types that are revoked or over, the newest first."""
    here = object_current.c
    query = _current().where(here.type.in_(types), here.in_force.is_(False))
    return _streamed(tx, query.order_by(here.seq.desc()))


def in_force(tx: Connection) -> Iterator[Kept]:
    """Every object that is in force, the newest first."""
    query = _current().where(object_current.c.in_force).order_by(object_current.c.seq.desc())
    return _streamed(tx, query)


def ids(tx: Connection) -> frozenset[ObjectId]:
    """The id of every object that is here, revoked and withdrawn ones too."""
    return frozenset(tx.execute(select(object_version.c.object_id).distinct()).scalars())


def by_contents(
    tx: Connection, contents: Sequence[tuple[ObjectId, str]]
) -> dict[tuple[ObjectId, str], Kept]:
    """The versions that are named by their object and the sha256 of their content."""
    wanted, found = set(contents), {}
    for some in chunks([object_id for object_id, _ in contents]):
        query = _versions().where(among(tx, object_version.c.object_id, some))
        for one in map(kept, tx.execute(query)):
            if (one.object_id, one.sha256) in wanted:
                found[one.object_id, one.sha256] = one
    return found


def raws(tx: Connection, contents: Sequence[tuple[ObjectId, str]]) -> dict[str, bytes]:
    """The bytes of versions, each named by its object and the sha256 of its content, by sha256."""
    found: dict[str, bytes] = {}
    here = object_version.c
    wanted = set(contents)
    for some in chunks([object_id for object_id, _ in contents]):
        query = select(here.object_id, here.sha256, here.raw).where(among(tx, here.object_id, some))
        for row in tx.execute(query):
            if (row.object_id, row.sha256) in wanted:
                found[row.sha256] = row.raw
    return found


def sizes(tx: Connection, contents: Sequence[tuple[ObjectId, str]]) -> dict[str, int]:
    """How many bytes versions have, named as for `raws`, by sha256."""
    here, wanted = object_version.c, set(contents)
    size = func.length(here.raw).label("size")
    query = select(here.object_id, here.sha256, size)
    rows = tx.execute(query.where(among(tx, here.object_id, [one for one, _ in wanted])))
    return {row.sha256: row.size for row in rows if (row.object_id, row.sha256) in wanted}


def out_of_use(tx: Connection, object_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Those of these objects whose version that counts is withdrawn."""
    query = select(withdrawn.c.object_id).where(among(tx, withdrawn.c.object_id, object_ids))
    some = tx.execute(query.distinct()).scalars().all()
    return (
        {one.object_id for one in currents(tx, some).values() if one.withdrawn} if some else set()
    )


def version(tx: Connection, object_id: ObjectId, modified: str) -> Kept | None:
    """The version with this `modified`, however it was spelt; of several, the first that came."""
    key = version_key(object_id.partition("--")[0], modified)
    column = object_version.c
    query = _versions().where(column.object_id == object_id, column.modified_key == key)
    return _one(tx, query.order_by(column.seq))


def versions(tx: Connection, object_id: ObjectId, limit: int | None = None) -> list[Kept]:
    """The history of an object, the latest `modified` first; withdrawn and conflicting ones too."""
    column = object_version.c
    query = _versions().where(column.object_id == object_id)
    latest = query.order_by(column.modified_key.desc(), column.seq).limit(limit)
    return [kept(row) for row in tx.execute(latest)]


def histories(tx: Connection, object_ids: Iterable[ObjectId]) -> dict[ObjectId, list[Kept]]:
    """As `versions`, of many objects; those that are not here are left out."""
    column = object_version.c
    found: dict[ObjectId, list[Kept]] = {}
    for some in chunks(object_ids):
        query = _versions().where(among(tx, column.object_id, some))
        for row in tx.execute(query.order_by(column.modified_key.desc(), column.seq)):
            found.setdefault(row.object_id, []).append(kept(row))
    return found


def by_seq(tx: Connection, seq: int) -> Kept | None:
    """One version by its number here."""
    return _one(tx, _versions().where(object_version.c.seq == seq))


def by_seqs(tx: Connection, seqs: Iterable[int]) -> dict[int, Kept]:
    """Those of these versions that are here."""
    found: dict[int, Kept] = {}
    for some in chunks(seqs):
        query = _versions().where(among(tx, object_version.c.seq, some))
        found |= {row.seq: kept(row) for row in tx.execute(query)}
    return found


def by_sha256(tx: Connection, object_id: ObjectId, sha256: str) -> Kept | None:
    """The version of an object with exactly this content."""
    column = object_version.c
    return _one(tx, _versions().where(column.object_id == object_id, column.sha256 == sha256))


def sources(tx: Connection, seq: int) -> list[Origin]:
    """Everyone who brought this version, the first one first."""
    first, origin = object_version.c, object_origin.c
    query = select(first.source, first.batch_id, first.added_us.label("at_us"))
    more = select(origin.source, origin.batch_id, origin.at_us).where(origin.seq == seq)
    rows = [
        *tx.execute(query.where(first.seq == seq)),
        *tx.execute(more.order_by(origin.at_us, origin.source)),
    ]
    return [Origin(row.source, row.batch_id, row.at_us) for row in rows]


def search(tx: Connection, text: str, limit: int = 50, types: Sequence[str] = ()) -> list[Found]:
    """Objects in which every word of the text occurs, the best first; withdrawn ones are not found.

    Args:
        tx: an open transaction.
        text: what a person typed: words, "phrases", ids, domains, hashes, with or without marks;
            `phish*` finds words that begin so. Nothing in it is query syntax.
        limit: at most this many.
        types: only objects of these types; empty for all.
    """
    wanted = terms(text)
    if not wanted:
        return []
    ranked = sibling(tx).ranked(wanted)
    column, words = object_version.c, object_text.c
    query = (
        select(
            column.object_id, column.seq, column.type, words.title,
            column.tlp, column.revoked, column.source,
        )
        .join(object_text, words.seq == column.seq)
        .join(ranked, ranked.c.seq == column.seq)
        .order_by(ranked.c.score, column.seq.desc())
        .limit(limit)
    )  # fmt: skip
    if types:
        query = query.where(column.type.in_(types))
    return [
        Found(row.object_id, row.seq, row.type, row.title, TLPS[row.tlp], row.revoked, row.source)
        for row in tx.execute(query)
    ]


def related(tx: Connection, object_id: ObjectId) -> list[Link]:
    """Everything that this object points to and that points to it, in a fixed order."""
    link, owner = object_relation.c, object_version.c
    own = among(tx, link.seq, readmodel.numbers(tx, [object_id]))
    arms = [
        select(owner.object_id, link.from_id, link.kind, link.to_id)
        .join(object_version, owner.seq == link.seq)
        .where(wanted)
        for wanted in (
            link.to_id == object_id,
            link.from_id == object_id,
            and_(own, link.from_id.is_(None)),
        )
    ]
    found = {
        Link(
            row.object_id,
            row.from_id or row.object_id,
            row.kind,
            row.to_id,
            relationship=row.from_id is not None,
        )
        for row in tx.execute(union_all(*arms))
    }
    return sorted(found, key=lambda one: (one.owner_id, one.from_id, one.kind, one.to_id))


def changes_after(tx: Connection, seq: int, limit: int = 1000) -> list[Change]:
    """What happened after the change with this number, in order; at most `limit`."""
    change = object_change.c
    query = select(object_change).where(change.seq > seq).order_by(change.seq).limit(limit)
    return [Change(row.seq, row.kind, row.object_id, row.at_us) for row in tx.execute(query)]


def last_change(tx: Connection) -> int:
    """The number of the latest change; 0 when there was none."""
    return tx.execute(select(func.max(object_change.c.seq))).scalar() or 0


def first_added(tx: Connection) -> datetime | None:
    """When the first version was kept that is here; None while there is none."""
    first_us = tx.execute(select(func.min(object_version.c.added_us))).scalar()
    return None if first_us is None else from_microseconds(first_us)


def titles(tx: Connection, object_ids: Sequence[str]) -> dict[str, str]:
    """What people call objects that are here, by id."""
    text, version = object_text.c, object_version.c
    query = select(version.object_id, text.title).join(object_version, version.seq == text.seq)
    query = query.where(among(tx, text.seq, readmodel.numbers(tx, object_ids)))
    return {row.object_id: row.title for row in tx.execute(query)}


def added_per_hour(tx: Connection, kind: str, since: datetime) -> dict[int, int]:
    """How many versions of a type came in since an instant, by hour (hours since 1970, UTC)."""
    here = object_version.c
    hour = (here.added_us // 3_600_000_000).label("hour")
    start_us = to_microseconds(since)
    first = select(here.seq).where(here.added_us >= start_us).order_by(here.added_us).limit(1)
    query = select(hour, func.count()).where(here.type == kind)
    query = query.where(here.seq >= first.scalar_subquery())
    return {int(row[0]): row[1] for row in tx.execute(query.group_by(hour))}


def added_by_source(
    tx: Connection, kind: str, since: datetime, width: timedelta
) -> dict[tuple[datetime, Source], int]:
    """As `added_per_hour`, also by who brought them, and by slots of that width: where each begins, and source."""
    here = object_version.c
    width_us = width // timedelta(microseconds=1)
    slot = (here.added_us // width_us).label("slot")
    start_us = to_microseconds(since)
    first = select(here.seq).where(here.added_us >= start_us).order_by(here.added_us).limit(1)
    query = select(slot, here.source, func.count()).where(here.type == kind)
    query = query.where(here.seq >= first.scalar_subquery())
    rows = tx.execute(query.group_by(slot, here.source))
    return {(from_microseconds(int(row[0]) * width_us), row[1]): row[2] for row in rows}


def withdrawals(tx: Connection, object_id: ObjectId) -> list[Withdrawal]:
    """Every withdrawal of an object or one of its versions that stands."""
    gone = withdrawn.c
    query = select(withdrawn).where(gone.object_id == object_id)
    return [
        Withdrawal(row.object_id, row.modified, row.at_us, row.reason)
        for row in tx.execute(query.order_by(gone.at_us, gone.modified_key, gone.reason))
    ]


def marking_definitions(tx: Connection) -> dict[ObjectId, dict[str, Any]]:
    """Every marking definition that the node holds, as `marking_of` takes them."""
    return readmodel.definitions(tx)


def batch(tx: Connection, batch_id: BatchId) -> KeptBatch | None:
    """One batch by its id."""
    row = tx.execute(select(import_batch).where(import_batch.c.id == batch_id)).first()
    return None if row is None else _batch(row)


def batches(tx: Connection, limit: int = 50) -> list[KeptBatch]:
    """What came in lately, the newest first."""
    column = import_batch.c
    query = select(import_batch).order_by(column.at_us.desc(), column.id).limit(limit)
    return [_batch(row) for row in tx.execute(query)]


def counts(tx: Connection) -> Counts:
    """How much there is of what."""
    here = object_current.c
    by_type = select(here.type, func.count()).where(here.in_force).group_by(here.type)
    of_versions = select(func.count()).select_from(object_version)
    return Counts(
        versions=_count(tx, of_versions),
        objects=_count(tx, select(func.count()).select_from(object_current)),
        conflicts=_count(tx, of_versions.where(object_version.c.conflict)),
        withdrawn=_count(tx, select(func.count(withdrawn.c.object_id.distinct()))),
        indicators=_count(tx, select(func.count(indicator_value.c.seq.distinct()))),
        by_type={row[0]: row[1] for row in tx.execute(by_type.order_by(here.type))},
    )


def _versions() -> AnySelect:
    return select(*kept_columns())


def _current() -> AnySelect:
    return _versions().join(object_current, object_current.c.seq == object_version.c.seq)


def _one(tx: Connection, query: AnySelect) -> Kept | None:
    row = tx.execute(query.limit(1)).first()
    return None if row is None else kept(row)


def _streamed(tx: Connection, query: AnySelect) -> Iterator[Kept]:
    with tx.execute(query.execution_options(yield_per=FEW)) as rows:
        yield from map(kept, rows)


def _batch(row: AnyRow) -> KeptBatch:
    return KeptBatch(
        id=row.id,
        name=row.name,
        source=row.source,
        author=row.author,
        at_us=row.at_us,
        counts=json.loads(row.counts),
        report=msgspec.json.decode(row.report),
    )


def _count(tx: Connection, query: AnySelect) -> int:
    return int(tx.execute(query).scalar_one())
