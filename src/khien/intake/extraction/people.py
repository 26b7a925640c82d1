"""Names of persons and organisations, in Vietnamese and English: suggestions, and never more.

And what identifies a person beside the name: numbers of identity cards and passports, the day or year of birth.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.dictionary import Block, lowered
from khien.intake.extraction.letters import CAPITALS, SMALL
from khien.intake.extraction.page import Page, Spot

_Pairs = tuple[frozenset[bytes], frozenset[bytes], tuple[bytes, ...]]


def _pairs(written: str) -> _Pairs:
    """Their first words, their last words, and each as a block's words stand in a row."""
    pairs = written.split("|")
    firsts, lasts = zip(*((pair.split()[0], pair.split()[-1]) for pair in pairs), strict=True)
    return (
        byte_words(" ".join(firsts)),
        byte_words(" ".join(lasts)),
        tuple(f" {pair} ".encode() for pair in pairs),
    )


_FAMILIES: Final = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|Mai|Tô|Tạ|Cao|Châu|Chu|Hà|Kiều|Lâm|Lưu|Nghiêm|"
    "Ông|Phùng|Quách|Thái|Thân|Tống|Triệu|Trương|Từ|Văn|Vương|Đào|Đàm|Đồng|La|Giang|Khổng|Mạc|Tăng|Thạch|Bạch|Cù|Doãn|Hứa|Khuất|Nông|Ninh|Tôn|Viên"
)
_SYLLABLE: Final = rf"[{CAPITALS}][{SMALL}]{{0,6}}"
_FULL_NAME: Final = re.compile(rf"(?:{_FAMILIES})(?: {_SYLLABLE}){{1,4}}(?![\w])")
_TITLE: Final = re.compile(
    r"(?:ông|bà|anh|chị|bị can|bị cáo|đối tượng|nạn nhân|nghi phạm|chủ tài khoản|tên|thượng tá|đại tá|trung tá|thiếu tá|đại úy|thiếu tướng|trung tướng|"
    r"họ và tên|họ tên|giám đốc|chủ tịch|luật sư)(?: là)?[ :]{1,2}\Z"
)
_BORN: Final = re.compile(r"\s?[(,]? ?(?:sn|sinh năm|s\.n|\d{2} tuổi)")
# Right behind a name: `, sinh năm 1990`, `(SN: 1990)`, `(born in 1990`.
_BIRTH: Final = re.compile(
    r"[ ,(–-]{1,3}(?:sn|s\.n|sinh(?: năm)?|năm sinh|born(?: in)?|year of birth)[.: ]{1,3}(?P<born>(?:19|20)[0-9]{2})(?![\w/.-]*[0-9])"
)
_BORN_ON: Final = re.compile(
    r"\b(?:sn|sinh(?: ngày)?|ngày sinh|ngày tháng năm sinh|born(?: on)?|dob|date of birth)[.: ]{1,3}\Z"
)
_BIRTH_WORDS: Final = byte_words("sn sinh born dob birth")
_BIRTH_REACH: Final = 32  # characters
# In capitals and without its marks, as banks and identity cards write a name: `TRAN VAN BINH`.
_PLAIN_FAMILIES: Final = (
    "NGUYEN|TRAN|LE|PHAM|HOANG|HUYNH|PHAN|VU|VO|DANG|BUI|DO|HO|NGO|DUONG|LY|DINH|TRINH|DOAN|LUONG|MAI|TO|TA|CAO|CHAU|CHU|HA|KIEU|LAM|LUU|NGHIEM|"
    "PHUNG|QUACH|THAI|THAN|TONG|TRIEU|TRUONG|TU|VUONG|DAO|DAM|DONG|LA|GIANG|KHONG|MAC|TANG|THACH|BACH|CU|DOAN|HUA|NONG|NINH|TON|VIEN"
)
_CAPITALS: Final = re.compile(
    rf"(?:{_PLAIN_FAMILIES}|{_FAMILIES.upper()})(?: [{CAPITALS}]{{1,7}}){{1,4}}(?![\w])"
)
_ANY_NAME: Final = re.compile(
    rf"[{CAPITALS}][\w'-]{{0,20}}(?: [{CAPITALS}][\w'-]{{0,20}}){{1,4}}(?![\w])"
)
_FIRM: Final = re.compile(
    r"(?:công ty|cong ty|cty|tnhh|ngân hàng|ngan hang|hộ kinh doanh|company|bank|h[oồ] ch[ií] minh)\b"
)
_HOLDER_WORDS: Final = byte_words("ctk thụ holder owner beneficiary held")
_HOLDER_PAIRS: Final = _pairs(
    "chủ tk|chủ tài khoản|chủ thẻ|chủ stk|tên tk|tên tài khoản|account name"
)
_HOLDER: Final = re.compile(
    r"\b(?:chủ (?:tk|tài khoản|thẻ|stk)|tên (?:tk|tài khoản)|ctk|người thụ hưởng|account (?:holder|name|owner)|beneficiary(?: name)?|held by)(?: là| is)?[ :*_-]{1,4}"
)
_BESIDE_ACCOUNT: Final = 60  # characters between an account and who holds it
_LEAST_WORDS: Final = (
    3  # of a name in capitals that only stands beside an account: `HA NOI` is none
)
_IDENTITY_WORDS: Final = byte_words(
    "cccd cmnd cmtnd cmt cước passport passports chiếu national identity citizen"
)
_IDENTITY_PAIRS: Final = _pairs("chứng minh|định danh")
_NATIONAL: Final = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|cmt|căn cước(?: công dân)?|chứng minh (?:nhân dân|thư)|số định danh(?: cá nhân)?|(?:national|citizen) id(?:entity)?(?: card| number)?|identity (?:card|number))"
    r"[^0-9\n]{0,14}(?P<number>[0-9](?:[ .]?[0-9]){8}(?:(?:[ .]?[0-9]){3})?)(?![\w])"
)
_PASSPORT: Final = re.compile(
    r"\b(?:hộ chiếu|passports?)(?: (?:số|no\.?|number))?[ :#(]{1,4}(?P<number>[a-z]{0,2}[0-9]{6,8})(?![\w])"
)


