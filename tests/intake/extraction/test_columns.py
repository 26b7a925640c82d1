"""Tests of khien.intake.extraction.{columns,people}: what a column's head says, and what identifies a person."""

from __future__ import annotations

from typing import Literal

import pytest

from khien.intake.extraction import Document, extract
from khien.intake.extraction.candidates import TERM_KINDS

Found = list[tuple[str, str]]

TABLES: dict[str, Found] = {
    # the column says whose number it is, and the bank's column whose account
    "STT | Đối tượng | SĐT | Ngân hàng | Số TK\n----+---------+-----+------+-----\n1 | Trần Văn B | 0987-654-321 | BIDV | 21510000123456\n2 | (chưa rõ) | 84 36 123 4567 | Agribank | 1500205123456": [
        ("person", "Trần Văn B"), ("phone", "+84987654321"), ("bank-account", "BIDV:21510000123456"),
        ("phone", "+84361234567"), ("bank-account", "VBA:1500205123456"),
    ],
    "SĐT\tSố TK\tNgân hàng\n0912345678\t0071000999888\tVietcombank\n0987-654-321\t21510000123456\tBIDV": [
        ("phone", "+84912345678"), ("bank-account", "VCB:0071000999888"), ("phone", "+84987654321"), ("bank-account", "BIDV:21510000123456"),
    ],
    # a sum beside a bank is no account where a column of accounts stands
    "| Chủ TK | Số tiền | Ngân hàng | STK |\n|---|---|---|---|\n| CONG TY TNHH X Y | 50000000 | ngân hàng BIDV | 12345678 |\n| | | Quân đội | 0912345678 (zalo 0912345679) |": [
        ("bank-account", "BIDV:12345678"), ("bank-account", "MB:0912345678"), ("phone", "+84912345679"),
    ],
    # but what a cell itself calls an account is one; a date and a made-up telephone are nothing
    "| Điện thoại | Số tài khoản | Ngân hàng |\n| STK 0123456789 | 12.05.2026 | Ngân hàng lạ |\n| 12345678 | 11112222333344445555 | BIDV |\n| 0912345670 | 9704 2292 0123 4567 | |": [
        ("bank-account", ":0123456789"), ("date", "2026-05-12"), ("phone", "+84912345670"),
    ],
    # the bank in the account's own cell, in the row, or nowhere
    "| Account number | Note |\n|---|---|\n| 0123456789 TPBank | Vietcombank |\n| 0123456780 | via Sacombank |\n| 0123456781 | |\n| DE29 1005 0000 1061 0456 72 | |\nafter": [
        ("bank-account", "TPB:0123456789"), ("bank-account", "STB:0123456780"), ("bank-account", ":0123456781"), ("iban", "DE29100500001061045672"),
    ],
    # a row too short, heads that say two things or go on too long, a second row that is no head
    "| SĐT/STK | Ghi chú |\n| 0912345678 | x |\n| STK | Ngân hàng |\n| 12345678 |": [("phone", "+84912345678")],
    f"| STK {'của đối tượng ' * 5}| x |\n| 123456789 | y |": [],
    "| STK | x |\n| 0123456789 |\n": [("bank-account", ":0123456789")],
    # who was born when
    "Họ và tên\tNgày sinh\tNăm sinh\tCCCD\tHộ chiếu\nLê An\t12/5/1990\t1988\t001 188 012345\tC1234567": [
        ("person", "Lê An"), ("date", "1990-05-12"), ("date", "1988"), ("national-id", "001188012345"), ("passport", "C1234567"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", TABLES)
def test_the_head_of_a_column_says_what_is_in_it(text: str) -> None:
    """Every number below a head is what the head says, and the bank is that of its row."""
    found = extract(Document(text, language="vi"))

    assert [(c.kind, c.value) for c in found if c.kind not in TERM_KINDS] == TABLES[text]


def test_below_no_head_nothing_changes() -> None:
    """A table without heads is read by the words beside its numbers."""
    found = extract(Document("| 0123456789 | BIDV |\n| SĐT | STK |", language="vi"))

    assert [(c.kind, c.value) for c in found] == [("bank-account", "BIDV:0123456789")]


PERSONS: dict[tuple[str, Literal["vi", "en"]], Found] = {
    ("bà Nguyễn Thị Lan (CCCD 001188012345), sinh ngày 12/5/1990, họp ngày 13/5/2026", "vi"): [
        ("person", "Nguyễn Thị Lan"), ("national-id", "001188012345"), ("date", "1990-05-12"),
    ],
    ("ông Trần Văn Hòa, sinh năm 1985, CMND: 012 345 678, căn cước công dân số 12345", "vi"): [
        ("person", "Trần Văn Hòa"), ("date", "1985"), ("national-id", "012345678"),
    ],
    ("Passport no. ab1234567, hộ chiếu số C1234567, passport was 12 pages", "vi"): [
        ("passport", "AB1234567"), ("passport", "C1234567"),
    ],
    ("STK 0071000999888 Vietcombank chủ TK TRAN VAN BINH, SN 1990, và 19036789012345 Techcombank (NGUYEN VAN A)", "vi"): [
        ("bank-account", "VCB:0071000999888"), ("person", "TRAN VAN BINH"), ("date", "1990"),
        ("bank-account", "TCB:19036789012345"), ("person", "NGUYEN VAN A"),
    ],
    # a place beside an account, a firm, a word that goes on, and whoever holds it in English
    ("STK 0071000999888 Vietcombank HA NOI, xLE VAN AN, HO CHI MINH; chủ tài khoản CONG TY TNHH AN; chủ tài khoản: không rõ", "vi"): [
        ("bank-account", "VCB:0071000999888"),
    ],
    ("LE THI BA 0071000999888 Vietcombank", "en"): [("person", "LE THI BA"), ("bank-account", "VCB:0071000999888")],
    ("Account holder: John Smith, born on 2 June 1980", "en"): [("person", "John Smith"), ("date", "1980-06-02")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "language"), PERSONS)
def test_what_identifies_a_person_is_personal(text: str, language: Literal["vi", "en"]) -> None:
    """Names of holders, numbers of cards and passports, and births are marked from the first moment."""
    found = [c for c in extract(Document(text, language=language)) if c.personal]

    assert [(c.kind, c.value) for c in found] == PERSONS[text, language]
