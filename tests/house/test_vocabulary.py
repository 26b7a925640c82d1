"""The glossary's word for each thing, in every sentence and on every page: no second one creeps in."""

from __future__ import annotations

import re
from typing import Final

import pytest
from babel.messages.pofile import read_po

from khien.model.words import WORDS
from khien.model.words.glossary import GLOSSARY
from tests.house.reading import ROOT, SRC

CATALOGUES = sorted((SRC / "web" / "locale" / "vi" / "LC_MESSAGES").glob("*.po"))
PAGES = [
    ROOT / "README.vi.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "changes").glob("*.md")),
]

# The word in English; what once stood for it in Vietnamese, and must not where the English speaks of it.
ONCE: Final = (
    ("import", r"(?<!đăng )\bnhập\b"),
    ("feed", r"nguồn dữ liệu|nguồn cấp"),
    ("consumer", r"bên dùng danh sách|bên tiêu thụ"),
    ("warninglist", r"danh sách cảnh báo|danh sách trắng"),
    ("indicator", r"dấu hiệu|chỉ dấu"),
    ("cosignature", r"xác nhận|cùng ký"),
    ("sighting", r"chứng kiến|lần thấy"),
    ("fingerprint phrase", r"cụm từ nhận dạng"),
    ("originator", r"bên nguồn|người tạo"),
    ("false positive", r"(?<!báo )\bnhầm\b"),
    ("admin", r"quản trị viên"),
    ("analyst", r"chuyên viên phân tích"),
)
STEMS: Final = {"cosignature": "cosign"}
NAMES: Final = re.compile(r"`[^`]*`|\bkhien [a-z -]+|\{[^}]*\}|\b\w+\.\w+")
"""Code, commands, holes and settings, which name things in English whatever the sentence speaks of."""
ANYWHERE: Final = re.compile(
    r"danh sách cảnh báo|chữ ký xác nhận|cụm từ nhận dạng|quản trị viên|chuyên viên phân tích"
    r"|(lần|khâu|báo cáo|đã) nhập (?!lại|mật khẩu|mã)",
    re.IGNORECASE,
)
"""What a page, whose languages do not stand side by side, never needs."""


def _text(said: str | list[str] | tuple[str, ...] | None) -> str:
    """One text, or the forms of a plural after each other."""
    return said if isinstance(said, str) else " ".join(said or ())


def _pairs() -> list[tuple[str, str, str]]:
    """Where, English, Vietnamese: every sentence and every text of a page."""
    found = [(code, both.en, both.vi) for code, both in WORDS.items()]
    for path in CATALOGUES:
        with path.open("rb") as source:
            found += [(path.name, _text(one.id), _text(one.string)) for one in read_po(source)]
    return found


def _strays(english: str, other: str) -> list[str]:
    about = re.compile(rf"\b{STEMS.get(english, english)}", re.IGNORECASE)
    stray = re.compile(other, re.IGNORECASE)
    return [
        f"{place}: {vietnamese}"
        for place, said, vietnamese in _pairs()
        if about.search(NAMES.sub("", said)) and stray.search(vietnamese)
    ]


@pytest.mark.parametrize(("english", "other"), ONCE)
def test_one_word_for_one_thing(english: str, other: str) -> None:
    """Where the English has the thing, the Vietnamese has the glossary's word for it and not this one."""
    right = {one.word.en: one.word.vi for _, words in GLOSSARY for one in words}

    assert re.search(other, right[english], re.IGNORECASE) is None
    assert _strays(english, other) == []


def test_pages_have_the_words_too() -> None:
    """The Vietnamese parts of the documents have none of the words that were given up."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in PAGES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if ANYWHERE.search(line)
    ]

    assert found == []
