"""The servers, started once for all checks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import shared

OPENTAXII = "KHIEN_OPENTAXII_PYTHON"  # it needs older packages than ours
INSTALLED = Path(sys.prefix) / "opentaxii/bin/python"  # there `.ci/run` puts it

pytest.register_assert_rewrite("tests.conformance.checks")

from tests.conformance import servers  # noqa: E402 -- its asserts are rewritten too
from tests.conformance.subject import Subject  # noqa: E402


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Served]:
    """A node of ours over HTTP."""
    with servers.node(tmp_path_factory.mktemp("conformance")) as found:
        yield found


@pytest.fixture(scope="session")
def workspace(served: servers.Served) -> Subject:
    """Our workspace for a tool."""
    return servers.workspace(served)


@pytest.fixture(scope="session")
def workspace_written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """Another one, for the checks that add and delete."""
    with servers.node(tmp_path_factory.mktemp("written")) as found:
        yield servers.workspace(found)


@pytest.fixture(scope="session")
def released(served: servers.Served) -> Subject:
    """What a partner reads."""
    return servers.released(served)


@pytest.fixture(scope="session")
def inbox(served: servers.Served) -> Subject:
    """Where a partner writes."""
    return servers.inbox(served)


@pytest.fixture(scope="session")
def medallion() -> Iterator[Subject]:
    """The OASIS reference server."""
    with servers.medallion(shared("taxii/medallion-default_data.json")) as found:
        yield found


@pytest.fixture(scope="session")
def medallion_written() -> Iterator[Subject]:
    """Another one, for the checks that add and delete."""
    with servers.medallion(shared("taxii/medallion-default_data.json")) as found:
        yield found


@pytest.fixture(scope="session")
def opentaxii() -> Iterator[Subject]:
    """OpenTAXII, where it is installed."""
    python = os.environ.get(OPENTAXII) or (str(INSTALLED) if INSTALLED.exists() else "")
    if not python:
        pytest.skip(f"{OPENTAXII} names no Python that has OpenTAXII")
    with servers.opentaxii(python) as found:
        yield found
