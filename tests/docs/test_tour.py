"""docs/tour.md leads through the code as it is: every place that it names is there."""

from __future__ import annotations

import ast
import re

import pytest

from khien.ledger import EntryKind
from khien.store import metadata
from tests.house.reading import ROOT, SRC, modules

TOUR = ROOT / "docs" / "tour.md"
TEXT = TOUR.read_text("utf-8")
PLACES = sorted(set(re.findall(r"`([a-z_0-9/]+\.py):([A-Za-z_.]+)`", TEXT)))
STOPS = re.findall(r"^## (\d+)\. .*?(?=^## )", TEXT, re.MULTILINE | re.DOTALL)
WORDS_A_MINUTE = 200


def names_in(source: str) -> set[str]:
    """Everything that a file defines at its top or in a class: `function`, `Class`, `Class.method`, `NAME`."""
    found: set[str] = set()
    for node in ast.parse(source).body:
        found |= _names_of(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _names_of(inner)}
    return found


def _names_of(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


@pytest.mark.parametrize(("file", "name"), PLACES, ids=lambda part: part)
def test_every_place_on_the_way_exists(file: str, name: str) -> None:
    """Who follows the tour finds the function, the class or the table under the name that it gives."""
    assert name in names_in((SRC / file).read_text("utf-8"))


def test_the_tour_is_whole() -> None:
    """Fifteen stops; each names code, what is written and what can go wrong."""
    parts = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    stops = [part for part in parts if re.match(r"\d+\. ", part)]

    assert [stop.partition(".")[0] for stop in stops] == [str(n) for n in range(1, len(stops) + 1)]
    assert len(stops) == len(STOPS) == 15
    for stop in stops:
        assert "**Written:**" in stop, stop[:40]
        assert "**Can go wrong:**" in stop, stop[:40]
        assert re.search(r"`[a-z_0-9/]+\.py:\w", stop), stop[:40]


def test_what_is_written_exists() -> None:
    """The tables are tables of the database, the leaves are kinds of ledger entries."""
    modules()
    known = set(metadata.tables) | {kind.value for kind in EntryKind}
    written = re.findall(r"\*\*Written:\*\*(.*?)\*\*Can go wrong:\*\*", TEXT, re.DOTALL)
    named = {name for part in written for name in re.findall(r"`([a-z_-]+)`", part)}

    assert len(named) > 20
    assert sorted(named - known) == []


def test_ten_minutes_are_enough() -> None:
    """Somebody who has never seen the code reads it in one sitting."""
    english = TEXT.partition("## Tóm tắt")[0]

    assert len(re.findall(r"\w+", re.sub(r"`[^`]*`", "code", english))) < 10 * WORDS_A_MINUTE


def test_a_wrong_place_is_caught() -> None:
    """The check sees functions, classes, methods and constants, and nothing else."""
    source = "A = 1\nB: int = 2\ndef c(): ...\nclass D:\n    def e(self): ...\n    f = 1\n    if A:\n        g = 2\n"

    assert names_in(source) == {"A", "B", "c", "D", "D.e", "D.f"}
