"""What a partner fetched from `released` by itself has crossed, whoever carried it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows
from khien.exchange.releases.rules import Event, after
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.ids import ObjectId, PartnerName
from khien.people.partners import PartnerKind
from khien.people.partners import partner as find_partner


def note_pulled(
    tx: Connection,
    ledger: Ledger,
    partner: str,
    places: Sequence[int],
    now: datetime,
    *,
    how: Literal["fetched", "list"] = "fetched",
) -> None:
    """Note that a partner was given versions, by their places in its `released`; once each.

    A plain TAXII party that fetches needs no push any more. A Khiên partner still gets its delivery,
    because only that is answered with receipts. So does whoever fetched a list of values: it has not the
    objects.
    """
    first = rows.unsent_at(tx, partner, places)
    moved = [(one.id, after(one.id, one.state, Event.SEND)) for one in first]
    rows.set_state(tx, moved, sent=now)
    if how == "fetched" and find_partner(tx, partner).kind is PartnerKind.TAXII:
        outbox_rows.drop(tx, [one.id for one in first], now)
    entries = [
        LedgerEntry(
            EntryKind.SENT,
            crossing=one.id,
            partner=PartnerName(partner),
            object_id=ObjectId(one.object_id),
            version=one.modified or None,
            sha256=one.sha256,
            facts={"how": how},
        )
        for one in first
    ]
    ledger.append(tx, entries, now)
