"""The rows of drafts. They are this node's own and never cross a border."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (  # fmt: skip
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from khien.app.foresight.rules import Draft, Finding, Matter, State, Why
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds, to_microseconds
from khien.model.marking import Tlp
from khien.store import metadata
from khien.store.siblings import among

warning_draft = Table(
    "warning_draft",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("matter_key", Text, nullable=False),  # matter and object: one open draft of each
    Column("matter", String(20), nullable=False),
    Column("about", Text, nullable=False),  # JSON: ids of objects
    Column("tlp", Integer, nullable=False),  # Tlp.rank
    Column("why", Text, nullable=False),  # JSON: numbers, names of parties, countries, sectors
    Column("state", String(20), nullable=False),
    Column("drafted_us", BigInteger, nullable=False),
    Column("changed_us", BigInteger, nullable=False),
    Column("until_us", BigInteger, nullable=False),
    Column("officer", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("warning", Text, nullable=False),
    Index("ix_warning_draft_key", "matter_key", "drafted_us"),
)
"""Drafts of warnings."""

_open = text("state = 'open'")
Index(
    "ix_warning_draft_open",
    warning_draft.c.matter_key,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
TLPS = tuple(Tlp)


def write(tx: Connection, one: Draft) -> None:
    """Keep a draft, new or changed."""
    finding, here = one.finding, warning_draft.c
    values = {
        "matter_key": finding.key,
        "matter": finding.matter.value,
        "about": msgspec.json.encode(finding.about).decode(),
        "tlp": finding.tlp.rank,
        "why": msgspec.json.encode(finding.why).decode(),
        "state": one.state.value,
        "drafted_us": to_microseconds(one.drafted),
        "changed_us": to_microseconds(one.changed),
        "until_us": to_microseconds(one.until),
        "officer": one.officer,
        "reason": one.reason,
        "warning": one.warning,
    }
    if not tx.execute(update(warning_draft).where(here.id == one.id).values(values)).rowcount:
        tx.execute(insert(warning_draft).values(id=one.id, **values))


def one(tx: Connection, draft_id: str) -> Draft | None:
    """The draft of that id."""
    row = tx.execute(select(warning_draft).where(warning_draft.c.id == draft_id)).first()
    return None if row is None else _draft(row)


def newest(tx: Connection, keys: Sequence[str]) -> dict[str, Draft]:
    """The newest draft of each of these matters."""
    here = warning_draft.c
    query = select(warning_draft).where(among(tx, here.matter_key, keys)).order_by(here.drafted_us)
    return {row.matter_key: _draft(row) for row in tx.execute(query)}


def still_open(tx: Connection, now: datetime, limit: int) -> list[Draft]:
    """The drafts that wait for an officer, the newest change first."""
    here = warning_draft.c
    query = select(warning_draft).where(here.state == State.OPEN.value)
    query = query.where(here.until_us > to_microseconds(now))
    query = query.order_by(here.changed_us.desc(), here.id).limit(limit)
    return [_draft(row) for row in tx.execute(query)]


def sent_since(tx: Connection, since: datetime) -> int:
    """How many that were drafted since an instant the node has sent by itself."""
    here = warning_draft.c
    query = select(func.count()).where(here.drafted_us >= to_microseconds(since))
    return tx.execute(query.where(here.state == State.SENT.value)).scalar_one()


def made_into(tx: Connection, warning: str) -> list[Draft]:
    """The drafts that this warning was made of, by an officer or the node itself: one, or none."""
    query = select(warning_draft).where(warning_draft.c.warning == warning)
    return [_draft(row) for row in tx.execute(query)]


def lapse(tx: Connection, now: datetime, before: datetime) -> None:
    """Close what nobody looked at in time; leave out what ended before an instant."""
    here, at = warning_draft.c, to_microseconds(now)
    ended = update(warning_draft).where(here.state == State.OPEN.value, here.until_us <= at)
    tx.execute(ended.values(state=State.LAPSED.value))
    tx.execute(delete(warning_draft).where(here.until_us < to_microseconds(before)))


def _draft(row: Row[Any]) -> Draft:
    about = msgspec.json.decode(row.about, type=tuple[str, ...])
    why = msgspec.json.decode(row.why, type=Why)
    return Draft(
        row.id,
        Finding(Matter(row.matter), tuple(map(ObjectId, about)), TLPS[row.tlp], why),
        State(row.state),
        from_microseconds(row.drafted_us),
        from_microseconds(row.changed_us),
        from_microseconds(row.until_us),
        row.officer,
        row.reason,
        row.warning,
    )
