"""Merkle tree hashing and proofs, exactly as in RFC 9162 §2.1 (the same tree as RFC 6962).

A *node* is the complete subtree of 2^level leaves that starts at leaf position * 2^level. Every hash
that a root or proof needs is one node, or a few joined; so whoever stores nodes answers in O(log n).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from khien.model.errors import ProofError

HASH_BYTES = 32  # SHA-256
EMPTY_ROOT = sha256(b"").digest()  # RFC 9162 §2.1.1: the hash of an empty list
MAX_SIZE = 2**63 - 1  # our own limit: what a database integer holds


class Node(NamedTuple):
    """A complete subtree: 2^level leaves from leaf `position << level` on."""

    level: int
    position: int


def hash_leaf(entry: bytes) -> bytes:
    """Hash one ledger entry, with the leaf prefix that keeps it from posing as a node."""
    return sha256(b"\x00" + entry).digest()  # RFC 9162 §2.1.1


def hash_children(left: bytes, right: bytes) -> bytes:
    """Hash two 32-byte nodes into their parent."""
    return sha256(b"\x01" + left + right).digest()  # RFC 9162 §2.1.1


def nodes_of(start: int, end: int) -> tuple[Node, ...]:
    """The fewest nodes that cover the leaves from `start` to before `end`, left to right.

    Args:
        start: first leaf. It must be a multiple of the smallest power of two that is at least
            `end - start`, as it is in every range of RFC 9162.
        end: one past the last leaf.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return tuple(nodes)


def join(hashes: Sequence[bytes]) -> bytes:
    """The hash of a range from the hashes of its nodes, left to right; none gives the empty root."""
    if not hashes:
        return EMPTY_ROOT
    *left, joined = hashes
    for hashed in reversed(left):
        joined = hash_children(hashed, joined)
    return joined


def grow(
    size: int, peaks: Mapping[Node, bytes], leaves: Sequence[bytes]
) -> list[tuple[int, int, list[bytes]]]:
    """The nodes that become complete when leaves are appended.

    Args:
        size: leaves in the tree so far.
        peaks: the hashes of `nodes_of(0, size)`.
        leaves: the leaf hashes to append.

    Returns:
        For each level from 0 up: the level, the position of the first new node, and the new hashes.
    """
    grown = []
    level, first, hashes = 0, size, list(leaves)
    while hashes:
        grown.append((level, first, hashes))
        if first & 1:  # the left half of the first pair was there before
            first, hashes = first - 1, [peaks[Node(level, first - 1)], *hashes]
        pairs = zip(hashes[::2], hashes[1::2], strict=False)  # a last odd one waits for its pair
        # As `hash_children`, without a call for each.
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level, first = level + 1, first >> 1
    return grown


def peaks_in(
    size: int, peaks: Mapping[Node, bytes], grown: Sequence[tuple[int, int, Sequence[bytes]]]
) -> dict[Node, bytes]:
    """The hashes of `nodes_of(0, size)`, for a size that `grow` reached or passed.

    Args:
        size: leaves, at least as many as there were before.
        peaks: what `grow` was given.
        grown: what it returned.
    """
    runs = {level: (first, hashes) for level, first, hashes in grown}
    found = {}
    for node in nodes_of(0, size):
        first, hashes = runs.get(node.level, (node.position + 1, ()))
        found[node] = peaks[node] if node.position < first else hashes[node.position - first]
    return found


def root_of(size: int, hashes: Mapping[Node, bytes]) -> bytes:
    """The root over the first `size` leaves, from the hashes of `nodes_of(0, size)`."""
    return join([hashes[node] for node in nodes_of(0, size)])


