"""Techniques that a text describes without naming them: *creates a scheduled task*, *emails with malicious attachments*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from khien.intake.extraction.dictionary import Block
from khien.intake.extraction.methods_table import METHODS
from khien.intake.extraction.page import places


class Method(NamedTuple):
    """A technique: its number, ATT&CK's name, and how texts describe it."""

    number: str
    name: str
    pattern: re.Pattern[str]


class Described(NamedTuple):
    """A technique that the text describes."""

    method: Method
    start: int
    end: int


@cache  # at the first reading, not when a command starts
def _by_sign() -> dict[bytes, tuple[Method, ...]]:
    made: dict[bytes, list[Method]] = {}
    for line in METHODS.strip().splitlines():
        number, name, signs, pattern = line.split(" | ", 3)
        method = Method(number, name, re.compile(rf"\b(?:{pattern})(?![\w-])"))
        for sign in signs.split():
            made.setdefault(sign.encode(), []).append(method)
    return {sign: tuple(found) for sign, found in made.items()}


def find_described(pieces: Iterable[Block]) -> Iterator[Described]:
    """Every description, longer ones first; a pattern is searched only around its signs."""
    methods = _by_sign()
    signs = frozenset(methods)
    found = {
        Described(method, piece.start + one.start(), piece.start + one.end())
        for piece in pieces
        for sign in signs & piece.words
        for start, end in _around(piece.lower, sign.decode())
        for method in methods[sign]
        for one in _whole(method.pattern, piece.lower, start, end)
    }
    return iter(sorted(found, key=lambda one: (one.start - one.end, one.start, one.method.number)))


def _whole(pattern: re.Pattern[str], lower: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches that do not start behind a hyphen; a border of words alone is looked for several times as fast."""
    found = pattern.search(lower, start, end)
    while found is not None:
        at = found.start()
        if at and lower[at - 1] == "-":
            found = pattern.search(lower, at + 1, end)
        else:
            yield found
            found = pattern.search(lower, found.end(), end)


def _around(lower: str, sign: str) -> Iterator[tuple[int, int]]:
    """Ranges around each place of a sign, none over another."""
    start = end = 0
    for at in places(lower, sign):
        if at - _REACH > end:
            if end:
                yield start, end
            start = at - _REACH
        end = at + len(sign) + _REACH
    yield start, end


_REACH: Final = 80  # characters
