"""Cases held out: written before the rules were looked at, and what they measure."""

from __future__ import annotations

from typing import Final

from khien.intake.extraction import Document, Entry, Names, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS, NAME_KINDS
from khien.intake.extraction.contexts import DESCRIBED
from khien.intake.extraction.suffixes import registrable
from tests.quality import (
    unseen_again,
    unseen_eighthly,
    unseen_eleventhly,
    unseen_fifthly,
    unseen_fourthly,
    unseen_ninthly,
    unseen_seventhly,
    unseen_sixthly,
    unseen_tenthly,
    unseen_thirdly,
)
from tests.quality.scoring import Table, plain
from tests.quality.unseen_en import UNSEEN as ENGLISH
from tests.quality.unseen_vi import UNSEEN as VIETNAMESE

Case = tuple[str, tuple[tuple[str, str, str], ...]]

OURS: Final = "Khiên"
SETS: Final = {
    "en": ENGLISH,
    "vi": VIETNAMESE,
    "en again": unseen_again.ENGLISH,
    "vi again": unseen_again.VIETNAMESE,
    "en thirdly": unseen_thirdly.ENGLISH,
    "vi thirdly": unseen_thirdly.VIETNAMESE,
    "en fourthly": unseen_fourthly.ENGLISH,
    "vi fourthly": unseen_fourthly.VIETNAMESE,
    "en fifthly": unseen_fifthly.ENGLISH,
    "vi fifthly": unseen_fifthly.VIETNAMESE,
    "en sixthly": unseen_sixthly.ENGLISH,
    "vi sixthly": unseen_sixthly.VIETNAMESE,
    "en seventhly": unseen_seventhly.ENGLISH,
    "vi seventhly": unseen_seventhly.VIETNAMESE,
    "en eighthly": unseen_eighthly.ENGLISH,
    "vi eighthly": unseen_eighthly.VIETNAMESE,
    "en ninthly": unseen_ninthly.ENGLISH,
    "vi ninthly": unseen_ninthly.VIETNAMESE,
    "en tenthly": unseen_tenthly.ENGLISH,
    "vi tenthly": unseen_tenthly.VIETNAMESE,
    "en eleventhly": unseen_eleventhly.ENGLISH,
    "vi eleventhly": unseen_eleventhly.VIETNAMESE,
}
KNOWN: Final = Names.of(
    Entry(name, kind, f"{kind}--{number}")
    for number, (kind, names) in enumerate(
        (
            ("actor", "APT32, OceanLotus, SeaLotus"),
            ("actor", "Lazarus Group, Lazarus, HIDDEN COBRA"),
            ("actor", "Mustang Panda"),
            ("malware", "PlugX, Korplug"),
            ("malware", "Cobalt Strike"),
            ("malware", "Play"),
            ("malware", "Black Basta"),
            ("tool", "Mimikatz"),
            ("actor", "Turla"),
            ("campaign", "Operation Dream Job"),
        )
    )
    for name in names.split(", ")
)
_ALWAYS: Final = frozenset({*INDICATOR_KINDS, *NAME_KINDS, "cve", "attack-id"})


_POPULAR: Final = frozenset(
    f"{name}.com" for name in ("google", "microsoft", "facebook", "bing", "coinbase")
) | {"wikipedia.org"}


def _is_popular(name: str) -> bool:
    return registrable(name) in _POPULAR


def measure(title: str, language: str) -> tuple[Table, int, int]:
    """One set: every find and miss, and how many contexts of how many are right.

    Values and names count in every case; crimes, sectors, countries, dates and techniques that are only described
    where the case is about them.
    """
    table, right, told = Table(), 0, 0
    for number, (text, rows) in enumerate(SETS[language]):
        found = extract(
            Document(text, language="vi" if language.startswith("vi") else "en"),
            KNOWN,
            popular=_is_popular,
        )
        about = {kind for kind, _, _ in rows}
        kinds = _ALWAYS | about
        contexts = {
            plain(c.kind, c.value): c
            for c in found
            if c.kind in kinds and (c.why != DESCRIBED or c.kind in about)
        }
        key = frozenset(plain(kind, value) for kind, value, _ in rows)
        table.count(OURS, key, frozenset(contexts), frozenset(), f"{title} {number}")
        for kind, value, context in rows:
            one = contexts.get(plain(kind, value))
            if one is None or not context:
                continue
            told += 1
            right += one.context == context
            if one.context != context:
                table.errors.append(
                    f"{OURS}\tcontext\t{title} {number}\t{kind}\t{value}\t{one.context} {one.why}"
                )
    return table, right, told
