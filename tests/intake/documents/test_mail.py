"""E-mail: headers, bodies in two forms, and mails that break the rules."""

from __future__ import annotations

import pytest

from khien.intake.documents.failures import DocumentError
from khien.intake.documents.limits import DOCUMENT_LIMITS
from khien.intake.documents.mail import Mail, read_mail
from tests.intake.documents.samples import mail


def read(body: bytes) -> Mail:
    """The mail as text."""
    return read_mail("m.eml", body, DOCUMENT_LIMITS)


HTML = "Content-Type: text/html\n\n<h1>Hi</h1><a href='https://a.example/'>click</a>"
PLAIN = "Content-Type: text/plain\n\nplain form"


def forms(*parts: str) -> str:
    """One text in several forms (RFC 2046 §5.1.4)."""
    lines = (f"--f\n{part}\n" for part in parts)
    return f'Content-Type: multipart/alternative; boundary="f"\n\n{"".join(lines)}--f--\n'


def said(found: Mail) -> list[tuple[str, str, str]]:
    """What the reader passed over."""
    return [(one.code, one.path, one.detail) for one in found.prose.remarks]


def test_of_two_forms_the_one_with_links_is_read() -> None:
    """HTML is what people see; its links and parts keep their place, and the other form is named."""
    found = read(mail(forms(PLAIN, HTML)))
    document = found.prose.document

    assert "plain form" not in document.text
    assert [document.text[o.start : o.end] for o in document.links] == ["click"]
    assert [(document.text[p.start : p.end], p.place) for p in document.parts][1:] == [
        ("Hi", "heading")
    ]
    assert found.attachments == ()
    assert said(found) == [("document.form-unread", "text/plain", "1")]
    assert "plain form" not in read(mail(forms(HTML, PLAIN))).prose.document.text


def test_every_text_that_is_no_other_form_is_read() -> None:
    """A footer in HTML hides no text of the mail, and what else hangs on a form hangs on the mail."""
    footer = "Content-Type: text/html\n\n<nav>menu</nav><p>Scanned by MailGuard</p>"
    event = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"
    found = read(mail("Content-Type: text/plain\n\nmain-body-c2[.]example", footer))
    mixed = read(mail(forms(PLAIN, event), forms(event), HTML, forms("\n")))

    assert "main-body-c2[.]example\nScanned by MailGuard" in found.prose.document.text
    assert said(found) == [("document.passed-over", "nav", "1")]
    assert "plain form\nHi" in mixed.prose.document.text
    assert [one.name for one in mixed.attachments] == ["part-1", "part-2"]
    assert said(mixed) == []


def test_headers_that_nobody_sees_are_named() -> None:
    """The relays of a mail are not read, and the report says so."""
    head = "Received: from relay.example\nReceived: by mx.example\nX-Spam: no"
    found = read(mail(PLAIN, head=head))

    assert "relay.example" not in found.prose.document.text
    assert said(found) == [("document.headers-unread", "Received (2), X-Spam", "3")]


def test_odd_mails_are_read_as_far_as_they_go() -> None:
    """An mbox line, a broken header, a part of nothing and a date that is none do no harm."""
    odd = read(
        b"\nFrom x@y Mon Nov 2\nFrom: =?viscii?q?ch=E0o?= <a@b@c>\nTo: \nSubject: =?utf-8?b?a?=\n"
        b"Sender: \xc4\x91\nDate: whenever\n\nbody evil.example"
    )
    empty = read(
        mail("Content-Type: message/rfc822\nContent-Disposition: attachment; filename=a\n\n")
    )
    bare = read(b"From: a\nContent-Type: multipart/mixed; boundary=x\n\nno parts")

    assert odd.prose.document.text == (
        "From: chào <a@b@c>\nSender: đ\nDate: whenever\nSubject: =?utf-8?b?a?=\n\nbody evil.example\n"
    )
    assert odd.prose.document.published is None
    assert [one.name for one in empty.attachments] == ["a"]
    assert "From: a" in bare.prose.document.text


def test_nesting_without_end_is_refused() -> None:
    """Parts within parts within parts are a trap, not a mail."""
    deep = b"From: a\nTo: b\nSubject: c\n"
    for level in range(60):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    with pytest.raises(DocumentError) as refused:
        read(deep + b"\nx")
    assert refused.value.code == "document.too-much"

    for level in range(60, 3_000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    with pytest.raises(DocumentError) as refused:
        read(deep + b"\nx")
    assert refused.value.code == "document.broken"
