"""What a table tells of its cells: the head of a column, and what the rest of it is.

A table is a run of lines with `|` or tabs inside, a list a run of lines that begin with a bullet or a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page

_BAD: Final = re.compile(
    r"malicious|\bc2\b|c&c|phish|scam|fraud|fake|attacker|adversary|\biocs?\b|indicators? of|độc hại|lừa đảo|giả mạo|mạo danh|đối tượng|kẻ gian|tội phạm|trang giả|nhái"
)
_GOOD: Final = re.compile(
    r"official|legitimate|genuine|\breal\b|reference|\bsource|chính thức|chính thống|trang thật|tên miền thật|nguồn|tham khảo|hợp pháp"
)
_OF_VICTIMS: Final = re.compile(r"victim|affected|nạn nhân|bị hại|bị ảnh hưởng")
_HEADS: Final = byte_words(
    "malicious c2 c phish phishing scam scams fraud fraudulent fake attacker attackers adversary ioc iocs indicator indicators độc lừa giả mạo tượng gian phạm nhái "
    "official legitimate genuine real reference references source sources chính thật nguồn tham hợp"
)
_ROW: Final = re.compile(r"[^\n]*?[|\t]|[ \t]*(?:[-=]{2,200})?\+[-=+]{3}")
_WIDEST: Final = 2_000  # characters of a row in which cells are counted
_ITEM: Final = re.compile(
    r"[ \t]{0,8}(?:[-*•+][ \t]|[0-9]{1,3}[.)][ \t]|[^\W\d_][\w /()#.-]{1,30}[ \t]?[:=][ \t])"
)


class Headed(NamedTuple):
    """A table below its heads: its place, and by the number of a cell what its head says, `bad` or `good`."""

    start: int
    end: int
    told: dict[int, str]


def headed_tables(page: Page) -> Iterator[Headed]:
    """Tables whose heads say what is in their columns, in order, none over another."""
    text = page.text
    done = 0
    for place, line in first_rows(page, _HEADS):
        if place < done or is_below_row(text, place):
            continue
        done = table_end(text, place)
        told = dict(_told(line))
        if told:
            yield Headed(place + len(line) + 1, done, told)


def first_rows(page: Page, heads: frozenset[bytes]) -> Iterator[tuple[int, str]]:
    """Rows, in lower case, of the blocks in which a word of a head stands, and where each begins."""
    for piece in page.pieces:
        if heads.isdisjoint(piece.words) or ("|" not in piece.lower and "\t" not in piece.lower):
            continue
        place = piece.start
        for line in piece.lower.split("\n"):
            if "|" in line or "\t" in line:
                yield place, line
            place += len(line) + 1


def is_below_row(text: str, start: int) -> bool:
    """Whether a row stands right above the line at `start`."""
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    return above < start and text[above] != "+" and is_row(text, above)


def _told(line: str) -> Iterator[tuple[int, str]]:
    sign = "|" if "|" in line else "\t"
    for index, cell in enumerate(line.split(sign)):
        if not _OF_VICTIMS.search(cell) and "." not in cell:
            bad = _BAD.search(cell) is not None
            if bad or _GOOD.search(cell):
                yield index, "bad" if bad else "good"


def table_end(text: str, start: int) -> int:
    """Where the table ends that has a row at `start`."""
    return _run_end(text, start, _ROW)


def is_row(text: str, start: int) -> bool:
    """Whether the line at `start` is a row of a table."""
    return _ROW.match(text, start) is not None


def is_item(text: str, start: int) -> bool:
    """Whether the line at `start` is an item of a list, or a label with its value."""
    return _ITEM.match(text, start) is not None


def items_end(text: str, start: int) -> int:
    """Where the list ends that has an item at `start`."""
    return _run_end(text, start, _ITEM)


def _run_end(text: str, start: int, pattern: re.Pattern[str]) -> int:
    while start < len(text) and pattern.match(text, start) is not None:
        below = text.find("\n", start) + 1
        start = below or len(text)
    return start


def cell_of(text: str, start: int) -> int:
    """The number of the cell in which a place of a row stands, counted as `str.split` does; -1 far in a long row."""
    low = max(0, start - _WIDEST)
    line_start = text.rfind("\n", low, start) + 1
    if low and not line_start:
        return -1
    before = text[line_start:start]
    is_piped = "|" in before or "|" in text[start : start + _WIDEST].partition("\n")[0]
    return before.count("|" if is_piped else "\t")
