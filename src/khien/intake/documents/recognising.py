"""What kind of document some bytes are, told by their content and never by their name."""

from __future__ import annotations

import json
import re
from typing import Final

from khien.intake.charsets import decoded

KINDS: Final = ("pdf", "docx", "email", "html", "markdown", "text")
"""What can be read."""

CERTAIN: Final = frozenset({"pdf", "docx", "email", "html"})
"""Kinds that nothing else can be taken for; the others are told from lists and tables by a reader of those."""

_LOOKED_AT: Final = 65_536
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_ZIP: Final = b"PK\x03\x04"
_WORD: Final = b"word/"
_END: Final = (
    b"PK\x05\x06"  # ZIP APPNOTE §4.3.16, 22 bytes and a comment; the directory's size is at 12
)
_END_BYTES: Final = 22
_DIRECTORY_BYTES: Final = 1_048_576  # of it are looked at
# §4.3.12: the name of an entry stands 46 bytes behind its sign.
_WORD_ENTRY: Final = re.compile(rb"PK\x01\x02[\s\S]{42}word/")
_BODY_ENTRY: Final = re.compile(
    rb"PK\x01\x02[\s\S]{24}\x11\x00[\s\S]{16}word/document\.xml"
)  # of 17 bytes
_TYPES: Final = b"[Content_Types].xml"  # of every package of Office (ECMA-376 part 2 §7.2.3)
_PDF_WITHIN: Final = 1_024  # PDF 1.7 appendix H: readers look for the header there
_HEADER: Final = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|subject|date|mime-version|message-id|content-type"
    rb"|x-[\w-]{1,60}|dkim-signature|reply-to|sender|cc|arc-[\w-]{1,40}):",
    re.IGNORECASE,
)
# RFC 5322 §2.2 allows other signs first too; no header begins so, but XML that quotes a mail does.
_FIELD: Final = re.compile(rb"[A-Za-z0-9][\x21-\x39\x3b-\x7e]*:")
_FEWEST_HEADERS: Final = 3
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|p|span|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN: Final = re.compile(
    r"^#{1,6} \S|^```|^\s{0,3}[-*+] \S|\[[^\]\n]{1,200}\]\([^)\s]{1,400}\)|^\|(?:[ :-]+\|)+\s*$",
    re.MULTILINE,
)
_FEWEST_SIGNS: Final = 2
_NOT_TEXT: Final = re.compile("[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_STRANGE: Final = 0.01  # of the characters, in what counts as text
# As an object, an array of objects or texts, or XML begins, also where it breaks later. Notes of people
# begin with brackets too: a time, a name, a number.
_DATA: Final = re.compile(
    r"""\s*(?:\{\s*(?:["'}]|[\w$-]+\s*:|\Z)|\[\s*(?:[{"]|\Z)|<(?:[!?]|[\w.-]+:[\w.-]+[\s/>]))"""
)
_TAG: Final = re.compile(r"\s*<[A-Za-z_][\w.-]*[\s/>]")  # or a name in a chat
_XML_SIGNS: Final = ("</", "/>", "xmlns")


def kind_of(body: bytes) -> str:
    """One of `KINDS`, or where no reader knows it what it looks like, a code of `document-why`; a text in between blanks is no kind."""
    start = body[:_LOOKED_AT]
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return "pdf"
    if start.startswith(_ZIP):
        return "docx" if _is_word(body, start) else "archive"
    for sign, seen in _FOREIGN:
        if start.startswith(sign):
            return seen
    return "email" if _is_mail(start) else _text_kind(decoded(start))


def is_data(body: bytes) -> bool:
    """Whether a text is JSON or XML, whole or broken, and not words that only begin like it."""
    text = decoded(body)
    if _DATA.match(text):
        return True
    if _TAG.match(text):
        return any(sign in text for sign in _XML_SIGNS)
    return text.lstrip().startswith("[") and _is_json(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_word(body: bytes, start: bytes) -> bool:
    """Whether the archive itself holds a Word document; one that it holds as a file is another's."""
    end = body.rfind(_END, max(0, len(body) - _LOOKED_AT - _END_BYTES))
    if end < 0 or len(body) < end + _END_BYTES:
        return _WORD in start  # cut off: its reader says how it is broken
    size = int.from_bytes(body[end + 12 : end + 16], "little")
    directory = body[max(0, end - size) : end][:_DIRECTORY_BYTES]
    if _BODY_ENTRY.search(directory) is not None:
        return True
    return _TYPES in directory and _WORD_ENTRY.search(directory) is not None


def _is_mail(start: bytes) -> bool:
    """Headers first, three of a mail's own (RFC 5322 §3.6); an mbox line may stand before them."""
    lines = start.replace(b"\r\n", b"\n").lstrip(b"\n").split(b"\n\n", 1)[0].split(b"\n")
    if lines[0].startswith(b"From "):
        lines = lines[1:]
    names = {found[0].lower() for line in lines if (found := _HEADER.match(line))}
    fields = [line for line in lines if line and not line[:1].isspace()]
    is_clean = all(_FIELD.match(line) for line in fields)
    return is_clean and len(names) >= _FEWEST_HEADERS


def _text_kind(text: str) -> str:
    if not text.strip():
        return "empty"
    if len(_NOT_TEXT.findall(text)) > _MOST_STRANGE * len(text):
        return "binary"
    if _HTML.match(text):
        return "html"
    signs = {found[0][:2] for found in _MARKDOWN.finditer(text)}
    return "markdown" if len(signs) >= _FEWEST_SIGNS else "text"
