"""The ledger: appending in batches, proving, and verifying a million leaves from their bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.beside import HEAD, Doing, row
from bench.specimens import NOW
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.ids import ObjectId, PartnerName
from khien.model.signing import SigningKey
from khien.store import Store
from khien.store.schema import migrate

LEAVES, BATCH, PROOFS = 1_000_000, 10_000, 200


def bench(folder: Path, leaves: int = LEAVES) -> Iterator[str]:
    """Three rows; each append is committed to the disk with `synchronous=FULL`."""
    store = Store.sqlite(folder / "ledger.sqlite")
    migrate(store)
    ledger = Ledger("khien-ledger/vn/vn-ncc", SigningKey.from_seed("vn-ncc", b"v" * 32))
    yield HEAD
    for batch in (1_000, BATCH):
        yield row(
            "≥ 50,000",
            "leaves",
            Doing(f"append {batch:,} at once", batch, partial(_append, store, ledger, batch)),
        )
    while _size(store, ledger) < leaves:
        _append(store, ledger, min(BATCH, leaves - _size(store, ledger)))
    yield _proving(store, ledger)
    with store.read() as tx:
        start, started = time.perf_counter(), time.process_time()
        whole = ledger.verify(tx)
        wall, cpu = time.perf_counter() - start, time.process_time() - started
    yield (
        f"| verify {whole.size:,} leaves, once | ≤ 10 s a million | {wall:.1f} s | {cpu:.1f} s | – | – |"
    )
    store.close()


def _proving(store: Store, ledger: Ledger) -> str:
    dice = random.Random(2026)  # noqa: S311 -- places, not secrets

    def prove() -> None:
        with store.read() as tx:
            size = ledger.size(tx)
            for _ in range(PROOFS):
                ledger.inclusion(tx, dice.randrange(size), size)

    return row(
        "≥ 1,000 (≤ 1 ms)",
        "proofs",
        Doing(f"inclusion proof in {_size(store, ledger):,}", PROOFS, prove),
    )


def _size(store: Store, ledger: Ledger) -> int:
    with store.read() as tx:
        return ledger.size(tx)


def _append(store: Store, ledger: Ledger, count: int) -> None:
    with store.write() as tx:
        first = ledger.size(tx)
        ledger.append(tx, [_entry(number) for number in range(first, first + count)], NOW)


def _entry(number: int) -> LedgerEntry:
    return LedgerEntry(
        EntryKind.SENT,
        crossing=f"release--{number:032x}",
        partner=PartnerName("asean-cert"),
        object_id=ObjectId(f"indicator--{number * 7919 % 2**61:032x}"),
        version="2026-11-21T09:30:00.000Z",
        sha256="ab" * 32,
    )
