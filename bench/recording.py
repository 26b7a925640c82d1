"""Appending to the ledger and signing its checkpoint, beside SQLite rows committed alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure
from bench.specimens import NOW, object_id
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.ids import PartnerName
from khien.model.signing import SigningKey
from khien.store import Store
from khien.store.schema import migrate

BATCH = 1_000


def bench(folder: Path) -> Iterator[Measure]:
    """A batch of a thousand, and one entry at a time, each with a commit that reaches the disk."""
    store = Store.sqlite(folder / "ledger.sqlite")
    migrate(store)
    ledger = Ledger("khien-ledger/vn/vn-ncc", SigningKey.from_seed("vn-ncc", b"v" * 32))
    plain = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE leaf (place INTEGER PRIMARY KEY, raw BLOB)")

    def append(count: int) -> None:
        with store.write() as tx:
            ledger.append(tx, [_entry(number) for number in range(count)], NOW)

    def rows(count: int) -> None:
        plain.execute("BEGIN IMMEDIATE")
        plain.executemany("INSERT INTO leaf (raw) VALUES (?)", [(b"x" * 300,)] * count)
        plain.execute("COMMIT")

    yield Measure(
        "append 1 000 entries at once",
        "leaves",
        BATCH,
        lambda: append(BATCH),
        lambda: rows(BATCH),
        "plain rows",
    )
    yield Measure(
        "append one entry, durably",
        "leaves",
        1,
        lambda: append(1),
        lambda: rows(1),
        "a plain commit",
    )
    plain.close()
    store.close()


def _entry(number: int) -> LedgerEntry:
    return LedgerEntry(
        EntryKind.SENT,
        crossing=object_id("release", number),
        partner=PartnerName("asean-cert"),
        object_id=object_id("indicator", number),
        version="2026-11-21T09:30:00.000Z",
        sha256="ab" * 32,
    )
