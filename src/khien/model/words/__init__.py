"""What people read: one sentence a code, in English and Vietnamese, side by side.

Each room has a file here. A code is the same in logs, the ledger, both languages and the docs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final

from khien.model.words import (
    administration,
    agreements,
    app,
    certificates,
    commands,
    console,
    crimes,
    demo,
    details,
    documents,
    errors,
    exchange,
    extraction,
    feeds,
    foresight,
    gate,
    history,
    imports,
    intake,
    kinds,
    knowledge,
    ledger,
    lists,
    malformed,
    misp_writing,
    operations,
    patterns,
    people,
    reading_kinds,
    readings,
    reasons,
    scale,
    settings,
    stix,
    store,
    strict_json,
    terms,
    usage,
    vocabularies,
    warning_commands,
    warnings,
    watch,
)
from khien.model.words.both import Both, Language, filled

__all__ = ["ROOMS", "WORDS", "Both", "Language", "place", "say", "say_what_is_known"]

ROOMS = {
    "administration": administration.WORDS,
    "agreements": agreements.WORDS,
    "app": app.WORDS,
    "certificates": certificates.WORDS,
    "commands": commands.WORDS,
    "console": console.WORDS,
    "crimes": crimes.WORDS,
    "demo": demo.WORDS,
    "details": details.WORDS,
    "documents": documents.WORDS,
    "errors": errors.WORDS,
    "exchange": exchange.WORDS,
    "feeds": feeds.WORDS,
    "extraction": extraction.WORDS,
    "foresight": foresight.WORDS,
    "gate": gate.WORDS,
    "history": history.WORDS,
    "imports": imports.WORDS,
    "intake": intake.WORDS,
    "kinds": kinds.WORDS,
    "knowledge": knowledge.WORDS,
    "ledger": ledger.WORDS,
    "malformed": malformed.WORDS,
    "misp_writing": misp_writing.WORDS,
    "lists": lists.WORDS,
    "operations": operations.WORDS,
    "patterns": patterns.WORDS,
    "people": people.WORDS,
    "reading-kinds": reading_kinds.WORDS,
    "readings": readings.WORDS,
    "reasons": reasons.WORDS,
    "scale": scale.WORDS,
    "settings": settings.WORDS,
    "stix": stix.WORDS,
    "store": store.WORDS,
    "strict_json": strict_json.WORDS,
    "terms": terms.WORDS,
    "usage": usage.WORDS,
    "vocabularies": vocabularies.WORDS,
    "warning_commands": warning_commands.WORDS,
    "warnings": warnings.WORDS,
    "watch": watch.WORDS,
}
WORDS: dict[str, Both] = {code: both for room in ROOMS.values() for code, both in room.items()}


_AT: Final = "{path}: "
_LINE: Final = re.compile(r"(line|row|page) (\d+)", re.ASCII)
"""As readers of lists, tables and PDF files name an item."""


def say(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """The sentence for a code, its holes filled.

    Raises:
        KeyError: the code has no sentence, or a fact is missing; a test keeps that from happening.
    """
    told = dict(facts)
    for hole, family in details.NAMED.get(code, {}).items():
        text = str(told.get(hole, ""))
        told[hole] = details.reason(family, text, lambda name: _word(name, language))
    if not code.startswith("gate.") or "detail" not in told:
        return _of_place(_in(WORDS[code], language), told)
    detail = str(told["detail"]) or details.NOTHING
    told["detail"] = details.in_words(code, detail, lambda name: _word(name, language))
    sentence = filled(_in(WORDS[code], language), told)
    return details.without_hole(sentence) if detail == details.NOTHING else sentence


def say_what_is_known(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """As `say`; a dash fills what no fact fills, as where only the code was kept, if it cannot be left out."""
    holes = (name for _, name, _, _ in Formatter().parse(WORDS[code].en) if name)
    told = {**dict.fromkeys(holes, details.NOTHING), **facts}
    sentence = say(code, language, told)
    return details.without_unknown(sentence) if details.NOTHING in told.values() else sentence


def _of_place(sentence: str, told: Mapping[str, object]) -> str:
    """The sentence with its holes filled; of an item as a whole, whose place is `$`, it names no place."""
    if told.get("path") != "$" or not sentence.startswith(_AT):
        return filled(sentence, told)
    said = filled(sentence.removeprefix(_AT), told)
    return said[:1].upper() + said[1:]


def place(name: str, language: Language) -> str:
    """Where something stands, as people call it: `line 3`, or `2 phone` of a document; the rest as it came."""
    if line := _LINE.fullmatch(name):
        return say(f"console.{line[1]}", language, {"number": line[2]})
    number, _, kind = name.partition(" ")
    kind_said = _word(f"reading-kind.{kind}", language) if number.isdecimal() else None
    return f"{number} {kind_said}" if kind_said else name


def _in(both: Both, language: Language) -> str:
    return both.vi if language == "vi" else both.en


def _word(code: str, language: Language) -> str | None:
    return _in(WORDS[code], language) if code in WORDS else None
