"""The read model is only derived: it can be thrown away and comes back the same."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select, update

from khien.store import Store, objects
from khien.store.objects.rows import READ_MODEL, object_text, object_version
from tests.shared import shared
from tests.store.fresh import fresh_store
from tests.store.samples import (
    GREEN,
    NOW,
    add,
    at,
    batch,
    definition,
    domain,
    indicator,
    object_id,
    relationship,
    thing,
    version,
)

# How the full-text index of each database loses everything behind our back.
FORGET = {
    "sqlite": "INSERT INTO object_search(object_search) VALUES ('delete-all')",
    "postgresql": "DELETE FROM object_search",
}


def picture(tx: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the read model, and the levels that are derived into the versions."""
    column = object_version.c
    found = {
        table.name: sorted(map(tuple, tx.execute(select(table))), key=repr) for table in READ_MODEL
    }
    levels = select(column.seq, column.tlp, column.declared).order_by(column.seq)
    return found | {"levels": [tuple(row) for row in tx.execute(levels)]}


def fill(tx: Connection) -> None:
    """Objects in every state: new, conflicting, revoked, withdrawn, restored, marked and linked."""
    own = definition(9, "amber")
    actor, malware = thing("threat-actor", 1, name="Lừa"), thing("malware", 2, name="Đảo")
    add(tx, indicator(1, 2), indicator(1, 1), indicator(2, object_marking_refs=[own.id, GREEN]))
    add(tx, indicator(2, name="conflict"), indicator(3, revoked=True), number=2)
    add(tx, own, domain(1), domain(1, resolves_to_refs=[]), number=3)
    add(tx, actor, malware, relationship(3, actor, "uses", malware), number=4)
    add(tx, *(indicator(number) for number in range(4, 9)), number=5)
    objects.withdraw(tx, object_id("indicator", 4), at(1), "recalled", NOW)
    objects.withdraw(tx, object_id("indicator", 5), None, "out-of-use", NOW)
    objects.restore(tx, object_id("indicator", 5), None, "out-of-use", NOW)


def test_rebuilding_gives_the_same_row_for_row(store: Store) -> None:
    """What was kept up with every change is what is derived from nothing."""
    with store.write() as tx:
        fill(tx)
        before = picture(tx)
        objects.rebuild(tx)
        after = picture(tx)

    assert after == before
    assert all(before.values())


def test_rebuilding_mends_whatever_was_damaged(store: Store) -> None:
    """Lost rows, wrong levels and a full-text index out of step are as before."""
    with store.write() as tx:
        fill(tx)
        before = picture(tx)
        tx.execute(update(object_version).values(tlp=0))
        tx.exec_driver_sql(FORGET[tx.dialect.name])
        assert objects.search(tx, "lua") == []
        for table in READ_MODEL:
            if table is not object_text:
                tx.execute(delete(table))

        objects.rebuild(tx)

        assert picture(tx) == before
        assert len(objects.search(tx, "lua")) == 1


def test_an_empty_store_rebuilds(store: Store) -> None:
    """Nothing gives nothing."""
    with store.write() as tx:
        objects.rebuild(tx)
        assert not any(picture(tx).values())


def test_a_real_report_is_kept_and_rebuilt(store: Store) -> None:
    """The objects of the OASIS APT1 example (BSD-3-Clause) are found, linked and rebuilt."""
    path = shared("stix/oasis-examples/apt1.json")
    content = json.loads(path.read_bytes())
    with store.write() as tx:
        kept = [version(one) for one in content["objects"]]
        added = objects.add_versions(tx, kept, batch(), NOW)
        before = picture(tx)
        assert {one.outcome for one in added} == {"new"}
        assert all(objects.search(tx, one.object_id) for one in added)
        assert any(link.relationship for link in objects.related(tx, added[1].object_id))
        objects.rebuild(tx)
        assert picture(tx) == before


Step = tuple[str, int, int, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "revoke", "withdraw", "withdraw-all", "restore", "restore-all"]),
        st.integers(1, 2),
        st.integers(1, 3),
        st.sampled_from(["", "x"]),
    ),
    max_size=12,
)


def _do(tx: Connection, number: int, step: Step) -> None:
    verb, of, day, name = step
    whole = None if verb.endswith("-all") else at(day)
    match verb.removesuffix("-all"):
        case "withdraw":
            objects.withdraw(tx, object_id("indicator", of), whole, "recalled", NOW)
        case "restore":
            objects.restore(tx, object_id("indicator", of), whole, "recalled", NOW)
        case _:
            more = {"name": name} if verb == "add" else {"name": name, "revoked": True}
            add(tx, indicator(of, day, **more), number=number)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.usefixtures("database")
@given(STEPS)
def test_any_history_rebuilds_the_same(steps: list[Step]) -> None:
    """Whatever came, went and came back, in whatever order: kept up and derived anew agree."""
    with TemporaryDirectory() as folder:
        store = fresh_store(Path(folder))
        with store.write() as tx:
            for number, step in enumerate(steps):
                _do(tx, number, step)
            before = picture(tx)
            objects.rebuild(tx)
            after = picture(tx)
        store.close()

    assert after == before
