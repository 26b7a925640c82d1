"""What `khien watch export` and `khien watch consumer` say of themselves, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb as _verb

WORDS: dict[str, Both] = {
    "help.watch.export": _verb(
        "Write a list of indicators for another tool: RPZ, hosts, Suricata, Zeek, CSV and more.\n\n"
        "The list takes the place of the file at --to at once and whole. What is left out is named with the reason.",
        "Ghi danh sách chỉ báo cho công cụ khác: RPZ, hosts, Suricata, Zeek, CSV và các loại khác.\n\n"
        "Danh sách thay thế trọn vẹn tệp ở --to trong một lần. Mục bị bỏ ra được nêu tên kèm lý do.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.watch.consumer": Both(
        "Machines that fetch lists of indicators.", "Máy tải danh sách chỉ báo."
    ),
    "help.watch.consumer.add": _verb(
        "Make a consumer: a resolver, firewall or SIEM with a token and addresses of its own.\n\n"
        "A partner's consumer gets what is released to that partner, and nothing else.",
        "Tạo máy nhận: máy phân giải, tường lửa hoặc SIEM có mã truy cập và địa chỉ riêng.\n\n"
        "Máy nhận của đối tác chỉ nhận nội dung đã phát hành cho đối tác đó.",
        3,
        6,
        7,
        8,
    ),
    "help.watch.consumer.revoke": _verb(
        "Give a consumer nothing any more.", "Không cấp gì cho máy nhận nữa.", 6, 8
    ),
    "help.watch.consumer.list": _verb(
        "List the consumers, their addresses, and what they fetched last.",
        "Liệt kê máy nhận, địa chỉ của họ và lần tải gần nhất.",
        8,
    ),
    "option.list.format": Both("In which format.", "Định dạng."),
    "option.list.to": Both(
        "The file to replace; for misp a folder.", "Tệp sẽ được thay; với misp là thư mục."
    ),
    "option.list.consumer": Both(
        "As this consumer would fetch it: its own choice holds, and a partner's has then crossed.",
        "Như máy nhận này sẽ tải: áp dụng lựa chọn của máy nhận; với đối tác, nội dung coi như đã qua biên.",
    ),
    "option.list.report": Both(
        "Name everything that is left out in this file, one JSON line each.",
        "Ghi mọi mục bị bỏ ra vào tệp này, mỗi mục một dòng JSON.",
    ),
    "option.list.contact": Both(
        "xarf: report to this abuse contact what has no other in the table.",
        "xarf: báo cáo cho đầu mối này nếu bảng không có đầu mối khác.",
    ),
    "option.list.contacts": Both(
        "xarf: a table of abuse contacts, lines NETWORK,MAIL or DOMAIN,MAIL.",
        "xarf: bảng đầu mối xử lý lạm dụng, mỗi dòng MẠNG,THƯ hoặc TÊN MIỀN,THƯ.",
    ),
    "option.list.reporter": Both(
        "xarf, which needs it: our mail address in the reports.",
        "xarf, bắt buộc: địa chỉ thư của ta trong báo cáo.",
    ),
    "option.list.kind": Both(
        "Only values of this kind; can stand several times. Without it all that the format can carry.",
        "Chỉ lấy loại giá trị này; có thể lặp lại. Nếu không nêu thì lấy mọi loại mà định dạng chứa được.",
    ),
    "option.list.ceiling": Both(
        "The strictest TLP that the list may hold.", "Mức TLP cao nhất mà danh sách được chứa."
    ),
    "option.list.use": Both(
        "What its reader does; PAP may forbid blocking, or being noticed at all.",
        "Máy nhận làm gì với danh sách; PAP có thể cấm chặn, hoặc cấm mọi việc để lộ.",
    ),
    "option.list.above": Both(
        "Only indicators with a score above this; 0 for all.",
        "Chỉ lấy chỉ báo có điểm trên mức này; 0 là tất cả.",
    ),
    "option.list.age": Both(
        "Only what came within so many days; 0 for all.",
        "Chỉ lấy nội dung đưa vào trong số ngày này; 0 là tất cả.",
    ),
    "option.list.popular": Both(
        "Do not leave out names on which much good traffic depends.",
        "Không bỏ ra những tên mà nhiều lưu lượng hợp lệ phụ thuộc.",
    ),
    "option.list.columns": Both("csv: the columns, in order.", "csv: các cột, theo thứ tự."),
    "option.list.zone": Both("rpz: the name of the zone.", "rpz: tên vùng."),
    "option.list.action": Both(
        "rpz: what the resolver answers.", "rpz: máy phân giải trả lời thế nào."
    ),
    "option.consumer.format": Both(
        "A format that it may fetch; can stand several times.",
        "Định dạng được tải; có thể lặp lại.",
    ),
    "option.consumer.partner": Both(
        "The consumer is this partner's; without it, our own.",
        "Máy nhận thuộc đối tác này; nếu không nêu thì là của ta.",
    ),
}
