"""One document while it is read: its clean text, what was found, and which characters are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from khien.intake.extraction.refanging import Clean


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
    _taken: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._taken = bytearray(len(self.clean.text))

    @property
    def text(self) -> str:
        """The clean text, in which every finder searches."""
        return self.clean.text

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing was found in `text[start:end]` so far."""
        return self._taken.find(1, start, end) < 0

    def take(self, spot: Spot) -> None:
        """Keep a find, unless something was found there before."""
        if self.is_free(spot.start, spot.end):
            self.spots.append(spot)
            self.close(spot.start, spot.end)

    def close(self, start: int, end: int) -> None:
        """Let nobody find anything in `text[start:end]`: it is known to be something else."""
        self._taken[start:end] = b"\x01" * (end - start)

    def before(self, place: int, length: int) -> str:
        """The end of the line before `place`, at most `length` characters, in lower case."""
        piece = self.text[max(0, place - length) : place]
        return piece[piece.rfind("\n") + 1 :].lower()

    def after(self, place: int, length: int) -> str:
        """The rest of the line after `place`, at most `length` characters, in lower case."""
        return self.text[place : place + length].partition("\n")[0].lower()
