"""Values in force column by column: the same as row by row, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import chain
from threading import Thread, current_thread
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from khien.store import Store, objects, sqlite_columns
from khien.store.objects import values
from khien.store.objects.rows import indicator_value
from khien.store.siblings import pour

NAMES = tuple(column.name for column in indicator_value.columns)
TEXTS = (
    "a.example",
    "",
    "two\nlines",
    "\n",
    "nul\0nul",
    "ngân hàng",
    "null",
    '"',
    "\u2028",
    "x" * 300,
)

one_version = st.lists(
    st.tuples(
        st.sampled_from(["domain", "url", "x"]),
        st.sampled_from(TEXTS),
        st.sampled_from([0, -(2**62), 2**62, 1_790_000_000_000_000]),
        st.sampled_from([None, None, -1, 2**62]),
    ),
    min_size=1,
    max_size=4,
)


def put(store: Store, versions: dict[int, list[tuple[Any, ...]]]) -> None:
    """Only these values are in force."""
    rows = [
        (number, place, f"indicator--{number}", *one)
        for number, values in versions.items()
        for place, one in enumerate(values)
    ]
    with store.write() as tx:
        tx.execute(delete(indicator_value))
        pour(tx, indicator_value, ("seq", "place", "object_id", *NAMES[3:]), rows)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    versions=st.dictionaries(st.integers(1, 60), one_version, max_size=12),
    stretch=st.sampled_from([1, 2, 7, 100]),
)
def test_columns_are_the_rows(
    store: Store, versions: dict[int, list[tuple[Any, ...]]], stretch: int
) -> None:
    """In their order, whatever texts hold, gaps or not; all values of a version are in one list."""
    put(store, versions)

    with pytest.MonkeyPatch.context() as patched, store.read() as tx:
        patched.setattr(values, "STRETCH", stretch)
        lists = [list(zip(*columns, strict=True)) for columns in objects.columns_in_force(tx)]
        rows = [tuple(row) for some in objects.all_values_in_force(tx) for row in some]

    assert [row for some in lists for row in some] == rows
    assert all(lists)
    numbers = [{row[1] for row in some} for some in lists]
    assert sum(map(len, numbers)) == len(versions)


def test_whoever_stops_early_may_ask_something_else(store: Store) -> None:
    """What was read ahead is let go of."""
    put(store, {number: [("domain", f"n{number}.example", 0, None)] for number in range(1, 9_001)})

    with store.read() as tx:
        with closing(objects.columns_in_force(tx)) as lists:
            first = next(lists)
        count = objects.count_in_force(tx)

    assert first[3][0] == "n1.example"
    assert count == 9_000


@pytest.mark.only_on("sqlite")
def test_the_thread_that_reads_ahead_takes_nothing_apart(store: Store) -> None:
    """For that it would need the interpreter, and wait for whoever has it; all questions are its own."""
    names = ["n1", "n2", "n3", "of two\nlines", "n5", "n6"]
    put(store, {number: [("domain", name, 0, None)] for number, name in enumerate(names, 1)})
    apart, asking = set[Thread](), set[Thread]()
    taken_apart = sqlite_columns._taken_apart

    def seen(text: str, rows: int, *, is_text: bool) -> list[Any]:
        apart.add(current_thread())
        return taken_apart(text, rows, is_text=is_text)

    with pytest.MonkeyPatch.context() as patched, store.read() as tx:
        patched.setattr(values, "STRETCH", 2)
        patched.setattr(sqlite_columns, "_taken_apart", seen)
        driver = cast("sqlite3.Connection", tx.connection.driver_connection)
        lists = objects.columns_in_force(tx)
        first = next(lists)
        driver.set_progress_handler(lambda: asking.add(current_thread()), 1)
        texts = [text for columns in chain((first,), lists) for text in columns[3]]
        driver.set_progress_handler(None, 1)

    assert texts == names
    assert apart == {current_thread()}
    assert len(asking) == 1
    assert current_thread() not in asking
