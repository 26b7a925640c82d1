"""The proof that something crossed: one JSON document that anyone can check offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from khien.ledger.batches import Reader
from khien.ledger.checkpoint import Checkpoint, open_checkpoint
from khien.ledger.entry import Leaf, parse_leaf
from khien.ledger.tree import hash_leaf, verify_inclusion
from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import PublicKey, VerifiedSignature
from khien.model.signing.keys import decode_base64, encode_base64

PROOF_KIND = "khien-ledger-proof"
PROOF_FORMAT = 1
MAX_PATH = 63  # C2SP tlog-witness: a tree of 2^63 leaves has no longer path

_FIELDS = {"kind", "v", "entry", "index", "path", "checkpoint"}
_AGREEING = ("object", "version", "sha256")  # what a receipt and a leaf both name


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """What a proof proves, and by whom.

    Attributes:
        leaf: the entry and its instant, by the clock of the ledger's owner.
        index: its place in the ledger, from 0.
        checkpoint: the signed state that holds it; `origin` says whose ledger.
        signer: the key that signed the checkpoint.
        cosigners: other parties that saw this state, each with the time of its own clock.
        receipt: the receiver's words about this crossing, or None where the proof brings none.
        receipt_signers: who signed the receipt; empty where there is none.
    """

    leaf: Leaf
    index: int
    checkpoint: Checkpoint
    signer: PublicKey
    cosigners: tuple[VerifiedSignature, ...]
    receipt: dict[str, Any] | None
    receipt_signers: tuple[PublicKey, ...]


def proof_document(
    raw: bytes,
    index: int,
    path: Sequence[bytes],
    note: str,
    receipt: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The proof of one leaf as JSON.

    Args:
        raw: the bytes of the leaf.
        index: its place.
        path: its inclusion proof in the tree of the checkpoint.
        note: the checkpoint with every signature that we have.
        receipt: the receiver's sealed receipt, kept as it came.
    """
    document = {
        "kind": PROOF_KIND,
        "v": PROOF_FORMAT,
        "entry": msgspec.json.decode(raw),
        "index": index,
        "path": [encode_base64(hashed) for hashed in path],
        "checkpoint": note,
    }
    return document if receipt is None else document | {"receipt": dict(receipt)}


def check_proof(document: object, keys: Sequence[PublicKey]) -> CheckedProof:
    """What a proof proves. Offline: only the document and public keys that you trust.

    Args:
        document: one proof, as decoded from JSON.
        keys: the keys of the parties, from a source other than this document.

    Raises:
        MalformedError: not a proof.
        ProofError: a signature, the path or the receipt does not hold, or nobody known signed.
    """
    raw, index, path, note = _parts(document)
    checked = open_checkpoint(note, keys)
    checkpoint = checked.checkpoint
    verify_inclusion(hash_leaf(raw), index, checkpoint.size, path, checkpoint.root)
    leaf = parse_leaf(raw)
    receipt, receipt_signers = _checked_receipt(document, leaf, keys)
    return CheckedProof(
        leaf, index, checkpoint, checked.signer, checked.cosignatures, receipt, receipt_signers
    )


def _parts(document: object) -> tuple[bytes, int, tuple[bytes, ...], str]:
    if not isinstance(document, dict) or not _FIELDS <= set(document) <= _FIELDS | {"receipt"}:
        raise MalformedError("proof", "the fields of a ledger proof")
    if document["kind"] != PROOF_KIND or document["v"] != PROOF_FORMAT:
        raise MalformedError("proof", f"{PROOF_KIND} {PROOF_FORMAT}")
    index, path, note = document["index"], document["path"], document["checkpoint"]
    if not isinstance(index, int) or isinstance(index, bool) or not isinstance(note, str):
        raise MalformedError("proof", "index is a number, checkpoint a note")
    if not isinstance(path, list) or len(path) > MAX_PATH:
        raise MalformedError("proof", f"path is a list of at most {MAX_PATH} hashes")
    hashes = []
    for hashed in path:
        if not isinstance(hashed, str):
            raise MalformedError("proof", "path is a list of hashes in base64")
        hashes.append(decode_base64(hashed, "proof"))
    return canonical_json(document["entry"], "proof"), index, tuple(hashes), note


def _checked_receipt(
    document: object, leaf: Leaf, keys: Sequence[PublicKey]
) -> tuple[dict[str, Any] | None, tuple[PublicKey, ...]]:
    receipt = document.get("receipt") if isinstance(document, dict) else None
    if receipt is None:
        return None, ()
    signed, _ = Reader("receipt", keys).open(receipt)
    words = _words_about(signed.payload, leaf)
    giver = words.get("giver")
    if giver is not None and giver not in {key.name.rsplit("/", 1)[-1] for key in signed.signers}:
        raise ProofError("receipt", "not signed by its giver")
    return words, signed.signers


def _words_about(payload: Mapping[str, Any], leaf: Leaf) -> dict[str, Any]:
    """The part of a receipt that is about the crossing of a leaf; it must agree with the leaf.

    A receipt speaks of one release, or of several under `items`.
    """
    crossing = leaf.entry.crossing
    said = payload.get("items", [payload])
    if not isinstance(said, list) or not all(isinstance(item, dict) for item in said):
        raise MalformedError("receipt", "items is a list of objects")
    about = [item for item in said if crossing is not None and item.get("release") == crossing]
    if len(about) != 1:
        raise ProofError("receipt", f"speaks {len(about)} times of {crossing}")
    entry = leaf.entry
    ours = {"object": entry.object_id, "version": entry.version, "sha256": entry.sha256}
    for name in _AGREEING:
        if ours[name] is not None and about[0].get(name) != ours[name]:
            raise ProofError("receipt", f"the ledger has another {name}")
    return dict(about[0])
