"""Columns in memory and in Parquet: how a day and the catalogue are written and read.

Only this module and those that import it need numpy and pyarrow (extra `hunt`).

A day file has one row for what was seen in one second: `key` (see `orders`), `second` of the day,
`client` (a row of the clients file beside it, -1: none), `count`, `log` and `answer`. Rows are sorted by
key, then second, and a row group has its least and greatest key in the footer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from khien.model.reasons import reason_of
from khien.watch.history.failures import BrokenHistoryError
from khien.watch.history.manifest import Part, Step, sync_file, sync_folder
from khien.watch.history.orders import Shelf
from khien.watch.history.ranks import Starts, counts_before, noted_counts, noted_starts

DAY_S: Final = 86_400
_GROUP_ROWS: Final = 4_096  # of a day file: about 25 kB, read in a sixth of a millisecond
_CATALOGUE_GROUP_ROWS: Final = 4_096
CLIENT_GROUP_ROWS: Final = 4_096  # of a clients file
LEAST_BYTES: Final = 100  # of a row group's least key that are compared
_LEAST: Final = (
    b"khien.least"  # in the footer: the least key of each row group, so that none is unpacked
)
_STARTS: Final = b"khien.starts"  # in the footer of a day file: at which rows its keys begin
_COUNTS: Final = b"khien.counts"  # in that of the catalogue: keys of each row group and day
_MOST_STARTS: Final = 2**28  # rows; of more the note would be too long for a footer
_FOOTERS: Final = 200  # that are remembered; one is about half a megabyte
_WORD_BITS: Final = 63
_LEVEL: Final = 3  # of zstd; higher ones cost twice the time for 2 %
_NAMES: Final = pa.dictionary(pa.int32(), pa.string())
_DAY: Final = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),
        pa.field("second", pa.int32(), nullable=False),
        pa.field("client", pa.int32(), nullable=False),
        pa.field("count", pa.int32(), nullable=False),
        pa.field("log", _NAMES, nullable=False),
        pa.field("answer", _NAMES, nullable=False),
    ]
)
_CLIENTS: Final = pa.schema([pa.field("pseudonym", pa.int64(), nullable=False)])
_CATALOGUE: Final = pa.schema(
    [pa.field("key", pa.string(), nullable=False), pa.field("days", pa.uint64(), nullable=False)]
)
_COMMON: Final = {
    "write_page_checksum": True,
    "write_statistics": ["key"],
}

Array: TypeAlias = Any  # numpy's and pyarrow's; neither is typed for us
Label: TypeAlias = tuple[str, str]  # the log's kind, and the answer


@dataclass(slots=True)
class Rows:
    """What was seen of one shelf. `codes` point into `keys`, each of which stands there once.

    `seconds` count from 1970. `clients` and `labels` point into the lists of the batch; -1: no client.
    """

    keys: Array
    codes: Array
    seconds: Array
    clients: Array
    labels: Array
    counts: Array


@dataclass(slots=True)
class Batch:
    """What came in together, before it is put in order. `clients` are plain: they stay in memory."""

    shelves: dict[Shelf, Rows]
    clients: list[str]
    labels: list[Label]
    lines: int = 0


class Footer:
    """What the end of a file says; its notes are read once."""

    def __init__(self, part: Part, metadata: Any) -> None:  # noqa: ANN401 -- pyarrow's
        """Args: part. metadata: as Parquet has it."""
        self.metadata, self._part = metadata, part

    @cached_property
    def group_rows(self) -> int:
        """Of each row group but the last, which may have less."""
        return int(self.metadata.row_group(0).num_rows)

    @cached_property
    def least(self) -> Array:
        """The least key of each row group, as octets that are cut.

        Raises:
            BrokenHistoryError: they cannot be read.
        """
        told = self._note(_LEAST)
        groups = self.metadata.num_row_groups
        try:
            texts = msgspec.json.decode(told or b"[]", type=list[str])
        except msgspec.DecodeError as error:
            raise BrokenHistoryError(self._part.path, "least") from error
        if not told:  # a file that was written before these were noted
            columns = (self.metadata.row_group(number).column(0) for number in range(groups))
            texts = [str(column.statistics.min) for column in columns]
        if len(texts) != groups:
            raise BrokenHistoryError(self._part.path, "least")
        return np.array([*map(octets_of, texts)], f"S{LEAST_BYTES}")

    @cached_property
    def starts(self) -> Starts:
        """At which rows of a day file its keys begin.

        Raises:
            BrokenHistoryError: it does not say so.
        """
        try:
            return Starts(self._note(_STARTS))
        except ValueError as error:
            raise BrokenHistoryError(self._part.path, "starts") from error

    @cached_property
    def counts(self) -> Array:
        """How many keys before each row group of the catalogue were seen on each day.

        Raises:
            BrokenHistoryError: it does not say so.
        """
        try:
            found = counts_before(self._note(_COUNTS))
        except ValueError as error:
            raise BrokenHistoryError(self._part.path, "counts") from error
        if len(found) != self.metadata.num_row_groups + 1:
            raise BrokenHistoryError(self._part.path, "counts")
        return found

    def _note(self, name: bytes) -> bytes:
        return bytes((self.metadata.metadata or {}).get(name, b""))


class Disk:
    """The folder of the history, written durably."""

    def __init__(self, folder: Path, step: Step, footers: dict[Part, Footer] | None = None) -> None:
        """Args: folder. step: hears of each step. footers: remembered; no file that counts ever changes."""
        self.folder, self._step = folder, step
        self._footers = {} if footers is None else footers

    def write(
        self,
        path: str,
        schema: Any,  # noqa: ANN401 -- pyarrow's
        tables: Iterator[Any],
        notes: Mapping[bytes, bytes] | None = None,
        **how: Any,  # noqa: ANN401 -- pyarrow's
    ) -> Part:
        """Write one Parquet file, each table as a row group, with notes in its footer."""
        whole = self.folder / path
        whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._step(f"write {path}")
        rows = 0
        least: list[str] = []
        with pq.ParquetWriter(whole, schema, **_COMMON, **how) as writer:
            for table in tables:
                rows += table.num_rows
                least += [str(one)[:LEAST_BYTES] for one in table[0][:1].to_pylist()]
                writer.write_table(table, row_group_size=max(1, table.num_rows))
            writer.add_key_value_metadata({_LEAST: msgspec.json.encode(least), **(notes or {})})
        whole.chmod(0o600)
        self._step(f"fsync {path}")
        sync_file(whole)
        self._step(f"fsync folder of {path}")
        sync_folder(whole.parent)
        sync_folder(self.folder)
        return Part(path, rows, whole.stat().st_size)

    def open(self, part: Part, **how: Any) -> Any:  # noqa: ANN401 -- pyarrow's
        """A Parquet file that the manifest names.

        Raises:
            BrokenHistoryError: absent or not what was written.
        """
        known = self._footers.get(part)
        try:
            opened = pq.ParquetFile(
                pa.OSFile(str(self.folder / part.path)),  # a path would be asked what it is first
                metadata=None if known is None else known.metadata,
                page_checksum_verification=True,
                pre_buffer=False,  # or each reading is handed to a thread and waited for
                **how,
            )
        except (OSError, pa.ArrowException) as error:
            raise BrokenHistoryError(part.path, reason_of(error)) from error
        if opened.metadata.num_rows != part.rows:
            raise BrokenHistoryError(part.path, "rows")
        if known is None:
            if len(self._footers) >= _FOOTERS:
                self._footers.clear()
            self._footers[part] = Footer(part, opened.metadata)
        return opened

    def footer(self, part: Part) -> Footer:
        """What the end of a file says.

        Raises:
            BrokenHistoryError: as `open`.
        """
        known = self._footers.get(part)
        return Footer(part, self.open(part).metadata) if known is None else known

    def read(self, part: Part, **how: Any) -> Any:  # noqa: ANN401 -- pyarrow's
        """The whole of a file, as a table.

        Raises:
            BrokenHistoryError: as `open`.
        """
        opened = self.open(part, **how)
        try:
            return opened.read(use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise BrokenHistoryError(part.path, reason_of(error)) from error

    def groups(self, part: Part, opened: Any, numbers: list[int], columns: list[str]) -> Any:  # noqa: ANN401 -- pyarrow's
        """Some row groups of a file, as one table.

        Raises:
            BrokenHistoryError: as `open`.
        """
        try:
            return opened.read_row_groups(numbers, columns=columns, use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise BrokenHistoryError(part.path, reason_of(error)) from error


def octets_of(key: str) -> bytes:
    """A key as octets in the same order, of which none is 0: so it may be filled up with them."""
    octets = key.encode()
    return octets.replace(b"\1", b"\1\2").replace(b"\0", b"\1\1")


def key_of(octets: bytes) -> str:
    """The way back from `octets_of`."""
    return octets.replace(b"\1\1", b"\0").replace(b"\1\2", b"\1").decode()


@dataclass(slots=True)
class Ordered:
    """Rows of one day in the order of the file; `ranks` point into the sorted `keys`."""

    keys: Array
    ranks: Array
    seconds: Array
    clients: Array
    labels: Array
    counts: Array


def in_order(rows: Rows, of_day: Array, clients: Array) -> Ordered:
    """Sort some rows, and make one of those that are alike.

    Args:
        rows: of any number of days.
        of_day: which of them, as row numbers of one day.
        clients: for each client of the batch its row in the clients file, the last one for none.
    """
    used, codes = compact(rows.codes[of_day], len(rows.keys))
    keys = rows.keys.take(pa.array(used))
    order = pc.sort_indices(keys)
    place = np.empty(len(used), np.int64)
    place[order.to_numpy()] = np.arange(len(used))
    columns = (
        place[codes],
        rows.seconds[of_day] % DAY_S,
        clients[rows.clients[of_day]] + 1,
        rows.labels[of_day],
    )
    (ranks, seconds, who, labels), counts = _distinct(columns, rows.counts[of_day])
    return Ordered(
        keys.take(order),
        ranks,
        seconds.astype(np.int32),
        (who - 1).astype(np.int32),
        labels,
        counts.astype(np.int32),
    )


def compact(codes: Array, size: int) -> tuple[Array, Array]:
    """Which of the numbers below `size` there are, and for each code its place among these."""
    used = np.zeros(size, bool)
    used[codes] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1)[codes]


def _distinct(columns: Sequence[Array], counts: Array) -> tuple[list[Array], Array]:
    """The rows that differ, in order, and the sum of the counts of each; no number is below 0.

    Rows become numbers, which sort many times faster than columns, and can be taken apart again.
    """
    bits = [int(column.max()).bit_length() for column in columns]
    if sum(bits) > _WORD_BITS:
        return _distinct_slowly(columns, counts)
    word = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], bits[1:], strict=True):
        word = word << width | column
    if (counts == 1).all():
        word.sort()
        starts = _starts(word)
        sums = np.diff(np.append(starts, len(word)))
    else:
        order = np.argsort(word)
        word = word[order]
        starts = _starts(word)
        sums = np.add.reduceat(counts[order], starts)
    word = word[starts]
    found: list[Array] = []
    for width in bits[:0:-1]:
        found.insert(0, word & (1 << width) - 1)
        word = word >> width
    return [word, *found], sums


def _distinct_slowly(columns: Sequence[Array], counts: Array) -> tuple[list[Array], Array]:
    """As `_distinct`, of columns that are too wide to be one number."""
    order = np.lexsort(columns[::-1])
    sorted_ = [column[order] for column in columns]
    starts = _starts(*sorted_)
    return [column[starts] for column in sorted_], np.add.reduceat(counts[order], starts)


def _starts(*columns: Array) -> Array:
    """Where a row differs from the one before."""
    differs = np.zeros(len(columns[0]), bool)
    differs[0] = True
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(differs)


def write_day(disk: Disk, path: str, rows: Ordered, labels: list[Label]) -> tuple[Part, int]:
    """Write one shelf of one day.

    Returns:
        The file, and how many keys its footer knows the rows of: all of them or, where it has too many rows, none.
    """
    logs, answers = (
        pa.array(list(texts)).dictionary_encode() for texts in zip(*labels, strict=True)
    )

    def tables() -> Iterator[Any]:
        for start in range(0, len(rows.ranks), _GROUP_ROWS):
            some = slice(start, start + _GROUP_ROWS)
            label = pa.array(rows.labels[some])
            columns = [
                rows.keys.take(pa.array(rows.ranks[some])),
                rows.seconds[some],
                rows.clients[some],
                rows.counts[some],
                logs.take(label),
                answers.take(label),
            ]
            yield pa.table(columns, schema=_DAY)

    is_noted = len(rows.ranks) <= _MOST_STARTS
    part = disk.write(
        path,
        _DAY,
        tables(),
        {_STARTS: noted_starts(rows.ranks)} if is_noted else {},
        # Of keys that are sorted zstd makes less than a dictionary would, and they are read sooner.
        use_dictionary=["log", "answer"],
        # Numbers are packed and no more: zstd would save 0.1 byte a row and cost a third of the reading.
        column_encoding=dict.fromkeys(("second", "client", "count"), "DELTA_BINARY_PACKED"),
        **_squeezed("key", "log", "answer"),
    )
    return part, len(rows.keys) if is_noted else 0


def write_clients(disk: Disk, path: str, pseudonyms: Array) -> Part:
    """Write the pseudonyms of one segment, sorted."""
    starts = range(0, len(pseudonyms), CLIENT_GROUP_ROWS)
    parts = (pseudonyms[start : start + CLIENT_GROUP_ROWS] for start in starts)
    return disk.write(
        path,
        _CLIENTS,
        (pa.table([part], schema=_CLIENTS) for part in parts),
        use_dictionary=False,
        column_encoding={"pseudonym": "DELTA_BINARY_PACKED"},
        compression="none",
    )


def write_catalogue(disk: Disk, path: str, keys: Array, days: Array) -> tuple[Part, dict[int, int]]:
    """Write one run of the catalogue, sorted by key; also gives how many keys each day of the block has."""

    def tables() -> Iterator[Any]:
        for start in range(0, len(keys), _CATALOGUE_GROUP_ROWS):
            some = keys.slice(start, _CATALOGUE_GROUP_ROWS)
            yield pa.table([some, days[start : start + len(some)]], schema=_CATALOGUE)

    notes = {_COUNTS: noted_counts(days, _CATALOGUE_GROUP_ROWS)}
    how = {"use_dictionary": ["days"], "column_encoding": {"key": "DELTA_BYTE_ARRAY"}}
    part = disk.write(path, _CATALOGUE, tables(), notes, **how, **_squeezed("key", "days"))
    each = counts_before(notes[_COUNTS])[-1].tolist()
    return part, {bit: many for bit, many in enumerate(each) if many}


def _squeezed(*columns: str) -> dict[str, Any]:
    """How some columns are compressed; the others are not."""
    return {
        "compression": dict.fromkeys(columns, "zstd"),
        "compression_level": dict.fromkeys(columns, _LEVEL),
    }
