"""What was cleared and cannot leave any more: the yes ends with the agreement that it stood on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import Event, State, after, can
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.ids import ObjectId, PartnerName

NOT_IN_FORCE = "gate.agreement-not-in-force"
WITHDRAWN = "release.withdrawn"
TIGHTENED = "release.tightened"
REVIEW_OVERDUE = "release.review-overdue"


def lapse(
    tx: Connection, ledger: Ledger, faults: Iterable[tuple[Release, str, str]], now: datetime
) -> list[Release]:
    """Take releases out of the outbox and refuse those that nobody has; publishing asks anew.

    Args:
        tx: an open write transaction.
        ledger: of this node.
        faults: release, code of the reason and its detail.
        now: the instant.
    """
    gone = list(faults)
    outbox_rows.drop(tx, [r.id for r, _, _ in gone], now)
    lapsed = [
        replace(r, state=after(r.id, r.state, Event.REFUSE), answers=((code, detail),))
        for r, code, detail in gone
        if r.state is State.CLEARED
    ]
    rows.lapse(tx, lapsed, now)
    ledger.append(tx, [_entry(r) for r in lapsed], now)
    return lapsed


def end_partner(tx: Connection, ledger: Ledger, partner: str, now: datetime) -> None:
    """A partner was struck off: what waits for it never leaves, what is with it cannot be confirmed."""
    waiting = rows.in_states(tx, partner, [State.CLEARED])
    lapse(tx, ledger, [(r, "gate.partner-revoked", partner) for r in waiting], now)
    outbox_rows.drop_partner(tx, partner, now)
    hanging = rows.in_states(tx, partner, [State.RECALLING])
    unconfirm(tx, hanging)


def unconfirm(tx: Connection, releases: Sequence[Release]) -> None:
    """Nobody there will confirm that these were taken out of use."""
    rows.set_state(
        tx,
        [
            (r.id, after(r.id, r.state, Event.TAKE_BACK))
            for r in releases
            if can(r.state, Event.TAKE_BACK)
        ],
    )


def _entry(release: Release) -> LedgerEntry:
    return LedgerEntry(
        EntryKind.RELEASE_REFUSED,
        crossing=release.id,
        partner=PartnerName(release.partner),
        object_id=ObjectId(release.object_id),
        version=release.modified or None,
        sha256=release.sha256,
        facts={"rule": release.answers[0][0]},
    )
