"""Names that no dictionary holds yet, known by how they are coined or by what the text calls them.

They are suggestions like all names; `ref` is empty, so that a person sees that the node knows nothing of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from khien.intake.extraction.common_words import (
    COMMON,
    COMMON_NAMES,
    byte_words,
    is_shaped,
    word_set,
)
from khien.intake.extraction.dictionary import WORD, Block, Dictionary
from khien.intake.extraction.naming import Entry, Named
from khien.intake.extraction.page import Page, places

# Numbers of vendors: TA505 (Proofpoint), UNC2452 and APT29 (Mandiant), DEV-0537 and Storm-0875 (Microsoft) …
_NUMBERED: Final = re.compile(
    r"(?:TA[0-9]{3,4}|UNC[0-9]{3,4}|APT-?C-?[0-9]{2}|APT-?[0-9]{1,2}|FIN[0-9]{1,2}|DEV-[0-9]{4}|Storm-[0-9]{4}|TAG-[0-9]{2,3}|UAC-[0-9]{4}|TEMP\.[A-Z][a-z]{2,})(?![\w-])"
)
_NUMBER_SIGNS: Final = ("TA", "UNC", "APT", "FIN", "DEV-", "Storm-", "UAC-", "TEMP.")
_FAMILY_WORDS: Final = byte_words(
    "panda kitten bear spider chollima buffalo jackal typhoon blizzard sandstorm sleet tempest"
)
# Second words that CrowdStrike, Microsoft and Trend Micro keep for actors.
_FAMILY: Final = re.compile(
    r" (?:Panda|Kitten|Bear|Spider|Chollima|Buffalo|Jackal|Typhoon|Blizzard|Sandstorm|Sleet|Tempest|PANDA|KITTEN|BEAR|SPIDER|CHOLLIMA|BUFFALO)(?![\w-])"
)
_SORT: Final = r"(?:[Mm]alware|[Rr]ansomware|[Tt]rojan|RAT|[Bb]ackdoor|[Ss]tealer|[Ll]oader|[Bb]otnet|[Ss]pyware|[Ww]orm|[Rr]ootkit|[Aa]dware|[Ii]nfostealer|[Dd]ropper|[Dd]ownloader|[Bb]ootkit|[Ww]iper|[Bb]anker|[Kk]eylogger|[Ii]mplant)"
_NAME: Final = r"(?P<name>[A-Z][A-Za-z0-9]{2,24})"
_BEFORE: Final = re.compile(
    rf"{_NAME}(?: Android| iOS| Windows| Linux| macOS| banking| mobile| IoT)? (?={_SORT}(?![\w]| attack| incident))"
)
_AFTER: Final = re.compile(
    rf"(?: family| strain)?,? (?:is |was |(?:which|that) (?:we|they|researchers|analysts) (?:have )?)?(?:named|name|called|call|dubbed|dub|known as|tracked as|track as|tên là|có tên|được gọi là|mang tên) [\"“‘']?{_NAME}(?![\w])"
)
# `the new backdoor GhostLantern`, `mã độc VietGhost`, `phần mềm gián điệp MatThan`.
_BEHIND: Final = re.compile(
    rf" (?:(?:tống tiền|gián điệp|đào tiền ảo|ngân hàng|mới|mang tên|tên là|có tên|named|called|dubbed) ){{0,2}}[\"“‘']?{_NAME}(?![\w-])"
)
_VIETNAMESE: Final = re.compile(
    rf"(?:[Mm]ã độc|[Pp]hần mềm (?:gián điệp|độc hại|tống tiền)|[Bb]iến thể)(?: (?:mới|tống tiền|gián điệp|đào tiền ảo|ngân hàng|của|mang tên|tên là|có tên|là))* [\"“‘']?{_NAME}(?![\w-])"
)
# A group that the text names: `nhóm tin tặc mang tên X`, `a gang called X`.
_GROUP: Final = re.compile(
    rf"(?:[Nn]hóm (?:tin tặc|hacker|tấn công|tội phạm)(?: (?:mới|mang tên|tên là|có tên|tự xưng là))*|(?:[Gg]roup|[Gg]ang|[Aa]ctor|[Cc]rew) (?:named|called|dubbed|known as|tracked as)) [\"“‘']?{_NAME}(?![\w-])"
)
_GROUP_WORDS: Final = byte_words("nhóm named called dubbed known tracked")
_VIETNAMESE_WORDS: Final = byte_words("độc gián biến")
_VERBS: Final = ("call", "name", "dub", "known", "tên", "gọi")
_SORTS: Final = byte_words(
    "malware ransomware trojan rat backdoor stealer loader botnet spyware worm rootkit adware infostealer dropper downloader bootkit wiper banker "
    "keylogger implant"
)
_SLASH: Final = re.compile("/(?=[A-Z])")
_DETECTION: Final = re.compile(
    r"(?:Win32|Win64|MSIL|Android|Linux|OSX|MacOS|JS|VBS|PowerShell|Python|BAT|VBA|HTML|Java|iOS)/(?:[A-Z][A-Za-z]{2,20}\.)?(?P<name>[A-Z][A-Za-z0-9_]{3,24})"
)
_GENERIC: Final = word_set(
    "agent generic kryptik trojandownloader trojandropper filecoder injector packed obfuscated downloader riskware adware spy psw hacktool exploit coinminer rootkit "
    "this that these those the its new our their some any each when once both such most many other another first second third third-party open custom customized "
    "jscript javascript vbscript powershell windows android linux macos mac ios java microsoft google remote access banking mobile russian chinese iranian korean vietnamese north south american turla trojan "
    "pos following final next same main initial known commodity various several malicious modular advanced popular multi cross infected potential similar more"
)


def find_coined(page: Page, pieces: Iterable[Block]) -> Iterator[Named]:
    """Every place of every name that the text coins, once it has done so anywhere."""
    text = page.text
    made: dict[str, str] = {}
    for at in (at for sign in _NUMBER_SIGNS for at in places(text, sign)):
        numbered = None if _inside(text, at) else _NUMBERED.match(text, at)
        if numbered is not None:
            made.setdefault(numbered[0], "actor")
    ranges = page.around(_FAMILY_WORDS)
    for found in (found for both in ranges for found in _FAMILY.finditer(text, *both)):
        first = _word_before(text, found.start())
        if first and first.lower() not in _GENERIC:
            made.setdefault(first + found[0], "actor")
    ranges = page.around(_GROUP_WORDS)
    for found in (found for both in ranges for found in _GROUP.finditer(text, *both)):
        if _coined(found["name"]) == "mixed":
            made.setdefault(found["name"], "actor")
    seldom: set[str] = set()
    for name, certain in _called(page):
        made.setdefault(name, "malware")
        (seldom.discard if certain else seldom.add)(name)
    phrases = [
        (tuple(WORD.findall(name.lower())), Entry(name, kind, "")) for name, kind in made.items()
    ]
    placed = [
        Named(entry, start, end)
        for entry, start, end, _ in Dictionary.of(phrases).in_blocks(pieces if phrases else ())
        if text[start:end] == entry.name or (entry.kind == "malware" and text[start].isupper())
    ]
    spoken = {one.entry.name for one in placed if _LANGUAGE.match(text, one.end)}
    placed = [one for one in placed if one.entry.name not in spoken]
    times = Counter(one.entry.name for one in placed)
    return iter(
        [one for one in placed if one.entry.name not in seldom or times[one.entry.name] > 1]
    )


_LANGUAGE: Final = re.compile(r" (?:(?:scripting|programming) )?[Ll]anguages?\b")


def _called(page: Page) -> Iterator[tuple[str, bool]]:
    """Names, and whether one place is enough to believe them."""
    text = page.text
    for start, end in _sorts(page):
        yield from _named_before(text, start, end)
        after = text[end : end + 28]
        found = _AFTER.match(text, end) if any(verb in after for verb in _VERBS) else None
        if found is not None and (_coined(found["name"]) or _is_shouted(found["name"])):
            yield found["name"], True
        behind = _BEHIND.match(text, end)
        if behind is not None and len(behind["name"]) > 4 and _coined(behind["name"]) == "mixed":
            yield behind["name"], True
    ranges = page.around(_VIETNAMESE_WORDS)
    for found in (found for both in ranges for found in _VIETNAMESE.finditer(text, *both)):
        if _coined(found["name"]):
            yield found["name"], _coined(found["name"]) == "mixed"
    for slash in _SLASH.finditer(text):
        found = _DETECTION.search(text, max(0, slash.start() - 10), slash.end() + 50)
        if found is not None and found["name"].lower() not in _GENERIC:
            yield found["name"], True


def _sorts(page: Page) -> Iterator[tuple[int, int]]:
    """Where a word stands that says what sort of malware is meant, as people write it."""
    for block in page.pieces:
        spans = [
            (block.start + at, block.start + at + len(word))
            for word in (sort.decode() for sort in _SORTS & block.words)
            for at in places(block.lower, word)
        ]
        yield from sorted(both for both in spans if _is_sort(page.text, *both))


def _is_sort(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    as_written = written == "RAT" or (written != "rat" and written[1:].islower())
    return as_written and not (text[end : end + 1].isalnum() or text[end : end + 1] == "_")


def _named_before(text: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    before = text[max(0, start - 35) : start]
    if before == before.lower():
        return
    for found in _BEFORE.finditer(text, max(0, start - 47), end + 9):
        coined = "" if _inside(text, found.start()) else _coined(found["name"])
        if coined:
            yield found["name"], coined == "mixed"


def _coined(name: str) -> str:
    """Whether a word means nothing else: `mixed` case or with digits, `plain` for no English, or empty."""
    lower = name.lower()
    if lower in _GENERIC or lower in COMMON_NAMES or lower in COMMON or name.isupper():
        return ""
    if any(c.isupper() or c.isdigit() for c in name[1:]):
        return "mixed"
    shaped = is_shaped(lower) or lower.endswith(("ish", "ese", "ian"))
    return "plain" if len(name) > 4 and not shaped else ""


def _is_shouted(name: str) -> bool:
    """Whether a name in capitals is a word of nobody: Mandiant writes `SPAWNMOLE`."""
    lower = name.lower()
    known = lower in _GENERIC or lower in COMMON_NAMES or lower in COMMON or is_shaped(lower)
    return len(name) > _SHOUTED and name.isalpha() and name.isupper() and not known


_SHOUTED: Final = 5  # letters; shorter ones are abbreviations


def _inside(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_/.@")


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 25 and text[start - 1].isalpha():
        start -= 1
    word = text[start:end]
    return word if len(word) > 2 and word[0].isupper() else ""
