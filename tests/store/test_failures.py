"""Tests of `store.failures`: what a database cannot do is named, on either of them."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from khien.model.words import say
from khien.store import Store, sqlite
from khien.store.failures import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseDiskError,
    DatabaseFailedError,
    DatabaseFullError,
    DatabaseReadOnlyError,
)
from tests.store.fresh import fresh_store

SQL = "INSERT INTO object_change (kind, object_id, at_us) VALUES ('version', :value, 1)"


def _raised(error: DatabaseFailedError) -> str:
    """Its sentence in Vietnamese, after a look at what every one of them promises."""
    assert (error.http_status, error.exit_status) == (503, 1)
    return say(error.code, "vi", error.facts)


def _write(tx: Connection, pragma: str, size: int) -> None:
    """Write that much over a connection that was made to fail."""
    tx.exec_driver_sql(f"PRAGMA {pragma}")
    tx.execute(text(SQL), {"value": "x" * size})


@pytest.mark.only_on("sqlite")
def test_a_full_disk_is_named_and_nothing_is_kept(store: Store) -> None:
    """The block that found no room is as if it had not been; there is room again afterwards."""
    with pytest.raises(DatabaseFullError) as caught, store.write() as tx:
        _write(tx, "max_page_count = 1", 10_000_000)
    store.engine.dispose()

    assert "hết chỗ (SQLITE_FULL)" in _raised(caught.value)
    with store.write() as tx:
        tx.execute(text(SQL), {"value": "y"})


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_database_that_somebody_holds_is_named(
    journal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program that writes and does not stop is waited for, and told of: of one that lets nobody read, too."""
    monkeypatch.setattr(sqlite, "PRAGMAS", ("busy_timeout=1",))
    store = fresh_store(tmp_path)
    file = str(store.engine.url.database)
    holder = connect(file, isolation_level=None)
    holder.execute(f"PRAGMA journal_mode={journal}")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusyError) as caught, store.write():
        pass
    holder.close()
    store.close()

    assert "giữ cơ sở dữ liệu quá lâu" in _raised(caught.value)


@pytest.mark.only_on("sqlite")
def test_a_file_that_may_not_be_written_is_named(store: Store) -> None:
    """Where only reading is possible, a writer is told so."""
    with pytest.raises(DatabaseReadOnlyError) as caught, store.write() as tx:
        _write(tx, "query_only = ON", 1)

    assert "không ghi được" in _raised(caught.value)


@pytest.mark.only_on("sqlite")
def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """A damaged file, or one that cannot be opened, is not an unforeseen error."""
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"x" * 8192)
    store = Store.sqlite(broken)
    with pytest.raises(DatabaseDamagedError), store.read():
        pass
    away = Store.sqlite(tmp_path / "no-such-folder" / "x.sqlite")
    with pytest.raises(DatabaseDiskError), away.read():
        pass


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("53100", DatabaseFullError),
        ("53200", DatabaseBusyError),
        ("55P03", DatabaseBusyError),
        ("40P01", DatabaseBusyError),
        ("25006", DatabaseReadOnlyError),
        ("58030", DatabaseDiskError),
        ("XX001", DatabaseDamagedError),
    ],
)
def test_what_the_server_cannot_do_is_named(
    store: Store, state: str, error: type[DatabaseFailedError]
) -> None:
    """By the state that the server gives, without its text."""
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(error) as caught, store.write() as tx:
        tx.exec_driver_sql(raised)

    assert f"({state})" in _raised(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.only_on("postgresql")
def test_what_is_our_own_mistake_stays_one(store: Store) -> None:
    """A question that the server does not understand, or writing where only reading was meant."""
    for sql in ("SELECT no_such_column", "DELETE FROM object_change"):
        with pytest.raises(DBAPIError), store.read() as tx:
            tx.exec_driver_sql(sql)
