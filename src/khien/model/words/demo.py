"""Sentences of the demo, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "demo.begin": Both(
        "Starting {count} nodes on this machine, each with its own process, folder, database and keys …",
        "Đang khởi động {count} nút trên máy này, mỗi nút có tiến trình, thư mục, cơ sở dữ liệu và khóa riêng …",
    ),
    "demo.enrol": Both(
        "The nodes enrolled each other; both sides read the same phrase: {told}",
        "Các nút đã kết nạp lẫn nhau; hai bên cùng đọc một cụm từ: {told}",
    ),
    "demo.agree": Both(
        "Agreements signed by both sides: {told}",
        "Số thỏa thuận hai bên đã ký: {told}",
    ),
    "demo.import": Both(
        "vn-ncc imported (objects): {told}",
        "vn-ncc đã nhập (số đối tượng): {told}",
    ),
    "demo.publish": Both(
        "vn-ncc published; the gate answered: {told}",
        "vn-ncc đã công bố; cổng kiểm soát trả lời: {told}",
    ),
    "demo.approve": Both(
        "Two named officers, lan and minh, approved what was held: {told} releases",
        "Hai cán bộ lan và minh đã duyệt các bản phát hành đang chờ: {told}",
    ),
    "demo.deliver": Both(
        "Delivered, admitted and answered with signed receipts: {told}",
        "Đã chuyển giao, được tiếp nhận và có biên nhận ký số: {told}",
    ),
    "demo.watch": Both(
        "viet-telecom matched its DNS log (lines, indicators seen): {told}; its sightings travelled back",
        "viet-telecom đã đối chiếu nhật ký DNS (số dòng, số chỉ báo trúng): {told}; ghi nhận đã gửi về",
    ),
    "demo.recall": Both(
        "vn-ncc recalled one object and both partners confirmed that it is out of their index: {told}",
        "vn-ncc đã thu hồi một đối tượng, cả hai đối tác xác nhận đã gỡ khỏi chỉ mục: {told}",
    ),
    "demo.prove": Both(
        "Every node verified its ledger (leaves) and, offline, receipts (proofs): {told}",
        "Mỗi nút đã kiểm tra sổ cái (số lá) và biên nhận khi không có mạng (số bằng chứng): {told}",
    ),
    "demo.column.group": Both("objects", "đối tượng"),
    "demo.column.partner": Both("partner", "đối tác"),
    "demo.column.have": Both("has it", "đã nhận"),
    "demo.column.not": Both("refused, and why", "bị từ chối và lý do"),
    "demo.column.seen": Both(
        "seen in traffic\nindicators / times", "trúng trên mạng\nchỉ báo / lần"
    ),
    "demo.column.ms": Both("ms to the index\nmedian / most", "ms đến chỉ mục\ntrung vị / lâu nhất"),
    "demo.recalled": Both("{count} recalled", "{count} đã thu hồi"),
    "demo.waiting": Both("{count} waiting", "{count} đang chờ"),
    "demo.address": Both("{name}: {address}", "{name}: {address}"),
    "demo.end": Both("Done in {seconds} s.", "Hoàn thành trong {seconds} giây."),
    "demo.stop": Both(
        "The nodes go on running. Open an address in a browser; press Ctrl-C to stop them.",
        "Các nút vẫn đang chạy. Mở một địa chỉ bằng trình duyệt; nhấn Ctrl-C để dừng.",
    ),
    "demo.stopped": Both("Stopping the nodes.", "Đang dừng các nút."),
    "demo.failed": Both(
        "The demo failed at the step “{step}”: {why}.",
        "Phần trình diễn thất bại ở bước “{step}”: {why}.",
    ),
}
