"""What a reader of documents gives: the document as text, and what was passed over."""

from __future__ import annotations

from dataclasses import dataclass

from khien.intake.extraction import Document
from khien.intake.reporting import Remark, ReportEntry


@dataclass(frozen=True, slots=True)
class Prose:
    """A document in words; `remarks` name what of it was passed over."""

    document: Document
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
    document: Document
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What came with a mail and is data for its own reader, as it came: an abuse report, a table.

    `format` is one of `detect.FORMATS`.
    """

    name: str
    body: bytes
    format: str


@dataclass(frozen=True, slots=True)
class Papers:
    """One file, read: its documents, the data enclosed with it, and an entry for every part that gave neither."""

    papers: tuple[Paper, ...]
    left_out: tuple[ReportEntry, ...] = ()
    enclosed: tuple[Enclosure, ...] = ()
