"""Text as it grows: blanks as a reader sees them, links and parts with their place, a limit on the whole."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from khien.intake.documents.failures import TooMuchError
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.paper import Prose
from khien.intake.extraction import Document, Link, Part
from khien.intake.extraction.document import Place
from khien.intake.reporting import Remark

_BLANKS: Final = re.compile(r"[ \t\n\r\f\v\xa0]+")
# Control characters, but for tab and line feed, and half surrogate pairs: no store keeps them.
_UNKEEPABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_VIETNAMESE: Final = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]|\\b(?:không|của|được|trong|người|là)\\b"
)
LONGEST_URL: Final = 4_096
LONGEST_FACT: Final = 400
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|in|is|was|for|that|with)\b", re.IGNORECASE)
JUDGED_CHARS: Final = 20_000
_FEW: Final = 0.02  # of the characters; a Vietnamese text has ten times as many
_ONE_IN: Final = 12  # words; English has one of these in five


@dataclass(slots=True)
class Facts:
    """What a document says about itself, as found; empty where it is silent."""

    title: str = ""
    language: str = ""
    publisher: str = ""
    published: str = ""


def kept(text: str) -> str:
    """Text that can be stored and compared: NFC, lines end with a line feed, no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNKEEPABLE.sub(" ", lines))


def fact(text: str) -> str:
    """What a document says about itself, on one line."""
    return _BLANKS.sub(" ", kept(text)).strip()[:LONGEST_FACT]


def language_of(tag: str, text: str) -> Literal["vi", "en", ""]:
    """The language that a tag names (RFC 5646), or that the letters and words of the text betray."""
    start = text[:JUDGED_CHARS]
    if len(_VIETNAMESE.findall(start)) > _FEW * len(start):
        return "vi"  # letters do not lie; pages made from English templates say `en`
    known: dict[str, Literal["vi", "en"]] = {"vi": "vi", "en": "en"}
    if tag:
        return known.get(tag[:2].lower(), "")
    words = len(start.split())
    return "en" if words and len(_ENGLISH.findall(start)) * _ONE_IN > words else ""


def day_of(text: str) -> date | None:
    """The day that a date begins with: `2026-11-22T07:00:00Z`, `20261122`."""
    found = _DAY.match(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a manuscript was: how many of each thing, and the part that was open."""

    pieces: int
    links: int
    parts: int
    open: int
    part: tuple[int, Place, str] | None


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
        self._parts: list[Part] = []
        self._part: tuple[int, Place, str] | None = None

    def prose(self, facts: Facts, remarks: tuple[Remark, ...] = ()) -> Prose:
        """Everything so far as a document."""
        text = "".join(self._pieces)
        document = Document(
            text,
            title=fact(facts.title),
            language=language_of(facts.language, text),
            publisher=facts.publisher,
            published=day_of(facts.published),
            links=tuple(sorted(self._links, key=_start)),
            parts=tuple(self._parts),
        )
        return Prose(document, remarks)

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
        """The innermost link ends; one that nobody began is ignored, as browsers do.

        One around no words, as of a picture, is kept where it stands: it leads somewhere too.
        """
        if not self._open:
            return
        start, url = self._open.pop()
        if url and len(url) <= LONGEST_URL:
            self._links.append(Link(start, self._length, kept(url).strip()))

    def begin_part(self, place: Place, key: str) -> None:
        """What is written from here on is more than body text; a part within a part belongs to it."""
        if self._part is None:
            self._part = self._length, place, key

    def end_part(self, key: str) -> None:
        """The part that began with this key ends."""
        if self._part is None or self._part[2] != key:
            return
        start, place, _ = self._part
        self._part = None
        if self._length > start:
            self._parts.append(Part(start, self._length, place))

    def append(self, document: Document) -> None:
        """Add a whole document, with the places of its links and parts."""
        at = self._length
        self.write(document.text, as_is=True)
        self._links += [replace(o, start=o.start + at, end=o.end + at) for o in document.links]
        self._parts += [replace(o, start=o.start + at, end=o.end + at) for o in document.parts]

    def mark(self) -> Mark:
        """A point to which `cut` can return."""
        return Mark(
            len(self._pieces), len(self._links), len(self._parts), len(self._open), self._part
        )

    def cut(self, mark: Mark) -> None:
        """Take back what was written and begun since a mark."""
        self._length -= sum(len(piece) for piece in self._pieces[mark.pieces :])
        del self._pieces[mark.pieces :]
        del self._links[mark.links :]
        del self._parts[mark.parts :]
        del self._open[mark.open :]
        self._part = mark.part
        self._end = self._pieces[-1][-1] if self._pieces else "\n"


def _start(link: Link) -> int:
    return link.start
