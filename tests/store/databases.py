"""Every test that uses a store runs on SQLite and on PostgreSQL: it asks for the fixture `database`.

`--database=sqlite` or `--database=postgresql` runs only one half. Where there is no PostgreSQL server its
half is skipped, and the summary says how many tests that were. `tests/conftest.py` takes the hooks from
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.store import fresh

if TYPE_CHECKING:
    from tests.store.server import Server

KINDS = ("sqlite", "postgresql")
ONLY_ON = "only_on"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that chooses the databases."""
    parser.addoption(
        "--database",
        choices=[*KINDS, "both"],
        default="both",
        help="the database on which tests with a store run",
    )


def pytest_configure(config: pytest.Config) -> None:
    """The mark of tests that are about one database."""
    config.addinivalue_line("markers", f"{ONLY_ON}(kind): a test about one of the two databases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test with a store once for each database that it may run on."""
    if "database" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker(ONLY_ON)
    chosen = metafunc.config.getoption("--database")
    kinds = [mark.args[0]] if mark else KINDS
    wanted = [kind for kind in kinds if chosen in (kind, "both")]
    metafunc.parametrize("database", wanted, indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL server for the session, started when the first test needs it."""
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed, so nothing was tested on PostgreSQL")
    from tests.store.server import Server, programs  # noqa: PLC0415 -- psycopg may be absent

    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server on this machine, so nothing was tested on it")
    running = Server(found)
    yield running
    running.stop()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of database that `fresh_store` gives during this test."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    with fresh.on_postgresql(request.getfixturevalue("server")):
        yield "postgresql"
