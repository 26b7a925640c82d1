"""What the console says of accounts and administration, in both languages: names, then notices."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "role.duty": Both("duty officer", "trực ban"),
    "role.analyst": Both("analyst", "phân tích"),
    "role.release": Both("release officer", "cán bộ phát hành"),
    "role.lawyer": Both("lawyer", "pháp chế"),
    "role.admin": Both("administrator", "quản trị"),
    "role.auditor": Both("auditor", "kiểm toán"),
    "role-does.duty": Both(
        "triages, warns, answers, around the clock", "phân loại, cảnh báo, trả lời, trực 24/7"
    ),
    "role-does.analyst": Both(
        "turns reports into objects, matches, publishes",
        "biến báo cáo thành đối tượng, đối khớp, phát hành",
    ),
    "role-does.release": Both(
        "approves what leaves, signs agreements, enrols partners",
        "duyệt nội dung gửi đi, ký thỏa thuận, kết nạp đối tác",
    ),
    "role-does.lawyer": Both(
        "approves where law is asked, signs agreements",
        "duyệt nội dung liên quan pháp luật, ký thỏa thuận",
    ),
    "role-does.admin": Both(
        "adds officers and tokens; decides nothing about content",
        "thêm cán bộ và mã truy cập; không quyết định về nội dung",
    ),
    "role-does.auditor": Both(
        "reads everything, changes nothing", "đọc mọi thứ, không thay đổi gì"
    ),
    "scope.taxii-read": Both("read what is released", "đọc nội dung đã phát hành"),
    "scope.taxii-write": Both("bring objects in", "gửi đối tượng vào"),
    "scope.ledger-read": Both("read the ledger", "đọc sổ cái"),
    "scope.watch-read": Both("read the watch", "đọc kết quả giám sát"),
    "scope.metrics-read": Both("read the metrics", "đọc số liệu vận hành"),
    "deed.officer-added": Both("officer added", "thêm cán bộ"),
    "deed.officer-disabled": Both("officer disabled", "vô hiệu hóa cán bộ"),
    "deed.roles-changed": Both("roles changed", "thay đổi vai trò"),
    "deed.password-changed": Both("password changed", "đổi mật khẩu"),
    "deed.welcome-made": Both("one-time code made", "cấp mã dùng một lần"),
    "deed.factor-added": Both("second factor added", "thêm yếu tố xác thực thứ hai"),
    "deed.factor-removed": Both("second factor removed", "gỡ yếu tố xác thực thứ hai"),
    "deed.sessions-ended": Both("signed out everywhere", "đăng xuất mọi nơi"),
    "deed.token-added": Both("token made", "tạo mã truy cập"),
    "deed.token-revoked": Both("token revoked", "hủy mã truy cập"),
    "deed.authority-made": Both("certificate authority made", "lập cơ quan cấp chứng thư"),
    "deed.certificate-added": Both("certificate added", "thêm chứng thư"),
    "deed.warning-dismissed": Both("draft of a warning dismissed", "bác bản nháp cảnh báo"),
    "deed.warning-sent": Both("warning sent by the node itself", "nút tự gửi cảnh báo"),
    "deed.report-passed-on": Both(
        "partner's false-positive report passed on by the node itself",
        "nút tự chuyển tiếp báo nhầm của đối tác",
    ),
    "deed.partner-revoked": Both("partner struck off", "chấm dứt quan hệ với đối tác"),
    "deed.partner-renewed": Both(
        "partner's lost node given up, its new one invited",
        "bỏ nút đã mất của đối tác, mời nút mới",
    ),
    "deed.partner-moved": Both("partner's address changed", "đổi địa chỉ của đối tác"),
    "deed.certificate-revoked": Both("certificate revoked", "thu hồi chứng thư"),
    "factor.totp": Both("authenticator app", "ứng dụng xác thực"),
    "factor.passkey": Both("passkey", "khóa truy cập"),
    "factor.recovery": Both("recovery codes", "mã khôi phục"),
    "factor.all": Both("all of them", "tất cả"),
    "examined.settings": Both("settings", "thiết lập"),
    "examined.node": Both("node", "nút"),
    "examined.keys": Both("keys", "khóa"),
    "examined.clock": Both("clock", "đồng hồ"),
    "examined.disk": Both("disk", "ổ đĩa"),
    "examined.database": Both("database", "cơ sở dữ liệu"),
    "examined.officers": Both("officers", "cán bộ"),
    "examined.partners": Both("partners", "đối tác"),
    "examined.ledger": Both("ledger", "sổ cái"),
    "examined.outbox": Both("outbox", "hộp gửi"),
    "examined.quarantine": Both("quarantine", "khu cách ly"),
    "examined.reviews": Both("reviews of emergency releases", "xem lại phát hành khẩn cấp"),
    "examined.tls": Both("TLS certificates", "chứng thư TLS"),
    "account.not-an-officer": Both(
        "Nobody called {name} works at this node. An administrator can add an officer of that name.",
        "Nút này không có cán bộ nào tên {name}. Người quản trị có thể thêm cán bộ với tên đó.",
    ),
    "account.passwords-differ": Both(
        "The new password was typed in two different ways.",
        "Hai lần nhập mật khẩu mới không giống nhau.",
    ),
    "account.kept": Both("Kept.", "Đã lưu."),
    "account.password-changed": Both(
        "The password is changed; every other session is over.",
        "Đã đổi mật khẩu; mọi phiên khác đã kết thúc.",
    ),
    "account.factor-added": Both(
        "The second factor is set up.", "Đã thiết lập yếu tố xác thực thứ hai."
    ),
    "account.factor-removed": Both(
        "The second factor is removed.", "Đã gỡ yếu tố xác thực thứ hai."
    ),
    "account.recovery-used": Both(
        "You signed in with a recovery code; {left:is/are} left. Make new ones in your account.",
        "Bạn đã đăng nhập bằng mã khôi phục; còn {left} mã. Hãy tạo mã mới trong trang tài khoản.",
    ),
    "account.session-ended": Both("That session is over.", "Phiên đó đã kết thúc."),
    "account.sessions-ended": Both("Every other session is over.", "Mọi phiên khác đã kết thúc."),
    "administration.roles-changed": Both(
        "{name} has these roles from now on, and signs in anew.",
        "Từ nay {name} có các vai trò này và phải đăng nhập lại.",
    ),
    "administration.disabled": Both(
        "{name} may do nothing from now on; what was done stays on record.",
        "Từ nay {name} không được làm gì; những việc đã làm vẫn được lưu.",
    ),
    "administration.factors-removed": Both(
        "{name} sets up a second factor at the next sign-in.",
        "{name} sẽ thiết lập yếu tố xác thực thứ hai ở lần đăng nhập sau.",
    ),
    "administration.sessions-ended": Both(
        "{name} is signed out everywhere.", "{name} đã được đăng xuất ở mọi nơi."
    ),
    "administration.token-revoked": Both(
        "The token {name} opens nothing any more.", "Mã truy cập {name} không còn hiệu lực."
    ),
}
