"""Keep versions, take them out of use, and bring them back: everything that changes the objects."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from khien.model.ids import ObjectId
from khien.model.instants import to_microseconds
from khien.model.stix import Version
from khien.model.stix.times import exact_time
from khien.store.bell import CHANGED, tell
from khien.store.objects import derive, readmodel
from khien.store.objects.readmodel import UNVERSIONED, Standing, chunks
from khien.store.objects.records import Added, Batch, ChangeKind, Outcome, Reason
from khien.store.objects.rows import (
    import_batch,
    object_change,
    object_origin,
    object_version,
    withdrawn,
)
from khien.store.siblings import among, pour

Here = dict[tuple[str, str], dict[str, int]]
"""The content that is here: (object id, modified key) -> sha256 -> seq, in the order in which it came."""

VERSION: Final = tuple(column.name for column in object_version.columns)


def add_versions(
    tx: Connection, versions: Sequence[Version], batch: Batch, now: datetime
) -> list[Added]:
    """Keep versions that were judged and admitted, and everything that is derived from them.

    Calling it again with the same batch adds to that batch. Nothing is ever replaced: the same
    content is kept once, other content under the same (id, modified) beside the first.

    Returns:
        What became of each, in the order of `versions`.
    """
    at_us = to_microseconds(now)
    here = _contents_here(tx, versions)
    before = frozenset(object_id for object_id, _ in here)
    arrival = _Arrival(here, *_last(tx, at_us), before)
    added = [arrival.take(version) for version in versions]
    _write_batch(tx, batch, added, at_us)
    _write_versions(tx, arrival, batch)
    _write_origins(tx, batch, [one.seq for one in added if one.seq not in arrival.new], at_us)
    contents = {seq: version.content for seq, version in arrival.new.items()}
    readmodel.mark(tx, contents)
    told = [version.id for version in arrival.new.values() if version.type == UNVERSIONED]
    if told:
        readmodel.relevel(tx, told)
    unheard = arrival.unheard()
    readmodel.begin(tx, unheard, contents)
    changed = [version.id for version in arrival.new.values()]
    known = {one.object_id for one in unheard}
    readmodel.refresh(tx, [one for one in changed if one not in known], contents)
    _tell(tx, "version", changed, at_us)
    return added


def withdraw(
    tx: Connection, object_id: ObjectId, modified: str | None, reason: Reason, now: datetime
) -> bool:
    """Take a version, or with None the whole object and its coming versions, out of use.

    It leaves search and indicator values at once; its bytes stay. No older version takes its place.
    A recall may come before what it recalls: it then holds when that arrives.

    Returns:
        False when it was withdrawn for this reason already, and nothing changed.
    """
    at_us = to_microseconds(now)
    this = _withdrawal(object_id, modified, reason)
    if tx.execute(select(withdrawn.c.at_us).where(*this)).first() is not None:
        return False
    tx.execute(
        insert(withdrawn).values(
            object_id=object_id,
            modified_key=_key_of(object_id, modified),
            modified=modified or "",
            reason=reason,
            at_us=at_us,
        )
    )
    readmodel.refresh(tx, [object_id])
    _tell(tx, "withdrawn", [object_id], at_us)
    return True


def restore(
    tx: Connection, object_id: ObjectId, modified: str | None, reason: Reason, now: datetime
) -> bool:
    """Lift one withdrawal; others, for another reason or of another version, stay.

    Returns:
        False when there was none, and nothing changed.
    """
    gone = tx.execute(delete(withdrawn).where(*_withdrawal(object_id, modified, reason)))
    if gone.rowcount == 0:
        return False
    readmodel.refresh(tx, [object_id])
    _tell(tx, "restored", [object_id], to_microseconds(now))
    return True


def version_key(object_type: str, modified: str) -> str:
    """What sorts the versions of one object in time; empty for what STIX does not version."""
    return exact_time(modified) if modified and object_type != UNVERSIONED else ""


@dataclass
class _Arrival:
    """One batch while it is sorted into what is new and what was here."""

    here: Here
    seq: int
    added_us: int
    before: frozenset[str] = frozenset()
    keys: dict[int, str] = field(default_factory=dict)
    new: dict[int, Version] = field(default_factory=dict)
    added: dict[int, int] = field(default_factory=dict)
    conflicts: set[int] = field(default_factory=set)

    def take(self, version: Version) -> Added:
        key = version_key(version.type, version.modified)
        same = self.here.setdefault((version.id, key), {})
        if version.sha256 in same:
            return Added(version.id, same[version.sha256], version.sha256, "duplicate")
        self.seq, self.added_us = self.seq + 1, self.added_us + 1
        self.new[self.seq], self.added[self.seq] = version, self.added_us
        self.keys[self.seq] = key
        outcome: Outcome = "new"
        if same:
            # An observable has no versions: two sources may well know different things about it.
            outcome = "conflict" if key or version.type == UNVERSIONED else "variant"
        same[version.sha256] = self.seq
        if outcome == "conflict":
            self.conflicts.update(same.values())
        return Added(version.id, self.seq, version.sha256, outcome)

    def unheard(self) -> list[Standing]:
        """The versions of objects of which nothing was here, and only one came."""
        often = Counter(version.id for version in self.new.values())
        return [
            Standing(version.id, seq, version.type, self.keys[seq], version.revoked)
            for seq, version in self.new.items()
            if often[version.id] == 1 and version.id not in self.before
        ]


def _contents_here(tx: Connection, versions: Sequence[Version]) -> Here:
    column = object_version.c
    here: Here = {}
    for ids in chunks(version.id for version in versions):
        query = (
            select(column.object_id, column.modified_key, column.sha256, column.seq)
            .where(among(tx, column.object_id, ids))
            .order_by(column.seq)
        )
        for row in tx.execute(query):
            here.setdefault((row.object_id, row.modified_key), {})[row.sha256] = row.seq
    return here


def _last(tx: Connection, at_us: int) -> tuple[int, int]:
    # Writers take turns (`Store.write`), so the numbers are given here, without a gap.
    # Two questions: SQLite looks up one maximum at the end of an index, and for two reads all of it.
    seq = tx.execute(select(func.max(object_version.c.seq))).scalar()
    added_us = tx.execute(select(func.max(object_version.c.added_us))).scalar()
    return seq or 0, max(added_us or 0, at_us - 1)


def _write_batch(tx: Connection, batch: Batch, added: Sequence[Added], at_us: int) -> None:
    counts = Counter[str](one.outcome for one in added)
    report = json.dumps(dict(batch.report), ensure_ascii=False, sort_keys=True)
    this = import_batch.c.id == batch.id
    before = tx.execute(select(import_batch.c.counts).where(this)).scalar()
    if before is not None:
        counts.update(json.loads(before))
        values = {"counts": json.dumps(counts, sort_keys=True), "report": report}
        tx.execute(update(import_batch).where(this).values(values))
        return
    tx.execute(
        insert(import_batch).values(
            id=batch.id,
            name=batch.name,
            source=batch.source,
            author=batch.author,
            at_us=at_us,
            counts=json.dumps(counts, sort_keys=True),
            report=report,
        )
    )


def _write_versions(tx: Connection, arrival: _Arrival, batch: Batch) -> None:
    if not arrival.new:
        return
    known: dict[ObjectId, Mapping[str, Any]] = dict(readmodel.definitions(tx))
    for version in arrival.new.values():
        if version.type == UNVERSIONED:
            known.setdefault(version.id, version.content)
    levels = derive.Levels(known)
    rows = [_row(seq, version, arrival, batch, levels) for seq, version in arrival.new.items()]
    pour(tx, object_version, VERSION, rows)
    for seqs in chunks(arrival.conflicts - arrival.new.keys()):
        tx.execute(
            update(object_version).where(object_version.c.seq.in_(seqs)).values(conflict=True)
        )


def _row(
    seq: int,
    version: Version,
    arrival: _Arrival,
    batch: Batch,
    levels: derive.Levels,
) -> tuple[Any, ...]:
    """The values of `VERSION`."""
    level = levels.of(version.content)
    return (
        seq, version.id, version.type, version.modified, arrival.keys[seq],
        version.created_by_ref or "", version.revoked, version.spec_version, version.sha256,
        version.raw, batch.source, batch.author, batch.id, arrival.added[seq],
        seq in arrival.conflicts, level.tlp.rank, level.declared,
    )  # fmt: skip


def _write_origins(tx: Connection, batch: Batch, seqs: Sequence[int], at_us: int) -> None:
    """Write down that these versions, which were here, were brought again."""
    version, origin = object_version.c, object_origin.c
    for some in chunks(seqs):
        of_version = select(version.seq).where(among(tx, version.seq, some))
        of_origin = select(origin.seq).where(among(tx, origin.seq, some))
        known = {
            *tx.execute(of_version.where(version.source == batch.source)).scalars(),
            *tx.execute(of_origin.where(origin.source == batch.source)).scalars(),
        }
        rows = [(seq, batch.source, batch.id, at_us) for seq in some if seq not in known]
        pour(tx, object_origin, ("seq", "source", "batch_id", "at_us"), rows)


def _tell(tx: Connection, kind: ChangeKind, object_ids: Sequence[ObjectId], at_us: int) -> None:
    last = tx.execute(select(func.max(object_change.c.seq))).scalar() or 0
    rows = [
        (last + number, kind, object_id, at_us)
        for number, object_id in enumerate(dict.fromkeys(object_ids), start=1)
    ]
    pour(tx, object_change, ("seq", "kind", "object_id", "at_us"), rows)
    tell(tx, CHANGED)


def _withdrawal(object_id: ObjectId, modified: str | None, reason: Reason) -> tuple[Any, ...]:
    return (
        withdrawn.c.object_id == object_id,
        withdrawn.c.modified_key == _key_of(object_id, modified),
        withdrawn.c.reason == reason,
    )


def _key_of(object_id: ObjectId, modified: str | None) -> str:
    return version_key(object_id.partition("--")[0], modified or "")
