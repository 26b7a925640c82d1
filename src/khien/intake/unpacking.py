"""From the bytes of a file to its text: gzip unpacked, byte order mark cut, encoding checked."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import Final

from khien.intake.charsets import decoded_as
from khien.intake.failures import BrokenGzipError, NotTextError, TooBigError
from khien.intake.limits import Limits

GZIP_MAGIC: Final = b"\x1f\x8b"  # RFC 1952 §2.3.1
BYTE_ORDER_MARK: Final = "\ufeff"  # RFC 8259 §8.1: a reader may ignore it
_DECLARED: Final = re.compile(rb"""\s*+<\?xml[^>]{0,80}encoding=["']([A-Za-z0-9-]{1,20})["']""")
_OLD: Final = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "windows-1258"})
_GZIP_WINDOW: Final = 31  # zlib: 32 KiB window, gzip framing


_WITHOUT_MARK: Final = {
    sign.encode(encoding): encoding for sign in "{[<" for encoding in ("utf-16-le", "utf-16-be")
}


def text_of(name: str, body: bytes, limits: Limits, encoding: str = "") -> str:
    """The text of a file, which may be gzip.

    Args:
        name: of the file, for errors.
        body: its bytes.
        limits: how many they may be.
        encoding: what a person said that it is written in, one of `charsets.ENCODINGS`; asked only
            where it is no UTF-8, since hardly any other text is that by chance.

    Raises:
        TooBigError: more bytes than `limits.max_bytes`, packed or unpacked; no more than that is
            ever unpacked, whatever the body claims.
        BrokenGzipError: starts like gzip, and ends early or fails its checksum.
        NotTextError: neither UTF-8 nor UTF-16 with its byte order mark, nor in that encoding. JSON and
            XML betray UTF-16 without a mark too, by their first sign (RFC 4627 §3).
    """
    body = unpacked(name, body, limits.max_bytes)
    try:
        if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return body.decode("utf-16")  # what Excel calls "Unicode text"
        if body[:2] in _WITHOUT_MARK:
            return body.decode(_WITHOUT_MARK[body[:2]])
        return body.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        declared = _DECLARED.match(body)
        if declared is not None and (old := declared[1].decode().lower()) in _OLD:
            return body.decode(old, "replace")
        return _in_older(name, body, encoding, error.start)


def unpacked(name: str, body: bytes, max_bytes: int) -> bytes:
    """The body of a file, which may be gzip.

    Raises:
        TooBigError: more bytes than `max_bytes`, packed or unpacked.
        BrokenGzipError: starts like gzip, and ends early or fails its checksum.
    """
    if len(body) > max_bytes:
        raise TooBigError(name, max_bytes, "bytes")
    return _unpack(name, body, max_bytes) if body.startswith(GZIP_MAGIC) else body


def _in_older(name: str, body: bytes, encoding: str, at: int) -> str:
    if not encoding:
        raise NotTextError(name, at)
    try:
        return decoded_as(body, encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(name, error.start) from error


def _unpack(name: str, body: bytes, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    room = max_bytes
    while body:  # RFC 1952 §2.2: a file is a series of members
        member = zlib.decompressobj(_GZIP_WINDOW)
        try:
            part = member.decompress(body, room + 1)
        except zlib.error as error:
            raise BrokenGzipError(name) from error
        if len(part) > room:
            raise TooBigError(name, max_bytes, "bytes")
        if not member.eof:
            raise BrokenGzipError(name)
        parts.append(part)
        room -= len(part)
        body = member.unused_data.lstrip(b"\0")  # padding after the last member is allowed
    return b"".join(parts)
