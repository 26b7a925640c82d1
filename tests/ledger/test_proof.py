"""Proofs that anyone can check offline."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from khien.ledger import EntryKind, LedgerEntry, check_proof, seal_all
from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.ledger.tiles import parse_bundle
from khien.ledger.tree import hash_leaf
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import SigningKey, seal
from khien.model.signing.keys import encode_base64
from tests.ledger.nodes import (
    ASEAN_KEY,
    ASEAN_ORIGIN,
    NOW,
    SHA,
    VN_KEY,
    VN_ORIGIN,
    Node,
    asean_node,
    entry,
    new_node,
)

pytestmark = pytest.mark.usefixtures("database")

KEYS = [VN_KEY.public, ASEAN_KEY.public]
STRANGER = SigningKey.from_seed("stranger", b"s" * 32)
RECEIPT = {
    "release": "release--3",
    "object": "indicator--3",
    "version": "2026-11-22T00:55:00.000Z",
    "sha256": SHA,
    "outcome": "accepted",
    "giver": "asean-cert",
    "taker": "vn-ncc",
}


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A node with nine leaves in three batches, cosigned by its partner."""
    node, partner = new_node(tmp_path / "vn.db"), asean_node(tmp_path / "asean.db")
    node.grow(9, batch=3)
    with node.store.read() as tx:
        offer = node.ledger.offer(tx, 0)
    with partner.store.write() as tx:
        answer = partner.ledger.witness(tx, offer.body, [node.key], NOW)
    with node.store.write() as tx:
        node.ledger.take_cosignature(tx, offer.size, partner.key, answer.text)
    return node


def _proof(node: Node, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    receipt = None if payload is None else seal("receipt", payload, ASEAN_KEY)
    with node.store.read() as tx:
        [proof] = node.ledger.prove(tx, "release--3", receipt)
    loaded: dict[str, Any] = json.loads(json.dumps(proof))
    return loaded


def test_a_proof_says_what_crossed_and_who_saw_it(node: Node) -> None:
    """From the file and the public keys alone: the entry, its place, the ledger and the cosigner."""
    checked = check_proof(_proof(node), KEYS)

    assert checked.leaf.entry == entry(3)
    assert checked.leaf.at == NOW
    assert (checked.index, checked.checkpoint.size) == (3, 9)
    assert checked.checkpoint.origin == VN_ORIGIN
    assert checked.signer == VN_KEY.public.named(VN_ORIGIN)
    assert [(line.key.name, line.time_s) for line in checked.cosigners] == [
        (ASEAN_ORIGIN, int(NOW.timestamp()))
    ]
    assert checked.receipt is None
    assert checked.receipt_signers == ()


def test_without_the_cosigners_key_the_ledger_still_proves(node: Node) -> None:
    """A cosignature by an unknown key is passed over; it just counts for nothing."""
    assert check_proof(_proof(node), KEYS[:1]).cosigners == ()


def test_a_receipt_goes_with_the_proof(node: Node) -> None:
    """The receiver's signed answer is verified and must speak of the same release and content."""
    checked = check_proof(_proof(node, RECEIPT), KEYS)

    assert checked.receipt == RECEIPT
    assert checked.receipt_signers == (ASEAN_KEY.public,)


def test_one_receipt_may_speak_of_many_releases(node: Node) -> None:
    """Of a receipt for a batch only the item about this release is taken."""
    others = [RECEIPT | {"release": f"release--{n}"} for n in (1, 2)]
    checked = check_proof(_proof(node, {"items": [*others, RECEIPT]}), KEYS)

    assert checked.receipt == RECEIPT


def test_a_receipt_need_not_name_its_giver(node: Node) -> None:
    """A receipt that names no giver is taken as its signers'."""
    payload = {name: RECEIPT[name] for name in RECEIPT if name != "giver"}

    assert check_proof(_proof(node, payload), KEYS).receipt_signers == (ASEAN_KEY.public,)


@pytest.mark.parametrize("name", ["asean-cert", "th/asean-cert", ASEAN_ORIGIN])
def test_a_giver_is_known_by_its_short_name(node: Node, name: str) -> None:
    """A key may be called after the node with its country, or after its ledger."""
    key = ASEAN_KEY.named(name)
    proof = _proof(node) | {"receipt": seal("receipt", RECEIPT, key)}

    assert check_proof(proof, [VN_KEY.public, key.public]).receipt_signers == (key.public,)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (RECEIPT | {"sha256": "cd" * 32}, "the ledger has another sha256"),
        (RECEIPT | {"object": "indicator--4"}, "the ledger has another object"),
        (
            RECEIPT | {"version": "2026-11-22T00:56:00.000Z"},
            "the ledger has another version",
        ),
        (RECEIPT | {"release": "release--4"}, "speaks 0 times of release--3"),
        (RECEIPT | {"giver": "viet-telecom"}, "not signed by its giver"),
        (
            {name: RECEIPT[name] for name in RECEIPT if name != "sha256"},
            "the ledger has another sha256",
        ),
        ({"items": []}, "speaks 0 times of release--3"),
        ({"items": [RECEIPT, RECEIPT]}, "speaks 2 times of release--3"),
        ({}, "speaks 0 times of release--3"),
    ],
)
def test_a_receipt_for_something_else_proves_nothing(
    node: Node, payload: dict[str, Any], why: str
) -> None:
    """A true signature over another release, content or giver's name is refused, with the reason."""
    with pytest.raises(ProofError) as caught:
        check_proof(_proof(node, payload), KEYS)
    assert caught.value.facts == {"what": "receipt", "why": why}


