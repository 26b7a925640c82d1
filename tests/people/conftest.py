"""An empty database for each test of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from khien.store import Store
from tests.store.fresh import fresh_store


@contextmanager
def empty(path: Path) -> Iterator[Store]:
    """A store with every table and no row."""
    opened = fresh_store(path.parent, path.name)
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """An empty store."""
    del database
    with empty(tmp_path / "t.db") as opened:
        yield opened


@pytest.fixture
def tx(store: Store) -> Iterator[Connection]:
    """An open write transaction on the store."""
    with store.write() as open_tx:
        yield open_tx


@pytest.fixture
def far(tmp_path: Path, database: str) -> Iterator[Connection]:
    """An open write transaction on the store of the other party."""
    del database
    with empty(tmp_path / "far.db") as opened, opened.write() as open_tx:
        yield open_tx
