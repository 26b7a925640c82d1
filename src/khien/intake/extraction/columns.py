"""Numbers in a table whose heads say what they are: telephones, accounts and their banks, identity numbers, holders.

The head of a column tells more than the word beside a number: in `SĐT | Ngân hàng | Số TK` the bank is the third column's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from khien.intake.extraction.banks import BANKS, LONGEST_ACCOUNT, NAPAS_CARD, Bank
from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page, Spot
from khien.intake.extraction.tables import first_rows, is_below_row, table_end
from khien.intake.extraction.telephones import DATE, NOT_DIGIT, NUMBER, e164, is_personal

_WORDS: Final = byte_words(
    "sđt sdt đt thoại phone phones telephone tel mobile zalo hotline stk tk khoản account accounts acct cccd cmnd cước hộ passport passports"
)
_NO_BANK: Final = r"(?! ?(?:fb|face|zalo|tele|tiktok|mạng|game|email|đăng|google|ngân hàng nào))"
# Kind of a column | how its head begins, in lower case; the first that fits counts.
_KINDS: Final = (
    ("phone", re.compile(
        r"(?:số )?(?:sđt|sdt|đt|điện thoại|di động|thuê bao|máy|phones?|tel|telephone|mobile|cell|zalo|viber|whatsapp|hotline)\b|contact (?:no|number)")),
    ("holder", re.compile(
        r"(?:tên )?(?:chủ|người thụ hưởng|người nhận|holder|beneficiary)\b|tên (?:tài khoản|tk|người)\b|account (?:holder|name|owner)|họ (?:và )?tên|đối tượng\b|full name")),
    ("account", re.compile(rf"(?:số )?(?:stk|tk|tài khoản)\b{_NO_BANK}|(?:bank )?(?:account|acct|a/c)s?\b(?! type)")),
    ("bank", re.compile(r"(?:tên |tại )?(?:ngân hàng|nh|bank)\b")),
    ("national-id", re.compile(r"(?:số )?(?:cccd|cmnd|căn cước|chứng minh|id card|national id|identity)")),
    ("birth", re.compile(r"(?:năm|ngày(?: tháng năm)?) sinh|(?:year|date) of birth|dob\b|born\b")),
    ("passport", re.compile(r"(?:số )?(?:hộ chiếu|passport)")),
)  # fmt: skip
_NUMBERED: Final = frozenset({"phone", "account", "national-id", "passport"})
_MIXED: Final = re.compile(
    r"(?:sđt|sdt|điện thoại|phone)\b.*(?:stk|tk|khoản|account)\b|(?:stk|tk|khoản|account)\b.*(?:sđt|sdt|điện thoại|phone)\b"
)
_LONGEST_HEAD: Final = 60  # characters
_ACCOUNT: Final = re.compile(r"(?<![\w+.#-])[0-9](?:[0-9]|[ .-](?=[0-9])){5,24}(?![\w])")
_IBAN: Final = re.compile(r"\s*[A-Z]{2}[0-9]{2}[ 0-9A-Z]")
_OTHER: Final = {
    "account": re.compile(r"(?:sđt|sdt|đt|điện thoại|zalo|phone|tel)[^0-9]{0,14}\Z"),
    "phone": re.compile(r"(?:stk|\btk|tài khoản|account|cccd|cmnd)[^0-9]{0,14}\Z"),
}
_NATIONAL: Final = re.compile(r"(?<![\w+.-])[0-9](?:[ .]?[0-9]){8}(?:(?:[ .]?[0-9]){3})?(?![\w])")
_PASSPORT: Final = re.compile(r"(?<![\w+.-])[A-Z]{1,2}[0-9]{6,8}(?!\w)")


class Cell(NamedTuple):
    """A cell of a row: its place in the text."""

    start: int
    end: int


class Columned(NamedTuple):
    """A table below its heads: its place, and by the number of a column what its head says."""

    start: int
    end: int
    kinds: Mapping[int, str]
    sign: str


def find_columned(page: Page) -> None:
    """Take what stands below heads that name it; the page keeps the rows that have a column of accounts."""
    accounted: list[tuple[int, int]] = []
    for table in _tables(page):
        if "account" in table.kinds.values():
            accounted.append((table.start, table.end))
        place = table.start
        for line in page.text[table.start : table.end].split("\n"):
            _take_row(page, table, _cells(line, place, table.sign))
            place += len(line) + 1
    page.accounted = tuple(accounted)


def _tables(page: Page) -> Iterator[Columned]:
    done = 0
    for place, line in first_rows(page, _WORDS):
        if place < done or is_below_row(page.text, place):
            continue
        done = table_end(page.text, place)
        sign = "|" if "|" in line else "\t"
        heads = enumerate(cell.strip(" *_`") for cell in line.split(sign))
        kinds = {index: kind for index, head in heads if (kind := _kind_of(head))}
        if not _NUMBERED.isdisjoint(kinds.values()):
            yield Columned(min(place + len(line) + 1, done), done, kinds, sign)


def _kind_of(head: str) -> str:
    if len(head) > _LONGEST_HEAD or _MIXED.search(head):
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.match(head)), "")


def _cells(line: str, place: int, sign: str) -> list[Cell]:
    cells = []
    for cell in line.split(sign):
        cells.append(Cell(place, place + len(cell)))
        place += len(cell) + 1
    return cells


def _take_row(page: Page, table: Columned, cells: Sequence[Cell]) -> None:
    for index, cell in enumerate(cells):
        kind = table.kinds.get(index, "")
        if kind == "phone":
            _take_phones(page, cell)
        elif kind == "account":
            _take_accounts(page, cell, _bank_of(page, table, cells, index))
        elif kind in _ID_NUMBERS:
            for found in _ID_NUMBERS[kind].finditer(page.text, *cell):
                value = found[0] if kind == "passport" else NOT_DIGIT.sub("", found[0])
                page.take(Spot(kind, value, *found.span(), personal=True))
        elif kind == "birth":
            _take_birth(page, cell)
        elif kind == "holder":
            page.held.append(cell)


def _take_birth(page: Page, cell: Cell) -> None:
    """A year alone; days were found as days before, and are somebody's here."""
    for found in _YEAR.finditer(page.text, *cell):
        page.take(Spot("date", found[0], *found.span(), personal=True))
    page.births.append(cell)


