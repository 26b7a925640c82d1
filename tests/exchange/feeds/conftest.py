"""A web server for every test of a feed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exchange.feeds.source import Source, serving


@pytest.fixture
def source() -> Iterator[Source]:
    """A web server of this machine."""
    with serving() as found:
        yield found
