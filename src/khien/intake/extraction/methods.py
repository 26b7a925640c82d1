"""Techniques that a text describes without naming them: *creates a scheduled task*, *emails with malicious attachments*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from khien.intake.extraction import methods_table, methods_vietnamese
from khien.intake.extraction.dictionary import Block
from khien.intake.extraction.phrases import Phrase, Sheet, phrases_of


class Method(NamedTuple):
    """A technique: its number and its name in ATT&CK."""

    number: str
    name: str


class Described(NamedTuple):
    """A technique that the text describes."""

    method: Method
    start: int
    end: int


_Row = tuple[frozenset[bytes], tuple[frozenset[bytes], ...], Method, Phrase]
_Signed = tuple[frozenset[bytes], dict[bytes, tuple[_Row, ...]]]


@cache  # at the first reading, not when a command starts
def _by_sign() -> _Signed:
    """Every phrase by each word of the element that texts have least often: a text that lacks them all lacks the phrase."""
    made: dict[bytes, list[_Row]] = {}
    for method, phrase in _rows():
        need, *rest = phrase.needs or (phrase.sign,)
        for word in phrase.sign:
            made.setdefault(word, []).append((need, tuple(rest), method, phrase))
    return frozenset(made), {sign: tuple(found) for sign, found in made.items()}


def _rows() -> Iterator[tuple[Method, Phrase]]:
    tables = (methods_table.METHODS, methods_vietnamese.METHODS)
    for line in chain.from_iterable(table.strip().splitlines() for table in tables):
        if not line.startswith("#"):
            number, name, written = line.split(" | ", 2)
            for phrase in phrases_of(written, methods_table.LISTS):
                yield Method(number, name), phrase


def find_described(pieces: Iterable[Block]) -> Iterator[Described]:
    """Every description, longer ones first."""
    found: set[Described] = set()
    for piece in pieces:
        present = _present(piece.words)
        if present:
            sheet = Sheet(piece.lower, piece.words)
            found |= {
                Described(method, piece.start + start, piece.start + end)
                for method, phrase in present
                for start, end in phrase.ends(sheet)
            }
    return iter(sorted(found, key=lambda one: (one.start - one.end, one.start, one.method.number)))


def _present(words: frozenset[bytes]) -> list[tuple[Method, Phrase]]:
    """The phrases of which some words hold what they need."""
    signs, methods = _by_sign()
    apart = words.isdisjoint
    return [
        (method, phrase)
        for sign in signs & words
        for need, rest, method, phrase in methods[sign]
        if not (apart(need) or (rest and any(map(apart, rest))))
    ]
