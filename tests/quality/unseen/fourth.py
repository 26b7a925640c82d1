"""A fourth set, written before its author had read a rule: ways of disarming, banks, wallets, mails, alerts, warnings.

Names and numbers are made up; sums of coin addresses are right, and nobody owns them.
"""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"
_MD5: Final = "c90b440e841a6b82e1f9b3299164296b"
_SHA1: Final = "5ef8766de935324424b563aa3eb0c7466b293c94"
_SHA256: Final = "94091dd64a21ffe94214bc6d17deeb43873a5cf2f0a71b4b5caa9a5c81b6967d"

ENGLISH: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Disarmed in every usual way
    ("C2 servers: slate-finch[.]online, slate-finch(.)site, slate-finch{.}tech, slate-finch[dot]space, slate-finch(dot)fun and slate-finch DOT pw.", (("domain", "slate-finch.online", _M), ("domain", "slate-finch.site", _M), ("domain", "slate-finch.tech", _M), ("domain", "slate-finch.space", _M), ("domain", "slate-finch.fun", _M), ("domain", "slate-finch.pw", _M))),
    ("Stage two came from hxxp://185[.]244[.]25[.]137[:]8080/bins/arm7, meow://slate-finch[.]online/a and h**ps://slate-finch[.]site/b.", (("url", "http://185.244.25.137:8080/bins/arm7", _M), ("url", "http://slate-finch.online/a", _M), ("url", "https://slate-finch.site/b", _M))),
    ("Payloads were pulled over ftp from fxp://ftp[.]slate-finch[.]tech/pub/x.bin and from hXXps[:]//slate-finch[.]fun[/]get[?]id=9.", (("url", "ftp://ftp.slate-finch.tech/pub/x.bin", _M), ("url", "https://slate-finch.fun/get?id=9", _M))),
    ("Victims answered to billing[@]slate-finch[.]online, billing(at)slate-finch(dot)site and billing AT slate-finch DOT tech.", (("email", "billing@slate-finch.online", _M), ("email", "billing@slate-finch.site", _M), ("email", "billing@slate-finch.tech", _M))),
    ("Hosts seen: 91.92[.]240.17, 91[.]92.240[.]18, 91.92.240[.]19, 91(.)92(.)240(.)20 and 2a0e[:]b107[:]17[::]9.", (("ipv4", "91.92.240.17", _M), ("ipv4", "91.92.240.18", _M), ("ipv4", "91.92.240.19", _M), ("ipv4", "91.92.240.20", _M), ("ipv6", "2a0e:b107:17::9", _M))),
    ("The kit sits at https://login.slate\u00adfinch[.]online/o365 and at https:// slate-finch[.]pw /verify", (("url", "https://login.slatefinch.online/o365", _M), ("url", "https://slate-finch.pw", _M))),
    # Look-alikes
    ("Look-alike names registered in May: vietcοmbank.com (Greek omicron), techcömbank.net and xn--shope-3we.vn.", (("domain", "xn--vietcmbank-lqh.com", _M), ("domain", "xn--techcmbank-icb.net", _M), ("domain", "xn--shope-3we.vn", _M))),
    # Addresses and networks
    ("Block 45.143.200.0/22, 2a0e:b107:17::/48, the range 45.143.201.10-45.143.201.20 and ASN 204428 at the border.", (("cidr", "45.143.200.0/22", _M), ("cidr", "2a0e:b107:17::/48", _M), ("ipv4", "45.143.201.10", _M), ("ipv4", "45.143.201.20", _M), ("asn", "AS204428", _M))),
    ("The implant beacons to [2a0e:b107:17::1a]:8443 and, if that fails, to ::ffff:91.92.240.21 or 91.92.240.22:53/udp; 127.0.0.1, ::1 and fe80::1%eth0 are local.", (("ipv6", "2a0e:b107:17::1a", _M), ("ipv4", "91.92.240.22", _M), ("ipv6", "::ffff:5b5c:f015", _M), ("ipv4", "127.0.0.1", _B), ("ipv6", "fe80::1", _B))),
    ('{"ts":"2026-03-04T05:06:07Z","src_ip":"172.16.4.9","dest_ip":"91.92.240.23","dns":{"rrname":"cdn.slate-finch.online"},"md5":"' + _MD5 + '"}', (("date", "2026-03-04", ""), ("ipv4", "172.16.4.9", _B), ("ipv4", "91.92.240.23", ""), ("domain", "cdn.slate-finch.online", ""), ("md5", _MD5, ""))),
    # Digests
    (f"| File | Hash |\n|---|---|\n| `upd.exe` | `{_SHA256}` |\n| `lib.dll` | `{_SHA1.upper()}` |", (("file-name", "upd.exe", ""), ("file-name", "lib.dll", ""), ("sha256", _SHA256, ""), ("sha1", _SHA1, ""))),
    (f"{_SHA256}  upd.exe\n{_MD5} *lib.dll\n", (("sha256", _SHA256, ""), ("md5", _MD5, ""), ("file-name", "upd.exe", ""), ("file-name", "lib.dll", ""))),
    (f"See https://www.virustotal.com/gui/file/{_SHA256} for the sample, uploaded as invoice_0425.pdf.exe on 4 March 2026.", (("url", f"https://www.virustotal.com/gui/file/{_SHA256}", _B), ("file-name", "invoice_0425.pdf.exe", ""), ("date", "2026-03-04", ""))),
    # Files, paths, keys, mutexes
    ("The dropper writes %APPDATA%\\Intel\\igfx.dll and C:\\ProgramData\\Intel\\cfg.bin, then starts rundll32.exe igfx.dll,Start.", (("file-path", "%APPDATA%\\Intel\\igfx.dll", ""), ("file-path", "C:\\ProgramData\\Intel\\cfg.bin", ""), ("file-name", "rundll32.exe", ""), ("file-name", "igfx.dll", ""))),
    ("Persistence: HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\IntelGfx, a cron entry /etc/cron.d/ntpd and ~/.config/autostart/gfx.desktop.", (("registry-key", "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\IntelGfx", ""), ("file-path", "/etc/cron.d/ntpd", ""), ("file-path", "~/.config/autostart/gfx.desktop", ""))),
    ("It reads \\\\fileserver01\\share\\finance\\q1.xlsx and checks the mutex \"Local\\igfx-3c1d\" before it opens the named pipe.", (("file-path", "\\\\fileserver01\\share\\finance\\q1.xlsx", ""), ("mutex", "Local\\igfx-3c1d", ""))),
    # CVE and ATT&CK
    ("Exploited: CVE\u20112025\u201122457, cve-2024-3400 and CVE 2023 4966. Mapped to T1190, T1059.001, TA0011 and G0129.", (("cve", "CVE-2025-22457", ""), ("cve", "CVE-2024-3400", ""), ("cve", "CVE-2023-4966", ""), ("attack-id", "T1190", ""), ("attack-id", "T1059.001", ""), ("attack-id", "TA0011", ""), ("attack-id", "G0129", ""))),
    # Coins
    ("Wallets in the note: 1HVcWTxkdojvrGvpmUQzmJDKxmmfSytC9y, 3JBdS1TCBi4JwSdFta5bBvaG7J4P38HCmx, LbiZmgGaiTyz75cywcQJ3KH6Az8wZh6cjh, DMdi3iuPwDeDPH7RW4QZK4NvquVxpghokP and 0x5ef8766de935324424b563aa3eb0c7466b293c94. 1HVcWTxkdojvrGvpmUQzmJDKxmmfSytC9z has a typing error.", (("coin", "btc:1HVcWTxkdojvrGvpmUQzmJDKxmmfSytC9y", ""), ("coin", "btc:3JBdS1TCBi4JwSdFta5bBvaG7J4P38HCmx", ""), ("coin", "ltc:LbiZmgGaiTyz75cywcQJ3KH6Az8wZh6cjh", ""), ("coin", "doge:DMdi3iuPwDeDPH7RW4QZK4NvquVxpghokP", ""), ("coin", "eth:0x5ef8766de935324424b563aa3eb0c7466b293c94", ""))),
    ("Pay to bitcoin:bc1qjsy3m4j2y8l7jss5h3k30hhtgwrn5h8jykkfea?amount=0.5 or litecoin:ltc1qjsy3m4j2y8l7jss5h3k30hhtgwrn5h8jq2vdpd within 72 hours.", (("coin", "btc:bc1qjsy3m4j2y8l7jss5h3k30hhtgwrn5h8jykkfea", ""), ("coin", "ltc:ltc1qjsy3m4j2y8l7jss5h3k30hhtgwrn5h8jq2vdpd", ""))),
    # Telephones
    ("Scam calls came from +84 (0)28 3930 1234, 0084 912 345 678, +65-6531-7711 and +1 (415) 555-0132; ticket 2026030412345 and version 10.4.2.1177 did not ring.", (("phone", "+842839301234", _M), ("phone", "+84912345678", _M), ("phone", "+6565317711", _M), ("phone", "+14155550132", _M))),
    # Names, crimes, sectors, countries, dates
    ("Between 2026-01-05 and Jan. 19th, 2026, OceanLotus hit hospitals and energy firms in Thailand, Singapore and Viet Nam with Cobalt Strike and Korplug.", (("date", "2026-01-05", ""), ("date", "2026-01-19", ""), ("actor", "OceanLotus", ""), ("sector", "healthcare", ""), ("sector", "energy", ""), ("country", "TH", ""), ("country", "SG", ""), ("country", "VN", ""), ("malware", "Cobalt Strike", ""), ("malware", "Korplug", ""))),
    ("We track the actor as UNC5337; its backdoor, dubbed SPAWNMOLE by researchers, and the GlassNettle loader were seen with Mimikatz.", (("actor", "UNC5337", ""), ("malware", "SPAWNMOLE", ""), ("malware", "GlassNettle", ""), ("tool", "Mimikatz", ""))),
    ("Callers posing as police officers told victims to move savings to a safe account; a romance scam and a job scam fed mule accounts in Cambodia.", (("crime", "impersonating-police", ""), ("crime", "romance-scam", ""), ("crime", "job-scam", ""), ("crime", "mule-accounts", ""), ("country", "KH", ""))),
    ("A SIM box with 512 lines sent smishing texts for an online gambling ring and a fake investment platform.", (("crime", "sim-box", ""), ("crime", "smishing", ""), ("crime", "online-gambling", ""), ("crime", "fake-investment", ""))),
    # What only looks like one
    ("Install with pip install requests==2.31.0, edit package.json and tsconfig.json, call os.path.join(a, b), see section 4.2.1.3, lot 1234567890123 and build 6.1.7601.24545.", (("file-name", "package.json", ""), ("file-name", "tsconfig.json", ""))),
    ("e.g. the U.S. and the U.K.; i.e. etc. At 10:15:30 a ratio of 3:2::6:4 holds; a MAC of 00:1b:44:11:3a:b7 is one; Inc.The next and end.But are sentences.", (("mac", "00:1b:44:11:3a:b7", ""), ("country", "US", ""), ("country", "GB", ""))),
    ("For example, http://www.example.com/login?user=alice or 192.0.2.55 or mail bob@example.org would look like that.", (("url", "http://www.example.com/login?user=alice", _B), ("ipv4", "192.0.2.55", _B), ("email", "bob@example.org", _B))),
    # Context
    ("Please block the following:\n\n* slate-finch.online\n* 91.92.240.24\n* http://slate-finch.site/gate.php\n\nDo not block: windowsupdate.com, 8.8.8.8 (legitimate).\n\nSource: https://blog.vendor.example/slate-finch", (("domain", "slate-finch.online", _M), ("ipv4", "91.92.240.24", _M), ("url", "http://slate-finch.site/gate.php", _M), ("domain", "windowsupdate.com", _B), ("ipv4", "8.8.8.8", _B), ("url", "https://blog.vendor.example/slate-finch", _B))),
    ("Hello team,\nthe phishing page https://slate-finch.pw/m365 is still up.\n\nKind regards,\nJane Roe\nCSIRT, Example Telecom\nTel. +84 24 3555 1234\njane.roe@telecom.example\nwww.telecom.example", (("url", "https://slate-finch.pw/m365", _M), ("phone", "+842435551234", _B), ("email", "jane.roe@telecom.example", _B), ("host-name", "www.telecom.example", _B))),
    ("Follow us on https://twitter.com/lab and read the full advisory at https://www.cisa.gov/news-events/alerts/x; victims were redirected from google.com to slate-finch.space.", (("url", "https://twitter.com/lab", _B), ("url", "https://www.cisa.gov/news-events/alerts/x", _B), ("domain", "google.com", _B), ("domain", "slate-finch.space", _M))),
    ("Received: from mail.slate-finch.online (91.92.240.25) by mx.agency.example (10.0.0.5)\nFrom: \"IT Support\" <it@slate-finch.online>\nSubject: Password expiry\nX-Originating-IP: [91.92.240.26]\n\nMalicious attachment: Policy_Update.docm", (("domain", "mail.slate-finch.online", ""), ("ipv4", "91.92.240.25", ""), ("host-name", "mx.agency.example", ""), ("ipv4", "10.0.0.5", _B), ("email", "it@slate-finch.online", ""), ("ipv4", "91.92.240.26", ""), ("file-name", "Policy_Update.docm", ""), ("technique", "Spearphishing Attachment", ""))),
)  # fmt: skip
VIETNAMESE: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Tháo ngòi
    ("Các tên miền lừa đảo: chimse-vay[.]top, chimse-vay(chấm)xyz, chimse-vay [chấm] icu, chimse-vay{.}vip và chimse-vay[.]com[.]vn.", (("domain", "chimse-vay.top", _M), ("domain", "chimse-vay.xyz", _M), ("domain", "chimse-vay.icu", _M), ("domain", "chimse-vay.vip", _M), ("domain", "chimse-vay.com.vn", _M), ("crime", "fraud", ""))),
    ("Đường dẫn độc hại: hxxps://dangky[.]chimse-vay[.]top/vneid?ma=01, hxxp[:]//103[.]81[.]85[.]12/app[.]apk.", (("url", "https://dangky.chimse-vay.top/vneid?ma=01", _M), ("url", "http://103.81.85.12/app.apk", _M))),
    ("Thư lừa đảo gửi từ hotro[@]chimse-vay[.]top và cskh (a còng) chimse-vay.vip.", (("email", "hotro@chimse-vay.top", _M), ("email", "cskh@chimse-vay.vip", _M), ("crime", "phishing", ""))),
    # Tên miền nhái
    ("Cảnh giác với tên miền nhái bộcôngan.com, ngânhàng-quândội.com và mọmọ.vn.", (("domain", "xn--bcngan-jxa6332d.com", _M), ("domain", "xn--ngnhng-qundi-19azi2583j.com", _M), ("domain", "xn--mm-68sb.vn", _M))),
    ("Trang dichvucong.chimse-vay.top giả mạo Cổng dịch vụ công quốc gia (dichvucong.gov.vn).", (("domain", "dichvucong.chimse-vay.top", _M), ("domain", "dichvucong.gov.vn", _B), ("crime", "impersonating-authority", ""))),
    # Địa chỉ mạng
    ("Chặn các IP: 103.81.85.12, 103.81.85.13; dải 103.81.84.0/22; IPv6 2405:4800:1:2::9 và 2405:4800:1::/48.", (("ipv4", "103.81.85.12", _M), ("ipv4", "103.81.85.13", _M), ("cidr", "103.81.84.0/22", _M), ("ipv6", "2405:4800:1:2::9", _M), ("cidr", "2405:4800:1::/48", _M))),
    ("Máy nạn nhân 192.168.1.20 kết nối ra 103.81.85.14:4444 lúc 08:15 ngày 05/02/2026.", (("ipv4", "192.168.1.20", _B), ("ipv4", "103.81.85.14", _M), ("date", "2026-02-05", ""))),
    # Mã băm, tệp, khóa, mutex
    (f"Mẫu mã độc: Thong_bao_nop_phat.apk\nKích thước: 4.2 MB\nMD5: {_MD5}\nSHA-256: {_SHA256}", (("file-name", "Thong_bao_nop_phat.apk", ""), ("md5", _MD5, ""), ("sha256", _SHA256, ""))),
    ("Tệp “Danh sách khen thưởng 2026.rar” chứa WinWord.exe và tệp DLL wwlib.dll.", (("file-name", "Danh sách khen thưởng 2026.rar", ""), ("file-name", "WinWord.exe", ""), ("file-name", "wwlib.dll", ""))),
    ("Mã độc sao chép vào C:\\Windows\\System32\\drivers\\sysmgr.sys, ghi khóa HKLM\\SYSTEM\\CurrentControlSet\\Services\\SysMgr và tạo mutex SysMgr_2026_X.", (("file-path", "C:\\Windows\\System32\\drivers\\sysmgr.sys", ""), ("registry-key", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SysMgr", ""), ("mutex", "SysMgr_2026_X", ""))),
    # CVE, ATT&CK
    ("Lỗ hổng CVE-2026-0042 (điểm CVSS 9.8) và CVE-2025-53770 trong SharePoint bị khai thác; kỹ thuật T1190, T1505.003, chiến thuật TA0003.", (("cve", "CVE-2026-0042", ""), ("cve", "CVE-2025-53770", ""), ("attack-id", "T1190", ""), ("attack-id", "T1505.003", ""), ("attack-id", "TA0003", ""))),
    # Điện thoại
    ("Số lạ gọi đến: 0912.345.678, 0912 345 679, 0912-345-680, +84912345681, 84912345682, (+84)912345683 và 0243.5551.235.", (("phone", "+84912345678", ""), ("phone", "+84912345679", ""), ("phone", "+84912345680", ""), ("phone", "+84912345681", ""), ("phone", "+84912345682", ""), ("phone", "+84912345683", ""), ("phone", "+842435551235", ""))),
    ("Không nghe các đầu số quốc tế lạ như +375 29 123 4567, +881 hoặc +247; CCCD 001085012345, mã hồ sơ 000.00.12.H29-260205-0007.", (("phone", "+375291234567", ""),)),
    ("Người dân gọi đường dây nóng 156 hoặc 5656, tổng đài 1900 6015, 18001091 để phản ánh cuộc gọi rác.", (("phone", "+8419006015", _B), ("phone", "+8418001091", _B))),
    # Tài khoản ngân hàng
    ("Nạn nhân chuyển tiền vào STK 1903 6789 0123 45 Techcombank, 0071000987654 (VCB) và 21510009876543 tại BIDV.", (("bank-account", "TCB:19036789012345", _M), ("bank-account", "VCB:0071000987654", _M), ("bank-account", "BIDV:21510009876543", _M))),
    ("Ngân hàng thụ hưởng: Agribank – chi nhánh Cầu Giấy. Số TK: 3123-205-987654. Chủ TK: NGUYEN VAN B.", (("bank-account", "VBA:3123205987654", ""),)),
    ("Chuyển khoản vào tài khoản số 060298765432 mở tại Ngân hàng Sài Gòn Thương Tín (Sacombank) hoặc ví MoMo 0909876543.", (("bank-account", "STB:060298765432", ""), ("bank-account", "MOMO:0909876543", ""))),
    ("Tài khoản VietinBank 100879987654 và tài khoản MSB: 03501019876543 đã bị phong tỏa vì lừa đảo.", (("bank-account", "ICB:100879987654", _M), ("bank-account", "MSB:03501019876543", _M), ("crime", "fraud", ""))),
    # Brandname, tiền mã hóa
    ("Kẻ gian phát tán tin nhắn mạo danh brandname “ACB” và thương hiệu “VNeID” bằng trạm BTS giả.", (("brandname", "ACB", _M), ("brandname", "VNeID", _M), ("crime", "sim-box", ""), ("crime", "smishing", ""))),
    ("Ví nhận tiền: 1HVcWTxkdojvrGvpmUQzmJDKxmmfSytC9y (BTC), TAP5VCsCDcVeTVw7JhrjaHGsbVQJ5kiY8S (USDT-TRC20), 0x5ef8766de935324424b563aa3eb0c7466b293c94 (ETH).", (("coin", "btc:1HVcWTxkdojvrGvpmUQzmJDKxmmfSytC9y", ""), ("coin", "trx:TAP5VCsCDcVeTVw7JhrjaHGsbVQJ5kiY8S", ""), ("coin", "eth:0x5ef8766de935324424b563aa3eb0c7466b293c94", ""))),
    # Tội phạm
    ("Thủ đoạn: giả danh công an gọi điện thông báo nạn nhân liên quan đường dây rửa tiền, yêu cầu cài ứng dụng VNeID giả mạo rồi chiếm quyền điều khiển điện thoại.", (("crime", "impersonating-police", ""), ("crime", "money-laundering", ""), ("crime", "impersonating-authority", ""), ("crime", "remote-control-app", ""))),
    ("Sàn đầu tư tài chính giả mạo, đánh bạc trực tuyến và tuyển cộng tác viên online làm nhiệm vụ nhận hoa hồng tiếp tục gia tăng.", (("crime", "fake-investment", ""), ("crime", "online-gambling", ""), ("crime", "job-scam", ""))),
    ("Nhóm này mua bán tài khoản ngân hàng, dùng simbox phát tán tin nhắn rác, và mua bán dữ liệu cá nhân trên Telegram.", (("crime", "mule-accounts", ""), ("crime", "sim-box", ""), ("crime", "smishing", ""), ("crime", "data-trade", ""))),
    # Nhóm, lĩnh vực, quốc gia, ngày
    ("Từ tháng 3/2026, nhóm OceanLotus sử dụng mã độc PlugX tấn công doanh nghiệp viễn thông và bệnh viện tại Thái Lan, Campuchia; ngày 20-3-2026 phát hiện biến thể mới.", (("actor", "OceanLotus", ""), ("malware", "PlugX", ""), ("sector", "communications", ""), ("sector", "healthcare", ""), ("country", "TH", ""), ("country", "KH", ""), ("date", "2026-03", ""), ("date", "2026-03-20", ""))),
    ("Mã độc tống tiền có tên HacDiep nhắm vào các công ty chứng khoán; nhóm tin tặc SongNgam nhận trách nhiệm.", (("malware", "HacDiep", ""), ("actor", "SongNgam", ""), ("sector", "financial-services", ""), ("crime", "ransomware", ""))),
    # Chỉ giống
    ("Căn cứ Nghị định số 13/2023/NĐ-CP, khoản 2.1.4.3 Điều 5; số tiền 1.250.000.000 đồng; mã số thuế 0312345678; biển số 30A-123.45.", ()),
    # Ngữ cảnh
    ("Website chính thức của ngân hàng là https://www.vietcombank.com.vn; trang https://vietcombank.chimse-vay.vip là giả mạo.", (("url", "https://www.vietcombank.com.vn", _B), ("url", "https://vietcombank.chimse-vay.vip", _M))),
    ("Danh sách tên miền cần chặn:\n1. chimse-vay.top\n2. nhanqua-tet.chimse-vay.vip\n3. 103.81.85.15\n\nMọi thông tin liên hệ: Cục An ninh mạng, điện thoại 069.2321.154, email: lienhe@coquan.example", (("domain", "chimse-vay.top", _M), ("domain", "nhanqua-tet.chimse-vay.vip", _M), ("ipv4", "103.81.85.15", _M), ("phone", "+84692321154", _B), ("email", "lienhe@coquan.example", _B))),
    ("Ví dụ: http://vi-du.example/dang-nhap hoặc ten@vi-du.example. Nguồn tham khảo: https://vnexpress.net/canh-bao-4712345.html, https://tinnhiemmang.vn.", (("url", "http://vi-du.example/dang-nhap", _B), ("email", "ten@vi-du.example", _B), ("url", "https://vnexpress.net/canh-bao-4712345.html", _B), ("url", "https://tinnhiemmang.vn", _B))),
    ("Trân trọng,\nPhòng An toàn thông tin\nĐT: 0236 3888 777\nEmail: attt@donvi.example\nWebsite: https://donvi.example", (("phone", "+842363888777", _B), ("email", "attt@donvi.example", _B), ("url", "https://donvi.example", _B))),
    ("Nội dung tin nhắn: “Ban da trung thuong 100tr, truy cap chimse-vay.top/nhanqua, lien he 0587654321 de nhan qua”. Đây là thủ đoạn lừa đảo.", (("url", "chimse-vay.top/nhanqua", _M), ("phone", "+84587654321", _M), ("crime", "gift-scam", ""), ("crime", "fraud", ""))),
)  # fmt: skip
