"""How SQLite gives a million rows: a list at a time, column by column, while whoever asked is busy with the list before.

A row at a time, the driver gives the interpreter away and takes it back for each; so SQLite puts each column of a list
together as one text, for which it does not need the interpreter, in a thread.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from sqlite3 import Connection as SqliteConnection
from threading import Semaphore
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Connection, Select, String, bindparam, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

_LINE_END: Final[ColumnElement[str]] = literal_column("char(10)")
_NULL: Final[ColumnElement[str]] = literal_column("'null'")
_numbers = msgspec.json.Decoder(list[int | None]).decode


def in_columns(
    tx: Connection, query: Select[Any], number: ColumnElement[int], count: int
) -> Generator[Sequence[Sequence[Any]]]:
    """The rows of a query column by column, in lists of so many numbers; close it before the transaction ends.

    Args:
        tx: an open transaction, in which nobody asks anything else meanwhile.
        query: texts that are not null, and whole numbers, in the order of `number`.
        number: one of its columns; rows with the same number come together.
        count: how many numbers a list is about.
    """
    driver = cast("SqliteConnection", tx.connection.driver_connection)
    columns = list(query.selected_columns)
    place = next(at for at, column in enumerate(columns) if column.compare(number))
    are_texts = [isinstance(column.type, String) for column in columns]
    stretch = (number > bindparam("after"), number <= bindparam("upto"))
    plain = _spoken(tx, query.where(*stretch))
    parts: list[Any] = [*map(_as_one, columns), func.count()]
    packed = _spoken(tx, select(*parts).where(*stretch))
    last = tx.execute(select(func.max(number))).scalar() or 0

    begins = Semaphore(0)

    def read(question: str, after: int) -> list[Any]:
        begins.release()
        return driver.execute(question, (after, after + count)).fetchall()

    # The thread only asks, for which it does not need the interpreter: whoever takes apart needs it, as the asker does.
    with ThreadPoolExecutor(1, "rows-ahead") as ahead:

        def ask(question: str, after: int) -> Future[list[Any]]:
            asked = ahead.submit(read, question, after)
            begins.acquire()  # or the thread would wait for the interpreter until the list before is worked off
            return asked

        coming = ask(packed, 0)
        for after in range(0, last, count):
            ((*texts, rows),) = coming.result()
            if after + count < last:
                coming = ask(packed, after + count)
            if not rows:
                continue
            found: Sequence[Sequence[Any]] = [
                _taken_apart(text, rows, is_text=is_text)
                for text, is_text in zip(texts, are_texts, strict=True)
            ]
            # A text may hold a line's end; and in which order they are put together SQLite does not promise.
            if {len(one) for one in found} != {rows} or sorted(found[place]) != found[place]:
                found = list(zip(*ask(plain, after).result(), strict=True))
            yield found


def _spoken(tx: Connection, query: Select[Any]) -> str:
    return str(query.compile(dialect=tx.dialect))


def _as_one(column: ColumnElement[Any]) -> ColumnElement[str]:
    if isinstance(column.type, String):
        return func.group_concat(column, _LINE_END)
    return func.group_concat(func.coalesce(column, _NULL))


def _taken_apart(text: str, rows: int, *, is_text: bool) -> list[Any]:
    end = "\n" if is_text else ","
    first = text.partition(end)[0] + end
    if len(first) * rows == len(text) + 1 and first * rows == text + end:
        text, alike = first[:-1], rows  # as many columns of what came together: read once
    else:
        alike = 1
    return (text.split("\n") if is_text else _numbers(f"[{text}]")) * alike
