"""Migrations bring a database to the tables that the code declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from khien.model.words.store import WORDS
from khien.store import Store, metadata, objects
from khien.store.migrations.draft import differences, migration_text
from khien.store.schema import (
    NewerSchemaError,
    alembic_config,
    migrate,
    newest_revision,
    revision,
    tables_by_module,
)
from tests.store.fresh import empty_store, fresh_store
from tests.store.samples import add, indicator


@pytest.fixture
def empty(tmp_path: Path, database: str) -> Iterator[Store]:
    """A database without any table."""
    del database
    store = empty_store(tmp_path, "new.db")
    yield store
    store.close()


DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE 'object_search%'",
    "postgresql": "SELECT indexname AS name, indexdef AS sql FROM pg_indexes "
    "WHERE tablename = 'object_search' UNION ALL "
    "SELECT column_name, concat_ws(' ', data_type, collation_name, is_nullable) "
    "FROM information_schema.columns WHERE table_name = 'object_search'",
}


def _definitions(tx: Connection) -> dict[str, str]:
    return {row.name: row.sql for row in tx.exec_driver_sql(DEFINITIONS[tx.dialect.name])}


def test_migrations_make_what_the_rooms_declare(empty: Store) -> None:
    """A database migrated from nothing lacks no table, column or index of any room.

    What is missing is shown as the migration to add: `python -m khien.store.migrations.draft ROOM`.
    """
    migrate(empty)

    with empty.read() as tx:
        assert migration_text(tx, newest_revision()) == ""


def test_a_migration_is_named_for_its_revision() -> None:
    """The names of the files say what Alembic would say after it had read all of them."""
    scripts = ScriptDirectory.from_config(alembic_config())
    found = [one for one in scripts.walk_revisions() if one.revision != one.module.__name__[:5]]

    assert [newest_revision()] == scripts.get_heads()
    assert found == []


def test_migrations_make_nothing_that_no_room_declares(empty: Store) -> None:
    """A table that nobody uses any more is dropped by a migration, not forgotten."""
    migrate(empty)

    with empty.read() as tx:
        found = {getattr(one, "table_name", "") for one in differences(tx)}
    assert found <= metadata.tables.keys()


def test_the_full_text_index_is_the_same_either_way(tmp_path: Path, empty: Store) -> None:
    """Migrations, which stand still, and the code make the same index, triggers and columns."""
    migrate(empty)
    declared = fresh_store(tmp_path)

    with empty.read() as migrated, declared.read() as made:
        both = [_definitions(tx) for tx in (migrated, made)]
    declared.close()

    assert both[0] == both[1]
    assert both[0].keys() & {"object_search_delete", "phrases"}


def test_migrating_twice_changes_nothing(empty: Store) -> None:
    """A node migrates at each start; what it holds stays."""
    migrate(empty)
    with empty.write() as tx:
        add(tx, indicator(1))
    migrate(empty)

    with empty.read() as tx:
        assert revision(tx) == newest_revision()
        assert objects.counts(tx).versions == 1


def test_a_newer_database_is_left_alone(empty: Store) -> None:
    """Older code says which revision it does not know, and changes nothing."""
    migrate(empty)
    with empty.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")

    with pytest.raises(NewerSchemaError, match="v9999") as caught:
        migrate(empty)

    with empty.read() as tx:
        assert revision(tx) == "v9999"
    assert all(sentence.format_map(caught.value.facts) for sentence in WORDS[caught.value.code])


def test_every_room_that_declares_tables_is_found() -> None:
    """Tables are found by the name of their module, so that no room can forget to register."""
    found = tables_by_module()

    assert "object_version" in {table.name for table in found["khien.store.objects.rows"]}
