"""A snapshot of the index: one file that carries it to machines which have no store.

A line of JSON says what it is and how many indicators follow; then comes a line of JSON for each of them. It
holds what partners told, so it is written for its owner alone and belongs only on machines of one's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from typing import Final

import msgspec

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.model.patterns import IndicatorValue, ValueKind
from khien.model.reasons import reason_of
from khien.watch import rules
from khien.watch.engine import new_index

FORMAT: Final = "khien-index-1"
_HEAD_BYTES = 4_096
_LINES_BYTES = 1 << 20


class SnapshotError(MalformedError):
    """A file is no snapshot of the index, is cut, or is older than what is asked for."""

    code = "watch.snapshot"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, "khien watch snapshot", name=name, why=why)


class Head(msgspec.Struct, frozen=True):
    """The first line: `version` is the number of the store's last change, `made` a STIX timestamp."""

    format: str
    version: int
    made: str
    indicators: int

    @property
    def edition(self) -> str:
        """What a later snapshot of the same node has a greater one of; may stand in a file's name."""
        digits = "".join(sign for sign in self.made if sign.isdigit())
        return f"{self.version:012}-{digits:.17}"


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a hit names of its indicator: who told it, its marking, its score."""

    source: str
    tlp: str
    pap: str | None
    score: int | None


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One indicator: its version, from when until when (microseconds since 1970), values and facts."""

    object_id: str
    version: int
    from_us: int
    until_us: int | None
    values: list[tuple[str, str]]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index to match with. `left_out` are indicators whose pattern needs several observations."""

    edition: str
    index: rules.IndicatorIndex
    facts: dict[ObjectId, Facts]
    left_out: tuple[ObjectId, ...] = ()


def write(path: Path, version: int, made: str, rows: Iterable[Row]) -> int:
    """Write a snapshot, whole or not at all; returns how many indicators are in it.

    A link stays: what it leads to is replaced.
    """
    with suppress(FileNotFoundError):
        path.stat()  # links in a circle lead nowhere
    target = Path(os.path.realpath(path))
    fresh = target.with_name(f".{target.name}.{token_hex(4)}")
    encode, count = msgspec.json.encode, 0
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as file:
            file.write(b" " * (_HEAD_BYTES - 1) + b"\n")
            for row in rows:
                file.write(encode(row) + b"\n")
                count += 1
            file.seek(0)
            file.write(encode(Head(FORMAT, version, made, count)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def edition_of(path: Path) -> str:
    """The edition of a snapshot, without reading the rest of it.

    Raises:
        SnapshotError: no snapshot.
    """
    try:
        with path.open("rb") as file:
            return _head(path, file).edition
    except OSError as error:
        raise SnapshotError(path.name, reason_of(error)) from error


def load(path: Path) -> Snapshot:
    """Read a snapshot into an index of the fastest kind that is installed here.

    Patterns over several observations are left out: no machine sees all of the lines.

    Raises:
        SnapshotError: no snapshot, or a cut one.
    """
    try:
        with path.open("rb") as file:
            return _loaded(path, _head(path, file), file)
    except OSError as error:
        raise SnapshotError(path.name, reason_of(error)) from error


def _head(path: Path, file: BufferedReader) -> Head:
    try:
        head = msgspec.json.decode(file.read(_HEAD_BYTES), type=Head)
    except msgspec.DecodeError as error:
        raise SnapshotError(path.name, FORMAT) from error
    if head.format != FORMAT:
        raise SnapshotError(path.name, FORMAT)
    return head


def _loaded(path: Path, head: Head, file: BufferedReader) -> Snapshot:
    index, coming = new_index(), _Coming()
    try:
        index.load(coming.values(_rows(path, file)), head.indicators)
    except (KeyError, ValueError) as error:  # a kind of value that a later version knows
        raise SnapshotError(path.name, FORMAT) from error
    if coming.count != head.indicators:
        raise SnapshotError(path.name, f"{coming.count} < {head.indicators}")
    left_out = []
    for row in coming.with_patterns:
        object_id = ObjectId(row.object_id)
        asked = index.patterns.asked(object_id)
        if asked is not None and not asked.normal.is_single:
            left_out.append(object_id)
            until = None if row.until_us is None else _instant(row.until_us)
            index.add(object_id, row.version, _but_patterns(row), _instant(row.from_us), until)
    return Snapshot(head.edition, index, coming.facts, tuple(left_out))


class _Coming:
    """What is noted of indicators while their values go into the index."""

    def __init__(self) -> None:
        self.count = 0
        self.facts: dict[ObjectId, Facts] = {}
        self.with_patterns: list[Row] = []
        self._known: dict[Facts, Facts] = {}  # few are different

    def values(self, lists: Iterable[Sequence[Row]]) -> Iterator[list[rules.Row]]:
        """The values of the indicators in each list."""
        for rows in lists:
            self.count += len(rows)
            yield [value for row in rows for value in self._values(row)]

    def _values(self, row: Row) -> list[rules.Row]:
        object_id = ObjectId(row.object_id)
        self.facts[object_id] = self._known.setdefault(row.facts, row.facts)
        if any(kind == _PATTERN for kind, _ in row.values):
            self.with_patterns.append(row)
        return [
            (object_id, row.version, kind, text, row.from_us, row.until_us)
            for kind, text in row.values
        ]


def _but_patterns(row: Row) -> list[IndicatorValue]:
    return [IndicatorValue(_KINDS[kind], text) for kind, text in row.values if kind != _PATTERN]


def _rows(path: Path, file: BufferedReader) -> Iterator[list[Row]]:
    decode = msgspec.json.Decoder(Row).decode
    try:
        while lines := file.readlines(_LINES_BYTES):
            yield list(map(decode, lines))
    except msgspec.DecodeError as error:
        raise SnapshotError(path.name, FORMAT) from error


_KINDS: Final = {kind.value: kind for kind in ValueKind}
_PATTERN: Final = str(ValueKind.PATTERN)


@lru_cache
def _instant(microseconds: int) -> datetime:
    return from_microseconds(microseconds)
