"""From bytes to text, in the encodings that Vietnamese documents come in.

UTF-8 and UTF-16 are told by themselves, what a document declares is tried, and the rest is judged by how
much of it reads as Vietnamese: VISCII (RFC 1456), TCVN 5712:1993 (also known as ABC) and Windows-1258.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

_VISCII_HIGH: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_TCVN_HIGH: Final = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèểẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII_LOW: Final = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_TCVN_LOW: Final = dict(
    zip((1, 2, 4, 5, 6, 17, 18, 19, 20, 21, 22, 23), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)
)
_OURS: Final = {
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1"), "viscii"),
    **dict.fromkeys(
        ("tcvn", "tcvn3", "tcvn5712", "tcvn-5712", "tcvn5712-1", "x-viet-tcvn5712", "abc"), "tcvn"
    ),
}
# What mail and pages declare; other names of Python's codecs do odder things than decode a charset.
_DECLARED: Final = re.compile(
    r"(utf|iso|windows|cp|koi8|gb|big5|euc|shift|us-ascii|ascii|latin|mac|tis)[\w.-]{0,20}",
    re.ASCII,
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JUDGED_BYTES: Final = 65_536
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# One syllable without its tone: onset, nucleus, coda. What is read in a wrong encoding is hardly ever one.
_SYLLABLE: Final = re.compile(
    "(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_WORD: Final = re.compile(r"[^\x00-\x7f]*(?:[^\W\d_]|[^\x00-\x7f])+")


def _table(high: str, low: Mapping[int, str]) -> Callable[[bytes], str]:
    whole = "".join(low.get(n, chr(n)) for n in range(128)) + high

    def decode(body: bytes) -> str:
        return codecs.charmap_decode(body, "strict", whole)[0]

    return decode


def _codec(name: str) -> Callable[[bytes], str]:
    def decode(body: bytes) -> str:
        return body.decode(name, "replace")

    return decode


_READINGS: Final = {
    "cp1252": _codec("cp1252"),
    "cp1258": _codec("cp1258"),
    "tcvn": _table(_TCVN_HIGH, _TCVN_LOW),
    "viscii": _table(_VISCII_HIGH, _VISCII_LOW),
}


ENCODINGS: Final = ("windows-1258", "tcvn", "viscii", "windows-1252")
"""What a person may say of a table or list that is no UTF-8."""


def decoded_as(body: bytes, encoding: str) -> str:
    """The text of bytes whose encoding, one of `ENCODINGS`, a person named; in NFC.

    Raises:
        UnicodeDecodeError: a byte that this encoding does not have.
    """
    if encoding in _OURS:
        return unicodedata.normalize("NFC", _READINGS[_OURS[encoding]](body))
    return unicodedata.normalize("NFC", body.decode(encoding))


def decoded(body: bytes, declared: str = "") -> str:
    """The text of some bytes, in NFC. It always answers: what no encoding knows becomes U+FFFD.

    Args:
        body: the bytes.
        declared: the encoding that the document names; believed where it fits.
    """
    return unicodedata.normalize("NFC", _read(body, declared.strip().strip("\"'").lower()))


def _read(body: bytes, declared: str) -> str:
    for sign, name in _MARKS:
        if body.startswith(sign):
            return body.decode(name, "replace")
    # Whatever was declared: hardly any other text is UTF-8 by chance, while "latin-1" is often a lie.
    return _strict(body, "utf-8") if _is_utf8(body) else _as_declared(body, declared)


def _as_declared(body: bytes, declared: str) -> str:
    if declared in _OURS:
        return _READINGS[_OURS[declared]](body)
    # Eight-bit encodings fit anything, so these names prove little: many mails only say them.
    if _DECLARED.fullmatch(declared) and not declared.startswith(("iso-8859-1", "us-", "ascii")):
        text = _strict(body, declared)
        if text:
            return text
    return _likeliest(body)


def _is_utf8(body: bytes) -> bool:
    # Seven-bit text in ISO 2022 or UTF-7 is the one exception, too rare to be worth a guess.
    return bool(_strict(body, "utf-8")) or not body


def _strict(body: bytes, name: str) -> str:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return ""


def _likeliest(body: bytes) -> str:
    start = body[:_JUDGED_BYTES]
    best = max(_READINGS, key=lambda name: _score(_READINGS[name](start)))
    return _READINGS[best](body)


def _score(text: str) -> int:
    """How much text reads as Vietnamese: words with letters beyond ASCII that are a syllable, less the others."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(1 if _is_syllable(word) else -1 for word in words)


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", _TONES.sub("", apart))
    one_case = bare.islower() or bare.isupper() or bare.istitle()
    return one_case and len(_TONES.findall(apart)) < 2 and bool(_SYLLABLE.fullmatch(bare.lower()))
