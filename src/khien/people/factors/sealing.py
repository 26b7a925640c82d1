"""Time-based secrets at rest: under a key in the home folder, so that the database alone opens nothing.

HOME/keys/factors.json   32 random bytes in Base64; mode 0600; made when first needed
"""

from __future__ import annotations

import base64
import binascii
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from khien.model.errors import KhienError
from khien.model.ids import OfficerName
from khien.people.keys import (
    FOLDER,
    KeyExistsError,
    KeyFileBrokenError,
    read_private,
    write_private,
)

FILE = "factors.json"
KEY_BYTES = 32  # RFC 8439 §2.8
NONCE_BYTES = 12


class SealBrokenError(KhienError):
    """A secret in the database was not sealed with the key in the home folder."""

    code, exit_status, http_status = "people.factor-unreadable", 8, 500

    def __init__(self, officer: OfficerName) -> None:
        super().__init__(officer=officer)


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str


def factor_key(home: Path) -> bytes:
    """The key of this home, made at the first call.

    Raises:
        KeyFileOpenError, KeyFileBrokenError: the file is not for its owner alone, or damaged.
    """
    path = home / FOLDER / FILE
    if not path.exists():
        text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        with suppress(KeyExistsError):  # another process was quicker; its key is as good
            write_private(path, msgspec.json.encode(_KeyFile(text)))
    try:
        key = base64.b64decode(msgspec.json.decode(read_private(path), type=_KeyFile).key)
        ChaCha20Poly1305(key)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise KeyFileBrokenError(path) from error
    return key


def seal(key: bytes, officer: OfficerName, secret: bytes) -> bytes:
    """The secret, readable only with the key, and only as this officer's."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, officer.encode())


def unseal(key: bytes, officer: OfficerName, sealed: bytes) -> bytes:
    """The secret.

    Raises:
        SealBrokenError: sealed with another key, for another officer, or damaged.
    """
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, rest, officer.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError(officer) from error
