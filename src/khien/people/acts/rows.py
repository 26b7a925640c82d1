"""The rows of the register. A row may be erased; its leaf in the ledger then says nothing of a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Connection, String, Table, Text, insert, select

from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

administration = Table(
    "administration",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("what", String(40), nullable=False),
    Column("subject", String(80), nullable=False),  # name of an officer, token or certificate
    Column("detail", Text, nullable=False),  # JSON: roles, scopes, a hash
    Column("salt", String(64), nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""What the ledger holds only as a salted hash."""


class Deed(StrEnum):
    """What was done."""

    OFFICER_ADDED = "officer-added"
    OFFICER_DISABLED = "officer-disabled"
    ROLES_CHANGED = "roles-changed"
    TOKEN_ADDED = "token-added"  # noqa: S105 -- the name of an act
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 -- the name of an act
    AUTHORITY_MADE = "authority-made"
    CERTIFICATE_ADDED = "certificate-added"
    CERTIFICATE_REVOKED = "certificate-revoked"
    LIST_RENEWED = "list-renewed"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `salt` is 64 random hex digits; without it nobody can guess whom a leaf speaks of."""

    id: str
    deed: Deed
    subject: str
    detail: tuple[str, ...]
    salt: str
    at: datetime


def add(tx: Connection, act: Act) -> None:
    """Write an act into the register."""
    tx.execute(
        insert(administration).values(
            id=act.id,
            what=act.deed.value,
            subject=act.subject,
            detail=json.dumps(act.detail),
            salt=act.salt,
            at_us=to_microseconds(act.at),
        )
    )


def every(tx: Connection) -> list[Act]:
    """The whole register, oldest first."""
    kept = administration.c
    return [
        Act(
            row.id, Deed(row.what), row.subject, tuple(json.loads(row.detail)), row.salt,
            from_microseconds(row.at_us),
        )
        for row in tx.execute(select(administration).order_by(kept.at_us, kept.id))
    ]  # fmt: skip
