"""Sentences about `khien officer`, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb

WORDS: dict[str, Both] = {
    "help.officer": Both("Who acts for this node.", "Người thay mặt nút này."),
    "help.officer.add": verb(
        "Add an officer; the password is asked for, never an argument.",
        "Thêm một cán bộ; mật khẩu được hỏi, không đặt trong tham số.",
        3,
        7,
        8,
    ),
    "help.officer.list": verb(
        "List the officers and their roles.", "Liệt kê cán bộ và vai trò.", 8
    ),
    "help.officer.password": verb(
        "Give an officer a new password; it is asked for, never an argument.",
        "Đặt mật khẩu mới cho cán bộ; mật khẩu được hỏi, không đặt trong tham số.",
        3,
        6,
        8,
    ),
    "help.officer.roles": verb(
        "Give an officer exactly these roles; sessions of before end.",
        "Giao cho cán bộ đúng các vai trò này; các phiên đang mở sẽ kết thúc.",
        3,
        6,
        8,
    ),
    "help.officer.welcome": verb(
        "Print a one-time code with which an officer chooses a password in the browser.",
        "In mã dùng một lần để cán bộ tự chọn mật khẩu trong trình duyệt.",
        3,
        6,
        8,
    ),
    "help.officer.factors": verb(
        "Take away the second factors of an officer who lost them; the next sign-in sets one up.",
        "Gỡ bỏ yếu tố xác thực thứ hai của cán bộ bị mất; lần đăng nhập sau sẽ thiết lập lại.",
        6,
        8,
    ),
    "help.officer.sessions": verb(
        "Sign an officer out of every browser.",
        "Đăng xuất cán bộ khỏi mọi trình duyệt.",
        6,
        8,
    ),
    "help.officer.disable": verb(
        "Let an officer do nothing from now on; approvals and signatures stay on record.",
        "Vô hiệu hóa một cán bộ kể từ bây giờ; các phê duyệt và chữ ký vẫn được lưu.",
        3,
        6,
        8,
    ),
}
