"""Recomputing a whole ledger, and finding what was tampered with, wherever it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, update

from khien.ledger import EntryKind, LedgerEntry, audit, rows
from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.ledger.entry import leaf_bytes
from khien.ledger.tree import EMPTY_ROOT, grow, hash_leaf, root_of
from khien.model.errors import ProofError
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, VerifiedSignature, cosign_note
from tests.ledger.nodes import (
    ASEAN_KEY,
    ASEAN_ORIGIN,
    NOW,
    VN_KEY,
    VN_ORIGIN,
    Node,
    entry,
    new_node,
    nodes_in,
    tampering,
)

pytestmark = pytest.mark.usefixtures("database")

LEAF, HASH = rows.ledger_leaf, rows.ledger_hash
CHECKPOINT, COSIGNATURE = rows.ledger_checkpoint, rows.ledger_cosignature


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A node with eleven leaves in four batches, recomputed four at a time."""
    monkeypatch.setattr(audit, "LEAVES_A_STEP", 4)
    node = new_node(tmp_path / "vn.db")
    node.grow(11, batch=3)
    return node


def _cosign(tx: Connection, size: int, key: SigningKey, text: str, cosigner: str = "") -> None:
    line = cosign_note(text, key.named(ASEAN_ORIGIN), 1)
    signature = VerifiedSignature(key.public, 1, line)
    rows.keep_cosignature(tx, size, cosigner or key.public.raw.hex(), signature)


def _text(tx: Connection, size: int) -> str:
    kept = rows.checkpoint_at(tx, size)
    assert kept is not None
    return Checkpoint(VN_ORIGIN, size, kept.root).text


def test_whoever_waits_for_an_audit_is_told_how_far_it_is(node: Node) -> None:
    """After each step the number of leaves that were recomputed, up to all of them."""
    steps: list[int] = []
    with node.store.read() as tx:
        node.ledger.verify(tx, told=steps.append)
    assert steps == sorted(set(steps))
    assert steps[-1] == 11
    assert len(steps) > 1


def test_a_whole_ledger_is_reported(node: Node) -> None:
    """Size, root, checkpoints and cosigners of an unbroken ledger; unknown cosigners are counted."""
    with node.store.write() as tx:
        _cosign(tx, 9, ASEAN_KEY, _text(tx, 9))
        found = node.ledger.verify(tx, [ASEAN_KEY.public])
        unknown = node.ledger.verify(tx)
        newest = rows.latest_checkpoint(tx)

    assert newest is not None
    assert (found.size, found.root, found.checkpoints) == (11, newest.root, 4)
    assert found.cosigners == (ASEAN_KEY.public.named(ASEAN_ORIGIN).id,)
    assert (found.unknown_cosignatures, unknown.unknown_cosignatures) == (0, 1)
    assert unknown.cosigners == ()


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    """Nothing appended, nothing broken."""
    node = new_node(tmp_path / "vn.db")
    with node.store.read() as tx:
        found = node.ledger.verify(tx)

    assert (found.size, found.root, found.checkpoints) == (0, EMPTY_ROOT, 0)


def test_a_partners_key_never_counts_as_ours(node: Node) -> None:
    """A partner that goes by our short name cannot have signed our checkpoints."""
    other = SigningKey.from_seed("vn-ncc", b"o" * 32)
    with tampering(node) as tx:
        kept = rows.checkpoint_at(tx, 11)
        assert kept is not None
        note = sign_checkpoint(Checkpoint(VN_ORIGIN, 11, kept.root), other)
        tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 11).values(note=note))
    with node.store.read() as tx, pytest.raises(ProofError, match="checkpoint 11"):
        node.ledger.verify(tx, [other.public])


def _other_leaf() -> bytes:
    return leaf_bytes(entry(5, EntryKind.READ), taxii_time(NOW))


def _rewrite_leaf(tx: Connection) -> None:
    tx.execute(update(LEAF).where(LEAF.c.position == 5).values(entry=_other_leaf()))


