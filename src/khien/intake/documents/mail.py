"""E-mail (RFC 5322, MIME): what a person reads in it, and its attachments as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_tz
from typing import Final

from khien.intake.charsets import decoded
from khien.intake.documents.failures import BrokenDocumentError, TooMuchError
from khien.intake.documents.html_page import read_html
from khien.intake.documents.limits import DocumentLimits
from khien.intake.documents.manuscript import Facts, Manuscript, fact
from khien.intake.documents.paper import Prose

_SHOWN: Final = ("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "X-Originating-IP")
_MOST_NESTED: Final = 50


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that is a document of its own, as it came."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: its text with the headers that a reader sees, and what hangs on it."""

    prose: Prose
    attachments: tuple[Attachment, ...]


def read_mail(name: str, body: bytes, limits: DocumentLimits) -> Mail:
    """Read a mail, not what is attached to it.

    Raises:
        BrokenDocumentError: parts within parts without end.
        TooMuchError: more parts or more text than the limits.
    """
    try:
        message = message_from_bytes(_without_mbox(body))
        parts = list(_leaves(name, message, limits.max_parts))
        head = {key: _header(message, key) for key in _SHOWN}
    except RecursionError as error:
        raise BrokenDocumentError(name, "RFC 2046 multipart", "nesting") from error
    texts = [one for one in parts if _is_text(one)]
    chosen = _preferred(texts)
    written = Manuscript(name, limits)
    written.begin_part("header", "head")
    for key, value in head.items():
        if value:
            written.write(f"{key}: {value}")
            written.line()
    written.end_part("head")
    written.write("\n", as_is=True)
    for one in chosen:
        _write(name, one, written, limits)
    rest = [one for one in parts if one not in texts]
    attached = tuple(_attachment(one, number) for number, one in enumerate(rest, start=1))
    facts = Facts(title=head["Subject"], published=_day(head["Date"]))
    return Mail(written.prose(facts), attached)


def _without_mbox(body: bytes) -> bytes:
    body = body.lstrip(b"\r\n")
    return body.partition(b"\n")[2] if body.startswith(b"From ") else body


def _leaves(name: str, message: Message, most: int, depth: int = 1) -> Iterator[Message]:
    """The parts that hold something; a mail within a mail is one part."""
    if depth > _MOST_NESTED:
        raise TooMuchError(name, _MOST_NESTED, "levels")
    if not message.is_multipart() or message.get_content_type() == "message/rfc822":
        yield message
        return
    parts = [one for one in message.get_payload() if isinstance(one, Message)]
    if len(parts) > most:
        raise TooMuchError(name, most, "parts")
    for one in parts:
        yield from _leaves(name, one, most, depth + 1)


def _header(message: Message, key: str) -> str:
    found = [value for name, value in message.raw_items() if name.lower() == key.lower()]
    return fact(" ".join(_words(str(value)) for value in found))


def _words(written: str) -> str:
    """A header as text (RFC 2047); one that breaks its own syntax is shown as it came."""
    try:
        pieces = decode_header(written)
    except HeaderParseError:
        pieces = [(written, None)]
    return "".join(
        decoded(
            piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece,
            charset or "",
        )
        for piece, charset in pieces
    )


def _is_text(part: Message) -> bool:
    is_attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return not is_attached and part.get_content_type() in ("text/plain", "text/html")


def _preferred(texts: list[Message]) -> list[Message]:
    """Of a text in two forms the HTML is read: it is what people see, and where links can deceive."""
    pages = [one for one in texts if one.get_content_type() == "text/html"]
    return pages or texts


def _write(name: str, part: Message, written: Manuscript, limits: DocumentLimits) -> None:
    body, declared = _bytes(part), str(part.get_content_charset(""))
    if part.get_content_type() == "text/plain":
        written.write(decoded(body, declared), as_is=True)
    else:
        written.append(read_html(name, body, limits, declared).document)
    written.line()


def _bytes(part: Message) -> bytes:
    """The content without its transfer encoding."""
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _attachment(part: Message, number: int) -> Attachment:
    called = fact(_words(part.get_filename() or "")) or f"part-{number}"
    if part.get_content_type() != "message/rfc822":
        return Attachment(called, _bytes(part))
    body = b"".join(one.as_bytes() for one in part.get_payload() if isinstance(one, Message))
    return Attachment(called if part.get_filename() else f"{called}.eml", body)


def _day(text: str) -> str:
    found = parsedate_tz(text)
    return f"{found[0]:04}-{found[1]:02}-{found[2]:02}" if found else ""
