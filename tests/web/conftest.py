"""A site to ask: one node in memory of the process, no socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khien.app.wiring import Node
from khien.web import site_of
from tests.app.homes import make, opened


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that nothing is written to."""
    return make(tmp_path_factory.mktemp("web") / "home", title='Centre <b>"A"</b> [x]')


@pytest.fixture
def node(home: Path) -> Iterator[Node]:
    """The node of that home."""
    with opened(home) as found:
        yield found


@pytest.fixture
def client(node: Node) -> TestClient:
    """Whoever asks it; an error inside becomes an answer, as it does when served."""
    return TestClient(site_of(node), raise_server_exceptions=False)