def _has(piece: Block, words: frozenset[bytes], pairs: _Pairs) -> bool:
    """Whether a block holds one of the words, or one of the pairs; most hold not even the words of a pair."""
    if not piece.words.isdisjoint(words):
        return True
    firsts, lasts, written = pairs
    if piece.words.isdisjoint(lasts) or piece.words.isdisjoint(firsts):
        return False
    return any(map(piece.flat.__contains__, written))


def find_identity_numbers(page: Page) -> None:
    """Numbers of identity cards and passports, behind their word: personal data, and never looked for."""
    for piece in page.pieces:
        if not _has(piece, _IDENTITY_WORDS, _IDENTITY_PAIRS):
            continue
        for kind, pattern in (("national-id", _NATIONAL), ("passport", _PASSPORT)):
            for found in pattern.finditer(piece.lower):
                start, end = (piece.start + at for at in found.span("number"))
                value = re.sub("[ .]", "", found["number"]).upper()
                page.take(Spot(kind, value, start, end, personal=True))


_ORGANISATION: Final = re.compile(
    r"(?:Công ty(?: TNHH| Cổ phần| CP)?(?: MTV| Một thành viên)?|Tập đoàn|Ngân hàng(?: TMCP)?|Công an(?: tỉnh| thành phố| quận| huyện)|Cục|Viện|Trung tâm|Bộ|Sở)"
    rf"(?: (?:{_SYLLABLE}|[A-Z]{{2,12}}|và|&)){{1,8}}(?![\w])"
)


def find_people(page: Page) -> None:
    """Suggest holders of accounts, full Vietnamese names behind a title, and organisations that say what they are."""
    for start, end in _held(page):
        if _FIRM.match(lowered(page.text[start:end])) is None:
            _take_person(page, start, end)
    if page.vietnamese:
        _find_titled(page)
        _find_organisations(page)
    _mark_births(page)


def _held(page: Page) -> Iterator[tuple[int, int]]:
    """Names of those who hold something: in their column, behind their word, in capitals beside an account."""
    text = page.text
    for low, high in page.held:
        inner = high - len(text[low:high].lstrip())
        found = _ANY_NAME.match(text, inner, high)
        if found is not None:
            yield found.span()
    for piece in page.pieces:
        labels = _HOLDER.finditer(piece.lower) if _has(piece, _HOLDER_WORDS, _HOLDER_PAIRS) else ()
        for label in labels:
            found = _ANY_NAME.match(text, piece.start + label.end())
            if found is not None:
                yield found.span()
    for spot in [one for one in page.spots if one.kind == "bank-account"]:
        low = spot.start - len(page.before(spot.start, _BESIDE_ACCOUNT))
        high = spot.end + len(page.after(spot.end, _BESIDE_ACCOUNT))
        for found in (
            *_CAPITALS.finditer(text, low, spot.start),
            *_CAPITALS.finditer(text, spot.end, high),
        ):
            inside = text[found.start() - 1 : found.start()].isalnum()
            if not inside and found[0].count(" ") + 1 >= _LEAST_WORDS:
                yield found.span()


def _take_person(page: Page, start: int, end: int) -> None:
    """A person's name, and the year of birth told right behind it."""
    if not page.is_free(start, end):
        return
    name = page.text[start:end]
    page.take(Spot("person", name, start, end, personal=True, hint="extraction.suggestion"))
    born = _BIRTH.match(lowered(page.text[end : end + _BIRTH_REACH]))
    if born is not None:
        low, high = (end + at for at in born.span("born"))
        page.take(Spot("date", born["born"], low, high, personal=True))


def _mark_births(page: Page) -> None:
    """A day of birth is somebody's."""
    if not page.births and all(_BIRTH_WORDS.isdisjoint(piece.words) for piece in page.pieces):
        return
    for index, spot in enumerate(page.spots):
        if spot.kind == "date" and (
            _BORN_ON.search(page.before(spot.start, _BIRTH_REACH)) or _is_birth(page, spot)
        ):
            page.spots[index] = spot._replace(personal=True)


def _is_birth(page: Page, spot: Spot) -> bool:
    index = bisect_right(page.births, (spot.start, spot.end)) - 1
    return index >= 0 and spot.end <= page.births[index][1]


def _find_titled(page: Page) -> None:
    text = page.text
    for found in _FULL_NAME.finditer(text):
        start, end = found.span()
        if text[start - 1 : start].isalnum():
            continue
        if _TITLE.search(page.before(start, 24)) or _BORN.match(page.after(end, 16)):
            _take_person(page, start, end)


def _find_organisations(page: Page) -> None:
    text = page.text
    for found in _ORGANISATION.finditer(text):
        if text[found.start() - 1 : found.start()].isalnum():
            continue
        written = re.sub(r" (?:và|&)$", "", found[0])
        end = found.start() + len(written)
        page.take(Spot("organisation", written, found.start(), end, hint="extraction.suggestion"))
