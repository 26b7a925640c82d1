"""The ledger's tables: what is asked of them comes whole, in order, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from khien.ledger import rows
from khien.ledger.cosigning import Alarm
from khien.ledger.entry import EntryKind, LedgerEntry, columns_of, leaf_bytes
from khien.ledger.rows import StoredCheckpoint
from khien.ledger.succession import Hold
from khien.ledger.tree import Node, hash_leaf
from khien.model.ids import ObjectId
from khien.model.instants import taxii_time, to_microseconds
from khien.model.signing import VerifiedSignature
from tests.ledger.nodes import ASEAN_KEY, NOW, new_node

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Connection]:
    """A transaction on empty tables."""
    node = new_node(tmp_path / "vn.db")
    with node.store.write() as open_tx:
        yield open_tx
    node.store.close()


def _hash(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _add_leaves(tx: Connection, first: int, count: int) -> list[LedgerEntry]:
    entries = [
        LedgerEntry(
            EntryKind.SENT, crossing=f"c-{at % 2}", object_id=_object(at), facts={"place": at}
        )
        for at in range(first, first + count)
    ]
    raws = [leaf_bytes(entry, taxii_time(NOW)) for entry in entries]
    rows.add_leaves(tx, first, entries, raws, list(map(hash_leaf, raws)), to_microseconds(NOW))
    return entries


def _object(at: int) -> ObjectId:
    return ObjectId(f"indicator--{at % 2}")


def _cosign(tx: Connection, size: int, cosigner: str, line: str) -> None:
    rows.keep_cosignature(tx, size, cosigner, VerifiedSignature(ASEAN_KEY.public, 7, line))


def test_leaves_are_found_by_crossing_object_and_kind_in_the_order_of_the_ledger(
    tx: Connection,
) -> None:
    """Whatever order the rows were written in; each with the columns that it is found by."""
    later = _add_leaves(tx, 4, 4)
    entries = [*_add_leaves(tx, 0, 4), *later]

    found = {
        "crossing": rows.leaves_of_crossing(tx, "c-1"),
        "object": rows.leaves_of_object(tx, _object(1)),
        "kind": rows.leaves_of_kind(tx, EntryKind.SENT.value),
    }

    assert {name: [leaf.position for leaf in leaves] for name, leaves in found.items()} == {
        "crossing": [1, 3, 5, 7],
        "object": [1, 3, 5, 7],
        "kind": [0, 1, 2, 3, 4, 5, 6, 7],
    }
    assert [leaf.columns for leaf in found["kind"]] == [
        columns_of(entry, to_microseconds(NOW)) for entry in entries
    ]


@pytest.mark.parametrize(("count", "given"), [(-1, []), (0, []), (1, [2]), (9, [2, 3])])
def test_a_run_has_as_many_leaves_as_were_asked_for(
    tx: Connection, count: int, given: list[int]
) -> None:
    """No leaf is given to who asks for none."""
    _add_leaves(tx, 0, 4)

    assert [row[0] for row in rows.leaf_rows(tx, 2, count)] == given
    assert len(rows.hash_run(tx, 0, 2, count)) == len(given)


def test_a_run_of_hashes_ends_where_one_is_missing(tx: Connection) -> None:
    """What stands behind a gap does not count, wherever the run begins."""
    _add_leaves(tx, 0, 8)
    tx.execute(delete(rows.ledger_leaf).where(rows.ledger_leaf.c.position == 5))
    rows.add_hashes(tx, [(1, 10, [_hash(10), _hash(11)]), (1, 13, [_hash(13)])])

    assert len(rows.hash_run(tx, 0, 3, 5)) == 2
    assert rows.hash_run(tx, 0, 5, 3) == []
    assert rows.hash_run(tx, 1, 10, 4) == [_hash(10), _hash(11)]
    assert rows.hash_run(tx, 1, 11, 1) == [_hash(11)]


def test_the_hashes_of_many_nodes_come_in_several_questions(tx: Connection) -> None:
    """More nodes than fit one question are found all the same, leaves and subtrees; others are left out."""
    count = 2 * rows.NODES_A_QUESTION + 50
    rows.add_hashes(tx, [(1, 0, list(map(_hash, range(count))))])
    _add_leaves(tx, 0, 2)

    wanted = [Node(0, 0), Node(0, 1), Node(0, 2), *(Node(1, at) for at in range(count + 1))]
    found = rows.hashes_of(tx, wanted)

    assert found.keys() == set(wanted) - {Node(0, 2), Node(1, count)}
    assert all(found[Node(1, at)] == _hash(at) for at in range(count))


def test_checkpoints_between_two_sizes_come_smallest_first(tx: Connection) -> None:
    """Above the one and up to the other; each with its size, root and note."""
    for size in (7, 3, 5):
        rows.add_checkpoint(tx, StoredCheckpoint(size, _hash(size), f"note {size}"), NOW)

    assert rows.checkpoint_at(tx, 5) == StoredCheckpoint(5, _hash(5), "note 5")
    assert [one.size for one in rows.checkpoints_between(tx, 3, 7)] == [5, 7]


def test_cosignatures_stand_under_their_own_checkpoint_by_cosigner(tx: Connection) -> None:
    """Those of other sizes are not given, and a newer line replaces that of its size alone."""
    for size in (3, 5, 7):
        for cosigner in ("b", "a"):
            _cosign(tx, size, cosigner, f"{cosigner}{size}")
    _cosign(tx, 5, "b", "b5 anew")

    assert rows.cosignatures_between(tx, 3, 7) == {5: ["a5", "b5 anew"], 7: ["a7", "b7"]}
    assert rows.cosignatures_between(tx, 0, 5).keys() == {3, 5}
    assert list(rows.cosignatures_between(tx, 0, 9)) == [3, 5, 7]
    assert rows.cosignature_lines(tx, 5) == ["a5", "b5 anew"]


def test_the_best_cosigned_checkpoint_has_most_names_then_most_leaves(tx: Connection) -> None:
    """It holds the leaf: the checkpoint of size n ends with leaf n - 1."""
    for size, cosigners in ((3, "abc"), (5, "ab"), (7, "ab"), (9, "a")):
        for cosigner in cosigners:
            _cosign(tx, size, cosigner, "line")

    assert [rows.best_cosigned(tx, position) for position in (2, 3, 7, 9)] == [3, 7, 9, None]


def test_what_was_witnessed_is_found_by_its_very_beginning_and_end(tx: Connection) -> None:
    """`%` and `_` in a name are letters like others."""
    for origin in ("khien-ledger/vn/a_b", "khien-ledger/vn/axb", "khien%/vn/a_b"):
        rows.keep_witnessed(tx, origin, StoredCheckpoint(1, _hash(1), "note"), NOW)

    assert rows.witnessed_like(tx, "khien-ledger/", "/a_b") == ["khien-ledger/vn/a_b"]
    assert rows.witnessed_like(tx, "khien%/", "_b") == ["khien%/vn/a_b"]


def test_alarms_come_oldest_first_and_each_once(tx: Connection) -> None:
    """Of one instant by their hash, so that two readings agree."""
    raised = [("c", 2), ("d", 1), ("b", 1), ("a", 3)]
    alarms = {
        name: Alarm(name, "ledger.fork", "k", "o", NOW + timedelta(days=at)) for name, at in raised
    }

    assert [rows.add_alarm(tx, name, alarm) for name, alarm in alarms.items()] == [True] * 4
    assert not rows.add_alarm(tx, "b", alarms["b"])
    assert [alarm.origin for alarm in rows.alarms(tx)] == ["b", "d", "c", "a"]


def test_the_hold_that_knows_most_comes_first(tx: Connection) -> None:
    """Then by code and partner; the same reason of the same partner replaces the earlier one alone."""
    held = [("y", "b", 5), ("y", "a", 5), ("x", "b", 5), ("z", "a", 9)]
    for code, partner, size in held:
        rows.place_hold(tx, Hold(code, partner, size, "note"))
    rows.place_hold(tx, Hold("y", "a", 5, "note anew"))

    assert [(one.code, one.partner, one.note) for one in rows.holds(tx)] == [
        ("z", "a", "note"),
        ("x", "b", "note"),
        ("y", "a", "note anew"),
        ("y", "b", "note"),
    ]


def test_as_many_entries_as_leaves(tx: Connection) -> None:
    """A leaf without its hash is a mistake of ours, and nothing is written."""
    with pytest.raises(ValueError, match="shorter"):
        rows.add_leaves(tx, 0, [LedgerEntry(EntryKind.SENT)], [b"1"], [], 0)

    assert rows.leaf_rows(tx, 0, 9) == []
