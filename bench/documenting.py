"""A report of 200 pages and a book of plain text become documents, beside reading them in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.intake.documents.samples import pdf

from bench.measure import Measure
from khien.app.reading.parsing import parse
from khien.intake.documents import read_document
from khien.intake.extraction import extract

PAGES = 200
LINES = 45
LINE = "The group used evil{n}.example and 203.0.113.7 in its campaign against banks of the region."


def bench(_: Path) -> Iterator[Measure]:
    """Behind walls, with the start of the process; then what is found in the text."""
    page = "\n".join(LINE.format(n=n) for n in range(LINES))
    book = pdf([page] * PAGES)
    text = (page * 60).encode()
    document = read_document("book.pdf", book).papers[0].document
    yield Measure(
        f"PDF of {PAGES} pages, behind walls", "pages", PAGES,
        lambda: parse("book.pdf", book), lambda: read_document("book.pdf", book), "in this process",
    )  # fmt: skip
    yield Measure(
        f"{len(text) // 1_000} kB of text, behind walls", "bytes", len(text),
        lambda: parse("book.txt", text), lambda: text.decode(), "str",
    )  # fmt: skip
    yield Measure(
        f"find candidates in {len(document.text) // 1_000} kB", "characters", len(document.text),
        lambda: extract(document), lambda: document.text.split(), "split",
    )  # fmt: skip