@pytest.mark.parametrize("payload", [{"items": {}}, {"items": ["x"]}, {"items": [RECEIPT, 5]}])
def test_a_malformed_receipt_is_refused(node: Node, payload: dict[str, Any]) -> None:
    """Items that are no list of objects cannot be read."""
    with pytest.raises(MalformedError) as caught:
        check_proof(_proof(node, payload), KEYS)
    assert (caught.value.item, caught.value.rule) == ("receipt", "items is a list of objects")


def test_a_forged_receipt_is_refused(node: Node) -> None:
    """Changed after signing, or signed by nobody known: no proof, even if the ledger's part holds."""
    proof = _proof(node, RECEIPT)
    proof["receipt"]["payload"]["outcome"] = "refused"
    with pytest.raises(ProofError):
        check_proof(proof, KEYS)

    proof["receipt"] = seal("receipt", RECEIPT, STRANGER)
    with pytest.raises(ProofError):
        check_proof(proof, KEYS)


def test_a_receipt_of_a_batch_proves_its_crossing_alone(node: Node) -> None:
    """One of many receipts under one signature is checked offline like any other, and forged no easier."""
    others = [RECEIPT | {"release": f"release--{n}0"} for n in range(6)]
    with node.store.read() as tx:
        batch = seal_all("receipt", [*others[:3], RECEIPT, *others[3:]], ASEAN_KEY)
        [proof] = node.ledger.prove(tx, "release--3", batch[3].document)

    checked = check_proof(json.loads(json.dumps(proof)), KEYS)
    assert checked.receipt == RECEIPT
    assert checked.receipt_signers == (ASEAN_KEY.public,)

    proof["receipt"] = batch[2].document  # true, and about something else
    with pytest.raises(ProofError):
        check_proof(proof, KEYS)
    proof["receipt"] = batch[3].document | {"payload": RECEIPT | {"outcome": "refused"}}
    with pytest.raises(ProofError):
        check_proof(proof, KEYS)


def test_a_leaf_without_a_crossing_takes_no_receipt(tmp_path: Path) -> None:
    """A receipt cannot be hung on an entry that names no release."""
    node = new_node(tmp_path / "vn.db")
    node.append(LedgerEntry(EntryKind.IMPORTED), entry(3))
    with node.store.read() as tx:
        [proof] = node.ledger.prove(tx, "release--3")
    proof["receipt"] = seal("receipt", RECEIPT, ASEAN_KEY)
    assert check_proof(proof, KEYS).receipt == RECEIPT

    proof["entry"] = {"at": "2026-11-22T00:55:00.000000Z", "kind": "imported", "v": 1}
    proof["index"] = 0
    proof["path"] = [encode_base64(hash_leaf(_second_leaf(node)))]
    with pytest.raises(ProofError, match="None"):
        check_proof(proof, KEYS)


def _second_leaf(node: Node) -> bytes:
    with node.store.read() as tx:
        return parse_bundle(node.ledger.entries(tx, 0, 2), 2)[1]


