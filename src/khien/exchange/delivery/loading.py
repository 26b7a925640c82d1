"""What one delivery to a partner holds: which items go together, under which note, and which may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.documents import DeliveryNote, payload_of
from khien.exchange.documents import Item as NoteItem
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows
from khien.exchange.outbox.rows import Item
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.lapsing import (
    NOT_IN_FORCE,
    REVIEW_OVERDUE,
    TIGHTENED,
    WITHDRAWN,
    lapse,
)
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import TAKEN_BACK
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time
from khien.model.signing import seal
from khien.people import agreements
from khien.store import objects

MAX_LOAD_BYTES = (
    8 * 1024 * 1024
)  # of objects in one delivery; partners take 10 MiB unless they say otherwise


@dataclass(frozen=True, slots=True)
class Load:
    """One batch of versions on its way, with its note.

    `withheld` are releases that were taken back since the first attempt. Their lines stay in the note,
    which is the same for every attempt; their content does not leave any more.
    """

    delivery: str
    note: dict[str, Any]
    releases: tuple[Release, ...]
    objects: tuple[bytes, ...]
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """The items that go together, and the releases that they carry, in the same order."""

    items: tuple[Item, ...] = ()
    releases: tuple[Release, ...] = ()

    @property
    def delivery(self) -> str:
        """Under which name they go; '' where there is nothing."""
        return (self.items[0].delivery or "") if self.items else ""


def plan(
    tx: Connection, ledger: Ledger, partner: str, items: Sequence[Item], now: datetime
) -> Planned:
    """The next delivery, on record before its first attempt: a second one is the same.

    Args:
        tx: an open write transaction.
        ledger: of this node.
        partner: whose items they are.
        items: objects of one delivery, or of none yet, in their order.
        now: the instant. What must not leave any more lapses here.

    Returns:
        The items that go together; none when all of them lapsed.
    """
    found = release_rows.some(tx, [item.subject for item in items])
    faults = _faults(tx, partner, [found[item.subject] for item in items], items, now)
    lapse(tx, ledger, faults, now)
    gone = {release.id for release, _, _ in faults}
    left = [item for item in items if item.subject not in gone]
    if not left or left[0].delivery:
        return Planned(tuple(left), tuple(found[item.subject] for item in left))
    chosen = _together(left, found, _sizes(tx, list(found.values())))
    delivery = f"delivery--{uuid4()}"
    rows.assign(tx, chosen, delivery)
    release_rows.set_delivery(tx, [item.subject for item in chosen], delivery)
    return Planned(
        tuple(replace(item, delivery=delivery) for item in chosen),
        tuple(found[item.subject] for item in chosen),
    )


def load_of(
    tx: Connection, ourselves: Ourselves, partner: str, items: Sequence[Item], delivery: str
) -> Load:
    """The versions of these items with their sealed note, the same each time.

    Raises:
        NotFoundError: a version is not here any more.
    """
    found = release_rows.some(tx, [item.subject for item in items])
    return load(tx, ourselves, partner, [found[item.subject] for item in items], delivery)


def load(
    tx: Connection, ourselves: Ourselves, partner: str, releases: Sequence[Release], delivery: str
) -> Load:
    """The versions of these releases, at least one and all under one agreement, with their note.

    Raises:
        NotFoundError: a version is not here any more.
    """
    carried = [r for r in releases if r.state not in TAKEN_BACK]
    raws = objects.raws(tx, [(ObjectId(r.object_id), r.sha256) for r in carried])
    for release in carried:
        if release.sha256 not in raws:
            raise NotFoundError("version", release.object_id)
    note = DeliveryNote(
        giver=ourselves.name,
        taker=partner,
        # The time of the release, not of the attempt: a second attempt has the same note.
        time=taxii_time(releases[0].published),
        delivery=delivery,
        agreement=releases[0].agreement,
        items=[
            NoteItem(
                release=r.id,
                object=r.object_id,
                version=r.modified,
                sha256=r.sha256,
                purpose=r.purpose,
            )
            for r in releases
        ],
    )
    sealed = seal("delivery", payload_of(note), ourselves.key)
    withheld = frozenset(r.id for r in releases if r.state in TAKEN_BACK)
    return Load(delivery, sealed, tuple(releases), tuple(raws[r.sha256] for r in carried), withheld)


def sent_entry(release: Release, delivery: str, **more: str | int) -> LedgerEntry:
    """What the ledger keeps of a release that left."""
    return LedgerEntry(
        EntryKind.SENT,
        crossing=release.id,
        partner=PartnerName(release.partner),
        object_id=ObjectId(release.object_id),
        version=release.modified or None,
        sha256=release.sha256,
        facts={"delivery": delivery, **more},
    )


def sent_entries(load: Load) -> list[LedgerEntry]:
    """What the ledger keeps of one delivery; of what was withheld only its line in the note left."""
    return [
        sent_entry(r, load.delivery, withheld=1)
        if r.id in load.withheld
        else sent_entry(r, load.delivery)
        for r in load.releases
    ]


def _faults(
    tx: Connection,
    partner: str,
    releases: Sequence[Release],
    items: Sequence[Item],
    now: datetime,
) -> list[tuple[Release, str, str]]:
    """What was cleared and must not leave any more, and why.

    The gate said yes under one agreement, at one level, and where one officer opened it alone until the
    review is due; that yes ends with them. A delivery that was tried may have arrived, so what was
    only withdrawn goes on as it is; recalls follow it.
    """
    signed = agreements.in_force(tx, partner, now)
    in_force = signed.sha256 if signed else ""
    ids = [ObjectId(r.object_id) for r in releases]
    handled = arrival_rows.handling_of(tx, ids)
    is_tried = bool(items and items[0].delivery)
    withdrawn = set() if is_tried else objects.out_of_use(tx, ids)
    faults = []
    for r in releases:
        if r.agreement != in_force:
            faults.append((r, NOT_IN_FORCE, r.agreement))
        elif r.object_id in withdrawn:
            faults.append((r, WITHDRAWN, r.object_id))
        elif ended := ended_by(r, handled, now):
            faults.append((r, ended, r.object_id))
    return faults


def ended_by(release: Release, handled: Mapping[tuple[str, str], int], now: datetime) -> str:
    """Why a release that was cleared is open no more, as a code; '' where it is.

    Args:
        release: cleared once.
        handled: TLP ranks that were asked for since, by (object id, modified).
        now: the instant.
    """
    if handled.get((release.object_id, release.modified), 0) > release.tlp:
        return TIGHTENED
    is_overdue = release.review_due is not None and release.review_due <= now
    return REVIEW_OVERDUE if is_overdue else ""


def _sizes(tx: Connection, releases: Sequence[Release]) -> dict[str, int]:
    sizes = objects.sizes(tx, [(ObjectId(r.object_id), r.sha256) for r in releases])
    return {r.id: sizes.get(r.sha256, 0) for r in releases}


def _together(
    items: Sequence[Item], releases: Mapping[str, Release], sizes: Mapping[str, int]
) -> list[Item]:
    """The first items that make one delivery: under one agreement, and not too large."""
    agreement, size = releases[items[0].subject].agreement, 0
    chosen: list[Item] = []
    for item in items:
        size += sizes[item.subject]
        if releases[item.subject].agreement != agreement or (chosen and size > MAX_LOAD_BYTES):
            break
        chosen.append(item)
    return chosen
