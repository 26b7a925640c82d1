"""What only SQLite needs: how a connection is set up, and how a transaction begins."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event

BUSY_TIMEOUT_MS = 30_000  # how long a writer waits for its turn
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit that returned survives a power cut (DESIGN.md, Storage)
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
)


def open_engine(path: Path) -> Engine:
    """An engine on one SQLite file, created if absent."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    # Taking the write lock at once means that a writer never reads what another then changes.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
