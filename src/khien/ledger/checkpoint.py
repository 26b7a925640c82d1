"""Checkpoints: the signed state of a ledger (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khien.ledger.tree import HASH_BYTES, MAX_SIZE
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import (
    PublicKey,
    SigningKey,
    VerifiedSignature,
    open_note,
    sign_note,
    split_note,
)
from khien.model.signing.keys import decode_base64, encode_base64

ORIGIN_PREFIX = "khien-ledger/"

_FORM = "C2SP tlog-checkpoint"
_ORIGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}", re.ASCII)
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a ledger: whose, how many leaves, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note text, three lines."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint that its own ledger signed, and the cosignatures of others that we could verify."""

    checkpoint: Checkpoint
    signer: PublicKey
    cosignatures: tuple[VerifiedSignature, ...]


def origin_of(country: str, name: str) -> str:
    """The origin of a node's ledger, e.g. `khien-ledger/vn/vn-ncc`.

    Raises:
        MalformedError: not two ASCII letters, or a name that is no short identifier.
    """
    two_letters = len(country) == 2 and country.isascii() and country.isalpha()
    origin = f"{ORIGIN_PREFIX}{country.lower()}/{name}"
    if not two_letters or not name or "/" in name or _ORIGIN.fullmatch(origin) is None:
        raise MalformedError("ledger origin", "country and short name")
    return origin


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, without its signatures.

    Raises:
        MalformedError: not exactly origin, size and root. Extension lines are refused: they would be
            signed and cosigned although nobody checks them.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedError("checkpoint", f"{_FORM}: three lines")
    origin, size, root = lines[:3]
    if _ORIGIN.fullmatch(origin) is None:
        raise MalformedError("checkpoint", f"{_FORM}: origin")
    if _SIZE.fullmatch(size) is None or int(size) > MAX_SIZE:
        raise MalformedError("checkpoint", f"{_FORM}: size")
    raw = decode_base64(root, "checkpoint")
    if len(raw) != HASH_BYTES:
        raise MalformedError("checkpoint", f"{_FORM}: root of 32 bytes")
    return Checkpoint(origin, int(size), raw)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note. The key signs under the name of the origin (C2SP tlog-checkpoint)."""
    return sign_note(checkpoint.text, key.named(checkpoint.origin))


def read_checkpoint(note: str | bytes) -> Checkpoint:
    """The checkpoint that a note claims; nothing is verified.

    Raises:
        MalformedError: not a signed note, or its text is not a checkpoint.
    """
    text, _ = split_note(note)
    return parse_checkpoint(text)


def open_checkpoint(note: str | bytes, keys: Sequence[PublicKey]) -> OpenedCheckpoint:
    """A checkpoint, if its own ledger signed it.

    Args:
        note: the checkpoint with its signature lines.
        keys: every key that we know, of ledgers and cosigners alike; `keys_of` tells who is who.

    Raises:
        MalformedError: not a signed note, or its text is not a checkpoint.
        ProofError: not signed by a known key of its origin, or a line of a known key is wrong.
    """
    text, lines = split_note(note)
    checkpoint = parse_checkpoint(text)
    own = keys_of(checkpoint.origin, keys)
    others = {line.name for line in lines} - {checkpoint.origin}
    cosigners = [key for name in sorted(others) for key in keys_of(name, keys)]
    verified = open_note(note, [*own, *cosigners]).verified
    signers = [line.key for line in verified if line.key in own and line.time_s is None]
    if not signers:
        raise ProofError(f"checkpoint {checkpoint.size}", f"not signed by {checkpoint.origin}")
    cosigned = tuple(line for line in verified if line.key not in own and line.time_s is not None)
    return OpenedCheckpoint(checkpoint, signers[0], cosigned)


def keys_of(name: str, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """The keys that may sign under a name, with that name put on them.

    A key speaks for the name that it carries, and a node's key, `vn-ncc` or `vn/vn-ncc`, for its
    ledger `khien-ledger/vn/vn-ncc`. Keys with one name are taken as keys of one party.
    """
    short = name.rsplit("/", 1)[-1] if name.startswith(ORIGIN_PREFIX) else name
    names = {name, name.removeprefix(ORIGIN_PREFIX), short}
    return tuple(key.named(name) for key in keys if key.name in names)
