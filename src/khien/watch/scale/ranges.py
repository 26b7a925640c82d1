"""Cut log files into ranges of bytes that can be read apart, each beginning and ending with a line.

What is compressed, or is one document as a whole (a JSON array, a bundle), is one range. CSV is taken as one
record a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from khien.model.reasons import CUT_SHORT, reason_of
from khien.watch.bundles import looks_like_stix
from khien.watch.engine import Block
from khien.watch.files import PACKED, LogFileError, blocks_of
from khien.watch.logs import form_of, head_after

RANGE_BYTES: Final = 1 << 30
"""How long a range is at most: some ten million lines, a second of the kernel; what is lost with a worker is read again."""

LEAST_BYTES: Final = 1 << 26
"""How long it is at least: seven hundredths of a second of the kernel; a task of Spark costs two or three beside."""

_BLOCK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 16  # in which the header of a log ends
_BORDER_BYTES = 1 << 12  # read at once to find the end of a line


class SecondHeaderError(LogFileError):
    """A Zeek log has other columns from its middle on, so that its ranges cannot be read apart."""

    code = "watch.second-header"


@dataclass(frozen=True, slots=True)
class Range:
    """The bytes of a file from `start` until before `end`, whole lines; `end` None is all of the file.

    `head` is what stands at the beginning of the log and is needed to read what comes later; empty where
    the range has it itself.
    """

    path: str
    start: int
    end: int | None
    head: bytes = b""

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name

    def place(self, at: int) -> int:
        """The byte of the file that is byte `at` of what `blocks` gives."""
        return max(self.start, at - len(self.head) + self.start)

    def blocks(self) -> Iterator[Block]:
        """Header and lines, in blocks; each is overwritten by the next.

        Raises:
            LogFileError: absent, not ours to read, broken compression, or shorter than it was.
        """
        if self.end is None:
            yield from blocks_of(Path(self.path))
            return
        if self.head:
            yield self.head
        try:
            with Path(self.path).open("rb", buffering=0) as file:
                yield from self._lines(file, self.end)
        except OSError as error:
            raise LogFileError(self.name, reason_of(error)) from error

    def _lines(self, file: FileIO, end: int) -> Iterator[memoryview]:
        file.seek(self.start)
        left, room = end - self.start, memoryview(bytearray(_BLOCK_BYTES))
        while left:
            count = file.readinto(room[: min(left, _BLOCK_BYTES)]) or 0
            if not count:
                raise LogFileError(self.name, CUT_SHORT)
            left -= count
            yield room[:count]

    def check(self, headers: frozenset[bytes]) -> None:
        """Whether what a reading saw of Zeek's `#fields` lines lets the ranges be read apart.

        Raises:
            SecondHeaderError: other columns begin in this range.
        """
        if self.end is not None and len(headers) > 1:
            raise SecondHeaderError(self.name, "#fields")


def ranges_of(
    path: Path, start: int = 0, end: int | None = None, size_bytes: int = RANGE_BYTES
) -> list[Range]:
    """The ranges of a file from `start` until before `end`, both at the beginning of a line.

    They are as long as each other, but for the ends of lines, and at most `size_bytes`; 0 makes one range of every
    file.

    Raises:
        LogFileError: absent or not ours to read.
    """
    try:
        with path.open("rb") as file:
            begun = file.read(_HEAD_BYTES)
            until = file.seek(0, 2) if end is None else end
            if is_whole(begun) or not size_bytes:
                return [Range(str(path), 0, None)]
            count = max(1, -(-(until - start) // size_bytes))
            step = -(-(until - start) // count)
            borders = [start]
            while borders[-1] < until:
                near = borders[-1] + step
                borders.append(min(until, _border(file, near)) if near < until else until)
    except OSError as error:
        raise LogFileError(path.name, reason_of(error)) from error
    head = _head(begun)
    return [Range(str(path), one, other, head if one else b"") for one, other in pairwise(borders)]


def size_for(total: int, workers: int) -> int:
    """How long ranges are with which so many workers end at the same time.

    Args:
        total: bytes that are to be read, at least 0.
        workers: at least 1.
    """
    rounds = max(1, -(-total // (RANGE_BYTES * workers)))
    return max(LEAST_BYTES, -(-total // (rounds * workers)))


def is_whole(begun: bytes) -> bool:
    """Whether a file that begins like this can only be read as a whole."""
    first = begun.lstrip().partition(b"\n")[0]
    return begun.startswith(PACKED) or looks_like_stix(first) or form_of(first) == "array"


def last_border(path: Path, size: int) -> int:
    """The end of the last whole line among the first `size` bytes of a file; 0 where there is none."""
    with path.open("rb") as file:
        end = size
        while end > 0:
            at = max(0, end - _HEAD_BYTES)
            file.seek(at)
            found = file.read(end - at).rfind(b"\n")
            if found >= 0:
                return at + found + 1
            end = at
    return 0


def _border(file: BinaryIO, near: int) -> int:
    """Where the first line begins that begins at `near` or later."""
    at = near - 1
    while True:
        file.seek(at)
        some = file.read(_BORDER_BYTES)
        found = some.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(some)
        if not some:
            return at


def _head(begun: bytes) -> bytes:
    """The lines without which what comes later cannot be read."""
    lines = begun.split(b"\n")[:-1]
    filled = [line for line in lines if line.strip()]
    if not filled:
        return b""
    return b"".join(line + b"\n" for line in head_after(form_of(filled[0]), (), filled))
