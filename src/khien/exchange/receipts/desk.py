"""Give receipts for what came, and take the partners' receipts for what went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.receipts import rows
from khien.exchange.receipts.rows import Kept
from khien.exchange.receipts.rules import (
    EVENTS,
    KIND,
    Believed,
    Outcome,
    Receipt,
    Sent,
    fits,
    payload,
    read,
    timely,
)
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State, after, can
from khien.ledger import EntryKind, Ledger, LedgerEntry, Reader, is_in_batch, seal_all
from khien.model.canonical import content_sha256
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal
from khien.people.partners import Partner, PartnerKind, PartnerState, list_partners, partner
from khien.store import Store

BATCH = 1_000  # receipts signed in one transaction

REPEATABLE = tuple(one.value for one in Outcome if one is not Outcome.DOWNGRADED)
"""What can be so of a release once only; it can be handled more strictly, and then more strictly yet."""

KINDS = {
    Outcome.RECEIVED: EntryKind.RECEIVED,
    Outcome.ACCEPTED: EntryKind.ACCEPTED,
    Outcome.QUARANTINED: EntryKind.QUARANTINED,
    Outcome.REFUSED: EntryKind.REFUSED,
    Outcome.READ: EntryKind.READ,
    Outcome.ACTED: EntryKind.ACTED,
    Outcome.RECALLED: EntryKind.RECALLED,
    Outcome.DOWNGRADED: EntryKind.DOWNGRADED,
}


class ReceiptCountError(KhienError):
    """The counts that came with a batch of receipts do not add up to it."""

    code, exit_status, http_status = "receipt.counts", 2, 422

    def __init__(self, said: Mapping[str, int], found: Mapping[str, int]) -> None:
        super().__init__(said=dict(said), found=dict(found))


class Receipts:
    """The desk for receipts.

    Args:
        settle: called between the commit of what came and the signing of its receipts; the watch
            takes new indicators into its index there, so that `accepted` means: kept, and watched.
    """

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        clock: Callable[[], datetime],
        settle: Callable[[], object],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._clock, self._settle = clock, settle

    def sign_due(self) -> int:
        """Sign and queue the receipts that are due; returns how many. Safe to call at any time."""
        with self._store.read() as tx:
            due = arrival_rows.due_marks(tx, BATCH)
        if not due:
            return 0
        self._settle()
        now = self._clock()
        with self._store.write() as tx:
            ready = [
                a for a in arrival_rows.due(tx, BATCH) if (a.id, a.partner, a.receipt_due) in due
            ]
            hearing = {name for name in {a.partner for a in ready} if _hears(tx, name)}
            spoken = [a for a in ready if a.partner in hearing]
            self._give(tx, self._repeated(tx, spoken, now), now)
            arrival_rows.told(tx, ready)
        return len(ready)

    def tell(self, object_ids: Sequence[str], outcome: Outcome) -> int:
        """Tell the partners that brought these objects that they were read, or acted on; once each.

        Returns:
            How many receipts were signed and queued.
        """
        now = self._clock()
        with self._store.write() as tx:
            found = arrival_rows.of_object(tx, object_ids)
            active = {p.name for p in list_partners(tx, PartnerState.ACTIVE)}
            came = [
                arrival
                for arrivals in found.values()
                for arrival in arrivals
                if arrival.id.startswith("release--") and arrival.partner in active
            ]
            told = rows.told(tx, [arrival.id for arrival in came], outcome.value)
            due = [
                replace(a, receipt_due=outcome.value) for a in came if (a.id, a.partner) not in told
            ]
            self._give(tx, due, now)
        return len(due)

    def take(
        self, giver: Partner, documents: Sequence[object], counts: Mapping[str, int]
    ) -> dict[str, int]:
        """Take a batch of receipts; those that we have change nothing.

        Returns:
            How many were new, and how many we had.

        Raises:
            MalformedError, ProofError: one is not by this partner, or not about what we sent it.
            NotFoundError: one speaks of a release that never was.
            ReceiptCountError: `counts` by outcome do not add up. In every case none is taken.
        """
        now = self._clock()
        reader, keys = Reader(KIND, giver.all_keys), believed(giver)
        by_hash = {}
        found: Counter[str] = Counter()
        for document in documents:
            receipt, sha256 = _read(reader, document, keys)
            found[receipt.outcome.value] += 1
            by_hash[sha256] = (document, receipt)
        if dict(found) != {name: count for name, count in counts.items() if count}:
            raise ReceiptCountError(counts, found)
        with self._store.write() as tx:
            have = rows.known(tx, "taken", list(by_hash))
            new = {sha: pair for sha, pair in by_hash.items() if sha not in have}
            releases = release_rows.some(tx, [r.release for _, r in new.values()])
            for _, receipt in new.values():
                release = releases.get(receipt.release)
                if release is None:
                    raise NotFoundError("release", receipt.release)
                fits(receipt, _sent(release), self._ourselves.name)
            self._keep(tx, giver.name, new, releases, now)
        return {"taken": len(new), "known": len(have)}

    def take_unsigned(
        self, tx: Connection, outcomes: Sequence[tuple[Release, Outcome, str]], now: datetime
    ) -> None:
        """Note what the TAXII status of a partner that is not Khiên says; nobody signed it."""
        for release, outcome, message in outcomes:
            receipt = Receipt(
                release=release.id,
                delivery=release.delivery or "",
                object=release.object_id,
                version=release.modified,
                sha256=release.sha256,
                outcome=outcome,
                reason="taxii.status",
                giver=release.partner,
                taker=self._ourselves.name,
                time=taxii_time(now),
            )
            content = payload(receipt)
            document = {"kind": "unsigned-receipt", "payload": content, "message": message[:500]}
            sha = content_sha256(content)
            rows.add(tx, [_kept("taken", sha, receipt, document, now, signed=False)])
            self._advance(tx, [(release, receipt)], now, signed=False)
            self._ledger.append(tx, [_taken(receipt, release.partner, sha, signed=0)], now)

    def _repeated(
        self, tx: Connection, arrivals: Sequence[Arrival], now: datetime
    ) -> list[Arrival]:
        """Queue the receipts that were given before once more, as they are; gives what is left to sign.

        The partner asks again when it cannot know that we answered: it brings a delivery twice, or a
        recall. It gets the same receipt, and the ledger has nothing new to say.
        """
        earlier = rows.given(tx, [a.id for a in arrivals], REPEATABLE)
        pairs = [(a, earlier.get((a.id, a.partner, a.receipt_due))) for a in arrivals]
        again = {sha: a.partner for a, sha in pairs if sha is not None}
        waiting = outbox_rows.still(tx, outbox_rows.Kind.RECEIPT, list(again))
        items = [(name, sha, "") for sha, name in again.items() if sha not in waiting]
        outbox_rows.put(tx, outbox_rows.Kind.RECEIPT, items, now)
        return [a for a, sha in pairs if sha is None]

    def _give(self, tx: Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
        """Sign what is due on each arrival, keep it, queue it, and note it in the ledger."""
        signed = self._sign(arrivals, now)
        given = [kept for _, kept in signed]
        have = rows.known(tx, "given", [g.sha256 for g in given])
        rows.add(tx, [g for g in given if g.sha256 not in have])
        items = [(g.partner, g.sha256, "") for g in given]
        outbox_rows.put(tx, outbox_rows.Kind.RECEIPT, items, now)
        entries = [_given(receipt, kept) for receipt, kept in signed]
        self._ledger.append(tx, entries, now)

    def _sign(self, arrivals: Sequence[Arrival], now: datetime) -> list[tuple[Receipt, Kept]]:
        """One signature for all that one partner is told at once; each receipt has its place under it."""
        by_partner: dict[str, list[Receipt]] = {}
        for arrival in arrivals:
            by_partner.setdefault(arrival.partner, []).append(self._receipt(arrival, now))
        return [
            (receipt, _kept("given", one.sha256, receipt, one.document, now, signed=True))
            for receipts in by_partner.values()
            for receipt, one in zip(
                receipts,
                seal_all(KIND, [payload(r) for r in receipts], self._ourselves.key),
                strict=True,
            )
        ]

    def _receipt(self, arrival: Arrival, now: datetime) -> Receipt:
        return Receipt(
            release=arrival.id,
            delivery=arrival.delivery,
            object=arrival.object_id,
            version=arrival.modified,
            sha256=arrival.sha256,
            outcome=Outcome(arrival.receipt_due),
            reason=arrival.reason,
            giver=self._ourselves.name,
            taker=arrival.partner,
            time=taxii_time(now),
        )

    def _keep(
        self,
        tx: Connection,
        giver: str,
        new: Mapping[str, tuple[Any, Receipt]],
        releases: Mapping[str, Release],
        now: datetime,
    ) -> None:
        kept = [_kept("taken", sha, r, d, now, signed=True) for sha, (d, r) in new.items()]
        rows.add(tx, kept)
        self._advance(tx, [(releases[r.release], r) for _, r in new.values()], now, signed=True)
        entries = [_taken(r, giver, sha, signed=1) for sha, (_, r) in new.items()]
        self._ledger.append(tx, entries, now)

    def _advance(
        self,
        tx: Connection,
        answered: Sequence[tuple[Release, Receipt]],
        now: datetime,
        *,
        signed: bool,
    ) -> None:
        """Move the releases by what their receipts say, in the order of the receivers' clock."""
        states: dict[str, State] = {}
        reasons: dict[str, list[str]] = {}
        for release, receipt in sorted(answered, key=lambda pair: pair[1].time):
            event = EVENTS[receipt.outcome]
            state = states.get(release.id, release.state)
            if event is not None and can(state, event):
                states[release.id] = after(release.id, state, event)
                reasons.setdefault(receipt.reason, []).append(release.id)
        for reason, ids in reasons.items():
            changes = [(i, states[i]) for i in ids]
            rows_reason = None if reason == "" else reason
            release_rows.set_state(tx, changes, answered=now, reason=rows_reason, signed=signed)


