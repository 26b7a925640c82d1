"""The ledger of one node: append, look up, prove, serve."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from khien.ledger import EntryKind, Ledger, LedgerEntry, check_proof, open_checkpoint, rows
from khien.ledger.entry import parse_leaf
from khien.ledger.tiles import Tile, parse_bundle, parse_tile
from khien.ledger.tree import (
    EMPTY_ROOT,
    grow,
    hash_leaf,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from khien.model.errors import NotFoundError, ProofError
from khien.model.signing import SigningKey
from tests.ledger.nodes import (
    ASEAN_KEY,
    NOW,
    VN_KEY,
    VN_ORIGIN,
    Node,
    asean_node,
    entry,
    new_node,
    nodes_in,
    tampering,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A node with an empty ledger."""
    return new_node(tmp_path / "vn.db")


def _leaf_hashes(node: Node) -> list[bytes]:
    with node.store.read() as tx:
        return [leaf.leaf_hash for leaf in rows.leaf_run(tx, 0, 10_000)]


def test_an_empty_ledger_has_a_signed_state(node: Node) -> None:
    """Before the first leaf there is a checkpoint of size 0, and nothing to prove."""
    with node.store.read() as tx:
        opened = open_checkpoint(node.ledger.checkpoint(tx), [node.key])

        assert (opened.checkpoint.size, opened.checkpoint.root) == (0, EMPTY_ROOT)
        assert node.ledger.checkpoint(tx, 0) == node.ledger.checkpoint(tx)
        assert node.ledger.size(tx) == 0
        with pytest.raises(NotFoundError) as caught:
            node.ledger.prove(tx, "release--1")
    assert caught.value.facts == {"kind": "crossing", "name": "release--1"}


def test_no_entries_change_nothing(node: Node) -> None:
    """An empty batch takes no place and signs nothing."""
    assert node.append() == range(0)
    node.grow(3)
    assert node.append() == range(3, 3)
    with node.store.read() as tx:
        assert len(rows.checkpoints_between(tx, 0, 10)) == 3


def test_a_batch_is_signed_once(node: Node) -> None:
    """Each batch gets its places in order and one checkpoint over all leaves so far."""
    assert node.append(entry(0), entry(1), entry(2)) == range(3)
    assert node.append(entry(3)) == range(3, 4)

    hashes = _leaf_hashes(node)
    with node.store.read() as tx:
        assert [kept.size for kept in rows.checkpoints_between(tx, 0, 10)] == [3, 4]
        for size in (3, 4):
            opened = open_checkpoint(node.ledger.checkpoint(tx, size), [node.key])
            assert opened.checkpoint.origin == VN_ORIGIN
            grown = nodes_in(grow(0, {}, hashes[:size]))
            assert opened.checkpoint.root == root_of(size, grown)
        for size in (2, 5):
            with pytest.raises(NotFoundError) as caught:
                node.ledger.checkpoint(tx, size)
            assert caught.value.facts == {"kind": "checkpoint", "name": str(size)}


def test_what_rolls_back_was_never_there(node: Node) -> None:
    """A leaf commits with the thing itself, or not at all."""
    node.grow(2)
    with node.store.write() as tx:
        node.ledger.append(tx, [entry(2)], NOW)
        tx.rollback()

    assert node.append(entry(2)) == range(2, 3)
    with node.store.read() as tx:
        assert node.ledger.verify(tx).size == 3


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.integers(1, 40), min_size=1, max_size=6), data=st.data())
def test_everything_that_was_appended_can_be_proven(
    tmp_path: Path, batches: list[int], data: st.DataObject
) -> None:
    """Whatever the batches: any leaf is in any later checkpoint, and any two sizes are consistent."""
    path = tmp_path / "vn.db"
    path.unlink(missing_ok=True)
    node = new_node(path)
    for batch in batches:
        node.grow(batch, batch)
    total = sum(batches)
    hashes = _leaf_hashes(node)
    grown = nodes_in(grow(0, {}, hashes))
    size = data.draw(st.integers(1, total))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    root, old_root = root_of(size, grown), root_of(old, grown)

    with node.store.read() as tx:
        inclusion = node.ledger.inclusion(tx, index, size)
        consistency = node.ledger.consistency(tx, old, size)
        assert node.ledger.verify(tx).checkpoints == len(batches)
    assert verify_inclusion(hashes[index], index, size, inclusion, root) == root
    assert verify_consistency(old, old_root, size, root, consistency) == root
    node.store.close()


