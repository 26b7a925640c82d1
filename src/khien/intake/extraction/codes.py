"""Numbers of catalogues (CVE, CWE, CAPEC, CPE, ATT&CK, autonomous systems) and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from khien.intake.extraction.page import Page, Spot

_CVE: Final = re.compile(r"\b[Cc][Vv][Ee][-–— ]{1,2}(?P<year>(?:19|20)[0-9]{2})[-–—](?P<number>[0-9]{4,7})(?![0-9])")
_WEAKNESS: Final = re.compile(r"\b(?P<name>CWE|CAPEC)[-–](?P<number>[1-9][0-9]{0,3})(?![0-9])")
_CPE: Final = re.compile(r"cpe:2\.3:[aho*-](?::(?:[^\s:\\]|\\.){1,100}){10}")
_CPE_22: Final = re.compile(r"cpe:/[aho]:[\w.~%+:!-]{3,200}")
_ATTACK: Final = re.compile(r"\b(?:TA0[01][0-9]{2}|T[01][0-9]{3}(?:\.[0-9]{3})?)(?![\w.-]*[\w])")
_AS: Final = re.compile(r"\bAS(?:N)?(?P<gap>[ :#]{0,2})(?P<number>[1-9][0-9]{0,9})(?![\w.-])")
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
    rf"\b(?:(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -])?(?P<month>{_MONTH})\.?(?:[ -](?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]))?,?[ -]+(?P<year>(?:19|20)[0-9]{{2}})\b",
    re.IGNORECASE,
)
_VIETNAMESE: Final = re.compile(
    r"\b[Nn]gày (?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}) năm (?P<year>(?:19|20)[0-9]{2})\b"
)
_VIETNAMESE_MONTH: Final = re.compile(r"\b[Tt]háng (?P<month>[0-9]{1,2})(?:/| năm )(?P<year>(?:19|20)[0-9]{2})\b")
_ISO: Final = re.compile(r"(?<![\w./-])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])")
_SLASHED: Final = re.compile(r"(?<![\w./-])(?P<first>[0-9]{1,2})(?P<sign>[/.-])(?P<second>[0-9]{1,2})(?P=sign)(?P<year>(?:19|20)[0-9]{2})(?![\w/-])")


def find_codes(page: Page) -> None:
    """Numbers under which the world keeps weaknesses, products, techniques and networks."""
    text = page.text
    for found in _CVE.finditer(text):
        if len(found["number"]) == 4 or found["number"][0] != "0":  # CVE syntax of 2014
            page.take(Spot("cve", f"CVE-{found['year']}-{found['number']}", *found.span()))
    for found in _WEAKNESS.finditer(text):
        if int(found["number"]) < _LAST_WEAKNESS[found["name"]]:
            page.take(Spot(found["name"].lower(), f"{found['name']}-{found['number']}", *found.span()))
    for pattern in (_CPE, _CPE_22):
        for found in pattern.finditer(text):
            page.take(Spot("cpe", found[0], *found.span()))
    for found in _ATTACK.finditer(text):
        page.take(Spot("attack-id", found[0], *found.span()))
    for found in _AS.finditer(text):
        number = int(found["number"])
        if number <= _LAST_AS and not (found["gap"] == " " and found[0][2] != "N" and number < 2100):
            page.take(Spot("asn", f"AS{number}", *found.span()))


def find_dates(page: Page) -> None:
    """Days and months that can mean one day or month only, as ISO 8601."""
    for found in _days(page):
        page.take(found)


def _days(page: Page) -> Iterator[Spot]:
    text = page.text
    for found in _ISO.finditer(text):
        yield from _day(found, found["year"], found["month"], found["day"])
    for found in _VIETNAMESE.finditer(text):
        yield from _day(found, found["year"], found["month"], found["day"])
    for found in _VIETNAMESE_MONTH.finditer(text):
        yield from _day(found, found["year"], found["month"], None)
    for found in _ENGLISH.finditer(text):
        if found["d1"] is None or found["d2"] is None:
            month = str(_MONTHS[found["month"].lower()])
            yield from _day(found, found["year"], month, found["d1"] or found["d2"])
    for found in _SLASHED.finditer(text):
        first, second = int(found["first"]), int(found["second"])
        if page.vietnamese or first > 12 or found["sign"] == ".":
            yield from _day(found, found["year"], found["second"], found["first"])
        elif second > 12:
            yield from _day(found, found["year"], found["first"], found["second"])


def _day(found: re.Match[str], year: str, month: str, day: str | None) -> Iterator[Spot]:
    try:
        read = date(int(year), int(month), int(day or 1))
    except ValueError:
        return
    yield Spot("date", read.isoformat() if day else read.isoformat()[:7], *found.span())
