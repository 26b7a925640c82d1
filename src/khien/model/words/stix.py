"""Sentences about findings about STIX objects, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    # Refused always: it could not be named, versioned, hashed or stored.
    "stix.not-json": Both(
        "This is not valid JSON in UTF-8 (at {path}; {detail}).",
        "Không phải JSON hợp lệ ở dạng UTF-8 (tại {path}; {detail}).",
    ),
    "stix.not-an-object": Both(
        "This is JSON, but not a STIX object (at {path}).",
        "Đây là JSON nhưng không phải một đối tượng STIX (tại {path}).",
    ),
    "stix.duplicate-key": Both(
        "The same property stands twice: {detail} (at {path}).",
        "Một thuộc tính xuất hiện hai lần: {detail} (tại {path}).",
    ),
    "stix.too-large": Both(
        "The object is larger than {detail} bytes (at {path}).",
        "Đối tượng lớn hơn {detail} byte (tại {path}).",
    ),
    "stix.too-deep": Both(
        "{path} is nested too deeply (limit: {detail}).",
        "{path} lồng quá nhiều cấp (giới hạn: {detail}).",
    ),
    "stix.too-many-values": Both(
        "The object holds more than {detail:value/values} (at {path}).",
        "Đối tượng chứa hơn {detail} giá trị (tại {path}).",
    ),
    "stix.too-many-findings": Both(
        "More than {detail} things are wrong with the object; the rest was not looked at (at {path}).",
        "Đối tượng có hơn {detail} điểm sai; phần còn lại chưa được xem xét (tại {path}).",
    ),
    "stix.number": Both(
        "{path} is a number that JSON software cannot hold exactly (beyond 2^53).",
        "{path} là số vượt quá phạm vi mà phần mềm JSON giữ được chính xác (2^53).",
    ),
    "stix.nul": Both("{path} contains a NUL character.", "{path} chứa ký tự NUL."),
    "stix.bundle": Both(
        "A bundle is only a container, not an object (at {path}): bring in the objects in it, or each bundle as a file of its own.",
        "Bundle chỉ là gói chứa, không phải một đối tượng (tại {path}): hãy nạp các đối tượng bên trong, hoặc nạp riêng từng bundle.",
    ),
    "stix.type-name": Both(
        "The object has no valid type (at {path}).",
        "Đối tượng không có kiểu hợp lệ (tại {path}).",
    ),
    "stix.spec-version": Both(
        "The object is not of STIX version 2.1 (at {path}).",
        "Đối tượng không thuộc phiên bản STIX 2.1 (tại {path}).",
    ),
    "stix.id": Both(
        "The identifier is not of the form type--UUID with the object's own type (at {path}).",
        "Mã định danh không đúng dạng kiểu--UUID với đúng kiểu của đối tượng (tại {path}).",
    ),
    "stix.version-time": Both(
        "{path} is missing or is not a valid time in UTC, so the version cannot be told.",
        "{path} thiếu hoặc không phải thời điểm UTC hợp lệ nên không xác định được phiên bản.",
    ),
    "stix.marking-changed": Both(
        "{path} differs from the {detail} marking as its owners define it.",
        "{path} khác với định nghĩa chính thức của nhãn {detail}.",
    ),
    # A MUST of the standard.
    "stix.missing": Both("{path} is required and missing.", "Thiếu {path}, thuộc tính bắt buộc."),
    "stix.wrong-type": Both(
        "{path} has the wrong type of value ({detail}).",
        "{path} có giá trị sai kiểu ({detail}).",
    ),
    "stix.range": Both(
        "{path} is out of range ({detail}).", "{path} nằm ngoài khoảng cho phép ({detail})."
    ),
    "stix.syntax": Both(
        "{path} is not written as the standard asks.",
        "{path} không được viết theo đúng tiêu chuẩn.",
    ),
    "stix.enumeration": Both(
        "{path} holds a word that is not among those allowed.",
        "{path} chứa một từ không nằm trong danh sách cho phép.",
    ),
    "stix.timestamp": Both(
        "{path} is not a valid time in UTC.", "{path} không phải thời điểm UTC hợp lệ."
    ),
    "stix.precision": Both(
        "{path} must be written to the millisecond; it has {detail:digit/digits} after the seconds.",
        "{path} phải ghi đến mili giây; hiện chỉ có {detail} chữ số sau giây.",
    ),
    "stix.time-order": Both(
        "{path} is too early: it must come after {detail}.",
        "{path} quá sớm: phải sau {detail}.",
    ),
    "stix.reference": Both(
        "{path} is not the identifier of an object.",
        "{path} không phải mã định danh của một đối tượng.",
    ),
    "stix.reference-type": Both(
        "{path} may not point to an object of type {detail}.",
        "{path} không được trỏ tới đối tượng kiểu {detail}.",
    ),
    "stix.selector": Both(
        "{path} selects nothing in this object.",
        "{path} không trỏ tới phần nào của đối tượng này.",
    ),
    "stix.marking-or-language": Both(
        "{path} must have either a marking or a language, and exactly one of them.",
        "{path} phải có đúng một trong hai: nhãn hoặc ngôn ngữ.",
    ),
    "stix.marking-circle": Both(
        "{path}: the marking marks itself.", "{path}: nhãn tự đánh dấu chính nó."
    ),
    "stix.condition": Both(
        "{path}: what must or must not stand together here does not hold ({detail}).",
        "{path}: không thỏa điều kiện phải có hoặc không được có cùng nhau ({detail}).",
    ),
    "stix.empty": Both(
        "{path} is empty; it must be left out instead.",
        "{path} để rỗng; nếu không có nội dung thì phải bỏ hẳn.",
    ),
    "stix.null": Both(
        "{path} is null; it must be left out instead.",
        "{path} có giá trị null; nếu không có nội dung thì phải bỏ hẳn.",
    ),
    "stix.control-character": Both(
        "{path} contains the control character {detail}.",
        "{path} chứa ký tự điều khiển {detail}.",
    ),
    "stix.property-name": Both(
        "{path} is not a valid property name.", "{path} không phải tên thuộc tính hợp lệ."
    ),
    "stix.key-name": Both(
        "{path} is not a valid key of a dictionary.", "{path} không phải khóa từ điển hợp lệ."
    ),
    "stix.reserved": Both(
        "{path} uses a name that the standard keeps for itself.",
        "{path} dùng một tên mà tiêu chuẩn đã dành riêng.",
    ),
    "stix.external-reference": Both(
        "{path}: the outside reference is incomplete or wrongly written ({detail}).",
        "{path}: tham chiếu bên ngoài thiếu thông tin hoặc viết sai ({detail}).",
    ),
    "stix.hash": Both(
        "{path} is not a valid {detail} hash.", "{path} không phải giá trị băm {detail} hợp lệ."
    ),
    "stix.extension": Both(
        "{path}: the extension is not named by an extension definition, or does not say its type.",
        "{path}: phần mở rộng không mang mã định nghĩa mở rộng hoặc không ghi loại của nó.",
    ),
    "stix.id-namespace": Both(
        "{path} uses the namespace that is kept for observables.",
        "{path} dùng không gian tên chỉ dành cho đối tượng quan sát.",
    ),
    "stix.uuid-version": Both(
        "{path} must carry a UUID of version {detail} here.",
        "{path} ở đây phải dùng UUID phiên bản {detail}.",
    ),
    "stix.language-tag": Both(
        "{path} is not a valid language tag.", "{path} không phải mã ngôn ngữ hợp lệ."
    ),
    "stix.pattern": Both(
        "{path} is not a valid STIX pattern; expected at position {detail}.",
        "{path} không phải mẫu STIX hợp lệ; vị trí và ký hiệu cần có: {detail}.",
    ),
    # Kept, and said.
    "stix.unknown-type": Both(
        "This node does not know the type {detail}; the object is kept as it is (at {path}).",
        "Nút này không biết kiểu {detail}; đối tượng được giữ nguyên (tại {path}).",
    ),
    "stix.unknown-property": Both(
        "{path} is not defined by the standard; it is kept as it is.",
        "{path} không có trong tiêu chuẩn; được giữ nguyên.",
    ),
    "stix.unknown-extension": Both(
        "This node does not know the extension at {path}; it is kept as it is.",
        "Nút này không biết phần mở rộng tại {path}; được giữ nguyên.",
    ),
    "stix.extension-absent": Both(
        "The type {detail} comes from an extension that the object does not name (at {path}).",
        "Kiểu {detail} thuộc một phần mở rộng mà đối tượng không nêu (tại {path}).",
    ),
    "stix.extension-shape": Both(
        "{path} does not have the shape that the extension “{detail}” defines; it is kept as it is.",
        "{path} không đúng cấu trúc của phần mở rộng “{detail}”; được giữ nguyên.",
    ),
    "stix.vocabulary": Both(
        "{path} uses a word outside the suggested vocabulary {detail}.",
        "{path} dùng từ ngoài bộ từ gợi ý {detail}.",
    ),
    "stix.deterministic-id": Both(
        "{path} is not the identifier that this content gives, {detail}.",
        "{path} không phải mã định danh tính từ nội dung này, {detail}.",
    ),
    "stix.fine-precision": Both(
        "{path} is finer than a millisecond ({detail} digits).",
        "{path} ghi chi tiết hơn mili giây ({detail} chữ số).",
    ),
    "stix.confusable": Both(
        "{path} mixes letters of different scripts that look alike.",
        "{path} trộn chữ cái giống nhau của các hệ chữ khác nhau.",
    ),
    "stix.hidden-character": Both(
        "{path} contains the invisible character {detail}.",
        "{path} chứa ký tự ẩn {detail}.",
    ),
    "stix.hash-unknown": Both(
        "{path} names a hash algorithm that is not in the standard's list.",
        "{path} dùng thuật toán băm không có trong danh sách của tiêu chuẩn.",
    ),
    "stix.several-tlp": Both(
        "{path} holds more than one TLP marking; the strictest one counts.",
        "{path} có nhiều nhãn TLP; nhãn nghiêm ngặt nhất được áp dụng.",
    ),
    "stix.deprecated": Both(
        "{path} is an outdated form; it is kept as it is.",
        "{path} là dạng đã lỗi thời; được giữ nguyên.",
    ),
    "stix.value": Both(
        "{path} is not written as its type asks; it is kept as it is.",
        "{path} không được viết đúng kiểu; được giữ nguyên.",
    ),
    "stix.pattern-clause": Both(
        "{path} reads as a pattern but breaks a rule beyond the grammar, at position {detail}.",
        "{path} đọc được như một mẫu nhưng trái một quy tắc ngoài ngữ pháp, tại vị trí {detail}.",
    ),
    # One version after another; `detail` names the object and the time of the newer one.
    "stix.version-other-object": Both(
        "{detail} is a version of another object.", "{detail} là phiên bản của một đối tượng khác."
    ),
    "stix.version-same": Both(
        "{detail} is the version that is here already.", "{detail} là phiên bản đã có ở đây."
    ),
    "stix.version-conflict": Both(
        "{detail} is here already under the same time, with other content.",
        "{detail} đã có ở đây với cùng thời điểm nhưng nội dung khác.",
    ),
    "stix.version-creator": Both(
        "{detail} names another creator; only the creator of an object may version it.",
        "{detail} ghi người tạo khác; chỉ người tạo mới được ra phiên bản mới.",
    ),
    "stix.version-created": Both(
        "{detail} says another time of creation than the earlier version.",
        "{detail} ghi thời điểm tạo khác với phiên bản trước.",
    ),
    "stix.version-after-revocation": Both(
        "{detail} comes after the object was revoked; a revocation is for good.",
        "{detail} ra sau khi đối tượng đã bị hủy; việc hủy có hiệu lực vĩnh viễn.",
    ),
    "stix.version-older": Both(
        "{detail} is older than the version that is here.",
        "{detail} cũ hơn phiên bản đang có ở đây.",
    ),
}
