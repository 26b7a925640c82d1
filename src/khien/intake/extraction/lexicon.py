"""Our own lexicon: crimes and methods, sectors and countries, in Vietnamese and English.

Each line: code | English label | terms, separated by semicolons. A Vietnamese term is found with its
marks, and, when it has three syllables or more, also in text that was typed without any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from khien.intake.extraction.lexicon_crimes import CRIMES
from khien.intake.extraction.lexicon_places import COUNTRIES, SECTORS


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


_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[\s\-/]{1,3}")
_PLAIN_SYLLABLES: Final = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms by their rarest pair of neighbouring words, so that most text is passed by at once."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], Term], ...]]

    def in_text(self, text: str) -> Iterator[TermFound]:
        """Every term in the text, longest first at each word; none over another."""
        keys = self.by_first.keys()
        start = 0
        while start < len(text):
            end = text.find("\n", start + 160)
            end = len(text) if end < 0 else end + 1
            piece = text[start:end].lower()
            if len(piece) == end - start and not keys.isdisjoint(_WORD.findall(piece)):
                yield from self._in_piece(text[start:end], piece, start)
            start = end

    def _in_piece(self, written: str, piece: str, offset: int) -> Iterator[TermFound]:
        words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(piece)]
        done = 0
        for index, (word, start, _) in enumerate(words):
            if start < done:
                continue
            for spelling, term in self.by_first.get(word, ()):
                last = index + len(spelling)
                if tuple(w for w, _, _ in words[index:last]) != spelling or not _joined(piece, words[index:last]):
                    continue
                done = words[last - 1][2]
                if term.kind == "country" and not written[start].isupper():
                    continue
                yield TermFound(term, offset + start, offset + done)
                break


def _joined(piece: str, words: list[tuple[str, int, int]]) -> bool:
    return all(_GAP.fullmatch(piece[a[2] : b[1]]) for a, b in zip(words, words[1:], strict=False))


def plain(term: str) -> str:
    """A Vietnamese word as it is typed without marks."""
    apart = unicodedata.normalize("NFD", term.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _compiled() -> Lexicon:
    made: dict[str, dict[tuple[str, ...], Term]] = {}
    for kind, lines in (("crime", CRIMES), ("sector", SECTORS), ("country", COUNTRIES)):
        for line in lines.strip().splitlines():
            code, label, written = (part.strip() for part in line.split("|"))
            term = Term(kind, code, label)
            for one in written.split(";"):
                for words in _forms(one.strip()):
                    made.setdefault(words[0], {}).setdefault(words, term)
    return Lexicon(
        {
            first: tuple(sorted(terms.items(), key=lambda one: -len(one[0])))
            for first, terms in made.items()
        }
    )


def _forms(written: str) -> Iterator[tuple[str, ...]]:
    words = tuple(_WORD.findall(written.lower()))
    yield words
    if len(words) >= _PLAIN_SYLLABLES and not written.isascii():
        yield tuple(_WORD.findall(plain(written.lower())))


LEXICON: Final = _compiled()
