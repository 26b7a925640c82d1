"""The words that tell a malicious value from a benign one, in Vietnamese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khien.intake.extraction.common_words import byte_words, word_set


def _forms(stems: str) -> frozenset[str]:
    """Every usual form of English stems."""
    ends = (
        "",
        "s",
        "es",
        "d",
        "ed",
        "ing",
        "er",
        "ers",
        "or",
        "ors",
        "ion",
        "ions",
        "ation",
        "al",
        "ted",
        "ting",
        "ped",
        "per",
        "pers",
        "ping",
        "ware",
        "ment",
    )
    return frozenset(stem + end for stem in stems.split() for end in ends)


_BAD_WORDS: Final = _forms(
    "malicious mal c2 cnc c2s payload drop phish attack adversary exfiltrat beacon compromis compromise exploit backdoor trojan ransom ransomware scam fraud "
    "fraudulent victim spoof impersonat impersonate lookalike typosquat infrastructure botnet ioc indicator dga stage loader stealer infect mine miner steal stolen hijack "
    "rogue suspicious block gambl betting mule hack malspam spam lure weaponiz download upload connect communicat contact resolv redirect "
    "beaconing vish smish host hosted hosting callback fake abuse quarantin brute cheat blacklist blocklist denylist sinkhol gang implant rat worm spyware wallet extort dropped domains ips "
) | word_set("clicked lừa chặn spam trái scammer scammers fraudster fraudsters criminals")
_BAD_PAIRS: Final = word_set(
    "command and|and control|threat actor|threat actors|look alike|c c|rang from|calls from|called from|calling from|phoned from|scan from|scans from|scanned from|scanning from|hard coded|pose as|poses as|posed as|posing as|từ số|came from|in from|in as|truy tìm|truy nã|không cài|đừng cài|not install|không tải|đừng tải|takes orders|orders from|nhận lệnh|lệnh từ|deny list|sách theo|sách đen|nhập số|nhập mật|nhập otp|nhập thông|điền mật|điền thông|xuất hiện|có trang|bị cáo|cáo buộc|lập website|lập trang|lập web|lỡ điền|lỡ bấm|lỡ nhập|lỡ chuyển|lẩn trong|ẩn trong|giấu trong|đội lốt|card details|tells you|told you|block list|source ip|src ip|ip nguồn|attacker ip|calls out|called out|calls home|phones home|not our|not ours|tự xưng|cách ly|giống hệt|chuyển hướng|vận hành|nhóm này|đặt máy|triệt phá|nộp phí|đóng phí|bóc phốt|sđt nó|số nó|stk nó|của nó|bắt ck|ck trước|gửi link|link nhận|gửi đường|bị tạm|dò mật|not visit|not click|not call|not open|sent to|sends to|posted to|points to|độc hại|mã độc|lừa đảo|giả mạo|mạo danh|giả danh|tấn công|chiếm đoạt|"
    "đối tượng|kẻ xấu|kẻ gian|kẻ lừa|điều khiển|phát tán|ngăn chặn|tải về|tải xuống|kết nối|gửi về|chỉ dấu|dấu hiệu|nghi vấn|nghi ngờ|tội phạm|đánh bạc|cờ bạc|cá độ|cá cược|"
    "nhà cái|tống tiền|chuyển tiền|chuyển khoản|chuyển vào|nộp tiền|nạp tiền|rửa tiền|nạn nhân|vi phạm|trái phép|đáng ngờ|bất thường|quấy rối|đòi nợ|khống chế|được rửa|thuê tài|lua dao|gia mao|ma doc|chiem doat|"
    "trang giả|web giả|website giả|dụng giả|app giả|dụ dỗ|chứa mã|nhúng mã|lây nhiễm|đánh cắp|thu thập|truy cập trái|không chính|cảnh giác|cảnh báo|kẻ tấn|tin tặc|sử dụng số|gọi từ|cuộc gọi|quét từ|miền giả|link lạ|lạ như|không truy|đừng truy|không bấm|đừng bấm|không nhấp|không nhấn|không click|không gọi|đừng gọi",
    "|",
)
_GOOD_WORDS: Final = _forms(
    "legitimate allow unlike benign genuine clean harmless trusted whitelist allowlist exclusion exception publish blog report document credit donat donate unsubscribe copyright imitat patch advisory"
) - {"reporting"} | word_set(
    "official officially see source sources reference references documentation visit www2 xem theo nguồn nguon support e.g instead imitating imitates credits"
)
_GOOD_PAIRS: Final = word_set(
    "for instance|our only|our official|guide at|instructions at|gỡ khỏi|sách trắng|bản chuẩn|allow list|only at|only via|only through|chỉ đăng|chỉ vào|chỉ tải|genuine site|real one|check it|check at|check on|my number|our own|ours is|i run|blend in|available at|available on|available in|available from|read more|learn more|blog post|according to|more information|further information|more details|further details|real service|real site|real website|real page|fraud department|fraud team|fraud desk|fraud unit|fraud line|fraud hotline|white paper|research by|"
    "for example|such as|report to|our website|our blog|our team|follow us|chính thức|chính thống|hợp lệ|hợp pháp|uy tín|tham khảo|chi tiết|tìm hiểu|đăng tải|đăng trên|"
    "công bố|hỗ trợ|thắc mắc|chỉ dùng|chỉ truy|chỉ sử|ủng hộ|quyên góp|trình báo|phản ánh|tố giác|báo về|báo cho|báo ngay|báo tới|thông báo|ví dụ|chẳng hạn|minh họa|minh hoạ|hướng dẫn|trang chủ|cổng thông|"
    "cổng dịch|website của|trụ sở|bản vá|cập nhật|không phải|thay vì|địa chỉ đúng|địa chỉ thật|trang đúng|tra cứu|kiểm tra tại|kiểm tra trên|check trên|check tại|soạn tin|cho phép|số mình|sđt mình|sđt em|của mình|của tôi|tự gõ|trang thật|web thật|website thật|trang chuẩn|tên miền chuẩn|giới thiệu|phát triển|hệ sinh|công cụ|sử dụng công",
    "|",
)


_DENIED: Final = word_set(
    "not block|never block|false positive|false positives|false alarm|bỏ qua|báo nhầm|kê nhầm|not malicious|non malicious|not phishing|not fake|không chặn|đừng chặn|không độc|không lừa",
    "|",
)


# Words that introduce how to reach somebody: `callers.py` says whom.
_CONTACT_WORDS: Final = word_set("hotline hotlines")
_CONTACT_PAIRS: Final = word_set(
    "contact us|reach us|call us|call me|gọi anh|gọi chị|gọi em|reply to|archived at|on call|đường dây|tổng đài|liên hệ|đầu mối|trực ban|gặp điều|hộp thư",
    "|",
)


_PLAIN: Final = word_set(
    "người xem|lượt xem|kèm theo|kéo theo|tiếp theo|theo dõi|open source|mã nguồn|data source", "|"
)
_OF_HELPERS: Final = frozenset({"hỗ trợ", "cổng dịch", "cổng thông"})
_PRETENDS: Final = word_set("danh mạo xưng impersonating impersonated posing pretending")
_PRETEXT: Final = 6  # words


# Every word that can end a cue; most words of a text end none.
_LAST_WORDS: Final = (
    _BAD_WORDS
    | _GOOD_WORDS
    | _CONTACT_WORDS
    | {pair.rpartition(" ")[2] for pair in _BAD_PAIRS | _GOOD_PAIRS | _DENIED | _CONTACT_PAIRS}
)


def last_cue(words: Sequence[str], *, contacts: bool = True) -> str:
    """Which sort of cue comes last in words of lower case, `bad`, `good` or `contact`; empty for none.

    Args:
        words: of a text, in lower case.
        contacts: whether words count that introduce how to reach somebody.
    """
    if _LAST_WORDS.isdisjoint(words):
        return ""
    for index in range(len(words) - 1, -1, -1):
        found = _cue(words, index) if words[index] in _LAST_WORDS else ""
        if found and (contacts or found != "contact"):
            return found
    return ""


def first_cue(words: Sequence[str]) -> str:
    """Which sort of cue comes first, `bad` or `good`; a contact's words speak of what follows them."""
    if _LAST_WORDS.isdisjoint(words):
        return ""
    for index, word in enumerate(words):
        found = _cue(words, index) if word in _LAST_WORDS else ""
        if found and found != "contact":
            return found
    return ""


