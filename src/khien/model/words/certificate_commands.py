"""Sentences about `khien certificate` and `khien partner channel`, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb

WORDS: dict[str, Both] = {
    "help.certificate": Both(
        "TLS certificates: our own authority, and client certificates as another way in.",
        "Chứng thư TLS: cơ quan cấp của chính nút, và chứng thư máy khách như một cách vào khác.",
    ),
    "help.certificate.ca": verb(
        "Make this node's own authority, once.\n\n"
        "Its key is in the folder keys and in every backup. tls/ca.pem and tls/crl.pem are for the "
        "settings tls.client_ca and tls.client_crl.",
        "Tạo cơ quan cấp chứng thư của nút, một lần duy nhất.\n\n"
        "Khóa nằm trong thư mục keys và trong mọi bản sao lưu. tls/ca.pem và tls/crl.pem dùng cho các "
        "thiết lập tls.client_ca và tls.client_crl.",
        7,
        8,
    ),
    "help.certificate.server": verb(
        "Make key and certificate for this node's own server, in place of those before.",
        "Tạo khóa và chứng thư cho máy chủ của nút, thay cho cái trước đó.",
        6,
        8,
    ),
    "help.certificate.request": verb(
        "Make a key, and a request that a partner's authority can sign, so that we can sign in there.",
        "Tạo khóa và yêu cầu để cơ quan cấp của đối tác ký, nhờ đó ta đăng nhập được ở bên ấy.",
        7,
        8,
    ),
    "help.certificate.issue": verb(
        "Issue a client certificate and believe it from now on.\n\n"
        "At TAXII it opens to its partner what a token would. Better let the partner make the key, and "
        "give its request with --csr.",
        "Cấp chứng thư máy khách và tin dùng kể từ bây giờ.\n\n"
        "Với TAXII, chứng thư cho đối tác quyền như một mã truy cập. Nên để đối tác tự tạo khóa và đưa "
        "yêu cầu của họ qua --csr.",
        3,
        6,
        7,
        8,
    ),
    "help.certificate.pin": verb(
        "Believe a client certificate from another authority, one of those in tls.client_ca.",
        "Tin dùng chứng thư máy khách do cơ quan khác cấp, có trong tls.client_ca.",
        3,
        6,
        7,
        8,
    ),
    "help.certificate.revoke": verb(
        "Take a certificate back: from the next request on it opens nothing.",
        "Thu hồi chứng thư: kể từ yêu cầu kế tiếp, chứng thư không mở được gì.",
        6,
        8,
    ),
    "help.certificate.crl": verb(
        "Write the revocation list anew. When it is over, every client certificate is refused.",
        "Ghi lại danh sách thu hồi. Khi danh sách hết hạn, mọi chứng thư máy khách đều bị từ chối.",
        6,
        8,
    ),
    "help.certificate.list": verb(
        "List the client certificates and when they end.",
        "Liệt kê chứng thư máy khách và ngày hết hạn.",
        8,
    ),
    "help.partner.channel": verb(
        "Say how TLS is spoken with a partner's server: whom we believe, and what we show.\n\n"
        "What is not given is taken away. A Khiên node's own authority comes with its invitation.",
        "Quy định cách dùng TLS với máy chủ của đối tác: ta tin ai và xuất trình gì.\n\n"
        "Phần không nêu sẽ bị bỏ. Cơ quan cấp của một nút Khiên đi kèm thư mời của nút đó.",
        3,
        6,
        8,
    ),
    # What commands say
    "told.authority": Both(
        "This node can issue certificates now. Next: khien certificate server.",
        "Nút này đã có thể cấp chứng thư. Tiếp theo: khien certificate server.",
    ),
    "told.server-certificate": Both(
        "To use it, write both files under [tls] in khien.toml, with an https address under [listen], and start "
        "the node again.",
        "Để dùng, hãy ghi hai tệp vào mục [tls] của khien.toml, ghi địa chỉ https vào mục [listen], rồi khởi động "
        "lại nút.",
    ),
    "told.request": Both(
        "Bring {file} to the partner, and keep the key here. It answers with a certificate for: khien partner "
        "channel.",
        "Hãy chuyển {file} cho đối tác và giữ khóa tại đây. Đối tác gửi lại chứng thư để dùng với: khien partner "
        "channel.",
    ),
    "told.issued": Both(
        "{name} opens the door until {until}, and not longer than its partner is one.",
        "{name} có hiệu lực đến {until}, và chỉ khi bên giữ vẫn là đối tác.",
    ),
    "told.list-renewed": Both(
        "The revocation list is good for {days:day/days}; a running node renews it by itself.",
        "Danh sách thu hồi có hiệu lực {days} ngày; nút đang chạy sẽ tự gia hạn.",
    ),
    "told.channel": Both(
        "From now on {name} is reached in this way.",
        "Từ nay kết nối tới {name} theo cách này.",
    ),
    # Options
    "option.certificate.days": Both("Days until it ends.", "Số ngày có hiệu lực."),
    "option.certificate.host": Both(
        "Name or address under which the node is reached; otherwise that of the settings.",
        "Tên hoặc địa chỉ để kết nối tới nút; nếu không nêu thì theo thiết lập.",
    ),
    "option.certificate.name": Both("What the certificate is called.", "Tên gọi của chứng thư."),
    "option.certificate.partner": Both(
        "The partner that holds it; without one it is for a tool of ours, which also needs a token.",
        "Đối tác giữ chứng thư; nếu không nêu thì dành cho công cụ của ta, vẫn cần mã truy cập.",
    ),
    "option.certificate.csr": Both(
        "The partner's request: its key stays with the partner.",
        "Yêu cầu cấp của đối tác: khóa vẫn nằm ở đối tác.",
    ),
    "option.certificate.out": Both("Where to write the certificate.", "Nơi ghi chứng thư."),
    "option.certificate.key-out": Both(
        "Where to write a new private key; nobody else may see it.",
        "Nơi ghi khóa riêng mới; không để người khác xem.",
    ),
    "option.certificate.request-out": Both("Where to write the request.", "Nơi ghi yêu cầu."),
    "option.certificate.reason": Both(
        "Why, in the words of RFC 5280; it stands in the list.",
        "Lý do theo RFC 5280; được ghi trong danh sách.",
    ),
    "option.channel.ca": Both(
        "The authority of its server, PEM; no other one is believed then.",
        "Cơ quan cấp chứng thư của máy chủ đó, PEM; khi đó không tin cơ quan nào khác.",
    ),
    "option.channel.certificate": Both(
        "Our client certificate for it, PEM.", "Chứng thư máy khách của ta, PEM."
    ),
    "option.channel.key": Both(
        "The private key of that certificate, PEM.", "Khóa riêng của chứng thư đó, PEM."
    ),
}
