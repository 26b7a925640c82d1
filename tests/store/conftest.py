"""An empty store for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khien.store import Store
from tests.store.fresh import fresh_store


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """An empty store with every table, closed after the test."""
    del database
    opened = fresh_store(tmp_path)
    yield opened
    opened.close()
