"""Tests of khien.intake.extraction.linked."""

from __future__ import annotations

from dataclasses import replace

from khien.intake.documents.html_page import read_html
from khien.intake.documents.limits import DocumentLimits
from khien.intake.extraction import extract
from khien.intake.extraction.linked import behind_links

MAIL = (
    "<link rel=canonical href='https://cert.example.com/a'>"
    "<p>Your account is locked. <a href='https://b4nk-login.top/x'>Unlock <a href='https://b4nk-login.top/x'>it</a></a>. "
    "The server is evil-c2[.]top: <a href='https://evil-c2.top/gate'>gate</a>, hxxps://evil-c3[.]top/a "
    "<a href='https://evil-c3.top/b'>b</a>, "
    "<a href='https://www.popular.top/'>news</a>, <a href='https://www.cert.example.com/b'>more</a>, "
    "<a href='/here'>here</a>, <a href='mailto:a@b.top'>mail</a>, <a href='https://shown.top/a'>https://shown.top/a</a>, "
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
        ("http://a[b@odd.top/", "unsure", "extraction.linked", "odd"),
        ("http://[2001:db8::1]:8/", "unsure", "extraction.linked", "six"),
        ("https://around.top/", "benign", "extraction.footer", "around"),
    ]