def test_every_leaf_of_a_crossing_is_proven(node: Node) -> None:
    """Approved, sent, accepted: one proof each, in order, to the newest state."""
    for kind in (EntryKind.APPROVED, EntryKind.SENT, EntryKind.ACCEPTED):
        node.append(entry(1), entry(7, kind))

    with node.store.read() as tx:
        proofs = node.ledger.prove(tx, "release--7")
    checked = [check_proof(proof, [node.key]) for proof in proofs]
    assert [proof.leaf.entry.kind.value for proof in checked] == ["approved", "sent", "accepted"]
    assert [proof.index for proof in checked] == [1, 3, 5]
    assert {proof.checkpoint.size for proof in checked} == {6}


def test_a_proof_leads_to_the_state_that_most_partners_cosigned(node: Node, tmp_path: Path) -> None:
    """An older checkpoint with a cosignature is worth more than a newer one without."""
    partner = asean_node(tmp_path / "asean.db")
    node.grow(4)
    with node.store.write() as tx, partner.store.write() as theirs:
        offer = node.ledger.offer(tx, 0)
        answer = partner.ledger.witness(theirs, offer.body, [node.key], NOW)
        node.ledger.take_cosignature(tx, offer.size, partner.key, answer.text)
    node.grow(3)

    with node.store.read() as tx:
        [early] = node.ledger.prove(tx, "release--3")
        [late] = node.ledger.prove(tx, "release--5")
    keys = [node.key, partner.key]
    assert (check_proof(early, keys).checkpoint.size, len(check_proof(early, keys).cosigners)) == (
        4,
        1,
    )
    assert check_proof(late, keys).checkpoint.size == 7


def test_leaves_are_found_by_crossing_object_and_place(node: Node) -> None:
    """The console lists what happened to a release, to an object, or at all."""
    node.append(entry(1), entry(2), entry(1, EntryKind.ACCEPTED), LedgerEntry(EntryKind.KEY))

    with node.store.read() as tx:
        ledger = node.ledger
        crossing = ledger.leaves_of_crossing(tx, "release--1")
        assert [(place, leaf.entry.kind.value) for place, leaf in crossing] == [
            (0, "sent"),
            (2, "accepted"),
        ]
        assert ledger.leaves_of_object(tx, "indicator--1") == crossing
        assert [place for place, _ in ledger.leaves(tx, 1, 2)] == [1, 2]
        assert ledger.leaves(tx, 3, 9)[0][1].entry == LedgerEntry(EntryKind.KEY)
        assert ledger.leaves(tx, 4, 9) == []


@pytest.mark.parametrize(
    ("index", "size", "what", "why"),
    [
        (3, 3, "leaf 3", "outside a tree of 3"),
        (-1, 3, "leaf -1", "outside a tree of 3"),
        (0, 4, "size 4", "outside a ledger of 3"),
        (0, 0, "leaf 0", "outside a tree of 0"),
    ],
    ids=["after", "before", "beyond", "none"],
)
def test_there_is_no_proof_outside_the_ledger(
    node: Node, index: int, size: int, what: str, why: str
) -> None:
    """A leaf or a size that the ledger does not have cannot be proven, and the error says which."""
    node.grow(3)
    with node.store.read() as tx, pytest.raises(ProofError) as caught:
        node.ledger.inclusion(tx, index, size)
    assert caught.value.facts == {"what": what, "why": why}


def test_there_is_no_consistency_outside_the_ledger(node: Node) -> None:
    """Sizes must be in order and not beyond the end."""
    node.grow(3)
    with node.store.read() as tx:
        assert node.ledger.consistency(tx, 0, 3) == ()
        for old, new in ((3, 2), (1, 4), (-1, 2)):
            with pytest.raises(ProofError):
                node.ledger.consistency(tx, old, new)


