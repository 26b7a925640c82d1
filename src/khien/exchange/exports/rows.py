"""The rows of exports: which folders went and came, and what of the outbox each one holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from khien.exchange.outbox.rows import Kind
from khien.exchange.rows import outbox
from khien.model.instants import from_microseconds, to_microseconds
from khien.store import metadata

Direction = Literal["given", "taken"]

export = Table(
    "export",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("direction", String(5), primary_key=True),  # given | taken
    Column("partner", String(80), primary_key=True),
    Column("sha256", String(64), nullable=False),  # of the manifest's payload
    # JSON. Given: the outbox items that each file carries. Taken: the files not taken, with the code.
    Column("detail", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_export_partner", "direction", "partner", "at_us"),
)
"""Folders that were carried by hand."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A partner's folder that was taken; `refused` are its files that were not, with the code."""

    export: str
    sha256: str
    refused: dict[str, str]
    at: datetime


def keep_given(
    tx: Connection,
    export_id: str,
    partner: str,
    sha256: str,
    items: Mapping[str, Sequence[int]],
    now: datetime,
) -> None:
    """Keep a folder of ours, with the outbox items in each of its files."""
    detail = json.dumps({file: list(seqs) for file, seqs in items.items() if seqs})
    _put(tx, export_id, "given", partner, sha256, detail, now, complete=False)


def given(tx: Connection, partner: str, export_id: str, sha256: str) -> dict[str, list[int]]:
    """The outbox items in each file of a folder of ours; empty where there was no such one."""
    query = select(export.c.detail).where(
        export.c.id == export_id,
        export.c.direction == "given",
        export.c.partner == partner,
        export.c.sha256 == sha256,
    )
    found = tx.execute(query).scalar()
    return {} if found is None else json.loads(found)


def keep_taken(
    tx: Connection,
    partner: str,
    taken: Taken,
) -> None:
    """Keep what became of a partner's folder; a later attempt replaces an earlier one."""
    tx.execute(
        delete(export).where(
            export.c.id == taken.export,
            export.c.direction == "taken",
            export.c.partner == partner,
        )
    )
    detail = json.dumps(taken.refused)
    _put(
        tx, taken.export, "taken", partner, taken.sha256, detail, taken.at,
        complete=not taken.refused,
    )  # fmt: skip


def taken(tx: Connection, partner: str, limit: int) -> list[Taken]:
    """The newest folders of a partner that were taken, newest first."""
    query = select(export).where(export.c.direction == "taken", export.c.partner == partner)
    rows = tx.execute(query.order_by(export.c.at_us.desc()).limit(limit))
    return [
        Taken(row.id, row.sha256, json.loads(row.detail), from_microseconds(row.at_us))
        for row in rows
    ]


def taken_whole(tx: Connection, partner: str, export_id: str) -> Taken | None:
    """A partner's folder, if all of it was taken."""
    query = select(export).where(
        export.c.id == export_id,
        export.c.direction == "taken",
        export.c.partner == partner,
        export.c.complete,
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else Taken(row.id, row.sha256, {}, from_microseconds(row.at_us))


def carried(tx: Connection, partner: str, seqs: Sequence[int], now: datetime) -> None:
    """The partner has taken these documents. Objects wait for their receipts instead."""
    here = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    some_kinds = outbox.c.kind.not_in([Kind.OBJECT.value, Kind.RECALL.value])
    for start in range(0, len(seqs), 500):
        some = outbox.c.seq.in_(seqs[start : start + 500])
        values = {"done_us": to_microseconds(now), "error": ""}
        tx.execute(update(outbox).where(here, some_kinds, some).values(values))


def refused(tx: Connection, partner: str, seqs: Sequence[int], code: str) -> None:
    """The partner did not take these documents; they wait on, with its reason."""
    here = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    for start in range(0, len(seqs), 500):
        some = outbox.c.seq.in_(seqs[start : start + 500])
        tx.execute(update(outbox).where(here, some).values(error=code[:500]))


def answered(tx: Connection, partner: str, releases: Collection[str], now: datetime) -> None:
    """Receipts for these releases came home: their objects were carried."""
    _done(tx, partner, Kind.OBJECT, sorted(releases), now)


def confirmed(
    tx: Connection, partner: str, releases: Collection[str], action: str, now: datetime
) -> None:
    """The partner confirmed these recalls, or this stricter handling."""
    wanted = sorted(releases)
    query = select(outbox.c.seq, outbox.c.body).where(
        outbox.c.partner == partner,
        outbox.c.kind == Kind.RECALL.value,
        outbox.c.done_us.is_(None),
    )
    for start in range(0, len(wanted), 500):
        some = outbox.c.subject.in_(wanted[start : start + 500])
        seqs = [
            row.seq
            for row in tx.execute(query.where(some))
            if json.loads(row.body)["payload"]["action"] == action
        ]
        values = {"done_us": to_microseconds(now), "error": ""}
        tx.execute(update(outbox).where(outbox.c.seq.in_(seqs)).values(values))


def _done(tx: Connection, partner: str, kind: Kind, subjects: Sequence[str], now: datetime) -> None:
    here = (outbox.c.partner == partner) & outbox.c.done_us.is_(None)
    of_kind = outbox.c.kind == kind.value
    for start in range(0, len(subjects), 500):
        some = outbox.c.subject.in_(subjects[start : start + 500])
        values = {"done_us": to_microseconds(now), "error": ""}
        tx.execute(update(outbox).where(here, of_kind, some).values(values))


def _put(
    tx: Connection,
    export_id: str,
    direction: Direction,
    partner: str,
    sha256: str,
    detail: str,
    now: datetime,
    *,
    complete: bool,
) -> None:
    tx.execute(
        insert(export).values(
            id=export_id,
            direction=direction,
            partner=partner,
            sha256=sha256,
            detail=detail,
            complete=complete,
            at_us=to_microseconds(now),
        )
    )
