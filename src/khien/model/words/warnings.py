"""Sentences about early warnings, in both languages; the words are those of CAP 1.2."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "warning-standing.in-force": Both("in force", "đang có hiệu lực"),
    "warning-standing.expired": Both("expired", "đã hết hạn"),
    "warning-standing.cancelled": Both("cancelled", "đã hủy"),
    "warning-message.alert": Both("first warning", "cảnh báo lần đầu"),
    "warning-message.update": Both("update", "cập nhật"),
    "warning-message.cancel": Both("cancellation", "hủy cảnh báo"),
    "warning-status.actual": Both("actual", "thực tế"),
    "warning-status.exercise": Both("exercise", "diễn tập"),
    "warning-category.infra": Both("infrastructure", "hạ tầng"),
    "warning-category.security": Both("security", "an ninh"),
    "warning-category.safety": Both("safety", "an toàn"),
    "warning-category.transport": Both("transport", "giao thông"),
    "warning-category.health": Both("health", "y tế"),
    "warning-category.other": Both("other", "khác"),
    "urgency.immediate": Both("act at once", "xử lý ngay"),
    "urgency.expected": Both("act soon", "xử lý sớm"),
    "urgency.future": Both("act in time", "chưa gấp"),
    "urgency.past": Both("no longer urgent", "không còn gấp"),
    "urgency.unknown": Both("urgency unknown", "chưa rõ mức gấp"),
    "severity.extreme": Both("extreme", "đặc biệt nghiêm trọng"),
    "severity.severe": Both("severe", "nghiêm trọng"),
    "severity.moderate": Both("moderate", "trung bình"),
    "severity.minor": Both("minor", "nhẹ"),
    "severity.unknown": Both("severity unknown", "chưa rõ mức nghiêm trọng"),
    "certainty.observed": Both("observed", "đã xảy ra"),
    "certainty.likely": Both("likely", "nhiều khả năng"),
    "certainty.possible": Both("possible", "có thể"),
    "certainty.unlikely": Both("unlikely", "ít khả năng"),
    "certainty.unknown": Both("certainty unknown", "chưa rõ độ chắc chắn"),
    "warning.missing": Both("This must be filled in.", "Phải điền mục này."),
    "warning.choice": Both("Choose one of the list.", "Hãy chọn một mục trong danh sách."),
    "warning.long": Both("At most {most} characters.", "Tối đa {most} ký tự."),
    "warning.time": Both(
        "This is no time. Write it like 2026-11-22T14:30.",
        "Đây không phải thời gian. Hãy ghi như 2026-11-22T14:30.",
    ),
    "warning.order": Both(
        "It must end after it takes effect, and after now.",
        "Thời điểm hết hạn phải sau thời điểm hiệu lực và sau hiện tại.",
    ),
    "warning.onset": Both(
        "What begins after the end needs no warning.",
        "Thời điểm bắt đầu phải trước khi hết hạn.",
    ),
    "warning.country": Both(
        "Countries are two letters each, such as VN, TH.",
        "Mỗi quốc gia ghi bằng hai chữ cái, ví dụ VN, TH.",
    ),
    "warning.object": Both(
        "{id} is not held here.",
        "Nút này không lưu {id}.",
    ),
    "warning.no-reason": Both(
        "Say why the warning no longer holds: everybody who has it reads that.",
        "Hãy nêu lý do hủy cảnh báo: mọi bên đã nhận sẽ đọc lý do này.",
    ),
    "warning.not-ours": Both(
        "A partner made {item}: only its creator changes or cancels it.",
        "{item} do đối tác tạo ra: chỉ bên tạo mới được sửa hoặc hủy.",
    ),
    "warning.cancelled": Both(
        "{item} was cancelled: that is for good. Write a new warning.",
        "{item} đã hủy và không khôi phục được. Hãy viết cảnh báo mới.",
    ),
    "told.warned": Both(
        "The warning is written. Nobody has it until it is published.",
        "Đã viết cảnh báo. Chưa bên nào nhận được cho đến khi công bố.",
    ),
    "told.warning-updated": Both(
        "The warning is updated. Publish it, so that whoever has it gets the new version.",
        "Đã cập nhật cảnh báo. Hãy công bố để các bên đã nhận có phiên bản mới.",
    ),
    "told.warning-cancelled": Both(
        "The warning is cancelled. Publish that, so that whoever has it knows.",
        "Đã hủy cảnh báo. Hãy công bố để các bên đã nhận biết.",
    ),
    "told.acknowledged": Both(
        "{partner} gets a signed receipt that this node acts on the warning.",
        "{partner} sẽ nhận biên nhận có ký rằng nút này đang xử lý theo cảnh báo.",
    ),
}
