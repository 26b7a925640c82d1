"""One database, its transactions, and what a connection to it is like."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from khien.store import Store
from khien.store.objects.rows import object_change
from tests.store.fresh import opened

ROW = {"kind": "version", "object_id": "indicator--1", "at_us": 1}


def _count(tx: Connection) -> int:
    return int(tx.execute(select(func.count()).select_from(object_change)).scalar_one())


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("temp_store", 2)],
)
def test_a_commit_survives_a_power_cut(store: Store, pragma: str, value: object) -> None:
    """Each connection writes ahead and waits for the disk, and keeps references whole."""
    with store.read() as tx:
        assert tx.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(
    ("setting", "value"),
    [("synchronous_commit", "on"), ("lock_timeout", "30s"), ("client_encoding", "UTF8")],
)
def test_a_connection_asks_for_what_we_promise(store: Store, setting: str, value: str) -> None:
    """Even on a server that was set up to lose the last commits, ours wait for the disk."""
    with store.write() as tx:
        assert tx.exec_driver_sql(f"SHOW {setting}").scalar() == value


def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    """A block that ends in an error writes none of it."""
    row = {"seq": 1, **ROW}
    with pytest.raises(IntegrityError), store.write() as tx:
        [tx.execute(insert(object_change), row) for _ in range(2)]

    with store.read() as tx:
        assert _count(tx) == 0


def test_reading_cannot_write(store: Store) -> None:
    """A block that said it would only read is held to it; the next writer is not."""
    with pytest.raises(DBAPIError, match=r"read-?only"), store.read() as tx:
        tx.execute(insert(object_change), {"seq": 1, **ROW})

    with store.write() as tx:
        tx.execute(insert(object_change), {"seq": 1, **ROW})


def test_a_reader_sees_one_picture(store: Store) -> None:
    """What commits while a block reads is not seen inside it, and is seen after it."""
    with store.read() as reader:
        before = _count(reader)
        with store.write() as tx:
            tx.execute(insert(object_change), {"seq": 1, **ROW})
        assert _count(reader) == before == 0

    with store.read() as reader:
        assert _count(reader) == 1


def test_writers_take_turns(store: Store) -> None:
    """What a writer reads is still true when it commits: no number is given twice."""

    def write() -> None:
        for _ in range(10):
            with store.write() as tx:
                tx.execute(insert(object_change), {"seq": _count(tx) + 1, **ROW})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as tx:
        assert tx.execute(select(func.max(object_change.c.seq))).scalar() == 40
        assert _count(tx) == 40


def test_a_store_opens_again(tmp_path: Path, store: Store) -> None:
    """What was committed is there for the next process."""
    with store.write() as tx:
        tx.execute(insert(object_change), {"seq": 1, **ROW})
    store.close()

    again = opened(tmp_path)
    with again.read() as tx:
        assert _count(tx) == 1
    again.close()


def test_closing_waits_for_nobody(tmp_path: Path, store: Store) -> None:
    """One process may stop while another writes: neither is held up or harmed."""
    other = opened(tmp_path)
    with store.write() as tx:
        tx.execute(insert(object_change), {"seq": 1, **ROW})
        other.close()

    with store.read() as tx:
        assert _count(tx) == 1


def test_a_writer_that_also_reads_is_never_starved(store: Store) -> None:
    """Many threads that wait for their turn leave a connection for the one whose turn it is."""

    def write(number: int) -> None:
        with store.write() as tx, store.read() as reader:
            _count(reader)
            tx.execute(insert(object_change), {"seq": number, **ROW})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as tx:
        assert _count(tx) == 24


def test_statistics_of_a_small_table_are_not_kept(tmp_path: Path) -> None:
    """A plan that was right for ten rows must not be used for a million: the next start expects many."""
    store = Store.sqlite(tmp_path / "small.sqlite")
    with store.write() as tx:
        tx.exec_driver_sql("CREATE TABLE small (a INTEGER PRIMARY KEY, b TEXT)")
        tx.exec_driver_sql("CREATE INDEX ix_small ON small (b)")
        tx.exec_driver_sql("INSERT INTO small (b) VALUES ('x'), ('y')")
        tx.exec_driver_sql("ANALYZE")
        assert tx.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar() == 1
    store.close()

    again = Store.sqlite(tmp_path / "small.sqlite")
    with again.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar() == 0
    again.close()
