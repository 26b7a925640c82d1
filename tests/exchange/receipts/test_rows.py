"""Tests of `exchange.receipts.rows`: receipts as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime

from khien.exchange.receipts import rows
from khien.exchange.receipts.rows import Kept
from tests.exchange.nodes import Party

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def taken(sha256: str, outcome: str, time: str) -> Kept:
    """A receipt of one release, taken now."""
    document = {"payload": {"time": time}}
    return Kept(sha256, "taken", "release--1", "far", outcome, "", True, document, NOW)


def test_receipts_that_came_together_stand_in_the_order_of_their_giver(us: Party) -> None:
    """Accepted, then recalled, both taken in one batch: the one that was given first comes first."""
    early, late = "2026-11-21T23:00:00.000001Z", "2026-11-21T23:00:00.000002Z"
    with us.node.store.write() as tx:
        rows.add(tx, [taken("1" * 64, "recalled", late), taken("2" * 64, "accepted", early)])

    with us.node.store.read() as tx:
        found = rows.of_release(tx, "release--1")

    assert [one.outcome for one in found] == ["accepted", "recalled"]
