"""PDF: the text of its pages, one after the other, and where its links lead. Needs the extra `reports`."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any, Final, NamedTuple

from khien.intake.documents.failures import (
    BrokenDocumentError,
    EncryptedError,
    NoReaderError,
    TooMuchError,
)
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import LONGEST_URL, Facts, Manuscript, kept
from khien.intake.documents.paper import Prose
from khien.intake.extraction import Link
from khien.intake.extraction.letters import MARKED
from khien.intake.extraction.torn import WORDS_OF_ONE
from khien.intake.reporting import Remark
from khien.model.reasons import reason_of

EXTRA: Final = "khien[reports]"
_MOST_LINKS: Final = 500  # of one page
_NEAR: Final = 1.5  # points; the frame of a link begins a little beside its words
# A syllable in pieces: `C ả nh`. Words of one such letter, as `ở`, are far rarer than that.
_TORN: Final = re.compile(rf"(?<=[^\W\d_]) [{MARKED}]{{1,2}} (?=[^\W\d_])")
_TORN_WORD: Final = re.compile(
    rf"(?<!\S)\S{{0,80}}[^\W\d_](?: [{MARKED}]{{1,2}} [^\W\d_][\w.-]{{0,80}}){{1,4}}"
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
        BrokenDocumentError: it holds no pages that can be reached, or none that can be read.
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
    unread = [one for one in remarks if one.code == "document.page-unreadable"]
    if unread and len(unread) == count:  # not pictures: recognising their text would not help
        raise BrokenDocumentError(name, "ISO 32000 PDF", f"{unread[0].path}: {unread[0].detail}")
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
            text = kept(_text(page).translate(_LIGATURES))
            links, beside = _placed(page, text)
        except breaks as error:
            yield Remark("document.page-unreadable", place, reason_of(error))
            continue
        if not text.strip():
            yield Remark("document.page-empty", place, "")
        _write(written, text, links)
        written.line()
        for target in beside:
            written.begin_link(target)
            written.end_link()


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


class _Area(NamedTuple):
    """Where on a sheet a click leads somewhere, in its own units (ISO 32000-1 §12.5.2)."""

    left: float
    low: float
    right: float
    high: float
    target: str

    def holds(self, x: float, y: float) -> bool:
        """Whether what begins here begins within it."""
        beside = self.left - _NEAR <= x < self.right - _NEAR
        return beside and self.low - _NEAR <= y < self.high


def _placed(page: Any, text: str) -> tuple[list[Link], list[str]]:  # noqa: ANN401 -- as above
    """The links of a page at their words; and the targets of which no words are found, as of a picture.

    A target that the page shows is read there, and is no link of this kind.
    """
    joined, at = _joined_up(text)
    areas = [one for one in _areas(page) if "".join(one.target.split()) not in joined]
    if not areas:
        return [], []
    links: list[Link] = []
    cursor = 0
    for words, x, y in _runs(page):
        flat = "".join(words.split())
        found = joined.find(flat, cursor)
        found = joined.find(flat) if found < 0 else found  # drawn in another order than it is read
        cursor = cursor if found < 0 else found + len(flat)
        area = next((one for one in areas if one.holds(x, y)), None)
        if found >= 0 and area is not None:
            links.append(Link(at[found], at[cursor - 1] + 1, area.target))
    links = _apart(links)
    seen = {one.target for one in links}
    return links, list(dict.fromkeys(o.target for o in areas if o.target not in seen))


def _areas(page: Any) -> Iterator[_Area]:  # noqa: ANN401 -- as above
    """Where the links of a page are and lead (ISO 32000-1 §12.6.4.7)."""
    notes = page["/Annots"] if "/Annots" in page else ()  # noqa: SIM401 -- `get` resolves no reference
    for one in list(notes or ())[:_MOST_LINKS]:
        drawn = one.get_object()
        action = drawn.get("/A")
        target = None if action is None else action.get_object().get("/URI")
        if target is None or len(str(target)) > LONGEST_URL:
            continue
        a, b, c, d = _frame(drawn)
        yield _Area(min(a, c), min(b, d), max(a, c), max(b, d), kept(str(target)).strip())


def _frame(drawn: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 -- as above
    """Two corners (ISO 32000-1 §7.9.5); a link with a broken frame is nowhere, and still leads somewhere."""
    try:
        a, b, c, d = (float(edge) for edge in drawn["/Rect"])
    except (KeyError, TypeError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return a, b, c, d


def _runs(page: Any) -> list[tuple[str, float, float]]:  # noqa: ANN401 -- as above
    """What is drawn in one go, and where on the sheet it begins."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, sheet: list[float], line: list[float], *_font: object) -> None:
        words = kept(text.translate(_LIGATURES)).strip()
        if words:  # the matrices of ISO 32000-1 §8.3.4, one upon the other
            x = line[4] * sheet[0] + line[5] * sheet[2] + sheet[4]
            y = line[4] * sheet[1] + line[5] * sheet[3] + sheet[5]
            found.append((words, x, y))

    page.extract_text(visitor_text=visit)
    return found


def _joined_up(text: str) -> tuple[str, list[int]]:
    """The text without its blanks, and where each of its characters stands."""
    at = [index for index, sign in enumerate(text) if not sign.isspace()]
    return "".join(text.split()), at


def _apart(links: list[Link]) -> list[Link]:
    """In order of place; what lies over an earlier one is left out."""
    found: list[Link] = []
    for one in sorted(links, key=lambda link: link.start):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _write(written: Manuscript, text: str, links: list[Link]) -> None:
    at = 0
    for link in links:
        written.write(text[at : link.start], as_is=True)
        written.begin_link(link.target)
        written.write(text[link.start : link.end], as_is=True)
        written.end_link()
        at = link.end
    written.write(text[at:], as_is=True)
