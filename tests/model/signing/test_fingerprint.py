"""The phrase that two people read to each other."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest

from khien.model.errors import ProofError
from khien.model.signing import SigningKey, phrase
from khien.model.signing.phrase_words import ENGLISH, VIETNAMESE

ANNA = SigningKey.from_seed("anna.example", b"a" * 32).public
BINH = SigningKey.from_seed("binh.example", b"b" * 32).public
CHI = SigningKey.from_seed("chi.example", b"c" * 32).public


def _without_marks(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _letters_apart(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for column, against in enumerate(other, 1):
            step = above[column - 1] + (letter != against)
            row.append(min(above[column] + 1, row[-1] + 1, step))
    return row[-1]


def test_both_sides_read_the_same_twelve_words() -> None:
    """The phrase does not depend on who comes first, nor on what a side calls a key."""
    english = phrase(ANNA, BINH, "en")

    assert english == phrase(BINH.named("partner"), ANNA, "en")
    assert len(english.split()) == 12
    assert set(english.split()) <= set(ENGLISH)


def test_the_phrase_of_two_keys_never_changes() -> None:
    """Two versions of this program give the same phrase: the format is fixed."""
    assert phrase(ANNA, BINH, "en") == (
        "biscuit triangle violin iceberg gold square quarter uniform elbow doctor lantern tractor"
    )
    assert phrase(ANNA, BINH, "vi") == (
        "cái thang, trường học, vòng tay, lá cờ, kẹo dẻo, tiếng trống, sầu riêng, vàng bạc, ghế đá, dưa hấu, mũ rơm, trâu vàng"
    )


def test_vietnamese_has_its_own_words_in_the_same_places() -> None:
    """Word by word, both languages say the same number."""
    english = [ENGLISH.index(word) for word in phrase(ANNA, BINH, "en").split()]
    vietnamese = [VIETNAMESE.index(word) for word in phrase(ANNA, BINH, "vi").split(", ")]

    assert english == vietnamese


def test_another_key_gives_another_phrase() -> None:
    """Somebody in the middle, who shows each side a key of their own, is heard."""
    assert len({phrase(ANNA, BINH, "en"), phrase(ANNA, CHI, "en"), phrase(CHI, BINH, "en")}) == 3


def test_a_key_with_itself_has_no_phrase() -> None:
    """Who is shown their own key as the partner's gets an error, not a phrase."""
    with pytest.raises(ProofError):
        phrase(ANNA, ANNA.named("other"), "en")


@pytest.mark.parametrize("words", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_no_two_words_can_be_taken_for_each_other(words: tuple[str, ...]) -> None:
    """128 words, any two of which differ in three letters or more, diacritics left out."""
    bare = [_without_marks(word) for word in words]

    assert len(set(bare)) == 128
    assert [
        (one, other) for one, other in combinations(bare, 2) if _letters_apart(one, other) < 3
    ] == []


def test_english_words_differ_from_the_start() -> None:
    """Three letters are enough to know an English word."""
    assert len({word[:3] for word in ENGLISH}) == 128


def test_words_are_written_in_one_form() -> None:
    """Unicode NFC, so that the same phrase is the same text."""
    assert all(unicodedata.is_normalized("NFC", word) for word in VIETNAMESE)
