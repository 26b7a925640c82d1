"""Lists as files: written beside their place and then put there, so that nobody ever reads half of one."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

PRIVATE: Final = 0o600
READABLE: Final = 0o640  # by the group of the tool that loads it; where a file is, its mode stays
_JOINED = 1 << 20  # bytes that are written at once


@contextmanager
def replaced(path: Path, mode: int = READABLE) -> Iterator[IO[bytes]]:
    """A file under construction; it takes the place of the old one when the block ended well.

    The mode of a file that is there stays, and so does a link: what it leads to is replaced, in the folder
    where that lies, since the tool that reads the list may know it by that name.

    Raises:
        OSError: it cannot be written; its `filename` is the path that was asked for.
    """
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode & 0o777
    target = Path(os.path.realpath(path))
    place = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
        with os.fdopen(handle, "wb", _JOINED) as file:
            yield file
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        place.replace(target)
    except OSError as error:
        if error.filename == str(place):  # nobody knows it under this name
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        place.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, mode: int = READABLE) -> None:
    """A file that is replaced as a whole; one with the same content is left alone."""
    with suppress(FileNotFoundError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return
    with replaced(path, mode) as file:
        file.write(content)


def packed(path: Path) -> Path:
    """The same file as gzip beside it, made when it is first asked for."""
    beside = path.with_name(path.name + ".gz")
    if not beside.exists():
        with (
            replaced(beside, PRIVATE) as file,
            path.open("rb") as plain,
            gzip.GzipFile("", "wb", 1, file, 0) as narrow,  # no name or time: same list, same bytes
        ):
            shutil.copyfileobj(plain, narrow, _JOINED)
    return beside


def differing(old: Path, new: Path, head_of: tuple[int, int], between: bytes) -> Iterator[bytes]:
    """What one list has and another has not: `-` and the line of what went, `+` and of what came.

    Args:
        old: the list that somebody has.
        new: the present one.
        head_of: how many lines at the beginning of each belong to no entry.
        between: what stands before entries in the file, and is no part of them.

    Lines are compared by a hash of 8 bytes each; of the older list all of them are in memory.
    """
    had = {hash(line) for line in _lines(old, head_of[0], between)}
    has = {hash(line) for line in _lines(new, head_of[1], between)}
    yield from (b"-" + line for line in _lines(old, head_of[0], between) if hash(line) not in has)
    yield from (b"+" + line for line in _lines(new, head_of[1], between) if hash(line) not in had)


def _lines(path: Path, head: int, between: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if number >= head and line.strip() not in _NO_ENTRY:
                yield line.removeprefix(between)


_NO_ENTRY: Final = frozenset({b"]}", b"---"})
