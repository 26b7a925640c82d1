"""Ed25519 keys and what they sign: notes, cosignatures, JSON documents, and the phrase of a key pair.

Everything a node signs starts with its own words, so that no signature can be passed off as another:
a checkpoint with `khien-ledger/`, a cosignature with `cosignature/v1`, a document with `khien/KIND/v1`,
an HTTP request with `"@method"` (RFC 9421).
"""

from khien.model.signing.documents import Opened, add_seal, opened, seal, signed_bytes, unseal
from khien.model.signing.fingerprint import phrase
from khien.model.signing.keys import PublicKey, SigningKey, verify
from khien.model.signing.notes import (
    NoteSignature,
    OpenedNote,
    VerifiedSignature,
    cosign_note,
    open_note,
    sign_note,
    split_note,
)

__all__ = [
    "NoteSignature",
    "Opened",
    "OpenedNote",
    "PublicKey",
    "SigningKey",
    "VerifiedSignature",
    "add_seal",
    "cosign_note",
    "open_note",
    "opened",
    "phrase",
    "seal",
    "sign_note",
    "signed_bytes",
    "split_note",
    "unseal",
    "verify",
]
