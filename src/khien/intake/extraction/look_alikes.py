"""Names that the eye takes for others: letters with marks, letters of other scripts, and `rn` for `m`."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.domain_names import DomainName
from khien.intake.extraction.common_words import word_set

_BRANDS: Final = word_set(
    "vietcombank vietinbank techcombank agribank sacombank vpbank tpbank mbbank bidv acb hdbank vib shb eximbank seabank lpbank "
    "ocb msb vneid dichvucong chinhphu congan viettel vinaphone mobifone vietnamobile vnpt evn momo zalopay zalo shopee lazada tiki "
    "sendo vnpost vietnampost ghtk facebook google microsoft apple paypal telegram vietnamairlines vietlott baohiemxahoi"
)
# What people type for a letter that it resembles.
_TWINS: Final = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("0", "o"),
    ("1", "l"),
    ("5", "s"),
    ("3", "e"),
    ("4", "a"),
)
_PARTS: Final = re.compile(r"[a-z0-9]+")


def reads_like(name: DomainName) -> str:
    """What a name is to be taken for, or which scripts it mixes; empty where nothing deceives."""
    return name.reads_like or name.mixed or _brand(name.name)


def brand_of(name: DomainName) -> str:
    """The brand for which a name is to be taken, though it is spelt otherwise; empty for none."""
    if name.reads_like:
        return next((part for part in _PARTS.findall(name.reads_like) if part in _BRANDS), "")
    return _brand(name.name)


def _brand(name: str) -> str:
    parts: list[str] = _PARTS.findall(name)
    for part in parts:
        plain = part
        for written, meant in _TWINS:
            plain = plain.replace(written, meant)
        if plain in _BRANDS and part not in _BRANDS:
            return plain
    return ""
