"""Nodes that are killed at random points lose nothing, double nothing, and can prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing import run
from tests.faults.plan import SEED, drawn

KILLS, OBJECTS = 10, 100  # `make faults` runs hundreds, over thousands of objects


@pytest.mark.usefixtures("database")
def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """After SIGKILLs on both sides each object is there once, with one receipt, in whole ledgers."""
    tally = run(tmp_path, drawn(SEED, KILLS, OBJECTS))

    assert tally.kills.total() >= KILLS, tally