def _cue(words: Sequence[str], index: int) -> str:
    word = words[index]
    pair = f"{words[index - 1]} {word}" if index else ""
    if pair in _DENIED:
        return "good"
    if pair in _PLAIN:
        return ""
    if pair in _BAD_PAIRS or word in _BAD_WORDS:
        return "bad"
    if (pair in _OF_HELPERS or word == "support") and _PRETENDS.intersection(
        words[max(0, index - _PRETEXT) : index]
    ):
        return "bad"  # `posing as customer support`, `giả danh nhân viên hỗ trợ`
    if pair in _CONTACT_PAIRS or word in _CONTACT_WORDS:
        return "contact"
    return "good" if pair in _GOOD_PAIRS or word in _GOOD_WORDS else ""


LINK_TO_IT: Final = re.compile(
    r"\b(?:available|published|posted|read(?: more)?|details|described|documented|mô tả|phân tích|blog ?post|article|report|analysis|write-?up|reference|source|see|via|(?<!người )xem|nguồn|tham khảo|chi tiết|bài viết|báo cáo)"
    r"(?: \w+){0,3}(?: (?:at|on|in|here|tại|ở|trên))?[ :(\[_*]{0,4}\Z"
)
FOOTER: Final = re.compile(
    r"©|\b(?:unsubscribe|questions\b|inquiries\b|enquiries\b|copyright|all rights reserved|follow us|contact us|contact:|email:|e-mail:|tel:(?=.)|hotline|website:|web:|liên hệ|đường dây nóng|tổng đài|điện thoại:|"
    r"sent from my|gửi từ (?:iphone|ipad|android|outlook|điện thoại của|thiết bị|thư)|trụ sở|địa chỉ:|confidential|press contact|media contact|bản quyền|hủy đăng ký)"
)
# The words in ASCII without which neither of both matches, and every cue of one word.
_TELLING: Final = frozenset(word.encode() for word in _BAD_WORDS | _GOOD_WORDS) | byte_words(
    "available published posted read details described documented blog blogpost article report analysis write writeup reference source see via xem "
    "unsubscribe unsubscribed questions inquiries enquiries copyright copyrighted reserved follow contact email mail tel hotline hotlines website web my "
    "iphone ipad android outlook confidential confidentiality ignore bad legit ours delete encrypted savings clicked action normal gone lost botnet malware typed entered password safe servers attack issue arrived"
)
_PAIRS_OF: Final[dict[bytes, list[bytes]]] = {}  # the pairs that a word ends
for _pair in sorted(_BAD_PAIRS | _GOOD_PAIRS | _DENIED | _CONTACT_PAIRS):
    _PAIRS_OF.setdefault(_pair.rpartition(" ")[2].encode(), []).append(f" {_pair} ".encode())
