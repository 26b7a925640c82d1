"""One node in a process of its own, attacked by all tests of this folder and never the worse for it.

Attacks that reach the database meet two such nodes, one on SQLite and one on PostgreSQL; what is stopped
before it needs only one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.hostile.victim import Victim, victim_in
from tests.store import fresh
from tests.store.databases import KINDS

if TYPE_CHECKING:  # psycopg may be absent
    from tests.store.server import Server

TO_THE_DATABASE = frozenset({"test_forgery", "test_guessing", "test_injection", "test_json_bombs"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Attack the node on each database where the attack can get as far."""
    if "victim" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--database")
    reaches = metafunc.module.__name__.rpartition(".")[2] in TO_THE_DATABASE
    kinds = [kind for kind in KINDS if chosen in (kind, "both")]
    metafunc.parametrize("victim", kinds if reaches else kinds[:1], indirect=True)


@pytest.fixture(scope="session")
def _on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    with victim_in(tmp_path_factory.mktemp("hostile")) as found:
        yield found


@pytest.fixture(scope="session")
def _on_postgresql(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Victim]:
    with ExitStack() as databases, ExitStack() as running:  # the node ends before its database
        with fresh.on_postgresql(server, databases):
            folder = tmp_path_factory.mktemp("hostile-postgresql")
            found = running.enter_context(victim_in(folder))
        yield found


@pytest.fixture(scope="module")
def _attacked() -> Iterator[set[Victim]]:
    """The nodes that this family of attacks met; afterwards each serves an honest partner."""
    met: set[Victim] = set()
    yield met
    for one in met:
        one.serves()


@pytest.fixture
def victim(request: pytest.FixtureRequest, _attacked: set[Victim]) -> Iterator[Victim]:
    """The node; after each attack it stands, after each family of them it serves an honest partner."""
    found: Victim = request.getfixturevalue(f"_on_{request.param}")
    _attacked.add(found)
    yield found
    found.stands()
