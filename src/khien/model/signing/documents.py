"""Signed JSON documents: one payload, one kind, one or more signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khien.model.canonical import canonical_json
from khien.model.errors import MalformedError, ProofError
from khien.model.plain_text import RULE, holds_nul
from khien.model.signing.keys import PublicKey, SigningKey, decode_base64, encode_base64, verify

MAX_SIGNATURES = 16  # a document has two parties; room for rotation, none for a flood

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_FIELDS = {"kind", "payload", "signatures"}
_NUL = rb"\u0000"  # as the canonical form writes it (RFC 8785 §3.2.2.2)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document whose signatures were checked: what it says, and which of the asked keys signed it."""

    payload: dict[str, Any]
    signers: tuple[PublicKey, ...]


def seal(kind: str, payload: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """Sign a payload as a document of one kind.

    Args:
        kind: what it is, e.g. `receipt`; a signature for one kind is none for another.
        payload: I-JSON; it is signed in its canonical form, so white space and order do not matter.
        key: the signer.

    Raises:
        MalformedError: the payload has no canonical form, or a NUL in a text, or the kind is not a
            short lower-case word.
    """
    document = {"kind": kind, "payload": dict(payload), "signatures": []}
    return _signed(document, kind, key)


def add_seal(document: Mapping[str, Any], kind: str, key: SigningKey) -> dict[str, Any]:
    """The same document with one more signature over the same payload.

    Raises:
        MalformedError: not a sealed document of this kind, or it has no room for another signature.
    """
    payload, signatures = _parts(document, kind)
    kept = [{"key": name, "sig": sig} for name, sig in signatures.items() if name != key.public.id]
    if len(kept) >= MAX_SIGNATURES:
        raise MalformedError(kind, f"at most {MAX_SIGNATURES} signatures")
    return _signed({"kind": kind, "payload": payload, "signatures": kept}, kind, key)


def unseal(document: object, kind: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """The payload, if **every** one of `keys` signed it as this kind.

    Signatures by other keys are ignored, as in a signed note.

    Raises:
        MalformedError: not a sealed document of this kind.
        ProofError: a key of `keys` did not sign it, or its signature is wrong; or `keys` is empty.
    """
    found = opened(document, kind, keys)
    for key in keys:
        if key not in found.signers:
            raise ProofError(kind, f"not signed by {key.id}")
    return found.payload


def opened(document: object, kind: str, keys: Sequence[PublicKey]) -> Opened:
    """The payload and its signers, if **at least one** of `keys` signed it as this kind.

    For a partner with an old and a new key, or to see which of two parties has signed so far.

    Raises:
        MalformedError: not a sealed document of this kind.
        ProofError: none of `keys` signed it, or the signature of one of them is wrong.
    """
    payload, signatures = _parts(document, kind)
    message = signed_bytes(kind, payload)
    signers = []
    for key in keys:
        if key.id in signatures:
            verify(key, message, decode_base64(signatures[key.id], f"{kind} signature"))
            signers.append(key)
    if not signers:
        raise ProofError(kind, "signed by no known key")
    return Opened(payload, tuple(signers))


def signed_bytes(kind: str, payload: Mapping[str, Any]) -> bytes:
    """What a signature under a document of one kind covers: a line that names the kind, and the content.

    Raises:
        MalformedError: the payload has no canonical form, or the kind is not a short lower-case word.
    """
    if _KIND.fullmatch(kind) is None:
        raise MalformedError("document kind", "a short lower-case word")
    content = canonical_json(payload, kind)
    if _NUL in content and holds_nul(payload):  # the first also where a text speaks of the escape
        raise MalformedError(kind, RULE)
    return b"khien/" + kind.encode() + b"/v1\n" + content


def _signed(document: dict[str, Any], kind: str, key: SigningKey) -> dict[str, Any]:
    signature = key.sign(signed_bytes(kind, document["payload"]))
    line = {"key": key.public.id, "sig": encode_base64(signature)}
    return document | {"signatures": [*document["signatures"], line]}


def _parts(document: object, kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The payload and the signatures by key id; anything unsigned beside them is refused."""
    if not isinstance(document, Mapping) or set(document) != _FIELDS:
        raise MalformedError(kind, "a sealed document has kind, payload and signatures")
    if document["kind"] != kind:
        raise MalformedError(kind, "a sealed document of this kind")
    payload, lines = document["payload"], document["signatures"]
    if not isinstance(payload, dict):
        raise MalformedError(kind, "the payload is an object")
    if not isinstance(lines, list) or not 0 < len(lines) <= MAX_SIGNATURES:
        raise MalformedError(kind, f"1 to {MAX_SIGNATURES} signatures")
    signatures = dict(_signature(line, kind) for line in lines)
    if len(signatures) != len(lines):
        raise MalformedError(kind, "one signature a key")
    return payload, signatures


def _signature(line: object, kind: str) -> tuple[str, str]:
    if not isinstance(line, dict) or set(line) != {"key", "sig"}:
        raise MalformedError(kind, "a signature has key and sig")
    key, sig = line["key"], line["sig"]
    if not isinstance(key, str) or not isinstance(sig, str):
        raise MalformedError(kind, "a signature has key and sig")
    return key, sig
