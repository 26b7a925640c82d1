"""A block of JSON lines as a table of texts, where that says the same as the reference reader.

Objects with texts, lists of texts and one level of objects, as Zeek writes them. Whatever else is in a
column that matters (numbers, lists in lists, a key twice) leaves the block to the reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pa_json

from khien.watch.fields import column
from khien.watch.history.columns import Array

_KINDS: Final = ("_path", "@stream")  # as `logs` has them
_BLOCK_BYTES: Final = 1 << 20
_SIMPLE: Final = (pa.types.is_string, pa.types.is_null)


def table_of(block: bytes) -> Any | None:  # noqa: ANN401 -- pyarrow's
    """The block as it stands, with flat names as the reference has them; None: not in columns.

    Raises:
        ArrowInvalid: a line is no object, or one column has several types.
    """
    read = pa_json.read_json(
        BytesIO(block),
        read_options=pa_json.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
    )
    if read.num_rows != sum(1 for line in block.split(b"\n") if line.strip()):
        return None  # two objects in one line
    flat = dict(_flat(read))
    count = sum(1 for _ in _flat(read))
    return pa.table(flat) if count == len(flat) else None


def _flat(table: Any) -> Iterator[tuple[str, Array]]:  # noqa: ANN401 -- pyarrow's
    for field in table.schema:
        name = column(field.name)
        if not pa.types.is_struct(field.type):
            yield name, table[field.name]
            continue
        for inner, cells in zip(field.type, table[field.name].flatten(), strict=True):
            yield f"{name}_{column(inner.name)}", cells


def kind_of(table: Any, kind: str) -> str | None:  # noqa: ANN401 -- pyarrow's
    """What kind of log all of the lines say they are; None: they differ."""
    named = [name for name in _KINDS if name in table.column_names]
    if not named:
        return kind
    texts = pc.unique(table[named[0]]).to_pylist()
    is_one = len(named) == 1 and len(texts) == 1 and isinstance(texts[0], str)
    return texts[0] if is_one else None


def texts_of(cells: Array) -> tuple[Array, bool] | None:
    """A column as texts, and whether each is several, joined by commas; None: not texts."""
    if any(is_simple(cells.type) for is_simple in _SIMPLE):
        return pc.fill_null(cells.cast(pa.string()), ""), False
    if not pa.types.is_list(cells.type) or not pa.types.is_string(cells.type.value_type):
        return None
    parts = pc.list_flatten(cells)
    if parts.null_count or pc.any(pc.match_substring(parts, ",")).as_py():
        return None
    return pc.fill_null(pc.binary_join(cells, ","), ""), True