_YEAR: Final = re.compile(r"(?<![\w/.-])(?:19|20)[0-9]{2}(?![\w/.-])")
_ID_NUMBERS: Final = {"national-id": _NATIONAL, "passport": _PASSPORT}


def _take_phones(page: Page, cell: Cell) -> None:
    for found in NUMBER.finditer(page.text, *cell):
        before = page.text[max(cell.start, found.start() - 24) : found.start()].lower()
        value = e164(found[0], NOT_DIGIT.sub("", found[0]))
        if value and not DATE.search(found[0]) and not _OTHER["phone"].search(before):
            page.take(Spot("phone", value, *found.span(), personal=is_personal(value)))


def _take_accounts(page: Page, cell: Cell, bank: Bank | None) -> None:
    if _IBAN.match(page.text, *cell):
        return
    for found in _ACCOUNT.finditer(page.text, *cell):
        digits = NOT_DIGIT.sub("", found[0])
        before = page.text[max(cell.start, found.start() - 24) : found.start()].lower()
        other = (
            NAPAS_CARD.match(digits) or DATE.search(found[0]) or _OTHER["account"].search(before)
        )
        if len(digits) <= LONGEST_ACCOUNT and not other:
            code, name = ("", "") if bank is None else bank
            page.take(Spot("bank-account", f"{code}:{digits}", *found.span(), name, personal=True))


def _bank_of(page: Page, table: Columned, cells: Sequence[Cell], index: int) -> Bank | None:
    """The bank in the account's cell, else in the nearest column of banks, else in the row."""
    text, own = page.text, cells[index]
    named = next(BANKS.in_text(text[own.start : own.end]), None)
    if named is not None:
        return named.bank
    at = [one for one, kind in table.kinds.items() if kind == "bank" and one < len(cells)]
    if at:
        cell = cells[min(at, key=lambda one: abs(one - index))]
        written = text[cell.start : cell.end]
        known = BANKS.by_name.get(written.strip(" *_`").casefold())
        named = next(BANKS.in_text(f" {written}"), None)
        return known or (None if named is None else named.bank)
    return BANKS.nearest(text, cells[0].start, own.start, own.end, cells[-1].end)
