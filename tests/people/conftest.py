"""An empty database for each test of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from khien.people import agreements, officers, partners, tokens
from khien.store import Store, metadata

ROOMS = (agreements, officers, partners, tokens)  # imported, so that their tables are known


@contextmanager
def empty(path: Path) -> Iterator[Store]:
    """A store with every table and no row."""
    opened = Store.sqlite(path)
    with opened.write() as tx:
        metadata.create_all(tx)
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with empty(tmp_path / "t.db") as opened:
        yield opened


@pytest.fixture
def tx(store: Store) -> Iterator[Connection]:
    """An open write transaction on the store."""
    with store.write() as open_tx:
        yield open_tx


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Connection]:
    """An open write transaction on the store of the other party."""
    with empty(tmp_path / "far.db") as opened, opened.write() as open_tx:
        yield open_tx
