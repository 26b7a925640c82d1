"""Sentences about running a node: exports by hand, backups, measures, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "told.exported": Both(
        "{count:object/objects} for {name} in {folder}, sealed but not encrypted: carry it on an encrypted "
        "stick. There: khien arrive. What it holds stays in the outbox until its receipts are home.",
        "Đã ghi {count} đối tượng cho {name} vào {folder}, có niêm phong nhưng không mã hóa: hãy chuyển "
        "bằng USB đã mã hóa. Bên nhận chạy: khien arrive. Nội dung vẫn nằm trong hộp gửi cho đến khi "
        "biên nhận về tới nơi.",
    ),
    "told.left-out": Both(
        "{count:earlier release was/earlier releases were} left out: the agreement has ended, or it was withdrawn.",
        "Bỏ qua {count} bản phát hành trước đây: thỏa thuận đã hết hiệu lực hoặc nội dung đã bị rút.",
    ),
    "told.arrived": Both(
        "{count:document/documents} of {name} taken. Bring our receipts back: khien export --receipts.",
        "Đã nhận {count} tài liệu của {name}. Hãy chuyển biên nhận của ta về: khien export --receipts.",
    ),
    "told.not-taken": Both(
        "{count:document was/documents were} not taken, each for the reason above. The same folder can be taken again.",
        "{count} tài liệu chưa được nhận, lý do nêu ở trên. Có thể nhận lại chính thư mục này.",
    ),
    "export.folder-in-use": Both(
        "There is something in {folder} already. Name a new folder; nothing was written.",
        "Trong {folder} đã có dữ liệu. Hãy chọn thư mục mới; chưa có gì được ghi.",
    ),
    "export.plain-taxii": Both(
        "{partner} is a plain TAXII party: it has no key, so it can neither check a folder nor answer it.",
        "{partner} là bên chỉ dùng TAXII: không có khóa nên không kiểm tra và không trả lời được thư mục.",
    ),
    "export.no-manifest": Both(
        "{folder} is no export: its manifest.json cannot be read ({why}). Nothing was taken.",
        "{folder} không phải thư mục xuất: không đọc được manifest.json ({why}). Chưa nhận gì.",
    ),
    "export.tampered": Both(
        "The folder is not as it was sealed: {file} ({why}). Nothing of it was taken. Ask for it anew, and "
        "ask who carried it.",
        "Thư mục không còn như lúc niêm phong: {file} ({why}). Chưa nhận gì. Hãy yêu cầu gửi lại và hỏi rõ "
        "ai đã vận chuyển.",
    ),
    "export.foreign": Both(
        "The folder says that it comes from {giver}, who is no partner of ours. Nothing was taken.",
        "Thư mục ghi là của {giver}, không phải đối tác của ta. Chưa nhận gì.",
    ),
    "export.unsealed": Both(
        "The seal of the folder is not that of {giver} ({why}). Nothing was taken.",
        "Niêm phong của thư mục không phải của {giver} ({why}). Chưa nhận gì.",
    ),
    "export.misdirected": Both(
        "The folder is for {taker}, not for us. Nothing was taken; hand it on unopened.",
        "Thư mục gửi cho {taker}, không phải cho ta. Chưa nhận gì; hãy chuyển tiếp nguyên trạng.",
    ),
    "export.repeated": Both(
        "All of {export} was taken before, at {at}. Nothing was changed.",
        "{export} đã được nhận đầy đủ lúc {at}. Không có gì thay đổi.",
    ),
    "export.not-cosigned": Both(
        "We did not cosign the checkpoint of {partner}: {why}",
        "Ta không đồng ký điểm niêm của {partner}: {why}",
    ),
    "told.backed-up": Both(
        "The backup is {file}. It holds the signing key and everything that we know, and it is NOT "
        "encrypted: keep it as you keep the node.",
        "Bản sao lưu là {file}. Tệp chứa khóa ký và toàn bộ dữ liệu, và KHÔNG được mã hóa: hãy bảo quản như "
        "chính nút này.",
    ),
    "told.restored": Both(
        "The node of {made} stands in {home}, with {size:leaf/leaves} in its ledger. It writes nothing yet: "
        "partners may know more. Next: khien ledger resume, then khien serve.",
        "Nút tại thời điểm {made} đã được dựng lại trong {home}, sổ cái có {size} lá. Nút chưa ghi gì thêm "
        "vì đối tác có thể biết nhiều hơn. Tiếp theo: khien ledger resume, rồi khien serve.",
    ),
    "told.resumed": Both(
        "Every partner agrees with what we have; {ledger} goes on. Start the node again.",
        "Mọi đối tác đều khớp với dữ liệu của ta; {ledger} được ghi tiếp. Hãy khởi động lại nút.",
    ),
    "told.resumed-anew": Both(
        "The ledger goes on as {ledger}. Start the node again, tell your partners why, and ask each for "
        "khien export --all: what they sent after the backup is not here.",
        "Sổ cái được ghi tiếp dưới tên {ledger}. Hãy khởi động lại nút, giải thích với các đối tác và đề nghị "
        "mỗi bên chạy khien export --all: những gì họ gửi sau bản sao lưu không có ở đây.",
    ),
    "backup.broken": Both(
        "The backup is not as it was made: {file} ({why}). Nothing was restored.",
        "Bản sao lưu không còn như lúc tạo: {file} ({why}). Chưa khôi phục gì.",
    ),
    "backup.exists": Both(
        "{file} exists already; a backup overwrites nothing.",
        "{file} đã tồn tại; bản sao lưu không ghi đè.",
    ),
    "backup.keys-moving": Both(
        "The keys in {home} changed while the backup was made. Finish khien key rotate and try again.",
        "Khóa trong {home} thay đổi trong khi sao lưu. Hãy hoàn tất khien key rotate rồi thử lại.",
    ),
    "resume.not-held": Both(
        "The ledger is in use; there is nothing to resume.",
        "Sổ cái đang hoạt động; không có gì để mở lại.",
    ),
    "resume.unconfirmed": Both(
        "Not every partner confirms what we have: {partners}. Reach the silent ones and try again; where one "
        "knows more, something is lost, and --new-origin goes on without ever contradicting what was signed.",
        "Không phải mọi đối tác đều xác nhận dữ liệu của ta: {partners}. Hãy liên lạc với bên chưa trả lời rồi "
        "thử lại; nếu có bên biết nhiều hơn thì dữ liệu đã mất, và --new-origin cho phép ghi tiếp mà không mâu "
        "thuẫn với những gì đã ký.",
    ),
}