def _rewrite_leaf_and_hash(tx: Connection) -> None:
    hashed = hash_leaf(_other_leaf())
    values = {"entry": _other_leaf(), "leaf_hash": hashed, "kind": "read"}
    tx.execute(update(LEAF).where(LEAF.c.position == 5).values(values))


def _rewrite_whole_tree(tx: Connection) -> None:
    _rewrite_leaf_and_hash(tx)
    hashes = [leaf.leaf_hash for leaf in rows.leaf_run(tx, 0, 100)]
    for (level, position), hashed in nodes_in(grow(0, {}, hashes)).items():
        at = (HASH.c.level == level) & (HASH.c.position == position)
        tx.execute(update(HASH).where(at).values(hash=hashed))


def _rewrite_root_too(tx: Connection) -> None:
    _rewrite_whole_tree(tx)
    hashes = [leaf.leaf_hash for leaf in rows.leaf_run(tx, 0, 100)]
    root = root_of(6, nodes_in(grow(0, {}, hashes)))
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(root=root))


def _remove_leaf(tx: Connection) -> None:
    tx.execute(delete(LEAF).where(LEAF.c.position == 5))


def _remove_last_leaf(tx: Connection) -> None:
    tx.execute(delete(LEAF).where(LEAF.c.position == 10))


def _swap_leaves(tx: Connection) -> None:
    for old, new in ((5, 99), (6, 5), (99, 6)):
        tx.execute(update(LEAF).where(LEAF.c.position == old).values(position=new))


def _column(**values: object) -> Callable[[Connection], None]:
    def change(tx: Connection) -> None:
        tx.execute(update(LEAF).where(LEAF.c.position == 5).values(values))

    return change


def _not_an_entry(tx: Connection) -> None:
    values = {"entry": b"{}", "leaf_hash": hash_leaf(b"{}")}
    tx.execute(update(LEAF).where(LEAF.c.position == 5).values(values))


def _misspell(tx: Connection) -> None:
    raw = _other_leaf().replace(b'"kind":"read"', b'"kind": "sent"')
    values = {"entry": raw, "leaf_hash": hash_leaf(raw)}
    tx.execute(update(LEAF).where(LEAF.c.position == 5).values(values))


def _change_subtree(tx: Connection) -> None:
    at = (HASH.c.level == 1) & (HASH.c.position == 2)
    tx.execute(update(HASH).where(at).values(hash=bytes(32)))


def _remove_subtree(tx: Connection) -> None:
    tx.execute(delete(HASH).where(HASH.c.level == 2, HASH.c.position == 1))


def _add_subtree(tx: Connection) -> None:
    tx.execute(insert(HASH).values(level=9, position=0, hash=bytes(32)))


def _change_note(tx: Connection) -> None:
    note = sign_checkpoint(Checkpoint(VN_ORIGIN, 6, bytes(32)), VN_KEY)
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(note=note))


def _change_root(tx: Connection) -> None:
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(root=bytes(32)))


def _spoil_note(tx: Connection) -> None:
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(note="x"))


def _note_of_another_size(tx: Connection) -> None:
    kept = rows.checkpoint_at(tx, 9)
    assert kept is not None
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(note=kept.note))


def _note_of_another_key(tx: Connection) -> None:
    kept = rows.checkpoint_at(tx, 6)
    assert kept is not None
    forger = SigningKey.from_seed("vn-ncc", b"f" * 32)
    note = sign_checkpoint(Checkpoint(VN_ORIGIN, 6, kept.root), forger)
    tx.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == 6).values(note=note))


def _remove_last_checkpoint(tx: Connection) -> None:
    tx.execute(delete(CHECKPOINT).where(CHECKPOINT.c.size == 11))


def _wrong_cosignature(tx: Connection) -> None:
    _cosign(tx, 6, ASEAN_KEY, _text(tx, 9))


