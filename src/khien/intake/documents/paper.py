"""What a reader of documents gives: the text, what is known about it, and where its links stand."""

from __future__ import annotations

from dataclasses import dataclass

from khien.intake.reporting import Remark, ReportEntry


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the text that leads to an address; `start` and `end` count characters from 0."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a document, in Unicode NFC, and what the document says about itself.

    `language` is a tag such as `vi`, `published` what the document calls its date; both as found, and
    empty where the document is silent. `remarks` name what was passed over.
    """

    text: str
    title: str = ""
    language: str = ""
    publisher: str = ""
    published: str = ""
    links: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: a file, or a part of one that is a document of its own.

    `name` says where it came from, outermost first: `mail.eml/report.pdf`.
    """

    name: str
    kind: str
    sha256: str
    size_bytes: int
    prose: Prose


@dataclass(frozen=True, slots=True)
class Papers:
    """One file, read: its documents, and an entry for every part that gave none."""

    papers: tuple[Paper, ...]
    left_out: tuple[ReportEntry, ...] = ()
