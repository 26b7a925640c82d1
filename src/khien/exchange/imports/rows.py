"""The tables of imports. A report is kept in pages, so that the longest one is never in memory whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from khien.intake import ReportEntry
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata
from khien.store.objects.rows import import_batch

PAGE: Final = 1_000  # entries

import_report = Table(
    "import_report",
    metadata,
    Column("batch_id", String(60), primary_key=True),
    Column("page", Integer, primary_key=True),  # 0, 1, 2 … as they came
    Column("part", Text, nullable=False),  # the file of a folder that the page is about, or empty
    Column("entries", LargeBinary, nullable=False),  # zlib of a JSON array of entries
)

import_folder = Table(
    "import_folder",
    metadata,
    Column("folder", String(255), primary_key=True),  # what the feed is called
    Column("item", String(255), primary_key=True),
    Column("mark", String(64), nullable=False),  # SHA-256 of the bytes and of how they were read
    Column("at_us", BigInteger, nullable=False),
)

import_mapping = Table(
    "import_mapping",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("columns", Text, nullable=False),  # JSON: role -> column
    Column("author", String(80), nullable=False),
    Column("at_us", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One import: what it is called, which officer brought it ('' for a machine), and when."""

    id: str
    name: str
    author: str
    at: datetime

    @property
    def place(self) -> tuple[int, str]:
        """Where a list goes on after it."""
        return to_microseconds(self.at), self.id


def keep_report(
    tx: Connection, batch_id: str, entries: Sequence[ReportEntry], part: str = ""
) -> None:
    """Add entries to the report of a batch, after what is there."""
    here = import_report.c
    last = tx.execute(select(func.max(here.page)).where(here.batch_id == batch_id)).scalar()
    waiting, number = iter(entries), -1 if last is None else int(last)
    while some := list(islice(waiting, PAGE)):
        number += 1
        packed = zlib.compress(msgspec.json.encode(some), 1)
        row = {"batch_id": batch_id, "page": number, "part": part, "entries": packed}
        tx.execute(insert(import_report).values(row))


def report_of(tx: Connection, batch_id: str) -> Iterator[tuple[str, ReportEntry]]:
    """Every entry of a batch as it was kept, with the part of it; page by page."""
    number = 0
    while (found := page_of(tx, batch_id, number)) is not None:
        part, entries = found
        for entry in entries:
            yield part, entry
        number += 1


def page_of(tx: Connection, batch_id: str, number: int) -> tuple[str, list[ReportEntry]] | None:
    """The part and the entries of one page of a report, counted from 0; None after the last one."""
    here = import_report.c
    query = select(here.part, here.entries).where(here.batch_id == batch_id, here.page == number)
    row = tx.execute(query).first()
    if row is None:
        return None
    return row.part, msgspec.json.decode(zlib.decompress(row.entries), type=list[ReportEntry])


def listed(tx: Connection, limit: int, after: tuple[int, str] | None = None) -> list[Line]:
    """Imports that have a report, the newest first; after the `place` of one, those that came before it."""
    batch, here = import_batch.c, import_report.c
    query = (
        select(batch.id, batch.name, batch.author, batch.at_us)
        .join(import_report, here.batch_id == batch.id)
        .where(here.page == 0)
        .order_by(batch.at_us.desc(), batch.id)
        .limit(limit)
    )
    if after is not None:
        at_us, batch_id = after
        earlier = (batch.at_us == at_us) & (batch.id > batch_id)
        query = query.where((batch.at_us < at_us) | earlier)
    return [
        Line(row.id, row.name, row.author, from_microseconds(row.at_us))
        for row in tx.execute(query)
    ]


def has_report(tx: Connection, batch_id: str) -> bool:
    """Whether anything was reported about a batch; of one without an object that is all there is."""
    query = select(import_report.c.page).where(import_report.c.batch_id == batch_id)
    return tx.execute(query.limit(1)).first() is not None


def marks(tx: Connection, folder: str) -> dict[str, str]:
    """What of a folder was read before: item → mark."""
    here = import_folder.c
    query = select(here.item, here.mark).where(here.folder == folder)
    return {row.item: row.mark for row in tx.execute(query)}


def remember(tx: Connection, folder: str, item: str, mark: str, now: datetime) -> None:
    """Remember that an item of a folder was read as it is."""
    here = import_folder.c
    tx.execute(delete(import_folder).where(here.folder == folder, here.item == item))
    row = {"folder": folder, "item": item, "mark": mark, "at_us": to_microseconds(now)}
    tx.execute(insert(import_folder).values(row))


def save_mapping(
    tx: Connection, name: str, columns: Mapping[str, str | int], author: str, now: datetime
) -> None:
    """Keep a mapping under a name; one that stood there is replaced."""
    tx.execute(delete(import_mapping).where(import_mapping.c.name == name))
    text = msgspec.json.encode(dict(columns)).decode()
    row = {"name": name, "columns": text, "author": author, "at_us": to_microseconds(now)}
    tx.execute(insert(import_mapping).values(row))


def drop_mapping(tx: Connection, name: str) -> bool:
    """Forget a mapping; whether there was one."""
    return tx.execute(delete(import_mapping).where(import_mapping.c.name == name)).rowcount > 0


def mappings(tx: Connection) -> dict[str, dict[str, str | int]]:
    """Every mapping by its name."""
    here = import_mapping.c
    return {
        row.name: msgspec.json.decode(row.columns, type=dict[str, str | int])
        for row in tx.execute(select(here.name, here.columns).order_by(here.name))
    }
