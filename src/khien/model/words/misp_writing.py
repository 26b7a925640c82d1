"""Sentences about objects that are written as a MISP event, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb as _verb

WORDS: dict[str, Both] = {
    "help.object.export": _verb(
        "Write a report, with all that it names, into a file as one MISP event.\n\n"
        "What came from MISP goes back as the same event: UUIDs, types, categories, objects, references, sightings. "
        "Prints a summary with the TLP that is written, then one line for each object that is not in the event as it "
        "is here. Nothing is sent.",
        "Ghi báo cáo cùng mọi nội dung mà báo cáo nêu ra tệp thành một sự kiện MISP.\n\n"
        "Nội dung đến từ MISP quay về đúng sự kiện cũ: UUID, loại, nhóm, đối tượng, tham chiếu, ghi nhận. In phần tóm tắt "
        "kèm mức TLP được ghi, rồi mỗi đối tượng không vào sự kiện nguyên vẹn một dòng. Không gửi gì đi.",
        6,
        7,
    ),
    "option.export.file": Both("The file to replace.", "Tệp sẽ được thay."),
    "told.misp-event": Both(
        "{name}: {count:object/objects} written, {left} not. The strictest is to be handled as {level}: look at the "
        "markings before the file goes to anybody.",
        "{name}: đã ghi {count} đối tượng, không ghi {left}. Mức chặt nhất phải xử lý theo {level}: hãy xem nhãn bảo mật "
        "trước khi đưa tệp cho bất kỳ ai.",
    ),
    "objects.no-event": Both(
        "{item} is neither a report nor a grouping, and only these name what belongs into an event.",
        "{item} không phải báo cáo hay nhóm đối tượng; chỉ hai loại này nêu những gì thuộc về một sự kiện.",
    ),
    "objects.event-out-of-use": Both(
        "{item} was taken out of use, so no event is written of it.",
        "{item} đã ngừng sử dụng nên không ghi thành sự kiện.",
    ),
    "objects.event-absent": Both(
        "{path}: named by the report and not held here ({detail}).",
        "{path}: báo cáo có nêu nhưng ở đây không có ({detail}).",
    ),
    "objects.event-unused": Both(
        "{path}: taken out of use, so it is not written ({detail}).",
        "{path}: đã ngừng sử dụng nên không ghi ({detail}).",
    ),
    "misp-outcome.kept": Both("written", "đã ghi"),
    "misp-outcome.changed": Both("written in part", "ghi một phần"),
    "misp-outcome.refused": Both("not written", "không ghi"),
    "misp-outcome.skipped": Both("not needed there", "không cần ghi"),
    "intake.to-misp": Both(
        "{path}: written to the MISP event ({detail}).",
        "{path}: đã ghi vào sự kiện MISP ({detail}).",
    ),
    "intake.to-misp-left": Both(
        "{path}: MISP has no place for this property of a {detail}.",
        "{path}: MISP không có chỗ cho thuộc tính này của {detail}.",
    ),
    "intake.to-misp-edited": Both(
        "{path}: changed since it came from MISP, so it is written as it is now ({detail}).",
        "{path}: đã được sửa sau khi nhận từ MISP nên ghi theo nội dung hiện tại ({detail}).",
    ),
    "intake.to-misp-pattern": Both(
        "{path}: no list of values, so the whole pattern is one attribute ({detail}).",
        "{path}: mẫu so khớp không phải danh sách giá trị nên ghi cả mẫu thành một thuộc tính ({detail}).",
    ),
    "intake.to-misp-text": Both(
        "{path}: MISP has no type for this pattern language; written as text ({detail}).",
        "{path}: MISP không có loại cho ngôn ngữ mẫu này; ghi dưới dạng văn bản ({detail}).",
    ),
    "intake.to-misp-tag": Both(
        "{path}: written as the tag {detail}; its other details stay here.",
        "{path}: ghi thành thẻ {detail}; các chi tiết khác giữ lại ở đây.",
    ),
    "intake.to-misp-context": Both(
        "{path}: needs no part of its own in the event ({detail}).",
        "{path}: không cần phần riêng trong sự kiện ({detail}).",
    ),
    "intake.to-misp-none": Both(
        "{path}: MISP has no place for this ({detail}).",
        "{path}: MISP không có chỗ cho nội dung này ({detail}).",
    ),
    "intake.to-misp-apart": Both(
        "{path}: is about {detail}, which is not in the event.",
        "{path}: nói về {detail}, vốn không có trong sự kiện.",
    ),
    "intake.to-misp-revoked": Both(
        "{path}: revoked, so it is not written ({detail}).",
        "{path}: đã hủy hiệu lực nên không ghi ({detail}).",
    ),
    "intake.misp-taken-apart": Both(
        "{path}: the object {detail} has only parts of a kind of their own; each was taken by itself.",
        "{path}: đối tượng {detail} chỉ gồm các phần có loại riêng; từng phần được nhận riêng.",
    ),
}
