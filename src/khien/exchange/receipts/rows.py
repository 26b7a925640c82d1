"""The rows of receipts, given and taken."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from khien.exchange.rows import receipt
from khien.model.instants import from_microseconds, to_microseconds
from khien.store.siblings import among, pour

COLUMNS = tuple(column.name for column in receipt.columns)

Direction = Literal["given", "taken"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One receipt as we keep it. `document` is the sealed document, or what an unsigned one says."""

    sha256: str
    direction: Direction
    release: str
    partner: str
    outcome: str
    reason: str
    signed: bool
    document: dict[str, Any]
    at: datetime


def add(tx: Connection, receipts: Iterable[Kept]) -> None:
    """Keep receipts; the caller has left out those that we have."""
    rows = [
        (
            r.sha256, r.direction, r.release, r.partner, r.outcome, r.reason, r.signed,
            msgspec.json.encode(r.document).decode(), to_microseconds(r.at),
        )
        for r in receipts
    ]  # fmt: skip
    pour(tx, receipt, COLUMNS, rows)


def known(tx: Connection, direction: Direction, sha256s: Sequence[str]) -> set[str]:
    """Which of these receipts we have already."""
    found: set[str] = set()
    some = among(tx, receipt.c.sha256, sha256s)
    rows = tx.execute(select(receipt.c.sha256).where(receipt.c.direction == direction, some))
    found.update(row.sha256 for row in rows)
    return found


def of_release(tx: Connection, release_id: str) -> list[Kept]:
    """Every receipt of one release, oldest first."""
    return of_releases(tx, [release_id])


def of_releases(tx: Connection, release_ids: Sequence[str]) -> list[Kept]:
    """Every receipt of these releases, oldest first; those taken at once in the order of their givers."""
    rows = tx.execute(select(receipt).where(among(tx, receipt.c.release, release_ids)))
    found = [
        Kept(
            r.sha256, r.direction, r.release, r.partner, r.outcome, r.reason, r.signed,
            json.loads(r.document), from_microseconds(r.at_us),
        )
        for r in rows
    ]  # fmt: skip
    return sorted(found, key=lambda r: (r.at, r.document["payload"]["time"], r.sha256))


def told(tx: Connection, release_ids: Sequence[str], outcome: str) -> set[tuple[str, str]]:
    """The releases, each with its partner, of which we have told this outcome already."""
    found: set[tuple[str, str]] = set()
    for start in range(0, len(release_ids), 500):
        part = release_ids[start : start + 500]
        query = select(receipt.c.release, receipt.c.partner).where(
            receipt.c.direction == "given",
            receipt.c.outcome == outcome,
            receipt.c.release.in_(part),
        )
        found.update((row.release, row.partner) for row in tx.execute(query))
    return found


def given(
    tx: Connection, release_ids: Sequence[str], outcomes: Sequence[str]
) -> dict[tuple[str, str, str], str]:
    """The hashes of receipts that we gave before, by release, partner and outcome; the first of each."""
    found: dict[tuple[str, str, str], str] = {}
    for start in range(0, len(release_ids), 500):
        part = release_ids[start : start + 500]
        query = select(receipt).where(
            receipt.c.direction == "given",
            receipt.c.outcome.in_(outcomes),
            receipt.c.release.in_(part),
        )
        for row in tx.execute(query.order_by(receipt.c.at_us, receipt.c.sha256)):
            found.setdefault((row.release, row.partner, row.outcome), row.sha256)
    return found


def documents(tx: Connection, sha256s: Sequence[str]) -> list[str]:
    """The JSON of given receipts, in the order asked for."""
    found: dict[str, str] = {}
    some = among(tx, receipt.c.sha256, sha256s)
    query = select(receipt.c.sha256, receipt.c.document).where(receipt.c.direction == "given", some)
    found.update((r.sha256, r.document) for r in tx.execute(query))
    return [found[s] for s in sha256s if s in found]


def latencies(tx: Connection) -> list[tuple[str, str, datetime]]:
    """Release, partner and the partner's own time of each signed acceptance."""
    query = select(receipt.c.release, receipt.c.partner, receipt.c.document).where(
        receipt.c.direction == "taken",
        receipt.c.outcome == "accepted",
        receipt.c.signed.is_(True),
    )
    return [
        (r.release, r.partner, datetime.fromisoformat(json.loads(r.document)["payload"]["time"]))
        for r in tx.execute(query)
    ]
