"""Tokens, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, String, Table, select

from khien.model.ids import PartnerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.tokens.rules import Scope, Token
from khien.store import metadata

token = Table(
    "token",
    metadata,
    Column("name", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("scopes", String, nullable=False),  # scope names, sorted, joined by spaces
    Column("partner", String, ForeignKey("partner.name"), index=True),
    Column("created_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger),
    Column("revoked_us", BigInteger),
    Column("last_used_us", BigInteger),
)


def insert_token(tx: Connection, new: Token, sha256: str) -> None:
    """Write a new token with the hash of its secret."""
    tx.execute(
        token.insert().values(
            name=new.name,
            sha256=sha256,
            scopes=" ".join(sorted(new.scopes)),
            partner=new.partner,
            created_us=to_microseconds(new.created),
            expires_us=None if new.expires is None else to_microseconds(new.expires),
        )
    )


def find_token(tx: Connection, name: str) -> Token | None:
    """The token of that name, working or not."""
    row = tx.execute(select(token).where(token.c.name == name)).mappings().one_or_none()
    return None if row is None else _token(row)


def find_by_hash(tx: Connection, sha256: str) -> Token | None:
    """The token whose secret has this hash."""
    row = tx.execute(select(token).where(token.c.sha256 == sha256)).mappings().one_or_none()
    return None if row is None else _token(row)


def all_tokens(tx: Connection) -> tuple[Token, ...]:
    """Every token, by name."""
    return tuple(_token(row) for row in tx.execute(select(token).order_by(token.c.name)).mappings())


def write_revoked(tx: Connection, name: str, now: datetime) -> None:
    """Note since when a token opens nothing."""
    tx.execute(token.update().where(token.c.name == name).values(revoked_us=to_microseconds(now)))


def end_partner(tx: Connection, partner: str, now: datetime) -> None:
    """End every token of a partner that has not ended yet."""
    tx.execute(
        token.update()
        .where(token.c.partner == partner, token.c.revoked_us.is_(None))
        .values(revoked_us=to_microseconds(now))
    )


def write_last_used(tx: Connection, name: str, now: datetime) -> None:
    """Note when a token was last used."""
    tx.execute(token.update().where(token.c.name == name).values(last_used_us=to_microseconds(now)))


def _token(row: Mapping[Any, Any]) -> Token:
    return Token(
        name=row["name"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"].split()),
        partner=None if row["partner"] is None else PartnerName(row["partner"]),
        created=from_microseconds(row["created_us"]),
        expires=_instant(row["expires_us"]),
        revoked=_instant(row["revoked_us"]),
        last_used=_instant(row["last_used_us"]),
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
