"""The rows of saved searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
)

from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

saved_search = Table(
    "saved_search",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("officer", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("question", Text, nullable=False),  # as it stands in the address of the page
    Column("made_us", BigInteger, nullable=False),
    UniqueConstraint("officer", "name", name="uq_saved_search_name"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """One search that an officer keeps; `question` is the query of its page, as in its address."""

    id: str
    officer: str
    name: str
    question: str
    made: datetime


def add(tx: Connection, one: Saved) -> None:
    """Write a search; one of the same officer under the same name makes room."""
    mine = saved_search.c.officer == one.officer
    tx.execute(delete(saved_search).where(mine, saved_search.c.name == one.name))
    tx.execute(
        insert(saved_search).values(
            id=one.id,
            officer=one.officer,
            name=one.name,
            question=one.question,
            made_us=to_microseconds(one.made),
        )
    )


def of_officer(tx: Connection, officer: str) -> list[Saved]:
    """What this officer keeps, by name."""
    here = saved_search.c
    rows = tx.execute(select(saved_search).where(here.officer == officer).order_by(here.name))
    return [
        Saved(row.id, row.officer, row.name, row.question, from_microseconds(row.made_us))
        for row in rows
    ]


def remove(tx: Connection, officer: str, search_id: str) -> bool:
    """Remove a search of this officer; whether there was one."""
    here = saved_search.c
    gone = tx.execute(delete(saved_search).where(here.officer == officer, here.id == search_id))
    return gone.rowcount > 0
