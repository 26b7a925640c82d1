"""What a text says of something above: *This is a phishing mail*, *Cả hai đều là tin giả mạo*, *Các tài khoản trên dùng để lừa đảo*."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from khien.intake.extraction.common_words import byte_words
from khien.intake.extraction.dictionary import Block
from khien.intake.extraction.page import Page, places

_WORDS: Final = byte_words(
    "đảo mạo độc lua mao phishing scam scams fraudulent fake fakes malicious spoofed block chặn giả bấm cung click"
)
_W: Final = r"[^\W\d_]{1,14}"
_BAD: Final = r"(?:lừa đảo|giả mạo|mạo danh|độc hại|lua dao|gia mao)"
_SAID: Final = re.compile(
    rf"\b(?:(?:thư|tin(?: nhắn)?|email|mail|số|link|đường (?:dẫn|link)|liên kết|trang(?: web)?|website|tài khoản|nội dung|ứng dụng|(?:các|những)(?: {_W}){{1,4}}?)(?: nói| ở)? (?:trên|này)"
    rf"|cả (?:hai|ba|bốn|{_W})(?: {_W}){{0,3}}?|đây|day|tất cả(?: {_W}){{0,4}}?)(?: {_W}){{0,2}}? (?:là|la|dùng để|được dùng để|có dấu hiệu|do) (?:{_W} ){{0,4}}?{_BAD}\b"
    rf"|\b(?:(?:this|that|it|the above)(?: {_W}){{0,2}}? (?:is|was)|(?:both|these|those|all(?: of (?:these|them))?|the {_W} above)(?: {_W}){{0,2}}? (?:are|were))"
    rf" (?:{_W} ){{0,3}}?(?:phishing|scams?|fraudulent|fakes?|malicious|spoofed)\b"
    r"|[\"”»] (?:đều )?là (?:tin |thư )?giả\b"
    r"|\bblock (?:the (?:sender|links?|above)|this|these|all of)\b|(?:đề nghị|cần) chặn (?:các )?(?:tên miền|đường dẫn|số|liên kết|tài khoản|trang)(?: web)? (?:này|trên)\b"
)
_DENIED: Final = re.compile(r"\b(?:not|không|chưa|no)\b")
_BACK: Final = 700  # characters that such a sentence speaks of
_HEADING: Final = re.compile(r"\n#{1,6} ")


@dataclass(frozen=True, slots=True)
class Recalling:
    """The sentences of a page that call bad what stands above them; each block is looked at when it is asked for."""

    page: Page
    starts: Sequence[int]
    """Where each block of the page begins."""
    _said: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def is_recalled(self, start: int, end: int) -> bool:
        """Whether such a sentence follows `text[start:end]` soon enough, without a heading between."""
        first = bisect_right(self.starts, end) - 1
        last = bisect_right(self.starts, start + _BACK, first)
        for index in range(max(first, 0), last):
            said = self._said.get(index)
            if said is None:
                said = self._said[index] = tuple(_sentences(self.page.pieces[index]))
            for at in said:
                if end <= at <= start + _BACK:
                    return _HEADING.search(self.page.text, end, at) is None
        return False


def _sentences(piece: Block) -> Iterator[int]:
    """Where each sentence begins that speaks of what stands above it."""
    if _WORDS.isdisjoint(piece.words):
        return
    for said in _WARNED.finditer(piece.lower):
        yield piece.start + said.start()
    for at in sorted({at for said in _CALLED for at in places(piece.lower, said)}):
        before = piece.lower[max(0, at - _LINK) : at]
        if any(link in before for link in _LINKS):
            found = _SAID.search(piece.lower, max(0, at - _REACH), at + _LONGEST)
            if found is not None and _DENIED.search(found[0]) is None:
                yield piece.start + found.start()


_CALLED: Final = (
    "lừa đảo", "giả mạo", "mạo danh", "độc hại", "lua dao", "gia mao", "phishing", "scam", "fraudulent", "fake", "malicious", "spoofed",
    "là giả", "block the", "block this", "block these", "block all", "chặn các", "chặn tên", "chặn số", "chặn trang", "chặn liên", "chặn tài", "chặn đường",
)  # fmt: skip
_LINKS: Final = (
    " là ",
    " la ",
    " is ",
    " are ",
    " was ",
    " were ",
    " để ",
    " hiệu ",
    " do ",
    "please",
    "nghị",
    "cần ",
    '"',
    "”",
    "and ",
)
_LINK: Final = 48  # characters between what a sentence says and its verb
_REACH: Final = 130  # characters of such a sentence
_LONGEST: Final = 40  # characters of what it says

# Whoever got a message is told to leave its link alone, its sender is blocked, a victim handed it in.
_WARNED: Final = re.compile(
    r"(?:không|đừng) (?:bấm|nhấn|nhấp|click)(?: vào)? (?:các |những )?(?:đường )?(?:link|dẫn|liên kết)\b(?! lạ)|\b(?:bị hại|nạn nhân) cung cấp\b|chặn (?:địa chỉ |tài khoản |số )?người gửi"
    r"|\bdo(?: not|n['’]t) click (?:on )?(?:this|the|that) link|\b(?:both|all|they were) (?:were )?(?:added to the block|blocked)\b"
)
_BEHIND: Final = re.compile(
    r"\A[)\]]{0,2} (?:has |have |đã )?(?:found|said|says|reported|discovered|published|warns?|warned|cho biết|phát hiện|phản ánh|công bố)\b"
    r"|(?P<bad>\bmất (?:gần |hơn |trắng |đứt )?[0-9.,]+ ?(?:triệu|tr|nghìn|ngàn|k|tỷ|tỉ)\b|\b(?:money|dollars|euros|pounds|savings) (?:was|were) gone\b"
    r"|\b(?:typed|entered|gave|submitted) (?:\w+ ){0,2}(?:passwords?|credentials|pins?|otps?)\b|\A (?:still )?(?:stands|stays|remains)(?=[.,;]| listed| blocked| malicious)|không (?:hề )?gửi (?:tin|thư|mail)\b|\b(?:(?:do|did) not|(?:do|did)n['’]t|never) sen[dt] (?:this|that|it|such)\b"
    r"|không nhận được (?:hàng|gì|tiền)|\bné (?:shop|trang|số|app)\b|\bnothing (?:ever )?(?:came|arrived)\b"
    r"|\bdelete (?:it|them|the (?:message|mail|text))\b|x(?:óa|oá) (?:ngay|tin nhắn)|\bnot our(?:s\b| number| site| website| page)|không phải (?:là )?(?:số|trang|website|tài khoản|của)(?: \w+){0,3} chúng tôi|không phải (?:là )?(?:của|do) (?:xã|phường|cơ quan|công ty|ngân hàng|đơn vị|bên|shop|trường))"
    r"|\b(?:false positives?|false alarm|báo nhầm|liệt kê nhầm|gỡ chặn|no (?:further )?action|không (?:có )?vấn đề|no issue|penetration test|pentest|(?:bỏ qua|bình thường|trang sạch)(?= *(?:[.,;!)]|\Z))|ignore(?: (?:it|them|that))?(?= *(?:[.,;!)]|\Z)))"
    r"|(?:belongs? to|is|are|was|were|['’]s)(?: (?:a|an|the|all|both|actually)){0,2} (?:safe|legitimate|benign|harmless|our own|ours)\b(?!,? but)"
    r"|\bremoved from (?:our|the) (?:block|deny|black) ?list|\A[^.;\n]{0,40}?\b(?:bị (?:spam|tấn công|dò quét|quét|ddos)|(?:is|are|was|were) (?:under attack|(?:being )?(?:attacked|scanned|flooded)))\b"
    r"|(?:đây|đó) (?:đều )?là (?:\w+ ){1,3}?(?:hợp pháp|hợp lệ|của (?:mình|ta|đơn vị|cơ quan)|nội bộ)\b"
)
_ANSWER: Final = re.compile(
    r"\b(?:(?P<no>(?:not|không)(?: phải)?(?: là)? )?(?P<bad>giả|lừa|độc|đừng|tín dụng đen|bad|scam|phish\w*|malicious|fake|mã độc)"
    r"|của (?:mình|ta|bên mình|công ty|đơn vị)|nội bộ|ignore|ours|our own|legit\w*|harmless|bỏ qua|an toàn|chính thức|false positive)\b"
)


def told_behind(after: str) -> str:
    """`good` where the words behind a value, in lower case, take back what was said of it; `bad` where its owner disowns it."""
    found = _BEHIND.search(after)
    if found is None:
        return ""
    return "bad" if found["bad"] else "good"


def answered(reply: str) -> str:
    """What the line below a question, in lower case, says of what was asked for: `bad`, `good`, or nothing."""
    found = _ANSWER.search(reply)
    if found is None:
        return ""
    return "bad" if found["bad"] and not found["no"] else "good"
