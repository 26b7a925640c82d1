"""Sentences about objects that are written as a MISP event, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
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