_PAIR_ENDS: Final = frozenset(_PAIRS_OF)


def tells_nothing(words: frozenset[bytes], row: bytes) -> bool:
    """Whether a block of ASCII, given as its words and as these in a row, holds no cue and no words of a footer or a link."""
    if not _TELLING.isdisjoint(words):
        return False
    ends = _PAIR_ENDS & words
    first = row.split(maxsplit=1)[:1]  # what ends a pair may go on with the block before
    return ends.isdisjoint(first) and not any(
        pair in row for last in ends for pair in _PAIRS_OF[last]
    )


HEADING: Final = word_set(
    "block whitelist allowlist chặn trắng positives indicator indicators ioc iocs c c2 command samples hashes files domain domains ip ips url urls network file references reference sources reading related contact "
    "about chỉ dấu danh tài tham nguồn liên khuyến kết tệp conclusion conclusions mitigation mitigations recommendation recommendations email mutex mutexes registry filename filenames"
)
"""Words of headings that `section_of` knows, for a quick look at a line."""
LONGEST_HEADING: Final = 90  # characters
_MARKS: Final = re.compile(r"^(?:[#=*_\s\d.)|:-]+|[IVX]{1,4}[.)])+|[#=*_:\s|]+$")
_SECTIONS: Final = (
    ("allowed", re.compile(r"(?:do not|don['’]t|never) block\b|(?:đừng|không) chặn\b|(?:white|allow)list\b|danh sách trắng|(?:known )?false positives?\b")),
    ("indicators", re.compile(
        r"(?:.{0,60}\b)?(?:indicators?$|indicators? (?:of|for) (?:compromise|attack)|iocs?\b|network indicators|file indicators|c&c|c2 |c2$|command and control)|"
        r"(?:\w+ ){0,3}(?:samples|hashes|domains?(?: names)?|ip address(?:es)?|urls?|network|files|filenames?|email addresses|mutex(?:es)?(?: names?)?|registry(?: keys)?)(?: .{0,40})?$|"
        r"(?:.{0,40})?(?:chỉ dấu|dấu hiệu nhận biết|dấu hiệu tấn công)|danh sách .{0,40}(?:độc hại|giả mạo|lừa đảo|mã độc|ip|tên miền|vi phạm|tài khoản|số điện thoại)")),
    ("references", re.compile(r"(?:.{0,70} )?(?:tài liệu tham khảo|references|sources)(?: sau| below)?$|(?:\w+ )?(?:references?|sources|further reading|related (?:reading|posts|links)|tài liệu(?: tham khảo)?|tài nguyên(?: tham khảo)?|tham khảo|nguồn(?: tham khảo| tin)?|tệp đính kèm)$")),
    ("footer", re.compile(r"(?:contact(?: us| information)?|about(?: us| the authors?| \w+)?|liên hệ|thông tin liên hệ)$")),
    ("", re.compile(r"(?:conclusions?|mitigations?|recommendations?|khuyến nghị|khuyến cáo|kết luận)\b.{0,40}$")),
)  # fmt: skip


