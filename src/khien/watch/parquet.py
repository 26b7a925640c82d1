"""Parquet as a log: a row is a line, read as JSON of the same names would be.

Only this module needs numpy and pyarrow (extra `hunt`); `inputs` loads it. Where the kernel is, each
distinct text of a dictionary is looked up once, and only rows that touch something, or have something that
the kernel does not know, are made into lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from khien.model.reasons import reason_of
from khien.watch.engine import values_for
from khien.watch.fields import Chosen, column, is_known, is_needed
from khien.watch.files import LogFileError, Told
from khien.watch.layouts import IGNORED, TIME, roles_of
from khien.watch.logs import Columns, Line, Passed, Read, Unreadable, read_record
from khien.watch.rules import IndicatorIndex

_ROWS: Final = 10_000  # that are made into lines at once
_GROUP_BYTES: Final = 1 << 29  # a larger row group is read in pieces
_PIECE_ROWS: Final = 1 << 20
# The plainest times; any other text is for the reference.
_TIME: Final = (
    r"^(?:[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
    r"(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?|\d{1,10}(?:\.\d{1,9})?)$"
)
_LAST_S: Final = 200_000_000_000  # seconds, or milliseconds, that are a date in any case
_PLACE_BYTES: Final = (
    6  # a place in a dictionary takes 20 bits at most, and the dictionary has its share
)
_UNITS: Final = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}

_Array = Any  # pyarrow's and numpy's; neither is typed for us


def read_parquet(
    path: Path, index: IndicatorIndex, columns: Columns = None, told: Told | None = None
) -> Iterator[Read]:
    """What of a file is to be looked up in the index; rows are numbered from 1 on.

    Raises:
        LogFileError: absent, not ours to read, or broken.
    """
    try:
        texts = _dictionaries(pq.read_metadata(path, memory_map=True))
        with pq.ParquetFile(path, memory_map=True, read_dictionary=texts) as file:
            yield from _Rows(path, file, index, columns).read(told)
    except (OSError, pa.ArrowException) as error:
        raise LogFileError(path.name, reason_of(error)) from error


@dataclass(slots=True)
class _Marks:
    """What is known of some rows: which have to be read, and which have a value."""

    named: _Array
    some: _Array
    unclear: bool = False  # all of them have to be read

    def put(self, marks: _Array, rows: _Array) -> None:
        """Take in what the kernel says of texts, each of which stands in a row."""
        self.named[rows[(marks == 1) | (marks == 2)]] = True
        self.some[rows[marks != 0]] = True


class _Rows:
    """One file on its way through kernel and reference."""

    def __init__(self, path: Path, file: Any, index: IndicatorIndex, columns: Columns) -> None:  # noqa: ANN401 -- pyarrow's
        self._path, self._file, self._index, self._columns = path, file, index, columns
        schema = file.schema_arrow
        self._leaves = {one.name: list(_leaf_names(one.name, one.type)) for one in schema}
        if isinstance(columns, Chosen):
            columns.note(leaf for leaves in self._leaves.values() for leaf in leaves)
        # A pattern may ask for any column.
        self._chosen = [
            name
            for name, leaves in self._leaves.items()
            if len(index.patterns) or any(self._is_needed(leaf) for leaf in leaves)
        ]
        names = [leaf for name in self._chosen for leaf in self._leaves[name]]
        roles = roles_of(names, columns)
        self._roles = None if roles is None else dict(zip(names, roles, strict=True))
        self._number = 0

    def _is_needed(self, leaf: str) -> bool:
        return is_needed(leaf) if self._columns is None else leaf in self._columns

    def read(self, told: Told | None) -> Iterator[Read]:
        """Every row, or how many were passed over."""
        meant = [
            leaf if self._columns is None else self._columns.get(leaf, "")
            for leaves in self._leaves.values()
            for leaf in leaves
        ]
        if not any(map(is_known, meant)):
            there = {leaf for leaves in self._leaves.values() for leaf in leaves}
            is_absent = self._columns is not None and there.isdisjoint(self._columns)
            code = "watch.no-such-column" if is_absent else "watch.no-columns"
            named = self._columns if self._columns and is_absent else self._leaves
            yield Unreadable(1, code, ", ".join(named)[:100])
            return
        size, total = self._path.stat().st_size, self._file.metadata.num_rows
        for table in self._tables():
            yield from self._table(table)
            self._number += table.num_rows
            if told is not None:
                told(size * self._number // max(1, total), size)

    def _tables(self) -> Iterator[Any]:
        for group in range(self._file.num_row_groups):
            if self._file.metadata.row_group(group).total_byte_size <= _GROUP_BYTES:
                yield _usual(
                    self._file.read_row_group(group, columns=self._chosen, use_threads=False)
                )
                continue
            for batch in self._file.iter_batches(
                _PIECE_ROWS, row_groups=[group], columns=self._chosen, use_threads=False
            ):
                yield _usual(pa.Table.from_batches([batch]))

    def _table(self, table: Any) -> Iterator[Read]:  # noqa: ANN401 -- pyarrow's
        count = table.num_rows
        marks = _Marks(np.zeros(count, bool), np.zeros(count, bool))
        values = values_for(self._index)
        if values is None or self._roles is None:
            marks.unclear = True
        else:
            self._look(values, table, marks)
        if marks.unclear:
            marks.named[:] = True
        rows = np.flatnonzero(marks.named)
        for at in range(0, len(rows), _ROWS):
            yield from self._lines(table, rows[at : at + _ROWS])
        if count > len(rows):
            without = int((~marks.named & ~marks.some).sum())
            yield Passed(count - len(rows), without)

    def _lines(self, table: Any, rows: _Array) -> Iterator[Line]:  # noqa: ANN401 -- pyarrow's
        # Times as texts: not every one that Arrow can write is one of Python's.
        some = table.take(pa.array(rows))
        for place, one in enumerate(some.schema):
            if pa.types.is_timestamp(one.type):
                some = some.set_column(place, one.name, some.column(place).cast(pa.string()))
        for row, record in zip(rows.tolist(), some.to_pylist(), strict=True):
            plain = {name: _plain(value) for name, value in record.items()}
            yield read_record(self._path.name, self._number + row + 1, plain, self._columns)

    # ---- by the kernel

    def _look(self, values: Any, table: Any, marks: _Marks) -> None:  # noqa: ANN401 -- the kernel's, pyarrow's
        roles = self._roles or {}
        for leaf, array, rows in _all_leaves(table):
            if roles[leaf] != IGNORED:
                _judge(values, roles[leaf], array, rows, marks)


def _judge(values: Any, role: int, array: _Array, rows: _Array, marks: _Marks) -> None:  # noqa: ANN401 -- the kernel's
    """What one column says of its rows; `rows` are those in which its texts stand."""
    kind = array.type
    if pa.types.is_null(kind):
        return
    texts, places = array, None
    if pa.types.is_dictionary(kind):
        texts = array.dictionary
        places = np.asarray(array.indices.fill_null(len(texts)))
    if pa.types.is_large_string(texts.type):
        texts = texts.cast(pa.string())
    if not pa.types.is_string(texts.type):
        marks.unclear |= not (role == TIME and _are_times(array))
        return
    if role == TIME:
        plain = pc.match_substring_regex(texts, _TIME).fill_null(True)  # noqa: FBT003 -- pyarrow's own
        found = np.where(np.asarray(plain), 0, 2)
    else:
        found = np.frombuffer(_marks(values, role, texts), np.uint8)
        if texts.null_count:
            found = np.where(np.asarray(texts.is_null()), 0, found)
    marks.put(found if places is None else np.append(found, 0)[places], rows)


def _marks(values: Any, role: int, texts: _Array) -> bytes:  # noqa: ANN401 -- the kernel's
    _, offsets, octets = texts.buffers()
    if octets is None:  # all are empty or null
        return bytes(len(texts))
    first = memoryview(offsets)[texts.offset * 4 :]
    return bytes(values.match(role, octets, first, len(texts)))


def _are_times(array: _Array) -> bool:
    """Whether each number of a column is an instant in any case."""
    kind = array.type
    if pa.types.is_floating(kind):
        if not pc.all(pc.is_finite(array)).as_py() and array.null_count < len(array):
            return False
    elif not (pa.types.is_integer(kind) or pa.types.is_timestamp(kind)):
        return False
    if pa.types.is_timestamp(kind):
        last, array = _LAST_S * _UNITS[kind.unit], array.cast(pa.int64())
    else:
        last = _LAST_S
    bounds = pc.min_max(array).as_py()
    return bounds["min"] is None or (bounds["min"] >= 0 and bounds["max"] < last)


# ---- columns in columns


def _usual(table: Any) -> Any:  # noqa: ANN401 -- pyarrow's
    """The table with texts as most have them: of views, which some libraries write, Arrow cannot take rows."""
    kinds = [one.with_type(_usual_type(one.type)) for one in table.schema]
    return table if kinds == list(table.schema) else table.cast(pa.schema(kinds))


def _usual_type(kind: Any) -> Any:  # noqa: ANN401 -- pyarrow's
    if pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_binary_view(kind):
        return pa.large_binary()
    if pa.types.is_struct(kind):
        return pa.struct([one.with_type(_usual_type(one.type)) for one in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        make = pa.list_ if pa.types.is_list(kind) else pa.large_list
        inner = kind.value_field
        return make(inner.with_type(_usual_type(inner.type)))
    return kind


def _leaf_names(name: str, kind: Any) -> Iterator[str]:  # noqa: ANN401 -- pyarrow's
    """What the columns in a column are called, as the reader of JSON calls them."""
    if pa.types.is_struct(kind):
        for inner in kind:
            yield from _leaf_names(f"{column(name)}_{column(inner.name)}", inner.type)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from _leaf_names(name, kind.value_type)
    else:
        yield column(name)


def _all_leaves(table: Any) -> Iterator[tuple[str, _Array, _Array]]:  # noqa: ANN401 -- pyarrow's
    for name, whole in zip(table.column_names, table.columns, strict=True):
        at = 0
        for chunk in whole.chunks:
            yield from _leaves(name, chunk, np.arange(at, at + len(chunk)))
            at += len(chunk)


def _leaves(name: str, array: _Array, rows: _Array) -> Iterator[tuple[str, _Array, _Array]]:
    """The columns in a column, and in which row each of their values stands."""
    kind = array.type
    if pa.types.is_struct(kind):
        for place, inner in enumerate(kind):
            below = pc.struct_field(array, [place])
            yield from _leaves(f"{column(name)}_{column(inner.name)}", below, rows)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        parents = np.asarray(pc.list_parent_indices(array))
        yield from _leaves(name, pc.list_flatten(array), rows[parents])
    else:
        yield column(name), array, rows


def _plain(value: object) -> object:
    """A value as JSON would have it; octets that are no text as hexadecimal digits."""
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case bytes():
            return _text(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _text(octets: bytes) -> str:
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return octets.hex()
    return text if text.isprintable() else octets.hex()


def _dictionaries(metadata: Any) -> Sequence[str]:  # noqa: ANN401 -- pyarrow's
    """The columns whose values are places in a dictionary; one that outgrew it is quicker read as it is."""
    sizes: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for place in range(row_group.num_columns):
            one = row_group.column(place)
            name, size = one.path_in_schema, one.total_uncompressed_size
            sizes[name] = sizes.get(name, 0) + size
    texts = [one.name for one in metadata.schema.to_arrow_schema() if pa.types.is_string(one.type)]
    return [name for name in texts if sizes.get(name, 0) < _PLACE_BYTES * metadata.num_rows]
