"""Sentences of the demo, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "demo.begin": Both(
        "Starting {count:node/nodes} on this machine, each with its own process, folder, database and keys …",
        "Đang khởi động {count} nút trên máy này, mỗi nút có tiến trình, thư mục, cơ sở dữ liệu và khóa riêng …",
    ),
    "demo.enrol": Both(
        "The nodes enrolled each other; both sides read the same phrase: {phrase}",
        "Các nút đã kết nạp lẫn nhau; hai bên cùng đọc một cụm từ: {phrase}",
    ),
    "demo.agree": Both(
        "vn-ncc and its {count:partner/partners} signed agreements; both signatures are on both sides",
        "vn-ncc và {count} đối tác đã ký thỏa thuận; cả hai bên đều giữ đủ hai chữ ký",
    ),
    "demo.import": Both(
        "vn-ncc imported (objects): {files}",
        "vn-ncc đã nạp (số đối tượng): {files}",
    ),
    "demo.publish": Both(
        "vn-ncc published to both partners; the gate cleared {cleared}, held {held} for approval and "
        "refused {refused:release/releases}",
        "vn-ncc đã công bố cho hai đối tác; cổng kiểm soát thông qua {cleared}, giữ lại chờ duyệt {held} "
        "và từ chối {refused} bản phát hành",
    ),
    "demo.approve": Both(
        "Two named officers, lan and minh, approved the {count:release/releases} that were held",
        "Hai cán bộ lan và minh đã duyệt {count} bản phát hành đang chờ",
    ),
    "demo.deliver": Both(
        "Delivered and answered with signed receipts: asean-cert accepted {abroad}, viet-telecom "
        "{operator}; {waiting:waits/wait} there for a person",
        "Đã chuyển giao và có biên nhận ký số: asean-cert tiếp nhận {abroad}, viet-telecom {operator}; "
        "{waiting} đối tượng còn chờ người xem xét tại đó",
    ),
    "demo.watch": Both(
        "viet-telecom matched {lines:line/lines} of its DNS log and saw {seen:shared indicator/shared indicators}; its "
        "sightings travelled back through its own gate",
        "viet-telecom đã đối chiếu {lines} dòng nhật ký DNS, trúng {seen} chỉ báo được chia sẻ; ghi nhận đã "
        "qua cổng của viet-telecom và gửi về",
    ),
    "demo.watch-nothing": Both(
        "viet-telecom matched {lines:line/lines} of its DNS log; nothing that was shared occurs there",
        "viet-telecom đã đối chiếu {lines} dòng nhật ký DNS; không có chỉ báo nào được chia sẻ xuất hiện",
    ),
    "demo.recall": Both(
        "vn-ncc recalled one object; {partners} confirmed that it is out of the index: {object}",
        "vn-ncc đã thu hồi một đối tượng; {partners} xác nhận đã gỡ khỏi chỉ mục: {object}",
    ),
    "demo.recall-nothing": Both(
        "No partner has an indicator of this input, so there was nothing to recall",
        "Không đối tác nào giữ chỉ báo từ tệp này nên không có gì để thu hồi",
    ),
    "demo.prove": Both(
        "Every node verified its own ledger ({leaves:entry/entries} in all) and checked {proofs:receipt/receipts} offline, "
        "with public keys alone",
        "Mỗi nút đã kiểm tra sổ cái của mình (tổng cộng {leaves} mục) và kiểm tra {proofs} biên nhận khi không "
        "có mạng, chỉ bằng khóa công khai",
    ),
    "demo.hand-over": Both(
        "Left for the next shift in vn-ncc: {arrived:arrival/arrivals} from abroad ({waiting} in quarantine), a "
        "warning, {held:release/releases} to approve, and a recall that a partner without a network has yet to confirm",
        "Để lại cho ca trực sau tại vn-ncc: {arrived} thông tin đến từ nước ngoài ({waiting} đang cách ly), "
        "một cảnh báo, {held} bản phát hành chờ duyệt và một lệnh thu hồi mà đối tác không nối mạng chưa xác nhận",
    ),
    "demo.column.group": Both("shared", "đã chia sẻ"),
    "demo.column.partner": Both("partner", "đối tác"),
    "demo.column.have": Both("has", "đã nhận"),
    "demo.column.waiting": Both("waits", "đang chờ"),
    "demo.column.refused": Both("refused", "từ chối"),
    "demo.column.recalled": Both("recalled", "thu hồi"),
    "demo.column.seen": Both("seen in\ntraffic", "thấy trên\nmạng"),
    "demo.column.ms": Both("to index,\nmedian,\n≤ most", "đến\nchỉ mục,\ntrung vị,\n≤ lâu nhất"),
    "demo.objects": Both("{count:object/objects}", "{count} đối tượng"),
    "demo.address": Both("{name}: {address}", "{name}: {address}"),
    "demo.end": Both("Done in {seconds} s.", "Hoàn thành trong {seconds} giây."),
    "demo.stop": Both(
        "The nodes go on running. Open an address in a browser; press Ctrl-C to stop them.",
        "Các nút vẫn đang chạy. Mở một địa chỉ bằng trình duyệt; nhấn Ctrl-C để dừng.",
    ),
    "demo.entrance": Both(
        "These officers can sign in. They are made up; passwords and keys were made just now. The code is that of the "
        "authenticator app, counts once, and changes every 30 seconds; with the key an app shows the same.",
        "Các cán bộ sau có thể đăng nhập. Đây là tên hư cấu; mật khẩu và khóa vừa được tạo ngẫu nhiên. Mã là mã của ứng "
        "dụng xác thực, mỗi mã dùng một lần và đổi sau 30 giây; nhập khóa vào ứng dụng thì ứng dụng hiện đúng mã đó.",
    ),
    "demo.column.officer": Both("officer", "cán bộ"),
    "demo.column.password": Both("password", "mật khẩu"),
    "demo.column.key": Both("key for an app", "khóa cho ứng dụng"),
    "demo.column.code": Both("code", "mã"),
    "demo.stopped": Both("Stopping the nodes.", "Đang dừng các nút."),
    "demo.failed": Both(
        "The demo failed at the step “{step}”: {why}.",
        "Phần trình diễn thất bại ở bước “{step}”: {why}.",
    ),
    "demo.not-so": Both("It is not as it must be: {what}.", "Kết quả không đúng yêu cầu: {what}."),
    "demo.not-started": Both(
        "The node {node} did not start: {why}.", "Nút {node} không khởi động được: {why}."
    ),
    "demo.nothing-to-share": Both(
        "Nothing in {item} can be shared; the first item breaks the rule “{rule}”.",
        "Không có gì trong {item} chia sẻ được; mục đầu tiên trái với quy tắc “{rule}”.",
    ),
    "demo.empty": Both("at least one object", "có ít nhất một đối tượng"),
}
