"""Sentences about running a node: exports by hand, backups, measures, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "told.exported": Both(
        "{count} objects for {name} are in {folder}, sealed but not encrypted: carry it on an encrypted "
        "stick. There: khien arrive. What it holds stays in the outbox until its receipts are home.",
        "Đã ghi {count} đối tượng cho {name} vào {folder}, có niêm phong nhưng không mã hóa: hãy chuyển "
        "bằng USB đã mã hóa. Bên nhận chạy: khien arrive. Nội dung vẫn nằm trong hàng chờ gửi cho đến khi "
        "biên nhận về tới nơi.",
    ),
    "told.left-out": Both(
        "{count} earlier releases were left out: their agreement has ended, or they were withdrawn.",
        "Bỏ qua {count} bản phát hành trước đây: thỏa thuận đã hết hiệu lực hoặc nội dung đã bị rút.",
    ),
    "told.arrived": Both(
        "{count} documents of {name} are taken. Bring our receipts back: khien export --receipts.",
        "Đã nhận {count} tài liệu của {name}. Hãy chuyển biên nhận của ta về: khien export --receipts.",
    ),
    "told.not-taken": Both(
        "{count} documents were not taken, each for the reason above. The same folder can be taken again.",
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
}
