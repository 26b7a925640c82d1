"""The sections of a document: below a heading, in a list that its line announces, below a greeting at the end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.cue_words import cues_in
from khien.intake.extraction.cues import (
    HEADING,
    LONGEST_HEADING,
    section_of,
)
from khien.intake.extraction.dictionary import words_of
from khien.intake.extraction.page import Page, places

_HEADING: Final = frozenset(word.encode() for word in HEADING)
# A colon or a cry at a line's end, and below it an item that begins with a label or as a value does: with a dot, slash or `@` inside.
_LIST: Final = re.compile(
    r"[:!][ \t*!]{0,4}\n(?:[ \t]{0,8}\n)?(?=[ \t]{0,8}(?:[-*•+]|[0-9]{1,3}[.)])[ \t]{1,4}"
    r"(?:[^\s.:/@]{1,80}[.:/@\[]\S|[^\W\d_][^\n:]{1,30}:[ \t]\S))"
)
_ITEMS: Final = re.compile(r"(?:[ \t]{0,8}(?:[-*•+]|[0-9]{1,3}[.)])[ \t][^\n]*(?:\n|\Z)){1,10000}")
_INTRODUCTION: Final = 120  # characters of the line above a list
_OFFICIAL: Final = re.compile(
    r"\b(?:official|legitimate|benign|genuine|trusted|whitelist|allowlist|chính thức|chính thống|hợp pháp)\b"
)
_OF_LISTS: Final = frozenset({"block", "indicator", "fraud", "malware", "attack", "crook"})
_OF_HELPERS: Final = frozenset({"allow", "cleared", "contact", "report", "refer", "upkeep"})
_GREETING_SIGNS: Final = (
    "egards",
    "incerely",
    "rân trọng",
    "hân mến",
    "hân ái",
    "hân chào",
    "ính thư",
    "hanks",
    "ảm ơn",
    "heers",
)
_GREETING_WORDS: Final = byte_words("regards sincerely trân mến ái chào kính thanks cheers ơn")
_GREETING: Final = re.compile(
    r"(?:(?:kind|best|warm) regards|(?:thanks and )?regards|(?:yours )?sincerely(?: yours)?|(?:many |best )?thanks|cheers|trân trọng(?: cảm ơn| kính chào)?|thân (?:mến|ái|chào)|(?:xin )?cảm ơn(?: và trân trọng)?|kính thư)[,.!]?"
)
_SIGNATURE: Final = re.compile(r"(?:(?!From:|Từ:|---|[#>])[^\n]{0,120}(?:\n|\Z)){1,10}")


def sections_of(page: Page) -> tuple[tuple[int, str], ...]:
    """Where each section begins, and its name: `indicators`, `allowed`, `references`, `footer`, or empty."""
    headed = tuple(_headed(page))
    starts = [start for start, _ in headed]
    found = list(headed)
    for start, end, name in chain(_announced(page), _signed(page)):
        below = bisect_right(starts, start)
        around = headed[below - 1][1] if below else ""
        if around and name != "footer":
            continue  # the heading has said it already; but who signs below a list is not in it
        found.append((start, name))
        if below == len(starts) or starts[below] >= end:
            found.append((end, ""))
    return tuple(sorted(found))


def _headed(page: Page) -> Iterator[tuple[int, str]]:
    for start, end in page.around(_HEADING):
        place = start
        for line in page.text[start:end].split("\n"):
            fits = 2 < len(line) <= LONGEST_HEADING
            name = section_of(line.strip()) if fits and _may_announce(line) else None
            if name is not None:
                yield place, name
            place += len(line) + 1


def _may_announce(line: str) -> bool:
    return not line.endswith((".", ",", ";")) and not HEADING.isdisjoint(words_of(line.lower()))


def _announced(page: Page) -> Iterator[tuple[int, int, str]]:
    """Lists of values below a line that says what they are: `Please block the following:`."""
    done = 0  # a line inside a list announces none of its own
    for found in _LIST.finditer(page.text):
        if found.start() < done:
            continue
        said = page.before(found.start(), _INTRODUCTION)
        about = {name for _, _, name in cues_in(words_of(said))}
        if _OFFICIAL.search(said):
            name = "references"
        elif about & _OF_LISTS and not about & _OF_HELPERS:
            name = "indicators"
        else:
            continue
        items = _ITEMS.match(page.text, found.end())
        done = found.end() if items is None else items.end()
        yield found.end(), done, name


def _signed(page: Page) -> Iterator[tuple[int, int, str]]:
    """What stands below the greeting of a letter: who wrote it, and how to reach them."""
    ranges = tuple(page.around(_GREETING_WORDS))
    ends = (
        at for both in ranges for sign in _GREETING_SIGNS for at in places(page.text, sign, *both)
    )
    for at in ends:
        if _GREETING.fullmatch((page.before(at, 20) + page.after(at, 24)).strip()):
            below = page.text.find("\n", at) + 1
            signature = _SIGNATURE.match(page.text, below) if below else None
            if signature is not None:
                yield below, signature.end(), "footer"
