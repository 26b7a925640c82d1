"""Tests of khien.intake.extraction.letters, and of the rules that ask whether a letter is a capital."""

from __future__ import annotations

import re

import pytest

from khien.intake.extraction import Document, extract
from khien.intake.extraction.letters import CAPITALS, MARKED, SMALL


def test_each_class_holds_letters_of_one_kind() -> None:
    """Vietnamese whole, both cases apart; no sign, no other script, nothing that means something in a class."""
    assert set("ABCĐÀỸĂÂÊÔƠƯÝ") <= set(CAPITALS)
    assert set("abcđàỹăâêôơưý") <= set(SMALL)
    assert set("đàỸơƯ") <= set(MARKED)
    assert all(letter.isupper() for letter in CAPITALS)
    assert all(letter.islower() for letter in SMALL)
    assert not set("a×÷ЖжΩωกß") & set(CAPITALS)
    assert not set("A×÷ЖжΩωก") & set(SMALL)
    assert not set("azAZ×÷ЖжΩωก") & set(MARKED)
    assert re.fullmatch(f"[{CAPITALS}]+", CAPITALS)
    assert all(len(re.findall(f"[{one}]", r"]\^-")) == 0 for one in (CAPITALS, SMALL, MARKED))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chủ tài khoản: Trần Bình ở Hà Nội, số 0123456789.", "Trần Bình"),
        ("STK 0123456789 Vietcombank NGUYEN VAN BINH ở Hà Nội", "NGUYEN VAN BINH"),
        ("Chủ tài khoản: Đặng Ỷ Lan, số 0123456789.", "Đặng Ỷ Lan"),
    ],
)
def test_a_name_ends_before_a_small_letter(text: str, name: str) -> None:
    """`ở` is no part of a name, though it lies between À and Ỹ."""
    found = [one.value for one in extract(Document(text, language="vi")) if one.kind == "person"]

    assert found == [name]
