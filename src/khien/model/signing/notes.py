"""Signed notes and cosignatures (C2SP signed-note, C2SP tlog-cosignature)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khien.model.errors import MalformedError, ProofError
from khien.model.signing.keys import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    PublicKey,
    SigningKey,
    decode_base64,
    encode_base64,
    verify,
)

MAX_NOTE_BYTES = 1_000_000  # our own limit; a checkpoint has a few hundred
MAX_NOTE_SIGNATURES = 100  # our own limit; the format sets none
TIME_BYTES = 8  # C2SP tlog-cosignature: u64 timestamp, seconds since 1970
MAX_TIME_S = 2**63 - 1  # C2SP tlog-cosignature: MUST NOT exceed it

_DASH = "— "  # U+2014 and a space: how every signature line starts
_FORM = "C2SP signed-note"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line of a note, as it stands there."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note, with its newline."""
        return _line(self.name, self.key_id, self.signature)


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """A signature line that holds: who made it, and on a cosignature when, by the cosigner's clock.

    `time_s` is in seconds since 1970; None on a plain signature.
    """

    key: PublicKey
    time_s: int | None
    line: str


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note of which at least one signature was verified.

    `text` ends in a newline and is exactly what was signed; `unknown` holds the lines by keys that
    we were not given: they prove nothing and are kept so that they can be passed on.
    """

    text: str
    verified: tuple[VerifiedSignature, ...]
    unknown: tuple[NoteSignature, ...]


def sign_note(text: str, key: SigningKey) -> str:
    """The text with one Ed25519 signature line under it.

    Raises:
        MalformedError: the text does not end in a newline, or holds control characters.
    """
    _check_text(text)
    line = _line(key.public.name, key.public.note_id, key.sign(text.encode()))
    return f"{text}\n{line}"


def cosign_note(text: str, key: SigningKey, time_s: int) -> str:
    """A cosignature/v1 line for the text of a checkpoint.

    Args:
        text: the note text without its signatures, ending in a newline.
        key: the cosigner.
        time_s: seconds since 1970 when this was the largest consistent tree that the cosigner knew.

    Returns:
        One signature line with its newline, to append to the note.

    Raises:
        MalformedError: as in `sign_note`, or a time that does not fit in 63 bits.
    """
    _check_text(text)
    if not 0 <= time_s <= MAX_TIME_S:
        raise MalformedError("cosignature time", "C2SP tlog-cosignature: 0 to 2^63 - 1")
    signature = key.sign(_cosigned(text, time_s))
    stamped = time_s.to_bytes(TIME_BYTES, "big") + signature
    return _line(key.public.name, key.public.cosignature_id, stamped)


def open_note(note: str | bytes, keys: Sequence[PublicKey]) -> OpenedNote:
    """Verify the signatures of the keys that we know, plain ones and cosignatures alike.

    Args:
        note: text, an empty line, signature lines.
        keys: whom to believe. A line counts as theirs by name and key id.

    Returns:
        The text with what was verified; a repeated line counts once.

    Raises:
        MalformedError: not a signed note.
        ProofError: a line of a known key does not verify, or no line is by a known key.
    """
    text, lines = split_note(note)
    known = {(key.name, key.note_id): key for key in keys}
    cosigners = {(key.name, key.cosignature_id): key for key in keys}
    verified: dict[tuple[str, bytes], VerifiedSignature] = {}
    unknown = []
    for signature in lines:
        who = (signature.name, signature.key_id)
        if who in known:
            verified.setdefault(who, _plain(text, signature, known[who]))
        elif who in cosigners:
            verified.setdefault(who, _timed(text, signature, cosigners[who]))
        else:
            unknown.append(signature)
    if not verified:
        raise ProofError("note", "signed by no known key")
    return OpenedNote(text, tuple(verified.values()), tuple(unknown))


def _plain(text: str, signature: NoteSignature, key: PublicKey) -> VerifiedSignature:
    verify(key, text.encode(), signature.signature)
    return VerifiedSignature(key, None, signature.line)


def _timed(text: str, signature: NoteSignature, key: PublicKey) -> VerifiedSignature:
    if len(signature.signature) != TIME_BYTES + SIGNATURE_BYTES:
        raise ProofError(key.id, "cosignature length")
    time_s = int.from_bytes(signature.signature[:TIME_BYTES], "big")
    if time_s > MAX_TIME_S:
        raise ProofError(key.id, "cosignature time")
    verify(key, _cosigned(text, time_s), signature.signature[TIME_BYTES:])
    return VerifiedSignature(key, time_s, signature.line)


def _cosigned(text: str, time_s: int) -> bytes:
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def _line(name: str, key_id: bytes, signature: bytes) -> str:
    return f"{_DASH}{name} {encode_base64(key_id + signature)}\n"


def _check_text(text: str) -> None:
    if not text.endswith("\n") or text == "\n":
        raise MalformedError("note", f"{_FORM}: text that ends in a newline")
    if any(character < " " and character != "\n" for character in text):
        raise MalformedError("note", f"{_FORM}: no control characters")


def split_note(note: str | bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    """The text of a note and its signature lines; nothing is verified.

    Raises:
        MalformedError: not a signed note.
    """
    if len(note) > MAX_NOTE_BYTES:
        raise MalformedError("note", f"at most {MAX_NOTE_BYTES} bytes")
    try:
        whole = note.decode() if isinstance(note, bytes) else note
        whole.encode()
    except UnicodeError as error:
        raise MalformedError("note", f"{_FORM}: UTF-8") from error
    _check_text(whole)
    # C2SP signed-note: the last empty line parts text and signatures.
    head, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail:
        raise MalformedError("note", f"{_FORM}: text, an empty line, signatures")
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > MAX_NOTE_SIGNATURES:
        raise MalformedError("note", f"at most {MAX_NOTE_SIGNATURES} signatures")
    return head + "\n", tuple(_parse_line(line) for line in lines)


def _parse_line(line: str) -> NoteSignature:
    name, gap, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap or not name or "+" in name:
        raise MalformedError("note", f"{_FORM}: signature line")
    raw = decode_base64(encoded, "note signature")
    if len(raw) <= KEY_ID_BYTES:
        raise MalformedError("note", f"{_FORM}: key id and signature")
    return NoteSignature(name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])
