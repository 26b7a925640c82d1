"""The words of the house, one for one thing, in both languages: for the help of the console and the docs.

`make docs` writes docs/glossary.vi-en.md from this.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from khien.model.words.both import Both


class Word(NamedTuple):
    """A word of the house, and what it means."""

    word: Both
    means: Both


GLOSSARY: Final[tuple[tuple[Both, tuple[Word, ...]], ...]] = (
    (
        Both("The main words", "Từ chính"),
        (
            Word(
                Both("node", "nút"),
                Both(
                    "one party's installation: home folder, database, keys",
                    "hệ thống của một bên: thư mục nhà, cơ sở dữ liệu, khóa",
                ),
            ),
            Word(
                Both("partner", "đối tác"),
                Both("another party that we exchange with", "bên khác mà ta trao đổi"),
            ),
            Word(
                Both("agreement", "thỏa thuận"),
                Both(
                    "the rules between us and one partner, signed by both",
                    "quy tắc giữa ta và một đối tác, hai bên cùng ký",
                ),
            ),
            Word(
                Both("object", "đối tượng"),
                Both("a STIX object", "một đối tượng STIX"),
            ),
            Word(
                Both("version", "phiên bản"),
                Both(
                    "one state of an object: one (id, modified), never changed",
                    "một trạng thái của đối tượng: một cặp (id, modified), không bao giờ đổi",
                ),
            ),
            Word(
                Both("release", "phát hành"),
                Both(
                    "the decision that one version may cross to one partner",
                    "quyết định cho một phiên bản được chuyển tới một đối tác",
                ),
            ),
            Word(
                Both("clearance", "giấy thông hành"),
                Both(
                    "proof that the gate asked every rule and none refused",
                    "bằng chứng rằng cổng đã hỏi mọi quy tắc và không quy tắc nào từ chối",
                ),
            ),
            Word(
                Both("crossing", "lượt qua biên"),
                Both("one transfer in one direction", "một lần chuyển theo một chiều"),
            ),
            Word(
                Both("receipt", "biên nhận"),
                Both(
                    "the receiver's signed answer: received, accepted or refused, read, acted on",
                    "câu trả lời có chữ ký của bên nhận: đã nhận, chấp nhận hay từ chối, đã đọc, đã hành động",
                ),
            ),
            Word(
                Both("recall", "thu hồi"),
                Both(
                    "the sender takes a version back; the receiver confirms",
                    "bên gửi rút lại một phiên bản; bên nhận xác nhận",
                ),
            ),
            Word(
                Both("hit", "trúng"),
                Both("telemetry matched an indicator", "dữ liệu đo được khớp với một chỉ báo"),
            ),
            Word(
                Both("sighting", "ghi nhận"),
                Both(
                    "the STIX sighting that tells the source so",
                    "đối tượng STIX báo cho bên nguồn biết điều đó",
                ),
            ),
            Word(
                Both("warning", "cảnh báo sớm"),
                Both(
                    "a dated alert with urgency, severity, certainty and an expiry",
                    "cảnh báo có thời điểm, mức khẩn, mức nghiêm trọng, độ chắc chắn và thời hạn",
                ),
            ),
            Word(
                Both("draft", "bản nháp"),
                Both(
                    "a warning that the node wrote by itself, for an officer to judge",
                    "cảnh báo do nút tự soạn, chờ cán bộ đánh giá",
                ),
            ),
            Word(
                Both("request", "yêu cầu"),
                Both(
                    "a cooperation request with a legal basis and a clock",
                    "yêu cầu hợp tác có căn cứ pháp lý và thời hạn",
                ),
            ),
            Word(
                Both("desk", "bàn nghiệp vụ"),
                Both(
                    "a workflow over objects: incidents, requests, …",
                    "quy trình làm việc trên các đối tượng: sự cố, yêu cầu, …",
                ),
            ),
            Word(
                Both("ledger", "sổ cái"),
                Both(
                    "the append-only Merkle log of every crossing",
                    "nhật ký Merkle chỉ ghi thêm, chứa mọi lượt qua biên",
                ),
            ),
            Word(
                Both("checkpoint", "điểm niêm"),
                Both(
                    "the ledger's signed state: its size and root",
                    "trạng thái đã ký của sổ cái: kích thước và gốc",
                ),
            ),
        ),
    ),
    (
        Both("At the gate", "Ở cổng"),
        (
            Word(
                Both("gate", "cổng"),
                Both(
                    "the rules that decide whether something may leave",
                    "các quy tắc quyết định điều gì được rời đi",
                ),
            ),
            Word(
                Both("refusal", "từ chối"),
                Both(
                    "a rule's no, with its code and the thing at fault",
                    "câu trả lời không của một quy tắc, kèm mã và điều vướng mắc",
                ),
            ),
            Word(
                Both("approval", "phê duyệt"),
                Both(
                    "an officer's yes to one release, with a reason",
                    "sự đồng ý của một cán bộ cho một bản phát hành, kèm lý do",
                ),
            ),
            Word(
                Both("marking", "nhãn"),
                Both(
                    "what the creator allows: TLP, PAP, IEP",
                    "điều người tạo cho phép: TLP, PAP, IEP",
                ),
            ),
            Word(
                Both("ceiling", "mức trần"),
                Both(
                    "the strictest marking that an agreement lets cross",
                    "nhãn chặt nhất mà thỏa thuận còn cho qua",
                ),
            ),
            Word(
                Both("onward sharing", "chuyển tiếp"),
                Both(
                    "handing on to a third party what a partner gave",
                    "trao cho bên thứ ba điều mà đối tác đã cung cấp",
                ),
            ),
            Word(
                Both("purpose", "mục đích sử dụng"),
                Both(
                    "what the receiver may use it for, and nothing else",
                    "bên nhận được dùng vào việc gì, ngoài ra thì không",
                ),
            ),
            Word(
                Both("legal basis", "căn cứ pháp lý"),
                Both("why the exchange is lawful", "vì sao việc trao đổi là hợp pháp"),
            ),
            Word(
                Both("redaction", "lược bỏ"),
                Both(
                    "a new object without the parts that may not cross",
                    "đối tượng mới, bỏ đi phần không được qua biên",
                ),
            ),
            Word(
                Both("retention", "thời hạn lưu giữ"),
                Both("how long the receiver may keep it", "bên nhận được lưu trong bao lâu"),
            ),
        ),
    ),
    (
        Both("Coming in", "Chiều vào"),
        (
            Word(
                Both("import", "nạp"),
                Both("reading a file into objects", "đọc một tệp thành các đối tượng"),
            ),
            Word(
                Both("admission", "tiếp nhận"),
                Both(
                    "the checks on what a partner sends, before it is kept",
                    "các bước kiểm tra điều đối tác gửi, trước khi lưu",
                ),
            ),
            Word(
                Both("quarantine", "cách ly"),
                Both(
                    "where an arrival waits for a person, with the reason",
                    "nơi điều vừa đến chờ người xem xét, kèm lý do",
                ),
            ),
            Word(
                Both("indicator", "chỉ báo"),
                Both("a pattern that shows malicious activity", "mẫu cho thấy hoạt động độc hại"),
            ),
            Word(
                Both("index", "chỉ mục"),
                Both(
                    "the indicator values that traffic is compared with",
                    "các giá trị chỉ báo dùng để đối chiếu lưu lượng",
                ),
            ),
            Word(
                Both("originator", "bên tạo"),
                Both(
                    "who created an object, and alone may version or revoke it",
                    "bên đã tạo đối tượng và là bên duy nhất được ra phiên bản mới hoặc hủy",
                ),
            ),
        ),
    ),
    (
        Both("Proof", "Bằng chứng"),
        (
            Word(
                Both("leaf", "lá"),
                Both(
                    "one entry of the ledger: hashes and metadata, no content",
                    "một mục của sổ cái: mã băm và siêu dữ liệu, không có nội dung",
                ),
            ),
            Word(
                Both("inclusion proof", "bằng chứng bao hàm"),
                Both(
                    "that a leaf is in the ledger of a checkpoint",
                    "chứng tỏ một lá nằm trong sổ cái tại một điểm niêm",
                ),
            ),
            Word(
                Both("consistency proof", "bằng chứng nhất quán"),
                Both(
                    "that a later checkpoint only added leaves",
                    "chứng tỏ điểm niêm sau chỉ thêm lá",
                ),
            ),
            Word(
                Both("cosignature", "đồng ký"),
                Both(
                    "a partner's signature under our checkpoint",
                    "chữ ký của đối tác dưới điểm niêm của ta",
                ),
            ),
            Word(
                Both("witness", "nhân chứng"),
                Both(
                    "a partner that cosigns, and so holds us to our past",
                    "đối tác đồng ký và nhờ đó ràng buộc ta với quá khứ",
                ),
            ),
            Word(
                Both("fork", "rẽ nhánh"),
                Both(
                    "two checkpoints that cannot both be true", "hai điểm niêm không thể cùng đúng"
                ),
            ),
            Word(
                Both("fingerprint phrase", "cụm từ nhận dạng"),
                Both(
                    "words that both sides read aloud to compare keys",
                    "những từ hai bên đọc to để so khóa",
                ),
            ),
        ),
    ),
    (
        Both("People", "Con người"),
        (
            Word(
                Both("officer", "cán bộ"),
                Both("a person with an account on a node", "người có tài khoản trên một nút"),
            ),
            Word(
                Both("duty", "trực ban"),
                Both(
                    "watches what comes in, round the clock", "theo dõi điều vừa đến, suốt ngày đêm"
                ),
            ),
            Word(
                Both("analyst", "phân tích"),
                Both("makes, links and publishes objects", "tạo, liên kết và công bố đối tượng"),
            ),
            Word(
                Both("release officer", "cán bộ phát hành"),
                Both("approves what leaves", "duyệt điều được chuyển đi"),
            ),
            Word(
                Both("lawyer", "pháp chế"),
                Both(
                    "approves personal data; answers for the legal basis",
                    "duyệt dữ liệu cá nhân; chịu trách nhiệm về căn cứ pháp lý",
                ),
            ),
            Word(
                Both("admin", "quản trị"),
                Both(
                    "adds officers, partners and keys; decides nothing",
                    "thêm cán bộ, đối tác và khóa; không quyết định nội dung",
                ),
            ),
            Word(
                Both("auditor", "kiểm toán"),
                Both("reads everything, changes nothing", "đọc tất cả, không sửa gì"),
            ),
            Word(
                Both("token", "mã truy cập"),
                Both(
                    "a program's secret, shown once, kept as a hash",
                    "bí mật của một chương trình, chỉ hiện một lần, lưu dưới dạng băm",
                ),
            ),
        ),
    ),
)
