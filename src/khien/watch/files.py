"""Open a log wherever it lies: a file or standard input, plain or compressed with gzip or zstd."""

from __future__ import annotations

import importlib
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from gzip import GzipFile
from io import BufferedReader, RawIOBase
from os import fstat
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from khien.model.errors import MalformedError
from khien.model.reasons import reason_of

STDIN: Final = Path("-")
"""Stands for standard input, as in most commands."""

BLOCK_BYTES: Final = 1 << 20
"""What is read at once: little enough for the second cache, enough that threads seldom wait for the interpreter."""

_GZIP = b"\x1f\x8b"  # RFC 1952 §2.3.1
_ZSTD = b"\x28\xb5\x2f\xfd"  # RFC 8878 §3.1.1
_SKIPPED = tuple(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))  # §3.1.2
PARQUET: Final = b"PAR1"
"""How a Parquet file begins (Apache Parquet, File Format)."""
PACKED: Final = (_GZIP, _ZSTD, *_SKIPPED)
"""How a compressed file begins."""

_PACKED_BYTES = 2_048  # at once; even the most that they can unpack to fits the memory
_TOLD_EVERY = 5_000  # lines

Unpacked: TypeAlias = BinaryIO | GzipFile | BufferedReader
"""What gives lines and blocks of bytes, whatever was around them."""

Told = Callable[[int, int], None]
"""How far a file is read: bytes, and bytes in all."""


class LogFileError(MalformedError):
    """A log file cannot be read to its end; what was read before is not used.

    Args:
        name: the file.
        why: what the operating system or the compression said.
    """

    code = "watch.file"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, "RFC 1952", name=name, why=why)


class NoZstdError(MalformedError):
    """The file is compressed with zstd, and the extra that reads it is not installed."""

    code = "watch.no-zstd"

    def __init__(self, name: str) -> None:
        super().__init__(name, "RFC 8878", name=name)


class PipedParquetError(LogFileError):
    """Parquet that has no end to begin at: it came by a pipe, or is compressed as a whole."""

    code = "watch.parquet-piped"

    def __init__(self, name: str) -> None:
        super().__init__(name, "Parquet")


def name_of(path: Path) -> str:
    """What a log is called in answers."""
    return "stdin" if path == STDIN else path.name


def names_of(paths: Sequence[Path]) -> list[str]:
    """What several logs are called: by the whole path where others have the same name."""
    names = [name_of(path) for path in paths]
    return [
        name if names.count(name) == 1 else str(path)
        for name, path in zip(names, paths, strict=True)
    ]


def lines_of(path: Path, told: Told | None = None) -> Iterator[bytes]:
    """The lines of a file or of standard input, plain or compressed, whatever its name.

    `told` hears how far it is.

    Raises:
        LogFileError: absent, not ours to read, or broken compression.
        NoZstdError: compressed with zstd, which cannot be read here.
    """
    with opened(path) as (file, lines):
        yield from lines if told is None else _counted(lines, file, told)


def blocks_of(path: Path, told: Told | None = None) -> Iterator[memoryview]:
    """The bytes that `lines_of` gives as lines, in blocks as `whole_lines` gives them.

    Raises:
        LogFileError: absent, not ours to read, or broken compression.
        NoZstdError: compressed with zstd, which cannot be read here.
    """
    with opened(path) as (file, content):
        size = fstat(file.fileno()).st_size if told else 0
        for block in whole_lines(content.readinto):  # type: ignore[union-attr]
            yield block
            if told is not None:
                told(file.tell(), size)


def whole_lines(
    readinto: Callable[[memoryview], int | None], room: bytearray | None = None
) -> Iterator[memoryview]:
    """Blocks that end where a line ends, so that none has to be put together; each is overwritten by the next.

    Only a line that is longer than a block is cut, and the last one may have no end.

    Args:
        readinto: fills as much of a buffer as it likes, and says how much that was; 0 at the end.
        room: for a block; one of `BLOCK_BYTES` is made where none is given.
    """
    room = bytearray(BLOCK_BYTES) if room is None else room
    view, left = memoryview(room), 0
    while got := readinto(view[left:]):
        filled = left + got
        end = room.rfind(b"\n", left, filled) + 1
        if not end and filled < len(room):
            left = filled
            continue
        end = end or filled
        yield view[:end]
        left = filled - end
        view[:left] = view[end:filled]
    if left:
        yield view[:left]


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, Unpacked]]:
    """The file as it lies there, and what is in it once it is unpacked; both are read as bytes.

    Raises:
        LogFileError: absent, not ours to read, or broken compression; also while it is read.
        PipedParquetError: what is inside is no lines.
        NoZstdError: compressed with zstd, which cannot be read here.
    """
    zstd = _zstd()
    broken = (OSError, EOFError, zlib.error, *((zstd.ZstdError,) if zstd else ()))
    try:
        if path == STDIN:
            given: Any = sys.stdin.buffer
            file = given if hasattr(given, "peek") else BufferedReader(given)
            yield file, _of_lines(path, _unpacked(path, file, zstd))
        else:
            with path.open("rb") as file:
                yield file, _of_lines(path, _unpacked(path, file, zstd))
    except broken as error:
        raise LogFileError(name_of(path), reason_of(error)) from error


