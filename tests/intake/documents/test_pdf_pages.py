"""PDF: pages in order, links, and what breaks."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest

from khien.intake.documents import DOCUMENT_LIMITS, DocumentError
from khien.intake.documents.paper import Prose
from khien.intake.documents.pdf_pages import read_pdf
from tests.intake.documents.samples import linked_pdf, pdf, two_fonts

pytest.importorskip("pypdf", reason="the extra reports is not installed")


def read(body: bytes) -> Prose:
    """The pages as text."""
    return read_pdf("a.pdf", body, DOCUMENT_LIMITS)


def refused(body: bytes) -> str:
    """The code with which a file is refused."""
    with pytest.raises(DocumentError) as found:
        read(body)
    return found.value.code


def test_pages_follow_each_other() -> None:
    """Each page is text; links without words stand at its end; title, day and language are told."""
    found = read(
        pdf(
            ["First evil.example\nsecond line", ""],
            link="https://hidden.example/x",
            info="/Title (A report) /CreationDate (D:20261102100000)",
            root="/Lang (en-GB)",
        )
    )
    document = found.document

    assert document.text == "First evil.example\nsecond line\n"
    assert (document.title, str(document.published), document.language) == (
        "A report",
        "2026-11-02",
        "en",
    )
    assert [(one.start, one.end, one.target) for one in document.links] == [
        (31, 31, "https://hidden.example/x")
    ] * 2
    assert [(one.code, one.path) for one in found.remarks] == [("document.page-empty", "page 2")]
    assert (
        read(pdf(["see https://hidden.example/x"], link="https://hidden.example/x")).document.links
        == ()
    )
    assert read(pdf(["x"]).replace(b"/Info 6 0 R ", b"")).document.title == ""


def test_a_broken_page_does_not_lose_the_others() -> None:
    """A page that cannot be read is named; the rest is kept."""
    found = read(pdf(["one", "two"], broken=0))

    assert found.document.text == "two\n"
    assert [(one.code, one.path) for one in found.remarks] == [
        ("document.page-unreadable", "page 1")
    ]


def test_a_file_of_broken_pages_alone_is_broken() -> None:
    """It is not said to be of pictures: recognising their text would not help."""
    with pytest.raises(DocumentError) as found:
        read(pdf(["one"], broken=0))

    assert found.value.code == "document.broken"
    assert str(found.value.facts["detail"]).startswith("page 1: ")


def test_what_cannot_be_opened_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage, a password, a page tree that bites its tail, and a missing package each have their reason."""
    pypdf = pytest.importorskip("pypdf", reason="the extra reports is not installed")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(9, 9)
    writer.encrypt("secret", algorithm="RC4-128")
    kept = BytesIO()
    writer.write(kept)

    assert refused(b"%PDF-1.4\nnothing") == "document.broken"
    assert refused(kept.getvalue()) == "document.encrypted"
    loop = pdf(["x"]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    assert refused(loop) in {"document.broken", "document.no-text"}
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert refused(pdf(["x"])) == "document.extra"


def test_vietnamese_in_two_fonts_is_not_torn() -> None:
    """A page whose marked letters come from another font, as browsers print it, reads as it looks."""
    found = read(
        two_fonts(
            "Canh b\u00e1o m\u00e1o danh c\u00f4ng \u00e1n l\u00e0m gi\u00e1 b\u00e1n h\u00e0ng"
        )
    )

    assert (
        found.document.text
        == "Canh b\u00e1o m\u00e1o danh c\u00f4ng \u00e1n l\u00e0m gi\u00e1 b\u00e1n h\u00e0ng\n"
    )


def test_one_torn_name_is_joined_as_the_sheet_shows_it() -> None:
    """A single letter from another font does not split a name; a word of one letter stays by itself."""
    found = read(two_fonts("The page techc\u00f3mbank.net looks like that of the bank."))

    assert found.document.text == "The page techc\u00f3mbank.net looks like that of the bank.\n"
    alone = "Dung truy cap \u00fd trang nay"
    assert read(two_fonts(alone)).document.text.split() == alone.split()
    apart = "Dung truy cap \u00f3 trang nay"
    assert read(two_fonts(apart)).document.text.split() == apart.split()


def test_links_stand_at_their_words() -> None:
    """Words that begin within the frame of a link are the link; what only ends in it, lies over another, or is elsewhere is not."""
    runs = [
        (50, "See "),
        (75, "here"),
        (100, " and"),
        (130, "there"),
        (160, "again"),
        (190, "see "),
    ]
    frames = [
        ("http://a.example/", (75, 770, 101, 790)),
        ("http://b.example/", (130, 770, 190, 790)),
        ("http://c.example/", (300, 770, 400, 790)),
        ("http://d.example/", (75, 100, 100, 120)),
        ("http://e.example/", (1, 2)),
    ]
    document = read(linked_pdf(runs, frames)).document

    assert [(document.text[o.start : o.end], o.target) for o in document.links] == [
        ("here", "http://a.example/"),
        ("there", "http://b.example/"),
        ("again", "http://b.example/"),
        ("", "http://c.example/"),
        ("", "http://d.example/"),
        ("", "http://e.example/"),
    ]


def test_links_of_a_page_that_is_drawn_in_another_order() -> None:
    """Words that are found at a place that another link has are left to it; the target is not lost."""
    torn = "C \\341 nh b \\341 o m \\341 i c \\341 c"
    runs = [(50, torn), (400, "an"), (300, "ban")]
    frames = [
        ("http://a.example/", (400, 770, 420, 790)),
        ("http://b.example/", (300, 770, 320, 790)),
    ]
    document = read(linked_pdf(runs, frames)).document

    assert [(document.text[o.start : o.end], o.target) for o in document.links] == [
        ("ban", "http://b.example/"),
        ("", "http://a.example/"),
    ]
