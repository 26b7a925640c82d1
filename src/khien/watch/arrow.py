"""Columns of Arrow, as Parquet files give them: each distinct text of a dictionary is looked up once.

Arrays come from pyarrow, which is an extra and is never imported here: what is handed in knows its own
buffers. As everywhere, the kernel says which texts matter and the reference says what they touch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from khien.watch import fields
from khien.watch.engine import KernelIndex
from khien.watch.layouts import role_of
from khien.watch.rules import Entry, IndicatorIndex

_OFFSET_BYTES = 4  # in Arrow's `string`
_MARK = re.compile(b"[\x01\x02]")


class StringArray(Protocol):
    """What is used of `pyarrow.StringArray`, and only of it: one with 32-bit offsets."""

    offset: int

    def __len__(self) -> int:
        """How many texts."""

    def __getitem__(self, row: int, /) -> Any:  # noqa: ANN401 -- a scalar of pyarrow
        """One of them."""

    def buffers(self) -> Sequence[Any]:
        """Validity, offsets and bytes."""


def touched_texts(
    index: IndicatorIndex, name: str, texts: StringArray, at: datetime
) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """Each text of a column that touches something in force at that instant, by its place, and what.

    Args:
        index: of `new_index`; any other reads every text.
        name: the column's name, or a meaning; one that `fields` knows.
        texts: `pyarrow.StringArray`; of a dictionary array its `dictionary`, and `rows_of` then.
        at: aware.
    """
    reader = fields._READERS[name]
    for place in _candidates(index, name, texts):
        text = texts[place].as_py()
        values = () if text is None else reader(text)
        entries = tuple(entry for value in values for entry in index.look_up(value, at))
        if entries:
            yield place, entries


def rows_of(indices: Any, places: Sequence[int]) -> list[int]:  # noqa: ANN401 -- an array of pyarrow
    """The rows of a dictionary array whose text is one of these, `indices` being the array's own."""
    compute = import_module("pyarrow.compute")
    wanted = import_module("pyarrow").array(places, indices.type)
    found: list[int] = compute.indices_nonzero(compute.is_in(indices, wanted)).to_pylist()
    return found


def _candidates(index: IndicatorIndex, name: str, texts: StringArray) -> Iterator[int]:
    if not isinstance(index, KernelIndex):
        yield from range(len(texts))
        return
    _, offsets, octets = texts.buffers()
    if octets is None:  # all are empty or null
        return
    first = memoryview(offsets)[texts.offset * _OFFSET_BYTES :]
    marks = index.values.match(role_of(name), octets, first, len(texts))
    yield from (found.start() for found in _MARK.finditer(marks))
