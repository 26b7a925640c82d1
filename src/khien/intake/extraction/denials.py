"""What a text names only to say that it is not so, or to teach or sell what helps against it.

*This is no phishing campaign*, *a course on ransomware*, *protects against brute force*, *phòng chống lừa đảo*:
what is named there was not seen. It stays a find, but as a benign one that proposes nothing.
"""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.page import Page, Spot

_REACH: Final = 80  # characters before and behind
_NOT: Final = (
    r"not|no|never|neither|nor|\w{1,6}n['’]t|cannot|rather than|instead of|unlike|"
    r"không phải(?: là)?|không(?! gian)|chưa(?! được vá| vá)|chẳng|không hề"
)
_TAUGHT: Final = (
    r"courses?|training|lessons?|workshops?|seminars?|curriculum|exams?|quiz(?:zes)?|webinars?|drills?|exercises?|simulat(?:ed|es|ing|ions?)|definitions? of|"
    r"awareness|learn|learning|recogni[sz]ing|what is|khóa học|khoá học|bài giảng|bài học|tập huấn|đào tạo|diễn tập|hội thảo|tuyên truyền|tìm hiểu|định nghĩa|khái niệm"
)
_AGAINST: Final = (
    r"against|prevent(?:s|ing|ion of)?|mitigat(?:es?|ing)|combat(?:s|ing|ting)?|resist(?:s|ing)?|anti|without|detects? and (?:blocks?|removes?|stops?)|"
    r"phòng chống|phòng ngừa|phòng tránh|ngăn chặn|ngăn ngừa|chống|chống lại|bảo vệ khỏi|nhận diện|nhận biết"
)
_NOTHING: Final = (  # what follows is denied to the end of the sentence
    r"(?:no|without|any) (?:signs?|evidence|indications?|traces?) (?:of|that|for)|không (?:có|phát hiện|ghi nhận|thấy) (?:dấu hiệu|bằng chứng)"
)
_WORDS: Final = r"(?:[ \t]+[\w'-]{1,24})"
_SIGNS: Final = re.compile(
    rf"(?:^|[^\w-])(?:(?:{_NOTHING})[^.;:!?\n]*|(?:{_NOT}|{_TAUGHT}){_WORDS}{{0,3}}|(?:{_AGAINST}){_WORDS}?|(?:blocks?|blocking|stops|detects))[ \t-]*[\"'“(]?$"
)
# `not only`, and what is done without the victim's knowledge
_EVEN_SO: Final = re.compile(
    r"not (?:only|just|merely)|no longer|no doubt|without (?:the |their |any )?(?:users?|victims?|detection)|không (?:chỉ|những)"
)
_BEHIND: Final = re.compile(
    r"[ \t-]{0,2}(?:campaigns? |attacks? |emails? )?(?:awareness|training|simulations?|protection|prevention|defen[cs]es?|drills?|exercises?|courses?|"
    r"filters?|filtering|resistant|resistance|mitigation|safeguards?|readiness)\b"
)


def denied(page: Page, spot: Spot) -> bool:
    """Whether the words beside a find say that it is none."""
    before = page.told_before(spot.start, _REACH)
    told = _SIGNS.search(before)
    if told is not None and _EVEN_SO.search(before, told.start()) is None:
        return True
    return _BEHIND.match(page.after(spot.end, _REACH)) is not None


def goes_on(text: str, end: int, start: int) -> bool:
    """Whether a row of names goes on between two places: *courses on phishing, ransomware and fraud*."""
    return start - end <= _LONGEST_JOINT and _JOINT.fullmatch(text, end, start) is not None


_LONGEST_JOINT: Final = 24  # characters
_JOINT: Final = re.compile(
    r"(?:,|[ \t]*/)?[ \t]*(?:\b(?:and|or|nor|và|hoặc|hay)\b)?[ \t]*(?:\w{1,12}[ \t]*)?"
)
