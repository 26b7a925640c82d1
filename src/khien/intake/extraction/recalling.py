"""What a text says of something above: *This is a phishing mail*, *Cả hai đều là tin giả mạo*, *Các tài khoản trên dùng để lừa đảo*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.page import Page

_WORDS: Final = byte_words(
    "lừa giả mạo độc lua gia phishing scam fraudulent fake malicious spoofed block chặn"
)
_W: Final = r"[^\W\d_]{1,14}"
_BAD: Final = r"(?:lừa đảo|giả mạo|mạo danh|độc hại|lua dao|gia mao)"
_SAID: Final = re.compile(
    rf"\b(?:(?:thư|tin(?: nhắn)?|email|mail|số|link|đường (?:dẫn|link)|liên kết|trang(?: web)?|website|tài khoản|nội dung|ứng dụng|(?:các|những)(?: {_W}){{1,4}}?)(?: nói| ở)? (?:trên|này)"
    rf"|cả (?:hai|ba|bốn|{_W})(?: {_W}){{0,3}}?|đây|day|tất cả(?: {_W}){{0,4}}?)(?: {_W}){{0,2}}? (?:là|la|dùng để|được dùng để|có dấu hiệu|do) (?:{_W} ){{0,4}}?{_BAD}\b"
    rf"|\b(?:(?:this|that|it|the above)(?: {_W}){{0,2}}? (?:is|was)|(?:both|these|those|all(?: of (?:these|them))?|the {_W} above)(?: {_W}){{0,2}}? (?:are|were))"
    rf" (?:{_W} ){{0,3}}?(?:phishing|scams?|fraudulent|fakes?|malicious|spoofed)\b"
    r"|\bblock (?:the (?:sender|links?|above)|this|these|all of)\b|(?:đề nghị|cần) chặn (?:các )?(?:tên miền|đường dẫn|số|liên kết|tài khoản|trang)(?: web)? (?:này|trên)\b"
)
_DENIED: Final = re.compile(r"\b(?:not|không|chưa|no)\b")
_BACK: Final = 700  # characters that such a sentence speaks of
_HEADING: Final = re.compile(r"\n#{1,6} ")


def recalled(page: Page) -> Iterator[tuple[int, int]]:
    """The places above sentences that call what stands there bad, in order, none over another."""
    done = 0
    for start, end in page.around(_WORDS):
        for found in _SAID.finditer(page.text[start:end].lower()):
            at = start + found.start()
            if _DENIED.search(found[0]) or at <= done:
                continue
            low = max(done, at - _BACK)
            for heading in _HEADING.finditer(page.text, low, at):
                low = heading.end()
            yield low, at
            done = at