def _zstd() -> Any:  # noqa: ANN401 -- a module that may be absent
    try:
        return importlib.import_module("zstandard")
    except ModuleNotFoundError:
        return None


def _unpacked(path: Path, file: Any, zstd: Any) -> Unpacked:  # noqa: ANN401 -- a buffered reader
    start = file.peek(len(_ZSTD))
    if start.startswith(_GZIP):
        return GzipFile(fileobj=file)
    if not start.startswith((_ZSTD, *_SKIPPED)):
        return file  # type: ignore[no-any-return]
    if zstd is None:
        raise NoZstdError(name_of(path))
    return BufferedReader(_Frames(file, zstd.ZstdDecompressor()))


def _of_lines(path: Path, content: Any) -> Unpacked:  # noqa: ANN401 -- all of them can peek
    if content.peek(len(PARQUET)).startswith(PARQUET):
        raise PipedParquetError(name_of(path))
    return content  # type: ignore[no-any-return]


def unpacked(name: str, body: bytes, most_bytes: int) -> bytes:
    """What a piece of a log in memory holds, plain or as one gzip member or one zstd frame.

    Raises:
        LogFileError: cut, broken, followed by something else, or larger than `most_bytes` inside.
        NoZstdError: compressed with zstd, which cannot be read here.
    """
    if body.startswith(_GZIP):
        whole = _gunzipped(body, most_bytes)
    elif body.startswith(_ZSTD):
        whole = _frame(name, body, most_bytes)
    else:
        whole = body
    if whole is None:
        raise LogFileError(name, "gzip" if body.startswith(_GZIP) else "zstd")
    return whole


def _gunzipped(body: bytes, most_bytes: int) -> bytes | None:
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = member.decompress(body, most_bytes)
    except zlib.error:
        return None
    return found if member.eof and not member.unused_data else None


def _frame(name: str, body: bytes, most_bytes: int) -> bytes | None:
    zstd = _zstd()
    if zstd is None:
        raise NoZstdError(name)
    try:
        # The size that the frame claims would be set aside before anything is unpacked.
        size = zstd.get_frame_parameters(body).content_size
        if size > most_bytes and size != zstd.CONTENTSIZE_UNKNOWN:
            return None
        found: bytes = zstd.ZstdDecompressor().decompress(body, most_bytes, allow_extra_data=False)
    except zstd.ZstdError:
        return None
    return found


class _Frames(RawIOBase):
    """What frames of zstd hold, one after the other. One that is cut is an error, not the end."""

    def __init__(self, file: BinaryIO, decompressor: Any) -> None:  # noqa: ANN401 -- of the extra
        self._file, self._decompressor = file, decompressor
        self._frame: Any = None
        self._left, self._ready = b"", b""  # packed and not yet read; unpacked and not yet given

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 -- RawIOBase's own
        while not self._ready and self._step():
            pass
        part = self._ready[: len(buffer)]
        self._ready = self._ready[len(part) :]
        buffer[: len(part)] = part
        return len(part)

    def _step(self) -> bool:
        packed = self._left or self._file.read(_PACKED_BYTES)
        if not packed and self._frame is not None:
            raise EOFError
        if packed:
            self._frame = self._frame or self._decompressor.decompressobj()
            self._ready = self._frame.decompress(packed)
            ended = self._frame.eof
            self._left = self._frame.unused_data if ended else b""
            self._frame = None if ended else self._frame
        return bool(packed)


def _counted(lines: Iterable[bytes], file: BinaryIO, told: Told) -> Iterator[bytes]:
    """The lines, while `told` hears how much of the file below them is read."""
    size = fstat(file.fileno()).st_size
    for number, line in enumerate(lines):
        if number % _TOLD_EVERY == 0:
            told(file.tell(), size)
        yield line
