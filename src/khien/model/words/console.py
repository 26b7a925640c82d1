"""Sentences of the console that belong to no single room, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "console.line": Both("line {number}", "dòng {number}"),
    "console.page": Both("page {number}", "trang {number}"),
    "console.row": Both("row {number}", "hàng {number}"),
    "console.signed-out": Both(
        "Sign in first.",
        "Hãy đăng nhập trước.",
    ),
    "console.forbidden": Both(
        "None of your roles may do this ({permit}). An administrator can say who may.",
        "Vai trò của bạn không được làm việc này ({permit}). Quản trị viên cho biết ai có quyền.",
    ),
    "console.no-factor": Both(
        "You have no second factor here. Sign out and in again: the first five minutes count as confirmed; "
        "set up a passkey then.",
        "Bạn chưa có yếu tố xác thực thứ hai tại nút này. Hãy đăng xuất rồi đăng nhập lại: năm phút đầu được "
        "coi là đã xác nhận; khi đó hãy tạo khóa truy cập.",
    ),
    "console.foreign-request": Both(
        "This request did not come from a page of this node, or its page was too old. Open the page again.",
        "Yêu cầu này không xuất phát từ trang của nút, hoặc trang đã quá cũ. Hãy mở lại trang.",
    ),
    "console.declined": Both(
        "{release} to {partner} will not leave. The reason is kept.",
        "{release} tới {partner} sẽ không được gửi. Lý do đã được lưu.",
    ),
    "console.declined-some": Both(
        "{count:release/releases} will not leave. The reason is kept.",
        "{count} bản phát hành sẽ không được gửi. Lý do đã được lưu.",
    ),
    "console.approved-some": Both(
        "{cleared} cleared and on their way, {held:still waits/still wait} for other officers.",
        "{cleared} được thông qua và đang gửi, {held} còn chờ cán bộ khác duyệt.",
    ),
    "console.nothing-chosen": Both(
        "Nothing was chosen, so nothing was changed.",
        "Chưa chọn mục nào nên không có gì thay đổi.",
    ),
    "purpose.network-defence": Both("network defence", "phòng thủ mạng"),
    "purpose.early-warning": Both("early warning", "cảnh báo sớm"),
    "purpose.incident-response": Both("incident response", "ứng phó sự cố"),
    "purpose.vulnerability-handling": Both("vulnerability handling", "xử lý lỗ hổng"),
    "purpose.fraud-prevention": Both("fraud prevention", "phòng, chống lừa đảo"),
    "purpose.investigation": Both("investigation", "điều tra"),
    "purpose.capacity-building": Both("capacity building", "nâng cao năng lực"),
    "purpose.exercise": Both("exercise", "diễn tập"),
    "work.running": Both("at work", "đang chạy"),
    "work.done": Both("done", "đã xong"),
    "work.failed": Both("It failed; nothing was changed.", "Không hoàn tất; chưa có gì thay đổi."),
    "work.lost": Both(
        "The process that did it has ended. Start it again.",
        "Tiến trình thực hiện đã dừng. Hãy chạy lại.",
    ),
    "work.too-much": Both(
        "Two such pieces of work run already. Wait until one is done.",
        "Đã có hai việc như vậy đang chạy. Hãy đợi một việc xong.",
    ),
    "console.let-in": Both(
        "{count} let in and in use now; {partner} gets a signed receipt.",
        "Đã nhận {count} mục và đưa vào sử dụng; {partner} sẽ nhận biên nhận có chữ ký.",
    ),
    "console.kept-out": Both(
        "{count} refused; {partner} is told.",
        "Đã từ chối {count} mục; {partner} sẽ được báo.",
    ),
}