def _cosignature_of_a_lost_end(tx: Connection) -> None:
    _cosign(tx, 12, ASEAN_KEY, Checkpoint(VN_ORIGIN, 12, bytes(32)).text)


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (_rewrite_leaf, "leaf 5"),
        (_rewrite_leaf_and_hash, "subtree 1/2"),
        (_rewrite_whole_tree, "checkpoint 6"),
        (_rewrite_root_too, "checkpoint 6"),
        (_remove_leaf, "leaf 5"),
        (_remove_last_leaf, "checkpoint 11"),
        (_swap_leaves, "subtree 1/2"),
        (_column(leaf_hash=bytes(32)), "leaf 5"),
        (_column(kind="read"), "leaf 5"),
        (_column(crossing="release--6"), "leaf 5"),
        (_column(partner=None), "leaf 5"),
        (_column(object_id="indicator--6"), "leaf 5"),
        (_column(at_us=0), "leaf 5"),
        (_not_an_entry, "leaf 5"),
        (_misspell, "leaf 5"),
        (_change_subtree, "subtree 1/2"),
        (_remove_subtree, "subtree 2/1"),
        (_add_subtree, "ledger subtrees"),
        (_change_note, "checkpoint 6"),
        (_change_root, "checkpoint 6"),
        (_spoil_note, "checkpoint 6"),
        (_note_of_another_size, "checkpoint 6"),
        (_note_of_another_key, "checkpoint 6"),
        (_remove_last_checkpoint, "checkpoint 9"),
        (_wrong_cosignature, "checkpoint 6"),
        (_cosignature_of_a_lost_end, "cosignature of 12"),
    ],
)
def test_tampering_is_found_and_named(
    node: Node, tamper: Callable[[Connection], None], named: str
) -> None:
    """Whatever is changed, removed or added in the database, the first broken place is named."""
    with tampering(node) as tx:
        tamper(tx)
    with node.store.read() as tx, pytest.raises(ProofError, match=f"what={named},"):
        node.ledger.verify(tx, [ASEAN_KEY.public])


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        (_remove_leaf, "missing"),
        (_rewrite_leaf, "the bytes do not have the kept hash"),
        (_not_an_entry, "not a ledger entry"),
        (_column(kind="read"), "its columns do not repeat its entry"),
        (_change_subtree, "not the hash of the leaves below"),
        (_change_note, "its root is not that of the leaves"),
        (_change_root, "its root is not that of the leaves"),
        (_note_of_another_size, f"is signed as 9 of {VN_ORIGIN}"),
        (_note_of_another_key, "what=note, why=signed by no known key"),
        (_remove_last_checkpoint, "the ledger has 11 leaves"),
        (_cosignature_of_a_lost_end, "the ledger has 11 leaves"),
        (_add_subtree, "there are more than 8"),
    ],
)
def test_the_audit_says_what_is_wrong(
    node: Node, tamper: Callable[[Connection], None], why: str
) -> None:
    """Beside the place, whoever must mend it reads how it is broken."""
    with tampering(node) as tx:
        tamper(tx)
    with node.store.read() as tx, pytest.raises(ProofError) as caught:
        node.ledger.verify(tx, [ASEAN_KEY.public])
    assert caught.value.facts["why"] == why


@pytest.mark.parametrize("position", range(5))
def test_the_very_subtree_is_named(node: Node, position: int) -> None:
    """The first that is broken or missing, wherever it stands among its neighbours."""
    at = (HASH.c.level == 1) & (HASH.c.position == position)
    for broken in (update(HASH).where(at).values(hash=bytes(32)), delete(HASH).where(at)):
        with tampering(node) as tx:
            tx.execute(broken)
        with node.store.read() as tx, pytest.raises(ProofError, match=f"subtree 1/{position},"):
            node.ledger.verify(tx)


def test_a_leaf_appended_past_the_ledger_is_found(node: Node) -> None:
    """A row put in behind the last checkpoint was never signed."""
    more = LedgerEntry(EntryKind.READ)
    raw = leaf_bytes(more, taxii_time(NOW))
    with tampering(node) as tx:
        rows.add_leaves(tx, 11, [more], [raw], [hash_leaf(raw)], 1_795_308_900_000_000)
        rows.add_hashes(tx, [])
    with node.store.read() as tx, pytest.raises(ProofError):
        node.ledger.verify(tx)
