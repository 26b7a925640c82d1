"""Read files that grow: what was added since the last look, through rotation and truncation.

A tail remembers where it stopped. What it gives is read again after a crash until its position is
saved, so a line is read at least once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from khien.model.reasons import reason_of
from khien.watch.engine import Part, Reading
from khien.watch.files import PARQUET, LogFileError
from khien.watch.logs import Columns, Form, Read, form_of, head_after
from khien.watch.rules import IndicatorIndex

BLOCK_BYTES: Final = 1 << 20
"""What is read at once, and the longest line; a longer one is cut, and told as unreadable."""

_LINE_END = 0x0A
# How many of the first bytes, and of those before its place, tell a file from another under its name: the logs of
# one tool begin alike.
_SIGN_BYTES = 64
# RFC 1952, RFC 8878, Parquet: they cannot be read as they grow
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", PARQUET)


class PackedError(LogFileError):
    """The file is compressed, or Parquet: it does not grow line by line, so it cannot be followed."""

    code = "watch.packed"

    def __init__(self, name: str) -> None:
        super().__init__(name, "gzip, zstd, Parquet")


class Turn(StrEnum):
    """What happened to a file under its name."""

    ROTATED = "watch.rotated"  # renamed; its end was read, and a new one began
    TRUNCATED = "watch.truncated"  # begun anew in place
    LOST = "watch.lost"  # while nobody followed it was replaced, and its end is not here any more


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a tail stopped; `head` is in Latin-1.

    `sign` is the SHA-256 of the first `signed` bytes, `ending` of those right before `offset`; empty: not known.
    """

    device: int
    inode: int
    offset: int
    line: int
    signed: int
    sign: str
    ending: str = ""
    form: Form | None = None
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """Lines that were added, each with its end: `start` is the number of the first; `head` what is needed to read them."""

    name: str
    head: tuple[bytes, ...]
    block: bytes
    start: int
    form: Form | None

    @property
    def lines(self) -> list[bytes]:
        """The lines, one by one; a carriage return may stand inside a line."""
        return [line + b"\n" for line in self.block.removesuffix(b"\n").split(b"\n")]

    def read(self, index: IndicatorIndex, columns: Columns = None) -> Iterable[Read]:
        """What is to be looked up in the index, each line with its number in the file; the last is always read."""
        end = self.block.rfind(b"\n", 0, -1) + 1
        part = Part(self.head, self.start, self.form, self.block[end:])
        return Reading(self.name, (memoryview(self.block)[:end],), index, columns, part)