def _read(reader: Reader, document: object, keys: Sequence[Believed]) -> tuple[Receipt, str]:
    if not isinstance(document, dict):
        raise MalformedError("receipt", "a sealed document")
    found, sha256 = reader.open(document)
    receipt = read(found.payload)
    timely(KIND, found.signers, receipt.at, keys)
    return receipt, sha256


def believed(giver: Partner) -> list[Believed]:
    """The partner's keys with their ends, as `timely` takes them."""
    return [Believed(pinned.key, pinned.until) for pinned in giver.keys]


def _hears(tx: Connection, name: str) -> bool:
    """Whether a receipt can reach the partner: a plain TAXII party or one struck off takes none."""
    found = partner(tx, name)
    return found.kind is PartnerKind.KHIEN and found.state is PartnerState.ACTIVE


def receipt_for_proof(tx: Connection, release_id: str) -> dict[str, Any] | None:
    """The newest signed receipt of a release, given or taken, for its proof."""
    signed = [r for r in rows.of_release(tx, release_id) if r.signed]
    return signed[-1].document if signed else None


def proofs_of(tx: Connection, ledger: Ledger, crossing: str) -> dict[str, Any]:
    """Everything that this node can prove of one crossing; `ledger.check_proof` reads each proof.

    Raises:
        NotFoundError: the ledger has no such crossing.
    """
    proofs = ledger.prove(tx, crossing, receipt_for_proof(tx, crossing))
    return {"kind": "khien-proofs", "crossing": crossing, "proofs": proofs}


