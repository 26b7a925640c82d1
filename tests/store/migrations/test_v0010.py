"""What a database held under names is there under numbers, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select

from khien.store import Store, objects
from khien.store.objects.rows import import_batch, object_change, object_version, withdrawn
from khien.store.schema import alembic_config, migrate
from khien.store.siblings import sibling
from tests.store.fresh import empty_store, fresh_store
from tests.store.objects.test_readmodel import fill, picture
from tests.store.samples import NOW, add, indicator

# Each table as it was, said of the tables of today.
BEFORE = {
    "object_current": "SELECT v.object_id, c.seq, c.type, c.in_force "
    "FROM object_current c JOIN object_version v ON v.seq = c.seq",
    "object_relation": "SELECT v.object_id AS owner_id, coalesce(r.from_id, v.object_id) AS from_id, "
    "r.kind, r.to_id, r.from_id IS NOT NULL AS relationship "
    "FROM object_relation r JOIN object_version v ON v.seq = r.seq ORDER BY r.seq, r.place",
    "object_marking": "SELECT seq, marking_ref FROM object_marking",
    "indicator_value": "SELECT * FROM indicator_value",
    "object_text": "SELECT t.*, v.object_id "
    "FROM object_text t JOIN object_version v ON v.seq = t.seq",
    "object_origin": "SELECT seq, source, batch_id, at_us FROM object_origin "
    "UNION ALL SELECT seq, source, batch_id, added_us FROM object_version",
}


@pytest.fixture
def today(tmp_path: Path, database: str) -> Iterator[Store]:
    """Objects in every state, one of them brought by two."""
    del database
    store = fresh_store(tmp_path)
    with store.write() as tx:
        fill(tx)
        add(tx, indicator(5), source="asean-cert", number=6)
    yield store
    store.close()


@pytest.fixture
def old(tmp_path: Path, today: Store) -> Iterator[Store]:
    """The same, as the migration before this one left it."""
    store = empty_store(tmp_path, "old.db")
    with today.read() as source, store.write() as tx:
        config = alembic_config()
        config.attributes["connection"] = tx
        command.upgrade(config, "v0009")
        for table in (import_batch, object_version, withdrawn, object_change):
            tx.execute(
                insert(table), [dict(row) for row in source.execute(select(table)).mappings()]
            )
        for name, question in BEFORE.items():
            _fill(tx, name, [dict(row) for row in source.exec_driver_sql(question).mappings()])
        sibling(tx).reindex(tx)
    yield store
    store.close()


def _fill(tx: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    holes = "?" if tx.dialect.name == "sqlite" else "%s"
    given = ", ".join([holes] * len(rows[0]))
    for row in rows:
        if name == "object_relation":
            row["relationship"] = bool(row["relationship"])
        statement = f"INSERT INTO {name} ({', '.join(row)}) VALUES ({given})"  # noqa: S608 -- our own
        tx.exec_driver_sql(statement, tuple(row.values()))


def test_what_was_derived_is_there_row_for_row(today: Store, old: Store) -> None:
    """After the migration the read model is what today's code would have made of the same objects."""
    migrate(old)

    with today.read() as made, old.read() as migrated:
        assert picture(migrated) == picture(made)
        for question in ("lua", "bad5.example.com"):
            assert objects.search(migrated, question) == objects.search(made, question) != []
    with old.write() as tx:
        before = picture(tx)
        objects.rebuild(tx)
        assert picture(tx) == before


def test_everyone_who_brought_a_version_is_still_named(today: Store, old: Store) -> None:
    """The first one stands in the version now; no other is lost, and none is named twice."""
    migrate(old)

    with today.read() as made, old.read() as migrated:
        seqs = made.execute(select(object_version.c.seq)).scalars().all()
        both = [[objects.sources(tx, seq) for seq in seqs] for tx in (made, migrated)]
    assert both[0] == both[1]
    assert ["", "asean-cert"] in [[one.source for one in sources] for sources in both[1]]


def test_a_text_leaves_the_index_after_the_migration_too(old: Store) -> None:
    """The trigger was made anew with its table."""
    migrate(old)

    with old.write() as tx:
        (found,) = objects.search(tx, "bad5.example.com")
        objects.withdraw(tx, found.object_id, None, "recalled", NOW)

        assert objects.search(tx, "bad5.example.com") == []
