"""Short Vietnamese and English alerts of our own, in the manner of police and banks, with their keys.

Names end in ones that nobody can register or are kept for documentation; numbers are made up.
"""

from typing import Final

# Text, then what it holds: type, value, context.
ALERTS: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    (
        "Đối tượng giả danh công an gọi từ số 0912 345 678 yêu cầu chuyển tiền vào số tài khoản 0123456789012 ngân hàng Vietcombank. "
        "Người dân cần trình báo qua đường dây nóng 0243 822 5000.",
        (("phone", "+84912345678", "malicious"), ("bank-account", "vcb:0123456789012", "malicious"), ("phone", "+842438225000", "benign")),
    ),
    (
        "Cảnh báo website giả mạo vietcombank-khuyenmai[.]top và hxxps://vcb-tangqua[.]vip/dang-nhap. "
        "Website chính thức của ngân hàng là https://www.vietcombank.com.vn.",
        (("domain", "vietcombank-khuyenmai.top", "malicious"), ("url", "vcb-tangqua.vip/dang-nhap", "malicious"), ("url", "www.vietcombank.com.vn", "benign")),
    ),
    (
        "Mã độc kết nối tới máy chủ điều khiển 45.77.12[.]34:8443 và 103.253.40(.)12, tải về tệp `capnhat.apk` có SHA-256 "
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08. Xem thêm phân tích tại https://blog.cert.example/bai-viet.",
        (("ipv4", "45.77.12.34", "malicious"), ("ipv4", "103.253.40.12", "malicious"), ("file-name", "capnhat.apk", "malicious"),
         ("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "malicious"), ("url", "blog.cert.example/bai-viet", "benign")),
    ),
    (
        "Các đối tượng dùng trạm BTS giả gửi tin nhắn brandname \"ACB\" chứa liên kết acb-vn[dot]cc cho hàng nghìn thuê bao.",
        (("brandname", "acb", "malicious"), ("domain", "acb-vn.cc", "malicious")),
    ),
    (
        "STK 19036812345678 Techcombank và 0987654321 tại MB Bank đều đứng tên người cho thuê tài khoản; tiền được rửa qua ví "
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t.",
        (("bank-account", "tcb:19036812345678", "malicious"), ("bank-account", "mb:0987654321", "malicious"), ("coin", "trx:tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t", "malicious")),
    ),
    (
        "Sàn đầu tư ảo hoạt động trên các tên miền dautu-quocte[.]xyz, ngânhàng-việt[.]vn; nhóm Zalo do số +84 (0) 868 123 456 quản lý để lừa nạn nhân.",
        (("domain", "dautu-quocte.xyz", "malicious"), ("domain", "xn--ngnhng-vit-k4av1160h.vn", "malicious"), ("phone", "+84868123456", "malicious")),
    ),
    (
        "Email lừa đảo gửi từ ketoan@cong-ty-abc[.]com, đính kèm `Hoa don GTGT.pdf.exe`. Liên hệ hỗ trợ: cskh@nganhang.example.",
        (("email", "ketoan@cong-ty-abc.com", "malicious"), ("file-name", "hoa don gtgt.pdf.exe", "malicious"), ("email", "cskh@nganhang.example", "benign")),
    ),
    (
        "Kẻ tấn công ghi khóa HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run và tạo mutex \"Global\\QuetVirus\" trước khi mã hóa dữ liệu tại C:\\Users\\Public\\Documents\\ma hoa.dll.",
        (("registry-key", "hkcu\\software\\microsoft\\windows\\currentversion\\run", "malicious"), ("mutex", "global\\quetvirus", "malicious"),
         ("file-path", "c:\\users\\public\\documents\\ma hoa.dll", "malicious")),
    ),
    (
        "The loader beacons to update-check[.]example-cdn[.]net and 198.51.100[.]23. According to https://research.vendor.example/report the group also used Google Docs "
        "(https://docs.google.com/document/d/abc) as a decoy; version 10.0.19.1 of the tool is affected.",
        (("domain", "update-check.example-cdn.net", "malicious"), ("ipv4", "198.51.100.23", "malicious"), ("url", "research.vendor.example/report", "benign"),
         ("url", "docs.google.com/document/d/abc", "benign"), ("ipv4", "10.0.19.1", "benign")),
    ),
    (
        "Indicators of compromise\nevil-update.net\n185.220.101.45\nhttp://185.220.101.45/gate.php\n\nReferences\nhttps://example.org/analysis\nhttps://github.com/vendor/iocs\n",
        (("domain", "evil-update.net", "malicious"), ("ipv4", "185.220.101.45", "malicious"), ("url", "185.220.101.45/gate.php", "malicious"),
         ("url", "example.org/analysis", "benign"), ("url", "github.com/vendor/iocs", "benign")),
    ),
    (
        "See readme.md and run main.py; the server listens on 127.0.0.1:8080. For example, a client at 192.0.2.10 asks api.example.com.",
        (("file-name", "readme.md", "benign"), ("file-name", "main.py", ""), ("ipv4", "127.0.0.1", "benign"), ("ipv4", "192.0.2.10", "benign"), ("domain", "api.example.com", "benign")),
    ),
    (
        "Tin nhan lua dao: truy cap vietc0mbank.vip/xac-thuc de nhan qua, goi 0867.123.456. Nguon: https://congan.gov.vn/canh-bao",
        (("url", "vietc0mbank.vip/xac-thuc", "malicious"), ("phone", "+84867123456", "malicious"), ("url", "congan.gov.vn/canh-bao", "benign")),
    ),
)  # fmt: skip
