"""A copy of the whole database, taken while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from khien.model.errors import KhienError
from khien.store.database import Store


class NotAFileError(KhienError):
    """The database is kept by a server, so its copy is the server's own business."""

    code, exit_status, http_status = "store.not-a-file", 7, 409

    def __init__(self, dialect: str) -> None:
        super().__init__(dialect=dialect)


def snapshot(store: Store, path: Path) -> None:
    """Copy the database into a new file: one moment of it, whoever writes meanwhile.

    Raises:
        NotAFileError: the database is not SQLite.
    """
    if store.engine.dialect.name != "sqlite":
        raise NotAFileError(store.engine.dialect.name)
    held = store.engine.raw_connection()
    try:
        source = cast("sqlite3.Connection", held.driver_connection)
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)  # in one step: in WAL mode nobody waits for it
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        held.close()
