"""Tests of `exchange.long_lists`: lists of any length, kept block by block."""

from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from khien.exchange import long_lists
from khien.exchange.imports import rows
from khien.exchange.long_lists import LongImport, LongLists, looked_through, opening
from khien.intake import UnreadableError, Wish
from khien.intake.failures import NotTextError
from khien.intake.in_blocks import LongList
from khien.model.marking import Tlp
from khien.store import objects
from tests.exchange.nodes import Party

TEXT = b"\xef\xbb\xbf# Ref: https://ref.example/\none.example\ntwo.example\nthree.example\nfour.example\n"


def wish(us: Party) -> Wish:
    """How it is read."""
    return Wish(us.node.ourselves.identity, us.node.clock(), marking=Tlp.GREEN)


def how(path: Path, wished: Wish) -> LongList:
    """How the file is read in blocks."""
    found = opening(path, wished, longer_than=0)
    assert found is not None
    return found


def take(us: Party, path: Path, *, blocks: int = 100, like: Wish | None = None) -> LongImport:
    """Import two lines at a time, and stop after so many blocks."""
    wished = like or wish(us)
    long = LongLists(us.node.store, us.node.workspace)
    with closing(long.take(path, how(path, wished), wished, at_once=2)) as steps:
        *_, last = islice(steps, blocks + 1)
    return last


def names(us: Party) -> set[str]:
    """The values that the node holds, and the links that they cite."""
    with us.node.store.read() as tx:
        held = objects.currents(tx, objects.ids(tx)).values()
    found = [one.content for one in held if one.content["type"] == "indicator"]
    assert all(one["external_references"][0]["url"] == "https://ref.example/" for one in found)
    return {one["name"] for one in found}


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_long_list_goes_on_where_it_stopped(us: Party, tmp_path: Path, is_packed: bool) -> None:
    """What was committed is passed over, what was added to the file is read, and nothing comes twice."""
    path = tmp_path / "list.txt"

    def write(text: bytes) -> None:
        path.write_bytes(gzip.compress(text) if is_packed else text)

    write(TEXT)
    first = take(us, path, blocks=1)
    assert (first.lines, names(us)) == (2, {"one.example"})
    second = take(us, path)
    assert (second.passed, second.lines, second.kept) == (2, 5, {"new": 3})
    assert (take(us, path).counts.total(), second.percent) == (0, 100)
    write(TEXT + b"five.example")
    assert take(us, path).kept == {"new": 1}
    write(TEXT + b"five.example.more\n")
    assert take(us, path).kept == {"new": 1}
    assert names(us) == {f"{name}.example" for name in ("one", "two", "three", "four", "five")} | {
        "five.example.more"
    }
    with us.node.store.read() as tx:
        assert [e.code for _, e in rows.report_of(tx, first.batch)] == [
            "intake.reference",
            "intake.kept",
        ]


def test_another_file_or_another_way_begins_anew(us: Party, tmp_path: Path) -> None:
    """A line that changed, or another marking, and everything is looked at again."""
    path = tmp_path / "list.txt"
    path.write_bytes(TEXT)
    take(us, path)
    stricter = take(us, path, like=replace(wish(us), marking=Tlp.AMBER))
    path.write_bytes(TEXT.replace(b"two", b"2wo"))
    changed = take(us, path, like=replace(wish(us), marking=Tlp.AMBER))
    path.write_bytes(TEXT[:20])

    assert (stricter.passed, stricter.kept) == (0, {"new": 4})
    assert (changed.passed, changed.kept) == (0, {"new": 1})
    assert changed.counts == {"skipped": 4, "kept": 1}
    assert take(us, path).passed == 0


def test_a_line_without_end_costs_no_memory(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused, whatever stands in it; the next one is read."""
    monkeypatch.setattr(long_lists, "_LINE_BYTES", 5_000)
    path = tmp_path / "list.txt"
    path.write_bytes(TEXT + "ạ".encode() * 9_000 + b"\nfive.example\n" + b"x" * 20_000)

    done = take(us, path)

    assert done.counts == {"skipped": 1, "kept": 5, "refused": 2}
    assert [entry.code for entry in done.remarkable] == ["intake.line-too-long"]
    assert take(us, path).counts == {"refused": 1}


def test_what_is_not_text_ends_a_list_and_names_the_line(us: Party, tmp_path: Path) -> None:
    """What came before is kept."""
    path = tmp_path / "list.txt"
    path.write_bytes(TEXT)
    asked = how(path, wish(us))
    path.write_bytes(TEXT + b"\xff\n")
    long = LongLists(us.node.store, us.node.workspace)

    with pytest.raises(NotTextError, match="6"):
        list(long.take(path, asked, wish(us), at_once=1))
    assert len(names(us)) == 4
    path.write_bytes(gzip.compress(TEXT)[:-9])
    with pytest.raises(UnreadableError):
        list(looked_through(path, asked, wish(us)))


def test_looking_keeps_nothing(us: Party, tmp_path: Path) -> None:
    """Every block is counted, and what is remarkable is told."""
    path = tmp_path / "list.csv"
    path.write_text("url,note\none.example,a\nnothing,b\n")

    *_, done = looked_through(path, how(path, wish(us)), wish(us), at_once=1)

    assert done.counts == {"kept": 2, "refused": 1}
    assert [entry.item for entry in done.remarkable] == ["row 3"]


def test_only_long_lists_are_read_in_blocks(us: Party, tmp_path: Path) -> None:
    """What is short, no list, or broken from its start is for others to read."""
    path = tmp_path / "file"
    for body in (b"\xff\xfe\n", b"\x1f\x8b\n", b"{}\n", b"only words in this line\n"):
        path.write_bytes(body)
        assert opening(path, wish(us), longer_than=0) is None
    path.write_bytes(TEXT)
    assert opening(path, wish(us)) is None
