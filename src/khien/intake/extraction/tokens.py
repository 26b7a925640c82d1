"""Long words without blanks: hashes, coin addresses and transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from khien.intake.extraction.coin_checks import coin_of
from khien.intake.extraction.page import Page, Spot

_LONG: Final = re.compile(r"\b[0-9A-Za-z]{25,128}(?![0-9A-Za-z_])")
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_LENGTHS: Final = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}  # hex digits
_HEX_NAMED: Final = re.compile(r"0x(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40})(?![0-9a-zA-Z_])")
_CASH: Final = re.compile(r"bitcoincash:[qpQP][0-9a-zA-Z]{41}\b")
_TRANSACTION: Final = re.compile(r"\btx(?:id|n|hash)?\b|transaction|giao dịch")
_SSDEEP: Final = re.compile(r"[0-9]{2,8}:[0-9A-Za-z/+]{8,80}:[0-9A-Za-z/+]{4,80}(?![0-9A-Za-z/+:])")
_SHORTEST: Final = 25  # characters of a coin address
_FEW: Final = 5  # different digits; fewer is a filler, not a digest


def find_hashes(page: Page) -> None:
    """Digests by their length, coin addresses by their checksum."""
    text = page.text
    for found in _HEX_NAMED.finditer(text):
        kind = "coin-transaction" if len(found[0]) > 42 else "coin"
        coin = "eth" if kind == "coin-transaction" else coin_of(found[0])
        if coin:
            page.take(Spot(kind, f"{coin}:{found[0]}", *found.span(), personal=True))
    for found in _CASH.finditer(text):
        _take_coin(page, *found.span())
    for found in _long_words(text):
        start, end = found.span()
        if _LENGTHS.get(end - start) and _HEX.fullmatch(found[0]):
            _take_digest(page, start, end)
        elif not found[0].isalpha() and not found[0].isdigit():
            _take_coin(page, start, end)
    for found in _SSDEEP.finditer(text):
        if any(c.isalpha() for c in found[0]):
            page.take(Spot("ssdeep", found[0], *found.span()))


def _long_words(text: str) -> Iterator[re.Match[str]]:
    """Runs of letters and digits, searched only where no blank comes for long."""
    place = 0
    for piece in [piece for piece in text.split() if len(piece) >= _SHORTEST]:
        place = text.find(piece, place)
        yield from _LONG.finditer(text, place, place + len(piece))
        place += len(piece)


def _take_digest(page: Page, start: int, end: int) -> None:
    text = page.text
    digest = text[start:end].lower()
    is_name = text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()
    if len(set(digest)) < _FEW or is_name or text[start - 1 : start] in ("_", "/", "\\", "="):
        return
    if len(digest) == 64 and _TRANSACTION.search(page.before(start, 60)):
        page.take(Spot("coin-transaction", f"btc:{digest}", start, end, personal=True))
    else:
        page.take(Spot(_LENGTHS[end - start], digest, start, end))


def _take_coin(page: Page, start: int, end: int) -> None:
    coin = coin_of(page.text[start:end])
    if coin:
        page.take(Spot("coin", f"{coin}:{page.text[start:end]}", start, end, personal=True))
