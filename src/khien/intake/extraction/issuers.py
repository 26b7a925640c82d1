"""Who writes or is asked is no victim: the letterhead *CÔNG AN TỈNH …*, *Bộ Y tế khuyến cáo*, *trình báo công an*.

Nor is what a bank is called after: *Ngân hàng Quân đội* is a bank.

A ministry or the police counts as a victim's sector only where the text says that somebody is after it.
"""

from __future__ import annotations

import re
from typing import Final

_HEAD: Final = 1_500  # characters in which a letterhead stands
_ORGAN: Final = re.compile(
    r"[\s*#>|_-]{0,8}(?:BỘ|SỞ|CỤC|TỔNG CỤC|CHI CỤC|PHÒNG|BAN|ỦY BAN|UBND|VIỆN|TRUNG TÂM|TẬP ĐOÀN|TỔNG CÔNG TY|CÔNG TY|CÔNG AN|CẢNH SÁT|NGÂN HÀNG|QUÂN KHU|TRƯỜNG|BỆNH VIỆN"
    r"|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TRƯỞNG|PHÓ TRƯỞNG|THỦ TRƯỞNG|TM\.|KT\.|TL\.|MINISTRY|DEPARTMENT|POLICE|BANK|NATIONAL|ROYAL|BUREAU|OFFICE)\b"
)
_SIGNED: Final = re.compile(
    r"[\s*]{0,8}(?:GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TRƯỞNG|PHÓ TRƯỞNG|THỦ TRƯỞNG|TM\.|KT\.|TL\.)"
)
_LINE: Final = 200  # characters; a longer line is no letterhead
_POLICE: Final = "emergency-services"
_OFFICE: Final = re.compile(
    r"\b(?:bộ|sở|cục|tổng cục|chi cục|báo|đài|học viện|ministry of|department of)\s\Z"
)
# The name of a bank: `Ngân hàng TMCP Quân đội` is no army, `Ngân hàng Xây dựng` builds nothing.
_OF_BANK: Final = re.compile(
    r"(?:ngân hàng(?: tmcp| thương mại cổ phần)?|\btmcp|\bbank (?:of|for)) \Z"
)
_BANK_OF: Final = re.compile(r" (?:commercial )?(?:joint[- ]stock )?(?:commercial )?bank\b")
_NAMING: Final = (
    "bộ ", "bộ\n", "sở ", "cục ", "báo ", "đài ", "viện ", " of ", "hàng ", "tmcp ", "mại cổ phần ", "bank for ",
)  # fmt: skip
_NEAR: Final = 40  # characters
_REACH: Final = 90  # characters of a clause
_CLAUSE: Final = re.compile(r"[.;:!?](?=\s)|\n\n")
_AFTER_IT: Final = re.compile(
    r"nhắm (?:vào|đến|tới)|nhằm vào|tấn công(?: vào)?|mục tiêu|nạn nhân (?:là|gồm)|xâm nhập|against|target(?:s|ed|ing)?|victims?|attack(?:s|ed|ing)?(?: on)?"
    r"|compromis(?:e[sd]?|ing)|breach(?:e[sd])?|hits?\b|intrusions? (?:at|into)"
)
_ASKED: Final = re.compile(
    r"\bbáo\b|trình báo|tố giác|liên hệ|phối hợp|\btheo\b|khuyến cáo|\breport|contact|\bcall|according"
)
_SUFFERED: Final = re.compile(
    r"[^.;:!?\n]{0,40}\b(?:bị (?:tấn công|xâm nhập|lộ|mã hóa|đánh cắp)|là nạn nhân|là mục tiêu|(?:was|were|been|is|are) (?:targeted|attacked|hit|breached|compromised))"
)


def is_issuer(text: str, code: str, start: int, end: int) -> bool:
    """Whether the sector named at `text[start:end]` is the writer's own, an office only spoken of, or a bank's name.

    Args:
        text: the clean text.
        code: the sector, STIX 2.1 §10.12.
        start: offset of the term's first character.
        end: offset after its last.
    """
    if text[start].isupper() and text[start:end].isupper() and _is_letterhead(text, start):
        return True
    near = text[max(0, start - _NEAR) : start].lower()
    if not (code == _POLICE or near.endswith(_NAMING) or "ank" in text[end : end + _NEAR]):
        return False
    low = max(0, start - _REACH)
    before = text[low:start].lower()
    if _OF_BANK.search(before) or _BANK_OF.match(text[end : end + _REACH].lower()):
        return True
    if code != _POLICE and _OFFICE.search(before) is None:
        return False
    for found in _CLAUSE.finditer(before):
        before = " " * found.end() + before[found.end() :]
    hunted = list(_AFTER_IT.finditer(before))
    if hunted and _ASKED.search(before, hunted[-1].end()) is None:
        return False
    return _SUFFERED.match(text[end : end + _REACH].lower()) is None


def _is_letterhead(text: str, start: int) -> bool:
    low = max(0, start - _LINE)
    line_start = text.rfind("\n", low, start) + 1
    line = text[line_start : start + _LINE].partition("\n")[0]
    if (low and not line_start) or any(c.islower() for c in line):
        return False
    return _SIGNED.match(line) is not None or (
        line_start < _HEAD and _ORGAN.match(line) is not None
    )
