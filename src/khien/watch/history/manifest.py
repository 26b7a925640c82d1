"""Which files of the history count: one small JSON file, replaced as a whole.

A file that the manifest does not name is no part of the history: it is what a crash left, or what a
merge or purge replaced, and is swept away when nobody reads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from khien.model.reasons import reason_of
from khien.watch.history.failures import BrokenHistoryError
from khien.watch.history.orders import Shelf

FILE = "manifest.json"
BLOCK_DAYS = 64  # that one catalogue file covers: the days of a name are the bits of one word

Step = Callable[[str], None]
"""Hears the name of each step on the disk just before it is done; tests stop there."""


class Part(msgspec.Struct, frozen=True):
    """One file: its path below the folder of the history, and how much is in it."""

    path: str
    rows: int
    size_bytes: int


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """What one batch, or several merged, saw on one day: a file a shelf, and one of its clients.

    `day` counts from 1970-01-01. `key` names the secret behind the pseudonyms. `keys`: how many distinct
    ones each file has whose footer knows the rows of each; those of older files do not.
    """

    day: int
    key: str
    shelves: dict[Shelf, Part]
    clients: Part | None = None
    keys: dict[Shelf, int] = {}

    @property
    def parts(self) -> Iterator[Part]:
        """Every file of it."""
        yield from self.shelves.values()
        if self.clients is not None:
            yield self.clients


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the catalogue: keys of one shelf, each with the days of one block on which it was seen.

    `keys`: how many were seen on each day, by its place in the block; an older one does not say.
    """

    block: int
    shelf: Shelf
    part: Part
    keys: dict[int, int] = {}


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole history at one moment. `next` is the number of the next new file."""

    version: int = 1
    next: int = 1
    segments: tuple[Segment, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def parts(self) -> Iterator[Part]:
        """Every file that counts."""
        for segment in self.segments:
            yield from segment.parts
        for run in self.runs:
            yield run.part

    @property
    def size_bytes(self) -> int:
        """What all of it takes on the disk."""
        return sum(part.size_bytes for part in self.parts)

    @property
    def days(self) -> list[int]:
        """The days of which there is something, the oldest first."""
        return sorted({segment.day for segment in self.segments})


def read_manifest(folder: Path) -> Manifest:
    """The history as it counts now; an empty one where there is none yet.

    Raises:
        BrokenHistoryError: the manifest cannot be read.
    """
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return Manifest()
    except (msgspec.DecodeError, OSError) as error:
        raise BrokenHistoryError(FILE, reason_of(error)) from error


def write_manifest(folder: Path, manifest: Manifest, step: Step) -> None:
    """Let another state count, in one step that either happened or did not."""
    replace_file(folder / FILE, msgspec.json.encode(manifest), step)


def replace_file(path: Path, content: bytes, step: Step) -> None:
    """Write a file of our own alone in place of the one before, durably."""
    new = path.with_name(path.name + ".new")
    step(f"write {new.name}")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        step(f"fsync {new.name}")
        os.fsync(file.fileno())
    step(f"rename {new.name}")
    new.replace(path)
    step(f"fsync folder of {path.name}")
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have the disk keep what was written to a file."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Have the disk keep the names in a folder."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
