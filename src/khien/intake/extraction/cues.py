"""The words that tell a malicious value from a benign one, in Vietnamese and English."""

from __future__ import annotations

import re
from typing import Final

BAD: Final = re.compile(
    r"malicious|malware|\bc2\b|\bc&c\b|\bcnc\b|command[ -]and[ -]control|payload|\bdrop(?:s|ped|per)|phish|attacker|adversar|threat actor|exfiltrat|"
    r"beacon|compromis|exploit|backdoor|trojan|ransom|\bscam|fraud|victim|spoof|impersonat|look-?alike|typosquat|hosted (?:on|at)|hosting the|"
    r"(?:connect|communicat|contact|call|resolv|point|redirect|download|post|send|sent|upload|lead|fetch)(?:s|ed|es|ing|ion)?(?: \w+){0,3} (?:to|with|from|via|at)\b|"
    r"infrastructure|\bbotnet|\biocs?\b|indicators?\b|\bdga\b|stage[rd]?\b|loader|stealer|infect|mining|miner|steal|hijack|rogue|suspicious|block(?:ed|ing)? |"
    r"gambling|betting|mule|hacker|dropped|wallet|bitcoin address|"
    r"độc hại|mã độc|lừa đảo|giả mạo|mạo danh|giả danh|tấn công|chiếm đoạt|đối tượng|kẻ (?:xấu|gian|tấn công|lừa đảo)|điều khiển|phát tán|"
    r"ngăn chặn|\bchặn\b|tải (?:về|xuống) từ|kết nối (?:tới|đến|về|với)|gửi về|chỉ dấu|dấu hiệu|nghi (?:vấn|ngờ)|tội phạm|lừa|đánh bạc|cờ bạc|cá độ|nhà cái|"
    r"tống tiền|chuyển (?:tiền|khoản)|rửa tiền|nạn nhân|vi phạm|trái phép|đáng ngờ|bất thường|spam|quấy rối|đòi nợ|khống chế|yêu cầu .{0,30}(?:chuyển|nạp|nộp)|"
    r"lua dao|gia mao|ma doc|chiem doat"
)
GOOD: Final = re.compile(
    r"legitimate|benign|\bofficial|genuine|\bclean\b|harmless|trusted|whitelist|allow-?list|available (?:at|on|in|from|here)|\bsee\b|read more|learn more|"
    r"published|blog ?post|according to|\bsources?:|references?\b|for (?:more|further) (?:information|details)|more (?:information|details)|documentation|advisory|"
    r"white ?paper|research by|reported by|documented (?:at|by|in)|credit|for example|\be\.g\.|such as (?:google|microsoft)|hotline|contact us|report (?:it |them |this )?to|support@|"
    r"download the (?:patch|update|tool)|patch(?:es)? (?:at|from)|visit (?:our|the|us)|our (?:website|blog|team)|follow us|unsubscribe|copyright|©|similar to the|imitat\w+ the|instead of|"
    r"chính thức|chính thống|chính chủ của|hợp lệ|hợp pháp|uy tín|an toàn tại|\bxem\b|tham khảo|nguồn:|\btheo\b|chi tiết tại|tìm hiểu|đăng (?:trên|tải)|công bố (?:tại|trên)|"
    r"đường dây nóng|tổng đài|liên hệ|hỗ trợ|trình báo|phản ánh|tố giác|báo (?:cáo |tin )?(?:về|cho|tới|đến|ngay)|thông báo (?:cho|tới|đến) cơ quan|ví dụ|chẳng hạn|minh họa|minh hoạ|"
    r"hướng dẫn|trang chủ|cổng (?:thông tin|dịch vụ)|website của|trụ sở|bản vá|cập nhật (?:tại|từ)|không phải|thay vì|tên miền chuẩn|địa chỉ đúng|giống (?:với )?trang|giới thiệu|phát triển bởi|hệ sinh thái"
)
LINK_TO_IT: Final = re.compile(
    r"(?:available|published|posted|read(?: more)?|details|described|documented|blog ?post|article|report|analysis|write-?up|reference|source|see|via|xem|nguồn|tham khảo|chi tiết|bài viết|báo cáo)"
    r"(?: \w+){0,3}(?: (?:at|on|in|here|tại|ở|trên))?[ :(\[_*]{0,4}\Z"
)
FOOTER: Final = re.compile(
    r"unsubscribe|©|copyright|all rights reserved|follow us|contact us|contact:|email:|e-mail:|tel:|hotline|website:|web:|liên hệ|đường dây nóng|tổng đài|điện thoại:|"
    r"sent from my|gửi từ|trụ sở|địa chỉ:|confidential|press contact|media contact|bản quyền|hủy đăng ký"
)
HEADING: Final = re.compile(
    r"(?<=[\n#=*\s.])(?:[Ii]ndicators? |I[oO][cC]s?\b|INDICATORS|[Nn]etwork [Ii]ndicators|C&C|C2\b|[Ss]amples|[Hh]ashes|[Ff]iles\b|[Dd]omains?\b|IP [Aa]ddress|URLs?\b|[Nn]etwork\b|"
    r"[Rr]eferences|REFERENCES|[Ss]ources\b|[Ff]urther [Rr]eading|[Cc]ontact|[Aa]bout\b|[Cc]hỉ dấu|CHỈ DẤU|[Dd]ấu hiệu|[Dd]anh sách|DANH SÁCH|[Tt]ài liệu|TÀI LIỆU|[Tt]ham khảo|[Nn]guồn|"
    r"[Ll]iên hệ|LIÊN HỆ|[Kk]huyến nghị|[Kk]huyến cáo|[Tt]ài nguyên|[Tt]ệp đính kèm|[Cc]onclusion|CONCLUSION|[Mm]itigation|[Rr]ecommendations?|[Ee]mail addresses|[Mm]utex|[Rr]egistry|[Ff]ilenames?)"
)
_LONGEST_HEADING: Final = 90
_MARKS: Final = re.compile(r"^[#=*_\s\d.)|:IVX-]+|[#=*_:\s|]+$")
_SECTIONS: Final = (
    ("indicators", re.compile(
        r"(?:.{0,60}\b)?(?:indicators? (?:of|for) (?:compromise|attack)|iocs?\b|network indicators|file indicators|c&c|c2 |c2$|command and control)|"
        r"(?:\w+ ){0,3}(?:samples|hashes|domains?(?: names)?|ip address(?:es)?|urls?|network|files|filenames?|email addresses|mutex(?:es)?(?: names?)?|registry(?: keys)?)(?: .{0,40})?$|"
        r"(?:.{0,40})?(?:chỉ dấu|dấu hiệu nhận biết|dấu hiệu tấn công)|danh sách .{0,40}(?:độc hại|giả mạo|lừa đảo|mã độc|ip|tên miền|vi phạm|tài khoản|số điện thoại)")),
    ("references", re.compile(r"(?:\w+ )?(?:references?|sources|further reading|related (?:reading|posts|links)|tài liệu(?: tham khảo)?|tài nguyên(?: tham khảo)?|tham khảo|nguồn(?: tham khảo| tin)?|tệp đính kèm)$")),
    ("footer", re.compile(r"(?:contact(?: us| information)?|about(?: us| the authors?| \w+)?|liên hệ|thông tin liên hệ)$")),
    ("", re.compile(r"(?:conclusions?|mitigations?|recommendations?|khuyến nghị|khuyến cáo|kết luận)\b.{0,40}$")),
)  # fmt: skip


def section_of(line: str) -> str | None:
    """What a line announces if it is a heading: a section's name, empty for one that ends a list."""
    if len(line) > _LONGEST_HEADING or line.endswith((".", ",", ";")) or "|" in line[1:-1]:
        return None
    bare = _MARKS.sub("", line).lower()
    for name, pattern in _SECTIONS:
        if pattern.match(bare):
            return name
    return None


SYSTEM_FILES: Final = frozenset(
    "cmd.exe powershell.exe svchost.exe explorer.exe rundll32.exe regsvr32.exe mshta.exe wscript.exe cscript.exe lsass.exe services.exe winlogon.exe "
    "taskhost.exe conhost.exe msiexec.exe schtasks.exe net.exe reg.exe wmic.exe whoami.exe ipconfig.exe ping.exe notepad.exe calc.exe kernel32.dll "
    "ntdll.dll user32.dll advapi32.dll iexplore.exe chrome.exe firefox.exe outlook.exe winword.exe excel.exe bitsadmin.exe certutil.exe readme.md "
    "readme.txt index.md index.html license.md changelog.md robots.txt requirements.txt package.json".split()
)
"""Files of every machine and every project; alone they say nothing."""
