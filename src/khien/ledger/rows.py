"""The ledger's tables, and every question that is put to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    TextClause,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from khien.ledger.cosigning import Alarm
from khien.ledger.entry import Columns, LedgerEntry, columns_of
from khien.ledger.succession import Hold
from khien.ledger.tree import EMPTY_ROOT, Node
from khien.model.instants import from_microseconds, to_microseconds
from khien.model.signing import VerifiedSignature
from khien.store import metadata
from khien.store.siblings import fetch, pour

ledger_leaf = Table(
    "ledger_leaf",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),  # the bytes that are hashed
    Column("leaf_hash", LargeBinary, nullable=False),
    # what follows is read out of the entry, to find it by; `verify` compares
    Column("kind", String(32), nullable=False),
    Column("crossing", String(128)),
    Column("partner", String(128)),
    Column("object_id", String(128)),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_ledger_leaf_crossing", "crossing", "position"),
    Index("ix_ledger_leaf_object_id", "object_id", "position"),
)
"""One row an entry, in order; nothing here is ever changed or deleted."""

ledger_hash = Table(
    "ledger_hash",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
"""The complete subtrees from level 1 up; level 0 is `ledger_leaf.leaf_hash`."""

ledger_checkpoint = Table(
    "ledger_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),  # with our own signature only
    Column("at_us", BigInteger, nullable=False),
)
"""Our own signed checkpoints, one a batch."""

ledger_cosignature = Table(
    "ledger_cosignature",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("cosigner", String(64), primary_key=True),  # the 32 bytes of its key, in hex
    Column("line", Text, nullable=False),
    Column("at_s", BigInteger, nullable=False),  # in the line: seconds, by the cosigner's clock
)
"""What partners signed under our checkpoints."""

witness_checkpoint = Table(
    "witness_checkpoint",
    metadata,
    Column("origin", String(256), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""The last checkpoint of each partner that we cosigned."""

