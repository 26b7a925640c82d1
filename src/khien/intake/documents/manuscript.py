"""Text as it grows: blanks as a reader sees them, links with their place, a limit on the whole."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from khien.intake.documents.failures import NoTextError, TooMuchError
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.paper import Link, Prose

_BLANKS: Final = re.compile(r"[ \t\n\r\f\v\xa0]+")
# Control characters, but for tab and line feed, and half surrogate pairs: no store keeps them.
_UNKEEPABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST_URL: Final = 4_096
LONGEST_FACT: Final = 400


def kept(text: str) -> str:
    """Text that can be stored and compared: NFC, lines end with a line feed, no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNKEEPABLE.sub(" ", lines))


def fact(text: str) -> str:
    """What a document says about itself, on one line."""
    return _BLANKS.sub(" ", kept(text)).strip()[:LONGEST_FACT]


def required(name: str, prose: Prose) -> Prose:
    """The prose, if it holds any text.

    Raises:
        NoTextError: nothing but blanks.
    """
    if not prose.text.strip():
        raise NoTextError(name)
    return prose


class Manuscript:
    """A text to which readers add piece by piece.

    Args:
        name: of the document, for the refusal.
        limits: `max_chars` is kept at every piece, so no text grows beyond it.
    """

    def __init__(self, name: str, limits: DocumentLimits) -> None:
        self._name, self._most = name, limits.max_chars
        self._pieces: list[str] = []
        self._length = 0
        self._end = "\n"  # the last character, so that blanks do not pile up
        self._links: list[Link] = []
        self._open: list[tuple[int, str]] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._pieces)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, those over no text left out."""
        return tuple(self._links)

    def write(self, text: str, *, as_is: bool = False) -> None:
        """Add text; runs of blanks are one blank, unless it is to stay as it is.

        Raises:
            TooMuchError: the text is longer than the limit.
        """
        piece = kept(text)
        if not as_is:
            piece = _BLANKS.sub(" ", piece)
            if self._end.isspace():
                piece = piece.lstrip(" ")
        if not piece:
            return
        self._length += len(piece)
        if self._length > self._most:
            raise TooMuchError(self._name, self._most, "characters")
        self._pieces.append(piece)
        self._end = piece[-1]

    def line(self) -> None:
        """End the line, if something stands on it."""
        if self._end != "\n":
            self.write("\n", as_is=True)

    def begin_link(self, url: str) -> None:
        """What is written from here on leads to an address."""
        self._open.append((self._length, url))

    def end_link(self) -> None:
        """The innermost link ends; one that nobody began is ignored, as browsers do."""
        if not self._open:
            return
        start, url = self._open.pop()
        if self._length > start and url and len(url) <= LONGEST_URL:
            self._links.append(Link(start, self._length, kept(url).strip()))

    def mark(self) -> tuple[int, int]:
        """A point to which `cut` can return."""
        return len(self._pieces), len(self._links)

    def cut(self, mark: tuple[int, int]) -> None:
        """Take back what was written since a mark."""
        pieces, links = mark
        self._length -= sum(len(piece) for piece in self._pieces[pieces:])
        del self._pieces[pieces:]
        del self._links[links:]
        self._end = self._pieces[-1][-1] if self._pieces else "\n"