_HOST: Final = re.compile(r"\w\.\w|://")


def section_of(line: str) -> str | None:
    """What a line announces if it is a heading: a section's name, empty for one that ends a list."""
    if (
        len(line) > LONGEST_HEADING
        or _HOST.search(line) is not None
        or line.endswith((".", ",", ";"))
        or "|" in line[1:-1]
    ):
        return None
    bare = _MARKS.sub("", line).lower()
    for name, pattern in _SECTIONS:
        if pattern.match(bare):
            return name
    return None


ANALYSIS: Final = word_set(
    "virustotal.com any.run hybrid-analysis.com joesandbox.com urlscan.io abuse.ch bazaar.abuse.ch urlhaus.abuse.ch threatfox.abuse.ch tria.ge "
    "shodan.io censys.io cve.org mitre.org attack.mitre.org nvd.nist.gov misp-project.org otx.alienvault.com filescan.io malshare.com "
    "api.ipify.org ipify.org ifconfig.me icanhazip.com ipinfo.io ip-api.com checkip.amazonaws.com checkip.dyndns.org whatismyip.com myexternalip.com"
)
"""Where samples, addresses and weaknesses are looked up, one's own address too; a link there is a link to read on."""
LIBRARIES: Final = word_set(
    "code.jquery.com ajax.googleapis.com fonts.googleapis.com fonts.gstatic.com cdnjs.cloudflare.com maxcdn.bootstrapcdn.com stackpath.bootstrapcdn.com "
    "www.w3.org schemas.microsoft.com schemas.xmlsoap.org schemas.openxmlformats.org"
)
"""Hosts from which every page takes its scripts, letters and schemas."""
RESOLVERS: Final = word_set(
    "dns.google cloudflare-dns.com one.one.one.one dns.quad9.net 8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 2001:4860:4860::8888 2001:4860:4860::8844 "
    "2606:4700:4700::1111 2606:4700:4700::1001 2620:fe::fe"
)
"""Public DNS resolvers of Google, Cloudflare, Quad9 and Cisco."""


SYSTEM_FILES: Final = word_set(
    "cmd.exe powershell.exe svchost.exe explorer.exe rundll32.exe regsvr32.exe mshta.exe wscript.exe cscript.exe lsass.exe services.exe winlogon.exe "
    "taskhost.exe conhost.exe msiexec.exe schtasks.exe net.exe reg.exe wmic.exe whoami.exe ipconfig.exe ping.exe notepad.exe calc.exe kernel32.dll "
    "ntdll.dll user32.dll advapi32.dll iexplore.exe chrome.exe firefox.exe outlook.exe winword.exe excel.exe bitsadmin.exe certutil.exe readme.md "
    "readme.txt index.md index.html license.md changelog.md robots.txt requirements.txt package.json"
)
"""Files of every machine and every project; alone they say nothing."""