def test_a_lost_hash_is_no_proof(node: Node) -> None:
    """If a subtree is gone from the database, the proof says so instead of being wrong."""
    node.grow(5)
    with tampering(node) as tx:
        tx.execute(delete(rows.ledger_hash).where(rows.ledger_hash.c.level == 1))
    with node.store.read() as tx, pytest.raises(ProofError) as caught:
        node.ledger.inclusion(tx, 0, 5)
    assert caught.value.facts == {"what": "ledger of 5", "why": "a hash is missing"}


def test_a_tampered_ledger_signs_no_more(node: Node) -> None:
    """C2SP tlog-checkpoint: never sign what does not continue the last checkpoint."""
    node.grow(5)
    with tampering(node) as tx:
        tx.execute(update(rows.ledger_hash).values(hash=bytes(32)))
    broken = {"what": "ledger of 5", "why": "its hashes do not give the last signed root"}
    with pytest.raises(ProofError) as caught:
        node.append(entry(5))
    assert caught.value.facts == broken

    with tampering(node) as tx:
        tx.execute(delete(rows.ledger_hash))
    with pytest.raises(ProofError) as caught:
        node.append(entry(5))
    assert caught.value.facts == broken
    with node.store.read() as tx:
        assert node.ledger.size(tx) == 5


def test_tiles_hold_the_hashes_of_the_tree(node: Node) -> None:
    """C2SP tlog-tiles: full and partial tiles of leaf hashes and of full tiles below."""
    node.grow(600, batch=50)
    hashes = _leaf_hashes(node)
    with node.store.read() as tx:
        ledger = node.ledger
        assert parse_tile(ledger.tile(tx, 0, 1)) == tuple(hashes[256:512])
        assert parse_tile(ledger.tile(tx, 0, 2, 88), 88) == tuple(hashes[512:])
        above = parse_tile(ledger.tile(tx, 1, 0, 2), 2)
        assert above[1] == root_of(256, nodes_in(grow(0, {}, hashes[256:512])))
        entries = parse_bundle(ledger.entries(tx, 2, 88), 88)
        assert [hash_leaf(raw) for raw in entries] == hashes[512:]
        assert parse_leaf(entries[0]).entry == entry(512)


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(0, 0, 4), (0, 0, 256), (0, 1, 1), (1, 0, 1), (0, 0, 0), (0, 0, -1)],
)
def test_tiles_that_are_not_there_are_not_found(
    node: Node, level: int, index: int, width: int
) -> None:
    """C2SP tlog-tiles: empty tiles are not served, nor wider ones than the tree has."""
    node.grow(3)
    with node.store.read() as tx:
        with pytest.raises(NotFoundError) as caught:
            node.ledger.tile(tx, level, index, width)
        path = Tile(level, index, width).path
        assert caught.value.facts == {"kind": "tile", "name": path}
        if level == 0:
            with pytest.raises(NotFoundError) as caught:
                node.ledger.entries(tx, index, width)
            path = path.replace("tile/0", "tile/entries")
            assert caught.value.facts == {"kind": "entry bundle", "name": path}


def test_a_gap_in_the_leaves_is_no_tile(node: Node) -> None:
    """A tile with a missing hash is not served with the others moved up."""
    node.grow(4)
    with tampering(node) as tx:
        tx.execute(delete(rows.ledger_leaf).where(rows.ledger_leaf.c.position == 1))
    with node.store.read() as tx, pytest.raises(NotFoundError):
        node.ledger.tile(tx, 0, 0, 3)


def test_a_new_key_signs_on_and_the_old_one_still_holds(node: Node) -> None:
    """After a rotation the ledger goes on under the same origin, and the whole of it verifies."""
    node.grow(3)
    new = SigningKey.from_seed("vn-ncc", b"n" * 32)
    rotated = Ledger(VN_ORIGIN, new, former=[VN_KEY.public])
    with node.store.write() as tx:
        rotated.append(tx, [entry(3)], NOW)

        assert open_checkpoint(rotated.checkpoint(tx), [new.public]).checkpoint.size == 4
        assert rotated.verify(tx).checkpoints == 4
        with pytest.raises(ProofError):
            Ledger(VN_ORIGIN, new).verify(tx)


