"""Tests of `khien object import` of lists that are longer than memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khien.cli import long_imports
from khien.exchange.long_lists import LongImport
from tests.cli.homes import node_in, run

TABLE = "url,note\na.example,one\nb.example,x\n" + ("# " + "x" * 4_000 + "\n") * 1_100 + "no,two\n"


def test_a_long_list_says_how_far_it_is_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at, kept, and passed over the next time; each item stands in the report."""
    monkeypatch.setattr(long_imports, "EVERY_S", -1.0)
    home, file = node_in(tmp_path), tmp_path / "long.csv"
    file.write_text(TABLE)

    looked = run("object", "import", file, "--dry-run", home=home)
    kept = run("object", "import", file, home=home)
    again = run("--lang", "vi", "object", "import", file, home=home)
    report = run("object", "report", kept.first["batch"], "--outcome", "kept", home=home)

    assert [line["taken_for"] for line in looked.lines[:2]] == ["value", "comment"]
    assert looked.lines[-1]["counts"]["kept"] == kept.first["counts"]["kept"] == 3
    assert "nothing was kept" in looked.words
    assert (kept.first["lines"], kept.first["kept"]) == (1_104, {"new": 2})
    assert "100 %: 1104 lines are read." in kept.words
    assert (again.first["passed"], again.first["counts"]["read"]) == (1_104, 0)
    assert "1104 dòng đã nhập từ trước" in again.words
    assert [line["item"] for line in report.lines] == ["columns", "row 2", "row 3"]


def test_who_stops_a_long_list_hears_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the command as a shell expects, and says how to go on."""

    def stopped(*_: object) -> Iterator[LongImport]:
        yield LongImport("batch--x", "long.csv", "csv", 9, lines=7)
        raise KeyboardInterrupt

    monkeypatch.setattr(long_imports, "import_long", stopped)
    file = tmp_path / "long.csv"
    file.write_text(TABLE)

    ended = run("object", "import", file, home=node_in(tmp_path))

    assert ended.status == 130
    assert "What 7 lines gave is kept" in ended.words


def test_what_cannot_be_read_in_blocks_has_a_limit(tmp_path: Path) -> None:
    """A file of another kind that is too big is never in memory."""
    file = tmp_path / "big.json"
    with file.open("wb") as sparse:
        sparse.write(b'{"objects": [')
        sparse.truncate(200 * 1024 * 1024)

    ended = run("object", "import", file, home=node_in(tmp_path))

    assert ended.status == 2
    assert "intake.too-big" in ended.words


def test_a_long_list_that_is_refused_as_a_whole_is_no_success(tmp_path: Path) -> None:
    """Exit 2 with a sentence; the report holds every reason."""
    file = tmp_path / "long.csv"
    file.write_text("url,note\nno one,x\n" + ("# " + "x" * 4_000 + "\n") * 1_100 + "no,two\n")

    home, order = node_in(tmp_path), ("object", "import", file, "--column", "value=url")
    looked = run(*order, "--dry-run", home=home)
    ended = run(*order, home=home)

    assert looked.lines[-1]["counts"] == ended.first["counts"]
    assert looked.status == 2
    assert "objects.nothing-kept: Nothing of long.csv was kept: " in looked.words
    assert ended.first["kept"] == {}, ended.lines
    assert ended.status == 2
    assert "objects.nothing-kept: Nothing of long.csv was kept: " in ended.words
