"""Two small nodes with ledgers of their own, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from khien.ledger import EntryKind, Ledger, LedgerEntry, tree
from khien.model.ids import ObjectId, PartnerName
from khien.model.signing import PublicKey, SigningKey
from khien.store import Store
from tests.store.fresh import fresh_store

NOW = datetime(2026, 11, 22, 0, 55, tzinfo=UTC)
SHA = "ab" * 32
VN_KEY = SigningKey.from_seed("vn-ncc", b"v" * 32)
ASEAN_KEY = SigningKey.from_seed("asean-cert", b"a" * 32)
VN_ORIGIN = "khien-ledger/vn/vn-ncc"
ASEAN_ORIGIN = "khien-ledger/th/asean-cert"


def nodes_in(grown: Sequence[tuple[int, int, Sequence[bytes]]]) -> dict[tree.Node, bytes]:
    """What `grow` returned, by node."""
    return {
        tree.Node(level, position): hashed
        for level, first, hashes in grown
        for position, hashed in enumerate(hashes, first)
    }


@dataclass(frozen=True, slots=True)
class Node:
    """One node: its database, its ledger, its public key."""

    store: Store
    ledger: Ledger
    key: PublicKey

    def append(self, *entries: LedgerEntry) -> range:
        """Append one batch in a transaction of its own."""
        with self.store.write() as tx:
            return self.ledger.append(tx, entries, NOW)

    def grow(self, count: int, batch: int = 1) -> None:
        """Append numbered entries, `batch` at a time."""
        with self.store.write() as tx:
            have = self.ledger.size(tx)
            for first in range(have, have + count, batch):
                last = min(first + batch, have + count)
                self.ledger.append(tx, [entry(n) for n in range(first, last)], NOW)


def new_node(path: Path, origin: str = VN_ORIGIN, key: SigningKey = VN_KEY) -> Node:
    """A node with an empty ledger in a database, named as a file is."""
    store = fresh_store(path.parent, path.name)
    return Node(store, Ledger(origin, key), key.public)


def asean_node(path: Path) -> Node:
    """The partner's node."""
    return new_node(path, ASEAN_ORIGIN, ASEAN_KEY)


def entry(number: int, kind: EntryKind = EntryKind.SENT) -> LedgerEntry:
    """The entry of a numbered release."""
    return LedgerEntry(
        kind,
        crossing=f"release--{number}",
        partner=PartnerName("asean-cert"),
        object_id=ObjectId(f"indicator--{number}"),
        version="2026-11-22T00:55:00.000Z",
        sha256=SHA,
        facts={"marking": "TLP:AMBER+STRICT", "number": number},
    )


@contextmanager
def tampering(node: Node) -> Iterator[Connection]:
    """What somebody with the database file in hands can do: write anything, past the ledger."""
    with node.store.write() as tx:
        yield tx
