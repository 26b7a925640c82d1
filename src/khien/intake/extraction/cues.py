"""Headings, hosts and files that tell by themselves what a value is, in Vietnamese and English."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.common_words import word_set

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


_OFF: Final = re.compile(
    r"[^.;\n]{0,80}?(?:\b(?:is|was|are|were) (?:an? )?false (?:positives?|alarms?)\b|\(false positive\)|(?:do|vì|bị|là) (?:báo|liệt kê|nhận diện|chặn) nhầm|\bnhầm lẫn\b)"
)


def taken_off(after: str) -> bool:
    """Whether the words behind a value that was disarmed, in lower case, say that this was a mistake."""
    return _OFF.match(after) is not None
