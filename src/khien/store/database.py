"""Open the one database of a node and give transactions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, MetaData

from khien.store import postgres, sqlite
from khien.store.bell import Bell, told
from khien.store.memory import Memory
from khien.store.siblings import sibling

T = TypeVar("T")

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
        self._sibling = sibling(engine)
        self.engine = engine.execution_options(**self._sibling.READING)
        self._writer = engine.execution_options(writing=True, **self._sibling.WRITING)
        self._turns = self._sibling.turns()
        self._locks = self._sibling.shared_locks(engine)
        self.bell = Bell()
        self._memory = Memory(self._sibling.eye(engine), self.read)

    @classmethod
    def sqlite(cls, path: Path) -> Store:
        """Open, or create, the SQLite file of a node. Its tables come from `store.migrate`."""
        return cls(sqlite.open_engine(path))

    @classmethod
    def postgresql(cls, address: str) -> Store:
        """Open a PostgreSQL database that exists. Its tables come from `store.migrate`.

        Args:
            address: `postgresql://user:password@host:port/database`.

        Raises:
            DatabaseAddressError, MissingDriverError, DatabaseUnreachableError, UnfitDatabaseError:
                it cannot be used; none of them shows the password.
        """
        return cls(postgres.open_engine(address))

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: all of it commits, or none of it.

        Writers take turns from the start of the block, so what was read inside it is still true
        when it commits. Keep it short: no network, no waiting for people.
        """
        with self._turns, self._writer.begin() as tx:
            told(tx)
            yield tx
            topics = told(tx)
        self.bell.ring(topics)

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: one unchanging picture of the database."""
        return self.engine.begin()

    def remembered(self, key: Hashable, ask: Callable[[Connection], T]) -> T:
        """What a question to the database gives, kept until anybody commits anything: see `Memory`."""
        return self._memory.recall(key, ask)

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Whether this block, until it ends, is the only one that does this work for the node.

        Other processes of the node count too. For work that goes on outside of a transaction.
        """
        return self._locks.alone(work)

    def close(self) -> None:
        """Close every connection; the store must not be used afterwards."""
        self._locks.close()
        self._memory.close()
        self._sibling.tidy(self.engine)
        self.engine.dispose()
