"""What people and the server do with the watch: keep the index current, match a log."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from gzip import GzipFile
from itertools import groupby
from operator import itemgetter
from os import fstat
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final
from uuid import uuid4

from sqlalchemy import Connection

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.model.patterns import IndicatorValue, ValueKind
from khien.store import Store, objects
from khien.watch.logs import read_log
from khien.watch.matching import Matched, Validity, match, sightings_of
from khien.watch.rules import IndicatorIndex

_GZIP = b"\x1f\x8b"  # RFC 1952 §2.3.1
_CHANGES_AT_ONCE = 1_000
_TOLD_EVERY = 5_000  # lines

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


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What a log gave, and the STIX sightings that say so: one a hit, in the same order."""

    matched: Matched
    sightings: tuple[dict[str, Any], ...]


class Watch:
    """The live index of one node. Threads may share it.

    The index starts empty; the first `catch_up` fills it, each later one reads only what changed.
    """

    def __init__(self, store: Store, node: ObjectId) -> None:
        """Args: store, and the node's STIX identity, which creates the sightings."""
        self.index = IndicatorIndex()
        self._store, self._node = store, node
        self._seen: int | None = None  # number of the last change that the index has
        self._writing = Lock()

    def catch_up(self) -> int:
        """Bring the index to the state of the store.

        Returns:
            How many indicators were put in, taken out or replaced.
        """
        with self._writing, self._store.read() as tx:
            if self._seen is None:
                self._seen = objects.last_change(tx)
                return self._load(tx, None)
            touched = 0
            while changes := objects.changes_after(tx, self._seen, _CHANGES_AT_ONCE):
                ids = tuple(dict.fromkeys(change.object_id for change in changes))
                touched += self._load(tx, ids)
                self._seen = changes[-1].seq
            return touched

    @property
    def seen(self) -> int:
        """The number of the last change of the store that the index has; 0 before the first."""
        return self._seen or 0

    def match_lines(
        self,
        name: str,
        lines: Iterable[bytes],
        now: datetime,
        *,
        validity: Validity = Validity.NOW,
        clients: bool = False,
        marking_refs: Sequence[ObjectId] = (),
    ) -> MatchResult:
        """Match one log against the index as it is; `catch_up` first for the latest.

        Args:
            name: the log's file name; tells its kind where the lines do not.
            lines: uncompressed, as bytes.
            now: aware.
            validity: see `Validity`.
            clients: whether hits name the machines that asked.
            marking_refs: the markings of the sightings.
        """
        matched = match(read_log(name, lines), self.index, now, validity=validity, clients=clients)
        sightings = sightings_of(matched.hits, _new_sighting_id, self._node, now, marking_refs)
        return MatchResult(matched, sightings)

    def match_file(
        self,
        path: Path,
        now: datetime,
        *,
        validity: Validity = Validity.NOW,
        clients: bool = False,
        marking_refs: Sequence[ObjectId] = (),
        told: Told | None = None,
    ) -> MatchResult:
        """Like `match_lines`, for a file, which may be compressed with gzip; `told` hears how far it is.

        Raises:
            LogFileError: absent, not ours to read, or broken compression.
        """
        return self.match_lines(
            path.name,
            lines_of(path, told),
            now,
            validity=validity,
            clients=clients,
            marking_refs=marking_refs,
        )

    def _load(self, tx: Connection, ids: Sequence[ObjectId] | None) -> int:
        # One indicator after the other: all of their rows at once would be more than the index itself.
        touched, left = 0, set(ids or ())
        for object_id, values in groupby(objects.values_in_force(tx, ids), itemgetter(0)):
            _put(self.index, object_id, list(values))
            left.discard(object_id)
            touched += 1
        return touched + sum(map(self.index.remove, left))


def lines_of(path: Path, told: Told | None = None) -> Iterator[bytes]:
    """The lines of a file, plain or compressed with gzip, whatever its name; `told` hears how far it is.

    Raises:
        LogFileError: absent, not ours to read, or broken compression.
    """
    try:
        with path.open("rb") as file, _unpacked(file) as lines:
            yield from lines if told is None else _counted(lines, file, told)
    except (OSError, EOFError, zlib.error) as error:
        raise LogFileError(path.name, type(error).__name__) from error


@contextmanager
def opened(path: Path) -> Iterator[GzipFile | BinaryIO]:
    """A file as a stream of what is in it, plain or compressed with gzip; else as `lines_of`."""
    try:
        with path.open("rb") as file, _unpacked(file) as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise LogFileError(path.name, type(error).__name__) from error


def _unpacked(file: BinaryIO) -> GzipFile | BinaryIO:
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    return GzipFile(fileobj=file) if packed else file


def _counted(lines: Iterable[bytes], file: BinaryIO, told: Told) -> Iterator[bytes]:
    """The lines, while `told` hears how much of the file below them is read."""
    size = fstat(file.fileno()).st_size
    for number, line in enumerate(lines):
        if number % _TOLD_EVERY == 0:
            told(file.tell(), size)
        yield line


def _put(index: IndicatorIndex, object_id: ObjectId, values: Sequence[objects.InForce]) -> None:
    _, seq, _, _, from_us, until_us = values[0]
    index.add(
        object_id,
        seq,
        [IndicatorValue(_KINDS[kind], text) for _, _, kind, text, _, _ in values],
        _instant(from_us),
        None if until_us is None else _instant(until_us),
    )


_KINDS: Final = {kind.value: kind for kind in ValueKind}
_instant = lru_cache(from_microseconds)  # what came together often begins and ends together


def _new_sighting_id() -> ObjectId:
    return ObjectId(f"sighting--{uuid4()}")
