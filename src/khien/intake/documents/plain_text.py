"""Plain text and Markdown: the text stays as it was written, with the places of its links."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.documents.charsets import decoded
from khien.intake.documents.failures import TooMuchError
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import LONGEST_URL, fact, kept
from khien.intake.documents.paper import Link, Prose

# CommonMark §6.3 and §6.5; no nested brackets, so that any text is read in linear time.
_INLINE: Final = re.compile(r"\[([^\[\]\n]{1,1000})\]\(<?([^\s()<>]{1,4096})>?(?:\s+\"[^\"\n]*\")?\)")
_AUTOLINK: Final = re.compile(r"<((?:https?|mailto):[^\s<>]{1,4096})>", re.IGNORECASE)
_HEADING: Final = re.compile(r"^#{1,2} +(.+?)(?: +#+)?$", re.MULTILINE)
_FRONT: Final = re.compile(r"\A---\n(.{0,10000}?)\n---\n", re.DOTALL)
_FACT: Final = re.compile(r"^(title|date|author|lang|language): *[\"']?(.*?)[\"']?$", re.MULTILINE)


def read_text(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """The text as it is.

    Raises:
        TooMuchError: longer than the limit.
    """
    return Prose(_text(name, body, limits))


def read_markdown(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """Markdown as it was written: marks stay, so that places count in what the writer sees.

    Raises:
        TooMuchError: longer than the limit.
    """
    text = _text(name, body, limits)
    links = [Link(m.start(1), m.end(1), m[2]) for m in _INLINE.finditer(text)]
    links += [Link(m.start(1), m.end(1), m[1]) for m in _AUTOLINK.finditer(text)]
    front = _FRONT.match(text)
    said = {m[1]: fact(m[2]) for m in _FACT.finditer(front[1])} if front else {}
    heading = _HEADING.search(text)
    return Prose(
        text,
        title=said.get("title") or (fact(heading[1]) if heading else ""),
        language=said.get("lang") or said.get("language", ""),
        publisher=said.get("author", ""),
        published=said.get("date", ""),
        links=tuple(sorted((one for one in links if len(one.url) <= LONGEST_URL), key=_place)),
    )


def _place(link: Link) -> int:
    return link.start


def _text(name: str, body: bytes, limits: DocumentLimits) -> str:
    text = kept(decoded(body))
    if len(text) > limits.max_chars:
        raise TooMuchError(name, limits.max_chars, "characters")
    return text
