"""Tests of khien.intake.extraction.linked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khien.intake.documents import read_document
from khien.intake.documents.html_page import read_html
from khien.intake.documents.limits import DocumentLimits
from khien.intake.extraction import extract
from khien.intake.extraction.linked import behind_links
from tests.intake.documents.samples import linked_pdf, mail, word

MAIL = (
    "<link rel=canonical href='https://cert.example.com/a'>"
    "<p>Your account is locked. <a href='https://b4nk-login.top/x'>Unlock <a href='https://b4nk-login.top/x'>it</a></a>. "
    "The server is evil-c2[.]top: <a href='https://evil-c2.top/gate'>gate</a>, hxxps://evil-c3[.]top/a "
    "<a href='https://evil-c3.top/b'>b</a>, "
    "<a href='https://www.popular.top/'>news</a>, <a href='https://www.cert.example.com/b'>more</a>, "
    "<a href='/here'>here</a>, <a href='mailto:a@b.top?subject=x'>mail</a>, <a href='mailto:nobody'>no mail</a>, <a href='https://shown.top/a'>https://shown.top/a</a>, "
    "<a href='http://a[b@odd.top/'>odd</a>, <a href='http://[2001:db8::1]:8/'>six</a>, <a href='http://not a host/'>none</a></p>"
    "<footer><a href='https://around.top/'>around</a></footer>"
)


def test_what_a_link_hides_is_told() -> None:
    """Each address that the text does not show stands where its link is, and none is believed to be bad by itself."""
    document = read_html("m.html", MAIL.encode(), DocumentLimits()).document
    document = replace(document, publisher="example.com")
    found = extract(document)

    behind = list(behind_links(document, found, lambda host: host == "www.popular.top"))

    assert [(one.value, one.context.value, one.why, one.raw.strip()) for one in behind] == [
        ("https://b4nk-login.top/x", "unsure", "extraction.linked", "Unlock it"),
        ("https://evil-c2.top/gate", "malicious", "extraction.defanged", "gate"),
        ("https://evil-c3.top/b", "malicious", "extraction.defanged", "b"),
        ("https://www.popular.top/", "benign", "extraction.popular", "news"),
        ("https://www.cert.example.com/b", "benign", "extraction.publisher", "more"),
        ("a@b.top", "unsure", "extraction.linked", "mail"),
        ("http://a[b@odd.top/", "unsure", "extraction.linked", "odd"),
        ("http://[2001:db8::1]:8/", "unsure", "extraction.linked", "six"),
        ("https://around.top/", "benign", "extraction.footer", "around"),
    ]


def test_a_mailbox_behind_a_link_is_somebodys() -> None:
    """One of a person is personal data, one of an office is not; a page of its own publisher is not suspicious."""
    page = "<p><a href='mailto:lan.tran@b4nk.top'>Lan</a> <a href='mailto:support@b4nk.top'>us</a> <a href=mailto:a@example.com>me</a>"
    document = replace(
        read_html("m.html", page.encode(), DocumentLimits()).document, publisher="example.com"
    )

    behind = list(behind_links(document, (), lambda _: False))

    assert [(one.kind, one.value, one.personal, one.context.value) for one in behind] == [
        ("email", "lan.tran@b4nk.top", True, "unsure"),
        ("email", "support@b4nk.top", False, "unsure"),
        ("email", "a@example.com", True, "benign"),
    ]


def test_a_picture_that_leads_somewhere_is_told() -> None:
    """A link around no words has its own address for words, at the place of the picture."""
    page = "<p>Pay <a href='https://pay.b4nk.top/'><img src=x></a> now"
    document = read_html("m.html", page.encode(), DocumentLimits()).document

    (one,) = behind_links(document, (), lambda _: False)

    assert (one.start, one.end, one.raw) == (4, 4, "https://pay.b4nk.top/")


def test_the_same_page_says_the_same_in_every_format() -> None:
    """A link behind words, one whose words show another site, and a picture: alike in HTML, DOCX, PDF and mail."""
    pytest.importorskip("pypdf", reason="the extra reports is not installed")
    hidden, shown = "http://b4nk-login.top/a", "https://vietcombank.com.vn"
    page = f"<p>Please <a href='{hidden}'>click here</a> or <a href='http://vcb-xm.top/'>{shown}</a> <a href='http://pic.top/'><img></a></p>"
    rels = "".join(
        f'<Relationship Id="r{n}" Target="{one}" TargetMode="External"/>'
        for n, one in enumerate((hidden, "http://vcb-xm.top/", "http://pic.top/"))
    )
    body = (
        "<w:p><w:r><w:t>Please </w:t></w:r>"
        + "".join(
            f'<w:hyperlink r:id="r{n}"><w:r><w:t>{one}</w:t></w:r></w:hyperlink><w:r><w:t> </w:t></w:r>'
            for n, one in enumerate(("click here", shown))
        )
        + '<w:hyperlink r:id="r2"/></w:p>'
    )
    frames = [
        (hidden, (90, 770, 170, 790)),
        ("http://vcb-xm.top/", (190, 770, 400, 790)),
        ("http://pic.top/", (1, 1, 9, 9)),
    ]
    files = {
        "a.html": page.encode(),
        "a.docx": word(
            body, {"word/_rels/document.xml.rels": f"<Relationships>{rels}</Relationships>"}
        ),
        "a.pdf": linked_pdf(
            [(50, "Please "), (98, "click here"), (175, " or "), (197, shown)], frames
        ),
        "a.eml": mail(f"Content-Type: text/html\n\n{page}"),
    }
    expected = {
        (hidden, "unsure", "extraction.linked", "click here"),
        ("http://vcb-xm.top/", "malicious", "extraction.disguised", shown),
        ("http://pic.top/", "unsure", "extraction.linked", "http://pic.top/"),
    }
    for name, content in files.items():
        document = read_document(name, content).papers[0].document
        behind = behind_links(document, extract(document), lambda _: False)
        assert {(o.value, o.context.value, o.why, o.raw) for o in behind} == expected, name
