"""How PostgreSQL gives a million rows: a list at a time, as rows or column by column."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.sql.elements import ColumnElement


def in_lists(tx: Connection, query: Select[Any], count: int) -> Iterator[Sequence[Any]]:
    """Rows in lists of so many; the server keeps the others meanwhile."""
    with tx.execute(query.execution_options(yield_per=count)) as rows:
        yield from rows.partitions()


def in_columns(
    tx: Connection, query: Select[Any], number: ColumnElement[int], count: int
) -> Generator[Sequence[Sequence[Any]]]:
    """The same rows column by column; those with the same number, by which they come, are in one list."""
    place = next(at for at, one in enumerate(query.selected_columns) if one.compare(number))
    left: list[Sequence[Any]] = []
    for some in in_lists(tx, query, count):
        together = [*left, *some]
        last = len(together)
        while last and together[last - 1][place] == together[-1][place]:
            last -= 1
        left = together[last:]
        if last:
            yield list(zip(*together[:last], strict=True))
    if left:
        yield list(zip(*left, strict=True))
