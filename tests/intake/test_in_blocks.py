"""Tests of `intake.in_blocks`: in blocks a list gives what it gives as one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from khien.intake import Intake, Wish, read_file
from khien.intake.failures import UnknownFormatError, UnreadableError
from khien.intake.in_blocks import LongList, long_list
from khien.intake.lists import Cited
from tests.intake.samples import WISH

PLAIN = """# Reference: https://ref.example/one
# only words
first.example
second.example  # said

;Ref: https://ref.example/two
hxxp://third[.]example/x
no indicator at all here
first.example
"""
TABLE = (
    'url,date,note\na.example,2026-01-02,"two\nlines"\n\nb.example,2026-01-03,x\n# c,,\nnone,,\n'
)


def how(text: str, wish: Wish = WISH) -> LongList:
    """How it is read."""
    found = long_list("sample", text, wish)
    assert found is not None
    return found


def lines(text: str) -> Iterator[str]:
    """The lines of a file with their ends."""
    return iter(io.StringIO(text, newline=""))


def in_blocks(text: str, most: int, wish: Wish = WISH) -> list[Intake]:
    """What each block gives."""
    asked = how(text, wish)
    return [asked.read(block, wish) for block in asked.blocks(lines(text), most)]


@pytest.mark.parametrize("text", [PLAIN, TABLE])
@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_blocks_of_any_size_give_the_same_objects_and_entries(text: str, most: int) -> None:
    """Comments are cited, rows are whole, lines are numbered, wherever a block ends."""
    whole = read_file("sample", text.encode(), WISH)
    parts = in_blocks(text, most)
    # Of a value that comes twice the store has the first one when the second is read.
    made = {v.id: v.content for part in reversed(parts) for v in part.versions}
    entries = [(e.item, e.outcome.value) for part in parts for e in part.entries]

    assert made == {v.id: v.content for v in whole.versions if v.type == "indicator"}
    assert [item for item, _ in entries] == [e.item for e in whole.entries]
    again = [e.item for e in whole.entries if e.code == "intake.duplicate"]
    assert [one for one in entries if one[0] not in again] == [
        (e.item, e.outcome.value) for e in whole.entries if e.code != "intake.duplicate"
    ]


@pytest.mark.parametrize("text", [PLAIN, TABLE])
def test_all_lines_as_one_reading_are_what_the_file_gives(text: str) -> None:
    """Read from its lines, a list or table gives the same versions and entries."""
    found, whole = how(text).whole(lines(text), WISH), read_file("sample", text.encode(), WISH)

    assert [one.content for one in found.versions] == [one.content for one in whole.versions]
    assert found.entries == whole.entries


def test_a_list_is_read_on_from_any_line() -> None:
    """What stands before is counted and cited, and a table's header is not looked for again."""
    asked, table = how(PLAIN), how(TABLE)
    before, rest = PLAIN.splitlines(keepends=True)[:3], PLAIN.splitlines(keepends=True)[3:]
    cited = asked.cited_after(Cited(), before)
    (block,) = asked.blocks(rest, 100, 3, cited)
    first = asked.read(block, WISH)
    (row,) = table.blocks(["b.example,2026-01-03,x\n"], 100, 4)

    assert first.entries[0].item == "line 4"
    assert first.versions[0].content["external_references"][0]["url"] == "https://ref.example/one"
    assert [entry.item for entry in table.read(row, WISH).entries] == ["row 5"]


def test_only_lists_and_tables_are_long() -> None:
    """JSON and the files of tools are read whole, and what is nothing is no list."""
    assert long_list("x", '{"type": "bundle"}', WISH) is None
    assert long_list("x", "#fields\tindicator\tindicator_type\n", WISH) is None
    assert long_list("x", "anything", replace(WISH, format="list")) is not None
    assert (how(TABLE).format, how(PLAIN).format) == ("csv", "list")
    assert [column.header for column in how(TABLE).columns] == ["url", "date", "note"]
    with pytest.raises(UnknownFormatError):
        long_list("x", "some words that say nothing\n", WISH)


def test_broken_quoting_is_named_by_its_line() -> None:
    """What came before was given already."""
    text = "url,x\na.example,1\n" + '"' + "x" * 200_000
    blocks = how(TABLE).blocks(lines(text), 1)

    assert next(blocks).rows[0][1] == ["url", "x"]
    next(blocks)
    with pytest.raises(UnreadableError, match="line 3"):
        next(blocks)