class Tail:
    """Follows one file by its name. One thread."""

    def __init__(self, path: Path, position: Position | None = None) -> None:
        """Begin where `position` says, else at the beginning of the file, which may be absent yet."""
        self.path = path
        self.turns: list[Turn] = []  # what happened, for the caller to take out
        self._kept = position
        self._file: BinaryIO | None = None
        self._anew()

    def _anew(self) -> None:
        self._offset = self._line = 0
        self._sign = self._ending = b""
        self._head: tuple[bytes, ...] = ()
        self._form: Form | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def behind_bytes(self) -> int:
        """How much is there and not yet read."""
        return 0 if self._file is None else max(0, _size(self._file) - self._offset)

    @property
    def position(self) -> Position | None:
        """Where it is; None before there was a file."""
        if self._file is None:
            return self._kept
        here = os.fstat(self._file.fileno())
        return Position(
            device=here.st_dev,
            inode=here.st_ino,
            offset=self._offset,
            line=self._line,
            signed=len(self._sign),
            sign=hashlib.sha256(self._sign).hexdigest(),
            ending=hashlib.sha256(self._ending).hexdigest(),
            form=self._form,
            head=tuple(line.decode("latin-1") for line in self._head),
        )

    def read(self) -> Added | None:
        """What was added, at most `BLOCK_BYTES` of whole lines; None when there is nothing.

        Raises:
            LogFileError: not ours to read.
            PackedError: compressed, which cannot be followed.
        """
        try:
            if self._file is None and not self._open():
                return None
            self._look_again()
            return self._more() or self._turned()
        except OSError as error:
            raise LogFileError(self.path.name, reason_of(error)) from error

    # ---- opening

    def _open(self) -> bool:
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return False
        self._file = file
        kept, self._kept = self._kept, None
        if kept is None:
            return True
        if _is(file, kept):
            self._resume(kept)
        else:
            self._replaced(file, kept)
        return True

    def _replaced(self, file: BinaryIO, kept: Position) -> None:
        """The name stands for another file by now; the end of the old one may lie beside it."""
        here = os.fstat(file.fileno())
        if (here.st_dev, here.st_ino) == (kept.device, kept.inode):
            self.turns.append(Turn.TRUNCATED)
            return
        old = _renamed(self.path, kept)
        if old is None:
            self.turns.append(Turn.LOST)
            return
        if _between(self.path, old, file):
            self.turns.append(Turn.LOST)
        file.close()
        self._file = old
        self._resume(kept)

    def _resume(self, kept: Position) -> None:
        self._offset, self._line, self._form = kept.offset, kept.line, kept.form
        self._head = tuple(line.encode("latin-1") for line in kept.head)
        self._sign = os.pread(self._open_file().fileno(), kept.signed, 0)
        self._ending = _before(self._open_file(), kept.offset)

    def _open_file(self) -> BinaryIO:
        assert self._file is not None  # noqa: S101 -- only asked between open and close
        return self._file

    # ---- reading

    def _look_again(self) -> None:
        """Begin anew when the file was cut in place, whether or not it has grown since."""
        file = self._open_file()
        start = os.pread(file.fileno(), len(self._sign), 0)
        same = start == self._sign and _before(file, self._offset) == self._ending
        if _size(file) < self._offset or not same:
            self.turns.append(Turn.TRUNCATED)
            self._anew()

    def _more(self, *, last: bool = False) -> Added | None:
        file = self._open_file()
        block = os.pread(file.fileno(), BLOCK_BYTES, self._offset)
        if not self._offset and block.startswith(
            _PACKED
        ):  # also where it was written over in place
            self.close()
            raise PackedError(self.path.name)
        whole = block.rfind(b"\n") + 1
        if not whole and (last or len(block) == BLOCK_BYTES):
            whole = len(block)
        if not whole:
            return None
        if len(self._sign) < _SIGN_BYTES:
            self._sign = os.pread(file.fileno(), min(_SIGN_BYTES, self._offset + whole), 0)
        self._offset += whole
        block = block[:whole]
        self._ending = (self._ending + block[-_SIGN_BYTES:])[-_SIGN_BYTES:]
        return self._added(block if block.endswith(b"\n") else block + b"\n")

    def _added(self, block: bytes) -> Added:
        added = Added(self.path.name, self._head, block, self._line + 1, self._form)
        if self._form is None:
            form = next((form_of(line) for line in added.lines if line.strip()), None)
            self._form, added = form, replace(added, form=form)
        if (self._form == "csv" and not self._head) or (self._form == "zeek" and _is_headed(block)):
            self._head = tuple(head_after(self._form, self._head, added.lines))
        # How many ends: the replacement looks for them with the processor's widest words, `count` byte by byte.
        self._line += len(block) - len(block.replace(b"\n", b""))
        return added

    # ---- when there is nothing more

    def _turned(self) -> Added | None:
        file = self._open_file()
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return None  # renamed, and the new one is not there yet
        here = os.fstat(file.fileno())
        if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            # An empty new file: the old one may still be written to.
            return self._next() if there.st_size else None
        return None

    def _next(self) -> Added | None:
        rest = self._more(last=True)
        if rest is not None:
            return rest
        self.close()
        self._anew()
        self.turns.append(Turn.ROTATED)
        return self._more() if self._open() else None


def _is_headed(block: bytes) -> bool:
    """Whether a line begins with `#`; looking for two bytes at once takes longer than matching the block."""
    at = block.find(b"#")
    while at > 0 and block[at - 1] != _LINE_END:
        at = block.find(b"#", at + 1)
    return at >= 0


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _before(file: BinaryIO, offset: int) -> bytes:
    """The last bytes before a place."""
    count = min(_SIGN_BYTES, offset)
    return os.pread(file.fileno(), count, offset - count)


def _is(file: BinaryIO, kept: Position) -> bool:
    here = os.fstat(file.fileno())
    same = (here.st_dev, here.st_ino) == (kept.device, kept.inode) and here.st_size >= kept.offset
    sign = os.pread(file.fileno(), kept.signed, 0)
    ending = hashlib.sha256(_before(file, kept.offset)).hexdigest()
    return same and hashlib.sha256(sign).hexdigest() == kept.sign and kept.ending in ("", ending)


def _renamed(path: Path, kept: Position) -> BinaryIO | None:
    """The file of this position under another name in its folder, open."""
    with os.scandir(path.parent) as entries:
        same = [entry.path for entry in entries if entry.inode() == kept.inode and entry.is_file()]
    for one in same:
        file = Path(one).open("rb")  # noqa: SIM115 -- who takes it closes it
        if _is(file, kept):
            return file
        file.close()
    return None


def _between(path: Path, old: BinaryIO, new: BinaryIO) -> bool:
    """Whether a file of this name was written after the old one, and is not the new one."""
    one, other = os.fstat(old.fileno()), os.fstat(new.fileno())
    with os.scandir(path.parent) as entries:
        found = [e.stat() for e in entries if e.name.startswith(path.name) and e.is_file()]
    known = (one.st_ino, other.st_ino)
    return any(e.st_ino not in known and e.st_mtime_ns > one.st_mtime_ns for e in found)
