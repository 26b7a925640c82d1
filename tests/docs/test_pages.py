"""Pages that people write: their links lead somewhere, their words are the house's, their tour is real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.generate import tour
from docs.generate.links import anchors, broken_links, leads_somewhere, targets

from khien.model.words.glossary import GLOSSARY
from tests.house.reading import ROOT

# The words of the design, and what a Vietnamese officer calls them.
WORDS = {
    "node": "nút",
    "partner": "đối tác",
    "agreement": "thỏa thuận",
    "object": "đối tượng",
    "version": "phiên bản",
    "release": "phát hành",
    "clearance": "giấy thông hành",
    "crossing": "lượt qua biên",
    "receipt": "biên nhận",
    "recall": "thu hồi",
    "hit": "trúng",
    "sighting": "ghi nhận",
    "warning": "cảnh báo sớm",
    "request": "yêu cầu",
    "desk": "bàn nghiệp vụ",
    "ledger": "sổ cái",
    "checkpoint": "điểm niêm",
}
VERBS = ("demo", "test", "check", "format", "bench", "mutate", "docs", "sbom")


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_links_lead_somewhere() -> None:
    """Every relative link on every page leads to a file that is there, and to its heading."""
    assert broken_links(ROOT) == []


@pytest.mark.parametrize("word", sorted(WORDS))
def test_the_glossary_has_every_word_of_the_design(word: str) -> None:
    """Code, pages and both languages use one word for one thing."""
    rows = re.findall(
        r"^\| \*\*(.+?)\*\* \| \*\*(.+?)\*\* \|", _read("docs/glossary.vi-en.md"), re.MULTILINE
    )

    assert (WORDS[word], word) in rows


def test_the_glossary_has_every_word_of_the_console() -> None:
    """What the console's help calls a word, the page of words calls it too, and explains it alike."""
    rows = set(
        re.findall(
            r"^\| \*\*(.+?)\*\* \| \*\*(.+?)\*\* \| (.+?) \| (.+?) \|$",
            _read("docs/glossary.vi-en.md"),
            re.MULTILINE,
        )
    )
    words = {
        (one.word.vi, one.word.en, one.means.en, one.means.vi)
        for _, group in GLOSSARY
        for one in group
    }

    assert words - rows == set()


@pytest.mark.parametrize("verb", VERBS)
def test_the_makefile_has_every_verb(verb: str) -> None:
    """What the documents tell people to type is there, and `make help` says what it does."""
    assert re.search(rf"^{verb}: .*## .+", _read("Makefile"), re.MULTILINE)


def test_every_bench_that_a_page_names_is_there() -> None:
    """Who reads a number can measure it again: each `python -m bench NAME` on the pages runs a bench of ours."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = {
        name
        for page in pages
        for names in re.findall(r"python -m bench[ .]([a-z_ ]+)`", page.read_text("utf-8"))
        for name in names.split()
    }

    assert "watching" in named
    assert [name for name in sorted(named) if not (ROOT / "bench" / f"{name}.py").is_file()] == []


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_the_readme_names_the_two_commands(page: str) -> None:
    """Who has just cloned reads the two commands first, and both exist in the Makefile."""
    assert re.search(r"^make demo\b", _read(page), re.MULTILINE)
    assert re.search(r"^make test\b", _read(page), re.MULTILINE)


def test_both_readmes_say_the_same() -> None:
    """The Vietnamese README is a translation, not a summary: same parts, same commands."""
    english, vietnamese = _read("README.md"), _read("README.vi.md")
    fences = re.compile(r"^```(?:console|sh|toml)\n(.*?)^```", re.MULTILINE | re.DOTALL)

    assert len(re.findall(r"^#+ ", english, re.MULTILINE)) == len(
        re.findall(r"^#+ ", vietnamese, re.MULTILINE)
    )
    assert [_commands(f) for f in fences.findall(english)] == [
        _commands(f) for f in fences.findall(vietnamese)
    ]


def _commands(fence: str) -> list[str]:
    """The commands in a fence, without output and comments."""
    lines = fence.splitlines()
    typed = [line for line in lines if line.startswith("$ ")] or lines
    return [line.partition("#")[0].strip() for line in typed if line.partition("#")[0].strip()]


@pytest.mark.parametrize("page", tour.PAGES, ids=lambda page: page.name)
def test_the_tour_is_real(page: Path, tmp_path: Path) -> None:
    """Every command of a README's tour runs, and prints what the README shows, in its language."""
    steps = tour.steps(page.read_text("utf-8"))
    assert steps != []

    for step in steps:
        printed = tour.run(step.command, tmp_path, tour.language_of(page))
        assert tour.agrees(step.shown, printed), (
            f"{step.command}\nprinted: {printed}\nrun `make docs`"
        )


