"""Text is made alike on both sides of a search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.store.folding import MAX_TERMS, Term, fold, keep_marks, terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lừa Đảo", "lua dao"),
        ("ĐÀ NẴNG", "da nang"),
        ("Thừa Thiên Huế", "thua thien hue"),
        ("đường Nguyễn Thị Minh Khai", "duong nguyen thi minh khai"),
        ("ƠƯÂÊÔĂ ỵ ỷ ỹ ẵ ẫ", "ouaeoa y y y a a"),
        ("Łódź, Ærø, Straße", "lodz, aero, strasse"),
        ("ไทย ក្រុង 日本 한국", "ไทย ក្រុង 日本 한국"),
        ("PLAIN ascii 42", "plain ascii 42"),
    ],
)
def test_folding_takes_marks_and_case_away(text: str, folded: str) -> None:
    """Latin letters lose their marks; scripts in which a mark is a vowel keep them."""
    assert fold(text) == folded


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_ways_to_write_a_mark_are_one(form: str) -> None:
    """Composed and decomposed Unicode fold, and keep their marks, to the same text."""
    text = unicodedata.normalize(form, "Lừa đảo")  # type: ignore[arg-type]

    assert fold(text) == "lua dao"
    assert keep_marks(text) == "lừa đảo"


@settings(max_examples=50)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded once is at rest, so a folded question finds folded text."""
    assert fold(fold(text)) == fold(text)


def test_a_question_is_words_and_phrases() -> None:
    """Quotes make a phrase, a star at the end of a word leaves it open, the rest are plain words."""
    assert terms('Lừa "Đà Nẵng" phish* 1.2.3.4') == (
        Term("lua", "lừa"),
        Term("da nang", "đà nẵng"),
        Term("phish", "phish", beginning=True),
        Term("1.2.3.4", "1.2.3.4"),
    )


@pytest.mark.parametrize("question", ["", "   ", "***", '""', "( ) - : ^ +", "\0\0"])
def test_a_question_without_a_letter_asks_nothing(question: str) -> None:
    """What holds no letter and no digit is left out."""
    assert terms(question) == ()


def test_a_very_long_question_is_cut() -> None:
    """A question cannot make the database work without end."""
    assert len(terms("word " * 1000)) == MAX_TERMS
