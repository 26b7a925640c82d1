"""What holds for every test: no other machine, and as many random examples as the occasion allows."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.store.databases import (
    database,
    pytest_addoption,
    pytest_configure,
    pytest_generate_tests,
    server,
)

__all__ = ["database", "pytest_addoption", "pytest_configure", "pytest_generate_tests", "server"]

settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile(
    "release", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("leaks", settings.get_profile("release"))  # see `make leaks`
settings.register_profile(  # a failure is enough, nobody reads the smallest one
    "mutate",
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: to look for garbage in it took a fifth of the time."""
    gc.collect()
    gc.freeze()


class OutsideError(AssertionError):
    """A test tried to reach another machine."""


def _is_here(address: Any) -> bool:  # noqa: ANN401 -- whatever the address family uses
    """Loopback or a socket file; a name other than `localhost` counts as elsewhere."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _closed_border(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test reaches past this machine: not by address, not by looking up a name."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401 -- socket's own signature
        if not _is_here(address):
            raise OutsideError(f"a test tried to connect to {address!r}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 -- socket's own signature
        if not _is_here((host.decode() if isinstance(host, bytes) else host or "",)):
            raise OutsideError(f"a test tried to look up {host!r}")
        return resolve(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
