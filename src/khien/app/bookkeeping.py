"""The ledger as a person looks at it: its signed state, who cosigned it, what stands at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from khien.app.wiring import Node
from khien.ledger import Alarm, Hold, Leaf
from khien.people.partners import PartnerState, list_partners


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A partner, and the largest state of ours that it cosigned; 0 where it never did."""

    partner: str
    size: int


@dataclass(frozen=True, slots=True)
class Book:
    """One page of the ledger, the newest leaves first; `first` is the place of the oldest shown."""

    origin: str
    size: int
    note: str
    cosigners: list[Cosigner]
    alarms: list[Alarm]
    holds: list[Hold]
    leaves: list[tuple[int, Leaf]]
    first: int


def book(node: Node, before: int | None, limit: int) -> Book:
    """The ledger as it is, and the leaves before a place (None: the newest)."""
    with node.store.read() as tx:
        size = node.ledger.size(tx)
        end = size if before is None else min(before, size)
        first = max(0, end - limit)
        return Book(
            origin=node.ledger.origin,
            size=size,
            note=node.ledger.checkpoint(tx) if size else "",
            cosigners=[
                Cosigner(one.name, node.ledger.cosigned_size(tx, key))
                for one in list_partners(tx, PartnerState.ACTIVE)
                if (key := one.current_key) is not None
            ],
            alarms=node.ledger.alarms(tx),
            holds=node.ledger.holds(tx),
            leaves=node.ledger.leaves(tx, first, end - first)[::-1],
            first=first,
        )


def verified(node: Node, told: Callable[[int, int], None]) -> dict[str, Any]:
    """Recompute the whole ledger; what an unbroken one holds.

    Raises:
        ProofError: naming the first thing that is broken.
    """
    with node.store.read() as tx:
        partners = list_partners(tx)
        keys = [key for one in partners for key in one.all_keys]
        size = node.ledger.size(tx)
        audit = node.ledger.verify(tx, keys, lambda done: told(done, size))
    return {
        "size": audit.size,
        "root": audit.root.hex(),
        "checkpoints": audit.checkpoints,
        "cosigners": len(audit.cosigners),
        "unknown_cosignatures": audit.unknown_cosignatures,
    }
