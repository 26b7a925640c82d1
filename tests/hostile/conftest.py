"""One node in a process of its own, attacked by all tests of this folder and never the worse for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.victim import Victim, victim_in


@pytest.fixture(scope="session")
def _victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    with victim_in(tmp_path_factory.mktemp("hostile")) as found:
        yield found


@pytest.fixture(scope="module")
def _served(_victim: Victim) -> Iterator[Victim]:
    yield _victim
    _victim.serves()


@pytest.fixture
def victim(_served: Victim) -> Iterator[Victim]:
    """The node; after each attack it stands, after each family of them it serves an honest partner."""
    yield _served
    _served.stands()
