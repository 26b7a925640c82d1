"""What people and rooms do with the ledger: append, prove, verify, witness."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from khien.ledger import audit, rows, tree, witness
from khien.ledger.anew import alarm_entry, anew_entry, check_word, former_entry
from khien.ledger.audit import Audit
from khien.ledger.checkpoint import (
    Checkpoint,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from khien.ledger.cosigning import Alarm, CheckpointOffer, WitnessAnswer
from khien.ledger.entry import EntryKind, Leaf, LedgerEntry, leaf_bytes, parse_leaf
from khien.ledger.proof import proof_document
from khien.ledger.rows import NOTHING, StoredCheckpoint, StoredLeaf
from khien.ledger.succession import (
    FORMER,
    Hold,
    LedgerHeldError,
    LedgerMovedError,
    Standing,
    epoch_of,
    origin_since,
)
from khien.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, bundle_bytes, tile_bytes
from khien.model.errors import NotFoundError, ProofError
from khien.model.instants import taxii_time, to_microseconds
from khien.model.signing import (
    PublicKey,
    SigningKey,
    VerifiedSignature,
    cosign_note,
    split_note,
)


class Ledger:
    """The transparency log of this node. It keeps nothing itself: all state is in the transaction.

    Args:
        origin: the name of the log, from `origin_of`.
        key: the node's key; it signs under the name of the origin.
        former: earlier keys of this node, so that what they signed still verifies.
        origins: every origin that the log has had, oldest first; see `succession`.
    """

    def __init__(
        self,
        origin: str,
        key: SigningKey,
        former: Sequence[PublicKey] = (),
        origins: Sequence[str] = (),
    ) -> None:
        self._base, self._former = origin, tuple(former)
        self._origins = tuple(origins) or (origin,)
        self.origin = self._origins[-1]
        self._key = key.named(self.origin)
        self.keys = tuple(key for one in reversed(self._origins) for key in self._keys_for(one))

    def in_its_epoch(self, tx: Connection) -> Ledger:
        """This ledger under the origin that its newest checkpoint has."""
        newest = rows.latest_checkpoint(tx)
        origin = self._base if newest is None else read_checkpoint(newest.note).origin
        if origin == self._base:
            return self
        resumed = rows.leaves_of_kind(tx, EntryKind.RESUMED)
        facts = [parse_leaf(stored.raw).entry.facts for stored in resumed]
        earlier = [str(one["former"]) for one in facts if "former" in one]
        return self._under((*earlier, origin))

    def append(self, tx: Connection, entries: Sequence[LedgerEntry], now: datetime) -> range:
        """Append a batch and sign the state after it; no entry, no checkpoint.

        Args:
            tx: an open writing transaction, the one in which the thing itself happens.
            entries: what happened, in order.
            now: the instant that stands in every leaf of the batch.

        Returns:
            The positions of the new leaves.

        Raises:
            ProofError: what is stored does not fit the last checkpoint; signing more would fork.
            LedgerHeldError: others know more of this ledger than we have; an admin must resume it.
            LedgerMovedError: it was resumed under a new origin meanwhile; this process must begin anew.
        """
        newest = rows.latest_checkpoint(tx) or NOTHING
        if not entries:
            return range(newest.size, newest.size)
        if held := rows.holds(tx):
            raise LedgerHeldError(held[0].code)
        if newest.note and not newest.note.startswith(f"{self.origin}\n"):
            raise LedgerMovedError(read_checkpoint(newest.note).origin)
        return self._append(tx, newest, entries, now)

    def _append(
        self, tx: Connection, old: StoredCheckpoint, entries: Sequence[LedgerEntry], now: datetime
    ) -> range:
        size, root = old.size, old.root
        peaks = self._peaks(tx, size, root)
        at_text, at_us = taxii_time(now), to_microseconds(now)
        raws = [leaf_bytes(entry, at_text) for entry in entries]
        hashes = [tree.hash_leaf(raw) for raw in raws]
        grown = tree.grow(size, peaks, hashes)
        new = size + len(entries)
        new_root = tree.root_of(new, tree.peaks_in(new, peaks, grown))
        rows.add_leaves(tx, size, entries, raws, hashes, at_us)
        rows.add_hashes(tx, grown[1:])
        note = sign_checkpoint(Checkpoint(self.origin, new, new_root), self._key)
        rows.add_checkpoint(tx, StoredCheckpoint(new, new_root, note), now)
        return range(size, new)

    def size(self, tx: Connection) -> int:
        """How many leaves the ledger has."""
        return self._head(tx)[0]

    def checkpoint(self, tx: Connection, size: int | None = None) -> str:
        """The signed note of our newest state, or of one size, with every cosignature under it.

        Raises:
            NotFoundError: no batch ended at that size.
        """
        if size is None:
            size = self.size(tx)
        return self._own_note(tx, size) + "".join(rows.cosignature_lines(tx, size))

    def leaves(self, tx: Connection, first: int, count: int) -> list[tuple[int, Leaf]]:
        """Up to `count` leaves from position `first` on, each with its position, to be shown."""
        return [_shown(stored) for stored in rows.leaf_run(tx, first, count)]

    def leaves_of_crossing(self, tx: Connection, crossing: str) -> list[tuple[int, Leaf]]:
        """The leaves of one release or delivery, each with its position, oldest first."""
        return [_shown(stored) for stored in rows.leaves_of_crossing(tx, crossing)]

    def leaves_of_object(self, tx: Connection, object_id: str) -> list[tuple[int, Leaf]]:
        """The leaves about one object, each with its position, oldest first."""
        return [_shown(stored) for stored in rows.leaves_of_object(tx, object_id)]

    # Proofs

    def prove(
        self, tx: Connection, crossing: str, receipt: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """A self-contained proof for every leaf of a crossing; `check_proof` reads it offline.

        Each proof leads to the checkpoint that most partners cosigned, or else to the newest.

        Args:
            tx: an open transaction.
            crossing: the release or delivery.
            receipt: the receiver's sealed receipt, to go with it.

        Raises:
            NotFoundError: the ledger has no such crossing.
        """
        leaves = rows.leaves_of_crossing(tx, crossing)
        if not leaves:
            raise NotFoundError("crossing", crossing)
        return [self._prove_leaf(tx, leaf, receipt) for leaf in leaves]

    def inclusion(self, tx: Connection, index: int, size: int) -> tuple[bytes, ...]:
        """The inclusion proof of one leaf in the tree of a size (RFC 9162 §2.1.3).

        Raises:
            ProofError: there is no such leaf, or the ledger is smaller, or has lost a hash.
        """
        return self._path(tx, size, tree.inclusion_ranges(index, size))

    def consistency(self, tx: Connection, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of `new` leaves continues that of `old` (RFC 9162 §2.1.4).

        Raises:
            ProofError: the sizes are not in order, or the ledger is smaller, or has lost a hash.
        """
        return self._path(tx, new, tree.consistency_ranges(old, new))

    def verify(
        self,
        tx: Connection,
        keys: Sequence[PublicKey] = (),
        told: Callable[[int], object] = lambda done: None,
    ) -> Audit:
        """Recompute the whole ledger from its leaves.

        Args:
            tx: an open transaction.
            keys: partners' keys, to verify their cosignatures; lines of others are only counted.
            told: called with how many leaves were recomputed, now and then.

        Raises:
            ProofError: naming the first leaf, subtree, checkpoint or cosignature that is broken.
        """
        return audit.verify(tx, self._origins, self.keys, keys, told)

    # What partners fetch

    def tile(self, tx: Connection, level: int, index: int, width: int = TILE_WIDTH) -> bytes:
        """A tile of hashes (C2SP tlog-tiles).

        Raises:
            NotFoundError: the ledger does not have that many hashes there.
        """
        run = rows.hash_run(tx, TILE_HEIGHT * level, index * TILE_WIDTH, width)
        if not 0 < width == len(run):
            raise NotFoundError("tile", Tile(level, index, width).path)
        return tile_bytes(run)

    def entries(self, tx: Connection, index: int, width: int = TILE_WIDTH) -> bytes:
        """A bundle of entries (C2SP tlog-tiles).

        It names crossings with *every* partner: for our own people and auditors, not for partners.

        Raises:
            NotFoundError: the ledger does not have that many entries there.
        """
        run = rows.leaf_run(tx, index * TILE_WIDTH, width)
        if not 0 < width == len(run):
            raise NotFoundError("entry bundle", Tile(None, index, width).path)
        return bundle_bytes([leaf.raw for leaf in run])

    # Asking a partner to cosign

    def offer(self, tx: Connection, known_size: int) -> CheckpointOffer:
        """What to send to a partner's add-checkpoint.

        Args:
            tx: an open transaction.
            known_size: the size that the partner cosigned last: from `cosigned_size`, or from its 409.

        Raises:
            ProofError: the partner cosigned more than we have: our ledger lost its end.
        """
        size, _ = self._head(tx)
        if known_size > size:
            raise ProofError(f"ledger of {size}", f"a partner cosigned {known_size} leaves")
        return CheckpointOffer(
            known_size, self.consistency(tx, known_size, size), self.checkpoint(tx)
        )

    def cosigned_size(self, tx: Connection, key: PublicKey) -> int:
        """The size of our largest checkpoint that a partner's key cosigned; 0 if it never did."""
        return rows.largest_cosigned(tx, key.raw.hex())

    def take_cosignature(
        self, tx: Connection, size: int, key: PublicKey, lines: str
    ) -> VerifiedSignature:
        """Verify and keep the cosignature that a partner answered with.

        Args:
            tx: an open writing transaction.
            size: the size of the checkpoint that we had offered.
            key: the partner's pinned key.
            lines: the body of its answer; lines by other keys are ignored.

        Raises:
            MalformedError: not signature lines.
            NotFoundError: we have no checkpoint of that size.
            ProofError: no line is a cosignature by this key over our checkpoint.
        """
        opened = open_checkpoint(self._own_note(tx, size) + lines, [*self.keys, key])
        if not opened.cosignatures:
            raise ProofError(f"checkpoint {size}", f"not cosigned by {key.id}")
        taken = opened.cosignatures[0]
        rows.keep_cosignature(tx, size, key.raw.hex(), taken)
        return taken

    def take_cosigned(self, tx: Connection, note: str, key: PublicKey) -> VerifiedSignature:
        """Keep a cosignature that came with the checkpoint under which it stands.

        Args:
            tx: an open writing transaction.
            note: our checkpoint as the partner keeps it, its own line the last one.
            key: the partner's pinned key.

        Raises:
            MalformedError, ProofError: as in `take_cosignature`, or not a checkpoint of ours.
            NotFoundError: we have no checkpoint of that size.
        """
        opened = open_checkpoint(note, [*self.keys, key])
        size = opened.checkpoint.size
        if opened.checkpoint.origin not in self._origins:
            raise ProofError(f"checkpoint {size}", f"of {opened.checkpoint.origin}")
        return self.take_cosignature(tx, size, key, note.splitlines(keepends=True)[-1])

    # Cosigning for a partner

    def witness(
        self,
        tx: Connection,
        body: bytes,
        keys: Sequence[PublicKey],
        now: datetime,
        ended: Sequence[PublicKey] = (),
    ) -> WitnessAnswer:
        """Answer a partner's add-checkpoint (C2SP tlog-witness).

        A fork or a broken proof raises an alarm, in the list and as a leaf of our own ledger. The
        refusal is an answer and no error, so that the alarm commits with the transaction.

        Args:
            tx: an open writing transaction; commits before the answer is sent.
            body: the bytes of the request.
            keys: the pinned keys of partners that are not revoked; whoever is not here is unknown.
            now: the instant of the cosignature.
            ended: keys of the partner whose trust an officer ended.
        """
        answer = witness.answer(tx, body, keys, self._key, now, ended)
        if answer.alarm is not None:
            self.append(tx, [alarm_entry(answer.alarm)], now)
        return answer

    def cosigned_for(self, tx: Connection, origin: str, now: datetime) -> str | None:
        """The last checkpoint of a partner's ledger that we cosigned, as a note with our line under it.

        None where we never did. `now` is the instant of the line; what it vouches for was checked when
        we first cosigned.
        """
        kept = self.kept_of(tx, origin)
        if kept is None:
            return None
        text, _ = split_note(kept.note)
        return kept.note + cosign_note(text, self._key, to_microseconds(now) // 1_000_000)

    def alarms(self, tx: Connection) -> list[Alarm]:
        """What checkpoints raised, oldest first; a former ledger's ends with our origin, its leaf stays."""
        found = rows.alarms(tx)
        return [one for one in found if one.code != FORMER or one.origin == self.origin]

    def witness_partner(
        self,
        tx: Connection,
        body: bytes,
        key: PublicKey | None,
        base: str,
        now: datetime,
        ended: Sequence[PublicKey] = (),
    ) -> WitnessAnswer:
        """Answer the add-checkpoint of one partner, for its ledger in whichever epoch.

        A ledger that begins anew under a new origin has lost something: that raises an alarm once. Where
        an officer ended the keys of the ledger before, it is expected; then it is a leaf and no alarm.

        Args:
            tx: an open writing transaction; it must commit before the answer is sent.
            body: the bytes of the request.
            key: the partner's pinned key; None: it has none, and nothing is cosigned.
            base: an origin of its ledger, such as the one that it was enrolled with.
            now: the instant of the cosignature.
            ended: keys that it had under earlier enrolments, which an officer ended.
        """
        epochs = witness.epochs_known(tx, base)
        origin = witness.origin_in_offer(body, base)
        answer = self.witness(tx, body, [] if key is None else [key.named(origin)], now, ended)
        if key is None or answer.status != 200 or not epochs or origin in epochs:
            return answer
        former = rows.witnessed(tx, epochs[-1])
        if former is not None and witness.is_signed_by(former.note, ended):
            self.append(tx, [anew_entry(key, former, origin)], now)
            return answer
        alarm = witness.restarted(tx, epochs[-1], origin, now)
        self.append(tx, [alarm_entry(alarm)], now)
        return replace(answer, alarm=alarm)

    def kept_of(self, tx: Connection, base: str) -> StoredCheckpoint | None:
        """The last checkpoint of a partner's ledger that we cosigned, in its newest epoch; None: never."""
        return witness.kept_of(tx, base)

    # When others know more than we have

    def holds(self, tx: Connection) -> list[Hold]:
        """Why nothing is appended; nothing for a ledger in use."""
        return rows.holds(tx)

    def hold(self, tx: Connection, hold: Hold) -> None:
        """Append nothing more until the ledger is resumed."""
        rows.place_hold(tx, hold)

    def judge(self, tx: Connection, note: str) -> tuple[Standing, int]:
        """How a checkpoint of ours that somebody keeps stands to what we have, and its size.

        Raises:
            MalformedError: not a checkpoint.
            ProofError: it is of another ledger.
        """
        origin = read_checkpoint(note).origin
        if origin == self.origin and not witness.is_signed_by(note, self.keys):
            return Standing.FORMER, read_checkpoint(note).size
        if origin not in self._origins and epoch_of(self._base, origin) is not None:
            later = open_checkpoint(note, self._keys_for(origin)).checkpoint
            return Standing.BEHIND, later.size  # we went on once, and have forgotten it
        kept = open_checkpoint(note, self.keys).checkpoint
        if kept.origin != self.origin:
            return Standing.AGREES, kept.size  # of an epoch that is over; its loss is on record
        if kept.size > self.size(tx):
            return Standing.BEHIND, kept.size
        hashes = rows.hashes_of(tx, tree.nodes_of(0, kept.size))
        same = tree.root_of(kept.size, hashes) == kept.root
        return (Standing.AGREES if same else Standing.FORKED), kept.size

    def take_former(self, tx: Connection, note: str, key: PublicKey, now: datetime) -> Alarm:
        """Keep a checkpoint of a former ledger with our name, on the signed word of a key's partner.

        Raises:
            ProofError: the partner did not sign that it cosigned this.
        """
        check_word(note, key)
        known = [one for one in self.alarms(tx) if one.code == FORMER]
        if known:  # one is enough to go on under a new origin, whoever keeps another
            return known[0]
        alarm = Alarm(self.origin, FORMER, note, self.checkpoint(tx), now)
        rows.add_alarm(tx, hashlib.sha256(note.encode()).hexdigest(), alarm)
        self.append(tx, [former_entry(key, alarm)], now)
        return alarm

    def resume(self, tx: Connection, entry: LedgerEntry, now: datetime, *, anew: bool) -> Ledger:
        """Append again; the entry that says why is the first leaf.

        Args:
            tx: an open writing transaction.
            entry: what was lost, and who decided.
            now: the instant of the leaf.
            anew: under a new origin, so that no size is signed twice.

        Returns:
            The ledger as it goes on.
        """
        rows.lift_holds(tx)
        following, newest = self, rows.latest_checkpoint(tx) or NOTHING
        if anew:
            since = max(to_microseconds(now) // 1_000_000, (self._epoch or 0) + 1)
            following = self._under((*self._origins, origin_since(self._base, since)))
        following._append(tx, newest, [entry], now)
        return following

    # Inside

    @property
    def _epoch(self) -> int | None:
        return epoch_of(self._base, self.origin)

    def _keys_for(self, origin: str) -> list[PublicKey]:
        return [key.named(origin) for key in (self._key.public, *self._former)]

    def _under(self, origins: Sequence[str]) -> Ledger:
        return Ledger(self._base, self._key, self._former, origins)

    def _head(self, tx: Connection) -> tuple[int, bytes]:
        newest = rows.latest_checkpoint(tx) or NOTHING
        return newest.size, newest.root

    def _own_note(self, tx: Connection, size: int) -> str:
        if size == 0:
            return sign_checkpoint(Checkpoint(self.origin, 0, tree.EMPTY_ROOT), self._key)
        stored = rows.checkpoint_at(tx, size)
        if stored is None:
            raise NotFoundError("checkpoint", str(size))
        return stored.note

    def _peaks(self, tx: Connection, size: int, root: bytes) -> dict[tree.Node, bytes]:
        nodes = tree.nodes_of(0, size)
        peaks = rows.hashes_of(tx, nodes)
        # C2SP tlog-checkpoint: never sign what is inconsistent with what was signed before.
        if len(peaks) != len(nodes) or tree.root_of(size, peaks) != root:
            raise ProofError(f"ledger of {size}", "its hashes do not give the last signed root")
        return peaks

    def _path(
        self, tx: Connection, size: int, ranges: Sequence[tuple[int, int]]
    ) -> tuple[bytes, ...]:
        have, _ = self._head(tx)
        if size > have:
            raise ProofError(f"size {size}", f"outside a ledger of {have}")
        nodes = {node for start, end in ranges for node in tree.nodes_of(start, end)}
        hashes = rows.hashes_of(tx, nodes)
        if len(hashes) != len(nodes):
            raise ProofError(f"ledger of {have}", "a hash is missing")
        return tree.path_of(ranges, hashes)

    def _prove_leaf(
        self, tx: Connection, leaf: StoredLeaf, receipt: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        size = rows.best_cosigned(tx, leaf.position) or self.size(tx)
        path = self.inclusion(tx, leaf.position, size)
        return proof_document(leaf.raw, leaf.position, path, self.checkpoint(tx, size), receipt)


def _shown(stored: StoredLeaf) -> tuple[int, Leaf]:
    return stored.position, parse_leaf(stored.raw)