def inclusion_ranges(index: int, size: int) -> tuple[tuple[int, int], ...]:
    """The ranges of leaves whose hashes prove one leaf, from the leaf up (RFC 9162 §2.1.3.1).

    Raises:
        ProofError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf {index}", f"outside a tree of {size}")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return tuple(reversed(ranges))


def consistency_ranges(old: int, new: int) -> tuple[tuple[int, int], ...]:
    """The ranges of leaves whose hashes prove that a tree of `old` leaves only grew (RFC 9162 §2.1.4.1).

    Raises:
        ProofError: the old tree is larger than the new one.
    """
    if not 0 <= old <= new:
        raise ProofError(f"size {old}", f"outside a tree of {new}")
    ranges: list[tuple[int, int]] = []
    start, end = 0, new
    while 0 < old < end:
        split = start + _largest_power_below(end - start)
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    if start:  # the whole old tree is not itself a node: its last part must be named
        ranges.append((start, end))
    return tuple(reversed(ranges))


def path_of(ranges: Sequence[tuple[int, int]], hashes: Mapping[Node, bytes]) -> tuple[bytes, ...]:
    """A proof from its ranges and the hashes of their nodes."""
    return tuple(join([hashes[node] for node in nodes_of(start, end)]) for start, end in ranges)


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Rebuild the root that an inclusion proof commits to.

    Args:
        leaf: leaf hash from `hash_leaf`, 32 bytes.
        index: position of the leaf, counted from 0, below `size`.
        size: leaves in the tree, in entries (not bytes).
        path: sibling hashes from leaf to root, 32 bytes each.

    Returns:
        The root, 32 bytes. Compare it with a *signed* checkpoint, never with the peer's word.

    Raises:
        ProofError: index outside the tree, or a path of the wrong shape for it.

    Source: RFC 9162 §2.1.3.2.
    """
    shape = len(inclusion_ranges(index, size))
    if [len(hashed) for hashed in path] != [HASH_BYTES] * shape:
        raise ProofError(f"leaf {index} of {size}", f"path of {len(path)} hashes, not {shape}")
    root = leaf
    at, last = index, size - 1
    for sibling in path:
        while not at & 1 and at == last:  # no sibling on this level: the tree is ragged here
            at, last = at >> 1, last >> 1
        root = hash_children(sibling, root) if at & 1 else hash_children(root, sibling)
        at, last = at >> 1, last >> 1
    return root


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bytes:
    """The root, if the path leads from the leaf to it.

    Raises:
        ProofError: the path is malformed or leads elsewhere.
    """
    if root_from_inclusion(leaf, index, size, path) != root:
        raise ProofError(f"leaf {index} of {size}", "the path leads to another root")
    return root


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bytes:
    """The new root, if the tree of `old` leaves is the beginning of the tree of `new` leaves.

    Raises:
        ProofError: the path is malformed, or one of the roots is not what it leads to.

    Source: RFC 9162 §2.1.4.2, told through the ranges that the path stands for.
    """
    what = f"consistency of {old} and {new}"
    ranges = consistency_ranges(old, new)
    if [len(hashed) for hashed in path] != [HASH_BYTES] * len(ranges):
        raise ProofError(what, f"path of {len(path)} hashes, not {len(ranges)}")
    if old == 0:
        rebuilt = EMPTY_ROOT, new_root  # every tree continues the empty one
    elif ranges:
        rebuilt = _roots_from_consistency(old, old_root, new, path)
    else:
        rebuilt = old_root, old_root
    if rebuilt != (old_root, new_root):
        raise ProofError(what, "the path leads to other roots")
    if new == 0 and new_root != EMPTY_ROOT:
        raise ProofError(what, "an empty tree has the empty root")
    return new_root


def _roots_from_consistency(
    old: int, old_root: bytes, new: int, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Both roots that a consistency path leads to."""
    at, last = old - 1, new - 1
    while at & 1:  # climb to the node that both trees share
        at, last = at >> 1, last >> 1
    # If the old tree is a node itself, it is not on the path: its own root stands in.
    shared, *above = path if at else (old_root, *path)
    old_side = new_side = shared
    for sibling in above:
        while at and not at & 1 and at == last:
            at, last = at >> 1, last >> 1
        if at & 1:
            old_side, new_side = hash_children(sibling, old_side), hash_children(sibling, new_side)
        else:
            new_side = hash_children(new_side, sibling)
        at, last = at >> 1, last >> 1
    return old_side, new_side


def _largest_power_below(size: int) -> int:
    # RFC 9162 §2.1.1: the largest power of two smaller than the number of leaves
    return 1 << ((size - 1).bit_length() - 1)
