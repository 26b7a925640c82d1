"""Numbers of catalogues (CVE, CWE, CAPEC, CPE, ATT&CK, autonomous systems) and dates."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page, Spot

_CVE: Final = re.compile(
    r"[Cc][Vv][Ee][-–—_ ]{1,2}\n?(?P<year>(?:19|20)[0-9]{2})(?:[-–—_]\n?|(?<=CVE \d{4}) )(?P<number>[0-9]{4,7})(?![0-9])"
)
_WEAKNESS: Final = re.compile(r"(?P<name>C(?:WE|APEC))[-–](?P<number>[1-9][0-9]{0,3})(?![0-9])")
_CPE: Final = re.compile(r"cpe:2\.3:[aho*-](?::(?:[^\s:\\]|\\.){1,100}){10}")
_CPE_22: Final = re.compile(r"cpe:/[aho]:[\w.~%+:!-]{3,200}")
_ATTACK: Final = re.compile(
    r"T(?:A0[01][0-9]{2}|(?:08[0-9]{2}|1(?!000)[0-7][0-9]{2})(?:[./][0-9]{3})?)(?![\w-]|\.\w)"
)
# Groups, software, campaigns, mitigations, data sources: such short numbers mean ATT&CK only where it is spoken of.
_ATTACK_MORE: Final = re.compile(
    r"(?:G(?:0[01]|10)|S(?:0[0-9]|1[0-9])|C00|M(?:0[89]|10)|DS00)[0-9]{2}(?![\w-]|\.\w)"
)
_AS: Final = re.compile(r"AS(?:N)?(?P<gap>[ :#]{0,2})(?P<number>[1-9][0-9]{0,9})(?![\w-]|\.\w)")
_CVE_WORDS: Final = byte_words("cve")
_LAST_AS: Final = 4_294_967_294  # RFC 7300
_LAST_WEAKNESS: Final = {"CWE": 1500, "CAPEC": 720}

_MONTHS: Final = {
    name: number + 1
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        )
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_ENGLISH: Final = re.compile(
    rf"\b(?:(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ /-])?(?P<month>{_MONTH})\.?(?:[ -](?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]))?,?[ /-]+(?P<year>(?:19|20)[0-9]{{2}})\b",
    re.IGNORECASE,
)
_VIETNAMESE: Final = re.compile(
    r"\b[Nn]gày (?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}) năm (?P<year>(?:19|20)[0-9]{2})\b"
)
_VIETNAMESE_MONTH: Final = re.compile(
    r"\b[Tt]háng (?P<month>[0-9]{1,2})(?:/| năm )(?P<year>(?:19|20)[0-9]{2})\b"
)
_ISO: Final = re.compile(
    r"(?<![\w./-])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])"
)
_SLASHED: Final = re.compile(
    r"(?<![\w./-])(?P<first>[0-9]{1,2})(?P<sign>[/.-])(?P<second>[0-9]{1,2})(?P=sign)(?P<year>(?:19|20)[0-9]{2})(?![\w/-])"
)


def find_codes(page: Page) -> None:
    """Numbers under which the world keeps weaknesses, products, techniques and networks."""
    for found in (
        one for both in page.around(_CVE_WORDS, 30) for one in _whole(_CVE, page.text, *both)
    ):
        if len(found["number"]) == 4 or found["number"][0] != "0":  # CVE syntax of 2014
            page.take(Spot("cve", f"CVE-{found['year']}-{found['number']}", *found.span()))
            _take_more(page, found["year"], found.end())
    for found in _whole(_WEAKNESS, page.text):
        if int(found["number"]) < _LAST_WEAKNESS[found["name"]]:
            value = f"{found['name']}-{found['number']}"
            page.take(Spot(found["name"].lower(), value, *found.span()))
    for pattern in (_CPE, _CPE_22):
        for found in _whole(pattern, page.text):
            page.take(Spot("cpe", found[0], *found.span()))
    _find_attack(page)
    for found in _whole(_AS, page.text):
        number = int(found["number"])
        if number <= _LAST_AS and not (
            found["gap"] == " " and found[0][2] != "N" and number < 2100
        ):
            page.take(Spot("asn", f"AS{number}", *found.span()))


# `CVE-2024-1708/1709`, `CVE-2023-46805 and -46806`: further numbers of the same year.
_MORE_NUMBERS: Final = re.compile(
    r"(?:/-?|(?:,? (?:and|và|&)|,) ?-)(?P<number>(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{4,7})(?![0-9-])"
)


def _take_more(page: Page, year: str, at: int) -> None:
    found = _MORE_NUMBERS.match(page.text, at)
    while found is not None:
        page.take(Spot("cve", f"CVE-{year}-{found['number']}", *found.span("number")))
        found = _MORE_NUMBERS.match(page.text, found.end())


def _find_attack(page: Page) -> None:
    for found in _whole(_ATTACK, page.text):
        page.take(Spot("attack-id", found[0].replace("/", "."), *found.span()))
    if any(spot.kind == "attack-id" for spot in page.spots) or "ATT&CK" in page.text:
        for found in _whole(_ATTACK_MORE, page.text):
            page.take(Spot("attack-id", found[0], *found.span()))


def _whole(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize
) -> Iterator[re.Match[str]]:
    """Matches that do not start inside a word. A pattern that starts with a letter is searched fast."""
    for found in pattern.finditer(text, start, end):
        if not (
            found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "_-")
        ):
            yield found


def find_dates(page: Page) -> None:
    """Days and months that can mean one day or month only, as ISO 8601."""
    text = page.text
    for year in _YEAR.finditer(text):
        if not page.is_free(year.start(), year.end()):
            continue
        low, high = max(0, year.start() - _WIDEST), min(len(text), year.end() + 6)
        before, after = text[year.start() - 1 : year.start()], text[year.end() : year.end() + 1]
        iso = _ISO.match(text, year.start()) if after == "-" else None
        day = "" if iso is None else _iso(iso["year"], iso["month"], iso["day"])
        if iso is not None and day:
            page.take(Spot("date", day, *iso.span()))
            continue
        for pattern in _likely(text[low : year.start()], before):
            for found in pattern.finditer(text, low, high):
                _take_date(page, pattern, found, year.start())


def _take_date(page: Page, pattern: re.Pattern[str], found: re.Match[str], year_at: int) -> None:
    if found.start() <= year_at < found.end():
        for spot in _read(page, pattern, found):
            page.take(spot)


def _likely(said: str, before: str) -> Iterator[re.Pattern[str]]:
    """Which forms of a date have this before the year."""
    if before in ("/", ".", "-"):
        yield from (_SLASHED, _VIETNAMESE_MONTH) if before == "/" else (_SLASHED,)
    elif said.endswith("năm "):
        yield from (_VIETNAMESE, _VIETNAMESE_MONTH)
    elif before != " ":
        return
    if _MONTH_NAMED.search(said):
        yield _ENGLISH


_MONTH_NAMED: Final = re.compile("[jfmasond][aepuco][nbrylgptvc]", re.IGNORECASE)


_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_WIDEST: Final = 26  # characters of a date before its year


def _read(page: Page, pattern: re.Pattern[str], found: re.Match[str]) -> Iterator[Spot]:
    if pattern is _VIETNAMESE_MONTH:
        yield from _day(found, found["year"], found["month"], None)
    elif pattern is _ENGLISH:
        if found["d1"] is None or found["d2"] is None:
            month = str(_MONTHS[found["month"].lower()])
            yield from _day(found, found["year"], month, found["d1"] or found["d2"])
    elif pattern is _SLASHED:
        first, second = int(found["first"]), int(found["second"])
        if page.vietnamese or first > 12 or found["sign"] == ".":
            yield from _day(found, found["year"], found["second"], found["first"])
        elif second > 12:
            yield from _day(found, found["year"], found["first"], found["second"])
    else:
        yield from _day(found, found["year"], found["month"], found["day"])


def _day(found: re.Match[str], year: str, month: str, day: str | None) -> Iterator[Spot]:
    written = _iso(year, month, day)
    if written:
        yield Spot("date", written, *found.span())


@lru_cache(maxsize=4_096)
def _iso(year: str, month: str, day: str | None) -> str:
    """A day or a month as ISO 8601 writes it, or nothing where the calendar has none such."""
    try:
        read = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return read.isoformat() if day else read.isoformat()[:7]
