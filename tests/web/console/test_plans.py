"""What people wait for is found by an index in the order in which it is shown, however much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from khien.app import crossings, overview, waiting
from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.releases import rows as release_rows
from khien.web.console.releases import TABS
from tests.web.console.border import Border

LARGE = ("release", "arrival", "outbox", "object_version", "object_current", "ledger_leaf")
AFTER = (1_000_000, "release--x")


@contextmanager
def asked(node: Node) -> Iterator[list[tuple[str, Any]]]:
    """Every question that the database is asked within the block."""
    found: list[tuple[str, Any]] = []

    def note(_1: object, _2: object, statement: str, values: Any, _3: object, _4: object) -> None:  # noqa: ANN401 -- the driver's
        if statement.lstrip().upper().startswith("SELECT"):
            found.append((statement, values))

    event.listen(node.store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(node.store.engine, "before_cursor_execute", note)


def weak(node: Node, does: Callable[[], object]) -> list[tuple[str, str]]:
    """The steps of SQLite's plans that read or sort more than they show, each with its question."""
    with asked(node) as questions:
        does()
    found = []
    for statement, values in questions:
        with node.store.read() as tx:
            plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [row[3] for row in plan]
        found += [(statement, step) for step in steps if _is_weak(step, steps, statement)]
    return found


def _is_weak(step: str, steps: list[str], statement: str) -> bool:
    is_page = "LIMIT" in statement
    if step == "USE TEMP B-TREE FOR ORDER BY":
        return is_page and any(f"SEARCH {name} " in one for one in steps for name in LARGE)
    is_walk = step.startswith("SCAN") and step.split()[1] in LARGE
    return is_walk and ("USING" not in step or not is_page)


@pytest.mark.parametrize("partner", ["", "asean-cert"])
@pytest.mark.parametrize("after", [None, AFTER])
def test_lists_are_read_in_their_order(
    border: Border, partner: str, after: tuple[int, str] | None
) -> None:
    """No list of releases or arrivals sorts all that it could show, or reads what it does not."""
    node = border.us.node
    for _, _, states in TABS:
        assert weak(node, lambda: crossings.turned(node, states, partner, after)) == []  # noqa: B023 -- called at once
    assert weak(node, lambda: overview.arrived(node, "quarantined", partner, after)) == []
    assert weak(node, lambda: overview.arrived(node, "accepted", partner, after)) == []


def test_the_start_page_reads_what_waits(border: Border) -> None:
    """Every queue, count and hour by an index of its own; emergency reviews too."""
    node = border.us.node
    border.held()
    border.stopped()

    assert weak(node, lambda: waiting.overlook(node)) == []
    reviews = lambda: crossings.turned(node, (), "", None, reviews=True)  # noqa: E731
    assert weak(node, reviews) == []


def test_arrivals_of_an_object_are_found_by_its_id(border: Border) -> None:
    """Not by their outcome or their partner, of which there may be a million."""
    node = border.us.node
    with asked(node) as questions, node.store.read() as tx:
        arrival_rows.of_object(tx, ["indicator--x"])
        arrival_rows.of_contents(tx, "asean-cert", [("indicator--x", "")], ["accepted"])
    with node.store.read() as tx:
        plans = [
            row[3]
            for statement, values in questions
            for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    assert sum("USING INDEX ix_arrival_object" in step for step in plans) == 2


def test_pages_over_several_states_follow_each_other(border: Border) -> None:
    """States are read one after the other, and shown in one order without a gap."""
    made = [border.held() for _ in range(4)]
    made[1] = border.sent()
    node = border.us.node
    seen: list[str] = []
    after = None
    while True:
        with node.store.read() as tx:
            found = release_rows.turned(tx, (), "asean-cert", after, 2)
        seen += [one.id for one in found]
        if len(found) < 2:
            break
        after = release_rows.place_of(found[-1])
    with node.store.read() as tx:
        whole = [one.id for one in release_rows.turned(tx, (), "", None, 100)]

    assert seen == whole
    assert {one.id for one in made} <= set(seen)
