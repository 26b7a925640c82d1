"""Our own lexicon: crimes and methods, sectors and countries, in Vietnamese and English.

Each line: code | English label | terms, separated by semicolons. A Vietnamese term is found with its
marks, and, when it has three syllables or more, also in text that was typed without any.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from khien.intake.extraction.dictionary import WORD, Block, Dictionary
from khien.intake.extraction.issuers import is_issuer
from khien.intake.extraction.lexicon_crimes import CRIMES
from khien.intake.extraction.lexicon_places import COUNTRIES, SECTORS
from khien.intake.extraction.pretending import find_pretended


class Term(NamedTuple):
    """An entry of the lexicon: `kind` is one of `TERM_KINDS`, `code` names it for ever."""

    kind: str
    code: str
    label: str


class TermFound(NamedTuple):
    """A term in a text."""

    term: Term
    start: int
    end: int


_PLAIN_SYLLABLES: Final = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every term, compiled."""

    terms: Dictionary[Term]
    crimes: Mapping[str, Term]

    def in_text(self, text: str, pieces: Iterable[Block]) -> Iterator[TermFound]:
        """Every term in the text, longer ones first; countries only where they are written as names."""
        pieces = tuple(pieces)
        found = [
            TermFound(term, start, end)
            for term, start, end, _ in self.terms.in_blocks(pieces)
            if _is_meant(text, term, start, end)
        ]
        found += [
            TermFound(self.crimes[one.code], one.start, one.end) for one in find_pretended(pieces)
        ]
        return iter(sorted(found, key=lambda one: (one.start - one.end, one.start)))


def _is_meant(text: str, term: Term, start: int, end: int) -> bool:
    if term.kind == "country":
        return _is_country(text, start, end)
    return term.kind != "sector" or not is_issuer(text, term.code, start, end)


def _is_country(text: str, start: int, end: int) -> bool:
    return text[start].isupper() and (end - start > 2 or text[start:end].isupper())


def plain(term: str) -> str:
    """A Vietnamese word as it is typed without marks."""
    apart = unicodedata.normalize("NFD", term.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _terms(kind: str, lines: str) -> Iterator[tuple[tuple[str, ...], Term]]:
    for line in lines.strip().splitlines():
        code, label, written = (part.strip() for part in line.split("|"))
        for one in written.split(";"):
            words = tuple(WORD.findall(one.lower()))
            yield words, Term(kind, code, label)
            if one.isascii() and kind == "crime" and words[-1][-1].isalpha():
                yield (
                    (*words[:-1], words[-1] + _PLURAL.get(words[-1][-1], "s")),
                    Term(kind, code, label),
                )
            if len(words) >= _PLAIN_SYLLABLES and not one.isascii():
                yield tuple(plain(word) for word in words), Term(kind, code, label)


_KINDS: Final = (("crime", CRIMES), ("sector", SECTORS), ("country", COUNTRIES))
_PLURAL: Final = {"x": "es", "h": "es", "s": "es"}
_ALL: Final = tuple(chain.from_iterable(_terms(*kind) for kind in _KINDS))
LEXICON: Final = Lexicon(
    Dictionary.of(_ALL), {term.code: term for _, term in _ALL if term.kind == "crime"}
)
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(dict.fromkeys(term.code for _, term in _ALL if term.kind == kind))
    for kind, _ in _KINDS
}
"""By kind, the code of every term of the lexicon."""
