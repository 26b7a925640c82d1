"""Open the one database of a node and give transactions."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData

from khien.store import sqlite

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of every room; a test compares the migrations with it."""


class Store:
    """The database of one node. Threads may share it; each transaction has its own connection."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writing=True)

    @classmethod
    def sqlite(cls, path: Path) -> Store:
        """Open, or create, the SQLite file of a node. Its tables come from `store.migrate`."""
        return cls(sqlite.open_engine(path))

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that may write: all of it commits, or none of it.

        Writers take turns from the start of the block, so what was read inside it is still true
        when it commits. Keep it short: no network, no waiting for people.
        """
        return self._writer.begin()

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: one unchanging picture of the database."""
        return self.engine.begin()

    def close(self) -> None:
        """Close every connection; the store must not be used afterwards."""
        sqlite.tidy(self.engine)
        self.engine.dispose()
