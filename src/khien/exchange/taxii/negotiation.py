"""What a client can read and how it packs what it sends: Accept, Content-Type and codings."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from khien.exchange.incoming import TooLargeError
from khien.exchange.taxii.errors import CodingError
from khien.model.errors import MalformedError

TAXII = "application/taxii+json"
VERSION = "2.1"  # TAXII 2.1 §1.6.8.2
# How closely a media range names what we send; the closest one decides (RFC 9110 §12.5.1).
RANGES = {TAXII: 2, "application/json": 1, "application/*": 1, "*/*": 0}
GZIP = {"gzip", "x-gzip"}  # RFC 9110 §8.4.1.3
GZIP_WINDOW = 31  # zlib: a gzip header, and the largest window
HEADERS = 64  # spellings of a header whose meaning is kept; a client sends the same one every time
WORTH_BYTES = 1_024  # below it, packing costs more than it saves
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)  # RFC 9110 §12.4.2


@dataclass(frozen=True, slots=True)
class _Offer:
    """One element of an Accept header: lower-case name, its version parameter, its weight."""

    name: str
    version: str
    quality: float


@lru_cache(HEADERS)
def accepts_taxii(header: str) -> bool:
    """Whether a client that sent this `Accept` can be answered; none at all accepts everything."""
    best, quality = -1, 0.0
    for offer in _offers(header or "*/*"):
        if offer.name not in RANGES or offer.version not in {"", VERSION}:
            continue
        closeness = RANGES[offer.name] * 2 + bool(offer.version)
        if closeness > best or (closeness == best and offer.quality > quality):
            best, quality = closeness, offer.quality
    return quality > 0


def is_taxii(content_type: str) -> bool:
    """Whether a `Content-Type` says TAXII, in our version or in none (TAXII 2.1 §1.6.8.2)."""
    found = list(_offers(content_type))
    return len(found) == 1 and found[0].name == TAXII and found[0].version in {"", VERSION}


@lru_cache(HEADERS)
def accepts_gzip(header: str) -> bool:
    """Whether an answer may be packed: only for a client that says so (RFC 9110 §12.5.3)."""
    weights = {offer.name: offer.quality for offer in _offers(header)}
    named = [weights[name] for name in GZIP if name in weights]
    return (max(named) if named else weights.get("*", 0.0)) > 0


def pack(body: bytes) -> bytes:
    """The body as gzip, quickly rather than tightly; the same bytes for the same body."""
    packer = zlib.compressobj(level=1, wbits=GZIP_WINDOW)
    return packer.compress(body) + packer.flush()


def unpack(body: bytes, coding: str, limit_bytes: int) -> bytes:
    """The body as it was before it was packed. Never more than the limit is held in memory.

    Args:
        body: as it came.
        coding: its `Content-Encoding`, '' for none.
        limit_bytes: the largest body taken, counted after unpacking.

    Raises:
        CodingError: a coding other than gzip, or several.
        TooLargeError: it grows beyond the limit.
        MalformedError: it is no gzip, or cut off, or has something behind its end.
    """
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return body
    if name not in GZIP:
        raise CodingError(coding)
    unpacker = zlib.decompressobj(wbits=GZIP_WINDOW)
    try:
        plain = unpacker.decompress(body, limit_bytes + 1)
    except zlib.error as error:
        raise MalformedError("body", "gzip (RFC 1952)") from error
    if len(plain) > limit_bytes:
        raise TooLargeError(limit_bytes)
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedError("body", "one whole gzip member (RFC 1952)")
    return plain


def _offers(header: str) -> Iterator[_Offer]:
    for element in header.split(","):
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        pairs = dict(_pair(parameter) for parameter in parameters if parameter)
        weight = pairs.get("q", "1")
        if name and _QUALITY.fullmatch(weight):
            yield _Offer(name, pairs.get("version", ""), float(weight))


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip(), value.strip().strip('"')
