"""PDF: the text of its pages, one after the other, and where its links lead. Needs the extra `reports`."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any, Final

from khien.intake.documents.failures import (
    BrokenDocumentError,
    EncryptedError,
    NoReaderError,
    TooMuchError,
)
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import LONGEST_URL, Facts, Manuscript
from khien.intake.documents.paper import Prose
from khien.intake.extraction.torn import WORDS_OF_ONE
from khien.intake.reporting import Remark
from khien.model.reasons import reason_of

EXTRA: Final = "khien[reports]"
_MOST_LINKS: Final = 500  # of one page
# A syllable in pieces: `C ả nh`. Words of one such letter, as `ở`, are far rarer than that.
_TORN: Final = re.compile(r"(?<=[^\W\d_]) [à-ỹđ]{1,2} (?=[^\W\d_])", re.IGNORECASE)
_TORN_WORD: Final = re.compile(
    r"(?<!\S)\S{0,80}[^\W\d_](?: [à-ỹđ]{1,2} [^\W\d_][\w.-]{0,80}){1,4}", re.IGNORECASE
)
_FEW_TORN: Final = 3
_ONE_IN: Final = 12  # words of a page
_MARGIN: Final = re.compile(r"^ +", re.MULTILINE)
_COLUMNS: Final = re.compile(r" {7,}")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
# Letters that a font draws as one (Unicode, Latin ligatures); as one sign they would hide a domain.
_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# What a reader of a broken file meets; each is told as what it is, a broken page.
_BREAKS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def read_pdf(name: str, body: bytes, limits: DocumentLimits) -> Prose:
    """The text of a PDF file; pages that cannot be read are named, and the others kept.

    Raises:
        NoReaderError: pypdf is not installed.
        EncryptedError: it opens with a password only.
        BrokenDocumentError: it holds no pages that can be reached.
        TooMuchError: more pages or text than the limits.
    """
    try:
        pypdf, errors = import_module("pypdf"), import_module("pypdf.errors")
    except ImportError as error:
        raise NoReaderError(name, EXTRA) from error
    breaks = (*_BREAKS, errors.PyPdfError, errors.DependencyError)
    try:
        reader = pypdf.PdfReader(BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedError(name)
        count = len(reader.pages)
        facts = _facts(reader)
    except breaks as error:
        raise BrokenDocumentError(name, "ISO 32000 PDF", reason_of(error)) from error
    if count > limits.max_pages:
        raise TooMuchError(name, limits.max_pages, "pages")
    written = Manuscript(name, limits)
    remarks = tuple(_pages(reader, count, written, breaks))
    return written.prose(facts, remarks)


def _facts(reader: Any) -> Facts:  # noqa: ANN401 -- of a package without which this module must load
    said = reader.metadata
    if said is None:
        return Facts()
    made = said.get("/CreationDate")
    return Facts(
        title=str(said.title or ""),
        language=str(reader.trailer["/Root"].get("/Lang", "")),
        published=str(made).removeprefix("D:") if made else "",
    )


def _pages(
    reader: Any,  # noqa: ANN401 -- as above
    count: int,
    written: Manuscript,
    breaks: tuple[type[Exception], ...],
) -> Iterator[Remark]:
    for number in range(count):
        place = f"page {number + 1}"
        try:
            page = reader.pages[number]
            text = _text(page).translate(_LIGATURES)
            targets = _targets(page)
        except breaks as error:
            yield Remark("document.page-unreadable", place, reason_of(error))
            continue
        if not text.strip():
            yield Remark("document.page-empty", place, "")
        written.write(text, as_is=True)
        written.line()
        _write_targets(written, text, targets)


def _text(page: Any) -> str:  # noqa: ANN401 -- as above
    """The text of a page in the order in which it was drawn.

    Where letters with marks come from another font, as browsers print Vietnamese, that order shows blanks
    around each of them; such a page is read by what stands beside what on the sheet.
    """
    text = str(page.extract_text())
    torn = [found[0].strip().lower() for found in _TORN.finditer(text)]
    few = len(torn) < _FEW_TORN or len(torn) * _ONE_IN < len(text.split())
    if few and WORDS_OF_ONE.issuperset(torn):
        return text
    laid_out = str(page.extract_text(extraction_mode="layout"))
    if few:  # `techc ọ mbank.net` alone in a page: only what the sheet shows as one word is joined
        shown = frozenset(laid_out.split())
        return _TORN_WORD.sub(lambda one: _joined(one, shown), text)
    return _BLANK_LINES.sub("\n\n", _COLUMNS.sub("\t", _MARGIN.sub("", laid_out)))


def _joined(torn: re.Match[str], shown: frozenset[str]) -> str:
    whole = torn[0].replace(" ", "")
    return whole if whole in shown else torn[0]


def _targets(page: Any) -> list[str]:  # noqa: ANN401 -- as above
    """Where the links of a page lead (ISO 32000-1 §12.6.4.7)."""
    found = []
    for one in list(page.get("/Annots") or ())[:_MOST_LINKS]:
        action = one.get_object().get("/A")
        target = None if action is None else action.get_object().get("/URI")
        if target is not None and len(str(target)) <= LONGEST_URL:
            found.append(str(target))
    return list(dict.fromkeys(found))


def _write_targets(written: Manuscript, text: str, targets: list[str]) -> None:
    """Addresses behind words: a PDF says where on the sheet they are, not in the text, so they follow it."""
    joined = "".join(text.split())
    for target in targets:
        if target not in joined:
            written.begin_part("footer", "links")
            written.begin_link(target)
            written.write(target)
            written.end_link()
            written.line()
    written.end_part("links")
