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
class AbuseReport:
    """An abuse report (X-ARF) that came with a mail: data for its own reader, as it came."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Papers:
    """One file, read: its documents, the abuse reports in it, and an entry for every part that gave neither."""

    papers: tuple[Paper, ...]
    left_out: tuple[ReportEntry, ...] = ()
    reports: tuple[AbuseReport, ...] = ()
