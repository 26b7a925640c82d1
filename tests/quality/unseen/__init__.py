"""Cases held out: written before the rules were looked at, and what they measure."""

from __future__ import annotations

from typing import Final

from khien.intake.extraction import Document, Entry, Names, extract
from khien.intake.extraction.candidates import INDICATOR_KINDS, NAME_KINDS
from khien.intake.extraction.contexts import DESCRIBED
from khien.intake.extraction.suffixes import registrable
from tests.quality.scoring import Table, plain
from tests.quality.unseen import (
    eighth,
    eleventh,
    fifth,
    first_english,
    first_vietnamese,
    fourteenth,
    fourth,
    ninth,
    second,
    seventh,
    sixth,
    tenth,
    third,
    thirteenth,
    twelfth,
)

Case = tuple[str, tuple[tuple[str, str, str], ...]]

OURS: Final = "Khiên"
_IN_TURN: Final = {
    "second": second,
    "third": third,
    "fourth": fourth,
    "fifth": fifth,
    "sixth": sixth,
    "seventh": seventh,
    "eighth": eighth,
    "ninth": ninth,
    "tenth": tenth,
    "eleventh": eleventh,
    "twelfth": twelfth,
    "thirteenth": thirteenth,
    "fourteenth": fourteenth,
}
SETS: Final[dict[str, tuple[Case, ...]]] = {
    "en first": first_english.UNSEEN,
    "vi first": first_vietnamese.UNSEEN,
    **{f"en {name}": cases.ENGLISH for name, cases in _IN_TURN.items()},
    **{f"vi {name}": cases.VIETNAMESE for name, cases in _IN_TURN.items()},
}
"""Of each language and set its cases, in the order in which they were written."""
ONLY_JUDGED: Final = frozenset({"en fourteenth", "vi fourteenth"})
"""Sets that the weights of contexts are never fitted on."""
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
