"""From the bytes of one file to its documents, of every kind."""

from __future__ import annotations

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from khien.intake.documents import (
    DocumentError,
    DocumentLimits,
    is_data,
    kind_of,
    read_document,
    revived,
)
from khien.intake.extraction import Document
from tests.intake.documents.samples import mail, paragraph, pdf, word

SMALL = DocumentLimits(max_bytes=2_000, max_chars=100, max_pages=2, max_parts=3, max_depth=2)


def only(name: str, body: bytes) -> Document:
    """The one document of a file."""
    (paper,) = read_document(name, body).papers
    return paper.document


def code(name: str, body: bytes, limits: DocumentLimits = SMALL) -> tuple[str, str]:
    """Which refusal a file meets, and its rule."""
    with pytest.raises(DocumentError) as refused:
        read_document(name, body, limits)
    assert refused.value.item.startswith(name)
    return refused.value.code, refused.value.rule


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.7", "pdf"),
        (word("<w:p/>"), "docx"),
        (b"PK\x03\x04 something else", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
        (b"{\\rtf1", "rtf"),
        (b"\x89PNG\r\n", "picture"),
        (b"MZ\x90", "program"),
        (b"\x1f\x8b\x08", "archive"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nHi", "email"),
        (b"From x@y Mon\r\nReceived: by z\r\n\tfor w\r\nDate: x\r\nFrom: a\r\n\r\n", "email"),
        (b"From: a\nTo: b\nSubject: c\nno header here\n\nHi", "text"),
        (b"From: only\n\nHi", "text"),
        (b" <!-- x -->\n<html><body>", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html>", "html"),
        (b"<stix:STIX_Package>", "text"),
        (b"<stix:Raw_Body>\n  x\nFrom: a\nTo: b\nSubject: c\n\nHi", "text"),
        (b"# Title\n\n- one\n- two\n", "markdown"),
        (b"# a comment\nevil.example\n", "text"),
        ("Chào".encode("utf-16"), "text"),
        (b"  \n", "empty"),
        (b"\x00\x01\x02\x00\x00", "binary"),
        (bytes(n * 167 % 256 for n in range(3_000)), "binary"),
        (b"\x1b[31mred\x1b[0m\f", "text"),
    ],
)
def test_the_content_tells_the_kind(body: bytes, kind: str) -> None:
    """A document is known by what it holds, whatever it is called."""
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"some": "data"}', True),
        ('\n{"broken": ', True),
        ("{a: 1}", True),
        ("{", True),
        ('[{"a": 1', True),
        ("[[1, 2], [3]]", True),
        ("<?xml version='1.0'?>", True),
        ("<stix:STIX_Package ", True),
        ("<ioc xmlns='x'><broken", True),
        ("<ioc><a>1</a>", True),
        ("<a b='c'/>", True),
        ("[20:14] minh: evil.example", False),
        ("[1] 192.0.2.1\n[2] 192.0.2.2", False),
        ("[" * 100_000, False),
        ("{ghi chú} evil.example", False),
        ("{\\rtf1 hi}", False),
        ("<minh> evil.example\n<lan> ok", False),
        ("<<< evil.example", False),
        ("evil.example", False),
    ],
)
def test_what_only_begins_like_data_is_none(text: str, expected: bool) -> None:
    """A chat, a note and a list of sources begin with brackets; what is JSON or XML is data, broken or not."""
    assert is_data(text.encode()) == expected


def test_markdown_stays_as_written() -> None:
    """The text of Markdown is its source; links, headings and code are places in it."""
    text = (
        '---\ntitle: "Báo cáo"\ndate: 2026-11-02\nlang: vi\n---\n# One\n\n- [here](https://a.example/x "t")\n'
        "<https://b.example>\n```\ncode\n```\n## Two\n~~~\nopen"
    )
    document = only("a.md", text.encode())
    bare = only("b.md", b"# Just *this*\n\n- x\n\n---\n")

    assert document.text == text
    assert (document.title, document.language, str(document.published)) == (
        "Báo cáo",
        "vi",
        "2026-11-02",
    )
    assert [(document.text[o.start : o.end], o.target) for o in document.links] == [
        ("here", "https://a.example/x"),
        ("https://b.example", "https://b.example"),
    ]
    assert [(document.text[o.start : o.end], o.place) for o in document.parts] == [
        ("# One", "heading"),
        ("```\ncode\n```", "code"),
        ("## Two", "heading"),
        ("~~~\nopen", "code"),
    ]
    assert (bare.title, bare.language, bare.published) == ("Just *this*", "", None)
    assert only("c.md", b"- a\n- b\n[x](y)").title == ""


