"""Sentences about the rules of the gate, in both languages.

Each says what the rule demands; the hole tells what is at fault, or `–` when nothing is.
"""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "gate.no-rules": Both(
        "A gate without rules opens nothing: {detail}.",
        "Cổng không có quy tắc nào thì không mở cho gì cả: {detail}.",
    ),
    "gate.partner-revoked": Both(
        "Nothing goes to a partner that was struck off: {detail}.",
        "Không chuyển gì cho đối tác đã bị loại khỏi danh sách: {detail}.",
    ),
    "gate.agreement-missing": Both(
        "There must be an agreement with the partner: {detail}.",
        "Phải có thỏa thuận với đối tác: {detail}.",
    ),
    "gate.agreement-unsigned": Both(
        "Both parties must have signed the agreement; missing: {detail}.",
        "Thỏa thuận phải có chữ ký của cả hai bên; còn thiếu: {detail}.",
    ),
    "gate.agreement-other-party": Both(
        "The agreement must be between us and this very partner: {detail}.",
        "Thỏa thuận phải là giữa chúng ta và chính đối tác này: {detail}.",
    ),
    "gate.agreement-not-in-force": Both(
        "The agreement must be in force today: {detail}.",
        "Thỏa thuận phải đang có hiệu lực: {detail}.",
    ),
    "gate.type-not-agreed": Both(
        "Only object types named in the agreement may cross: {detail}.",
        "Chỉ được chuyển các loại đối tượng ghi trong thỏa thuận: {detail}.",
    ),
    "gate.purpose-not-agreed": Both(
        "Only purposes named in the agreement are served: {detail}.",
        "Chỉ được chuyển cho các mục đích ghi trong thỏa thuận: {detail}.",
    ),
    "gate.marking-unknown": Both(
        "Every marking must be one that this node can read and keep: {detail}.",
        "Mọi nhãn hạn chế phải là nhãn mà nút này đọc và tuân thủ được: {detail}.",
    ),
    "gate.tlp-object": Both(
        "The TLP marking objects themselves are never sent: {detail}.",
        "Không bao giờ gửi chính các đối tượng nhãn TLP: {detail}.",
    ),
    "gate.red-needs-name": Both(
        "TLP:RED goes only to persons whom the agreement names: {detail}.",
        "TLP:RED chỉ được gửi đích danh cho người có tên trong thỏa thuận: {detail}.",
    ),
    "gate.strict-stays-inside": Both(
        "What we received as TLP:AMBER+STRICT or TLP:RED stays in our organisation: {detail}.",
        "Nội dung nhận với nhãn TLP:AMBER+STRICT hoặc TLP:RED chỉ được giữ trong tổ chức: {detail}.",
    ),
    "gate.amber-clients-only": Both(
        "What we received as TLP:AMBER goes only to clients whom its source has named: {detail}.",
        "Nội dung nhận với nhãn TLP:AMBER chỉ được chuyển cho khách hàng mà bên nguồn đã nêu tên: {detail}.",
    ),
    "gate.tlp-ceiling": Both(
        "Nothing above the agreement's TLP ceiling may cross: {detail}.",
        "Không được chuyển nội dung vượt mức TLP trần của thỏa thuận: {detail}.",
    ),
    "gate.pap-ceiling": Both(
        "Nothing above the agreement's PAP ceiling may cross: {detail}.",
        "Không được chuyển nội dung vượt mức PAP trần của thỏa thuận: {detail}.",
    ),
    "gate.echo": Both(
        "What a partner sent us or made is not sent back to it: {detail}.",
        "Không gửi trả lại cho đối tác nội dung do chính họ gửi hoặc tạo ra: {detail}.",
    ),
    "gate.onward-terms": Both(
        "What came from a partner goes on only as its onward terms allow: {detail}.",
        "Nội dung nhận từ đối tác chỉ được chuyển tiếp theo điều khoản chuyển tiếp của họ: {detail}.",
    ),
    "gate.origin-purpose": Both(
        "What came from a partner serves only the purposes agreed with it: {detail}.",
        "Nội dung nhận từ đối tác chỉ được dùng cho mục đích đã thỏa thuận với họ: {detail}.",
    ),
    "gate.personal-not-agreed": Both(
        "Personal data cross only if the agreement says so: {detail}.",
        "Dữ liệu cá nhân chỉ được chuyển khi thỏa thuận cho phép: {detail}.",
    ),
    "gate.clients-not-agreed": Both(
        "A sighting tells our clients apart only if the agreement says so: {detail}.",
        "Bản ghi nhận chỉ được phân biệt từng máy khách khi thỏa thuận cho phép: {detail}.",
    ),
    "gate.personal-onward": Both(
        "Personal data from a partner go on only to parties whom it has named: {detail}.",
        "Dữ liệu cá nhân nhận từ đối tác chỉ được chuyển tiếp cho bên mà họ đã nêu tên: {detail}.",
    ),
    "gate.personal-needs-lawyer": Both(
        "Personal data wait for a lawyer: {detail}.",
        "Dữ liệu cá nhân phải chờ pháp chế duyệt: {detail}.",
    ),
    "gate.own-assets": Both(
        "What calls our own networks or domains malicious waits for an officer; values: {detail}.",
        "Nội dung coi mạng hoặc tên miền của chính ta là độc hại phải chờ cán bộ duyệt; số giá trị: {detail}.",
    ),
    "gate.exercise-fence": Both(
        "Exercise and real content never go the same way: {detail}.",
        "Nội dung diễn tập và nội dung thật không bao giờ đi chung đường: {detail}.",
    ),
    "gate.revoked-unshared": Both(
        "A revocation goes only to those who have the object: {detail}.",
        "Việc hủy chỉ được gửi cho bên đã có đối tượng: {detail}.",
    ),
    "gate.approvals-missing": Both(
        "The officers whom the agreement asks for must have approved; missing: {detail}.",
        "Phải có đủ cán bộ duyệt theo thỏa thuận; còn thiếu: {detail}.",
    ),
    "gate.redaction-impossible": Both(
        "A copy without the marked parts cannot be made: {detail}.",
        "Không thể tạo bản sao lược bỏ các phần bị hạn chế: {detail}.",
    ),
}
