"""Long words without blanks: hashes, coin addresses and transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from khien.intake.extraction.coin_checks import coin_of
from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page, Spot

_LONG: Final = re.compile(r"\b[0-9A-Za-z]{25,128}(?![0-9A-Za-z_])")
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_LENGTHS: Final = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}  # hex digits
_HEX_NAMED: Final = re.compile(r"0x(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40})(?![0-9a-zA-Z_])")
_CASH: Final = re.compile(r"bitcoincash:[qpQP][0-9a-zA-Z]{41}\b")
_TRANSACTION: Final = re.compile(r"\btx(?:id|n|hash)?\b|transaction|giao dịch")
_SSDEEP: Final = re.compile(r"[0-9]{2,8}:[0-9A-Za-z/+]{8,80}:[0-9A-Za-z/+]{4,80}(?![0-9A-Za-z/+:])")
_FUZZY: Final = re.compile(r":(?<=[0-9]:)(?=[0-9A-Za-z/+]{8,80}:)")
# A digit in a word of 25 characters or more has twelve of them before it or behind it.
_LONG_SIGN: Final = re.compile(rb"[0-9](?:[^ ]{12}|(?<=[^ ]{13}))")
_SHORTEST: Final = 25  # characters of a coin address
_FEW: Final = 5  # different digits; fewer is a filler, not a digest


def find_hashes(page: Page) -> None:
    """Digests by their length, coin addresses by their checksum."""
    text = page.text
    for found in _HEX_NAMED.finditer(text):
        if _DIGEST_SAID.search(page.before(found.start(), 20)):
            kind = _LENGTHS[len(found[0]) - 2]
            page.take(Spot(kind, found[0][2:].lower(), found.start() + 2, found.end()))
            continue
        kind = "coin-transaction" if len(found[0]) > 42 else "coin"
        coin = "eth" if kind == "coin-transaction" else coin_of(found[0])
        if coin:
            page.take(Spot(kind, f"{coin}:{found[0]}", *found.span(), personal=True))
    _take_broken(page)
    for found in _CASH.finditer(text):
        _take_coin(page, *found.span())
    for found in _long_words(page):
        start, end = found.span()
        if _LENGTHS.get(end - start) and _HEX.fullmatch(found[0]):
            _take_digest(page, start, end)
        elif not found[0].isalpha() and not found[0].isdigit():
            _take_coin(page, start, end)
    for sign in _FUZZY.finditer(text):
        fuzzy = _SSDEEP.search(text, max(0, sign.start() - 8), sign.end() + 170)
        if fuzzy is not None and any(c.isalpha() for c in fuzzy[0]):
            page.take(Spot("ssdeep", fuzzy[0], *fuzzy.span()))


_LABEL: Final = re.compile(r"(?:[Mm][Dd]-?5|[Ss][Hh][Aa]-?(?:1|256|384|512))(?![0-9])")
_APART: Final = re.compile(
    r"(?:[^\n]{0,30}?|[ :=]{0,4}\n[ \t]{0,24})\b(?P<hex>[0-9A-Fa-f]{2,64}(?:(?:[ :-]|[ ]{0,2}\n[ \t]{0,24})[0-9A-Fa-f]{2,64}){1,63})"
)


_LABEL_WORDS: Final = byte_words("md5 md sha sha1 sha256 sha384 sha512")


def _take_broken(page: Page) -> None:
    """A digest that blanks, colons or the end of a line cut in pieces, behind the word that says what it is."""
    text = page.text
    ranges = page.around(_LABEL_WORDS, 80)
    for label in (label for both in ranges for label in _LABEL.finditer(text, *both)):
        apart = _APART.match(text, label.end())
        kind = label[0].lower().replace("-", "")
        digest = ""
        for piece in _PIECE.finditer(text, *(apart.span("hex") if apart is not None else (0, 0))):
            digest += piece[0].lower()
            if _LENGTHS.get(len(digest)) == kind and digest != piece[0].lower():
                page.take(Spot(kind, digest, apart.start("hex") if apart else 0, piece.end()))


_DIGEST_SAID: Final = re.compile(r"(?:sha-?(?:1|256)|file ?hash|mã băm)[ :=`'\"(]{0,4}\Z")
_PIECE: Final = re.compile(r"[0-9A-Fa-f]+")
_NO_FILE: Final = re.compile(
    r"(?:imphash|import hash|ja3s?|ja4|jarm|rich(?: pe)?(?: header)?(?: hash)?|vhash|telfhash|authentihash|pehash|icon hash|etag|(?:open)?pgp|gpg|key id|keyid)(?: (?:hash|fingerprint|value|digest|is|là))*[^0-9a-z\n]{0,12}\Z"
)
_COMMIT: Final = re.compile(r"(?:commits?|revision|changeset|git)[ :@=/(`'\"]{1,4}\Z")


def _long_words(page: Page) -> Iterator[re.Match[str]]:
    """Runs of letters and digits, searched only in blocks where a digit stands in a long word."""
    for block in page.pieces:
        if _LONG_SIGN.search(block.flat) is None:
            continue
        place, end = block.start, block.start + len(block.lower)
        for piece in [one for one in page.text[place:end].split() if len(one) >= _SHORTEST]:
            place = page.text.find(piece, place)
            yield from _LONG.finditer(page.text, place, place + len(piece))
            place += len(piece)


def _take_digest(page: Page, start: int, end: int) -> None:
    text = page.text
    digest = text[start:end].lower()
    is_name = text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()
    if len(set(digest)) < _FEW or is_name or text[start - 1 : start] in ("_", "/", "\\"):
        return
    said = page.before(start, 40)
    if _NO_FILE.search(said) or (said.endswith("=") and not _LABEL.search(said[-9:])):
        return
    if len(digest) == 64 and _TRANSACTION.search(page.before(start, 60)):
        page.take(Spot("coin-transaction", f"btc:{digest}", start, end, personal=True))
    else:
        hint = "extraction.commit" if _COMMIT.search(said) else ""
        page.take(Spot(_LENGTHS[end - start], digest, start, end, hint=hint))


def _take_coin(page: Page, start: int, end: int) -> None:
    coin = coin_of(page.text[start:end])
    if coin:
        page.take(Spot("coin", f"{coin}:{page.text[start:end]}", start, end, personal=True))
