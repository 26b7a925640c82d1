"""Sentences about the telemetry history and hunts in it, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb as _verb

WORDS: dict[str, Both] = {
    "history.extra": Both(
        "A telemetry history needs pyarrow and numpy; install {extra}.",
        "Lịch sử quan trắc cần pyarrow và numpy; hãy cài {extra}.",
    ),
    "history.broken": Both(
        "The file {file} of the telemetry history is damaged or gone ({why}); there is no whole answer "
        "without it. Restore it from a backup, or purge its day.",
        "Tệp {file} của lịch sử quan trắc bị hỏng hoặc đã mất ({why}); thiếu tệp này thì không có câu trả lời "
        "đầy đủ. Hãy khôi phục từ bản sao lưu, hoặc xóa ngày tương ứng.",
    ),
    "history.incomplete": Both(
        "In the telemetry history {count:file is/files are} gone or cut off; the first is {file}. A hunt that needs one has no answer. "
        "Restore the folder history from a backup, or purge the day.",
        "{count} tệp của lịch sử quan trắc bị mất hoặc bị cắt cụt, đầu tiên là {file}: lần tra ngược cần đến tệp đó sẽ không có kết quả. "
        "Hãy khôi phục thư mục history từ bản sao lưu, hoặc xóa ngày tương ứng.",
    ),
    "doctor.history": Both(
        "All files of the telemetry history are there, for {days:day/days}.",
        "Các tệp của lịch sử quan trắc đều còn đủ, gồm {days} ngày.",
    ),
    "history.busy": Both(
        "Another process writes the telemetry history; try again when it has ended.",
        "Một tiến trình khác đang ghi lịch sử quan trắc; hãy thử lại khi tiến trình đó kết thúc.",
    ),
    "history.full": Both(
        "{name} alone is more than the {most_bytes} bytes that may be kept (history.most_gb); nothing of "
        "it was.",
        "Riêng {name} đã vượt mức {most_bytes} byte được phép lưu (history.most_gb); không lưu phần nào.",
    ),
    "history.too-old": Both(
        "The line is older than may be kept (history.days).",
        "Dòng nhật ký cũ hơn thời hạn được phép lưu (history.days).",
    ),
    "history.future": Both(
        "The line is from more than a day in the future.",
        "Dòng nhật ký có thời gian muộn hơn hiện tại quá một ngày.",
    ),
    "history.nothing-to-hunt": Both(
        "Nothing that was given can be looked for ({given}): name domains, addresses, networks, URLs, hashes, mail "
        "addresses or indicators that are held here.",
        "Không có gì tra được trong dữ liệu đưa vào ({given}): hãy nêu tên miền, địa chỉ, dải mạng, URL, mã băm, địa chỉ "
        "thư hoặc chỉ báo mà nút này đang lưu.",
    ),
    "history.too-much-to-hunt": Both(
        "{values:value is/values are} too many for one hunt, which takes {most}; hunt for them in parts.",
        "{values} giá trị là quá nhiều cho một lần tra ngược, tối đa {most}; hãy tra từng phần.",
    ),
    "history.not-held": Both(
        "{name} is not held here, or is no longer in force; nothing was looked for.",
        "Nút này không lưu {name}, hoặc chỉ báo đã hết hiệu lực; chưa tra gì.",
    ),
    "history.no-file": Both(
        "There is no file {item}; nothing was looked for.",
        "Không có tệp {item}; chưa tra gì.",
    ),
    "told.kept": Both(
        "{name}: {lines:line/lines} read, {lost} not kept; {days:old day/old days} made room.",
        "{name}: đã đọc {lines} dòng, {lost} dòng không lưu; {days} ngày cũ được xóa để lấy chỗ.",
    ),
    "told.hunting": Both("{done} of {total:day/days} read.", "Đã đọc {done}/{total} ngày."),
    "told.hunted": Both(
        "{seen} of {values:value/values} seen, {unseen} not seen on the {days:day/days} kept; {unknown:text is/texts are} no value.",
        "Đã thấy {seen} trong {values} giá trị, {unseen} giá trị không thấy trong {days} ngày được lưu; {unknown} đoạn văn bản không phải giá trị.",
    ),
    "told.purged": Both("{days:day is/days are} gone.", "Đã xóa {days} ngày."),
    "told.pseudonyms-changed": Both(
        "From now on each client has another pseudonym.",
        "Từ nay mỗi máy khách có một bí danh khác.",
    ),
    "deed.history-purged": Both("telemetry history purged", "xóa lịch sử quan trắc"),
    "deed.pseudonyms-changed": Both("pseudonyms of clients changed", "đổi bí danh máy khách"),
    "settings.hunt-new": Both(
        "Line {line}: “{value}” is none of all, own, partner:NAME, label:TEXT.",
        "Dòng {line}: “{value}” không thuộc các dạng all, own, partner:TÊN, label:NHÃN.",
    ),
    "option.hunt.since": Both("The first day to look at.", "Ngày đầu tiên cần tra."),
    "option.hunt.clients": Both(
        "Name the clients by pseudonym; only for duty officers and analysts.",
        "Nêu máy khách theo bí danh; chỉ dành cho trực ban và cán bộ phân tích.",
    ),
    "option.hunt.unseen": Both(
        "At the end also list the values that were not seen.",
        "Cuối cùng liệt kê cả những giá trị không thấy.",
    ),
    "option.purge.before": Both(
        "Also every day before this one, which is today at the latest.",
        "Xóa cả mọi ngày trước ngày này; muộn nhất là hôm nay.",
    ),
    "option.purge.officer": Both(
        "Who lets the days go, an administrator; the administrative log keeps the name.",
        "Người cho xóa, phải là người quản trị; tên được ghi vào nhật ký quản trị.",
    ),
    "history.not-yet": Both(
        "{day} is after today, {today}; nothing was purged. A purge lets past days go.",
        "{day} là ngày sau hôm nay ({today}); chưa xóa gì. Chỉ xóa được những ngày đã qua.",
    ),
    "help.watch.keep": _verb(
        "Keep what logs saw in the telemetry history, each log whole or not at all.\n\n"
        "No client's address is kept: a keyed pseudonym stands for it.",
        "Lưu nội dung nhật ký vào lịch sử quan trắc, mỗi tệp được lưu trọn vẹn hoặc không lưu gì.\n\n"
        "Không lưu địa chỉ máy khách: một bí danh có khóa thay cho địa chỉ.",
        5,
        7,
        8,
    ),
    "help.watch.hunt": _verb(
        "Look for values in the telemetry history, the newest day first.\n\n"
        "What the catalogue knows comes at once, each whole answer as soon as it is there. Values stand in "
        "the arguments or in files, one a line; an indicator's id stands for its values.",
        "Tìm các giá trị trong lịch sử quan trắc, ngày mới nhất trước.\n\n"
        "Điều danh mục đã biết hiện ra ngay, mỗi câu trả lời hiện ra khi đã đầy đủ. Giá trị đặt trong tham số "
        "hoặc trong tệp, mỗi dòng một giá trị; mã chỉ báo thay cho các giá trị của chỉ báo đó.",
        3,
        5,
        6,
        8,
        9,
    ),
    "help.watch.history": _verb(
        "Say what the telemetry history holds, and which days are due to go.",
        "Cho biết lịch sử quan trắc có gì, và những ngày nào đến hạn xóa.",
        5,
        8,
    ),
    "help.watch.purge": _verb(
        "Let the days go that are older than the settings allow; the act is noted in the ledger.",
        "Xóa những ngày cũ hơn thời hạn trong thiết lập; việc này được ghi vào sổ cái.",
        3,
        5,
        7,
        8,
        9,
    ),
    "help.watch.rotate": _verb(
        "Make a new secret for the pseudonyms of clients; the act is noted in the ledger.",
        "Tạo khóa mới cho bí danh máy khách; việc này được ghi vào sổ cái.",
        7,
        8,
    ),
}
