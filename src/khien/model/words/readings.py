"""Sentences about documents under review, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb as _verb

WORDS: dict[str, Both] = {
    "reading.too-slow": Both(
        "{item} took more than {seconds:second/seconds} to read, so its reader was ended. Nothing of it was taken; "
        "bring it in smaller parts.",
        "Đọc {item} mất hơn {seconds} giây nên tiến trình đọc đã bị dừng. Không lấy phần nào; hãy chia nhỏ tệp "
        "rồi nhập lại.",
    ),
    "reading.too-large": Both(
        "{item} took more than {megabytes} MB of memory to read, so its reader was ended. Nothing of it was "
        "taken; bring it in smaller parts.",
        "Đọc {item} cần hơn {megabytes} MB bộ nhớ nên tiến trình đọc đã bị dừng. Không lấy phần nào; hãy chia "
        "nhỏ tệp rồi nhập lại.",
    ),
    "reading.reader-failed": Both(
        "The process that read {item} ended without an answer ({how}). Nothing of it was taken.",
        "Tiến trình đọc {item} kết thúc mà không trả lời ({how}). Không lấy phần nào.",
    ),
    "reading.choice": Both(
        "“{item}” is not a value of the kind “{kind}”. Nothing of the review was changed.",
        "“{item}” không phải giá trị thuộc loại “{kind}”. Chưa thay đổi gì trong phần rà soát.",
    ),
    "reading.objectless": Both(
        "“{item}” ({kind}) cannot be taken: STIX has no object for this kind, so it stays in the text only. "
        "Correct its kind if it is something else. Nothing of the review was changed.",
        "Không thể lấy “{item}” ({kind}): STIX không có đối tượng cho loại này nên giá trị chỉ còn trong văn bản. "
        "Nếu thực ra thuộc loại khác, hãy sửa loại. Chưa thay đổi gì trong phần rà soát.",
    ),
    "reading.no-tick": Both(
        "cannot be taken: STIX has no object for this kind",
        "không lấy được: STIX không có đối tượng cho loại này",
    ),
    "reading.link": Both("[link]", "[liên kết]"),
    "reading.ended": Both(
        "This document was accepted or refused already.",
        "Văn bản này đã được chấp nhận hoặc từ chối rồi.",
    ),
    "doctor.reader": Both(
        "Documents are read in a process of their own, behind walls: {walls}.",
        "Văn bản được đọc trong tiến trình riêng, sau các lớp cách ly: {walls}.",
    ),
    "doctor.reader-open": Both(
        "The process that reads documents stands without these walls, which this machine does not allow: "
        "{missing}. Bring in documents of strangers on another machine, or allow user namespaces.",
        "Tiến trình đọc văn bản thiếu các lớp cách ly mà máy này không cho phép: {missing}. Hãy đọc văn bản của "
        "người lạ trên máy khác, hoặc cho phép không gian tên người dùng.",
    ),
    "reading.by-hand": Both("An officer added it.", "Cán bộ bổ sung."),
    "reading.left-out": Both(
        "Not taken ({path}). {detail}",
        "Không lấy ({path}). {detail}",
    ),
    "reading.corrected": Both(
        "An officer corrected it ({path}): {detail}.",
        "Cán bộ đã sửa ({path}): {detail}.",
    ),
    "reading.read-as": Both(
        "Kept in its usual form ({path}): {detail}.",
        "Giữ ở dạng chuẩn ({path}): {detail}.",
    ),
    "reading.no-object": Both(
        "Taken, but STIX has no object for it ({path}); it stays in the text only.",
        "Đã lấy, nhưng STIX không có đối tượng tương ứng ({path}); chỉ còn trong văn bản.",
    ),
    "reading.chosen": Both("Your choices are kept.", "Đã lưu các lựa chọn."),
    "reading.was-refused": Both(
        "The document was refused; no object was made of it.",
        "Đã từ chối văn bản; không tạo đối tượng nào từ đó.",
    ),
    "reading-state.open": Both("to review", "chờ rà soát"),
    "reading-state.accepted": Both("accepted", "đã chấp nhận"),
    "reading-state.refused": Both("refused", "đã từ chối"),
    "reading-context.malicious": Both("malicious", "độc hại"),
    "reading-context.unsure": Both("unclear", "chưa rõ"),
    "reading-context.benign": Both("benign", "lành tính"),
    "told.reading": Both(
        "{readings:document waits/documents wait} for a review: {items:item/items} found, {taken} proposed, {left:part/parts} gave no "
        "text. No object was made of them. Next: khien object accept.",
        "{readings} văn bản chờ rà soát: tìm thấy {items} mục, đề xuất {taken}, {left} phần không cho văn bản. "
        "Chưa tạo đối tượng nào từ đó. Tiếp theo: khien object accept.",
    ),
    "told.readings": Both("{count:document/documents}.", "{count} văn bản."),
    "told.reading-refused": Both(
        "Refused; no object was made of it.", "Đã từ chối; không tạo đối tượng nào từ đó."
    ),
    "help.object.read": _verb(
        "Read a document (text, Markdown, HTML, PDF, DOCX, e-mail) and show what could become objects.\n\n"
        "Nothing is kept as an object before somebody accepts it. A mail gives one reading for itself and "
        "one for each document attached to it.",
        "Đọc một văn bản (văn bản thuần, Markdown, HTML, PDF, DOCX, thư điện tử) và cho thấy những gì có thể "
        "thành đối tượng.\n\nChưa có gì được lưu thành đối tượng trước khi có người chấp nhận. Một thư cho một "
        "phần rà soát cho chính nó và một phần cho mỗi văn bản đính kèm.",
        8,
        9,
    ),
    "help.object.readings": _verb(
        "List the documents that wait for a review, or show one with what it proposes.",
        "Liệt kê các văn bản chờ rà soát, hoặc xem một văn bản cùng những gì nó đề xuất.",
        6,
        8,
    ),
    "help.object.accept": _verb(
        "Keep what a document proposes, with corrections, and say what became of every item.",
        "Lưu những gì văn bản đề xuất, kèm các chỗ sửa, và cho biết kết quả của từng mục.",
        3,
        6,
        7,
        8,
        9,
    ),
    "help.object.refuse": _verb(
        "Refuse a document: no object is made of it.",
        "Từ chối một văn bản: không tạo đối tượng nào từ đó.",
        3,
        6,
        7,
        8,
        9,
    ),
    "option.readings.all": Both(
        "Also those that were accepted or refused.", "Cả những văn bản đã chấp nhận hoặc từ chối."
    ),
    "option.accept.without": Both("Leave out the item of this number.", "Bỏ mục mang số này."),
    "option.accept.with": Both(
        "Take the item of this number, which was not proposed.",
        "Lấy cả mục mang số này dù không được đề xuất.",
    ),
    "option.accept.set": Both(
        "Correct the value of an item, and take it.", "Sửa giá trị của một mục và lấy mục đó."
    ),
    "option.accept.kind": Both(
        "Correct the kind of an item, and take it.", "Sửa loại của một mục và lấy mục đó."
    ),
    "option.accept.add": Both(
        "Add a value that nobody found; its kind may stand before it.",
        "Bổ sung một giá trị chưa được tìm thấy; có thể ghi loại ở phía trước.",
    ),
    "option.refuse.reason": Both(
        "Why; it is kept with the reading.", "Lý do; được lưu cùng phần rà soát."
    ),
}
