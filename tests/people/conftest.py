"""An empty database for each test of people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from khien.people import agreements, officers, partners, tokens
from khien.store import Store, metadata

ROOMS = (agreements, officers, partners, tokens)  # imported, so that their tables are known


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store.sqlite(tmp_path / "t.db")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def tx(store: Store) -> Iterator[Connection]:
    """An open write transaction on the store."""
    with store.write() as open_tx:
        yield open_tx


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Connection]:
    """An open write transaction on the store of the other party."""
    opened = Store.sqlite(tmp_path / "far.db")
    metadata.create_all(opened.engine)
    with opened.write() as open_tx:
        yield open_tx
    opened.close()
