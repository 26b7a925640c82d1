"""Proofs that leave the house: one document for a crossing, and what such a document proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khien.app.wiring import Node
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.desk import proofs_of
from khien.ledger import CheckedProof, check_proof
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import PublicKey
from khien.people.partners import list_partners

KIND = "khien-proofs"
UNSIGNED = "unsigned_receipt"
MAX_PROOFS = 1_000


class UnknownSignerError(ProofError):
    """Who signed is nobody whose key we were given, so nothing can be said about the signature."""

    code = "proof.unknown-signer"

    def __init__(self, what: str, signers: str) -> None:
        super().__init__(what, signers)
        self.facts = {"what": what, "signers": signers}


@dataclass(frozen=True, slots=True)
class CheckedCrossing:
    """What a document proves; `unsigned` tells that it also holds an answer that nobody signed."""

    proofs: tuple[CheckedProof, ...]
    unsigned: bool


def crossing_proof(node: Node, crossing: str) -> dict[str, Any]:
    """Everything that our ledger can prove about a crossing, with the receiver's newest receipt.

    Raises:
        NotFoundError: the ledger has no such crossing.
    """
    with node.store.read() as tx:
        document = proofs_of(tx, node.ledger, crossing)
        unsigned = [r for r in receipt_rows.of_release(tx, crossing) if not r.signed]
    if unsigned and not has_receipt(document):
        document[UNSIGNED] = unsigned[-1].document["payload"]
    return document


def has_receipt(document: dict[str, Any]) -> bool:
    """Whether the proofs of a crossing come with what the receiver signed."""
    return any("receipt" in proof for proof in document["proofs"])


def check_crossing(document: dict[str, Any], keys: Sequence[PublicKey]) -> CheckedCrossing:
    """What a document proves, by these keys alone; one bare ledger proof is taken too.

    Args:
        document: as `crossing_proof` or the ledger made it.
        keys: the parties' keys, under the name of the node or of its ledger.

    Raises:
        MalformedError: not such a document.
        ProofError: a signature, a path or the receipt does not hold, or nobody known signed.
    """
    if document.get("kind") != KIND:
        return CheckedCrossing((_checked(document, keys),), unsigned=False)
    proofs = document.get("proofs")
    if not isinstance(proofs, list) or not 0 < len(proofs) <= MAX_PROOFS:
        raise MalformedError("proof", f"1 to {MAX_PROOFS} proofs")
    checked = tuple(_checked(one, keys) for one in proofs)
    if any(one.leaf.entry.crossing != document.get("crossing") for one in checked):
        raise MalformedError("proof", "every proof is about the crossing that it names")
    return CheckedCrossing(checked, unsigned=document.get(UNSIGNED) is not None)


def known_keys(node: Node) -> list[PublicKey]:
    """Every key that this node believes or believed: its own, and those that it pinned."""
    with node.store.read() as tx:
        theirs = [key for one in list_partners(tx) for key in one.all_keys]
    return [*node.keys.public, *theirs]


def _checked(document: object, keys: Sequence[PublicKey]) -> CheckedProof:
    # A node signs documents under its own name and checkpoints under the name of its ledger; whoever
    # checks may have been given the key under either.
    named = {each: None for key in keys for each in (key, key.named(key.name.rpartition("/")[2]))}
    _refuse_strangers(document, {key.id for key in named})
    return check_proof(document, list(named))


def _refuse_strangers(document: object, known: set[str]) -> None:
    """Tell a receipt by somebody whose key was not given from one whose signature is wrong."""
    receipt = document.get("receipt") if isinstance(document, dict) else None
    lines = receipt.get("signatures") if isinstance(receipt, dict) else None
    if not isinstance(lines, list):
        return  # whatever it is, the check of the proof says so
    signers = [str(line.get("key")) for line in lines if isinstance(line, dict)]
    if signers and not known & set(signers):
        raise UnknownSignerError("receipt", ", ".join(signers))
