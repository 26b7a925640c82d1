"""Ed25519 keys with names, written as C2SP verifier keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from khien.model.errors import MalformedError, ProofError

KEY_BYTES = 32  # RFC 8032 §5.1.5
SIGNATURE_BYTES = 64  # RFC 8032 §5.1.6
KEY_ID_BYTES = 4  # C2SP signed-note, "Signatures"
MAX_NAME = 200  # characters of a key name; our own limit

NOTE_TYPE = b"\x01"  # C2SP signed-note, "Signature types": Ed25519
COSIGNATURE_TYPE = b"\x04"  # C2SP tlog-cosignature: timestamped Ed25519

_P = 2**255 - 19  # RFC 8032 §5.1: the field
# Points whose multiples repeat after at most 8 steps (RFC 7748 §7 warns of them): under such a "key"
# one signature fits many messages, so its holder could deny any of them. y coordinates:
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})


def encode_base64(raw: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(raw).decode("ascii")


def decode_base64(text: str, item: str) -> bytes:
    """Read standard base64; only the one spelling that `encode_base64` gives is accepted.

    Raises:
        MalformedError: another alphabet, white space, missing padding, or stray trailing bits.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(item, "base64, RFC 4648 §4") from error
    if encode_base64(raw) != text:
        raise MalformedError(item, "base64, RFC 4648 §4")
    return raw


def _check_name(name: str) -> None:
    # C2SP signed-note: not empty, no Unicode spaces, no plus; control characters would break lines.
    fit = 0 < len(name) <= MAX_NAME and name.isprintable() and not set(name) & {" ", "+"}
    if not fit:
        raise MalformedError(
            "key name", "C2SP signed-note: no spaces, no plus, 1 to 200 characters"
        )


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key and the name that its holder goes by.

    Args:
        name: C2SP key name: no spaces, no plus; a node's own short name, or a log's origin.
        raw: 32 bytes (RFC 8032 §5.1.5).

    Raises:
        MalformedError: a name or length that cannot be, or a small-order point.
    """

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.raw) != KEY_BYTES:
            raise MalformedError("public key", "32 bytes, RFC 8032 §5.1.5")
        y = int.from_bytes(self.raw, "little") & (2**255 - 1)  # the top bit is the sign of x
        if y % _P in _SMALL_ORDER_Y:
            raise MalformedError("public key", "not a small-order point")

    @classmethod
    def parse(cls, vkey: str) -> PublicKey:
        """Read a C2SP verifier key `name+hash+base64(0x01 || key)`.

        Raises:
            MalformedError: not of that form, another signature type, or the hash does not fit.
        """
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise MalformedError("verifier key", "C2SP signed-note: name+hash+key")
        name, key_hash, encoded = parts
        typed = decode_base64(encoded, "verifier key")
        if typed[:1] != NOTE_TYPE:
            raise MalformedError("verifier key", "C2SP signed-note: signature type 0x01")
        key = cls(name, typed[1:])
        if key.note_id.hex() != key_hash:
            raise MalformedError("verifier key", "C2SP signed-note: the hash fits name and key")
        return key

    @property
    def vkey(self) -> str:
        """The C2SP verifier key, one line of text that a person can pass on."""
        return f"{self.id}+{encode_base64(NOTE_TYPE + self.raw)}"

    @property
    def id(self) -> str:
        """`name+hash`: how a sealed document names its signer."""
        return f"{self.name}+{self.note_id.hex()}"

    @property
    def note_id(self) -> bytes:
        """The 4-byte id of this key on plain note signatures."""
        return self._typed_id(NOTE_TYPE)

    @property
    def cosignature_id(self) -> bytes:
        """The 4-byte id of this key on cosignature/v1 lines."""
        return self._typed_id(COSIGNATURE_TYPE)

    def named(self, name: str) -> PublicKey:
        """The same key under another name, such as the origin of its holder's log."""
        return PublicKey(name, self.raw)

    def _typed_id(self, signature_type: bytes) -> bytes:
        hashed = hashlib.sha256(self.name.encode() + b"\n" + signature_type + self.raw)
        return hashed.digest()[:KEY_ID_BYTES]


class SigningKey:
    """The private half of a node's key. It never prints itself."""

    __slots__ = ("_private", "public")

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = PublicKey(name, private.public_key().public_bytes_raw())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> SigningKey:
        """The key that 32 secret random bytes stand for (RFC 8032 §5.1.5).

        Raises:
            MalformedError: not 32 bytes, or a name that cannot be.
        """
        if len(seed) != KEY_BYTES:
            raise MalformedError("signing seed", "32 bytes, RFC 8032 §5.1.5")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    def named(self, name: str) -> SigningKey:
        """The same key under another name, such as the origin of the log that it signs."""
        return SigningKey(name, self._private)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes; the same message always gets the same one."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.public.id})"


def verify(key: PublicKey, message: bytes, signature: bytes) -> bytes:
    """The message, if the holder of `key` signed exactly it.

    Raises:
        ProofError: the signature is not one by this key over this message.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise ProofError(key.id, "signature") from error
    return message
