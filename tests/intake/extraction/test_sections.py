"""Tests of khien.intake.extraction.sections, and of what is judged once where nothing tells one place from another."""

from __future__ import annotations

import gc

import pytest

from khien.intake.extraction import Document, extract
from khien.intake.extraction.contexts import Judge
from khien.intake.extraction.extracting import nobody
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.refanging import clean

FILLER = "lorem ipsum dolor sit amet " * 20
# Text, and of each value the code of its reason.
CASES: dict[str, list[str]] = {
    "Please block the following:\n\n* bad.com\n* 45.77.12.34\n\nElsewhere other.com stands": ["listed", "listed", "no-sign"],
    "Malware hosts:\n1. bad.com\n2. worse.com\nReferences\n- good.com": ["listed", "listed", "reference"],
    "Official sites of the bank:\n- good.com\n- better.com": ["reference", "reference"],

    "References\nReports about malware:\n- https://good.com/x": ["reference"],
    "Kind regards,\nJane\njane@good.com\n\nFrom: x\nother.com": ["footer", "no-sign"],
    "Trân trọng,\nPhòng A\nĐT: 0236 3888 777": ["footer"],
    "Indicators of compromise:\nbad.com\n\nTrân trọng,\nPhòng A\nĐT: 0236 3888 777": ["listed", "footer"],
    "Malware hosts:\n- one.com\n- C2 hosts:\n- two.com": ["listed", "listed"],


    "Lorem bad.com ipsum\n\nLorem ipsum.\nLorem ipsum.\nRegards": ["no-sign"],
    "Kind regards,\nJane\nReferences\nhttps://good.com/x": ["reference"],
    "Do not block good.com": ["said-good"],
    "The official site is good.com; the page bad.com is fake.": ["said-good", "said-bad"],
    f"{FILLER} the malware asks\n45.77.12.34 and more": ["said-bad"],

}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_a_section_says_what_its_values_are(text: str) -> None:
    """A list takes over what its line says, a letter's end is a footer, and a section ends where another begins."""
    found = extract(Document(text))

    judged = [one for one in found if one.why != "extraction.not-judged"]
    assert [one.why.removeprefix("extraction.") for one in judged] == CASES[text]


def test_what_a_telling_place_says_holds_in_the_others() -> None:
    """A value that nothing is said of in most lines is what the one line says that tells of it."""
    quiet = "\n".join(f"45.77.12.34 {number}" for number in range(5))
    found = extract(Document(f"{quiet}\n{FILLER}\nThe malware asks 45.77.12.34."))

    assert {one.why for one in found if one.kind == "ipv4"} == {"extraction.said-bad"}


def test_a_log_is_not_weighed_line_by_line() -> None:
    """What came to the same in eight places is not weighed again: a log repeats its own."""
    document = Document("Blocked: 45.77.12.34 again\n" * 30)
    page = Page(clean(document.text), vietnamese=False)
    page.spots += [Spot("ipv4", "45.77.12.34", at, at + 11) for at in range(9, 27 * 30, 27)]
    judge = Judge.of(document, page, nobody)

    assert {why for _, why in judge.judge_all()} == {"extraction.said-bad"}
    assert len(judge.scores) == 8


@pytest.mark.parametrize("collects", [True, False])
def test_a_reading_leaves_the_collector_as_it_was(collects: bool) -> None:
    """Who reads a document finds Python's collector of circles as before, on or off."""
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        extract(Document("bad.com"))

        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()
