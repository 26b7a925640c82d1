"""DOCX: text, links and notes, and archives that are traps."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from khien.intake.documents import DocumentError, DocumentLimits, read_document
from khien.intake.documents.paper import Paper
from khien.intake.extraction import Document
from tests.intake.documents.samples import W, paragraph, word

RELS = (
    '<Relationships><Relationship Id="r1" Target="https://a.example/" TargetMode="External"/>'
    '<Relationship Id="r2" Target="styles.xml"/></Relationships>'
)
CORE = "<c><dc:title xmlns:dc='d'> Báo cáo </dc:title><language>vi-VN</language><created>2026-11-02T00:00:00Z</created></c>"


def read(body: bytes) -> Paper:
    """The one document of a file."""
    (paper,) = read_document("a.docx", body).papers
    return paper


def refused(body: bytes, limits: DocumentLimits | None = None) -> tuple[str, object]:
    """How a file is refused: code and rule."""
    with pytest.raises(DocumentError) as found:
        read_document("a.docx", body, limits or DocumentLimits())
    return found.value.code, found.value.rule


def test_the_text_with_its_links_and_parts() -> None:
    """Headings, tables, line breaks, two kinds of links and notes are where a reader sees them."""
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:hyperlink r:id="r1"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
        "<w:r><w:tab/><w:t>x</w:t><w:br/><w:delText>gone</w:delText></w:r></w:p>"
        '<w:p><w:fldChar w:fldCharType="begin"/><w:instrText> HYPERLINK "https://b.example/" </w:instrText>'
        '<w:t>field</w:t><w:fldChar w:fldCharType="end"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="end"/></w:p>'
        f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
        '<w:hyperlink r:id="none"><w:t>bare</w:t></w:hyperlink><w:hyperlink><w:t>!</w:t></w:hyperlink>'
    )
    found = read(
        word(
            body,
            {
                "word/_rels/document.xml.rels": RELS,
                "word/footnotes.xml": f'<f xmlns:w="{W}">{paragraph("a note")}</f>',
                "docProps/core.xml": CORE,
                "word/vbaProject.bin": b"macro",
            },
        )
    )
    document = found.document

    assert document.text == "One\nhere\tx\nfield\n\ta\n\tb\nbare!\na note\n"
    assert [(document.text[o.start : o.end], o.target) for o in document.links] == [
        ("here", "https://a.example/"),
        ("field", "https://b.example/"),
    ]
    assert [(document.text[p.start : p.end], p.place) for p in document.parts] == [
        ("One", "heading"),
        ("\ta\n\tb\n", "table"),
        ("a note\n", "footer"),
    ]
    assert (document.title, document.language, str(document.published)) == (
        "Báo cáo",
        "vi",
        "2026-11-02",
    )
    assert [(one.code, one.path) for one in found.remarks] == [
        ("document.part-unread", "word/vbaProject.bin")
    ]


def test_a_file_may_hold_its_text_alone() -> None:
    """Nothing but the body is needed."""
    assert read(word(paragraph("evil.example"))).document == Document("evil.example\n")


def test_traps_end_in_a_refusal() -> None:
    """Bombs, entities, depth, damage and passwords are refused before they cost anything."""
    blank = " " * 30_000_000
    assert refused(word(blank)) == ("document.too-much", "at most 100663296 bytes")
    assert refused(word("x" * 200_000), DocumentLimits(max_unpacked_bytes=1_000))[1] == (
        "at most 1000 bytes"
    )
    assert refused(word("<a>" * 500 + "</a>" * 500))[1] == "at most 400 levels"
    doctype = "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"
    assert refused(word("", {"docProps/core.xml": doctype}))[0] == "document.doctype"
    assert refused(word("<open>"))[0] == "document.broken"
    assert refused(b"PK\x03\x04 word/")[0] == "document.broken"
    assert refused(_archive({"word/other.xml": "<x/>"}))[0] == "document.unknown"
    typed = {"[Content_Types].xml": "<Types/>", "word/other.xml": "<x/>"}
    assert refused(_archive(typed))[0] == "document.broken"
    assert (
        refused(_archive({"word/document.xml": "<x/>"}, method=ZIP_BZIP2))[0] == "document.broken"
    )
    locked = bytearray(word(paragraph("x")))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(bytes(locked))[0] == "document.encrypted"


def _archive(files: dict[str, str], method: int = 8) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def test_an_offset_that_leads_nowhere_is_a_broken_document() -> None:
    """A directory that says it lies further on than it does points before the file."""
    body = bytearray(word(paragraph("x")))
    at = body.index(b"PK\x05\x06") + 16  # of the directory's place, in the record at the end
    body[at : at + 4] = (int.from_bytes(body[at : at + 4], "little") + 5).to_bytes(4, "little")
    assert refused(bytes(body))[0] == "document.broken"
