"""Put what waits for one partner into a signed folder, as a courier would carry it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.delivery.loading import (
    MAX_LOAD_BYTES,
    Load,
    ended_by,
    load,
    load_of,
    plan,
    sent_entry,
)
from khien.exchange.documents import MAX_ITEMS, payload_of
from khien.exchange.exports import rows
from khien.exchange.exports.folder import NewFolder, new_folder
from khien.exchange.exports.manifest import KIND, MAX_SEEN, Manifest, Scope, Seen, Step, StepKind
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.outbox.rows import Item, Kind
from khien.exchange.receipts.desk import documents_for, singly
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import OPEN_TO_PARTNER, Event, State, after
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.canonical import content_sha256
from khien.model.ids import ObjectId
from khien.model.instants import taxii_time
from khien.model.signing import seal
from khien.people import agreements
from khien.people.partners import Partner
from khien.store import Store, objects

BATCH = 500  # releases in one delivery, as on the wire
STEPS = {
    Kind.RECALL: StepKind.RECALL,
    Kind.AGREEMENT: StepKind.AGREEMENT,
    Kind.KEY: StepKind.KEY,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A folder that was written. `counts` are its documents by kind, and `objects`.

    `left_out` are releases that are with the partner, or were, and may not leave any more.
    """

    export: str
    partner: str
    scope: Scope
    folder: Path
    counts: dict[str, int]
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A manifest in the making."""

    folder: NewFolder
    steps: list[Step] = field(default_factory=list)
    items: dict[str, list[int]] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)  # release → delivery

    def add(
        self, kind: StepKind, content: bytes, objects_in: Iterable[bytes], seqs: Iterable[int]
    ) -> None:
        ending = "txt" if kind in {StepKind.CHECKPOINT, StepKind.COSIGNATURE} else "json"
        name = f"{len(self.steps) + 1:06d}-{kind.value}.{ending}"
        document = self.folder.keep(name, content)
        pieces = [self.folder.keep_object(one) for one in objects_in]
        self.steps.append(Step(kind, document, pieces))
        self.items[name] = list(seqs)

    def add_load(self, carried: Load, seqs: Iterable[int]) -> None:
        content = msgspec.json.encode(carried.note)
        self.add(StepKind.DELIVERY, content, carried.objects, seqs)
        self.sent.update((release.id, carried.delivery) for release in carried.releases)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(step.kind.value for step in self.steps)
        return {**found, "objects": sum(len(step.objects) for step in self.steps)}


class Packing:
    """Writes folders. What is in one stays in the outbox until the partner's answer comes home."""

    def __init__(self, store: Store, ledger: Ledger, ourselves: Ourselves) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves

    def pack(self, partner: Partner, scope: Scope, folder: Path, now: datetime) -> Packed:
        """Write a folder for an active Khiên partner.

        Its content is on record as sent before the folder stands under its name.

        Raises:
            FolderInUseError: there is something in the folder.
            NotFoundError: a version that was released is not here any more.
        """
        export = f"export--{uuid4()}"
        with new_folder(folder) as new:
            with self._store.write() as tx:
                self._plan(tx, partner, now)
            draft = _Draft(new)
            with self._store.read() as tx:
                left_out = self._draft(tx, partner, scope, draft, now)
                seen = _seen(tx, partner)
            manifest = Manifest(
                giver=self._ourselves.name,
                taker=partner.name,
                time=taxii_time(now),
                export=export,
                scope=scope,
                steps=draft.steps,
                seen=seen,
            )
            content = payload_of(manifest)
            new.close(seal(KIND, content, self._ourselves.key))
            with self._store.write() as tx:
                self._record(tx, partner, export, content_sha256(content), draft, now)
        return Packed(export, partner.name, scope, folder, draft.counts, tuple(left_out))

    def _plan(self, tx: Connection, partner: Partner, now: datetime) -> None:
        """Give every object that waits its delivery; what must not leave any more lapses."""
        waiting = outbox_rows.everything_for(tx, partner.name)
        for kind, run in _runs(waiting):
            rest = list(run) if kind is Kind.OBJECT else []
            while rest:
                some = rest[:BATCH]
                chosen = plan(tx, self._ledger, partner.name, some, now).items
                last = chosen[-1].seq if chosen and not some[0].delivery else some[-1].seq
                rest = [item for item in rest if item.seq > last]

    def _draft(
        self, tx: Connection, partner: Partner, scope: Scope, draft: _Draft, now: datetime
    ) -> list[str]:
        # A notice says how the wire goes on; a folder needs none.
        everything = outbox_rows.everything_for(tx, partner.name)
        waiting = [one for one in everything if one.kind is not Kind.NOTICE]
        for kind, run in _runs(waiting):
            if scope is not Scope.RECEIPTS or kind in {Kind.RECEIPT, Kind.KEY}:
                self._add(tx, partner, draft, kind, run)
        left_out: list[str] = []
        if scope is Scope.ALL:
            again, left_out = _again(tx, partner, draft.sent, now)
            for some in _batches(tx, again):
                delivery = f"delivery--{uuid4()}"
                draft.add_load(load(tx, self._ourselves, partner.name, some, delivery), ())
        self._add_checkpoints(tx, partner, draft, now)
        return left_out

    def _add(
        self, tx: Connection, partner: Partner, draft: _Draft, kind: Kind, run: Sequence[Item]
    ) -> None:
        seqs = [item.seq for item in run]
        if kind is Kind.OBJECT:
            delivery = run[0].delivery
            if delivery:  # what was published since the plan goes with the next folder
                draft.add_load(load_of(tx, self._ourselves, partner.name, run, delivery), seqs)
        elif kind is Kind.RECEIPT:
            for start in range(0, len(run), MAX_ITEMS):
                some = run[start : start + MAX_ITEMS]
                # Whoever opens the folder cannot be asked what it understands.
                documents = singly(
                    documents_for(tx, [item.subject for item in some]), self._ourselves.key
                )
                counts = Counter(str(d["payload"]["outcome"]) for d in documents)
                content = msgspec.json.encode({"receipts": documents, "counts": counts})
                draft.add(StepKind.RECEIPTS, content, (), [item.seq for item in some])
        else:
            for item in run:
                draft.add(STEPS[kind], item.body.encode(), (), [item.seq])

    def _add_checkpoints(
        self, tx: Connection, partner: Partner, draft: _Draft, now: datetime
    ) -> None:
        """Our newest checkpoint to be cosigned, and our cosignature under theirs."""
        key = partner.current_key
        if key is not None:
            known = self._ledger.cosigned_size(tx, key)
            if known < self._ledger.size(tx):
                offer = self._ledger.offer(tx, known)
                draft.add(StepKind.CHECKPOINT, offer.body, (), ())
        cosigned = self._ledger.cosigned_for(tx, partner.origin, now)
        if cosigned is not None:
            draft.add(StepKind.COSIGNATURE, cosigned.encode(), (), ())

    def _record(
        self,
        tx: Connection,
        partner: Partner,
        export: str,
        sha256: str,
        draft: _Draft,
        now: datetime,
    ) -> None:
        rows.keep_given(tx, export, partner.name, sha256, draft.items, now)
        found = release_rows.some(tx, list(draft.sent))
        left = [r for r in found.values() if r.state is State.CLEARED]
        moved = [(r.id, after(r.id, r.state, Event.SEND)) for r in left]
        release_rows.set_state(tx, moved, sent=now)
        leaves = [sent_entry(r, draft.sent[r.id], export=export) for r in left]
        entry = LedgerEntry(
            EntryKind.EXPORTED,
            crossing=export,
            partner=partner.name,
            sha256=sha256,
            facts=dict(draft.counts),
        )
        self._ledger.append(tx, [*leaves, entry], now)


