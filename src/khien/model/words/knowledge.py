"""What the pages about objects say, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

_RELATIONS = {
    "related-to": ("related to", "liên quan đến"),
    "uses": ("uses", "sử dụng"),
    "indicates": ("indicates", "là dấu hiệu của"),
    "targets": ("targets", "nhắm vào"),
    "attributed-to": ("attributed to", "được quy cho"),
    "mitigates": ("mitigates", "giảm thiểu"),
    "delivers": ("delivers", "phát tán"),
    "drops": ("drops", "thả xuống"),
    "exploits": ("exploits", "khai thác"),
    "variant-of": ("variant of", "là biến thể của"),
    "impersonates": ("impersonates", "giả danh"),
    "communicates-with": ("communicates with", "liên lạc với"),
    "controls": ("controls", "điều khiển"),
    "hosts": ("hosts", "lưu trữ"),
    "owns": ("owns", "sở hữu"),
    "based-on": ("based on", "dựa trên"),
    "derived-from": ("derived from", "bắt nguồn từ"),
    "duplicate-of": ("duplicate of", "trùng với"),
    "located-at": ("located at", "đặt tại"),
    "compromises": ("compromises", "xâm phạm"),
    "originates-from": ("originates from", "xuất phát từ"),
    "authored-by": ("authored by", "do … viết ra"),
    "beacons-to": ("beacons to", "gửi tín hiệu về"),
    "consists-of": ("consists of", "gồm"),
    "downloads": ("downloads", "tải về"),
    "has": ("has", "có"),
    "investigates": ("investigates", "điều tra"),
    "remediates": ("remediates", "khắc phục"),
    "analysis-of": ("analysis of", "phân tích"),
    "av-analysis-of": ("antivirus analysis of", "phân tích chống mã độc của"),
    "characterizes": ("characterizes", "mô tả đặc điểm"),
    "dynamic-analysis-of": ("dynamic analysis of", "phân tích động của"),
    "static-analysis-of": ("static analysis of", "phân tích tĩnh của"),
    "exfiltrates-to": ("exfiltrates to", "chuyển dữ liệu tới"),
    "object-refs": ("names", "nêu đến"),
    "subtechnique-of": ("sub-technique of", "là kỹ thuật con của"),
    "detects": ("detects", "phát hiện"),
    "revoked-by": ("replaced by", "được thay bằng"),
}

_RECEIPTS = {
    "received": ("received", "đã nhận được"),
    "accepted": ("accepted", "đã chấp nhận"),
    "quarantined": ("waits there for a person", "chờ người xem xét ở đó"),
    "refused": ("refused there", "bị bên đó từ chối"),
    "read": ("read by an officer there", "cán bộ bên đó đã đọc"),
    "acted": ("acted on", "đã hành động"),
    "recalled": ("taken out of use there", "đã ngừng sử dụng ở đó"),
    "downgraded": ("handled more strictly", "được xử lý chặt hơn"),
}

_OPINIONS = {
    "strongly-disagree": ("strongly disagree", "hoàn toàn không đồng ý"),
    "disagree": ("disagree", "không đồng ý"),
    "neutral": ("neutral", "trung lập"),
    "agree": ("agree", "đồng ý"),
    "strongly-agree": ("strongly agree", "hoàn toàn đồng ý"),
}

_OUTCOMES = {
    "kept": ("kept", "đã lưu"),
    "changed": ("kept, changed", "đã lưu, có sửa"),
    "refused": ("refused", "bị từ chối"),
    "skipped": ("skipped", "bỏ qua"),
}

_FORESEEN = {
    "kept": ("would be kept", "sẽ lưu"),
    "changed": ("would be kept, changed", "sẽ lưu, có sửa"),
    "refused": ("would be refused", "sẽ bị từ chối"),
    "skipped": ("would be skipped", "sẽ bỏ qua"),
}


def _read(prefix: str, table: dict[str, tuple[str, str]]) -> dict[str, Both]:
    return {f"{prefix}.{name}": Both(*both) for name, both in table.items()}


WORDS: dict[str, Both] = {
    **_read("relation", _RELATIONS),
    **_read("receipt-outcome", _RECEIPTS),
    **_read("opinion", _OPINIONS),
    **_read("import-outcome", _OUTCOMES),
    **_read("import-foreseen", _FORESEEN),
    "property.techniques": Both("Techniques (ATT&CK)", "Kỹ thuật (ATT&CK)"),
    "objects.search-kept": Both("The search “{name}” is kept.", "Đã lưu lần tìm “{name}”."),
    "objects.search-removed": Both("The saved search is gone.", "Đã xóa lần tìm đã lưu."),
    "objects.written": Both("Kept: {title}.", "Đã lưu: {title}."),
    "objects.written-joined": Both(
        "Kept: {title}, with {count:relationship/relationships}.",
        "Đã lưu: {title}, cùng {count} quan hệ.",
    ),
    "objects.labelled": Both(
        "The label stands on {count:object/objects} now. {left:stays as it is, since the next version/stay as they are, since the next version} "
        "is another party's to make.",
        "Đã gắn nhãn cho {count} đối tượng. {left} đối tượng giữ nguyên: phiên bản tiếp theo của "
        "chúng do bên khác tạo.",
    ),
    "objects.noted": Both(
        "The note stands on {count:object/objects}.", "Đã ghi chú cho {count} đối tượng."
    ),
    "objects.published": Both(
        "Asked the gate: {cleared} cleared, {held:waits/wait} for approval, {refused} refused.",
        "Đã hỏi cổng: {cleared} được thông qua, {held} chờ duyệt, {refused} bị từ chối.",
    ),
    "objects.none-chosen": Both("Choose at least one object.", "Hãy chọn ít nhất một đối tượng."),
    "objects.too-many-chosen": Both(
        "Choose at most {limit} objects at once.", "Mỗi lần chọn tối đa {limit} đối tượng."
    ),
    "objects.no-file": Both("Choose a file first.", "Hãy chọn tệp trước."),
    "objects.no-words": Both("Write something first.", "Hãy nhập nội dung trước."),
    "objects.no-such-form": Both(
        "There is no form for the type “{kind}”.", "Không có biểu mẫu cho kiểu “{kind}”."
    ),
    "objects.not-ours": Both(
        "Only its creator may make a new version of {object}. Write a note, an opinion or a sighting instead.",
        "Chỉ bên tạo mới được ra phiên bản mới của {object}. Hãy viết ghi chú, ý kiến hoặc ghi nhận.",
    ),
    "objects.stays-red": Both(
        "{count:of the chosen objects is TLP:RED: it goes/of the chosen objects are TLP:RED: they go} to named persons only, through the gate, and "
        "into no file.",
        "{count} đối tượng đã chọn là TLP:RED: chỉ gửi cho người được nêu tên, qua cổng, và không "
        "được xuất ra tệp.",
    ),
}
