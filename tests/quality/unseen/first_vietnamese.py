"""Vietnamese cases written before their rules were looked at: text, then type, value and context of what it holds.

Names and numbers are made up.
"""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"

UNSEEN: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    # Tháo ngòi
    ("Máy chủ điều khiển đặt tại capnhat-ung-dung[.]top, mirror(.)capnhat-ung-dung(.)top và cdn[dot]capnhat-ung-dung[dot]top.", (("domain", "capnhat-ung-dung.top", _M), ("domain", "mirror.capnhat-ung-dung.top", _M), ("domain", "cdn.capnhat-ung-dung.top", _M))),
    ("Người dùng bị dẫn tới hxxp://dichvucong-vneid[.]cc/taiapp.apk để tải ứng dụng VNeID giả mạo.", (("url", "http://dichvucong-vneid.cc/taiapp.apk", _M), ("crime", "impersonating-authority", ""))),
    ("Tên miền giả mạo: vneid(chấm)click, vssid[chấm]online", (("domain", "vneid.click", _M), ("domain", "vssid.online", _M))),
    ("Đường dẫn độc hại hXXps[:]//thue-tncn[.]online/hoan-thue?ma=12", (("url", "https://thue-tncn.online/hoan-thue?ma=12", _M),)),
    ("Truy cập trang evncskh . online để đóng tiền điện là lừa đảo.", (("domain", "evncskh.online", _M),)),
    ("Thư giả mạo gửi từ thongbao[@]toa-an-vn[.]com và hotro(at)toa-an-vn(dot)com", (("email", "thongbao@toa-an-vn.com", _M), ("email", "hotro@toa-an-vn.com", _M))),
    ("Trang lừa đảo tindung\u200b-nhanh.\u200bxyz vừa bị chặn.", (("domain", "tindung-nhanh.xyz", _M),)),
    ("Mã độc được phát tán từ hxxps://tai-ve[.]capnhat-chinhsach[.]site/2024/\nchinh-sach-moi.apk trong tháng qua", (("url", "https://tai-ve.capnhat-chinhsach.site/2024/chinh-sach-moi.apk", _M),)),
    ("Mã độc kết nối 103[.]151[.]122[.]9:8888 và 103.151.122[.]10", (("ipv4", "103.151.122.9", _M), ("ipv4", "103.151.122.10", _M))),
    # Tên miền nhái và IDN
    ("Website giả mạo vietcombạnk.com và ngânhàngsố.vn lấy cắp mã OTP.", (("domain", "vietcombạnk.com".encode("idna").decode(), _M), ("domain", "ngânhàngsố.vn".encode("idna").decode(), _M), ("crime", "otp-theft", ""), ("crime", "phishing", ""))),
    ("Trang techcornbank.vip giả mạo ngân hàng Techcombank; trang chính thức là techcombank.com.", (("domain", "techcornbank.vip", _M), ("domain", "techcombank.com", _B))),
    ("Đối tượng lập trang shoppee-tuyendung.com để tuyển cộng tác viên “việc nhẹ lương cao”.", (("domain", "shoppee-tuyendung.com", _M), ("crime", "job-scam", ""))),
    ("Xem http://báo-điện-tử.vn/tin-tức/cảnh-báo-lừa-đảo để biết thêm.", (("url", "http://" + "báo-điện-tử.vn".encode("idna").decode() + "/tin-t%E1%BB%A9c/c%E1%BA%A3nh-b%C3%A1o-l%E1%BB%ABa-%C4%91%E1%BA%A3o", _B),)),
    # Điện thoại
    ("Đối tượng lừa đảo dùng các số 0912.345.678, 0987-654-321, 038 999 1234 và +84 (0)70 222 3333.", (("phone", "+84912345678", _M), ("phone", "+84987654321", _M), ("phone", "+84389991234", _M), ("phone", "+84702223333", _M))),
    ("Cuộc gọi giả danh công an từ 024 3939 1234, 028.3822.5678 và 0236 3888 999.", (("phone", "+842439391234", _M), ("phone", "+842838225678", _M), ("phone", "+842363888999", _M), ("crime", "impersonating-police", ""))),
    ("Gọi ngay đường dây nóng 1900 545 481 hoặc 113 để trình báo.", (("phone", "+841900545481", _B),)),
    ("Số 0084912000111 và 84-912-000-222 nhắn tin quấy rối, đe dọa đòi nợ.", (("phone", "+84912000111", ""), ("phone", "+84912000222", ""))),
    ("Kẻ lừa đảo ở nước ngoài gọi từ +855 12 345 678, +66 2 123 4567 và +856 20 5555 1234.", (("phone", "+85512345678", _M), ("phone", "+6621234567", _M), ("phone", "+8562055551234", _M))),
    ("Số CCCD 001099012345, mã đơn hàng 2024110512345678, số tiền 1.250.000.000 đồng, quyết định 1234/QĐ-TTg.", ()),
    ("SĐT: 0912345678 (Zalo), đt 0243.999.8888 máy lẻ 12", (("phone", "+84912345678", ""), ("phone", "+842439998888", ""))),
    # Tài khoản ngân hàng
    ("Nạn nhân chuyển tiền vào STK 0071001234567 Vietcombank, chủ TK NGUYEN VAN AN.", (("bank-account", "VCB:0071001234567", _M),)),
    ("Số tài khoản: 19031234567890 - Ngân hàng TMCP Kỹ thương Việt Nam (Techcombank)", (("bank-account", "TCB:19031234567890", ""),)),
    ("Chuyển khoản tới tài khoản 1234567890 mở tại Ngân hàng TMCP Đầu tư và Phát triển Việt Nam chi nhánh Hà Nội để “xác minh”.", (("bank-account", "BIDV:1234567890", ""),)),
    ("MB Bank 0981234567 TRAN THI BINH; ACB 12345678; VIB 601234567", (("bank-account", "MB:0981234567", ""), ("bank-account", "ACB:12345678", ""), ("bank-account", "VIB:601234567", ""))),
    ("Số TK 060123456789 ngân hàng Sài Gòn Thương Tín; tk số 3123205123456 Agribank", (("bank-account", "STB:060123456789", ""), ("bank-account", "VBA:3123205123456", ""))),
    ("stk: 1903 4567 8901 23 TCB; STK VPBank: 123456789", (("bank-account", "TCB:19034567890123", ""), ("bank-account", "VPB:123456789", ""))),
    ("Ví điện tử MoMo 0909123456 nhận tiền của bị hại.", (("bank-account", "MOMO:0909123456", ""),)),
    # Brandname
    ("Tin nhắn mang brandname VCB và “Bo Cong An” được gửi từ trạm BTS giả.", (("brandname", "VCB", _M), ("brandname", "Bo Cong An", _M), ("crime", "sim-box", ""))),
    ("Tin nhắn thương hiệu 'TPBank' chứa link tpbank-vn[.]xyz", (("brandname", "TPBank", _M), ("domain", "tpbank-vn.xyz", _M))),
    # Tiền mã hóa
    ("Tiền được chuyển qua ví USDT TBWENCHcFkpDxybBtFkaPhxyee2f335afA và ví bitcoin 12Y2N8ut72hGooXZHz6rsZGqjrHLs7UnZC", (("coin", "trx:TBWENCHcFkpDxybBtFkaPhxyee2f335afA", ""), ("coin", "btc:12Y2N8ut72hGooXZHz6rsZGqjrHLs7UnZC", ""))),
    ("Địa chỉ ví ETH: 0xd8da6bf26964af9d7eed9e03e53415d37aa96045", (("coin", "eth:0xd8da6bf26964af9d7eed9e03e53415d37aa96045", ""),)),
    # Băm
    ("Tệp VNeID.apk có mã băm MD5 FAAEA813D54AFA9053928C330B18BB3D, SHA-1: bfa70f858fc2f555539407045991618b98eb4ea8.", (("file-name", "VNeID.apk", ""), ("md5", "faaea813d54afa9053928c330b18bb3d", ""), ("sha1", "bfa70f858fc2f555539407045991618b98eb4ea8", ""))),
    ("Mã băm SHA-256 của mã độc: 10d628d8f386fc879c78814f51e3b099\na38b86db08a044946a9bdcdb9b94434c", (("sha256", "10d628d8f386fc879c78814f51e3b099a38b86db08a044946a9bdcdb9b94434c", _M),)),
    # Tệp, đường dẫn, registry, mutex
    ("Mã độc sao chép vào C:\\Users\\Public\\Libraries\\chrome_update.exe và %APPDATA%\\Zalo\\zalo.dll.", (("file-path", "C:\\Users\\Public\\Libraries\\chrome_update.exe", ""), ("file-path", "%APPDATA%\\Zalo\\zalo.dll", ""))),
    ("Tệp đính kèm “Thông báo nộp phạt.pdf.exe” và \"Giay moi.docx.lnk\" nằm trong tệp nén Cong_van.rar", (("file-name", "Thông báo nộp phạt.pdf.exe", ""), ("file-name", "Giay moi.docx.lnk", ""), ("file-name", "Cong_van.rar", ""))),
    ("Nó tạo khóa HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce\\Zalo và mutex tên là \"VnUpd_2024\".", (("registry-key", "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce\\Zalo", ""), ("mutex", "VnUpd_2024", ""))),
    ("Trên Linux, mã độc ghi vào /etc/systemd/system/capnhat.service và /var/lib/.x/khai_thac", (("file-path", "/etc/systemd/system/capnhat.service", ""), ("file-path", "/var/lib/.x/khai_thac", ""))),
    ("Xem tệp huongdan.md, chạy main.py; phiên bản 2.1.0.5, mục 3.2.1.4, điều 5.1. Hết.Tiếp theo là phần hai.", (("file-name", "huongdan.md", ""), ("file-name", "main.py", ""), ("ipv4", "2.1.0.5", _B))),
    # CVE, ATT&CK
    ("Lỗ hổng CVE-2023-38831 trong WinRAR và cve‑2022‑30190 bị khai thác; kỹ thuật T1566.001, T1204.002.", (("cve", "CVE-2023-38831", ""), ("cve", "CVE-2022-30190", ""), ("attack-id", "T1566.001", ""), ("attack-id", "T1204.002", ""))),
    # Tên
    ("Nhóm tấn công OceanLotus (APT32) và Mustang Panda dùng mã độc PlugX nhắm vào cơ quan nhà nước.", (("actor", "OceanLotus", ""), ("actor", "APT32", ""), ("actor", "Mustang Panda", ""), ("malware", "PlugX", ""))),
    ("Mã độc VietGhost đánh cắp thông tin. Biến thể mới của VietGhost còn ghi âm. Phần mềm gián điệp MatThan theo dõi nạn nhân.", (("malware", "VietGhost", ""), ("malware", "VietGhost", ""), ("malware", "MatThan", ""))),
    ("Mã độc tống tiền LockViet mã hóa dữ liệu bệnh viện; trojan BankHunter lấy cắp tài khoản.", (("malware", "LockViet", ""), ("malware", "BankHunter", ""))),
    # Tội phạm và phương thức
    ("Đối tượng giả danh cán bộ công an, viện kiểm sát gọi điện đe dọa nạn nhân liên quan đường dây rửa tiền.", (("crime", "impersonating-police", ""), ("crime", "money-laundering", ""))),
    ("Thủ đoạn giả mạo nhân viên ngân hàng, giả mạo điện lực EVN yêu cầu cài ứng dụng.", (("crime", "impersonating-bank", ""), ("crime", "impersonating-company", ""))),
    ("Lừa đảo đầu tư qua sàn giao dịch ảo, sàn forex trái phép và sàn tiền ảo.", (("crime", "fake-investment", ""),)),
    ("Triệt phá đường dây đánh bạc qua mạng và tổ chức cá độ bóng đá.", (("crime", "online-gambling", ""),)),
    ("Mua bán, cho thuê tài khoản ngân hàng để nhận tiền lừa đảo.", (("crime", "mule-accounts", ""), ("crime", "fraud", ""))),
    ("Dùng công nghệ deepfake để gọi video giả khuôn mặt, giọng nói người thân vay tiền.", (("crime", "deepfake", ""), ("crime", "impersonating-relative", ""))),
    ("Chiếm quyền tài khoản Facebook, Zalo rồi nhắn tin mượn tiền bạn bè.", (("crime", "account-takeover", ""), ("crime", "impersonating-relative", ""))),
    ("Thu giữ thiết bị simbox, hàng nghìn sim rác.", (("crime", "sim-box", ""), ("crime", "junk-sim", ""))),
    ("Ứng dụng cho vay nặng lãi, vay tiền online rồi khủng bố đòi nợ.", (("crime", "loan-app", ""),)),
    ("Yêu cầu cung cấp mã OTP để chiếm đoạt tiền trong tài khoản.", (("crime", "otp-theft", ""),)),
    ("Chuyển tiền cho đối tượng để 'làm nhiệm vụ' trên Shopee, tuyển cộng tác viên online.", (("crime", "job-scam", ""),)),
    ("Lua dao tinh cam, ket ban qua mang gui qua tu nuoc ngoai", (("crime", "romance-scam", ""), ("crime", "gift-scam", ""))),
    ("Tấn công từ chối dịch vụ, thay đổi giao diện trang thông tin điện tử.", (("crime", "ddos", ""), ("crime", "defacement", ""))),
    ("Giả mạo ứng dụng VssID, Dịch vụ công, Tổng cục Thuế để chiếm quyền điều khiển điện thoại.", (("crime", "impersonating-authority", ""), ("crime", "remote-control-app", ""))),
    ("Lấy lại tiền bị lừa: giả danh luật sư nhận thu hồi tiền lừa đảo.", (("crime", "recovery-scam", ""),)),
    ("Mua bán dữ liệu cá nhân và làm lộ lọt thông tin khách hàng.", (("crime", "data-trade", ""), ("crime", "data-leak", ""))),
    # Lĩnh vực, quốc gia, ngày
    ("Nạn nhân là các doanh nghiệp viễn thông, bệnh viện tại Việt Nam, Campuchia và Thái Lan.", (("sector", "communications", ""), ("sector", "healthcare", ""), ("country", "VN", ""), ("country", "KH", ""), ("country", "TH", ""))),
    ("Ngày 05/11/2024 và ngày 7 tháng 12 năm 2024, lúc 10 giờ ngày 09-01-2025.", (("date", "2024-11-05", ""), ("date", "2024-12-07", ""), ("date", "2025-01-09", ""))),
    # Ngữ cảnh
    ("Mọi thông tin xin liên hệ: Cục An toàn thông tin, email ncsc@ais.gov.vn, điện thoại 024.3209.1616, website https://khonggianmang.vn", (("email", "ncsc@ais.gov.vn", _B), ("phone", "+842432091616", _B), ("url", "https://khonggianmang.vn", _B))),
    ("Nguồn: https://tingia.gov.vn/canh-bao-123 và https://vnexpress.net/lua-dao-4567.html", (("url", "https://tingia.gov.vn/canh-bao-123", _B), ("url", "https://vnexpress.net/lua-dao-4567.html", _B))),
    ("Danh sách tên miền độc hại:\n1. vaytiennhanh247.net\n2. 88-nhacai.club\n3. nhanqua-tet.top", (("domain", "vaytiennhanh247.net", _M), ("domain", "88-nhacai.club", _M), ("domain", "nhanqua-tet.top", _M))),
    ("Người dân chỉ tải ứng dụng VNeID trên App Store, Google Play hoặc tại vneid.gov.vn.", (("domain", "vneid.gov.vn", _B),)),
    ("Ví dụ: trang http://nganhang.example.com/dang-nhap chỉ để minh họa.", (("url", "http://nganhang.example.com/dang-nhap", _B),)),
    ("Tin nhan: 'Tai khoan cua ban se bi khoa, truy cap http://vcb.vn-xt.cc de xac nhan'. Day la tin nhan lua dao.", (("url", "http://vcb.vn-xt.cc", _M), ("crime", "smishing", ""))),
    ("Kết quả kiểm tra trên https://www.virustotal.com/gui/domain/abc cho thấy 12 hãng cảnh báo; Bkav và Viettel đã chặn.", (("url", "https://www.virustotal.com/gui/domain/abc", _B),)),
    ("Kẻ gian lập fanpage facebook.com/congan.hotro.247 và kênh t.me/hotro_phaply247 để lừa nạn nhân.", (("url", "facebook.com/congan.hotro.247", _M), ("url", "t.me/hotro_phaply247", _M))),
    ("Nhóm Telegram @chungkhoan_vip88 mời đầu tư, Zalo 0777.888.999 hướng dẫn nạp tiền.", (("phone", "+84777888999", ""),)),
)  # fmt: skip
