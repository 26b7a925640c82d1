"""What a node says of itself to whoever watches over it: counts and ages, and whether it is ready."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from khien.app.doctor import DISK_FULL_BYTES
from khien.app.live.standing import Flow, flows
from khien.app.wiring import Node
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.feeds.rules import State
from khien.exchange.figures import rows
from khien.exchange.releases import rows as release_rows
from khien.store import objects

RECEIPT_WITHIN = timedelta(
    hours=1
)  # a node answers at once, also that something waits for a person
STILL_S = 60.0  # after which the desk of a running node counts as stuck; it looks 20 times a second
CARRYING_S = 600.0  # a courier may be in the middle of large deliveries to a slow partner
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one moment; ages in seconds. Names of partners and codes, never content."""

    objects: Mapping[str, int]  # by type, in force
    versions: int
    releases: Mapping[tuple[str, str], int]  # by (partner, state)
    waiting: Mapping[tuple[str, str], int]  # outbox, by (partner, kind)
    oldest_s: Mapping[str, float]  # the oldest object in the outbox, by partner
    overdue: Mapping[str, int]  # sent more than `RECEIPT_WITHIN` ago and not answered, by partner
    refused: Mapping[str, int]  # by our gate, by code
    arrived: Mapping[tuple[str, str, str], int]  # by (partner, outcome, code)
    index: Mapping[str, int]  # values in the watch, by kind
    flows: tuple[Flow, ...]  # what processes of this node watch now
    ledger: int
    held: int
    alarms: int
    feeds_failed: Mapping[str, int]  # failures since the last success, by feed
    feeds_asking: int
    disk_free_bytes: int


def gather(node: Node) -> Figures:
    """Count everything once, in one picture of the database."""
    now = node.clock()
    with node.store.read() as tx:
        kept = objects.counts(tx)
        feeds = feed_rows.feeds(tx)
        oldest = rows.oldest_waiting(tx)
        return Figures(
            objects=kept.by_type,
            versions=kept.versions,
            releases=release_rows.counts(tx),
            waiting=rows.waiting(tx),
            oldest_s={
                name: max(0.0, (now - since).total_seconds()) for name, since in oldest.items()
            },
            overdue=rows.unanswered(tx, now - RECEIPT_WITHIN),
            refused=rows.refused_here(tx),
            arrived=rows.arrived(tx),
            index=node.watch.index.counts(),
            flows=tuple(one for one in flows(node) if one.running),
            ledger=node.ledger.size(tx),
            held=len(node.ledger.holds(tx)),
            alarms=len(node.ledger.alarms(tx)),
            feeds_failed={one.name: one.attempts for one in feeds},
            feeds_asking=sum(one.state is State.ASKING for one in feeds),
            disk_free_bytes=shutil.disk_usage(node.home).free,
        )


def readiness(node: Node) -> dict[str, bool]:
    """Each thing that a node needs to do its work, and whether it is so now.

    `database` answers, `ledger` takes leaves, `desk` and `couriers` go round, `disk` has room.
    """
    ages = node.pulse.ages_s()
    couriers = [age for what, age in ages.items() if what != DESK]
    with node.store.read() as tx:
        held = bool(node.ledger.holds(tx))
        answers = node.ledger.size(tx) >= 0
    return {
        "database": answers,
        "ledger": not held,
        "desk": ages.get(DESK, STILL_S) < STILL_S,
        "couriers": all(age < CARRYING_S for age in couriers),
        "disk": shutil.disk_usage(node.home).free >= DISK_FULL_BYTES,
    }