def test_strangers_prove_nothing(node: Node) -> None:
    """No keys, another's key, or another key of the same name: the checkpoint is nobody's."""
    forged = STRANGER.named("vn-ncc").public

    for keys in ([], [STRANGER.public], [forged], KEYS[1:]):
        with pytest.raises(ProofError):
            check_proof(_proof(node), keys)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("index", 4),
        ("index", 9),
        ("index", -1),
        ("index", 10**30),
        ("path", []),
        ("path", ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] * 4),
        ("path", ["AAAA"] * 4),
    ],
)
def test_a_tampered_path_is_refused(node: Node, field: str, value: object) -> None:
    """Another place or other hashes lead to another root."""
    with pytest.raises(ProofError):
        check_proof(_proof(node) | {field: value}, KEYS)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "read"},
        {"sha256": "cd" * 32},
        {"partner": "viet-telecom"},
        {"at": "2026-11-22T00:55:00.000001Z"},
        {"facts": {}},
    ],
)
def test_a_tampered_entry_is_refused(node: Node, change: dict[str, Any]) -> None:
    """Another kind, hash, partner, time or fact is not what the ledger holds."""
    proof = _proof(node)
    proof["entry"] |= change

    with pytest.raises(ProofError):
        check_proof(proof, KEYS)


def test_a_tampered_checkpoint_is_refused(node: Node) -> None:
    """Another size, origin or cosignature time breaks a signature."""
    proof = _proof(node)
    note: str = proof["checkpoint"]
    changes = [("\n9\n", "\n10\n"), ("khien-ledger/vn", "khien-ledger/la")]

    for old, new in changes:
        bent = copy.deepcopy(proof) | {"checkpoint": note.replace(old, new, 1)}
        with pytest.raises(ProofError):
            check_proof(bent, KEYS)


FIELDS, FORMAT = "the fields of a ledger proof", "khien-ledger-proof 1"
TYPES, PATH = "index is a number, checkpoint a note", "path is a list of at most 63 hashes"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "other"}, FORMAT),
        ({"v": 2}, FORMAT),
        ({"more": 1}, FIELDS),
        ({"index": "3"}, TYPES),
        ({"index": True}, TYPES),
        ({"index": None}, TYPES),
        ({"path": "x"}, PATH),
        ({"path": ["AAAA"] * 64}, PATH),
        ({"path": [1]}, "path is a list of hashes in base64"),
        ({"path": ["?"]}, "base64, RFC 4648 §4"),
        ({"checkpoint": 1}, TYPES),
        ({"entry": {"x": 2**60}}, "RFC 8785 canonical JSON"),
    ],
)
def test_a_malformed_proof_is_refused(node: Node, change: dict[str, Any], rule: str) -> None:
    """Wrong types, unknown fields, another format: malformed, and the error says which."""
    with pytest.raises(MalformedError) as caught:
        check_proof(_proof(node) | change, KEYS)
    assert (caught.value.item, caught.value.rule) == ("proof", rule)


def test_a_proof_needs_a_signed_note(node: Node) -> None:
    """What stands in place of the checkpoint must be one."""
    with pytest.raises(MalformedError):
        check_proof(_proof(node) | {"checkpoint": "x"}, KEYS)


def test_a_path_of_63_hashes_is_read(node: Node) -> None:
    """The longest path of any tree is no malformed proof; here it only leads nowhere."""
    with pytest.raises(ProofError):
        check_proof(_proof(node) | {"path": ["AAAA"] * 63}, KEYS)


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], "x", {}, {"kind": "khien-ledger-proof"}),
        {"kind": "khien-ledger-proof", "v": 1, "receipt": {}},
    ],
)
def test_something_else_is_no_proof(document: object) -> None:
    """Anything but the object of a proof is malformed."""
    with pytest.raises(MalformedError) as caught:
        check_proof(document, KEYS)
    assert (caught.value.item, caught.value.rule) == ("proof", FIELDS)


def test_bytes_that_are_no_entry_are_no_entry_though_proven() -> None:
    """A ledger that signed something unreadable proves nothing that we could name."""
    note = sign_checkpoint(Checkpoint(VN_ORIGIN, 1, hash_leaf(b'{"x":1}')), VN_KEY)
    document = {
        "kind": "khien-ledger-proof",
        "v": 1,
        "entry": {"x": 1},
        "index": 0,
        "path": [],
        "checkpoint": note,
    }
    with pytest.raises(MalformedError):
        check_proof(document, KEYS)
