"""An agreement in plain language: the sentences of its terms, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "term.parties": Both(
        "This is an agreement between {one} and {other}. Both sign the same content.",
        "Đây là thỏa thuận giữa {one} và {other}. Hai bên cùng ký một nội dung.",
    ),
    "term.validity": Both(
        "It is valid from {first} to {last}; both days count (UTC).",
        "Có hiệu lực từ ngày {first} đến hết ngày {last} (giờ UTC).",
    ),
    "term.persons": Both(
        "At {name}, TLP:RED may be given to these persons only: {persons}.",
        "Tại {name}, chỉ những người sau được nhận TLP:RED: {persons}.",
    ),
    "term.no-persons": Both(
        "At {name}, nobody may be given TLP:RED.",
        "Tại {name}, không ai được nhận TLP:RED.",
    ),
    "term.basis": Both(
        "The exchange is lawful under {code}: {text}.",
        "Căn cứ pháp lý của việc trao đổi là {code}: {text}.",
    ),
    "term.purposes": Both(
        "What is shared may be used for this and nothing else: {purposes}.",
        "Nội dung chia sẻ chỉ được dùng vào các mục đích: {purposes}.",
    ),
    "term.types": Both(
        "These may cross ({count:object type/object types}): {types}.",
        "Được chuyển qua biên ({count} loại đối tượng): {types}.",
    ),
    "term.tlp": Both(
        "Nothing marked more strictly than {tlp} crosses.",
        "Không chuyển nội dung có mức chặt hơn {tlp}.",
    ),
    "term.pap": Both(
        "Nothing marked more strictly than {pap} crosses (what the receiver may do with it).",
        "Không chuyển nội dung có mức chặt hơn {pap} (mức hành động cho phép với bên nhận).",
    ),
    "term.personal": Both(
        "Personal data may cross, each time only after a lawyer has approved.",
        "Dữ liệu cá nhân được chuyển, nhưng mỗi lần đều phải có pháp chế duyệt.",
    ),
    "term.no-personal": Both(
        "Personal data does not cross.",
        "Không chuyển dữ liệu cá nhân.",
    ),
    "term.clients": Both(
        "Sightings may tell the addresses of one's own clients.",
        "Bản ghi nhận được kèm địa chỉ của khách hàng.",
    ),
    "term.no-clients": Both(
        "Sightings do not tell the addresses of one's own clients.",
        "Bản ghi nhận không được kèm địa chỉ của khách hàng.",
    ),
    "term.onward-none": Both(
        "The receiver hands it on to nobody.",
        "Bên nhận không được chuyển tiếp cho bất kỳ ai.",
    ),
    "term.onward-named": Both(
        "The receiver may hand it on to these only: {partners}.",
        "Bên nhận chỉ được chuyển tiếp cho: {partners}.",
    ),
    "term.onward-same-terms": Both(
        "The receiver may hand it on to whoever accepts these same terms.",
        "Bên nhận được chuyển tiếp cho bên nào chấp nhận cùng các điều khoản này.",
    ),
    "term.retention": Both(
        "The receiver keeps it for at most {days:day/days}.",
        "Bên nhận lưu giữ tối đa {days} ngày.",
    ),
    "term.retention-type": Both(
        "The receiver keeps objects of the type {type} for at most {days:day/days}.",
        "Với loại {type}, bên nhận lưu giữ tối đa {days} ngày.",
    ),
    "term.no-automatic": Both(
        "Nothing leaves without officers who approve it.",
        "Không gì được chuyển đi khi chưa có cán bộ duyệt.",
    ),
    "term.automatic": Both(
        "Up to {tlp}, what no rule below asks about leaves without an officer. Above it, two release "
        "officers approve.",
        "Đến mức {tlp}, nội dung không thuộc quy tắc nào dưới đây được chuyển đi không cần người duyệt. "
        "Trên mức đó, hai cán bộ phát hành phải duyệt.",
    ),
    "term.no-automatic-warnings": Both(
        "An officer sends each early warning.",
        "Mỗi cảnh báo sớm đều do cán bộ gửi.",
    ),
    "term.automatic-warnings": Both(
        "An early warning that a node drafted from sightings goes to the other party by itself, if its "
        "certainty is at least: {certainty}. Whatever these terms have approved by officers still waits for them.",
        "Cảnh báo sớm do nút tự soạn từ các ghi nhận được gửi cho bên kia mà không chờ cán bộ, nếu mức chắc "
        "chắn ít nhất là: {certainty}. Nội dung nào phải được duyệt theo thỏa thuận này thì vẫn chờ cán bộ.",
    ),
    "term.approval": Both(
        "From {tlp} upwards, it needs the approval of {count} × {role}.",
        "Từ mức {tlp} trở lên phải được duyệt bởi: {count} {role}.",
    ),
    "term.approval-types": Both(
        "From {tlp} upwards, for {types}, it needs the approval of {count} × {role}.",
        "Từ mức {tlp} trở lên, với {types}, phải được duyệt bởi: {count} {role}.",
    ),
    "term.approval-always": Both(
        "Everything needs the approval of {count} × {role}.",
        "Mọi trường hợp đều phải được duyệt bởi: {count} {role}.",
    ),
    "term.approval-always-types": Both(
        "For {types}, everything needs the approval of {count} × {role}.",
        "Với {types}, mọi trường hợp đều phải được duyệt bởi: {count} {role}.",
    ),
    "term.emergency": Both(
        "In an emergency one release officer or lawyer may open a release alone; it is reviewed within "
        "24 hours.",
        "Khi khẩn cấp, một cán bộ phát hành hoặc pháp chế được tự mình mở phát hành; phải rà soát trong "
        "24 giờ.",
    ),
    "term.emergency-duty": Both(
        "In an emergency one release officer, lawyer or duty officer may open a release alone; it is "
        "reviewed within 24 hours.",
        "Khi khẩn cấp, một cán bộ phát hành, pháp chế hoặc trực ban được tự mình mở phát hành; phải rà "
        "soát trong 24 giờ.",
    ),
    "term.no-emergency": Both(
        "There is no emergency path: nobody opens a release alone.",
        "Không có đường khẩn cấp: không ai được một mình mở phát hành.",
    ),
    "term.answers": Both(
        "A request is answered within {routine:hour/hours}; an urgent one within {urgent}, an emergency "
        "within {emergency}.",
        "Yêu cầu thường được trả lời trong {routine} giờ; yêu cầu gấp trong {urgent} giờ, khẩn cấp trong "
        "{emergency} giờ.",
    ),
    "group.knowledge": Both(
        "knowledge (what attackers are, do and use)",
        "tri thức (kẻ tấn công là ai, làm gì, dùng gì)",
    ),
    "group.indicators": Both("indicators", "chỉ báo"),
    "group.reports": Both("reports and notes", "báo cáo và ghi chú"),
    "group.sightings": Both("sightings", "ghi nhận"),
    "group.context": Both(
        "context (identities, places, relationships)", "bối cảnh (danh tính, địa điểm, quan hệ)"
    ),
    "group.incidents": Both("incidents", "sự cố"),
    "group.observables": Both(
        "observables (files, addresses, domains…)", "đối tượng quan sát (tệp, địa chỉ, tên miền…)"
    ),
    "group.fraud": Both(
        "fraud (accounts, cards, wallets, telephone numbers)",
        "lừa đảo (tài khoản, thẻ, ví, số điện thoại)",
    ),
    "outbox-kind.object": Both("an object", "một đối tượng"),
    "outbox-kind.recall": Both("a recall", "một lệnh thu hồi"),
    "outbox-kind.receipt": Both("a receipt", "một biên nhận"),
    "outbox-kind.agreement": Both("our signature of an agreement", "chữ ký của ta trên thỏa thuận"),
    "outbox-kind.key": Both("our new key", "khóa mới của ta"),
    "outbox-kind.notice": Both("our new address", "địa chỉ mới của ta"),
    "onward.none": Both("to nobody", "không cho ai"),
    "onward.named": Both("to the partners named", "chỉ cho các bên được nêu tên"),
    "onward.same-terms": Both(
        "to whoever accepts these terms", "cho bên chấp nhận cùng điều khoản"
    ),
}
