"""Who pretends to be whom: a verb of pretending, and within the same clause the one it pretends to be.

Newspapers and police say it in more ways than a list of phrases holds: *giả danh cán bộ công an phường*, *mạo danh nhân viên
Điện lực*, *ứng dụng VNeID giả mạo*, *posing as officials of the tax office*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.dictionary import Block

# Code of the crime | who is pretended to be, as regular expressions that a word's border encloses.
_WHO: Final = """
impersonating-police | công an|cảnh sát|csgt|điều tra viên|cơ quan điều tra|police(?: officers?)?|law enforcement|detectives?
impersonating-authority | viện kiểm sát|kiểm sát viên|tòa án|toà án|cơ quan (?:nhà nước|chức năng|thuế|chính quyền)|(?:tổng cục|chi cục|cục|cán bộ|ngành) thuế|ứng dụng thuế|etax|vneid|vssid|dịch vụ công|bảo hiểm xã hội|bhxh|ubnd|ủy ban nhân dân|chính quyền|chính phủ|hải quan|(?<!cán )bộ (?:công an|y tế|tài chính|thông tin)|căn cước|tax (?:office|authority|authorities|officials?)|(?:government|court|customs|immigration) officials?|prosecutors?|tax refunds?
impersonating-bank | ngân hàng|vietcombank|vietinbank|techcombank|agribank|sacombank|bidv|vpbank|tpbank|mb bank|banks?|bank (?:staff|employees?|officers?)
impersonating-company | điện lực|evn|nhân viên(?! (?:ngân hàng|thuế|bảo hiểm))|nhà mạng|viettel|vinaphone|mobifone|vnpt|bưu điện|shopee|lazada|tiki|doanh nghiệp|thương hiệu|công ty|shipper|giao hàng|sàn thương mại điện tử|siêu thị|couriers?|(?:customer|technical) support|power compan(?:y|ies)|brands?
impersonating-relative | người thân|người nhà|bạn bè|người quen|giáo viên|con cái|relatives?|family members?|friends?
"""
_VERB: Final = re.compile(
    r"giả danh|giả mạo|mạo danh|đóng giả|tự xưng|xưng là|(?<!tác )(?<!độc )(?<!hàng )(?<!tiền )(?<!diễn )(?<!học )giả(?= (?:khuôn|giọng|làm|công|danh|cán|nhân))"
    r"|impersonat(?:e[sd]?|ing)|pos(?:e[sd]?|ing) as|pretend(?:s|ed|ing)? to be|masquerad(?:e[sd]?|ing) as"
)
_REACH: Final = 48  # characters from the verb to the one who is meant
_CLAUSE_END: Final = re.compile(r"[.;:!?\n|(]")
_BEFORE: Final = re.compile(
    r"(?:ứng dụng|app|trang(?: web)?|website|cổng|fanpage) [^.;:!?\n|(,]{0,32}\Z"
)


class Pretended(NamedTuple):
    """Whom a crime's perpetrators pretend to be, and where the text says so."""

    code: str
    start: int
    end: int


def _compiled() -> re.Pattern[str]:
    groups = []
    for line in _WHO.strip().splitlines():
        code, who = line.split(" | ", 1)
        groups.append(f"(?P<{code.replace('-', '_')}>{who})")
    return re.compile(rf"\b(?:{'|'.join(groups)})\b")


_ANYBODY: Final = _compiled()
_VERB_WORDS: Final = byte_words(
    "giả mạo xưng impersonate impersonates impersonated impersonating pose poses posed posing pretend pretends pretended pretending "
    "masquerade masquerades masqueraded masquerading"
)


# A floor that is none: `sàn chứng khoán quốc tế giả`, `giả mạo sàn giao dịch tiền số`, `fake crypto exchange`.
_FLOOR: Final = re.compile(
    r"\b(?:sàn|san)(?: (?!thương|thuong)[^\W\d_]{1,12}){0,3}? (?:đầu tư|chứng khoán|ngoại hối|forex|giao dịch|tiền (?:số|ảo|điện tử|mã hóa)|vàng|tài chính|crypto|bitcoin"
    r"|dau tu|chung khoan|ngoai hoi|giao dich|tien (?:so|ao)|tai chinh)"
    r"(?: (?!không bị|that)[^\W\d_]{1,12}){0,4}? (?:giả(?! định| thuyết| sử)|giả mạo|ảo|lừa đảo|trái phép|không phép|lừa|gia mao|lua dao|trai phep)\b"
    r"|\b(?:giả mạo|giả danh|mạo danh|lập) (?:các |một )?sàn (?:đầu tư|chứng khoán|ngoại hối|forex|giao dịch|tiền (?:số|ảo|điện tử|mã hóa)|vàng|tài chính)"
    r"(?: (?:giả|ảo|quốc tế)\b)*"
    r"|\b(?:fake|bogus|fraudulent|sham|rogue)(?: [a-z-]{2,14}){0,2}? (?:trading|investment|stock|crypto|cryptocurrency|forex|brokerage)(?: [a-z-]{2,14}){0,2}? (?:platforms?|apps?|sites?|websites?|floors?|exchanges?|brokers?)\b"
)
_TAKEN: Final = re.compile(
    r"\b(?:zalo|facebook|telegram|tài khoản|nick|email|fanpage)(?: [^\W\d_]{1,12}){0,3}? bị (?:chiếm đoạt|chiếm quyền|hack|đánh cắp|lấy cắp)\b"
)
_TAKEN_WORDS: Final = byte_words("chiếm hack cắp")
_FLOOR_WORDS: Final = byte_words("sàn san fake bogus fraudulent sham rogue")


def find_pretended(pieces: Iterable[Block]) -> Iterator[Pretended]:
    """Each verb of pretending with the first that it can mean, after it or, of an app or a page, before."""
    for piece in pieces:
        if not piece.words.isdisjoint(_FLOOR_WORDS):
            for floor in _FLOOR.finditer(piece.lower):
                yield Pretended(
                    "fake-investment", piece.start + floor.start(), piece.start + floor.end()
                )
        if not piece.words.isdisjoint(_TAKEN_WORDS):
            for taken in _TAKEN.finditer(piece.lower):
                yield Pretended(
                    "account-takeover", piece.start + taken.start(), piece.start + taken.end()
                )
        if piece.words.isdisjoint(_VERB_WORDS):
            continue
        for verb in _VERB.finditer(piece.lower):
            found = _meant(piece.lower, verb)
            if found is not None:
                yield Pretended(found.code, piece.start + found.start, piece.start + found.end)


def _meant(lower: str, verb: re.Match[str]) -> Pretended | None:
    stop = _CLAUSE_END.search(lower, verb.end(), verb.end() + _REACH)
    who = _ANYBODY.search(lower, verb.end(), stop.start() if stop else verb.end() + _REACH)
    if who is not None:
        return Pretended(str(who.lastgroup).replace("_", "-"), verb.start(), who.end())
    said = _BEFORE.search(lower, max(0, verb.start() - 48), verb.start())
    who = None if said is None else _ANYBODY.search(lower, said.start(), verb.start())
    if who is None:
        return None
    return Pretended(str(who.lastgroup).replace("_", "-"), who.start(), verb.end())
