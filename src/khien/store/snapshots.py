"""A copy of the whole database as one SQLite file, taken while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from khien.store.database import Store
from khien.store.moving import copy_everything, verify_copy


def snapshot(store: Store, path: Path) -> None:
    """Copy the database into a file: one moment of it, whoever writes meanwhile.

    Args:
        store: on SQLite or PostgreSQL; the copy is SQLite either way.
        path: of the file, empty or absent.

    Raises:
        CopyDiffersError: what was read back is not what was copied.
    """
    if store.engine.dialect.name == "sqlite":
        _copy_pages(store, path)
    else:
        _copy_rows(store, path)
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _copy_pages(store: Store, path: Path) -> None:
    held = store.engine.raw_connection()
    try:
        source = cast("sqlite3.Connection", held.driver_connection)
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)  # in one step: in WAL mode nobody waits for it
    finally:
        held.close()


def _copy_rows(store: Store, path: Path) -> None:
    target = Store.sqlite(path)
    try:
        with store.read() as source:  # one unchanging picture
            copied = copy_everything(source, target)
        with target.read() as tx:
            verify_copy(tx, copied)
    finally:
        target.close()
