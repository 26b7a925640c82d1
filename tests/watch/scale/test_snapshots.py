"""An index travels in one file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from khien.watch.rules import IndicatorIndex
from khien.watch.scale import SnapshotError, edition_of, load
from khien.watch.scale.snapshots import write
from tests.watch.samples import NOW, indicator, value
from tests.watch.scale.samples import FACTS, snapshot


def test_what_was_written_is_what_is_loaded(tmp_path: Path) -> None:
    """Values, validity and facts are those of the store; patterns over several observations are left out."""
    loaded = load(snapshot(tmp_path))

    (entry,) = loaded.index.look_up(value("domain", "a.bad.example"), NOW)
    assert (entry.object_id, entry.version) == (indicator(1), 3)
    assert loaded.facts[indicator(1)] == FACTS
    assert loaded.left_out == (indicator(2),)
    assert loaded.index.counts() == {"indicators": 1, "domain": 1}


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    """So a path that tools know goes on leading to the newest."""
    link, target = tmp_path / "link", tmp_path / "there" / "snapshot"
    target.parent.mkdir()
    link.symlink_to(target)
    for edition in (7, 8):
        write(link, edition, "2026-11-23T00:00:00Z", [])

    assert link.is_symlink()
    assert edition_of(target).startswith("000000000008-")
    assert sorted(tmp_path.rglob("*")) == [link, target.parent, target]


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """It holds what partners told in confidence."""
    assert snapshot(tmp_path).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["watch.index"]


def test_a_later_one_has_a_greater_edition(tmp_path: Path) -> None:
    """Editions can be compared as texts."""
    earlier = edition_of(snapshot(tmp_path, version=9))

    assert earlier < edition_of(snapshot(tmp_path, version=10))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: b"ts,query\n" * 1000,
        lambda body: body.replace(b"khien-index-1", b"khien-index-0"),
        lambda body: body[: body.rindex(b"[")],
        lambda body: body[:-9],
    ],
)
def test_a_spoilt_one_is_refused(tmp_path: Path, spoil: object) -> None:
    """Nothing, another file, another format, one that misses a line or half a line: nothing is matched with it."""
    path = snapshot(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]

    with pytest.raises(SnapshotError):
        load(path)


def test_an_absent_one_is_named(tmp_path: Path) -> None:
    """The error names the file."""
    for ask in (load, edition_of):
        with pytest.raises(SnapshotError, match=r"none\.index"):
            ask(tmp_path / "none.index")


def test_an_index_knows_the_validity_of_what_it_holds() -> None:
    """What is not in has none."""
    index = IndicatorIndex()
    index.add(indicator(1), 1, [value("domain", "bad.example")], NOW)

    assert index.validity_of(indicator(1)) == (NOW, None)
    assert index.validity_of(indicator(2)) is None
