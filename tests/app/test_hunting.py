"""What the node does by itself with the history: days go when they are due, matched logs are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs

from khien.app import hunting
from khien.app.hunting import (
    HUNT,
    NewHunts,
    NoSuchFileError,
    TooMuchToHuntError,
    Wanted,
    history_of,
    texts_of,
    title_of,
    wanted_in,
)
from khien.app.sightings import Search, sweep
from khien.app.telemetry import HistorySettings
from khien.app.upkeep import Upkeep
from khien.app.wiring import Node
from khien.model.errors import MalformedError
from khien.model.marking import Tlp
from khien.model.patterns import IndicatorValue, ValueKind
from khien.model.words import say
from khien.people.acts import Deed, acts
from khien.watch import Validity
from tests.app.homes import NOW, make, opened
from tests.watch.history.samples import needs_columns

LOG = b"query\nevil.example\n"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node whose clock stands still."""
    with opened(make(tmp_path / "home")) as made:
        yield made


def _with(node: Node, **wishes: object) -> Node:
    settings = structs.replace(node.settings, history=HistorySettings(**wishes))  # type: ignore[arg-type]
    return replace(node, settings=settings)


@needs_columns
def test_a_running_node_lets_days_go(node: Node) -> None:
    """When they are due, and with an act that names them; what cannot be is no reason to stop."""
    short = _with(node, days=3)
    history_of(short).keep("dns.csv", BytesIO(LOG), NOW - timedelta(days=2))
    history_of(short).keep("dns.csv", BytesIO(LOG), NOW)
    Upkeep(short, None).look()
    assert len(history_of(short).standing().days) == 2

    later = replace(short, clock=lambda: NOW + timedelta(days=1))
    Upkeep(later, None).look()
    with node.store.read() as tx:
        noted = [act.detail for act in acts(tx) if act.deed is Deed.HISTORY_PURGED]
    assert noted == [("2026-11-20",)]
    assert len(history_of(short).standing().days) == 1

    (node.home / "history" / "manifest.json").write_text("{")
    Upkeep(later, None).look()


@needs_columns
def test_a_matched_log_is_kept_where_the_settings_say_so(node: Node, tmp_path: Path) -> None:
    """Only there."""
    log = tmp_path / "dns.csv"
    log.write_bytes(LOG)
    search = Search(Validity.NOW, Tlp.AMBER, None, "", clients=False)
    sweep(node, [log], search)
    assert history_of(node).standing().rows == 0

    sweep(_with(node, keep_matched=True), [log], search)
    assert history_of(node).standing().rows == 1


def test_a_broken_cursor_begins_anew(node: Node) -> None:
    """Which changes were hunted is a memory, not a record: without it nothing old is hunted again."""
    folder = node.home / "history"
    folder.mkdir()
    (folder / "hunted.json").write_text("?")
    hunts = NewHunts(_with(node, hunt_new=("all",)))

    assert hunts.look() == ""
    assert (folder / "hunted.json").read_text().isdigit()
    (folder / "hunted.json").unlink()
    (folder / "hunted.json").mkdir()
    assert hunts.look() == ""


def test_a_file_of_values_is_text(tmp_path: Path) -> None:
    """What is no file stands for itself."""
    (tmp_path / "a").write_bytes(b"\xff\xfe")

    assert texts_of("evil.example") == ("evil.example",)
    assert texts_of("\0") == ("\0",)
    with pytest.raises(MalformedError):
        texts_of(str(tmp_path / "a"))


def test_what_is_a_value_is_no_file(tmp_path: Path) -> None:
    """A URL may end like a file, and a network has a slash; a path that is no file is refused."""
    for value in ("hxxp://evil[.]example/a.txt", "10.0.0.0/8", "txt.example"):
        assert texts_of(value) == (value,)
    for name in ("a.txt", str(tmp_path / "b"), "../c", "~/d"):
        with pytest.raises(NoSuchFileError):
            texts_of(name)


def test_more_than_one_hunt_takes_is_refused(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """With both numbers, and not as if nothing had been a value."""
    monkeypatch.setattr(hunting, "MOST_VALUES", 1)

    with pytest.raises(TooMuchToHuntError) as refused:
        wanted_in(node, ["a.example", "b.example"])

    assert "2 values are too many for one hunt, which takes 1" in say(
        refused.value.code, "en", refused.value.facts
    )


def test_what_is_done_is_done_to_its_end(node: Node) -> None:
    """Steps between two notes are not lost: finished work has done all of them, and its title names a value."""
    values = {IndicatorValue(ValueKind.DOMAIN, name): () for name in ("evil.example", "b.example")}

    def run(told: Callable[[int, int], None]) -> dict[str, int]:
        told(0, 3)
        told(3, 3)  # too soon after the last
        return {}

    work = node.works.start(HUNT, title_of(Wanted(values)), "", run)
    node.works.wait(30)

    found = node.works.found(work, HUNT)
    assert (found.title, found.done, found.total) == ("evil.example +1", 3, 3)
