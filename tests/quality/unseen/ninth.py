"""A ninth set, small, written after the eighth was mended and before its own first run."""

from typing import Final

_M: Final = "malicious"
_B: Final = "benign"

VIETNAMESE: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    ("Ngân hàng Cây Tre trân trọng thông báo: từ ngày 10/4 xuất hiện website caytre-khachhang.example sử dụng trái phép logo của chúng tôi. Website chính thức là https://www.caytre.example. Hotline: 1900 6060.", (("host-name", "caytre-khachhang.example", _M), ("url", "https://www.caytre.example", _B), ("phone", "+8419006060", _B))),
    ("Công an thị xã cho hay, khoảng 9h ngày 2/4, bà N. nhận điện thoại từ số 0583 000 123, đầu dây bên kia nói bà liên quan vụ án ma túy. Bà N. đã chuyển 400 triệu đồng tới tài khoản 107800001111 của VietinBank.", (("phone", "+84583000123", _M), ("bank-account", "ICB:107800001111", _M))),
    ("Sáng nay phát hiện email mạo danh hiệu trưởng (hieutruong@truongtre.example) gửi phụ huynh, kèm link https://hocphi-tre.example. Nhà trường chỉ thu học phí qua ứng dụng của trường, liên hệ văn phòng 024 3555 0123.", (("email", "hieutruong@truongtre.example", _M), ("url", "https://hocphi-tre.example", _M), ("phone", "+842435550123", _B))),
    ("IOC mới (nguồn: CERT đối tác): IP 203.0.113.150, 203.0.113.151; tên miền tre-sync.example; user-agent TreBot/1.0.", (("ipv4", "203.0.113.150", _M), ("ipv4", "203.0.113.151", _M), ("host-name", "tre-sync.example", _M))),
    ("22:00 nhận ca. 22:40 IDS cảnh báo máy 10.3.3.3 truy vấn tre-dga1.example liên tục. 23:00 đã cô lập. 23:30 kiểm tra thêm 192.0.2.60, đây là máy in, không vấn đề.", (("ipv4", "10.3.3.3", _B), ("host-name", "tre-dga1.example", _M), ("ipv4", "192.0.2.60", _B))),
    ("Cảnh giác chiêu lừa \"hoàn tiền vé máy bay\": kẻ xấu gửi mail từ support@tre-airlines.example, yêu cầu điền số thẻ ở https://hoantien-tre.example/form. Hãng khẳng định chỉ liên lạc qua cskh@hangbay.example.", (("email", "support@tre-airlines.example", _M), ("url", "https://hoantien-tre.example/form", _M), ("email", "cskh@hangbay.example", _B))),
    ("Em mới mua hàng ở tre-sale.example xong không nhận được gì, gọi 0587 000 456 thì thuê bao. Cả nhà né shop này ra nhé.", (("host-name", "tre-sale.example", _M), ("phone", "+84587000456", _M))),
    ("Kính gửi Trung tâm, qua rà soát chúng tôi xác nhận 198.51.100.120 là máy chủ của đơn vị bị kẻ tấn công lợi dụng làm bàn đạp, đã gỡ bỏ webshell up.php. Địa chỉ điều khiển là 203.0.113.160.", (("ipv4", "198.51.100.120", ""), ("file-name", "up.php", ""), ("ipv4", "203.0.113.160", _M))),
)  # fmt: skip
ENGLISH: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    ("Customers report a text saying: \"Your parcel is waiting, pay 1.99 at https://stork-post.example/p\". We do not send such texts. Track parcels at https://www.stork.example or ring 0800 555 0100.", (("url", "https://stork-post.example/p", _M), ("url", "https://www.stork.example", _B))),
    ("Weekly digest: (1) Lazarus Group registers stork-hire.example to pose as a recruiter; (2) CISA adds CVE-2026-11111, see https://www.cisa.gov/kev; (3) a ransomware crew leaks data of a hospital on storkleaks.example.", (("actor", "Lazarus Group", ""), ("host-name", "stork-hire.example", _M), ("cve", "CVE-2026-11111", ""), ("url", "https://www.cisa.gov/kev", _B), ("host-name", "storkleaks.example", _M))),
    ("11:04 user clicked the link in the mail from hr-team@stork-hr.example\n11:06 browser went to https://stork-hr.example/login\n11:20 password reset done, token revoked\n11:45 told helpdesk@company.example to warn everybody", (("email", "hr-team@stork-hr.example", _M), ("url", "https://stork-hr.example/login", _M), ("email", "helpdesk@company.example", _B))),
    ("Hello CERT, we got your notice about 192.0.2.140. That machine has been cleaned; it had been infected with a miner that used pool.stork.example. Regards, noc@isp.example", (("ipv4", "192.0.2.140", ""), ("host-name", "pool.stork.example", _M), ("email", "noc@isp.example", _B))),
    ("Blocklist additions today: 203.0.113.170, 203.0.113.171, stork-cdn.example. Removed after review: stork-news.example (newspaper, clean).", (("ipv4", "203.0.113.170", _M), ("ipv4", "203.0.113.171", _M), ("host-name", "stork-cdn.example", _M), ("host-name", "stork-news.example", _B))),
    ("The backdoor listens on 0.0.0.0:8443 and resolves stork-ns.example over DoH at https://dns.google/dns-query. The vendor's patch is at https://vendor.example/patch/77.", (("ipv4", "0.0.0.0", ""), ("host-name", "stork-ns.example", _M), ("url", "https://dns.google/dns-query", _B), ("url", "https://vendor.example/patch/77", _B))),  # noqa: S104 -- what a text says
)  # fmt: skip
