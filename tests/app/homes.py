"""Nodes for the tests of the application: homes made once in a while, clocks that stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from khien.app.wiring import Node, create_node, open_node

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def at_noon() -> datetime:
    """A clock that stands still."""
    return NOW


def make(home: Path, name: str = "vn-ncc", *, title: str = "Example centre", port: int = 0) -> Path:
    """A new home."""
    create_node(home, name=name, country="vn", title=title, language="en", port=port, clock=at_noon)
    return home


@contextmanager
def opened(home: Path, *, address: str = "http://127.0.0.1:1") -> Iterator[Node]:
    """The node of a home, closed afterwards."""
    node = open_node(home, at_noon, address=address)
    try:
        yield node
    finally:
        node.close()