ledger_alarm = Table(
    "ledger_alarm",
    metadata,
    Column("alarm_sha256", String(64), primary_key=True),  # of what both checkpoints say
    Column("origin", String(256), nullable=False),
    Column("code", String(64), nullable=False),
    Column("kept", Text, nullable=False),
    Column("offered", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""Two checkpoints of one ledger that cannot both be true."""

ledger_hold = Table(
    "ledger_hold",
    metadata,
    Column("code", String(64), primary_key=True),
    Column(
        "partner", String(80), primary_key=True
    ),  # who knows more; '' where we only may be behind
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
)
"""Why nothing is appended; empty for a ledger in use."""

_LEAF = ("position", "entry", "leaf_hash", "kind", "crossing", "partner", "object_id", "at_us")
LeafRow: TypeAlias = tuple[int, bytes, bytes, str, str | None, str | None, str | None, int]

_FIRST = bindparam("first", type_=BigInteger)
_LEAVES = (
    select(*(ledger_leaf.c[name] for name in _LEAF))
    .where(ledger_leaf.c.position >= _FIRST)
    .order_by(ledger_leaf.c.position)
    .limit(bindparam("most", type_=Integer))
)
_LEAF_HASHES = (
    select(ledger_leaf.c.position, ledger_leaf.c.leaf_hash)
    .where(ledger_leaf.c.position >= _FIRST, ledger_leaf.c.position < bindparam("end"))
    .order_by(ledger_leaf.c.position)
)
_SUBTREE_HASHES = (
    select(ledger_hash.c.position, ledger_hash.c.hash)
    .where(ledger_hash.c.level == bindparam("level"))
    .where(ledger_hash.c.position >= _FIRST, ledger_hash.c.position < bindparam("end"))
    .order_by(ledger_hash.c.position)
)
NODES_A_QUESTION = 200  # SQLite limits how deep an expression may be


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A signed checkpoint as it is kept."""

    size: int
    root: bytes
    note: str


NOTHING = StoredCheckpoint(0, EMPTY_ROOT, "")
"""Of a ledger that is empty, or that we never cosigned."""


class StoredLeaf(Struct, frozen=True):
    """A leaf as it is kept: its bytes, its hash, and the columns that it is found by."""

    position: int
    raw: bytes
    leaf_hash: bytes
    columns: Columns


def add_leaves(
    tx: Connection,
    first: int,
    entries: Sequence[LedgerEntry],
    raws: Sequence[bytes],
    hashes: Sequence[bytes],
    at_us: int,
) -> None:
    """Append leaves from position `first` on."""
    leaves = zip(entries, raws, hashes, strict=True)
    rows = [
        (position, raw, leaf_hash, *columns_of(entry, at_us))
        for position, (entry, raw, leaf_hash) in enumerate(leaves, first)
    ]
    pour(tx, ledger_leaf, _LEAF, rows)


def add_hashes(tx: Connection, grown: Iterable[tuple[int, int, Sequence[bytes]]]) -> None:
    """Keep new complete subtrees: level from 1 up, position of the first, hashes."""
    rows = [
        (level, position, hashed)
        for level, first, hashes in grown
        for position, hashed in enumerate(hashes, first)
    ]
    pour(tx, ledger_hash, ("level", "position", "hash"), rows)


def hashes_of(tx: Connection, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes of some nodes; a node that is not kept is left out."""
    wanted = sorted(set(nodes))
    found = {}
    for start in range(0, len(wanted), NODES_A_QUESTION):
        some = wanted[start : start + NODES_A_QUESTION]
        found.update(_leaf_hashes(tx, [node.position for node in some if node.level == 0]))
        found.update(_subtree_hashes(tx, [node for node in some if node.level > 0]))
    return found


def _leaf_hashes(tx: Connection, positions: Sequence[int]) -> dict[Node, bytes]:
    if not positions:
        return {}
    leaf = ledger_leaf.c
    rows = tx.execute(select(leaf.position, leaf.leaf_hash).where(leaf.position.in_(positions)))
    return {Node(0, row.position): row.leaf_hash for row in rows}


def _subtree_hashes(tx: Connection, nodes: Sequence[Node]) -> dict[Node, bytes]:
    if not nodes:
        return {}
    places = {f"l{n}": node.level for n, node in enumerate(nodes)}
    places |= {f"p{n}": node.position for n, node in enumerate(nodes)}
    rows = tx.execute(_places(len(nodes)), places)
    return {Node(row.level, row.position): row.hash for row in rows}


@lru_cache(
    maxsize=NODES_A_QUESTION
)  # a proof asks in half a dozen lengths; building them takes long
def _places(count: int) -> TextClause:
    asked = " OR ".join(f"(level = :l{n} AND position = :p{n})" for n in range(count))
    return text(f"SELECT level, position, hash FROM ledger_hash WHERE {asked}")  # noqa: S608 -- no value in it


def hash_run(tx: Connection, level: int, first: int, count: int) -> list[bytes]:
    """The hashes of up to `count` neighbours on one level; ends early where one is missing."""
    asked = _SUBTREE_HASHES if level else _LEAF_HASHES
    found = fetch(tx, asked, level=level, first=first, end=first + count)
    run = [hashed for _, hashed in found]
    whole = len(run) == max(count, 0)  # no place is taken twice, so then none is empty
    return run if whole else run[: _unbroken(found, first)]


def _unbroken(found: Sequence[Sequence[Any]], first: int) -> int:
    """How many rows stand one after the other, counted from a place on."""
    gaps = (at for at, row in enumerate(found) if row[0] != first + at)
    return next(gaps, len(found))


def hash_count(tx: Connection) -> int:
    """How many subtrees are kept, all levels together."""
    return tx.execute(select(func.count()).select_from(ledger_hash)).scalar_one()


def leaf_rows(tx: Connection, first: int, count: int) -> Sequence[LeafRow]:
    """Up to `count` leaves from position `first` on, in order, as the table has them."""
    # Below nothing there is no less; SQLite would take it for no limit, PostgreSQL for a mistake.
    return fetch(tx, _LEAVES, first=first, most=max(count, 0))  # type: ignore[return-value]


def leaf_run(tx: Connection, first: int, count: int) -> list[StoredLeaf]:
    """Up to `count` leaves from position `first` on, in order."""
    return [_stored_leaf(row) for row in leaf_rows(tx, first, count)]


def leaves_of_crossing(tx: Connection, crossing: str) -> list[StoredLeaf]:
    """Every leaf of one crossing, in order."""
    leaf = ledger_leaf.c
    asked = select(ledger_leaf).where(leaf.crossing == crossing).order_by(leaf.position)
    return [_stored_leaf(row) for row in tx.execute(asked)]


def leaves_of_kind(tx: Connection, kind: str) -> list[StoredLeaf]:
    """Every leaf of one kind, in order; reads the whole ledger."""
    leaf = ledger_leaf.c
    asked = select(ledger_leaf).where(leaf.kind == kind).order_by(leaf.position)
    return [_stored_leaf(row) for row in tx.execute(asked)]


def leaves_of_object(tx: Connection, object_id: str) -> list[StoredLeaf]:
    """Every leaf about one object, in order."""
    leaf = ledger_leaf.c
    asked = select(ledger_leaf).where(leaf.object_id == object_id).order_by(leaf.position)
    return [_stored_leaf(row) for row in tx.execute(asked)]


def _stored_leaf(row: Sequence[Any]) -> StoredLeaf:
    position, entry, leaf_hash, kind, crossing, partner, object_id, at_us = tuple(row)
    return StoredLeaf(position, entry, leaf_hash, (kind, crossing, partner, object_id, at_us))


def add_checkpoint(tx: Connection, checkpoint: StoredCheckpoint, now: datetime) -> None:
    """Keep one of our own checkpoints; there is never a second one of the same size."""
    tx.execute(
        insert(ledger_checkpoint).values(
            size=checkpoint.size,
            root=checkpoint.root,
            note=checkpoint.note,
            at_us=to_microseconds(now),
        )
    )


def latest_checkpoint(tx: Connection) -> StoredCheckpoint | None:
    """Our newest checkpoint; None while the ledger is empty."""
    own = ledger_checkpoint.c
    asked = select(ledger_checkpoint).order_by(own.size.desc()).limit(1)
    row = tx.execute(asked).one_or_none()
    return None if row is None else StoredCheckpoint(row.size, row.root, row.note)


def checkpoint_at(tx: Connection, size: int) -> StoredCheckpoint | None:
    """Our checkpoint of exactly this size; None if no batch ended there."""
    asked = select(ledger_checkpoint).where(ledger_checkpoint.c.size == size)
    row = tx.execute(asked).one_or_none()
    return None if row is None else StoredCheckpoint(row.size, row.root, row.note)


def checkpoints_between(tx: Connection, above: int, up_to: int) -> list[StoredCheckpoint]:
    """Our checkpoints of sizes above one and up to another, smallest first."""
    own = ledger_checkpoint.c
    asked = select(ledger_checkpoint).where(own.size > above, own.size <= up_to).order_by(own.size)
    return [StoredCheckpoint(row.size, row.root, row.note) for row in tx.execute(asked)]


def keep_cosignature(
    tx: Connection, size: int, cosigner: str, signature: VerifiedSignature
) -> None:
    """Keep what a partner signed under our checkpoint of this size; a newer line replaces it."""
    kept = ledger_cosignature.c
    tx.execute(delete(ledger_cosignature).where(kept.size == size, kept.cosigner == cosigner))
    tx.execute(
        insert(ledger_cosignature).values(
            size=size, cosigner=cosigner, line=signature.line, at_s=signature.time_s
        )
    )


def cosignature_lines(tx: Connection, size: int) -> list[str]:
    """The cosignature lines under our checkpoint of this size, by cosigner."""
    return cosignatures_between(tx, size - 1, size).get(size, [])


def cosignatures_between(tx: Connection, above: int, up_to: int) -> dict[int, list[str]]:
    """The cosignature lines under our checkpoints of sizes above one and up to another."""
    kept = ledger_cosignature.c
    asked = select(kept.size, kept.line).where(kept.size > above, kept.size <= up_to)
    lines: dict[int, list[str]] = {}
    for row in tx.execute(asked.order_by(kept.size, kept.cosigner)):
        lines.setdefault(row.size, []).append(row.line)
    return lines


def largest_cosigned(tx: Connection, cosigner: str | None = None) -> int:
    """The size of our largest checkpoint that this key, or anyone, cosigned; 0 if none did."""
    kept = ledger_cosignature.c
    asked = select(func.max(kept.size))
    if cosigner is not None:
        asked = asked.where(kept.cosigner == cosigner)
    return tx.execute(asked).scalar_one() or 0


def best_cosigned(tx: Connection, position: int) -> int | None:
    """The size with the most cosignatures that holds a leaf, the larger where equal; None if none."""
    kept = ledger_cosignature.c
    asked = select(kept.size).where(kept.size > position).group_by(kept.size)
    asked = asked.order_by(func.count().desc(), kept.size.desc()).limit(1)
    return tx.execute(asked).scalar_one_or_none()


def witnessed(tx: Connection, origin: str) -> StoredCheckpoint | None:
    """The last checkpoint that we cosigned for a partner's ledger; None if we never did."""
    asked = select(witness_checkpoint).where(witness_checkpoint.c.origin == origin)
    row = tx.execute(asked).one_or_none()
    return None if row is None else StoredCheckpoint(row.size, row.root, row.note)


def witnessed_like(tx: Connection, head: str, name: str) -> list[str]:
    """The origins that we cosigned which begin and end so; the caller looks closer."""
    kept = witness_checkpoint.c.origin
    asked = select(kept).where(kept.startswith(head, autoescape=True))
    return list(tx.execute(asked.where(kept.endswith(name, autoescape=True))).scalars())


def keep_witnessed(
    tx: Connection, origin: str, checkpoint: StoredCheckpoint, now: datetime
) -> None:
    """Remember the checkpoint that we are about to cosign."""
    values = {
        "size": checkpoint.size,
        "root": checkpoint.root,
        "note": checkpoint.note,
        "at_us": to_microseconds(now),
    }
    at_origin = witness_checkpoint.c.origin == origin
    changed = tx.execute(update(witness_checkpoint).where(at_origin).values(values))
    if changed.rowcount == 0:
        tx.execute(insert(witness_checkpoint).values(origin=origin, **values))


def add_alarm(tx: Connection, alarm_sha256: str, alarm: Alarm) -> bool:
    """Keep an alarm; False if the same two checkpoints raised it before."""
    same = select(ledger_alarm.c.code).where(ledger_alarm.c.alarm_sha256 == alarm_sha256)
    if tx.execute(same).one_or_none() is not None:
        return False
    tx.execute(
        insert(ledger_alarm).values(
            alarm_sha256=alarm_sha256,
            origin=alarm.origin,
            code=alarm.code,
            kept=alarm.kept,
            offered=alarm.offered,
            at_us=to_microseconds(alarm.at),
        )
    )
    return True


def alarms(tx: Connection) -> list[Alarm]:
    """Every alarm, oldest first."""
    kept = ledger_alarm.c
    rows = tx.execute(select(ledger_alarm).order_by(kept.at_us, kept.alarm_sha256))
    return [
        Alarm(row.origin, row.code, row.kept, row.offered, from_microseconds(row.at_us))
        for row in rows
    ]


def holds(tx: Connection) -> list[Hold]:
    """Why nothing is appended; nothing for a ledger in use."""
    kept = ledger_hold.c
    rows = tx.execute(select(ledger_hold).order_by(kept.size.desc(), kept.code, kept.partner))
    return [Hold(row.code, row.partner, row.size, row.note) for row in rows]


def place_hold(tx: Connection, hold: Hold) -> None:
    """Stop appending; the same reason again replaces the earlier one."""
    kept = ledger_hold.c
    same = (kept.code == hold.code) & (kept.partner == hold.partner)
    tx.execute(delete(ledger_hold).where(same))
    tx.execute(
        insert(ledger_hold).values(
            code=hold.code, partner=hold.partner, size=hold.size, note=hold.note
        )
    )


def lift_holds(tx: Connection) -> None:
    """Append again."""
    tx.execute(delete(ledger_hold))
