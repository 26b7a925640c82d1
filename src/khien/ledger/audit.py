"""Recompute a whole ledger from its leaves and compare everything that is kept beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from khien.ledger import rows, tree
from khien.ledger.checkpoint import keys_of, open_checkpoint
from khien.ledger.entry import columns_in
from khien.ledger.rows import LeafRow, StoredCheckpoint
from khien.ledger.tree import Node
from khien.model.errors import KhienError, MalformedError, ProofError
from khien.model.signing import PublicKey

LEAVES_A_STEP = 16_384  # some 12 MB


@dataclass(frozen=True, slots=True)
class Audit:
    """What a whole and unbroken ledger holds.

    Attributes:
        size: leaves.
        root: over all of them, 32 bytes.
        checkpoints: how many of our own were verified.
        cosigners: the ids of the partners' keys whose cosignatures were verified.
        unknown_cosignatures: lines by keys that were not given, so not verified.
    """

    size: int
    root: bytes
    checkpoints: int
    cosigners: tuple[str, ...]
    unknown_cosignatures: int


@dataclass(slots=True)
class _Progress:
    """How far the recomputation got."""

    size: int = 0
    peaks: dict[Node, bytes] = field(default_factory=dict)
    subtrees: int = 0
    checkpoints: int = 0
    epoch: int = 0  # place of the newest origin; a later checkpoint never goes back
    cosigners: set[str] = field(default_factory=set)
    unknown: int = 0


def verify(
    tx: Connection,
    origins: Sequence[str],
    own: Sequence[PublicKey],
    partners: Sequence[PublicKey],
    told: Callable[[int], object] = lambda done: None,
) -> Audit:
    """Recompute every leaf hash, subtree, root and signature; nothing is sampled or taken for true.

    Of every leaf: it is there, its bytes have the hash that is kept and are an entry in the one
    spelling of `parse_leaf`, and the columns beside it repeat that entry.

    Args:
        tx: an open transaction: one unchanging picture.
        origins: of this ledger, one an epoch, the first one first.
        own: the keys that may have signed its checkpoints.
        partners: keys of cosigners; a partner's key never counts as ours.
        told: called with how many leaves were recomputed, now and then.

    Raises:
        ProofError: naming the first leaf, subtree, checkpoint or cosignature that is broken.
    """
    keys = [*own, *(key for key in partners if not any(keys_of(one, [key]) for one in origins))]
    progress = _Progress()
    while leaves := rows.leaf_rows(tx, progress.size, LEAVES_A_STEP):
        _step(tx, origins, keys, progress, leaves)
        told(progress.size)
    newest = rows.latest_checkpoint(tx)
    signed = 0 if newest is None else newest.size
    if signed != progress.size:
        raise ProofError(f"checkpoint {signed}", f"the ledger has {progress.size} leaves")
    if rows.largest_cosigned(tx) > progress.size:
        raise ProofError(
            f"cosignature of {rows.largest_cosigned(tx)}", f"the ledger has {progress.size} leaves"
        )
    if rows.hash_count(tx) != progress.subtrees:
        raise ProofError("ledger subtrees", f"there are more than {progress.subtrees}")
    return Audit(
        progress.size,
        tree.root_of(progress.size, progress.peaks),
        progress.checkpoints,
        tuple(sorted(progress.cosigners)),
        progress.unknown,
    )


def _step(
    tx: Connection,
    origins: Sequence[str],
    keys: Sequence[PublicKey],
    progress: _Progress,
    leaves: Sequence[LeafRow],
) -> None:
    hashes = [_checked_leaf(leaf, place) for place, leaf in enumerate(leaves, progress.size)]
    grown = tree.grow(progress.size, progress.peaks, hashes)
    for level, first, some in grown[1:]:
        _check_subtrees(tx, level, first, some)
        progress.subtrees += len(some)
    end = progress.size + len(leaves)
    cosigned = rows.cosignatures_between(tx, progress.size, end)
    for stored in rows.checkpoints_between(tx, progress.size, end):
        nodes = tree.peaks_in(stored.size, progress.peaks, grown)
        root = tree.root_of(stored.size, nodes)
        _check_checkpoint(stored, root, origins, keys, cosigned.get(stored.size, []), progress)
    progress.peaks = tree.peaks_in(end, progress.peaks, grown)
    progress.size = end


def _checked_leaf(leaf: LeafRow, place: int) -> bytes:
    """The hash of a leaf, if everything beside its bytes agrees with them."""
    position, raw, kept, *_ = leaf
    if position != place:
        raise ProofError(f"leaf {place}", "missing")
    hashed = tree.hash_leaf(raw)
    if kept != hashed:
        raise ProofError(f"leaf {place}", "the bytes do not have the kept hash")
    try:
        said = columns_in(raw)
    except MalformedError as error:
        raise ProofError(f"leaf {place}", "not a ledger entry") from error
    if leaf[3:] != said:
        raise ProofError(f"leaf {place}", "its columns do not repeat its entry")
    return hashed


def _check_subtrees(tx: Connection, level: int, first: int, hashes: Sequence[bytes]) -> None:
    kept = rows.hash_run(tx, level, first, len(hashes))
    if kept != hashes:
        same = (one == other for one, other in zip(kept, hashes, strict=False))
        place = first + next((at for at, equal in enumerate(same) if not equal), len(kept))
        raise ProofError(f"subtree {level}/{place}", "not the hash of the leaves below")


def _check_checkpoint(
    stored: StoredCheckpoint,
    root: bytes,
    origins: Sequence[str],
    keys: Sequence[PublicKey],
    cosignatures: Sequence[str],
    progress: _Progress,
) -> None:
    what = f"checkpoint {stored.size}"
    try:
        opened = open_checkpoint(stored.note + "".join(cosignatures), keys)
    except KhienError as error:
        raise ProofError(what, str(error)) from error
    signed = opened.checkpoint
    if signed.origin not in origins[progress.epoch :] or signed.size != stored.size:
        raise ProofError(what, f"is signed as {signed.size} of {signed.origin}")
    progress.epoch = origins.index(signed.origin)
    if signed.root != root or stored.root != root:
        raise ProofError(what, "its root is not that of the leaves")
    progress.checkpoints += 1
    progress.cosigners |= {line.key.id for line in opened.cosignatures}
    progress.unknown += len(cosignatures) - len(opened.cosignatures)
