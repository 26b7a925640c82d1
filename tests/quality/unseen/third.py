"""A third set, written before its rules and its first run were looked at: layouts of reports, tables, mails and logs.

Names and numbers are made up; sums of coin addresses are right, and nobody owns them.
"""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"
_MD5: Final = "53c09590591a86006ed9285ef0f57694"
_SHA1: Final = "c437c4f07a115e6d3381599a4f799b567eef6723"
_SHA256: Final = "c8f36f4f82495226db125311f277e28ef77391894807cb55b5cf4d0086dc8cf7"

ENGLISH: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Disarmed, wrapped, in brackets, links and tables
    ("Beaconing went to telemetry[.]quiet-harbor[.com, to api.quiet-harbor[.]com[/]v3 and to 37[.]120.198[.]7:8443.", (("domain", "telemetry.quiet-harbor.com", _M), ("url", "api.quiet-harbor.com/v3", _M), ("ipv4", "37.120.198.7", _M))),
    ("Operators staged tools at hxxp[://]files{.}quiet-harbor{.}com{/}tools{/}px.zip", (("url", "http://files.quiet-harbor.com/tools/px.zip", _M),)),
    ("Do not visit: [hxxps://portal.kind-otter[.]info/login](https://lab.example/redacted)", (("url", "https://portal.kind-otter.info/login", _M), ("url", "https://lab.example/redacted", _B))),
    ("| Domain | First seen | Role |\n|---|---|---|\n| kind-otter[.]info | 2025-03-02 | C2 |\n| cdn.kind-otter[.]info | 03/04/2025 | payload host |", (("domain", "kind-otter.info", _M), ("domain", "cdn.kind-otter.info", _M), ("date", "2025-03-02", ""))),
    ("Payload URL:\n    <hxxps://dl[.]kind-otter[.]info/\n    update/2025/installer.msi>\nwas live for two days.", (("url", "https://dl.kind-otter.info/update/2025/installer.msi", _M),)),
    ("It resolves (a) mx1[.]pale-heron[.]org; (b) mx2 [.] pale-heron [.] org and (c) mx3<.>pale-heron<.>org.", (("domain", "mx1.pale-heron.org", _M), ("domain", "mx2.pale-heron.org", _M), ("domain", "mx3.pale-heron.org", _M))),
    ("Phishing mails came from \"HR Desk\" <jobs@pale-heron[.]org>, reply-to: desk_2[at]pale-heron[.]org.", (("email", "jobs@pale-heron.org", _M), ("email", "desk_2@pale-heron.org", _M))),
    # Networks
    ("The bulletproof host announces 45.95.168.0/23, 193.32.126[.]0/24 and 2a10:c941:1::/48 from AS58061.", (("cidr", "45.95.168.0/23", ""), ("cidr", "193.32.126.0/24", ""), ("cidr", "2a10:c941:1::/48", ""), ("asn", "AS58061", ""))),
    ("tcp 10.20.30.40:49822 -> 94.156.66.12:4782 ESTABLISHED\ntcp6 [2a10:c941:1:2::5]:443", (("ipv4", "10.20.30.40", _B), ("ipv4", "94.156.66.12", ""), ("ipv6", "2a10:c941:1:2::5", ""))),
    # Look-alikes
    ("Victims typed their codes into microsоft-verify.com (with a Cyrillic o) and into xn--mcrosoft-c2a.net.", (("domain", "xn--microsft-verify-esm.com", _M), ("domain", "xn--mcrosoft-c2a.net", _M))),
    # Hashes
    (f"dropper.exe\n  MD5    : {_MD5}\n  SHA1   : {_SHA1}\n  SHA256 : {_SHA256[:32]}\n           {_SHA256[32:]}\n", (("file-name", "dropper.exe", ""), ("md5", _MD5, ""), ("sha1", _SHA1, ""), ("sha256", _SHA256, ""))),
    (f"Trojan.Loader ({_MD5.upper()}), sha256:0x{_SHA256} and md5={_MD5}", (("md5", _MD5, ""), ("sha256", _SHA256, ""))),
    ("The JA3 hash 72a589da586844d7f0818ce684948eea and etag \"5d41402abc4b2a76b9719d911017c592\" name no file.", ()),
    # File names, paths, keys, mutexes
    ("Opening \"Salary Review (Q3) – final.xlsx.js\" runs C:\\Users\\All Users\\Été 2025\\naïve tool.exe /silent.", (("file-name", "Salary Review (Q3) – final.xlsx.js", ""), ("file-path", "C:\\Users\\All Users\\Été 2025\\naïve tool.exe", ""))),
    ("It copies itself to \"C:\\Program Files (x86)\\Common Files\\Java Update\\jusched.exe\" and to /var/tmp/.X11-unix/sshd_bak.", (("file-path", "C:\\Program Files (x86)\\Common Files\\Java Update\\jusched.exe", ""), ("file-path", "/var/tmp/.X11-unix/sshd_bak", ""))),  # noqa: S108 - a text
    ("reg add \"HKCU\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\" /v Shell /d explorer.exe,svc.exe /f", (("registry-key", "HKCU\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", ""), ("file-name", "explorer.exe", ""), ("file-name", "svc.exe", ""))),
    ("To run once, the implant creates the mutex `Global\\MSCTF.Shared.9f2` or a mutex called 8d1e_lock_77.", (("mutex", "Global\\MSCTF.Shared.9f2", ""), ("mutex", "8d1e_lock_77", ""))),
    # CVE lists and ATT&CK
    ("Initial access relied on CVE-2024-1708/1709, CVE-2023-46805 and -46806, and CVE-2025-0282.", (("cve", "CVE-2024-1708", ""), ("cve", "CVE-2024-1709", ""), ("cve", "CVE-2023-46805", ""), ("cve", "CVE-2023-46806", ""), ("cve", "CVE-2025-0282", ""))),
    ("ATT&CK: [T1547.001](https://attack.mitre.org/techniques/T1547/001/), T1070/004, TA0003 and S1066; the T2024 model is a printer.", (("attack-id", "T1547.001", ""), ("attack-id", "T1070.004", ""), ("attack-id", "TA0003", ""), ("attack-id", "S1066", ""), ("url", "https://attack.mitre.org/techniques/T1547/001/", _B))),
    # Coins
    ("Ransom wallets: 1LnhZ8nqpvartUxGGQoNoXV2mNAU7nAPyz (BTC), XfeXodirsBGPFyQLfTa8R6mGLgK7kHdaCB (DASH), t1R4a7zssZRjaXPALVgG2VxVHLK14gddX9W (ZEC), bitcoincash:qq7ej6d4ehg6gcmwap2ec8hfx0cqm4xkzg09run0qg", (("coin", "btc:1LnhZ8nqpvartUxGGQoNoXV2mNAU7nAPyz", _M), ("coin", "dash:XfeXodirsBGPFyQLfTa8R6mGLgK7kHdaCB", _M), ("coin", "zec:t1R4a7zssZRjaXPALVgG2VxVHLK14gddX9W", _M), ("coin", "bch:bitcoincash:qq7ej6d4ehg6gcmwap2ec8hfx0cqm4xkzg09run0qg", _M))),
    ("Send to BC1QAERZGDU6T9P9LGZRDJVKV3DCJ5CUK8ZT2GY6NH or the XRP account rMHgpch24nL33Pg8QuauFH6Ka92ueo75kX within 72 hours.", (("coin", "btc:bc1qaerzgdu6t9p9lgzrdjvkv3dcj5cuk8zt2gy6nh", ""), ("coin", "xrp:rMHgpch24nL33Pg8QuauFH6Ka92ueo75kX", ""))),
    # Telephones
    ("The vishing crew rang from +1-332-555-0148, +84-28-7300-1234 and tel:+6531590123; ext. 4471, PO 4500123456 and ISBN 978-3-16-148410-0 are no numbers.", (("phone", "+13325550148", _M), ("phone", "+842873001234", _M), ("phone", "+6531590123", _M))),
    # Names, crimes, sectors, countries, dates
    ("Mustang Panda shipped PLUGX through USB drives to telecom operators and universities in Laos, Myanmar and the Philippines between 3 Feb 2025 and February 28, 2025.", (("actor", "Mustang Panda", ""), ("malware", "PlugX", ""), ("sector", "communications", ""), ("sector", "education", ""), ("country", "LA", ""), ("country", "MM", ""), ("country", "PH", ""), ("date", "2025-02-03", ""), ("date", "2025-02-28", ""))),
    ("A previously unknown stealer, which we call AmberMoth, replaces the CopperWasp downloader; Black Basta affiliates bought AmberMoth logs.", (("malware", "AmberMoth", ""), ("malware", "CopperWasp", ""), ("actor", "Black Basta", ""), ("malware", "AmberMoth", ""))),
    # Versions and names that look like others
    ("Patched in Exchange 15.2.1118.40 and Chrome 131.0.6778.86; Node.js, Vue.js, System.IO.Compression, socket.io and main.rs are not hosts. Build 23.4.0.12 is fixed.", (("file-name", "main.rs", ""), ("ipv4", "23.4.0.12", _B),)),
    ("invoice.zip, readme.mov and setup.app came by mail; config.sh and update.py followed.", (("file-name", "invoice.zip", ""), ("file-name", "readme.mov", ""), ("file-name", "setup.app", ""), ("file-name", "config.sh", ""), ("file-name", "update.py", ""))),
    # Context
    ("# Indicators\n\n- brisk-lynx[.]shop\n- 188.114.200.9\n\n# References\n\n1. CISA, https://www.cisa.gov/news/aa25-050a\n2. https://github.com/lab/rules\n\nAbout us: https://www.lab.example, press: media@lab.example", (("domain", "brisk-lynx.shop", _M), ("ipv4", "188.114.200.9", _M), ("url", "https://www.cisa.gov/news/aa25-050a", _B), ("url", "https://github.com/lab/rules", _B), ("url", "https://www.lab.example", _B), ("email", "media@lab.example", _B))),
    ("From: alert@brisk-lynx.shop\nTo: victim@agency.example\nSubject: Your parcel\n\nThis is a phishing mail; the button leads to http://brisk-lynx.shop/track?id=7&c=vn.", (("email", "alert@brisk-lynx.shop", _M), ("url", "http://brisk-lynx.shop/track?id=7&c=vn", _M), ("email", "victim@agency.example", _B))),
    ("The loader first checks its address at api.ipify.org and then downloads stage.dat from brisk-lynx.shop/assets/stage.dat (malicious).", (("domain", "api.ipify.org", _B), ("url", "brisk-lynx.shop/assets/stage.dat", _M), ("file-name", "stage.dat", ""), ("technique", "Ingress Tool Transfer", ""))),
    ("Nov 22 10:22:31 gw sshd[811]: Failed password for root from 141.98.11.54 port 50122 ssh2\n141.98.11.54 - - [22/Nov/2025:10:22:35 +0700] \"GET /wp-login.php HTTP/1.1\" 404 196 \"-\" \"curl/8.5.0\"", (("ipv4", "141.98.11.54", ""), ("date", "2025-11-22", ""), ("file-path", "/wp-login.php", ""))),
)  # fmt: skip
VIETNAMESE: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Tháo ngòi, xuống dòng, bảng
    ("Tên miền điều khiển: hoasen-cdn[.]net, api[.]hoasen-cdn[.]net và dự phòng hoasen-cdn2 chấm net.", (("domain", "hoasen-cdn.net", _M), ("domain", "api.hoasen-cdn.net", _M), ("domain", "hoasen-cdn2.net", _M))),
    ("Nạn nhân nhận liên kết hxxps://nop-phat-nguoi[.]top/\ntra-cuu/bien-so?id=30A qua tin nhắn.", (("url", "https://nop-phat-nguoi.top/tra-cuu/bien-so?id=30A", _M),)),
    ("| STT | Tên miền | Ghi chú |\n|---|---|---|\n| 1 | vaynhanh-24h.cfd | giả mạo ngân hàng |\n| 2 | thue-dientu.sbs | giả mạo cơ quan thuế |", (("domain", "vaynhanh-24h.cfd", _M), ("domain", "thue-dientu.sbs", _M), ("crime", "impersonating-bank", ""), ("crime", "impersonating-authority", ""))),
    ("Máy chủ C&C tại 103.97.132[.]88 cổng 443, dải 103.97.132.0/24 thuộc AS135905 đã bị chặn.", (("ipv4", "103.97.132.88", _M), ("cidr", "103.97.132.0/24", ""), ("asn", "AS135905", ""))),
    ("Xem [cảnh báo của NCSC](https://khonggianmang.vn/canh-bao/0425) về trang hoantien-dienmay[.]shop.", (("url", "https://khonggianmang.vn/canh-bao/0425", _B), ("domain", "hoantien-dienmay.shop", _M))),
    # Tên miền nhái
    ("Kẻ gian đăng ký vietcơmbank.com và vneíd.com để lừa người dùng.", (("domain", "vietcơmbank.com".encode("idna").decode(), _M), ("domain", "vneíd.com".encode("idna").decode(), _M))),
    ("Phân biệt: trang thật là dichvucong.gov.vn, trang giả là dichvucong-gov.com.", (("domain", "dichvucong.gov.vn", _B), ("domain", "dichvucong-gov.com", _M))),
    # Điện thoại
    ("Các số lừa đảo: 0868-12-34-56; 0355.667788; (+84) 98 765 4321; 84 93 111 2233; +84 24 7300 8888.", (("phone", "+84868123456", _M), ("phone", "+84355667788", _M), ("phone", "+84987654321", _M), ("phone", "+84931112233", _M), ("phone", "+842473008888", _M))),
    ("Đối tượng xưng là cán bộ Công an phường, dùng số 02466 888 999 và 0225-3-747-123 gọi yêu cầu cập nhật VNeID mức 2.", (("phone", "+842466888999", _M), ("phone", "+842253747123", _M), ("crime", "impersonating-police", ""))),
    ("Mã số thuế 0101234567, số hợp đồng 0912/2024/HĐ-KT, biên lai 0098765, mã vận đơn SPXVN0412345678.", ()),
    ("Hotline ngân hàng: 1900 54 54 13 – 024 3824 3524, Zalo OA chính thức.", (("phone", "+841900545413", _B), ("phone", "+842438243524", _B))),
    # Tài khoản ngân hàng
    ("Kẻ lừa đảo yêu cầu chuyển 15 triệu đồng tới số tài khoản 0561 0004 12345 tại Vietcombank (chủ tài khoản: PHAM VAN DUNG).", (("bank-account", "VCB:0561000412345", _M),)),
    ("Ngân hàng: TPBank\nSố tài khoản: 02345678901\nChủ tài khoản: CONG TY TNHH ABC", (("bank-account", "TPB:02345678901", ""),)),
    ("| Ngân hàng | Số tài khoản | Chủ tài khoản |\n|---|---|---|\n| MB | 0850112233445 | LE VAN C |\n| SHB | 1017654321 | TRAN D |", (("bank-account", "MB:0850112233445", ""), ("bank-account", "SHB:1017654321", ""))),
    ("Tiền được chuyển lòng vòng: 9704 2292 1234 5678 (thẻ) → STK HDBank 068704070001234 → STK Eximbank 200014851234567.", (("bank-account", "HDB:068704070001234", ""), ("bank-account", "EIB:200014851234567", ""))),
    # Brandname, tiền mã hóa
    ("Nhiều thuê bao nhận tin nhắn brandname giả \"Vietcombank\" và \"EVNHCMC\" kèm đường dẫn vcb-xacthuc[.]icu.", (("brandname", "Vietcombank", _M), ("brandname", "EVNHCMC", _M), ("domain", "vcb-xacthuc.icu", _M))),
    ("Nạn nhân nạp USDT (TRC20) vào ví TBerYmyA6YnLeF3BQTHMt5aczULLqQzbsX, sau đó đối tượng đổi sang BTC bc1pm426rcgzm46edzvuw2f2umqxdeyc7gy630mysjejfwzza776056q4yvp2s.", (("coin", "trx:TBerYmyA6YnLeF3BQTHMt5aczULLqQzbsX", _M), ("coin", "btc:bc1pm426rcgzm46edzvuw2f2umqxdeyc7gy630mysjejfwzza776056q4yvp2s", _M))),
    # Băm, tệp, đường dẫn, khóa, mutex
    (f"Tệp “Quyết định bổ nhiệm (bản cuối).docx.exe”, mã băm SHA256:\n{_SHA256[:33]}\n{_SHA256[33:]}", (("file-name", "Quyết định bổ nhiệm (bản cuối).docx.exe", ""), ("sha256", _SHA256, ""))),
    (f"MD5 = {_MD5.upper()} ; SHA-1 là {_SHA1}", (("md5", _MD5, ""), ("sha1", _SHA1, ""))),
    ("Mã độc ghi tệp vào C:\\Users\\Nguyễn Văn An\\AppData\\Roaming\\Cập nhật\\dịch vụ.exe rồi tạo khóa HKLM\\Software\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run.", (("file-path", "C:\\Users\\Nguyễn Văn An\\AppData\\Roaming\\Cập nhật\\dịch vụ.exe", ""), ("registry-key", "HKLM\\Software\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run", ""))),
    ("Mã độc dùng mutex có tên Global\\HoaSen_77 để tránh chạy hai lần, tải thư viện sqlite3.dll và vcruntime140.dll.", (("mutex", "Global\\HoaSen_77", ""), ("file-name", "sqlite3.dll", ""), ("file-name", "vcruntime140.dll", ""))),
    # CVE, ATT&CK
    ("Các lỗ hổng CVE-2024-21887/21893 và CVE-2023-27997, 28252 bị khai thác theo kỹ thuật T1190 và T1505.003.", (("cve", "CVE-2024-21887", ""), ("cve", "CVE-2024-21893", ""), ("cve", "CVE-2023-27997", ""), ("attack-id", "T1190", ""), ("attack-id", "T1505.003", ""))),
    # Tên
    ("Nhóm Mustang Panda phát tán mã độc tên là SenTrang; SenTrang tải thêm Cobalt Strike. Nhóm tin tặc mang tên BachHac đứng sau mã độc tống tiền KhoaSo.", (("actor", "Mustang Panda", ""), ("malware", "SenTrang", ""), ("malware", "SenTrang", ""), ("malware", "Cobalt Strike", ""), ("actor", "BachHac", ""), ("malware", "KhoaSo", ""))),
    # Tội phạm
    ("Đối tượng giả danh shipper gọi điện báo giao hàng, giả mạo nhân viên điện lực đòi cắt điện và giả công an hướng dẫn cài app chiếm quyền điện thoại.", (("crime", "impersonating-company", ""), ("crime", "impersonating-police", ""), ("crime", "remote-control-app", ""))),
    ("Công an bắt nhóm thuê mở tài khoản ngân hàng rồi bán cho các đối tượng lừa đảo ở Campuchia, rửa tiền qua tiền số.", (("crime", "mule-accounts", ""), ("crime", "fraud", ""), ("crime", "money-laundering", ""), ("country", "KH", ""))),
    # Lĩnh vực, quốc gia, ngày
    ("Từ 01/3/2025 đến ngày 15 tháng 4 năm 2025, chiến dịch nhắm vào ngân hàng, trường đại học và cơ quan nhà nước ở Việt Nam, Lào và Hàn Quốc.", (("date", "2025-03-01", ""), ("date", "2025-04-15", ""), ("sector", "financial-services", ""), ("sector", "education", ""), ("sector", "government", ""), ("country", "VN", ""), ("country", "LA", ""), ("country", "KR", ""))),
    # Ngữ cảnh
    ("Chi tiết liên hệ Trung tâm Giám sát an toàn không gian mạng, điện thoại: 024.3209.1616, thư điện tử: ais@mic.gov.vn, 115 Trần Duy Hưng, Hà Nội.", (("phone", "+842432091616", _B), ("email", "ais@mic.gov.vn", _B))),
    ("Danh sách IoC:\n+ trangvang-quatet[.]live\n+ 45.77.250.33\n+ hotro@trangvang-quatet.live\nTài liệu tham khảo:\n+ https://www.bleepingcomputer.com/news/x\n+ https://whitehat.vn/threads/y.123", (("domain", "trangvang-quatet.live", _M), ("ipv4", "45.77.250.33", _M), ("email", "hotro@trangvang-quatet.live", _M), ("url", "https://www.bleepingcomputer.com/news/x", _B), ("url", "https://whitehat.vn/threads/y.123", _B))),
    ("Nâng cấp lên phiên bản 9.1.0.14 hoặc 22.7R2.5; tham khảo mục 2.1.3.4 và Thông tư 12/2022/TT-BTTTT. Tải tại https://my.vendor.example/down.", (("ipv4", "9.1.0.14", _B), ("url", "https://my.vendor.example/down", _B))),
    ("Tin nhắn: “VCB: Tai khoan cua quy khach bi tam khoa. Xac thuc tai https://vcb.dlgibank-vn.vip/ ngay” gửi từ số +84 56 234 5678 là lừa đảo.", (("url", "https://vcb.dlgibank-vn.vip/", _M), ("phone", "+84562345678", _M), ("crime", "fraud", ""))),
)  # fmt: skip
