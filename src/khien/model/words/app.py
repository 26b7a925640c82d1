"""Sentences about settings, the service, the doctor and what a command has done, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "app.home-in-use": Both(
        "There is a node in {item} already; nothing was changed.",
        "Đã có một nút trong {item}; chưa có gì thay đổi.",
    ),
    "settings.no-file": Both(
        "there is no node here; make one with khien init",
        "ở đây chưa có nút; hãy tạo bằng khien init",
    ),
    "told.init": Both(
        "The node is in {home}. Next: khien officer add, then khien serve.",
        "Nút nằm trong {home}. Tiếp theo: khien officer add, rồi khien serve.",
    ),
    "told.found": Both("{count} found.", "Tìm thấy {count}."),
    "told.imported": Both(
        "{read} items read: {new} new versions kept, {refused} refused, {skipped} skipped.",
        "Đã đọc {read} mục: lưu {new} phiên bản mới, từ chối {refused}, bỏ qua {skipped}.",
    ),
    "told.published": Both(
        "{cleared} cleared and on their way, {held} wait for approval, {refused} refused.",
        "{cleared} được thông qua và đang gửi, {held} chờ duyệt, {refused} bị từ chối.",
    ),
    "told.dry-run": Both(
        "To {name} today: {cleared} would cross, {held} would wait, {refused} would be refused.",
        "Hôm nay, tới {name}: {cleared} sẽ được chuyển, {held} sẽ chờ duyệt, {refused} sẽ bị từ chối.",
    ),
    "told.release.cleared": Both(
        "{release} is cleared and on its way to {partner}.",
        "{release} đã được thông qua và đang gửi tới {partner}.",
    ),
    "told.release.held": Both(
        "{release} to {partner} still waits for other officers.",
        "{release} tới {partner} còn chờ cán bộ khác duyệt.",
    ),
    "told.release.refused": Both(
        "{release} to {partner} is refused by the gate now.",
        "{release} tới {partner} hiện bị cổng từ chối.",
    ),
    "told.recalled": Both(
        "{count} releases taken back; partners confirm when it is out of their use.",
        "Đã thu hồi {count} bản phát hành; đối tác sẽ xác nhận khi đã ngừng sử dụng.",
    ),
    "told.downgraded": Both(
        "{count} partners are asked for stricter handling.",
        "Đã yêu cầu {count} đối tác xử lý chặt hơn.",
    ),
    "told.invited": Both(
        "The invitation for {name} holds a secret: hand it over by a way that you trust, before "
        "{expires}. Then compare the phrase in khien partner list on the phone.",
        "Thư mời {name} có chứa bí mật: hãy trao qua kênh tin cậy trước ngày {expires}. Sau đó đối chiếu "
        "qua điện thoại cụm từ trong khien partner list.",
    ),
    "told.phrase": Both(
        "Call {name} and read to each other: {phrase}. If it is not the same on both sides, revoke at once.",
        "Gọi cho {name} và đọc cho nhau: {phrase}. Nếu hai bên khác nhau, hãy chấm dứt quan hệ ngay.",
    ),
    "told.bring-back": Both(
        "The node of {name} was not reached. Carry the acceptance there: khien partner accept FILE.",
        "Không kết nối được nút của {name}. Hãy chuyển bản trả lời sang đó: khien partner accept TỆP.",
    ),
    "told.connected": Both(
        "{name} is a plain TAXII party: its receipts will be unsigned, and every display says so.",
        "{name} là bên chỉ dùng TAXII: biên nhận không có chữ ký và mọi nơi hiển thị đều nói rõ.",
    ),
    "told.pulled": Both("{count} objects came from {name}.", "Nhận {count} đối tượng từ {name}."),
    "told.revoked": Both(
        "{name} is struck off. What it signed before can still be checked.",
        "Đã chấm dứt quan hệ với {name}. Những gì họ đã ký vẫn kiểm tra được.",
    ),
    "told.withdrawn": Both("The invitation for {name} is taken back.", "Đã rút thư mời {name}."),
    "told.agreement.good": Both("{file} has no mistakes.", "{file} không có lỗi."),
    "told.agreement.half": Both(
        "Signed for us; it opens something when {name} has signed the same content.",
        "Ta đã ký; thỏa thuận có hiệu lực khi {name} ký cùng nội dung.",
    ),
    "told.agreement.whole": Both(
        "Both sides have signed the agreement with {name}.",
        "Hai bên đã ký thỏa thuận với {name}.",
    ),
    "told.quarantine": Both("{count} wait for a person.", "{count} mục đang chờ người xem xét."),
    "told.matched": Both(
        "{lines} lines, {unreadable} unreadable: {hits} indicators were seen, {releases} sightings "
        "given to the gate.",
        "{lines} dòng, {unreadable} dòng không đọc được: {hits} chỉ báo bị trúng, {releases} bản ghi nhận "
        "đã trình cổng.",
    ),
    "told.verified": Both(
        "The ledger is whole: {size} entries, cosigned by {cosigners} keys of partners.",
        "Sổ cái toàn vẹn: {size} mục, được {cosigners} khóa của đối tác đồng ký.",
    ),
    "told.proven": Both(
        "Proven: {kind}, at {at}, entry {index} of {size} in {ledger}, signed by {signer}; cosigned by: "
        "{cosigners}.",
        "Đã chứng minh: {kind}, lúc {at}, mục {index} trên {size} của {ledger}, ký bởi {signer}; đồng ký: "
        "{cosigners}.",
    ),
    "told.receipt-holds": Both(
        "The receipt is signed by {giver}: {outcome}, object {object}, version {version}, at {time}.",
        "Biên nhận do {giver} ký: {outcome}, đối tượng {object}, phiên bản {version}, lúc {time}.",
    ),
    "told.no-receipt": Both(
        "No receipt for {crossing}: only our side is proven.",
        "Không có biên nhận cho {crossing}: chỉ chứng minh được phía giữ sổ cái.",
    ),
    "told.unsigned": Both(
        "The answer for {crossing} is unsigned: it comes from a plain TAXII status and proves nothing.",
        "Trả lời cho {crossing} không có chữ ký: chỉ lấy từ trạng thái TAXII và không chứng minh được gì.",
    ),
    "told.officer": Both("{name} can sign in now.", "{name} đã có thể đăng nhập."),
    "told.token": Both(
        "The token {name} is shown only this once.", "Mã {name} chỉ hiển thị một lần này."
    ),
    "told.rotated": Both(
        "The key is changed and {count} partners will be told. Start the node anew now, and read the new "
        "phrase to each partner.",
        "Đã thay khóa và sẽ báo cho {count} đối tác. Hãy khởi động lại nút và đọc cụm từ đối chiếu mới cho "
        "từng đối tác.",
    ),
    "told.rebuilt": Both("Derived anew for {count} objects.", "Đã dựng lại cho {count} đối tượng."),
}
