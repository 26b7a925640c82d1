"""Why a value found in a text counts as malicious or benign, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both, table

WORDS: dict[str, Both] = table(
    "extraction",
    """
defanged | The writer disarmed it so that nobody clicks it. | Người viết đã vô hiệu hóa để không ai bấm nhầm.
listed | It stands in a list of indicators. | Nằm trong danh sách chỉ báo.
said-bad | The words beside it speak of an attack or a fraud. | Câu chữ ngay bên cạnh nói về tấn công hoặc lừa đảo.
look-alike | Its letters were chosen so that the eye takes it for a known name. | Tên được đặt bằng chữ gần giống để người xem nhầm với một tên quen thuộc.
hash | Reports of attacks give hashes of malicious files. | Báo cáo tấn công thường nêu mã băm của tệp độc hại.
crime-named | The text is about a crime, and such a value seldom stands there for another reason. | Văn bản nói về hành vi phạm tội; giá trị loại này hiếm khi xuất hiện vì lý do khác.
version | It is the number of a version, not an address. | Đây là số phiên bản, không phải địa chỉ.
commit | It names a state of source code, not a file. | Là mã của một phiên bản mã nguồn, không phải của tệp.
state | Names of this kind are kept for the authorities of a state. | Tên miền loại này dành riêng cho cơ quan nhà nước.
reserved | It is a private or reserved address, which means something else in every network. | Địa chỉ nội bộ hoặc dành riêng, mỗi mạng dùng một kiểu.
example | It is kept for examples and documentation. | Dành riêng cho ví dụ và tài liệu hướng dẫn.
publisher | It belongs to whoever published the document. | Thuộc về bên phát hành tài liệu.
mailbox | Whoever runs a network keeps such a mailbox for reports. | Hộp thư loại này do đơn vị vận hành mạng lập ra để tiếp nhận thông báo.
footer | It stands in a footer or among contact details. | Nằm ở chân trang hoặc phần thông tin liên hệ.
reference | It is a link to read on, not a part of the attack. | Là liên kết tham khảo, không thuộc cuộc tấn công.
linked | A link leads there, and the text does not show it. | Liên kết dẫn tới đây nhưng văn bản không hiện địa chỉ này.
disguised | The link shows the address of another site. | Liên kết hiện địa chỉ của một trang khác với nơi nó dẫn tới.
popular | Many people use it every day. | Được nhiều người dùng hằng ngày.
said-good | The words beside it call it official, a source or an example. | Câu chữ ngay bên cạnh cho biết đây là kênh chính thức, nguồn tin hoặc ví dụ.
system-file | Every machine or project has a file of this name. | Máy hoặc dự án nào cũng có tệp tên này.
no-sign | Nothing in the text says whether it is malicious. | Không có dấu hiệu nào trong văn bản cho biết có độc hại hay không.
not-judged | Names, terms and numbers of catalogues are neither malicious nor benign. | Tên gọi, thuật ngữ và mã danh mục không xét độc hại hay lành tính.
described | The text describes it without its name: a suggestion, less certain than a name. | Văn bản mô tả mà không gọi tên: chỉ là gợi ý, kém chắc chắn hơn tên gọi.
denied | The text says that it is not so, or only teaches or protects against it. | Văn bản nói không phải như vậy, hoặc chỉ nói để tập huấn, phòng chống.
suggestion | A name of a person or an organisation is only a suggestion. | Tên người, tên tổ chức chỉ là gợi ý.
""",
)
