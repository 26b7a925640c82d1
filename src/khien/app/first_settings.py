"""The first `khien.toml` of a node: every setting, with a comment in both languages."""

from __future__ import annotations

SAMPLE = """\
# Settings of one Khiên node. A key that is not known is an error.
# Thiết lập của một nút Khiên. Khóa lạ sẽ bị báo lỗi.

[node]
# The short name by which partners know this node. / Tên ngắn mà đối tác dùng để gọi nút này.
name = {name}
# ISO 3166-1, two letters. / Mã quốc gia hai chữ cái.
country = {country}
# The STIX identity of this node; never change it. / Danh tính STIX của nút; không được sửa.
identity = {identity}
# The full name of the organisation. / Tên đầy đủ của tổ chức.
title = {title}
# Language of messages: en or vi. / Ngôn ngữ thông báo: en hoặc vi.
language = {language}

[listen]
# The address or name of this machine to listen on. / Địa chỉ hoặc tên của máy này để lắng nghe.
host = "127.0.0.1"
# The port; 0 leaves it to the system. / Cổng; 0 để hệ thống tự chọn.
port = {port}
# The address under which partners reach this node; empty: http://host:port.
# Địa chỉ mà đối tác dùng để kết nối; để trống: http://host:port.
address = ""

[tls]
# PEM files of this node's own TLS server; empty: a proxy in front speaks TLS. See: khien certificate.
# Tệp PEM của máy chủ TLS trên nút này; để trống: TLS do proxy phía trước đảm nhận. Xem: khien certificate.
certificate = ""
key = ""
# The authorities whose client certificates are taken, and their revocation lists; both or none.
# Các cơ quan cấp chứng thư máy khách được chấp nhận, và danh sách thu hồi của họ; có cả hai hoặc không.
client_ca = []
client_crl = []
# "optional": tokens and signatures do as well. "required": nobody without a certificate gets in.
# "optional": mã truy cập và chữ ký vẫn dùng được. "required": không có chứng thư thì không được vào.
client_certificates = "optional"
# The oldest TLS that is spoken: "1.3", or "1.2" where a partner has nothing newer.
# Phiên bản TLS thấp nhất: "1.3", hoặc "1.2" nếu đối tác chưa có phiên bản mới hơn.
minimum = "1.3"

[own]
# Never sent out as malicious unapproved. / Không bao giờ phát đi như mục tiêu độc hại khi chưa duyệt.
domains = []
networks = []

[admission]
# Files with popular names, one a line; an indicator on one waits for a person.
# Tệp tên miền phổ biến, mỗi dòng một tên; chỉ báo trùng vào đó phải chờ người xem xét.
popular_files = []

[pull]
# Minutes between two visits to each plain TAXII party with an agreement; 0: only by khien partner pull.
# Số phút giữa hai lần lấy dữ liệu từ mỗi bên TAXII có thỏa thuận; 0: chỉ khi chạy khien partner pull.
every_minutes = 5

[watch]
# An indicator counts only if its score is above this; 0: all count, also those without one.
# Chỉ báo chỉ được tính khi điểm cao hơn mức này; 0: tính tất cả, kể cả khi chưa có điểm.
above = 0
# Groups of clients, by their networks; hits are counted for each: ["mobile=10.0.0.0/8,10.64.0.0/10"].
# Nhóm máy khách theo dải mạng; lượt trúng được đếm riêng cho từng nhóm: ["mobile=10.0.0.0/8"].
groups = []
# Where khien watch listen takes syslog, on this machine only: "tcp://127.0.0.1:5514",
# "udp://127.0.0.1:5514", "unix:watch.sock" (in this folder).
# Nơi khien watch listen nhận syslog, chỉ trên máy này: như các ví dụ trên.
listen = []
# Seconds for which hits of one indicator are gathered into one sighting; the first is told at once.
# Số giây gom các lượt trúng của một chỉ báo vào một ghi nhận; lượt đầu tiên được báo ngay.
window_s = 300

[score]
# Days in which an indicator loses half of its score, by kind: {{ ipv4 = 7, domain = 60 }}. How much each
# source is trusted, 0 to 100: {{ asean-cert = 90, open-list = 40, own = 100 }}. See: docs/feeds.md.
# Số ngày để điểm của chỉ báo giảm một nửa, theo loại; mức tin cậy từng nguồn, 0 đến 100: như ví dụ trên.
half_life_days = {{}}
trust = {{}}

[store]
# Empty: one SQLite file in this folder. Otherwise "postgresql://user@host/name"; then move what is
# there with: khien store move --to. A password may also stand in a PGPASSFILE.
# Để trống: một tệp SQLite trong thư mục này. Hoặc "postgresql://user@host/name"; hãy chuyển dữ liệu
# bằng: khien store move --to. Mật khẩu cũng có thể để trong tệp PGPASSFILE.
database = ""

[history]
# Telemetry that is kept to be hunted through, with the extra khien[hunt]. At most so many days (the law
# says how many) and gigabytes; the oldest days go first.
# Dữ liệu quan trắc được lưu để tra ngược, cần phần mở rộng khien[hunt]. Tối đa bấy nhiêu ngày (theo luật) và
# gigabyte; ngày cũ nhất bị xóa trước.
days = 90
most_gb = 100
# Who asked is kept as a keyed "pseudonym", as that of its "group" (/24, /48), or not at all: "none".
# Máy khách được lưu bằng bí danh có khóa "pseudonym", theo nhóm mạng "group" (/24, /48), hoặc không lưu: "none".
clients = "pseudonym"
# Also keep every file that this node matches. / Lưu cả mọi tệp nhật ký mà nút này đối chiếu.
keep_matched = false
# New indicators that are hunted by themselves: "all", "own", "partner:NAME", "label:TEXT".
# Chỉ báo mới được tự động tra ngược: "all", "own", "partner:TÊN", "label:NHÃN".
hunt_new = []

[reading]
# Reports under review are deleted so many days after the last decision on them; kept objects stay.
# Báo cáo đang rà soát bị xóa sau bấy nhiêu ngày kể từ quyết định gần nhất; đối tượng đã lưu vẫn còn.
days = 90

[oidc]
# The organisation's own sign-in (OpenID Connect), with the extra khien[oidc]; empty: none. The address is
# exactly the provider's issuer. Officers must exist here; the claim holds their name.
# Đăng nhập của tổ chức (OpenID Connect), cần phần mở rộng khien[oidc]; để trống: không dùng. Địa chỉ đúng như
# issuer của nhà cung cấp. Cán bộ phải có sẵn tại nút; claim chứa tên của họ.
issuer = ""
client_id = ""
# A file in this folder that only its owner can read. / Tệp trong thư mục này, chỉ chủ sở hữu đọc được.
secret_file = "keys/oidc.secret"
claim = "preferred_username"
# "own": this node asks for its own second factor. "provider": the provider has asked for one.
# "own": nút tự hỏi yếu tố xác thực thứ hai. "provider": nhà cung cấp đã hỏi.
second_factor = "own"
# What the button says. / Chữ trên nút bấm.
title = ""
"""


def sample_settings(
    *, name: str, country: str, identity: str, title: str, language: str, port: int
) -> str:
    """The first `khien.toml` of a node: every setting, with a comment in both languages.

    Whatever the texts hold, the result is TOML of the same shape; `load_settings` judges them.
    """
    return SAMPLE.format(
        name=quoted(name),
        country=quoted(country),
        identity=quoted(identity),
        title=quoted(title),
        language=quoted(language),
        port=port,
    )


def quoted(text: str) -> str:
    """The text as a TOML basic string (TOML 1.0, String): what it cannot hold as it is, is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