def test_only_the_partners_own_cosignature_is_taken(node: Node, tmp_path: Path) -> None:
    """A cosignature over another state, by another key, or none at all is refused and not kept."""
    partner = asean_node(tmp_path / "asean.db")
    node.grow(2)
    with node.store.read() as tx:
        offer = node.ledger.offer(tx, 0)
    with partner.store.write() as tx:
        line = partner.ledger.witness(tx, offer.body, [node.key], NOW).text
    node.grow(1)

    stranger = SigningKey.from_seed("stranger", b"s" * 32).public
    with node.store.write() as tx:
        ledger = node.ledger
        for size, key in ((3, partner.key), (2, stranger), (2, stranger.named("asean-cert"))):
            with pytest.raises(ProofError):
                ledger.take_cosignature(tx, size, key, line)
        with pytest.raises(ProofError) as unsigned:
            ledger.take_cosignature(tx, 2, partner.key, "")
        assert unsigned.value.facts == {
            "what": "checkpoint 2",
            "why": f"not cosigned by {partner.key.id}",
        }
        with pytest.raises(NotFoundError) as missing:
            ledger.take_cosignature(tx, 7, partner.key, line)
        assert missing.value.facts == {"kind": "checkpoint", "name": "7"}
        assert ledger.cosigned_size(tx, partner.key) == 0

        taken = ledger.take_cosignature(tx, 2, partner.key, line)
        assert taken.line == line
        assert ledger.cosigned_size(tx, partner.key) == 2
        assert ledger.checkpoint(tx, 2).endswith(line)
        ledger.take_cosignature(tx, 2, partner.key, line)  # again: it replaces itself
        assert ledger.checkpoint(tx, 2).count("\n— ") == 2


def test_a_partner_that_knows_more_than_we_do_is_a_broken_ledger(node: Node) -> None:
    """A ledger that was put back from an old copy notices at the first partner."""
    node.grow(2)
    with node.store.read() as tx, pytest.raises(ProofError) as caught:
        node.ledger.offer(tx, 3)
    assert caught.value.facts == {"what": "ledger of 2", "why": "a partner cosigned 3 leaves"}


def test_an_origin_and_a_key_make_a_ledger() -> None:
    """The key signs under the name of the origin, whatever name it came with."""
    ledger = Ledger(VN_ORIGIN, ASEAN_KEY)

    assert [key.name for key in ledger.keys] == [VN_ORIGIN]


def test_a_full_tile_is_what_is_asked_for_by_default(node: Node) -> None:
    """256 hashes or entries; with fewer leaves there is no full tile yet."""
    node.grow(257, batch=257)
    with node.store.read() as tx:
        assert len(parse_tile(node.ledger.tile(tx, 0, 0))) == 256
        assert len(parse_bundle(node.ledger.entries(tx, 0))) == 256
        with pytest.raises(NotFoundError):
            node.ledger.tile(tx, 0, 1)
        with pytest.raises(NotFoundError):
            node.ledger.entries(tx, 1)


def test_a_tile_of_one_is_served(node: Node) -> None:
    """The first leaf has its tile at once."""
    node.grow(1)
    with node.store.read() as tx:
        assert parse_tile(node.ledger.tile(tx, 0, 0, 1), 1) == tuple(_leaf_hashes(node))
        assert len(parse_bundle(node.ledger.entries(tx, 0, 1), 1)) == 1


def test_every_cosigner_stands_under_the_checkpoint(node: Node, tmp_path: Path) -> None:
    """Two partners' lines are both there and verify; each is asked from the size that it signed."""
    key = SigningKey.from_seed("viet-telecom", b"t" * 32)
    telecom = new_node(tmp_path / "telecom.db", "khien-ledger/vn/viet-telecom", key)
    partners = [asean_node(tmp_path / "asean.db"), telecom]
    node.grow(2)
    with node.store.write() as tx:
        offer = node.ledger.offer(tx, 0)
        for partner in partners:
            with partner.store.write() as theirs:
                line = partner.ledger.witness(theirs, offer.body, [node.key], NOW).text
            assert node.ledger.cosigned_size(tx, partner.key) == 0
            node.ledger.take_cosignature(tx, 2, partner.key, line)
        keys = [node.key, *(partner.key for partner in partners)]
        opened = open_checkpoint(node.ledger.checkpoint(tx), keys)
        assert len(node.ledger.verify(tx, keys).cosigners) == 2

    assert {line.key.name for line in opened.cosignatures} == {
        partner.ledger.origin for partner in partners
    }
