"""The rows of readings. Text and items hold personal data: lists never touch them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (  # fmt: skip
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from khien.app.reading.rules import Head, Item, Reading, State
from khien.intake import Remark
from khien.intake.extraction import Document
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

reading = Table(
    "reading",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("tlp", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("officer", String(80), nullable=False),
    Column("by", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("batch", String(60), nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("changed_us", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("personal", Boolean, nullable=False),
    Column("document", Text, nullable=False),  # JSON
    Column("items", Text, nullable=False),  # JSON
    Column("remarks", Text, nullable=False),  # JSON
    Index("ix_reading_state", "state", "made_us"),
    Index("ix_reading_sha256", "sha256"),
    Index("ix_reading_changed", "changed_us"),
)
"""Documents under review, and what was decided about them."""

_HEAD = [
    reading.c[name]
    for name in (
        "id", "name", "kind", "sha256", "size_bytes", "tlp", "source", "state", "officer", "by",
        "reason", "batch", "made_us", "changed_us", "count", "personal",
    )
]  # fmt: skip


def add(tx: Connection, new: Reading) -> None:
    """Write a new reading."""
    tx.execute(insert(reading).values(**_written(new)))


def change(tx: Connection, changed: Reading) -> None:
    """Write what was decided; the document stays."""
    values = _written(changed)
    del values["document"], values["remarks"]
    tx.execute(update(reading).where(reading.c.id == changed.head.id).values(**values))


def one(tx: Connection, reading_id: str) -> Reading | None:
    """A reading with its text."""
    row = tx.execute(select(reading).where(reading.c.id == reading_id)).first()
    if row is None:
        return None
    return Reading(
        _head(row),
        msgspec.json.decode(row.document, type=Document),
        msgspec.json.decode(row.items, type=tuple[Item, ...]),
        msgspec.json.decode(row.remarks, type=tuple[Remark, ...]),
    )


def heads(tx: Connection, states: Sequence[State], limit: int) -> list[Head]:
    """The newest in these states."""
    query = select(*_HEAD).where(reading.c.state.in_([one.value for one in states]))
    ordered = query.order_by(reading.c.made_us.desc(), reading.c.id).limit(limit)
    return [_head(row) for row in tx.execute(ordered)]


def open_of(tx: Connection, sha256: str, name: str) -> str | None:
    """The open reading of the same file under the same name."""
    query = select(reading.c.id).where(
        reading.c.sha256 == sha256, reading.c.name == name, reading.c.state == State.OPEN.value
    )
    return tx.execute(query.order_by(reading.c.made_us, reading.c.id).limit(1)).scalar()


def purge(tx: Connection, before: datetime) -> list[str]:
    """Delete what nobody has touched since an instant; the ids of what is gone, the oldest first."""
    due = reading.c.changed_us < to_microseconds(before)
    query = select(reading.c.id).where(due).order_by(reading.c.changed_us, reading.c.id)
    gone = [str(one) for one in tx.execute(query).scalars()]
    tx.execute(delete(reading).where(due))
    return gone


def _written(found: Reading) -> dict[str, Any]:
    head = found.head
    return {
        "id": head.id,
        "name": head.name,
        "kind": head.kind,
        "sha256": head.sha256,
        "size_bytes": head.size_bytes,
        "tlp": head.tlp,
        "source": head.source,
        "state": head.state.value,
        "officer": head.officer,
        "by": head.by,
        "reason": head.reason,
        "batch": head.batch,
        "made_us": to_microseconds(head.made),
        "changed_us": to_microseconds(head.changed),
        "count": head.count,
        "personal": head.personal,
        "document": msgspec.json.encode(found.document).decode(),
        "items": msgspec.json.encode(found.items).decode(),
        "remarks": msgspec.json.encode(found.remarks).decode(),
    }


def _head(row: Row[Any]) -> Head:
    return Head(
        row.id, row.name, row.kind, row.sha256, row.size_bytes, row.tlp, row.source,
        State(row.state), row.officer, row.by, row.reason, row.batch,
        from_microseconds(row.made_us), from_microseconds(row.changed_us),
        row._mapping["count"], row.personal,
    )  # fmt: skip
