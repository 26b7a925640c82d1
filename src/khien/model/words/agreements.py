"""Sentences about agreements and other files that people write by hand, in both languages.

Every mistake has the holes `line` and `key`, and the facts of its code.
"""

from __future__ import annotations

from khien.model.words.both import Both


def _of_room(room: str) -> dict[str, Both]:
    """What can be wrong in any TOML file; `room` is what `read_typed` was given."""
    return {
        f"{room}.syntax": Both(
            "Line {line}: this is not TOML ({why}).",
            "Dòng {line}: không đúng cú pháp TOML ({why}).",
        ),
        f"{room}.unknown-key": Both(
            "Line {line}: there is no key “{key}”; did you mean: {hint}?",
            "Dòng {line}: không có khóa “{key}”; có phải ý bạn là: {hint}?",
        ),
        f"{room}.missing-key": Both(
            "Line {line}: the key “{key}” is missing.", "Dòng {line}: thiếu khóa “{key}”."
        ),
        f"{room}.not-one-of": Both(
            "Line {line}: “{key}” must be one of: {allowed}.",
            "Dòng {line}: “{key}” phải là một trong các giá trị: {allowed}.",
        ),
        f"{room}.wrong-kind": Both(
            "Line {line}: “{key}” must be of kind {expected}, not {found}.",
            "Dòng {line}: “{key}” phải có kiểu {expected}, không phải {found}.",
        ),
        f"{room}.out-of-range": Both(
            "Line {line}: the value of “{key}” is not allowed; expected: {why}.",
            "Dòng {line}: giá trị của “{key}” không được phép; yêu cầu: {why}.",
        ),
    }


WORDS: dict[str, Both] = {
    "toml.invalid": Both("{item} has mistakes: {mistakes}.", "{item} có lỗi: {mistakes}."),
    "agreement.invalid": Both(
        "The agreement {item} has mistakes and opens nothing: {mistakes}.",
        "Thỏa thuận {item} có lỗi nên không mở quyền nào: {mistakes}.",
    ),
    **_of_room("toml"),
    **_of_room("settings"),
    **_of_room("agreement"),
    "agreement.empty": Both(
        "Line {line}: “{key}” must say something.", "Dòng {line}: “{key}” không được để trống."
    ),
    "agreement.basis-code": Both(
        "Line {line}: “{code}” is not the code of a legal basis, such as UNCC-41.",
        "Dòng {line}: “{code}” không phải mã căn cứ pháp lý, ví dụ UNCC-41.",
    ),
    "agreement.no-such-article": Both(
        "Line {line}: there is no {code}; the convention has {articles} articles.",
        "Dòng {line}: không có {code}; công ước chỉ có {articles} điều.",
    ),
    "agreement.two-parties": Both(
        "Line {line}: an agreement has two parties, not {count}.",
        "Dòng {line}: thỏa thuận có hai bên, không phải {count}.",
    ),
    "agreement.same-party": Both(
        "Line {line}: both parties have the same “{key}”: {name}.",
        "Dòng {line}: hai bên trùng “{key}”: {name}.",
    ),
    "agreement.party-name": Both(
        "Line {line}: “{name}” is no node name: small letters, digits and hyphens.",
        "Dòng {line}: “{name}” không phải tên nút: chỉ gồm chữ thường, chữ số và gạch nối.",
    ),
    "agreement.party-identity": Both(
        "Line {line}: “{identity}” is no STIX identity (identity--UUID).",
        "Dòng {line}: “{identity}” không phải danh tính STIX (identity--UUID).",
    ),
    "agreement.no-purpose": Both(
        "Line {line}: without a purpose nothing may cross.",
        "Dòng {line}: không nêu mục đích thì không được chuyển gì.",
    ),
    "agreement.no-objects": Both(
        "Line {line}: neither “object_types” nor “object_groups” names anything that may cross.",
        "Dòng {line}: cả “object_types” lẫn “object_groups” đều không nêu loại đối tượng nào.",
    ),
    "agreement.unknown-group": Both(
        "Line {line}: there is no group “{name}”; did you mean: {hint}?",
        "Dòng {line}: không có nhóm “{name}”; có phải ý bạn là: {hint}?",
    ),
    "agreement.unknown-type": Both(
        "Line {line}: there is no object type “{name}” (own types begin with x-); did you mean: {hint}?",
        "Dòng {line}: không có loại đối tượng “{name}” (loại riêng bắt đầu bằng x-); có phải ý bạn là: {hint}?",
    ),
    "agreement.dates-reversed": Both(
        "Line {line}: it would end ({last}) before it begins ({first}).",
        "Dòng {line}: ngày kết thúc ({last}) lại trước ngày bắt đầu ({first}).",
    ),
    "agreement.day-not-time": Both(
        "Line {line}: “{key}” is a day without a time, such as 2026-01-31.",
        "Dòng {line}: “{key}” là ngày, không kèm giờ, ví dụ 2026-01-31.",
    ),
    "agreement.onward-nobody": Both(
        "Line {line}: onward sharing is “named”, but “{key}” names nobody.",
        "Dòng {line}: chế độ chuyển tiếp là “named” nhưng “{key}” không nêu bên nào.",
    ),
    "agreement.onward-not-named": Both(
        "Line {line}: “{key}” stands only with the mode “named”, not with “{mode}”.",
        "Dòng {line}: “{key}” chỉ dùng với chế độ “named”, không dùng với “{mode}”.",
    ),
    "agreement.onward-partner": Both(
        "Line {line}: “{name}” is neither a node name nor a STIX identity.",
        "Dòng {line}: “{name}” không phải tên nút cũng không phải danh tính STIX.",
    ),
    "agreement.auditor-approves": Both(
        "Line {line}: an auditor checks approvals and gives none.",
        "Dòng {line}: kiểm toán viên kiểm tra việc duyệt nên không được duyệt.",
    ),
    "agreement.automatic-too-high": Both(
        "Line {line}: {tlp} never leaves without an officer.",
        "Dòng {line}: mức {tlp} không bao giờ được chuyển đi khi chưa có cán bộ duyệt.",
    ),
    "agreement.duty-without-emergency": Both(
        "Line {line}: “{key}” has no meaning where the emergency path is not allowed.",
        "Dòng {line}: “{key}” không có nghĩa khi không cho phép đường khẩn cấp.",
    ),
    "agreement.slower-than-less-urgent": Both(
        "Line {line}: “{key}” must not be slower than “{other}”.",
        "Dòng {line}: “{key}” không được chậm hơn “{other}”.",
    ),
    "agreement.red-without-persons": Both(
        "Line {line}: TLP:RED goes to named persons only, but no party names one.",
        "Dòng {line}: TLP:RED chỉ gửi đích danh, nhưng không bên nào nêu tên người nhận.",
    ),
}
