"""Whose contact a number or mailbox is: of those who help a victim, or of those who made one.

*Liên hệ*, *hotline*, *contact* introduce both. The sentence tells: *Thư tống tiền: … rồi liên hệ X* is the criminals',
*nếu đã chuyển tiền, gọi ngay hotline X* is not.
"""

from __future__ import annotations

import re
from typing import Final

_CRIMINAL: Final = re.compile(
    r"kẻ (?:gian|xấu|lừa|tấn công|tống tiền|xưng)|đối tượng|lừa đảo|giả mạo|mạo danh|giả danh|tống tiền|tội phạm|tin tặc|mã hóa (?:dữ liệu|tệp)|giải mã"
    r"|(?:yêu cầu|bảo|dụ|ép|lừa) (?:nạn nhân|bị hại)|(?:nạn nhân|bị hại) (?:được|bị) (?:yêu cầu|hướng dẫn|đề nghị|dụ)|mở khóa (?:tệp|dữ liệu|máy)"
    r"|\b(?:scam(?:s|mers?)?|fraudsters?|attackers?|criminals?|extort\w*|ransom\w*|phish\w*|decrypt\w*|hackers?|impostors?|fake|victims? (?:are|were|is|was) (?:told|asked|urged))\b"
)
# From here on the sentence speaks to the victim, or of who helps.
_HELP: Final = re.compile(
    r"(?<!cầu )(?<!bảo )(?<!dụ )(?<!ép )(?<!lừa )(?:nạn nhân|bị hại)|người dân|khách hàng|quý khách|\b(?:nếu|khi (?:nhận|phát|bị|gặp)|mọi|hãy|cần|thắc mắc)\b|trình báo|tố giác|phản ánh|báo (?:cho|ngay|tới|về|cáo)"
    r"|khuyến cáo|đề nghị|liên hệ (?:ngay |trực tiếp |với )?(?:công an|ngân hàng|cơ quan)|gọi (?:ngay |đến |tới |cho )?(?:công an|ngân hàng|cơ quan|113)|chính thức|của (?:ngân hàng|công an|cục|trung tâm)"
    r"|\b(?:if|report\w*|police|customers?|anyone|citizens?|official|our|fraud (?:department|team|desk|unit|line|hotline)|please (?:call|report)|call us|(?<!told )(?<!told the )victims? (?:should|can|may))\b"
)
_OWNER: Final = re.compile(
    r"[)\]\"'’”]{0,2} (?:của|do|thuộc|used by|of|belonging to|controlled by|operated by|owned by|run by) (?:[^\W\d_]{1,14} ){0,3}?"
    r"(?:(?P<bad>đối tượng|kẻ (?:gian|xấu|lừa)|nhóm lừa|tội phạm|attackers?|scammers?|fraudsters?|criminals?|gang|threat actors?|hackers?)"
    r"|(?P<good>công an|ngân hàng|cục|trung tâm|police|bank|hospital|ministry))\b"
)
_TO_HELP: Final = re.compile(
    r"[^.;\n]{0,12}?\bđể (?:được )?(?:khóa|khoá|trình báo|phản ánh|tố giác|phong tỏa|báo (?:cáo|tin))"
    r"|[^.;\n]{0,12}?\bto (?:report|block your|freeze)"
)


def is_of_criminals(sentence: str) -> bool:
    """Whether the contact that follows these words of a sentence, in lower case, is the criminals' own."""
    ends = [found.end() for found in _CRIMINAL.finditer(sentence)]
    return bool(ends) and _HELP.search(sentence, ends[-1]) is None


def owner_told(after: str) -> str:
    """`bad` or `good` where the words right behind a contact, in lower case, say whose it is; else empty."""
    found = _OWNER.match(after)
    if found is not None:
        return "bad" if found["bad"] else "good"
    return "good" if _TO_HELP.match(after) else ""


# `we analysed it with Ghidra (X)`: whose tool it is
STUDIED: Final = re.compile(
    r"\b(?:analy[sz]ed|decompiled|examined|opened|phân tích|dịch ngược)\b[^.;\n]{0,60}\b(?:with|using|in|bằng|với) [\w .-]{1,30}\(\Z"
)
# `chị N. đã chuyển 400 triệu đồng tới tài khoản X`
PAID: Final = re.compile(
    r"\b(?:bà|ông|chị|anh|nạn nhân|bị hại|cụ|cô) (?:[^\W\d_]{1,12}\.? ){0,3}chuyển (?:\w+ ){0,2}?[0-9.,]+ ?(?:triệu|tr|nghìn|ngàn|tỷ|tỉ|đồng|k)\b[^.;\n]{0,60}\Z"
)
SPEAKER: Final = re.compile(r"\((?:nguồn|source|theo|according to)\b[^()\n]{0,60}\)")
# `a correction: an earlier version gave X`
TAKEN_BACK: Final = re.compile(
    r"\b(?:correction|retraction|erratum|đính chính|cải chính)\b[^\n]{0,40}\b(?:earlier|previous(?:ly)?|wrongly|mistakenly|in error|nhầm|trước đó)\b[^.;\n]*\Z"
)
# `made me visit X`, `bảo em vào X`, `the gang's blog is X`, `infected devices report to X`: that is no adviser
MADE_TO: Final = re.compile(
    r"(?<!\bwe )\b(?:made|asked|tricked|convinced|urged|got|lured) (?:me|him|her|them|victims?) (?:to |into |install|visit|open|download|enter)[^.;:\n]{0,80}\Z"
    r"|\b(?:gang|attackers?|scammers?|fraudsters?|thieves|criminals?)(?:['’]s?)? (?:own |leak |new )?(?:blog|site|website|page|channel)s?\b[^.;\n]{0,20}\Z"
    r"|\b(?:infected|compromised) (?:devices|machines|hosts|routers|computers|systems)\b[^.;\n]{0,60}\breports? to \Z"
    r"|\b(?:bảo|dụ|ép|xúi|lừa) (?:em|tôi|chị|anh|mình|cháu|bà|ông|nạn nhân|bị hại)\b[^.;:\n]{0,60}\Z"
)
