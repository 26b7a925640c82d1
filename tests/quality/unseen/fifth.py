"""A fifth set, written before its author had read a rule: chats, notices, statements of account, tools' output, tickets.

Names and numbers are made up; sums of coin addresses are right, and nobody owns them.
"""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"
_MD5: Final = "32cfe6c19200b67afb7c3d0e1c43eadb"
_SHA1: Final = "bf2572963e23536237aa766222a33c4d2606684f"
_SHA256: Final = "d0bf3e6ee1d668de18c9ca200a4f152062f345283ee68cadfe41204f215d75e9"
_SHA512: Final = "866c5a0db3676150ebf2694afc67189c5bf9b74ad0e685cd33ac7691e4af146e39dd9cd29a0198d5441c5009b5637d5982ba4f5cc090cf58bcc1509f8cd78a3e"
_RUN: Final = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\OtterTask"

ENGLISH: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Tables of indicators
    (f"IOC type\tValue\tComment\nDomain\tbrass-otter[.]cloud\tC2\nIP\t146.70.53[.]169\tC2\nMutex\tOtterMtx_77a1\tsingle instance\nRegistry key\t{_RUN}\tpersistence\nSHA1\t{_SHA1}\tloader\n", (("domain", "brass-otter.cloud", _M), ("ipv4", "146.70.53.169", _M), ("mutex", "OtterMtx_77a1", _M), ("registry-key", _RUN, _M), ("sha1", _SHA1, _M))),
    (f"## Appendix A: IOCs\n\n| Type | Indicator |\n|:--|:--|\n| Mutex | `Global\\BrassOtter-{{91D2}}` |\n| Registry | `{_RUN}` |\n| File path | `C:\\Users\\Public\\otter\\svc.dat` |\n| SHA-256 | `{_SHA256}` |\n", (("mutex", "Global\\BrassOtter-{91D2}", _M), ("registry-key", _RUN, _M), ("file-path", "C:\\Users\\Public\\otter\\svc.dat", _M), ("sha256", _SHA256, _M))),
    (f"type,value,first_seen\nsha512,{_SHA512},2026-02-01\nurl,http://brass-otter.cloud/panel/in.php,2026-02-03\nemail,ceo.office@brass-otter.cloud,2026-02-03\n", (("sha512", _SHA512, ""), ("url", "http://brass-otter.cloud/panel/in.php", ""), ("email", "ceo.office@brass-otter.cloud", ""), ("date", "2026-02-01", ""), ("date", "2026-02-03", ""))),
    ("+-----------------+----------------------+\n| Host            | Seen as              |\n+-----------------+----------------------+\n| 146.70.53[.]170 | exfiltration server  |\n| 146.70.53[.]171 | phishing kit host    |\n+-----------------+----------------------+", (("ipv4", "146.70.53.170", _M), ("ipv4", "146.70.53.171", _M))),
    # Disarmed in odd ways
    ("The decoy calls hxxps[://]static[.]brass-otter[.]cloud[:]8443/a/b.js and, failing that, hxxps://146.70.53[.]172/a/b.js.", (("url", "https://static.brass-otter.cloud:8443/a/b.js", _M), ("url", "https://146.70.53.172/a/b.js", _M))),
    ("Domains: brass-otter[dot]icu; brass-otter<dot>bond; brass-otter[punkt]lol; brass-otter (.) cfd; brass-otter\\.beauty", (("domain", "brass-otter.icu", _M), ("domain", "brass-otter.bond", _M), ("domain", "brass-otter.lol", _M), ("domain", "brass-otter.cfd", _M), ("domain", "brass-otter.beauty", _M))),
    ("C2 at http:// brass-otter[.]cloud:8080/gate and tcp://146.70.53[.]173:9001; DNS tunnel over ns1[.]brass-otter[.]cloud", (("url", "http://brass-otter.cloud:8080/gate", _M), ("url", "tcp://146.70.53.173:9001", _M), ("domain", "ns1.brass-otter.cloud", _M))),
    ("Sender: payroll{at}brass-otter{dot}cloud; reply address payroll[@]brass-otter[.]icu; both are used for phishing.", (("email", "payroll@brass-otter.cloud", _M), ("email", "payroll@brass-otter.icu", _M))),
    # A chat and a ticket
    ("[09:14] soc-duty: anyone seen brass-otter[.]cloud before?\n[09:15] nina: yes, it is AgentTesla C2, block it pls\n[09:15] nina: also 146.70.53.174\n[09:17] soc-duty: ty. vt link https://www.virustotal.com/gui/domain/brass-otter.cloud", (("domain", "brass-otter.cloud", _M), ("ipv4", "146.70.53.174", ""), ("url", "https://www.virustotal.com/gui/domain/brass-otter.cloud", _B))),
    ("Ticket #20260211-0042\nPriority: P2\nAffected host: WS-FIN-07 (10.44.3.17)\nMalicious destination: 146.70.53.175:443\nHash of dropped file: " + _MD5 + "\nAnalyst: jane.doe@soc.example, ext. 4512", (("ipv4", "10.44.3.17", _B), ("ipv4", "146.70.53.175", _M), ("md5", _MD5, _M), ("email", "jane.doe@soc.example", _B))),
    # Mails
    ("-----Original Message-----\nFrom: Parcel Desk <notice@brass-otter.icu>\nSent: Tuesday, February 3, 2026 8:12 AM\nTo: Accounts <accounts@agency.example>\nSubject: Unpaid customs fee\n\nPay now: https://brass-otter.icu/fee?id=991\n\n> This is a phishing mail, do not click. Please block the sender and the link.", (("email", "notice@brass-otter.icu", _M), ("date", "2026-02-03", ""), ("email", "accounts@agency.example", _B), ("url", "https://brass-otter.icu/fee?id=991", _M))),
    ("Dear colleagues,\n\nwe took down the phishing page at hxxps://brass-otter[.]lol/owa/ last night.\n\nBest regards,\nA. Person\nNational CSIRT\nPhone: +65 6531 7799 | Fax: +65 6531 7798\nPGP: 66220E71591B2D933C0E935C138EBFD60710B91F\nhttps://csirt.example | duty@csirt.example", (("url", "https://brass-otter.lol/owa/", _M), ("phone", "+6565317799", _B), ("phone", "+6565317798", _B), ("url", "https://csirt.example", _B), ("email", "duty@csirt.example", _B))),
    # Bank warning
    ("FRAUD ALERT. Fraudsters send SMS in the name of our bank with the link http://secure-login.brass-otter.bond/vn. We never ask for your OTP. If you entered your data, call our hotline 1800 1091 at once or write to care@bank.example.", (("url", "http://secure-login.brass-otter.bond/vn", _M), ("phone", "+8418001091", _B), ("email", "care@bank.example", _B))),
    ("Victims were told to wire the money to IBAN DE89 3704 0044 0532 0130 00 and to confirm by calling +44 20 7946 0958.", (("iban", "DE89370400440532013000", _M), ("phone", "+442079460958", _M))),
    # Coins with contacts
    ("To decrypt, pay 0.8 BTC to bc1qvc3quu2ervkex0qwjdwp8r4l6cr3pwglxtqrd3, then contact us at decrypt@brass-otter.cfd or Tox.", (("coin", "btc:bc1qvc3quu2ervkex0qwjdwp8r4l6cr3pwglxtqrd3", _M), ("email", "decrypt@brass-otter.cfd", _M))),
    ("Known wallets of the group\n  BTC   1AK2irBpT8nsfFPnySVwqmK1UiyREkaXEG\n  USDT  TKHEiuZYbruppRTRZi9fMv19PWijNCTfse (TRON)\n  ETH   0x66220e71591b2d933c0e935c138ebfd60710b91f\n  LTC   ltc1qvc3quu2ervkex0qwjdwp8r4l6cr3pwglzh684p\n", (("coin", "btc:1AK2irBpT8nsfFPnySVwqmK1UiyREkaXEG", ""), ("coin", "trx:TKHEiuZYbruppRTRZi9fMv19PWijNCTfse", ""), ("coin", "eth:0x66220e71591b2d933c0e935c138ebfd60710b91f", ""), ("coin", "ltc:ltc1qvc3quu2ervkex0qwjdwp8r4l6cr3pwglzh684p", ""))),
    ("Donate to our project: 3B13ePgG137FkR6E6YAYGPfwdFG8mTYzY9. The attackers' own wallet is bc1pvc3quu2ervkex0qwjdwp8r4l6cr3pwglutahtx0va4zrpv7mk0ysxqe0zu.", (("coin", "btc:3B13ePgG137FkR6E6YAYGPfwdFG8mTYzY9", _B), ("coin", "btc:bc1pvc3quu2ervkex0qwjdwp8r4l6cr3pwglutahtx0va4zrpv7mk0ysxqe0zu", _M))),
    # Tools' output
    (f"$ sha256sum /var/opt/.x/otter\n{_SHA256}  /var/opt/.x/otter\n$ strings otter | grep http\nhttp://146.70.53.176/.well-known/otter.sh", (("sha256", _SHA256, ""), ("file-path", "/var/opt/.x/otter", ""), ("url", "http://146.70.53.176/.well-known/otter.sh", ""))),
    ("alert tcp $HOME_NET any -> 146.70.53.177 4444 (msg:\"Otter C2\"; sid:1000001; rev:1;)", (("ipv4", "146.70.53.177", ""),)),
    ("date=2026-02-11 time=08:01:22 devname=FGT srcip=10.1.2.3 dstip=146.70.53.178 dstport=443 hostname=\"cdn.brass-otter.icu\" url=\"/u/1\" action=blocked", (("date", "2026-02-11", ""), ("ipv4", "10.1.2.3", _B), ("ipv4", "146.70.53.178", ""), ("domain", "cdn.brass-otter.icu", ""))),
    ("indicators:\n  - kind: domain\n    value: brass-otter.beauty\n  - kind: ipv4\n    value: 146.70.53.179\n  - kind: mutex\n    value: Otter_lock_5\n", (("domain", "brass-otter.beauty", _M), ("ipv4", "146.70.53.179", _M), ("mutex", "Otter_lock_5", _M))),
    # Persistence, prose
    (f"The loader sets {_RUN} to \"C:\\ProgramData\\otter\\run.cmd\", drops ~/Library/LaunchAgents/com.otter.plist on macOS and creates a mutex named OtterMtx_77a2.", (("registry-key", _RUN, ""), ("file-path", "C:\\ProgramData\\otter\\run.cmd", ""), ("file-path", "~/Library/LaunchAgents/com.otter.plist", ""), ("mutex", "OtterMtx_77a2", ""))),
    # Numbers that are nothing
    ("Invoice 4500098123 over 1.250.000 VND (USD 48.50), order 2026-02-000123, IMEI 356938035643809, ISO 27001:2022, RFC 9162, room 10.12, ratio 1:1000, version 4.18.0-513.", ()),
    ("See Figure 3.2.1, Table 12.1 and node.js v20.11.1; the classes com.android.settings and java.util.List are no hosts, nor are Fig.No and p.m.The.", ()),
    # CVE, ATT&CK
    ("| CVE | CVSS | Exploited |\n|--|--|--|\n| CVE-2026-10231 | 9.8 | yes |\n| CVE\u20102025\u20105777 | 9.3 | yes |\n\nTTPs: T1566.002, T1204.001 & T1555 (TA0006)", (("cve", "CVE-2026-10231", ""), ("cve", "CVE-2025-5777", ""), ("attack-id", "T1566.002", ""), ("attack-id", "T1204.001", ""), ("attack-id", "T1555", ""), ("attack-id", "TA0006", ""))),
    # Look-alikes and split names
    ("Three names imitate banks: techcọmbank-vn.com, vietinbаnk.info (Cyrillic a) and xn--mbbnk-l11b.net.", (("domain", "xn--techcmbank-vn-7w2g.com", _M), ("domain", "xn--vietinbnk-6yh.info", _M), ("domain", "xn--mbbnk-l11b.net", _M))),
    ("The fake page techc ọ mbank-login.com copied the logo.", (("domain", "xn--techcmbank-login-3w1i.com", _M),)),
    # Benign and malicious in one sentence
    ("Unlike the real service at https://www.office.com, the page at https://office.brass-otter.icu/login steals passwords; it loads jQuery from code.jquery.com.", (("url", "https://www.office.com", _B), ("url", "https://office.brass-otter.icu/login", _M), ("domain", "code.jquery.com", _B))),
    ("The malware pings www.google.com to test the connection before it fetches http://brass-otter.cfd/cfg.", (("domain", "www.google.com", _B), ("url", "http://brass-otter.cfd/cfg", _M))),
    ("Report suspicious messages to report@phishing.gov.uk or to https://www.ic3.gov; lines are open on 0300 123 2040.", (("email", "report@phishing.gov.uk", _B), ("url", "https://www.ic3.gov", _B))),
    # Names
    ("Lazarus Group used Mimikatz against a defence contractor in Japan and a shipping firm in the Philippines.", (("actor", "Lazarus Group", ""), ("tool", "Mimikatz", ""), ("country", "JP", ""), ("country", "PH", ""), ("sector", "defense", ""), ("sector", "transportation", ""))),
    ("MINISTRY OF PUBLIC SECURITY\nPolice of the Province\n\nNOTICE\nThe police warn: since 02 February 2026 fake shops have sold phones through brass-otter.bond and taken deposits. Nobody should transfer money.", (("domain", "brass-otter.bond", _M), ("date", "2026-02-02", ""))),
)  # fmt: skip
VIETNAMESE: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Thông báo của công an, ngân hàng; phần đầu thư không phải nạn nhân
    ("BỘ CÔNG AN\nCÔNG AN TỈNH SÔNG XANH\n-------\nSố: 112/TB-CAT\n\nTHÔNG BÁO\nVề thủ đoạn lừa đảo qua mạng nhắm vào các trường học\n\nĐối tượng lập trang https://hocbong-raicaxanh.top để thu tiền đặt cọc của phụ huynh.", (("sector", "education", ""), ("url", "https://hocbong-raicaxanh.top", _M), ("crime", "fraud", ""))),
    ("Ngân hàng Quân đội (MB) cảnh báo trang mbbank-raicaxanh.vip giả mạo ngân hàng.", (("sector", "financial-services", ""), ("domain", "mbbank-raicaxanh.vip", _M))),
    ("CÔNG AN PHƯỜNG BẾN TRE CŨ\nKhuyến cáo: kẻ gian mạo danh công an phường gọi từ số 0587.112.334 yêu cầu cài ứng dụng từ https://vneid-raicaxanh.cc/tai.apk. Người dân liên hệ Công an phường qua số 0275 3822 113.", (("phone", "+84587112334", _M), ("url", "https://vneid-raicaxanh.cc/tai.apk", _M), ("phone", "+842753822113", _B), ("crime", "impersonating-police", ""))),
    # Đầu tư giả
    ("Nhóm Zalo kêu gọi đầu tư sàn chứng khoán quốc tế giả tại raicaxanh-fx.com rồi chặn rút tiền.", (("crime", "fake-investment", ""), ("domain", "raicaxanh-fx.com", _M))),
    ("Bị hại nạp 2,4 tỷ đồng vào sàn giao dịch ngoại hối ảo RCX tại địa chỉ app.raicaxanh-fx[.]com, sàn sập sau hai tuần.", (("domain", "app.raicaxanh-fx.com", _M),)),
    # Đoạn chat
    ("[20:11, 05/02/2026] Chị Lan: em ơi link này có phải của ngân hàng ko https://raicaxanh-bank.icu/otp\n[20:12, 05/02/2026] CSKH: dạ không, đây là trang lừa đảo chị nhé, chị gọi ngay 1900 545 415 để khóa thẻ", (("date", "2026-02-05", ""), ("url", "https://raicaxanh-bank.icu/otp", _M), ("phone", "+841900545415", _B))),
    ("Hùng 09:02\nchuyển giúp anh vào stk 0381000112233 vcb nhé\nHùng 09:03\nhoặc 19036655443322 tcb tên NGUYEN VAN X\nGhi chú của nạn nhân: Zalo này bị chiếm đoạt, tiền đã chuyển đi.", (("bank-account", "VCB:0381000112233", _M), ("bank-account", "TCB:19036655443322", _M))),
    ("Telegram @raicaxanh_hr: \"Chị làm nhiệm vụ ở https://nv.raicaxanh.live/m/#/reg?code=88 rồi nạp vào Vietinbank 107877665544 nhé\" – tin nhắn của nhóm lừa đảo việc nhẹ lương cao.", (("url", "https://nv.raicaxanh.live/m/#/reg?code=88", _M), ("bank-account", "ICB:107877665544", _M), ("crime", "job-scam", ""), ("crime", "fraud", ""))),
    # SMS
    ("SMS 1: \"[VPBank] Quy khach no cuoc 1,250,000d. Dong tai vpb.raicaxanh.buzz/no truoc 18h\"\nSMS 2: \"EVN thong bao cat dien, LH 0563 998 877\"\nCả hai đều là tin giả mạo.", (("url", "vpb.raicaxanh.buzz/no", _M), ("phone", "+84563998877", _M))),
    ("Tin nhan gui tu 0528xxx123 co noi dung: \"Ban duoc nhan tro cap, bam vao hxxp://trocap-raicaxanh[.]xyz\". De nghi chan ten mien nay.", (("url", "http://trocap-raicaxanh.xyz", _M),)),
    # Tài khoản và đường dây nóng trong một dòng
    ("Tài khoản nhận tiền lừa đảo: 0451000223344 Vietcombank; nếu đã chuyển, gọi ngay hotline 1900 54 54 13 của ngân hàng.", (("bank-account", "VCB:0451000223344", _M), ("phone", "+841900545413", _B))),
    ("Kẻ gian gọi từ 0589 445 566, đọc số tài khoản 060287654321 (Sacombank) và bảo nạn nhân nhắn lại 0589 445 567.", (("phone", "+84589445566", _M), ("bank-account", "STB:060287654321", _M), ("phone", "+84589445567", _M))),
    ("| Ngân hàng | STK | Chủ TK | Điện thoại liên hệ của đối tượng |\n|---|---|---|---|\n| ACB | 23456789 | TRAN VAN Y | 0583 221 100 |\n| Agribank | 1500205123456 | LE THI Z | 0583 221 101 |\n\nCác tài khoản trên dùng để lừa đảo.", (("bank-account", "ACB:23456789", _M), ("phone", "+84583221100", _M), ("bank-account", "VBA:1500205123456", _M), ("phone", "+84583221101", _M))),
    ("Đã chuyển 50.000.000đ lúc 14:05 ngày 07/02/2026 đến TK 102877665544 - NH Công thương VN (Vietinbank), nội dung \"nop bao lanh\", mã GD FT26038123456789.", (("bank-account", "ICB:102877665544", ""), ("date", "2026-02-07", ""))),
    # Tiền mã hóa với "liên hệ"
    ("Thư tống tiền: gửi 0,5 BTC vào 16W32P9WxFh7qkgESnGQgtAzDd1MC3J9FJ rồi liên hệ qua Telegram @raica_unlock hoặc mail unlock@raicaxanh.cyou.", (("coin", "btc:16W32P9WxFh7qkgESnGQgtAzDd1MC3J9FJ", _M), ("email", "unlock@raicaxanh.cyou", _M))),
    ("Ví của kẻ lừa đảo: TFUF2SXF6yp4zvjs33v8D2s88QkfT2Sfqi (TRC20), liên hệ Zalo 0523 667 788.", (("coin", "trx:TFUF2SXF6yp4zvjs33v8D2s88QkfT2Sfqi", _M), ("phone", "+84523667788", _M))),
    ("Nạn nhân chuyển ETH tới 0x3c5661974942379614b943d0593e4a5e3f85900a ba lần, tổng 12,5 ETH.", (("coin", "eth:0x3c5661974942379614b943d0593e4a5e3f85900a", _M),)),
    # Bảng chỉ dấu
    (f"PHỤ LỤC: DANH SÁCH CHỈ DẤU TẤN CÔNG\nSTT | Loại | Giá trị\n1 | Tên miền | raicaxanh-cdn[.]net\n2 | Địa chỉ IP | 103.179.188[.]24\n3 | Mã băm | {_MD5}\n4 | Mutex | RcxMutex_2026\n5 | Khóa registry | HKLM\\SOFTWARE\\RaiCa\\Svc\n6 | Tệp | capnhat_vneid.apk\n", (("domain", "raicaxanh-cdn.net", _M), ("ipv4", "103.179.188.24", _M), ("md5", _MD5, _M), ("mutex", "RcxMutex_2026", _M), ("registry-key", "HKLM\\SOFTWARE\\RaiCa\\Svc", _M), ("file-name", "capnhat_vneid.apk", _M))),
    (f"Mẫu: RaiCa Loader\n- SHA1: {_SHA1.upper()}\n- Tên tệp: Giay moi hop.pdf.lnk\n- Máy chủ điều khiển: 103.179.188.25:8443, c2.raicaxanh-cdn.net", (("malware", "RaiCa", ""), ("sha1", _SHA1, ""), ("file-name", "Giay moi hop.pdf.lnk", ""), ("ipv4", "103.179.188.25", _M), ("domain", "c2.raicaxanh-cdn.net", _M))),
    # Tách chữ
    ("Trang techc ọ mbank.net giả giao diện ngân hàng để lấy mật khẩu.", (("domain", "xn--techcmbank-cx3e.net", _M),)),
    ("Tên miền giả: shopeẹ-sale.com, bưuđiện.top và https://vıetcombank.online/dangnhap", (("domain", "xn--shope-sale-1q3e.com", _M), ("domain", "xn--buin-1ua66gr30m.top", _M), ("url", "https://xn--vetcombank-xub.online/dangnhap", _M))),
    ("Kẻ gian dùng raicaxanh chấm com, raicaxanh(chấm)net, raicaxanh[.]com(.)vn và admin[a còng]raicaxanh[chấm]net", (("domain", "raicaxanh.com", _M), ("domain", "raicaxanh.net", _M), ("domain", "raicaxanh.com.vn", _M), ("email", "admin@raicaxanh.net", _M))),
    # Thư có chữ ký
    ("Kính gửi anh chị,\nĐề nghị chặn máy chủ 103.179.188.26 và trang hxxps://thuphi-raicaxanh[.]site.\n\nThân mến,\nNguyễn Văn Mẫu\nTrung tâm Giám sát\nDi động: 0912 000 111 – Máy lẻ 203\nE: mau.nv@donvi.example | W: www.donvi.example", (("ipv4", "103.179.188.26", _M), ("url", "https://thuphi-raicaxanh.site", _M), ("phone", "+84912000111", _B), ("email", "mau.nv@donvi.example", _B), ("host-name", "www.donvi.example", _B))),
    ("Từ: Tổng cục Thuế <hoantien@raicaxanh.sbs>\nĐến: ketoan@congty.example\nTiêu đề: Hoàn thuế TNCN\nNgày: 09/02/2026\n\nThư trên là thư lừa đảo, tệp đính kèm To_khai_hoan_thue.xlsm chứa mã độc.", (("email", "hoantien@raicaxanh.sbs", _M), ("email", "ketoan@congty.example", _B), ("date", "2026-02-09", ""), ("file-name", "To_khai_hoan_thue.xlsm", ""))),
    # Cảnh báo ngân hàng
    ("Techcombank khuyến cáo: khách hàng KHÔNG truy cập các đường link lạ như techcombank-raicaxanh.shop, chỉ dùng techcombank.com.vn. Mọi thắc mắc xin gọi 1800 588 822 hoặc email call_center@nganhang.example.", (("domain", "techcombank-raicaxanh.shop", _M), ("domain", "techcombank.com.vn", _B), ("phone", "+841800588822", _B), ("email", "call_center@nganhang.example", _B))),
    ("Để được hỗ trợ, nạn nhân gọi Tổng đài 111, Công an 113, hoặc số 024 3942 2532; không gọi lại số 1900 3439 của đối tượng.", (("phone", "+842439422532", _B), ("phone", "+8419003439", _M))),
    # Chỉ giống
    ("Hóa đơn số 00012345, MST 0109998887, ngày 03/02/2026, cộng 3.450.000 đ; CMND 012345678; thửa đất số 112, tờ bản đồ 07; công văn 1234/BTTTT-CATTT; khoản 1.2.3.4.", (("date", "2026-02-03", ""),)),
    ("Quý I/2026 tăng 12.5% so với 10.204.15 tỷ; xem trang 12.Tổng kết.Người dùng nên cập nhật Android 14.0.1.2 trở lên.", (("ipv4", "14.0.1.2", _B),)),
    # Dải, cổng, IPv6
    ("Quét từ 103.179.188.0/24, 103.179.189.10-103.179.189.20, [2405:f980:1::66]:443; cổng thông tin nội bộ 172.20.1.5 không bị ảnh hưởng.", (("cidr", "103.179.188.0/24", _M), ("ipv4", "103.179.189.10", _M), ("ipv4", "103.179.189.20", _M), ("ipv6", "2405:f980:1::66", _M), ("ipv4", "172.20.1.5", _B))),
    # CVE, nhóm, mã độc
    ("Ngày 1/2/2026, OceanLotus khai thác CVE-2025-31324, cve-2026-0101 phát tán PlugX vào các bệnh viện và doanh nghiệp điện lực ở Việt Nam, Indonesia (T1195.002).", (("date", "2026-02-01", ""), ("actor", "OceanLotus", ""), ("cve", "CVE-2025-31324", ""), ("cve", "CVE-2026-0101", ""), ("malware", "PlugX", ""), ("sector", "healthcare", ""), ("sector", "energy", ""), ("country", "VN", ""), ("country", "ID", ""), ("attack-id", "T1195.002", ""))),
    # Brandname
    ("Trạm BTS giả phát tin nhắn với tên người gửi \"TPBANK\" và \"BIDV\" chứa liên kết hxxps://bidv-raicaxanh[.]vip", (("brandname", "TPBANK", _M), ("brandname", "BIDV", _M), ("url", "https://bidv-raicaxanh.vip", _M))),
    ("Tài liệu tham khảo\n[1] https://ncsc.gov.vn/canh-bao-raica\n[2] https://vietnamnet.vn/lua-dao-raicaxanh-2371.html\n[3] Báo cáo quý: https://lab.example/q1.pdf", (("url", "https://ncsc.gov.vn/canh-bao-raica", _B), ("url", "https://vietnamnet.vn/lua-dao-raicaxanh-2371.html", _B), ("url", "https://lab.example/q1.pdf", _B))),
)  # fmt: skip