def test_a_mail_is_several_documents() -> None:
    """A mail is one document, each attachment another, and what gives no text is named with its hash."""
    nested = mail("Content-Type: text/plain\n\nInner evil.example", boundary="y")
    body = mail(
        "Content-Type: text/plain; charset=viscii\nContent-Transfer-Encoding: quoted-printable\n\nXin ch=E0o=\n",
        'Content-Type: text/html\nContent-Disposition: attachment; filename="r.html"\n\n<p>Hello there</p>',
        "Content-Type: application/octet-stream\n\n\\x00",
        f"Content-Type: message/rfc822\n\n{nested.decode()}",
        "Content-Type: image/gif\n\nGIF89a",
    )

    papers = read_document("m.eml", body)
    limited = read_document("m.eml", body, DocumentLimits(max_depth=1))

    assert [one.name for one in papers.papers] == [
        "m.eml",
        "m.eml/r.html",
        "m.eml/part-2",
        "m.eml/part-3.eml",
    ]
    first = papers.papers[0]
    assert first.sha256 == hashlib.sha256(body).hexdigest()
    assert first.document.title == "Cảnh báo"
    assert "From: Lan <lan@bank.example>\nTo: ops@cert.example\n" in first.document.text
    assert first.document.text.endswith("Xin chào\n")
    assert str(first.document.published) == "2026-11-02"
    assert "Inner evil.example" in papers.papers[3].document.text
    (left,) = papers.left_out
    assert (left.item, left.code) == ("m.eml/part-4", "document.part-refused")
    assert len(left.path) == 64
    assert [one.name for one in limited.papers] == ["m.eml"]
    assert {one.detail for one in limited.left_out} == {"too-much"}


def test_an_abuse_report_in_a_mail_is_no_document() -> None:
    """It is handed on as it came; what only begins as one is read like any other part."""
    report = '{"xarf_version": "4.0.0"}'
    attached = "Content-Type: application/json\nContent-Disposition: attachment; filename="
    body = mail(
        "Content-Type: text/plain\n\nHello there",
        f'{attached}"xarf.json"\n\n{report}',
        f'{attached}"broken.json"\n\n{{"xarf_version": ',
        f'{attached}"other.json"\n\n{{"a": 1}}',
    )

    papers = read_document("m.eml", body)

    assert [(one.name, one.body.strip()) for one in papers.reports] == [
        ("m.eml/xarf.json", report.encode())
    ]
    assert [one.name for one in papers.papers] == [
        "m.eml",
        "m.eml/broken.json",
        "m.eml/other.json",
    ]


def test_every_refusal_names_the_item_and_the_rule() -> None:
    """What is over a limit, empty or unknown is refused as a whole, with what it broke."""
    long = b"word " * 30

    assert code("a.txt", b"x" * 2_001) == ("document.too-much", "at most 2000 bytes")
    assert code("a.txt", long) == ("document.too-much", "at most 100 characters")
    assert code("a.html", b"<p>" + long) == ("document.too-much", "at most 100 characters")
    assert code("a.bin", b"\x00\x00\x00") == ("document.unknown", "a known format")
    assert code("a.html", b"<p> </p>") == ("document.no-text", "text")
    parts = {f"x{n}.xml": "" for n in range(3)}
    assert code("a.docx", word(paragraph("x"), parts))[1] == "at most 3 parts"
    many = mail(*["Content-Type: text/plain\n\nx"] * 4)
    assert code("m.eml", many)[1] == "at most 3 parts"


def test_a_pdf_of_too_many_pages_is_refused_by_their_number() -> None:
    """The limit that is told is the one on pages, not the one on characters."""
    pytest.importorskip("pypdf", reason="the extra reports is not installed")

    assert code("a.pdf", pdf(["a", "b", "c"])) == ("document.too-much", "at most 2 pages")


def test_a_refusal_survives_the_way_between_processes() -> None:
    """Code, item, rule and facts are the same in the process that asked."""
    with pytest.raises(DocumentError) as refused:
        read_document("a.txt", b"xx", DocumentLimits(max_bytes=1))
    again = revived(refused.value.code, refused.value.facts)

    assert type(again) is type(refused.value)
    assert (again.item, again.rule, again.facts) == (
        "a.txt",
        refused.value.rule,
        refused.value.facts,
    )
    assert revived("document.invented", {}).code == "document.unreadable"


def test_what_an_archive_holds_is_not_what_it_is() -> None:
    """A Word file inside an archive makes no Word file of it, wherever its bytes lie; one cut off is broken."""
    inner = word(paragraph("x"))
    stored, named = BytesIO(), BytesIO()
    with ZipFile(stored, "w") as archive:
        archive.writestr("inner.docx", inner)
    with ZipFile(named, "w") as archive:
        archive.writestr("word/document.xml.zip", inner)

    assert kind_of(inner) == "docx"
    assert kind_of(b"PK\x03\x04" + inner) == "docx"
    assert kind_of(stored.getvalue()) == kind_of(named.getvalue()) == "archive"
    assert kind_of(inner[:-10]) == "docx"
    with pytest.raises(DocumentError) as refused:
        read_document("nest.docx", stored.getvalue())
    assert refused.value.facts["seen"] == "archive"
