"""Many sealed documents under one signature: it covers the root of their tree, and each has its path.

Signing and verifying are the dear part of a receipt. Documents that are made at once share one
signature; each still stands alone, because its own line has all that leads from it to the root:

    {"key": …, "sig": …, "batch": {"index": 2, "size": 5, "path": base64 of the siblings, leaf to root}}

A leaf is the hash of what the signature of a single document would cover (`signed_bytes`), the tree is
that of RFC 9162 §2.1, and the signature covers `khien/KIND/v1/batch`, the size and the root in base64, each
on a line. See docs/decisions/0014.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khien.ledger.tree import HASH_BYTES, hash_children, hash_leaf
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import Opened, PublicKey, SigningKey, opened, seal, signed_bytes, verify
from khien.model.signing.keys import decode_base64, encode_base64

_LINE, _PLACE = {"key", "sig", "batch"}, {"index", "size", "path"}
MAX_SIZE = 1 << 20  # documents under one signature; a path of 20 hashes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A document with its signature, and the hash of its payload's canonical form."""

    document: dict[str, Any]
    sha256: str


@dataclass(slots=True)
class Reader:
    """Opens documents of one kind, in batches or not; a signature that many share is verified once.

    Args:
        kind: what they are.
        keys: whose signatures count.
    """

    kind: str
    keys: Sequence[PublicKey]
    _ids: dict[str, PublicKey] = field(init=False, repr=False)
    _verified: set[tuple[str, bytes, str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._ids = {key.id: key for key in self.keys}
        self._verified = set()

    def open(self, document: object) -> tuple[Opened, str]:
        """What a document says and who signed it, and the hash of its payload's canonical form.

        Raises:
            MalformedError: not a sealed document of this kind.
            ProofError: none of the keys signed it, or a signature or its path is wrong.
        """
        line = _batch_line(document)
        if line is None:
            found = opened(document, self.kind, self.keys)
            return found, _sha256_of(signed_bytes(self.kind, found.payload))
        assert isinstance(document, dict)  # noqa: S101 -- it has such a line
        if set(document) != {"kind", "payload", "signatures"} or document["kind"] != self.kind:
            raise MalformedError(self.kind, "a sealed document of this kind")
        if not isinstance(document["payload"], dict):
            raise MalformedError(self.kind, "the payload is an object")
        message = signed_bytes(self.kind, document["payload"])
        signer = self._signer(line, message)
        return Opened(document["payload"], (signer,)), _sha256_of(message)

    def _signer(self, line: Mapping[str, Any], message: bytes) -> PublicKey:
        if set(line) != _LINE or not isinstance(line["key"], str):
            raise MalformedError(self.kind, "a signature has key, sig and batch")
        index, size, path = _place(self.kind, line["batch"])
        key, sig = self._ids.get(line["key"]), line["sig"]
        if key is None:
            raise ProofError(self.kind, "signed by no known key")
        if not isinstance(sig, str):
            raise MalformedError(self.kind, "a signature has key, sig and batch")
        root = self._root(hash_leaf(message), index, size, path)
        covered = _covered(self.kind, size, root)
        mark = (key.id, covered, sig)
        if mark not in self._verified:
            verify(key, covered, decode_base64(sig, f"{self.kind} signature"))
            self._verified.add(mark)
        return key

    def _root(self, leaf: bytes, index: int, size: int, path: bytes) -> bytes:
        """Where a path leads: as `tree.root_from_inclusion`, in one loop since it is asked by the thousand."""
        root, place, last = leaf, 0, size - 1
        while last:
            if index & 1 or index < last:  # a last even node has no sibling: it goes up as it is
                sibling = path[place : place + HASH_BYTES]
                root = hash_children(sibling, root) if index & 1 else hash_children(root, sibling)
                place += HASH_BYTES
            index, last = index >> 1, last >> 1
        if place != len(path):
            raise ProofError(self.kind, "a path of another length")
        return root


def seal_all(kind: str, payloads: Sequence[Mapping[str, Any]], key: SigningKey) -> list[Sealed]:
    """Sign payloads as documents of one kind: one alone as `seal` does, several with one signature.

    Raises:
        MalformedError: a payload has no canonical form, or the kind is not a short lower-case word.
    """
    messages = [signed_bytes(kind, payload) for payload in payloads]
    if len(messages) == 1:
        return [Sealed(seal(kind, payloads[0], key), _sha256_of(messages[0]))]
    levels = _levels([hash_leaf(message) for message in messages])
    size = len(messages)
    sig = encode_base64(key.sign(_covered(kind, size, levels[-1][0]))) if messages else ""
    name = key.public.id
    found = []
    for index, (payload, message) in enumerate(zip(payloads, messages, strict=True)):
        path = encode_base64(b"".join(_siblings(levels, index)))
        line = {"key": name, "sig": sig, "batch": {"index": index, "size": size, "path": path}}
        document = {"kind": kind, "payload": dict(payload), "signatures": [line]}
        found.append(Sealed(document, _sha256_of(message)))
    return found


def is_in_batch(document: object) -> bool:
    """Whether a document shares its signature with others."""
    return _batch_line(document) is not None


def _batch_line(document: object) -> Mapping[str, Any] | None:
    lines = document.get("signatures") if isinstance(document, dict) else None
    if not isinstance(lines, list) or len(lines) != 1 or not isinstance(lines[0], dict):
        return None
    return lines[0] if "batch" in lines[0] else None


def _place(kind: str, batch: object) -> tuple[int, int, bytes]:
    if not isinstance(batch, dict) or set(batch) != _PLACE:
        raise MalformedError(kind, "a place in a batch has index, size and path")
    index, size, text = batch["index"], batch["size"], batch["path"]
    if type(index) is not int or type(size) is not int or not 0 <= index < size <= MAX_SIZE:
        raise MalformedError(kind, f"a place in a batch of at most {MAX_SIZE}")
    if not isinstance(text, str):
        raise MalformedError(kind, "a place in a batch has index, size and path")
    return index, size, decode_base64(text, f"{kind} path")


def _covered(kind: str, size: int, root: bytes) -> bytes:
    return f"khien/{kind}/v1/batch\n{size}\n{encode_base64(root)}\n".encode()


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up; a last odd node goes up as it is, as RFC 9162 §2.1.1 has it."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [hash_children(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append([*above, below[-1]] if len(below) % 2 else above)
    return levels


def _siblings(levels: Sequence[Sequence[bytes]], index: int) -> Iterator[bytes]:
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            yield level[sibling]
        index >>= 1


def _sha256_of(message: bytes) -> str:
    """The hash of the canonical form in what a signature covers: all that follows the first line."""
    return hashlib.sha256(message.partition(b"\n")[2]).hexdigest()
