"""Welcomes, as rows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, String, Table, delete, select

from khien.model.ids import OfficerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.welcomes.rules import Welcome
from khien.store import metadata

welcome = Table(
    "welcome",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("officer", String, ForeignKey("officer.name"), index=True),  # nothing: the first officer
    Column("made_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
)


def insert(tx: Connection, new: Welcome, sha256: str) -> None:
    """Write a welcome with the hash of its code."""
    tx.execute(
        welcome.insert().values(
            sha256=sha256,
            officer=new.officer,
            made_us=to_microseconds(new.made),
            expires_us=to_microseconds(new.expires),
        )
    )


def find(tx: Connection, sha256: str) -> Welcome | None:
    """The welcome whose code has this hash."""
    row = tx.execute(select(welcome).where(welcome.c.sha256 == sha256)).one_or_none()
    if row is None:
        return None
    return Welcome(
        officer=None if row.officer is None else OfficerName(row.officer),
        made=from_microseconds(row.made_us),
        expires=from_microseconds(row.expires_us),
    )


def delete_of(tx: Connection, officer: OfficerName | None) -> None:
    """Delete every welcome of an officer, or those for the first officer."""
    mine = welcome.c.officer.is_(None) if officer is None else welcome.c.officer == officer
    tx.execute(delete(welcome).where(mine))
