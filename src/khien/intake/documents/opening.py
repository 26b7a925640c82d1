"""From the bytes of one file to its documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from khien.intake import xarf
from khien.intake.documents.failures import (
    BrokenDocumentError,
    DoctypeError,
    DocumentError,
    EncryptedError,
    NoReaderError,
    NoTextError,
    TooMuchError,
    UnknownDocumentError,
)
from khien.intake.documents.html_page import read_html
from khien.intake.documents.limits import DOCUMENT_LIMITS, DocumentLimits
from khien.intake.documents.mail import Mail, read_mail
from khien.intake.documents.paper import AbuseReport, Paper, Papers, Prose
from khien.intake.documents.pdf_pages import read_pdf
from khien.intake.documents.plain_text import read_markdown, read_text
from khien.intake.documents.recognising import KINDS, kind_of
from khien.intake.documents.word_file import read_docx
from khien.intake.limits import MEBIBYTE
from khien.intake.reporting import Outcome, ReportEntry

_REPORT_BYTES: Final = 8 * MEBIBYTE  # of an X-ARF report with its evidence; a longer one is a text

_READERS: Final[dict[str, Callable[[str, bytes, DocumentLimits], Prose]]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "html": read_html,
    "markdown": read_markdown,
    "text": read_text,
}


def read_document(name: str, body: bytes, limits: DocumentLimits = DOCUMENT_LIMITS) -> Papers:
    """Turn one file into documents: itself, and what is attached to it where it is a mail.

    Args:
        name: how the report calls the file; never opened.
        body: the whole file.
        limits: ceilings against exhaustion. Time and memory are the caller's to limit: readers of
            untrusted files belong into a process of their own.

    Raises:
        DocumentError: the file itself gives no text. A part that gives none is an entry instead.
    """
    papers: list[Paper] = []
    left_out: list[ReportEntry] = []
    reports: list[AbuseReport] = []
    for one in _opened(name, body, limits, 1):
        if isinstance(one, Paper):
            papers.append(one)
        elif isinstance(one, AbuseReport):
            reports.append(one)
        else:
            left_out.append(one)
    return Papers(tuple(papers), tuple(left_out), tuple(reports))


def _opened(
    name: str, body: bytes, limits: DocumentLimits, depth: int
) -> Iterator[Paper | AbuseReport | ReportEntry]:
    if len(body) > limits.max_bytes:
        raise TooMuchError(name, limits.max_bytes, "bytes")
    kind = kind_of(body)
    if kind not in KINDS:
        raise UnknownDocumentError(name, kind, KINDS)
    if kind != "email":
        prose = _READERS[kind](name, body, limits)
        if not prose.document.text.strip():
            raise NoTextError(name)
        yield _paper(name, kind, body, prose)
        return
    mail = read_mail(name, body, limits)
    yield _paper(name, kind, body, mail.prose)
    yield from _attached(name, mail, limits, depth)


def _attached(
    name: str, mail: Mail, limits: DocumentLimits, depth: int
) -> Iterator[Paper | AbuseReport | ReportEntry]:
    for one in mail.attachments:
        place = f"{name}/{one.name}"
        try:
            if depth >= limits.max_depth:
                raise TooMuchError(place, limits.max_depth, "levels")
            if _is_abuse_report(one.body):
                yield AbuseReport(place, one.body)
            else:
                yield from _opened(place, one.body, limits, depth + 1)
        except DocumentError as error:
            digest = hashlib.sha256(one.body).hexdigest()
            detail = str(error.facts.get("seen") or _WHY.get(type(error), error.rule))
            yield ReportEntry(place, Outcome.REFUSED, "document.part-refused", digest, detail)


_WHY: Final[Mapping[type[DocumentError], str]] = {
    TooMuchError: "too-much",
    NoTextError: "no-text",
    EncryptedError: "encrypted",
    BrokenDocumentError: "broken",
    DoctypeError: "doctype",
    NoReaderError: "extra",
}


def _is_abuse_report(body: bytes) -> bool:
    if len(body) > _REPORT_BYTES or not body.lstrip().startswith(b"{"):
        return False
    try:
        written = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(written, dict) and xarf.looks_like(written)


def _paper(name: str, kind: str, body: bytes, prose: Prose) -> Paper:
    digest = hashlib.sha256(body).hexdigest()
    return Paper(name, kind, digest, len(body), prose.document, prose.remarks)
