"""One node that knows nobody, and a web server, for every test of a feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from khien.app.settings import FILE
from khien.app.wiring import open_node
from tests.app.homes import make
from tests.exchange.feeds.source import Source, serving
from tests.exchange.nodes import OWN_DOMAINS, Clock, Party, add_plain_party


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home made once and copied for each test: what is asked here is asked of no database in particular."""
    home = make(tmp_path_factory.mktemp("feeds") / "home")
    settings = home / FILE
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("domains = []", f"domains = {OWN_DOMAINS}"), "utf-8")
    return home


@pytest.fixture
def clock() -> Clock:
    """A clock that is told."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> SimpleNamespace:
    """What a world has that these tests ask for."""
    return SimpleNamespace(clock=clock)


@pytest.fixture
def us(tmp_path: Path, house: Path, clock: Clock) -> Iterator[Party]:
    """A node."""
    node = open_node(copytree(house, tmp_path / "home"), clock, address="http://127.0.0.1:1")
    party = Party(node, TestClient(Starlette()))
    add_plain_party(party, "asean-cert")
    yield party
    node.close()


@pytest.fixture
def source() -> Iterator[Source]:
    """A web server of this machine."""
    with serving() as found:
        yield found