def test_both_tours_are_one() -> None:
    """The Vietnamese tour shows the same commands, in the same order."""
    english, vietnamese = tour.steps(_read("README.md")), tour.steps(_read("README.vi.md"))

    assert [step.command for step in english] == [step.command for step in vietnamese]


TOUR = "x\n<!-- tour -->\n```console\n$ echo a\na\n$ echo b\n```\n<!-- end of tour -->\n"


def test_invented_output_is_caught(tmp_path: Path) -> None:
    """A line that no command printed, and one that was left out, are both seen."""
    first, second = tour.steps(TOUR)

    assert tour.agrees(first.shown, tour.run(first.command, tmp_path))
    assert not tour.agrees(second.shown, tour.run(second.command, tmp_path))
    assert not tour.agrees(("a", "b"), ["a"])


def test_output_is_compared_by_shape() -> None:
    """Ids, times, ports and milliseconds may differ; words may not; `…` stands for any lines."""
    shown = ("release--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a01 sent 2026-01-02T03:04:05Z in 12 ms",)
    again = ["release--0d3b1c6f-6f0e-4f0b-9a55-8e1f5b1c2a02 sent 2027-11-12T13:14:15Z in 7.5 ms"]

    assert tour.agrees(shown, again)
    assert not tour.agrees(shown, [again[0].replace("sent", "held")])
    assert tour.agrees(("a", "…", "z"), ["a", "b", "c", "z"])


def test_the_tour_can_be_written_anew(tmp_path: Path) -> None:
    """`make docs` puts into each fence what its commands print today, and touches nothing else."""
    page = tmp_path / "page.md"
    page.write_text(TOUR, "utf-8")

    tour.rewrite(page)

    assert page.read_text("utf-8") == TOUR.replace("$ echo b\n", "$ echo b\nb\n")


def test_broken_links_are_caught(tmp_path: Path) -> None:
    """A missing file, a missing heading and a way out of the repository are seen; code is not read."""
    page = tmp_path / "a.md"
    page.write_text("# Một điều, two!\n[x](a.md#một-điều-two) `[y](no.md)`\n", "utf-8")

    assert list(targets(page.read_text("utf-8"))) == ["a.md#một-điều-two"]
    assert anchors(page.read_text("utf-8")) == {"một-điều-two"}
    assert broken_links(tmp_path) == []
    assert not leads_somewhere(page, "no.md", tmp_path)
    assert not leads_somewhere(page, "#no", tmp_path)
    assert not leads_somewhere(page, "..", tmp_path)


def test_every_promise_names_a_test_that_exists() -> None:
    """The page of promises points to test files and tests that are there."""
    for line in _read("docs/guarantees.md").splitlines():
        if line.startswith("| ") and "`tests/" in line:
            for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", line):
                assert (ROOT / path).exists(), path
                assert not name or f"def {name}(" in _read(path), f"{path}::{name}"


def test_every_promise_is_proven() -> None:
    """No row of the tables of promises is without a test."""
    tables = _read("docs/guarantees.md").partition("## What Khiên does not promise")[0]
    rows = [line for line in tables.splitlines() if line.startswith("| ")]

    assert rows
    assert all("`tests/" in row for row in rows if row != "| promise | proven by |")
