"""A bad network between two nodes costs time, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.network import run
from tests.faults.plan import SEED
from tests.faults.proxy import Mishap

STEPS, OBJECTS = 6, 30


@pytest.mark.usefixtures("database")
def test_a_bad_network_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Requests that are delayed, cut, doubled or come late: each object is there once all the same."""
    tally = run(tmp_path, SEED, STEPS, OBJECTS)

    assert set(Mishap) <= set(tally.met), tally
