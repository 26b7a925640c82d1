"""What a witness is asked and what it answers (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from khien.ledger.checkpoint import Checkpoint, read_checkpoint
from khien.ledger.tree import MAX_SIZE
from khien.model.decision import Refusal
from khien.model.errors import MalformedError
from khien.model.signing.keys import decode_base64, encode_base64

MAX_PROOF_LINES = 63  # C2SP tlog-witness: the client MUST NOT send more
MAX_BODY_BYTES = 64 * 1024  # our own limit

TEXT = "text/plain; charset=utf-8"
SIZE_TEXT = "text/x.tlog.size"  # C2SP tlog-witness: the answer to a wrong old size

_FORM = "C2SP tlog-witness"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckpointOffer:
    """The body of add-checkpoint: a checkpoint, and the proof that it continues an older one."""

    old: int
    path: tuple[bytes, ...]
    note: str

    @property
    def size(self) -> int:
        """The size of the checkpoint that is offered."""
        return read_checkpoint(self.note).size

    @property
    def body(self) -> bytes:
        """The bytes to send."""
        lines = [f"old {self.old}", *(encode_base64(hashed) for hashed in self.path), "", self.note]
        return "\n".join(lines).encode()


@dataclass(frozen=True, slots=True)
class Alarm:
    """Two signed checkpoints of one ledger that do not go together; both notes in full.

    `code` is `ledger.fork`, two roots for one size, which proves that the ledger was rewritten, or
    `ledger.inconsistent`, where the proof that came along does not hold and a person must ask why.
    """

    origin: str
    code: str
    kept: str
    offered: str
    at: datetime

    @property
    def detail(self) -> str:
        """Both checkpoints by name, in one line: origin, then size and root of each."""
        kept, offered = read_checkpoint(self.kept), read_checkpoint(self.offered)
        return f"{self.origin}: {_named(kept)} / {_named(offered)}"


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What goes back to the ledger that asked.

    Attributes:
        status: the HTTP status of C2SP tlog-witness: 200, 400, 403, 404, 409 or 422.
        media_type: of `text`.
        text: cosignature lines on 200; the size that we know on 409; empty otherwise.
        refusal: why not; None on 200.
        alarm: the new alarm that this answer raised, or None.
    """

    status: int
    media_type: str
    text: str
    refusal: Refusal | None = None
    alarm: Alarm | None = None


def parse_offer(body: bytes) -> CheckpointOffer:
    """Read the body of add-checkpoint; the note in it is not yet looked at.

    Raises:
        MalformedError: no old size line, more than 63 proof lines, no empty line, or not UTF-8.
    """
    if len(body) > MAX_BODY_BYTES:
        raise MalformedError("add-checkpoint", f"at most {MAX_BODY_BYTES} bytes")
    try:
        head, gap, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise MalformedError("add-checkpoint", f"{_FORM}: UTF-8") from error
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if not gap or old is None or int(old[1]) > MAX_SIZE:
        raise MalformedError("add-checkpoint", f"{_FORM}: old size line")
    if len(lines) > MAX_PROOF_LINES:
        raise MalformedError("add-checkpoint", f"{_FORM}: at most {MAX_PROOF_LINES} proof lines")
    path = tuple(decode_base64(line, "add-checkpoint") for line in lines)
    return CheckpointOffer(int(old[1]), path, note)


def _named(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.size} {encode_base64(checkpoint.root)}"
