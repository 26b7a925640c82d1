"""What is read: one document as text, with what its reader knew about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Place = Literal["body", "heading", "table", "code", "quote", "header", "footer", "references"]


@dataclass(frozen=True, slots=True)
class Link:
    """`text[start:end]` is what a reader clicks, and `target` is where the click leads."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """`text[start:end]` is more than plain body text; what no part covers is body."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """One report, message or page. Only `text` is needed; the rest makes answers better.

    Attributes:
        text: everything that a person reads, in order; every offset counts its characters from 0.
        title: as the document says it; it names the STIX report.
        language: `vi`, `en`, or empty when nobody said.
        publisher: registrable domain of whoever published it, `welivesecurity.com`.
        published: the day that the document says.
        links: what can be clicked, in order of place.
        parts: headings, tables, footers and the like, in order of place, none over another.
    """

    text: str
    title: str = ""
    language: Literal["vi", "en", ""] = ""
    publisher: str = ""
    published: date | None = None
    links: tuple[Link, ...] = ()
    parts: tuple[Part, ...] = ()
