"""E-mail (RFC 5322, MIME): what a person reads in it, and its attachments as documents of their own."""

from __future__ import annotations

from collections import Counter
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
from khien.intake.reporting import Remark

_SHOWN: Final = ("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "X-Originating-IP")
_FRAME: Final = frozenset({"mime-version", "content-type", "content-transfer-encoding"})
"""Headers that are read as what they are: how the mail is put together."""
_MOST_NESTED: Final = 50
_RICHNESS: Final = {"text/plain": 1, "text/html": 2}
"""Of a text in two forms the HTML is read: it is what people see, and where links can deceive."""


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
    written = Manuscript(name, limits)
    written.begin_part("header", "head")
    for key, value in head.items():
        if value:
            written.write(f"{key}: {value}")
            written.line()
    written.end_part("head")
    written.write("\n", as_is=True)
    remarks = [*_headers_unread(message)]
    for part, is_chosen in parts:
        if is_chosen and _is_text(part):
            remarks += _write(name, part, written, limits)
    unread = Counter(part.get_content_type() for part, is_chosen in parts if not is_chosen)
    remarks += [Remark("document.form-unread", kind, str(n)) for kind, n in unread.items()]
    rest = [part for part, is_chosen in parts if is_chosen and not _is_text(part)]
    attached = tuple(_attachment(one, number) for number, one in enumerate(rest, start=1))
    facts = Facts(title=head["Subject"], published=_day(head["Date"]))
    return Mail(written.prose(facts, tuple(remarks)), attached)


def _without_mbox(body: bytes) -> bytes:
    body = body.lstrip(b"\r\n")
    return body.partition(b"\n")[2] if body.startswith(b"From ") else body


def _leaves(
    name: str, message: Message, most: int, depth: int = 1
) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, and whether each is read; a mail within a mail is one part.

    Not read is the poorer form of a text alone (RFC 2046 §5.1.4), never what stands beside it.
    """
    if depth > _MOST_NESTED:
        raise TooMuchError(name, _MOST_NESTED, "levels")
    if not message.is_multipart() or message.get_content_type() == "message/rfc822":
        yield message, True
        return
    parts = [one for one in message.get_payload() if isinstance(one, Message)]
    if len(parts) > most:
        raise TooMuchError(name, most, "parts")
    forms = [list(_leaves(name, one, most, depth + 1)) for one in parts]
    is_choice = message.get_content_type() == "multipart/alternative"
    richest = max(forms, key=_richness, default=[])
    for form in forms:
        is_other = is_choice and form is not richest
        yield from ((one, chosen and not (is_other and _is_text(one))) for one, chosen in form)


def _richness(form: list[tuple[Message, bool]]) -> int:
    found = (_RICHNESS[one.get_content_type()] for one, chosen in form if chosen and _is_text(one))
    return max(found, default=0)


def _headers_unread(message: Message) -> Iterator[Remark]:
    """What the head says besides what a reader sees, in one remark."""
    known = _FRAME | {key.lower() for key in _SHOWN}
    others = Counter(key for key in message.keys() if key.lower() not in known)  # noqa: SIM118 -- each
    if others:
        named = ", ".join(key if n == 1 else f"{key} ({n})" for key, n in others.items())
        yield Remark("document.headers-unread", fact(named), str(others.total()))


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
    return not is_attached and part.get_content_type() in _RICHNESS


def _write(
    name: str, part: Message, written: Manuscript, limits: DocumentLimits
) -> tuple[Remark, ...]:
    """Add a part to the text; what of it was passed over."""
    body, declared = _bytes(part), str(part.get_content_charset(""))
    remarks: tuple[Remark, ...] = ()
    if part.get_content_type() == "text/plain":
        written.write(decoded(body, declared), as_is=True)
    else:
        page = read_html(name, body, limits, declared)
        written.append(page.document)
        remarks = page.remarks
    written.line()
    return remarks


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
