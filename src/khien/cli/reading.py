"""Files that commands are given: read or written whole, or explained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from khien.model.errors import MalformedError

MAX_BYTES = 64 * 1024 * 1024


def text_file(path: Path) -> str:
    """The text of a file.

    Raises:
        MalformedError: not UTF-8, or too large to be what it should be.
        OSError: it cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise MalformedError(path.name, f"at most {MAX_BYTES} bytes")
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(path.name, "UTF-8") from error


def json_file(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        MalformedError: not one JSON object.
    """
    try:
        return msgspec.json.decode(text_file(path), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise MalformedError(path.name, "one JSON object (RFC 8259)") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Have the system's errors name the file that a person gave, and not what is made beside it.

    Raises:
        OSError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        places = path, Path(os.path.realpath(path))
        if error.filename is None or any(_is_beside(Path(str(error.filename)), p) for p in places):
            error.filename, error.filename2 = str(path), None
        raise


def _is_beside(other: Path, path: Path) -> bool:
    """Whether it is, or lies in, something with a dot before its name in the folder of the path."""
    folder, whole = path.absolute().parent, other.absolute()
    if not whole.is_relative_to(folder):
        return False
    first, *_ = (*whole.relative_to(folder).parts, "")
    return first.startswith(".")
