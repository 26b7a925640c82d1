"""One document while it is read: its clean text, what was found, and which characters are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khien.intake.extraction.dictionary import Block, blocks
from khien.intake.extraction.refanging import Clean

_RUN: Final = re.compile(r"[0-9][0-9 \t().\u2013-]{5,}(?<=[0-9])")


def places(text: str, sign: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where a sign stands; several times as fast as a pattern that begins with a choice."""
    at = text.find(sign, start, end)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign), end)


class Spot(NamedTuple):
    """A find in the clean text. `hint` is a reason that already says what the context is."""

    kind: str
    value: str
    start: int
    end: int
    note: str = ""
    personal: bool = False
    ref: str = ""
    hint: str = ""


@dataclass(slots=True)
class Page:
    """A reading while it goes on. Finders come in order of certainty, and the first one has the place."""

    clean: Clean
    vietnamese: bool
    spots: list[Spot] = field(default_factory=list)
    numbers: tuple[tuple[int, int], ...] = ()
    """Runs of digits and what joins them, seven characters or more."""
    pieces: tuple[Block, ...] = ()
    accounted: tuple[tuple[int, int], ...] = ()
    """Rows of tables that have a column of bank accounts: no other column holds one."""
    held: list[tuple[int, int]] = field(default_factory=list)
    """Cells of tables below a head that says whose something is."""
    births: list[tuple[int, int]] = field(default_factory=list)
    """Cells of tables below a head that asks when somebody was born."""
    _taken: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._taken = bytearray(len(self.clean.text))
        self.pieces = tuple(blocks(self.clean.text))
        self.numbers = tuple([found.span() for found in _RUN.finditer(self.clean.text)])

    @property
    def text(self) -> str:
        """The clean text, in which every finder searches."""
        return self.clean.text

    def around(self, words: frozenset[bytes], reach: int = 0) -> Iterator[tuple[int, int]]:
        """Where any of the words stands: ranges of whole lines and `reach` characters more, none over another."""
        start = end = 0
        for piece in self.pieces:
            if words.isdisjoint(piece.words):
                continue
            if piece.start > end:
                yield start, end
                start = piece.start
            end = piece.start + len(piece.lower) + reach
        yield start, end

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing was found in `text[start:end]` so far."""
        return self._taken.find(1, start, end) < 0

    def free_end(self, start: int, end: int) -> int:
        """Where `text[start:end]` stops being free, without the blanks before."""
        taken = self._taken.find(1, start, end)
        return end if taken < 0 else start + len(self.text[start:taken].rstrip())

    def take(self, spot: Spot) -> None:
        """Keep a find, unless something was found there before."""
        if self.is_free(spot.start, spot.end):
            self.spots.append(spot)
            self.close(spot.start, spot.end)

    def close(self, start: int, end: int) -> None:
        """Let nobody find anything in `text[start:end]`: it is known to be something else."""
        self._taken[start:end] = b"\x01" * (end - start)

    def drop_taken_numbers(self) -> None:
        """Look no more at runs of digits that are known by now to be something else."""
        free = self._taken.find
        self.numbers = tuple(both for both in self.numbers if free(0, *both) >= 0)

    def before(self, place: int, length: int) -> str:
        """The end of the line before `place`, at most `length` characters, in lower case."""
        piece = self.clean.text[max(0, place - length) : place]
        return piece[piece.rfind("\n") + 1 :].lower()

    def after(self, place: int, length: int) -> str:
        """The rest of the line after `place`, at most `length` characters, in lower case."""
        return self.clean.text[place : place + length].partition("\n")[0].lower()

    def told_before(self, place: int, length: int) -> str:
        """As `before`, and across line ends where a page was too narrow for its sentence."""
        piece = self.clean.text[max(0, place - length) : place]
        if "\n" not in piece:
            return piece.lower()
        lines = piece.split("\n")
        first = len(lines) - 1
        while first > 0 and goes_on(lines[first - 1], lines[first], cut=first == 1):
            first -= 1
        return "\n".join(lines[first:]).lower()


def goes_on(line: str, below: str, *, cut: bool) -> bool:
    """Whether a line's sentence goes on below; a line that is `cut` shows only its end."""
    bare = line.rstrip()
    long_enough = cut or len(bare) > FULL_LINE
    return (
        long_enough
        and bare[-1:] not in (".", ":", ";", "!", "?", "|", "")
        and below[:1] not in ("-", "*", "|", "•")
        and _LABELLED.match(below) is None
    )


_LABELLED: Final = re.compile(r"[^\W\d_][\w -]{0,20}:\s")  # `From: `: a line of its own
FULL_LINE: Final = 55  # characters; a shorter line ended by itself
