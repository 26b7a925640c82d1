"""The help of `khien watch warning`, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb

WORDS: dict[str, Both] = {
    "help.watch.warning": Both(
        "Early warnings, and the node's drafts of them: the page Warnings as commands.",
        "Cảnh báo sớm và các bản nháp của nút: trang Cảnh báo dưới dạng lệnh.",
    ),
    "help.watch.warning.list": verb(
        "List the drafts that wait for an officer, and every warning: those in force, then those that ended.",
        "Liệt kê bản nháp đang chờ cán bộ và mọi cảnh báo: đang có hiệu lực trước, đã kết thúc sau.",
        8,
    ),
    "help.watch.warning.show": verb(
        "Print a warning with its fields, who has it, who acknowledged it, and its life; or a draft.\n\n"
        "With --officer, a partner that warned is told that it was read, as on the page.",
        "In một cảnh báo với các mục, bên nào đã nhận, bên nào đã xác nhận, và diễn biến; hoặc một bản nháp.\n\n"
        "Nếu nêu --officer, đối tác đã cảnh báo được báo là đã đọc, như khi mở trang.",
        6,
        7,
        8,
        9,
    ),
    "help.watch.warning.write": verb(
        "Write a warning; nobody has it until it is published.\n\n"
        "It begins as the console's form does: in force from now, for three days.",
        "Viết một cảnh báo; chưa bên nào nhận được cho đến khi công bố.\n\n"
        "Bắt đầu như biểu mẫu trên giao diện: có hiệu lực từ bây giờ, trong ba ngày.",
        3,
        8,
        9,
    ),
    "help.watch.warning.take": verb(
        "Take over a draft of the node: make a warning of it, changed where fields are given.",
        "Tiếp nhận một bản nháp của nút: viết thành cảnh báo, sửa những mục được nêu.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.watch.warning.update": verb(
        "Write the next version of a warning of this node; the field note says what changed.\n\n"
        "What is not given stays. Publish it, so that whoever has the warning gets the new version.",
        "Viết phiên bản tiếp theo của cảnh báo do nút này phát ra; mục note nêu điều đã thay đổi.\n\n"
        "Mục không nêu thì giữ nguyên. Hãy công bố để các bên đã nhận có phiên bản mới.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.watch.warning.cancel": verb(
        "Cancel a warning of this node, for good. Publish that too, so that whoever has it knows.",
        "Hủy hẳn một cảnh báo của nút này. Hãy công bố cả việc hủy để các bên đã nhận biết.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.watch.warning.dismiss": verb(
        "Dismiss a draft of the node; the administrative log keeps who did and why.",
        "Bác một bản nháp của nút; nhật ký quản trị lưu người thực hiện và lý do.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.watch.warning.publish": verb(
        "Put a warning, or its newest version, to the gate for these partners, and queue what it clears.\n\n"
        "What the gate would say: khien release explain.",
        "Trình cổng một cảnh báo hoặc phiên bản mới nhất của nó cho các đối tác này, và gửi phần được thông qua.\n\n"
        "Muốn hỏi trước cổng sẽ trả lời gì: khien release explain.",
        3,
        6,
        8,
        9,
    ),
    "help.watch.warning.acknowledge": verb(
        "Tell the partner that warned, by a signed receipt, that this node acts on it.",
        "Báo cho đối tác đã cảnh báo, bằng biên nhận có ký, rằng nút này đang xử lý theo.",
        3,
        6,
        7,
        8,
        9,
    ),
    "option.warning.fields": Both(
        "A JSON file with fields, such as show prints; a field holds a text, or a list of texts.",
        "Tệp JSON có các mục, như show in ra; mỗi mục là một văn bản hoặc danh sách văn bản.",
    ),
    "option.warning.set": Both(
        "One field; may be repeated. Times without an offset are in the officer's time zone.",
        "Một mục; có thể lặp lại. Thời gian không kèm độ lệch tính theo múi giờ của cán bộ.",
    ),
    "option.warning.standing": Both(
        "Only warnings that stand so; without drafts.",
        "Chỉ cảnh báo ở tình trạng này; không gồm bản nháp.",
    ),
    "option.warning.reason": Both(
        "Why it no longer holds; everybody who has the warning reads that.",
        "Vì sao không còn đúng; mọi bên đã nhận cảnh báo sẽ đọc lý do này.",
    ),
    "option.warning.to": Both(
        "To this partner; may be repeated.", "Gửi đối tác này; có thể lặp lại."
    ),
    "told.warnings": Both(
        "{warnings:warning/warnings} and {drafts:draft/drafts}.",
        "{warnings} cảnh báo và {drafts} bản nháp.",
    ),
}
