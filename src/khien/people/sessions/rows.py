"""Sessions, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Select,
    String,
    Table,
    Text,
    delete,
    select,
)

from khien.model.ids import OfficerName
from khien.model.instants import from_microseconds, to_microseconds
from khien.people.officers.rows import officer
from khien.people.sessions import rules
from khien.people.sessions.rules import Session, Stage
from khien.store import metadata

session = Table(
    "session",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),  # of the token
    Column("officer", String, ForeignKey("officer.name"), nullable=False, index=True),
    Column("stage", String, nullable=False),
    Column("seal", String, nullable=False),  # `rules.seal` at the time of opening
    Column("created_us", BigInteger, nullable=False, index=True),
    Column("seen_us", BigInteger, nullable=False),
    Column("confirmed_us", BigInteger),
    Column("closed_us", BigInteger),
    Column("agent", String, nullable=False),
    Column("notice", Text, nullable=False),
)


def insert(tx: Connection, new: Session, sha256: str) -> None:
    """Write a new session with the hash of its token, sealed with what the officer is now."""
    tx.execute(
        session.insert().values(
            id=new.id,
            sha256=sha256,
            officer=new.officer,
            stage=new.stage.value,
            seal=_seal_now(tx, new.officer),
            created_us=to_microseconds(new.created),
            seen_us=to_microseconds(new.seen),
            confirmed_us=None if new.confirmed is None else to_microseconds(new.confirmed),
            agent=new.agent,
            notice=new.notice,
        )
    )


def find_by_hash(tx: Connection, sha256: str) -> Session | None:
    """The session whose token has this hash, if it still stands; it may have run out."""
    row = tx.execute(_standing().where(session.c.sha256 == sha256)).mappings().one_or_none()
    return None if row is None or not _fits(row) else _session(row)


def standing(tx: Connection, name: OfficerName | None) -> tuple[Session, ...]:
    """The sessions of one officer or of all that nobody closed, the last used first."""
    query = _standing().order_by(session.c.seen_us.desc(), session.c.id)
    if name is not None:
        query = query.where(session.c.officer == name)
    return tuple(_session(row) for row in tx.execute(query).mappings() if _fits(row))


def write_seen(tx: Connection, session_id: str, now: datetime) -> None:
    """Note when a session was last used."""
    _write(tx, session_id, seen_us=to_microseconds(now))


def write_confirmed(tx: Connection, session_id: str, now: datetime) -> None:
    """Note when both factors were last given."""
    _write(tx, session_id, confirmed_us=to_microseconds(now))


def write_advanced(tx: Connection, changed: Session, sha256: str) -> None:
    """Give a session another token and stage; the token before opens nothing any more."""
    _write(
        tx,
        changed.id,
        sha256=sha256,
        stage=changed.stage.value,
        seen_us=to_microseconds(changed.seen),
        confirmed_us=None if changed.confirmed is None else to_microseconds(changed.confirmed),
    )


def write_closed(tx: Connection, session_id: str, now: datetime) -> None:
    """Note since when a session opens nothing."""
    _write(tx, session_id, closed_us=to_microseconds(now))


def write_all_closed(tx: Connection, name: OfficerName, now: datetime) -> None:
    """Close every session of an officer."""
    tx.execute(
        session.update()
        .where(session.c.officer == name, session.c.closed_us.is_(None))
        .values(closed_us=to_microseconds(now))
    )


def write_notice(tx: Connection, session_id: str, text: str) -> None:
    """What the next page says once."""
    _write(tx, session_id, notice=text)


def notice_of(tx: Connection, session_id: str) -> str:
    """What the next page says once; empty where there is nothing, or no such session."""
    query = select(session.c.notice).where(session.c.id == session_id)
    return tx.execute(query).scalar_one_or_none() or ""


def forget(tx: Connection, before: datetime) -> None:
    """Delete every session opened at or before an instant, so that the table stays small."""
    tx.execute(delete(session).where(session.c.created_us <= to_microseconds(before)))


def _write(tx: Connection, session_id: str, **values: object) -> None:
    tx.execute(session.update().where(session.c.id == session_id).values(**values))


def _standing() -> Select[Any]:
    return (
        select(session, officer.c.roles, officer.c.password)
        .join(officer, officer.c.name == session.c.officer)
        .where(session.c.closed_us.is_(None), officer.c.disabled_us.is_(None))
    )


def _seal_now(tx: Connection, name: OfficerName) -> str:
    query = select(officer.c.roles, officer.c.password).where(officer.c.name == name)
    row = tx.execute(query).one()
    return rules.seal(row.roles.split(), row.password)


def _fits(row: Mapping[Any, Any]) -> bool:
    return bool(row["seal"] == rules.seal(row["roles"].split(), row["password"]))


def _session(row: Mapping[Any, Any]) -> Session:
    stage = Stage(row["stage"])
    created, seen = from_microseconds(row["created_us"]), from_microseconds(row["seen_us"])
    confirmed = row["confirmed_us"]
    return Session(
        id=row["id"],
        officer=OfficerName(row["officer"]),
        stage=stage,
        created=created,
        seen=seen,
        ends=rules.ends_at(stage, created, seen),
        confirmed=None if confirmed is None else from_microseconds(confirmed),
        agent=row["agent"],
        notice=row["notice"],
    )