def documents_for(tx: Connection, sha256s: Sequence[str]) -> list[dict[str, Any]]:
    """The sealed receipts with these hashes, to be carried to the partner."""
    return [msgspec.json.decode(text) for text in rows.documents(tx, sha256s)]


def singly(documents: Sequence[dict[str, Any]], key: SigningKey) -> list[dict[str, Any]]:
    """The same receipts, each under a signature of its own: nodes of earlier versions take no others."""
    return [seal(KIND, d["payload"], key) if is_in_batch(d) else d for d in documents]


def _sent(release: Release) -> Sent:
    return Sent(
        release=release.id,
        partner=release.partner,
        object_id=release.object_id,
        modified=release.modified,
        sha256=release.sha256,
        left=release.delivery is not None,
    )


def _kept(
    direction: rows.Direction,
    sha256: str,
    receipt: Receipt,
    document: dict[str, Any],
    now: datetime,
    *,
    signed: bool,
) -> Kept:
    other = receipt.taker if direction == "given" else receipt.giver
    return Kept(
        sha256=sha256,
        direction=direction,
        release=receipt.release,
        partner=other,
        outcome=receipt.outcome.value,
        reason=receipt.reason,
        signed=signed,
        document=document,
        at=now,
    )


def _entry(
    kind: EntryKind, receipt: Receipt, other: str, facts: dict[str, str | int]
) -> LedgerEntry:
    if receipt.reason:
        facts["reason"] = receipt.reason
    return LedgerEntry(
        kind,
        crossing=receipt.release,
        partner=PartnerName(other),
        object_id=ObjectId(receipt.object) if receipt.object else None,
        version=receipt.version or None,
        sha256=receipt.sha256,
        facts=facts,
    )


def _given(receipt: Receipt, given: Kept) -> LedgerEntry:
    facts: dict[str, str | int] = {"receipt": given.sha256, "outcome": given.outcome}
    return _entry(EntryKind.RECEIPT, receipt, receipt.taker, facts)


def _taken(receipt: Receipt, giver: str, sha256: str, *, signed: int) -> LedgerEntry:
    return _entry(KINDS[receipt.outcome], receipt, giver, {"receipt": sha256, "signed": signed})
