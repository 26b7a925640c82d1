"""Banks of Việt Nam as people write them, so that an account number is known to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

LONGEST_ACCOUNT: Final = 19  # digits
NAPAS_CARD: Final = re.compile(r"9704(?:[0-9]{12}|[0-9]{15})\Z")
"""The number of a card of Việt Nam, also with a wrong check digit: never that of an account."""


class Bank(NamedTuple):
    """A bank: its short name (NAPAS) and the name by which it is known."""

    code: str
    name: str


class BankFound(NamedTuple):
    """A bank named in a text."""

    bank: Bank
    start: int
    end: int


# Short name | name | other ways to write it. Facts of the State Bank's and NAPAS's public lists.
_LINES: Final = """\
VCB|Vietcombank|Ngoại thương;VCB
BIDV|BIDV|Đầu tư và Phát triển;BIDV
ICB|VietinBank|Vietinbank;Công Thương;Công thương;CTG
VBA|Agribank|Nông nghiệp và Phát triển nông thôn;VARB
TCB|Techcombank|Kỹ thương;Kỹ Thương;TCB
MB|MB Bank|MBBank;MB bank;Mbbank;Quân đội;Quân Đội;MB
ACB|ACB|Á Châu;ACB
VPB|VPBank|Việt Nam Thịnh Vượng;VPbank;VPB
TPB|TPBank|Tiên Phong;TPbank;TPB
STB|Sacombank|Sài Gòn Thương Tín;STB
HDB|HDBank|HDbank;HDB
VIB|VIB|Quốc tế;VIB
SHB|SHB|Sài Gòn - Hà Nội;SHB
EIB|Eximbank|Xuất Nhập khẩu;EIB
MSB|MSB|Hàng Hải;Maritime Bank;MSB
OCB|OCB|Phương Đông;OCB
SCB|SCB|SCB
SEAB|SeABank|Seabank;Đông Nam Á
LPB|LPBank|LienVietPostBank;Liên Việt;Lienvietpostbank;Lộc Phát;LPB
BAB|Bac A Bank|Bắc Á;BacABank
NAB|Nam A Bank|Nam Á;NamABank
ABB|ABBANK|ABBank;An Bình
VAB|VietABank|Việt Á
BVB|BVBank|Bản Việt;Viet Capital Bank;VietCapitalBank
NCB|NCB|Quốc Dân
PVCB|PVcomBank|PVCombank;Đại Chúng
KLB|KienlongBank|Kienlongbank;Kiên Long
VBB|VietBank|Việt Nam Thương Tín
PGB|PGBank|PG Bank;Thịnh vượng và Phát triển
BVBK|BaoViet Bank|Bảo Việt;BAOVIET Bank
SGB|Saigonbank|SaigonBank;Sài Gòn Công Thương
OJB|MBV|OceanBank;Oceanbank;Đại Dương
GPB|GPBank|Dầu khí Toàn cầu
CBB|VCBNeo|CBBank;Xây dựng Việt Nam
DAB|Vikki Bank|DongA Bank;Đông Á;Vikki
SVB|Shinhan Bank|Shinhanbank;Shinhan
WVN|Woori Bank|Wooribank
HSBC|HSBC|HSBC
UOB|UOB|UOB
CIMB|CIMB|CIMB
PBVN|Public Bank|Public Bank
IVB|Indovina Bank|Indovina
CAKE|CAKE by VPBank|CAKE;Cake by VPBank
TIMO|Timo|Timo
MOMO|MoMo|Momo;MoMo
ZALOPAY|ZaloPay|Zalopay;ZaloPay
VIETTELMONEY|Viettel Money|ViettelPay;Viettel Money
VNPTMONEY|VNPT Money|VNPT Money
"""
_BARE_RISKY: Final = frozenset({"MB", "VIB", "SCB", "Quốc tế", "Hàng Hải", "Quân đội", "Quân Đội", "Đông Nam Á", "Nam Á", "Đông Á", "Công thương",
    "Công Thương", "Đại Dương", "Tiên Phong", "Phương Đông", "Ngoại thương", "Bảo Việt", "Việt Á", "Bắc Á", "Đại Chúng", "Quốc Dân", "An Bình",
    "Liên Việt", "Bản Việt", "Kiên Long", "Timo", "CAKE", "Kỹ thương", "Kỹ Thương", "Đầu tư và Phát triển"})  # fmt: skip
"""Words that name a bank only behind the word bank."""


@dataclass(frozen=True, slots=True)
class Banks:
    """Every bank, and one pattern that finds them."""

    by_name: dict[str, Bank]
    pattern: re.Pattern[str]

    def in_text(self, text: str) -> Iterator[BankFound]:
        """Banks named in the text, in order."""
        for found in self.pattern.finditer(text):
            name = found["plain"] or found["behind"] or found["beside"] or found["small"]
            yield BankFound(self.by_name[name.casefold()], *found.span())

    def nearest(self, text: str, low: int, start: int, end: int, high: int) -> Bank | None:
        """The bank named nearest to `text[start:end]`, within `low` and `high`; after it wins a tie."""
        window = text[low:high]
        best: tuple[int, Bank] | None = None
        for found in self.in_text(window):
            away = (
                low + found.start - end if low + found.start >= end else start - (low + found.end)
            )
            cost = away if low + found.start >= end else away + 1
            if best is None or cost < best[0]:
                best = (cost, found.bank)
        return None if best is None else best[1]


def _compiled() -> Banks:
    by_name: dict[str, Bank] = {}
    plain: list[str] = []
    behind: list[str] = []
    for line in _LINES.splitlines():
        code, name, others = line.split("|")
        for written in dict.fromkeys((name, *others.split(";"))):
            by_name[written.casefold()] = Bank(code, name)
            (behind if written in _BARE_RISKY else plain).append(written)
    longest_first = sorted(plain, key=len, reverse=True)
    small = sorted({one.lower() for one in longest_first if one.isascii() and one.isalpha()})
    small.sort(key=len, reverse=True)
    others_first = sorted(behind, key=len, reverse=True)
    pattern = (
        rf"\b(?:(?:[Nn]gân hàng|NGÂN HÀNG|NH|[Bb]ank)(?: TMCP)? (?P<behind>{'|'.join(map(re.escape, others_first))})"
        r"|(?P<beside>MB|VIB|SCB)(?=[ :|–-]{1,3}[0-9]{8})"
        rf"|(?P<plain>{'|'.join(map(re.escape, longest_first))})"
        # In a chat nobody writes capitals: `stk 0381000112233 vcb`.
        rf"|(?<=[0-9 (,-])(?P<small>{'|'.join(map(re.escape, small))}))\b"
    )
    return Banks(by_name, re.compile(pattern))


BANKS: Final = _compiled()