def _runs(items: Sequence[Item]) -> Iterator[tuple[Kind, list[Item]]]:
    """Neighbours of one kind and delivery, in order: what one attempt on the wire would carry."""
    for (kind, _), run in groupby(items, key=lambda item: (item.kind, item.delivery)):
        yield kind, list(run)


def _again(
    tx: Connection, partner: Partner, packed: Iterable[str], now: datetime
) -> tuple[list[Release], list[str]]:
    """What was released before and is not taken back; and what of it may not leave any more."""
    signed = agreements.in_force(tx, partner.name, now)
    in_force = signed.sha256 if signed else ""
    packed = set(packed)
    states = set(OPEN_TO_PARTNER) - {State.CLEARED}  # what is cleared waits, and is planned above
    open_to_it = release_rows.in_states(tx, partner.name, sorted(states))
    found = [r for r in open_to_it if r.id not in packed]
    current = objects.currents(tx, [ObjectId(r.object_id) for r in found])
    withdrawn = {kept.object_id for kept in current.values() if kept.withdrawn}
    handled = arrival_rows.handling_of(tx, [r.object_id for r in found])
    good = [
        r
        for r in found
        if r.agreement == in_force
        and r.object_id not in withdrawn
        and not ended_by(r, handled, now)
    ]
    kept = {r.id for r in good}
    return good, [r.id for r in found if r.id not in kept]


def _batches(tx: Connection, releases: Sequence[Release]) -> Iterator[list[Release]]:
    """Releases in deliveries, none too long or too large."""
    batch: list[Release] = []
    size = 0
    for start in range(0, len(releases), BATCH):
        some = releases[start : start + BATCH]
        raws = objects.raws(tx, [(ObjectId(r.object_id), r.sha256) for r in some])
        for release in some:
            more = len(raws.get(release.sha256, b""))
            if batch and (len(batch) == BATCH or size + more > MAX_LOAD_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(release)
            size += more
    if batch:
        yield batch


def _seen(tx: Connection, partner: Partner) -> list[Seen]:
    return [
        Seen(one.export, one.sha256, one.refused) for one in rows.taken(tx, partner.name, MAX_SEEN)
    ]
