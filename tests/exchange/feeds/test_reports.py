"""Tests of what a feed's runs and reports say of files that could not be read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from khien.exchange.feeds import rows
from khien.exchange.feeds.errors import FeedDoubtError
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind
from khien.exchange.imports.rows import report_of
from khien.intake import Outcome, ReportEntry
from khien.model.words import Language, say, say_what_is_known
from khien.model.words.details import NOTHING
from tests.exchange.nodes import Party

NAME = "files"
LANGUAGES: tuple[Language, ...] = ("en", "vi")
ODD = {
    "b.bin": b"\xff\xfe\xfd\x00 what is this",
    "c.json": b'{"some": "data of nobody"}',
    "d.json": b'{"objects": [}',
    "e.gz": gzip.compress(b"a.bad.example\n" * 99)[:-9],
    "f.xml": b"<?xml version='1.0'?><a><b></a>",
    "g.txt": b"words that nobody would call a list of indicators\nand more of them, in lines\n",
    "h.json": b'{"name": "n", "type": "hostname", "list": ["a.example"], "version": 1}',
    "i.csv": b"name,place\nno,where\nno,body\n",
}


def _folder(us: Party, tmp_path: Path, good: int) -> None:
    for number in range(good):
        (tmp_path / f"a{number}.txt").write_text(f"v{number}.bad.example\n")
    for name, body in ODD.items():
        (tmp_path / name).write_bytes(body)
    us.node.feeds.add(NAME, Terms(kind=Kind.FOLDER, address=str(tmp_path), tlp="green"))


def test_a_stored_report_says_in_words_what_could_not_be_read(us: Party, tmp_path: Path) -> None:
    """Each file by its name, with the sentence of its error and nothing missing in it, in both languages."""
    _folder(us, tmp_path, 20)

    run = us.node.feeds.run(NAME)
    with us.node.store.read() as tx:
        found = [entry for part, entry in report_of(tx, run.batch) if not part]

    assert {entry.item for entry in found} == set(ODD)
    for entry in found:
        (remark,) = entry.remarks
        for language in LANGUAGES:
            told = say(remark.code, language, remark.facts)
            assert entry.item in told or remark.code == "intake.json-syntax"  # it names the place
            assert f" {NOTHING}" not in told


def test_a_feed_that_is_stopped_says_which_files_it_could_not_read(
    us: Party, tmp_path: Path
) -> None:
    """Nothing is kept, so the run is the only place where whoever has to answer can look."""
    _folder(us, tmp_path, 2)

    with pytest.raises(FeedDoubtError):
        us.node.feeds.run(NAME)
    with us.node.store.read() as tx:
        (run,) = rows.runs(tx, NAME, 1)

    first, *others = run.reasons
    assert (first.code, first.detail) == ("feed.unreadable", "8 / 10")
    assert {one.detail for one in others} == set(ODD)
    for one in run.reasons:
        assert say(one.code, "vi", one.told) != one.code


def test_an_entry_of_an_earlier_release_still_has_a_sentence() -> None:
    """It kept less of what fills it: the item at least is named."""
    entry = ReportEntry("c.json", Outcome.REFUSED, "intake.not-utf8", "c.json", "UTF-8 text")

    (remark,) = entry.remarks
    for language in LANGUAGES:
        told = say_what_is_known(remark.code, language, remark.facts)
        assert told.startswith("c.json ")
