"""A node that knows two bad names, with a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from khien.app.sightings import Search, Sweep
from khien.app.wiring import Node, open_node
from khien.model.marking import Tlp
from khien.store import objects
from khien.watch import Validity
from tests.app.homes import NOW, make
from tests.watch.test_desk import keep, version_of

PASSIVE = 2  # the number of the indicator that is marked PAP:RED
SEARCH = Search(validity=Validity.NOW, tlp=Tlp.GREEN, publish=None, author="", clients=False)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@contextmanager
def watching_node(tmp_path: Path, clock: Clock, *settings: tuple[str, str]) -> Iterator[Node]:
    """The node, closed afterwards; `settings` are texts of its file that are replaced."""
    home = make(tmp_path / "home")
    file = home / "khien.toml"
    for old, new in settings:
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
    node = open_node(home, clock)
    keep(
        node.store,
        version_of(1, "[domain-name:value = 'bad.example']", confidence=60),
        version_of(PASSIVE, "[domain-name:value = 'quiet.example']", labels=["PAP:RED"]),
    )
    try:
        yield node
    finally:
        node.close()


def sightings(node: Node) -> list[int]:
    """The counts of the sightings that the node keeps, the oldest first."""
    with node.store.read() as tx:
        kept = list(objects.of_type(tx, ["sighting"]))
    return [one.content["count"] for one in reversed(kept)]


class Told:
    """Keeps what it hears of hits."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.groups: list[str] = []

    def __call__(self, swept: Sweep) -> None:
        """Hear of some."""
        self.counts += [one.hit.count for one in swept.sighted]
        self.groups += [one.hit.group for one in swept.sighted]
