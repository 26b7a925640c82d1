"""The warninglists that this node holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from khien.exchange.warninglists.rules import Kind
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

LONGEST_NAME: Final = 120

warninglist = Table(
    "warninglist",
    metadata,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("description", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("entries", Text, nullable=False),  # JSON: a list of texts
    Column("size", Integer, nullable=False),
    Column("added_by", String(80), nullable=False),
    Column("added_us", BigInteger, nullable=False),
)
"""One list of values that many people use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warninglist:
    """One list, without its entries but with their number; `version` is what its makers count."""

    name: str
    kind: Kind
    description: str
    version: int
    size: int
    added_by: str
    added: datetime


def put(tx: Connection, one: Warninglist, entries: tuple[str, ...]) -> None:
    """Keep a list, in place of the one of that name."""
    tx.execute(delete(warninglist).where(warninglist.c.name == one.name))
    tx.execute(
        insert(warninglist).values(
            name=one.name,
            kind=one.kind.value,
            description=one.description,
            version=one.version,
            entries=msgspec.json.encode(entries).decode(),
            size=one.size,
            added_by=one.added_by,
            added_us=to_microseconds(one.added),
        )
    )


def remove(tx: Connection, name: str) -> bool:
    """Let go of a list; False where there was none."""
    return tx.execute(delete(warninglist).where(warninglist.c.name == name)).rowcount > 0


def listed(tx: Connection) -> list[Warninglist]:
    """Every list, by name."""
    columns = [one for one in warninglist.c if one.name != "entries"]
    return [
        Warninglist(
            name=row.name,
            kind=Kind(row.kind),
            description=row.description,
            version=row.version,
            size=row.size,
            added_by=row.added_by,
            added=from_microseconds(row.added_us),
        )
        for row in tx.execute(select(*columns).order_by(warninglist.c.name))
    ]


def entries(tx: Connection) -> list[tuple[str, Kind, list[str]]]:
    """Name, kind and entries of every list."""
    query = select(warninglist.c.name, warninglist.c.kind, warninglist.c.entries)
    return [
        (row.name, Kind(row.kind), msgspec.json.decode(row.entries, type=list[str]))
        for row in tx.execute(query.order_by(warninglist.c.name))
    ]


def state(tx: Connection) -> tuple[int, int]:
    """What changes whenever a list does: how many there are, and when the last one came."""
    last = func.coalesce(func.max(warninglist.c.added_us), 0)
    row = tx.execute(select(func.count(), last)).one()
    return int(row[0]), int(row[1])
