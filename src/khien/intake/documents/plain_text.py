"""Plain text and Markdown: the text stays as it was written, with the places of its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from khien.intake.charsets import decoded
from khien.intake.documents.failures import TooMuchError
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import day_of, fact, kept, language_of
from khien.intake.documents.paper import Prose
from khien.intake.extraction import Document, Link, Part
from khien.intake.extraction.document import Place

# CommonMark §6.3 and §6.5; no nested brackets, so that any text is read in linear time.
_INLINE: Final = re.compile(
    r"\[([^\[\]\n]{1,1000})\]\(<?([^\s()<>]{1,4096})>?(?:\s+\"[^\"\n]*\")?\)"
)
_AUTOLINK: Final = re.compile(r"<((?:https?|mailto):[^\s<>]{1,4096})>", re.IGNORECASE)
_HEADING: Final = re.compile(r"^(#{1,2}) +(.+)$", re.MULTILINE)
# A fence that nobody closes runs to the end (CommonMark §4.5).
_PART: Final = re.compile(r"^#{1,6} .*$|^(```|~~~)[^\n]*\n(?:(?!\1).*\n?)*(?:\1.*)?", re.MULTILINE)
_FRONT: Final = re.compile(r"\A---\n(.{0,10000}?)\n---\n", re.DOTALL)
_FACT: Final = re.compile(r"^(title|date|lang|language): *[\"']?(.*?)[\"']?$", re.MULTILINE)


def read_text(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """The text as it is.

    Raises:
        TooMuchError: longer than the limit.
    """
    text = _text(name, body, limits)
    return Prose(Document(text, language=language_of("", text)))


def read_markdown(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """Markdown as it was written: marks stay, so that places count in what the writer sees.

    Raises:
        TooMuchError: longer than the limit.
    """
    text = _text(name, body, limits)
    front = _FRONT.match(text)
    said = {m[1]: fact(m[2]) for m in _FACT.finditer(front[1])} if front else {}
    first = _HEADING.search(text)
    return Prose(
        Document(
            text,
            title=said.get("title") or (fact(first[2]) if first else ""),
            language=language_of(said.get("lang") or said.get("language", ""), text),
            published=day_of(said.get("date", "")),
            links=tuple(_links(text)),
            parts=tuple(_parts(text)),
        )
    )


def _links(text: str) -> list[Link]:
    found = [Link(m.start(1), m.end(1), m[2]) for m in _INLINE.finditer(text)]
    found += [Link(m.start(1), m.end(1), m[1]) for m in _AUTOLINK.finditer(text)]
    return sorted(found, key=lambda link: link.start)


def _parts(text: str) -> Iterator[Part]:
    for found in _PART.finditer(text):
        place: Place = "code" if found[0].startswith(("```", "~~~")) else "heading"
        yield Part(found.start(), found.end(), place)


def _text(name: str, body: bytes, limits: DocumentLimits) -> str:
    text = kept(decoded(body))
    if len(text) > limits.max_chars:
        raise TooMuchError(name, limits.max_chars, "characters")
    return text
