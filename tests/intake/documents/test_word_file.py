"""DOCX: text, links and notes, and archives that are traps."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from khien.intake.documents import DocumentError, DocumentLimits, read_document
from khien.intake.documents.paper import Paper
from khien.intake.extraction import Document
from khien.model.words import say
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
        ("document.deleted", "1"),
        ("document.part-unread", "word/vbaProject.bin"),
    ]


def test_what_is_no_part_of_the_document_is_counted() -> None:
    """Tracked deletions, hidden runs and the second form of a shape are left out; what was moved stands once."""
    body = (
        "<w:p><w:r><w:t>kept.example </w:t></w:r>"
        "<w:del><w:r><w:delText>gone.example</w:delText><w:br/></w:r><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved.example</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>moved.example </w:t></w:r></w:moveTo>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen </w:t></w:r>'
        "<w:AlternateContent><w:Choice><w:r><w:t>shape</w:t></w:r></w:Choice>"
        "<w:Fallback><w:p><w:r><w:t>shape</w:t><w:instrText>PAGE</w:instrText></w:r></w:p></w:Fallback></w:AlternateContent></w:p>"
    )
    found = read(word(body))

    assert found.document.text == "kept.example moved.example seen shape\n"
    assert [(one.code, one.path) for one in found.remarks] == [
        ("document.deleted", "2"),
        ("document.hidden", "1"),
    ]
    assert say("document.deleted", "en", found.remarks[0].facts).endswith(
        "left out (2 pieces); it is not part of the document."
    )
    assert read(word(paragraph("x"))).remarks == ()


def test_links_that_word_writes_as_fields() -> None:
    """In one element, in several runs, or around no words at all: each leads where it says."""
    body = (
        '<w:p><w:fldSimple w:instr=" HYPERLINK &quot;https://simple.example/&quot; "><w:r><w:t>one</w:t></w:r></w:fldSimple>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
        '<w:fldChar w:fldCharType="begin"/><w:instrText> HYPER</w:instrText><w:instrText>LINK "https://two.exam</w:instrText>'
        '<w:instrText>ple/" </w:instrText><w:fldChar w:fldCharType="separate"/><w:t>three</w:t><w:fldChar w:fldCharType="end"/>'
        '<w:hyperlink r:id="r1"><w:r><w:drawing/></w:r></w:hyperlink></w:p>'
    )
    document = read(word(body, {"word/_rels/document.xml.rels": RELS})).document

    assert [(document.text[o.start : o.end], o.target) for o in document.links] == [
        ("one", "https://simple.example/"),
        ("three", "https://two.example/"),
        ("", "https://a.example/"),
    ]


def test_margins_are_read() -> None:
    """What stands above and below every page is text of the document, told apart like a footnote."""
    margin = f'<h xmlns:w="{W}">{paragraph("TLP:AMBER")}</h>'
    document = read(word(paragraph("x"), {"word/header1.xml": margin})).document

    assert document.text == "x\nTLP:AMBER\n"
    assert [(document.text[p.start : p.end], p.place) for p in document.parts] == [
        ("TLP:AMBER\n", "footer")
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
