"""The files of a signed folder: written whole or not at all, read only when every one is as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import msgspec

from khien.exchange.exports.errors import FolderInUseError, NoExportError, TamperedError
from khien.exchange.exports.manifest import (
    FILE,
    MAX_FILE_BYTES,
    MAX_MANIFEST_BYTES,
    OBJECTS,
    Manifest,
    Piece,
)


class NewFolder:
    """A folder under construction, beside the place where it is going to be."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def keep(self, name: str, content: bytes) -> Piece:
        """Write one document; returns how the manifest names it."""
        return self._written(name, content)

    def keep_object(self, content: bytes) -> Piece:
        """Write one object under its own hash; the same bytes are written once."""
        return self._written(f"{OBJECTS}/{sha256(content).hexdigest()}.json", content)

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the sealed manifest, the last file, and bring all of it to the disk."""
        self._written(FILE, msgspec.json.encode(manifest))
        os.sync()  # once for all files: a stick takes long enough

    def _written(self, name: str, content: bytes) -> Piece:
        piece = Piece(name, len(content), sha256(content).hexdigest())
        path = self._place / name
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as new:
                new.write(content)
        return piece


@contextmanager
def new_folder(folder: Path) -> Iterator[NewFolder]:
    """Write a folder; it stands under its name only when the block ended well.

    Raises:
        FolderInUseError: there is something there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(str(folder))
    place = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}")
    place.mkdir(mode=0o700, parents=True)
    try:
        (place / OBJECTS).mkdir(mode=0o700)
        yield NewFolder(place)
        place.replace(folder)
    finally:
        rmtree(place, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest as it lies in the folder; nothing is verified.

    Raises:
        NoExportError: there is none, or it is no JSON object.
    """
    try:
        raw = _read(folder / FILE, MAX_MANIFEST_BYTES)
        return msgspec.json.decode(raw, type=dict[str, Any])
    except OSError as error:
        raise NoExportError(str(folder), error.strerror or "?") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoExportError(str(folder), "JSON") from error


def check_files(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest, if the folder holds just what it names, byte for byte.

    Raises:
        TamperedError: naming the first file that is missing, too many or different.
    """
    named = {piece.file: piece for piece in manifest.pieces}
    for found in _files(folder):
        if found not in named and found != FILE:
            raise TamperedError(found, "not in the manifest")
    for piece in manifest.pieces:
        if piece != named[piece.file]:
            raise TamperedError(piece.file, "named twice")
    for piece in named.values():
        read_piece(folder, piece)
    return manifest


def read_piece(folder: Path, piece: Piece) -> bytes:
    """The bytes of one file, if they are those that the manifest names.

    Raises:
        TamperedError: they are not, or the file is absent or no plain file.
    """
    try:
        content = _read(folder / piece.file, MAX_FILE_BYTES)
    except OSError as error:
        raise TamperedError(piece.file, error.strerror or "?") from error
    if len(content) != piece.size:
        raise TamperedError(piece.file, f"{len(content)} bytes instead of {piece.size}")
    if sha256(content).hexdigest() != piece.sha256:
        raise TamperedError(piece.file, "sha256")
    return content


def _read(path: Path, limit: int) -> bytes:
    # Not through a symbolic link, and not from a device: a stick may hold anything.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(0, f"> {limit} bytes")
    return content


def _files(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        for name in names:
            yield (here / name).as_posix()
        for name in folders:
            if (here / name).as_posix() != OBJECTS or (folder / name).is_symlink():
                yield (here / name).as_posix()
