"""The rows of work in progress."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (  # fmt: skip
    BigInteger,
    Column,
    Connection,
    Index,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from khien.app.work.rules import State, Work
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

work = Table(
    "work",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("officer", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("started_us", BigInteger, nullable=False),
    Column("seen_us", BigInteger, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("code", String(80), nullable=False),
    Column("result", Text, nullable=False),  # JSON
    Index("ix_work_started", "started_us"),
)
"""Work that takes longer than a page waits."""


def add(tx: Connection, new: Work) -> None:
    """Write a new piece of work."""
    tx.execute(
        insert(work).values(
            id=new.id,
            kind=new.kind,
            title=new.title,
            officer=new.officer,
            state=new.state.value,
            started_us=to_microseconds(new.started),
            seen_us=to_microseconds(new.seen),
            done=new.done,
            total=new.total,
            code=new.code,
            result=json.dumps(new.result),
        )
    )


def go_on(
    tx: Connection, work_id: str, done: int, total: int, result: Mapping[str, Any], now: datetime
) -> None:
    """Note how far it is, and what it found so far."""
    some = update(work).where(work.c.id == work_id)
    values = {"done": done, "total": total, "result": json.dumps(dict(result))}
    tx.execute(some.values(seen_us=to_microseconds(now), **values))


def end(
    tx: Connection, work_id: str, state: State, code: str, result: dict[str, Any], now: datetime
) -> None:
    """Note how it ended."""
    some = update(work).where(work.c.id == work_id)
    values: dict[str, Any] = {"state": state.value, "code": code, "result": json.dumps(result)}
    if state is State.DONE:
        values["done"] = work.c.total  # the last steps may not have been told
    tx.execute(some.values(seen_us=to_microseconds(now), **values))


def one(tx: Connection, work_id: str) -> Work | None:
    """The work of that id."""
    row = tx.execute(select(work).where(work.c.id == work_id)).first()
    return None if row is None else _work(row)


def newest(tx: Connection, kinds: tuple[str, ...], limit: int) -> list[Work]:
    """The newest of these kinds first."""
    query = select(work).where(work.c.kind.in_(kinds)).order_by(work.c.started_us.desc(), work.c.id)
    return [_work(row) for row in tx.execute(query.limit(limit))]


def forget(tx: Connection, before: datetime) -> None:
    """Leave out what began before an instant."""
    tx.execute(delete(work).where(work.c.started_us < to_microseconds(before)))


def _work(row: Row[Any]) -> Work:
    return Work(
        row.id, row.kind, row.title, row.officer, State(row.state),
        from_microseconds(row.started_us), from_microseconds(row.seen_us),
        row.done, row.total, row.code, json.loads(row.result),
    )  # fmt: skip
