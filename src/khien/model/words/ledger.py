"""Sentences about the ledger and its proofs, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "ledger.entry": Both(
        "{item} was not written into the ledger: {rule}. The ledger holds hashes and short "
        "identifiers only, never content.",
        "{item} không được ghi vào sổ cái: {rule}. Sổ cái chỉ lưu mã băm và định danh ngắn, không "
        "bao giờ lưu nội dung.",
    ),
    "ledger.fork": Both(
        "The ledger was rewritten: two signed checkpoints of the same size have different roots "
        "({detail}). Keep both, call the partner, and do not rely on its receipts until this is "
        "explained.",
        "Sổ cái đã bị sửa lại: hai điểm niêm đã ký có cùng kích thước nhưng khác giá trị gốc "
        "({detail}). Hãy giữ cả hai, gọi cho đối tác và không dựa vào biên nhận của họ cho đến khi "
        "làm rõ.",
    ),
    "ledger.inconsistent": Both(
        "The partner did not prove that its new checkpoint continues the one that we cosigned "
        "({detail}). Keep both and ask the partner why.",
        "Đối tác không chứng minh được điểm niêm mới nối tiếp điểm niêm mà ta đã đồng ký "
        "({detail}). Hãy giữ cả hai và yêu cầu đối tác giải thích.",
    ),
    "ledger.witness-malformed": Both(
        "The request to cosign a checkpoint cannot be read: {detail}.",
        "Không đọc được yêu cầu đồng ký điểm niêm: {detail}.",
    ),
    "ledger.witness-unknown": Both(
        "We do not cosign for the ledger {detail}: none of our partners keeps it.",
        "Ta không đồng ký cho sổ cái {detail}: không có đối tác nào của ta giữ sổ này.",
    ),
    "ledger.witness-unsigned": Both(
        "The checkpoint of {detail} is not signed with the key that we pinned.",
        "Điểm niêm của {detail} không được ký bằng khóa mà ta đã ghim.",
    ),
    "ledger.witness-size": Both(
        "The proof for {detail} does not start from the checkpoint that we cosigned last; the answer "
        "says its size.",
        "Bằng chứng cho {detail} không bắt đầu từ điểm niêm mà ta đồng ký lần cuối; câu trả lời có "
        "ghi kích thước của điểm niêm đó.",
    ),
    "ledger.witness-unproven": Both(
        "The first checkpoint of {detail} came with a proof that does not hold.",
        "Điểm niêm đầu tiên của {detail} đi kèm bằng chứng không đúng.",
    ),
    "ledger.held": Both(
        "Nothing is written into the ledger, so nothing crosses: {reason} Then: khien ledger resume.",
        "Sổ cái đang tạm dừng ghi nên không có lượt qua biên nào: {reason} Sau đó chạy: khien ledger resume.",
    ),
    "ledger.restored": Both(
        "The node was restored from a backup, and partners may know more of its ledger than it has.",
        "Nút vừa được khôi phục từ bản sao lưu; đối tác có thể biết nhiều mục của sổ cái hơn nút đang có.",
    ),
    "ledger.behind": Both(
        "{partner} holds a checkpoint of {known:leaf/leaves} that we signed, and we have {size}: our ledger lost "
        "its end.",
        "{partner} giữ điểm niêm do ta ký với {known} mục, trong khi ta chỉ có {size}: sổ cái của ta đã mất "
        "phần cuối.",
    ),
    "ledger.former": Both(
        "A partner keeps a checkpoint of another ledger with our name, {origin}, signed with a key that we never had; so "
        "it cosigns nothing of ours ({detail}). If this node was made anew in place of a lost one: khien ledger resume "
        "--new-origin, then start the node again. If not, somebody else has used our name: call the partner.",
        "Đối tác giữ điểm niêm của một sổ cái khác mang tên ta, {origin}, ký bằng khóa ta chưa từng có; vì thế họ không đồng "
        "ký gì cho ta ({detail}). Nếu nút này được dựng lại thay cho nút đã mất: khien ledger resume --new-origin, rồi "
        "khởi động lại nút. Nếu không, có kẻ đã dùng tên của ta: hãy gọi cho đối tác.",
    ),
    "ledger.moved": Both(
        "The ledger went on as {origin} while this node was running; nothing is written until the node is started again.",
        "Sổ cái đã tiếp tục dưới tên {origin} trong khi nút đang chạy; không ghi gì thêm cho đến khi khởi động lại nút.",
    ),
    "ledger.restarted": Both(
        "A partner's ledger began anew under another name: it lost what came after the first of these two "
        "checkpoints ({detail}). Keep our receipts, call the partner, and send again what it lost.",
        "Sổ cái của đối tác đã bắt đầu lại dưới tên khác: họ mất những gì có sau điểm niêm thứ nhất trong "
        "hai điểm này ({detail}). Hãy giữ biên nhận, gọi cho đối tác và gửi lại những gì họ đã mất.",
    ),
    "ledger.kind.proposed": Both("proposed", "đã đề xuất"),
    "ledger.kind.approved": Both("approved", "đã phê duyệt"),
    "ledger.kind.refused-release": Both("release refused", "đã từ chối phát hành"),
    "ledger.kind.cleared": Both("cleared", "đã cấp giấy thông hành"),
    "ledger.kind.sent": Both("sent", "đã gửi"),
    "ledger.kind.received": Both("received", "đã nhận"),
    "ledger.kind.accepted": Both("accepted", "đã chấp nhận"),
    "ledger.kind.quarantined": Both("quarantined", "đã cách ly"),
    "ledger.kind.refused": Both("refused", "đã từ chối"),
    "ledger.kind.read": Both("read", "đã đọc"),
    "ledger.kind.acted": Both("acted on", "đã xử lý"),
    "ledger.kind.recalled": Both("recalled", "đã thu hồi"),
    "ledger.kind.withdrawn": Both("withdrawn", "đã rút lại"),
    "ledger.kind.downgraded": Both("downgraded", "đã hạ mức"),
    "ledger.kind.receipt": Both("receipt", "biên nhận"),
    "ledger.kind.imported": Both("imported", "đã nhập"),
    "ledger.kind.published": Both("published", "đã công bố"),
    "ledger.kind.redacted": Both("redacted", "đã lược bỏ"),
    "ledger.kind.agreement": Both("agreement", "thỏa thuận"),
    "ledger.kind.partner": Both("partner", "đối tác"),
    "ledger.kind.key": Both("key", "khóa"),
    "ledger.kind.checkpoint-alarm": Both("checkpoint alarm", "báo động điểm niêm"),
    "ledger.kind.exported": Both("exported", "đã xuất"),
    "ledger.kind.arrived": Both("folder arrived", "đã nhận thư mục"),
    "ledger.kind.resumed": Both("ledger resumed", "mở lại sổ cái"),
    "ledger.kind.administration": Both("administration", "quản trị"),
}
