"""Nodes for each test of the border."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.nodes import Party, World, new_world


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    """Two nodes with an agreement in force."""
    del database
    made = new_world(tmp_path, "vn-ncc", "asean-cert")
    yield made
    made.close()


@pytest.fixture
def trio(tmp_path: Path, database: str) -> Iterator[World]:
    """Three nodes; the first has an agreement with each of the others."""
    del database
    made = new_world(tmp_path, "vn-ncc", "asean-cert", "viet-telecom")
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """The node that mostly gives."""
    return world["vn-ncc"]


@pytest.fixture
def them(world: World) -> Party:
    """The node that mostly takes."""
    return world["asean-cert"]
