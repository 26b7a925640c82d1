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
    update,
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
    Column("off_us", BigInteger),  # since when it does not count
)
"""One list of values that many people use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warninglist:
    """One list, without its entries but with their number; `version` is what its makers count.

    One that is `off` is held, and asked about nothing.
    """

    name: str
    kind: Kind
    description: str
    version: int
    size: int
    added_by: str
    added: datetime
    off: datetime | None = None


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
            off=None if row.off_us is None else from_microseconds(row.off_us),
        )
        for row in tx.execute(select(*columns).order_by(warninglist.c.name))
    ]


def entries(tx: Connection) -> list[tuple[str, Kind, list[str]]]:
    """Name, kind and entries of every list that is on."""
    query = select(warninglist.c.name, warninglist.c.kind, warninglist.c.entries)
    query = query.where(warninglist.c.off_us.is_(None))
    return [
        (row.name, Kind(row.kind), msgspec.json.decode(row.entries, type=list[str]))
        for row in tx.execute(query.order_by(warninglist.c.name))
    ]


def entries_of(tx: Connection, name: str) -> list[str]:
    """The entries of one list; none where there is no such list."""
    found = tx.execute(select(warninglist.c.entries).where(warninglist.c.name == name)).scalar()
    return [] if found is None else msgspec.json.decode(found, type=list[str])


def switch(tx: Connection, name: str, off: datetime | None) -> bool | None:
    """Have a list count or not; whether that changed anything, None where there is no such list."""
    this = warninglist.c.name == name
    row = tx.execute(select(warninglist.c.off_us).where(this)).first()
    if row is None:
        return None
    if (row.off_us is None) == (off is None):
        return False
    since = None if off is None else to_microseconds(off)
    tx.execute(update(warninglist).where(this).values(off_us=since))
    return True


def state(tx: Connection) -> tuple[int, int, int]:
    """What changes whenever a list does: how many there are, when the last came, which are off since when."""
    here = warninglist.c
    last, off = func.max(here.added_us), func.sum(here.off_us)
    row = tx.execute(select(func.count(), last, off)).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)
