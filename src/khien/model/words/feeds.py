"""Sentences about feeds, warninglists and the score of indicators, in both languages."""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table
from khien.model.words.endings import verb as _verb

_DOUBTS: Final = """
feed.flood | far more than ever before | tăng đột biến
feed.emptied | everything is gone | biến mất toàn bộ
feed.changed | most of it is another one | thay đổi phần lớn
feed.unreadable | most of it cannot be read | phần lớn không đọc được
feed.over | more than a run may bring | vượt mức một lượt
feed.popular | what many people use | trùng thứ nhiều người sử dụng
feed.own | our own names or networks | trùng tên miền hoặc mạng của ta
"""

WORDS: dict[str, Both] = {
    **table("doubt", _DOUBTS),
    "feed.address": Both(
        "The address {item} cannot be a feed's ({why}): an https URL without a password, or the absolute path "
        "of a folder. HTTP without TLS needs --plain-http, except on this machine.",
        "Địa chỉ {item} không dùng làm nguồn tin được ({why}): phải là URL https không kèm mật khẩu, hoặc đường "
        "dẫn tuyệt đối của thư mục. HTTP không có TLS cần --plain-http, trừ khi ở ngay máy này.",
    ),
    "feed.not-now": Both(
        "The feed {feed} is in the state “{state}”, from which this cannot happen.",
        "Nguồn tin {feed} đang ở trạng thái “{state}”, không thực hiện được thao tác này.",
    ),
    "feed.name-in-use": Both(
        "The name {name} is in use, by another feed, a partner or this node itself; choose another. A feed of "
        "that name that was removed can be added again.",
        "Tên {name} đã được dùng cho một nguồn tin khác, một đối tác hoặc chính nút này; hãy chọn tên khác. "
        "Nguồn tin đã gỡ thì có thể thêm lại với tên cũ.",
    ),
    "feed.source-refuses": Both(
        "The source of the feed {feed} refuses (HTTP {status}); look whether the address and the secret are right.",
        "Nơi phát nguồn tin {feed} từ chối (HTTP {status}); hãy kiểm tra địa chỉ và bí mật.",
    ),
    "feed.collection": Both(
        "The source of the feed {feed} has no such collection to read, or several and none was named. It offers: "
        "{found}. Add the feed with --collection and one of them.",
        "Nơi phát nguồn tin {feed} không có bộ sưu tập như vậy để đọc, hoặc có nhiều mà chưa nêu tên. Hiện có: "
        "{found}. Hãy thêm nguồn tin với --collection và một trong số đó.",
    ),
    "feed.not-given": Both(
        "The source lists {detail}, but does not give it.",
        "Nguồn có liệt kê {detail} nhưng không đưa nội dung.",
    ),
    "feed.state": Both(
        "Not possible from this state: {detail}.", "Trạng thái hiện tại không cho phép: {detail}."
    ),
    "feed.asks": Both(
        "The feed {feed} is stopped and asks a person; nothing of this run was kept. Look with khien feed "
        "show {feed}, then accept or refuse.",
        "Nguồn tin {feed} đã dừng và chờ người quyết định; không lưu gì từ lượt lấy này. Xem bằng khien "
        "feed show {feed}, rồi dùng accept hoặc refuse.",
    ),
    "feed.unreachable": Both(
        "The source of the feed {feed} gave no answer that can be used ({why}); it is asked again later.",
        "Nơi phát nguồn tin {feed} không trả lời dùng được ({why}); nút sẽ hỏi lại sau.",
    ),
    "feed.day-full": Both(
        "The feed {feed} has brought the {per_day:item/items} that it may bring in a day; it goes on tomorrow "
        "(UTC).",
        "Nguồn tin {feed} đã đạt mức {per_day} mục được phép trong một ngày; sẽ tiếp tục vào ngày mai "
        "(UTC).",
    ),
    "feed.elsewhere": Both(
        "The server of the feed {feed} sends us to {place}; a feed goes only to the host that it was given. "
        "If that is right, add the feed anew with that address.",
        "Máy chủ của nguồn tin {feed} chuyển hướng sang {place}; nguồn tin chỉ đến đúng máy chủ đã khai báo. "
        "Nếu địa chỉ đó đúng, hãy thêm lại nguồn tin với địa chỉ mới.",
    ),
    "feed.folder": Both(
        "The folder of the feed {feed} cannot be read: {why}.",
        "Không đọc được thư mục của nguồn tin {feed}: {why}.",
    ),
    "feed.flood": Both(
        "Far more new indicators than ever before: {detail}.",
        "Số chỉ báo mới nhiều hơn hẳn mọi lần trước: {detail}.",
    ),
    "feed.emptied": Both(
        "Everything that it gave is gone at once: {detail:indicator/indicators}.",
        "Toàn bộ nội dung biến mất cùng lúc: {detail} chỉ báo.",
    ),
    "feed.changed": Both(
        "Most of it is gone at once: {detail:indicator/indicators}.",
        "Phần lớn nội dung biến mất cùng lúc: {detail} chỉ báo.",
    ),
    "feed.unreadable": Both(
        "Most of it cannot be read as what it should be: {detail:item/items}.",
        "Phần lớn không đọc được theo định dạng mong đợi: {detail} mục.",
    ),
    "feed.over": Both(
        "It brings {detail:item/items} more than one run, or what is left of the day, allows.",
        "Vượt {detail} mục so với mức cho phép của một lượt lấy hoặc của phần còn lại trong ngày.",
    ),
    "feed.popular": Both(
        "Indicators on what many people use: {detail}.",
        "Chỉ báo trùng vào thứ nhiều người sử dụng: {detail}.",
    ),
    "feed.own": Both(
        "Indicators on our own networks or domains: {detail}.",
        "Chỉ báo trùng vào mạng hoặc tên miền của chính ta: {detail}.",
    ),
    "feed.not-originator": Both(
        "A feed may not speak in our name or in a partner's.",
        "Nguồn tin không được phát ngôn nhân danh ta hoặc đối tác.",
    ),
    "feed.not-its-own": Both(
        "The object is here, from another source; only that one brings new versions of it.",
        "Đối tượng này đã có từ nguồn khác; chỉ nguồn đó được đưa phiên bản mới.",
    ),
    "gate.warninglist": Both(
        "What many people use is called malicious only after an officer has seen it; lists: {detail}.",
        "Chỉ được coi thứ nhiều người sử dụng là độc hại sau khi cán bộ xem xét; danh sách: {detail}.",
    ),
    "warninglist.broken": Both(
        "{item} is no warninglist: {rule}.", "{item} không phải danh sách cảnh giác: {rule}."
    ),
    "knowledge.no-indicator": Both(
        "Only an indicator in force can be a false positive; {item} is none.",
        "Chỉ chỉ báo đang có hiệu lực mới có thể báo nhầm; {item} không phải.",
    ),
    **table(
        "feed-state",
        """
running | running | đang chạy
paused | paused | tạm dừng
asking | asks a person | chờ người quyết định
removed | removed | đã gỡ
busy | being fetched just now | đang được lấy
""",
    ),
    **table(
        "feed-kind",
        """
taxii | TAXII 2.1 server | Máy chủ TAXII 2.1
misp | MISP feed over HTTP | Nguồn tin MISP qua HTTP
http | List or file over HTTP | Danh sách hoặc tệp qua HTTP
folder | Folder of this machine | Thư mục trên máy này
""",
    ),
    **table(
        "feed-outcome",
        """
kept | kept | đã lưu
unchanged | nothing new | không có gì mới
asked | stopped, a person asked | đã dừng, chờ quyết định
failed | failed | thất bại
""",
    ),
    **table(
        "deed",
        """
feed-added | feed added | thêm nguồn tin
feed-paused | feed paused | tạm dừng nguồn tin
feed-resumed | feed resumed | cho nguồn tin chạy tiếp
feed-accepted | feed accepted after a doubt | chấp nhận nguồn tin có nghi vấn
feed-refused | feed refused after a doubt | từ chối nguồn tin có nghi vấn
feed-removed | feed removed | gỡ nguồn tin
warninglist-added | warninglist added | thêm danh sách cảnh giác
warninglist-removed | warninglist removed | gỡ danh sách cảnh giác
warninglist-on | warninglist switched on | bật danh sách cảnh giác
warninglist-off | warninglist switched off | tắt danh sách cảnh giác
reading-refused | document refused after review | từ chối văn bản sau rà soát
abuse-reported | report to an abuse contact made | lập báo cáo gửi đầu mối xử lý lạm dụng
reading-purged | documents deleted after their time | xóa văn bản hết hạn lưu
""",
    ),
    "warninglist.no-file": Both("Choose a warninglist first.", "Hãy chọn tệp danh sách trước."),
    "console.warninglist-added": Both(
        "{name} is held, with {count:entry/entries}.", "Đã lưu {name} với {count} mục."
    ),
    "console.warninglist-on": Both("{name} counts again.", "{name} có hiệu lực trở lại."),
    "console.warninglist-off": Both(
        "{name} does not count any more; its entries stay.",
        "{name} không còn hiệu lực; các mục của nó vẫn được giữ.",
    ),
    "console.feed-added": Both(
        "The feed {name} is added; a running node fetches it at once.",
        "Đã thêm nguồn tin {name}; nút đang chạy sẽ lấy ngay.",
    ),
    "console.feed-changed": Both(
        "The feed {name}: {state}.",
        "Nguồn tin {name}: {state}.",
    ),
    "help.feed": Both(
        "Feeds: sources that are no partners, fetched on a schedule.",
        "Nguồn tin: những nguồn không phải đối tác, được lấy theo lịch.",
    ),
    "help.feed.add": _verb(
        "Add a feed: TAXII 2.1, a MISP feed, a list over HTTP, or a folder.\n\n"
        "A running node (khien serve) fetches it by itself; khien feed run does it now. A secret is asked "
        "for, or stands in KHIEN_SECRET.",
        "Thêm nguồn tin: TAXII 2.1, nguồn tin MISP, danh sách qua HTTP, hoặc thư mục.\n\n"
        "Nút đang chạy (khien serve) tự lấy; khien feed run lấy ngay. Bí mật được hỏi khi chạy, hoặc đặt "
        "trong KHIEN_SECRET.",
        3,
        7,
        8,
        9,
    ),
    "help.feed.list": _verb(
        "List the feeds with their health.", "Liệt kê nguồn tin và tình trạng.", 8
    ),
    "help.feed.show": _verb(
        "Show a feed, what it asks, and its last runs.",
        "Hiển thị một nguồn tin, điều đang hỏi, và các lượt lấy gần nhất.",
        6,
        8,
    ),
    "help.feed.run": _verb(
        "Fetch a feed now.\n\n"
        "Where what came makes the node doubt, nothing is kept, the feed stops and asks a person.",
        "Lấy một nguồn tin ngay.\n\n"
        "Nếu nội dung đáng nghi, nút không lưu gì, dừng nguồn tin và chờ người quyết định.",
        3,
        4,
        6,
        7,
        8,
    ),
    "help.feed.pause": _verb(
        "Do not fetch a feed any more.", "Ngừng lấy một nguồn tin.", 3, 6, 7, 8, 9
    ),
    "help.feed.resume": _verb("Fetch a feed again.", "Lấy lại một nguồn tin.", 3, 6, 7, 8, 9),
    "help.feed.accept": _verb(
        "Say yes to what a stopped feed brought: its next run keeps it, if it is as it was.",
        "Chấp nhận nội dung mà nguồn tin bị dừng đã đưa: lượt sau sẽ lưu, nếu vẫn như đã thấy.",
        2,
        3,
        6,
        7,
        8,
        9,
    ),
    "help.feed.refuse": _verb(
        "Say no to what a stopped feed brought: it is paused, and nothing of it is kept.",
        "Từ chối nội dung mà nguồn tin bị dừng đã đưa: tạm dừng nguồn tin, không lưu gì.",
        2,
        3,
        6,
        7,
        8,
        9,
    ),
    "help.feed.remove": _verb(
        "Remove a feed. What it brought stays, unless it is withdrawn.",
        "Gỡ một nguồn tin. Nội dung đã lấy vẫn còn, trừ khi yêu cầu rút.",
        3,
        6,
        7,
        8,
        9,
    ),
    "option.feed.kind": Both(
        "taxii: a TAXII 2.1 server. misp: a folder with manifest.json over HTTP. http: one file. folder: "
        "files on this machine.",
        "taxii: máy chủ TAXII 2.1. misp: thư mục có manifest.json qua HTTP. http: một tệp. folder: các tệp "
        "trên máy này.",
    ),
    "option.feed.tlp": Both(
        "The marking of what says nothing itself.", "Nhãn của nội dung không tự nêu nhãn."
    ),
    "option.feed.pap": Both(
        "What may be done with its indicators (PAP).", "Được làm gì với chỉ báo của nguồn (PAP)."
    ),
    "option.feed.confidence": Both(
        "How sure it is where it does not say: 0 to 100.",
        "Độ tin cậy khi nguồn không nêu: 0 đến 100.",
    ),
    "option.feed.every": Both("Minutes between two visits.", "Số phút giữa hai lần lấy."),
    "option.feed.per-run": Both(
        "Items that one run may bring.", "Số mục tối đa trong một lượt lấy."
    ),
    "option.feed.per-day": Both(
        "Items that may come in a day (UTC).", "Số mục tối đa trong một ngày (UTC)."
    ),
    "option.feed.max-mib": Both(
        "MiB that one answer or file may have, unpacked.",
        "Số MiB tối đa của một lần trả lời hoặc một tệp, sau khi giải nén.",
    ),
    "option.feed.title": Both("What people call it.", "Tên gọi của nguồn tin."),
    "option.feed.collection": Both(
        "The TAXII collection: id, alias or title; needed where there are several.",
        "Bộ sưu tập TAXII: id, bí danh hoặc tên; cần khi có nhiều bộ.",
    ),
    "option.feed.user": Both(
        "The user name at the source; the password is asked for.",
        "Tên đăng nhập tại nguồn; mật khẩu được hỏi khi chạy.",
    ),
    "option.feed.with-secret": Both(
        "Ask for a secret; without --user it is sent as a Bearer token.",
        "Hỏi bí mật; không có --user thì gửi dưới dạng mã truy cập Bearer.",
    ),
    "option.feed.ca": Both(
        "PEM of the only authority that is believed for this source.",
        "Tệp PEM của cơ quan chứng thực duy nhất được tin cho nguồn này.",
    ),
    "option.feed.plain-http": Both(
        "Allow HTTP without TLS; anybody on the way can then change what comes.",
        "Cho phép HTTP không TLS; khi đó bất kỳ ai trên đường truyền đều có thể sửa nội dung.",
    ),
    "option.feed.column": Both(
        "For tables: value, type, tags, date, comment, source or confidence, and the column's name or "
        "number.",
        "Với bảng: value, type, tags, date, comment, source hoặc confidence, và tên hoặc số thứ tự "
        "cột.",
    ),
    "option.feed.withdraw": Both(
        "Also take out of use what only this feed gave.",
        "Đồng thời ngừng sử dụng những gì chỉ nguồn này đưa.",
    ),
    "help.object.value": _verb(
        "Show one value: every source that claims it, and what each says.",
        "Hiển thị một giá trị: mọi nguồn nêu giá trị đó và nội dung từng nguồn.",
        8,
    ),
    "help.object.false-positive": _verb(
        "Say that an indicator is wrong; its source and every partner that has it are told, through the "
        "gate.",
        "Báo nhầm về một chỉ báo; nguồn và mọi đối tác đang giữ được báo qua cổng kiểm soát.",
        3,
        6,
        8,
        9,
    ),
    "help.watch.warninglist": Both(
        "Warninglists: what many people use, so that calling it malicious waits for an officer.",
        "Danh sách cảnh giác: thứ nhiều người sử dụng, muốn coi là độc hại phải chờ cán bộ duyệt.",
    ),
    "help.watch.warninglist.add": _verb(
        "Add a list or put a newer one in its place: MISP's JSON, or one entry a line.",
        "Thêm danh sách hoặc thay bằng bản mới: JSON của MISP, hoặc mỗi dòng một mục.",
        8,
    ),
    "help.watch.warninglist.list": _verb(
        "List the warninglists.", "Liệt kê danh sách cảnh giác.", 8
    ),
    "help.watch.warninglist.switch": _verb(
        "Switch a warninglist on or off; its entries stay.",
        "Bật hoặc tắt một danh sách cảnh giác; các mục của nó vẫn được giữ.",
        6,
        8,
    ),
    "help.watch.warninglist.remove": _verb(
        "Remove a warninglist.", "Gỡ một danh sách cảnh giác.", 6, 8
    ),
    "option.warninglist.name": Both(
        "Its name; needed for a list of lines.", "Tên danh sách; cần khi tệp chỉ gồm các dòng."
    ),
    "option.warninglist.kind": Both(
        "How its lines are compared with values; string where nothing is said.",
        "Cách so các dòng với giá trị; mặc định là string.",
    ),
    "told.warninglist-removed": Both("{name} is gone.", "Đã gỡ {name}."),
    "told.value": Both(
        "{claims:claim/claims} by {sources:source/sources}.",
        "{claims} nhận định từ {sources} nguồn.",
    ),
    "told.false-positive": Both(
        "Our opinion is kept, and given to the gate for {partners:partner/partners}.",
        "Đã lưu ý kiến của ta và đưa qua cổng kiểm soát cho {partners} đối tác.",
    ),
    "console.false-positive": Both(
        "The indicator is reported as a false positive, to {partners:partner/partners}.",
        "Đã gửi báo nhầm về chỉ báo này cho {partners} đối tác.",
    ),
    "khien.no-value": Both(
        "No value that an indicator could have.", "Không phải giá trị mà chỉ báo có thể mang."
    ),
    "told.feed-added": Both(
        "{name} is added; a running node fetches it. Now: khien feed run {name}",
        "Đã thêm {name}; nút đang chạy sẽ tự lấy. Lấy ngay: khien feed run {name}",
    ),
    "told.feed-run": Both(
        "{new:indicator is/indicators are} new, {gone:is/are} gone; {refused:item was/items were} not understood.",
        "{new} chỉ báo mới, {gone} không còn; {refused} mục không hiểu được.",
    ),
    "told.feed-unchanged": Both(
        "Nothing new: {name} is as it was at the last visit.",
        "Không có gì mới: {name} vẫn như lần lấy trước.",
    ),
    "told.feed-accepted": Both(
        "{name} goes on; its next run is kept if it brings about what you saw.",
        "{name} chạy tiếp; lượt sau được lưu nếu nội dung gần như đã thấy.",
    ),
    "told.feed-removed": Both(
        "{name} is removed; {count:indicator was/indicators were} taken out of use.",
        "Đã gỡ {name}; ngừng sử dụng {count} chỉ báo.",
    ),
}
