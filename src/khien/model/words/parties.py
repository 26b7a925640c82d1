"""Sentences about what is set for a partner, and about agreements on paper and in files."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb

WORDS: dict[str, Both] = {
    "help.agreement.attest": verb(
        "Sign an agreement with a plain TAXII party, which signed its copy on paper.\n\n"
        "Two different officers who have seen the paper say so; this is kept with the reference of the "
        "paper and sealed with our key. The password of the second comes from KHIEN_SECOND_PASSWORD, a "
        "hidden prompt, or the second line of standard input.",
        "Ký thỏa thuận với một bên chỉ dùng TAXII đã ký bản giấy.\n\n"
        "Hai cán bộ khác nhau đã xem bản giấy cùng xác nhận; lời xác nhận được lưu kèm số hiệu bản giấy và "
        "được niêm phong bằng khóa của ta. Mật khẩu của người thứ hai lấy từ KHIEN_SECOND_PASSWORD, lời "
        "nhắc ẩn, hoặc dòng thứ hai của đầu vào chuẩn.",
        3, 6, 7, 8, 9,
    ),
    "help.agreement.show": verb(
        "Print the signed document of an agreement, to be carried to a partner by hand.\n\n"
        "It holds what both sides sign and every signature so far: khien agreement show NAME > FILE. "
        "There: khien agreement take.",
        "In văn bản đã ký của một thỏa thuận để chuyển tay cho đối tác.\n\n"
        "Văn bản gồm nội dung hai bên cùng ký và các chữ ký đã có: khien agreement show TÊN > TỆP. Bên kia "
        "chạy: khien agreement take.",
        6, 7, 8,
    ),
    "help.agreement.take": verb(
        "Take a partner's signature from a file that was carried here.\n\n"
        "Only a signature by the partner's own key counts. An agreement that we have not signed yet is "
        "kept as a draft.",
        "Tiếp nhận chữ ký của đối tác từ tệp được chuyển tay tới.\n\n"
        "Chỉ chữ ký bằng chính khóa của đối tác mới được tính. Thỏa thuận ta chưa ký được lưu làm bản nháp.",
        3, 5, 6, 7, 8,
    ),
    "help.partner.set": verb(
        "Change what is set for a partner: limits, exercise mark, persons for TLP:RED.\n\n"
        "What is not named stays as it is. An officer answers for the change, and it is in the ledger.",
        "Thay đổi thiết lập của một đối tác: giới hạn, dấu diễn tập, người nhận TLP:RED.\n\n"
        "Mục không nêu thì giữ nguyên. Một cán bộ chịu trách nhiệm và thay đổi được ghi vào sổ cái.",
        3, 6, 7, 8, 9,
    ),
    "help.partner.renew": verb(
        "A partner lost its node and makes it anew: end all trust in the old one and invite the new one.\n\n"
        "The old keys end, and stay with what they signed, as evidence; what waited is refused. The invitation "
        "holds a secret: khien partner renew NAME … > FILE. When the new node has answered, compare the phrase by "
        "phone. Its ledger is cosigned once it goes on under a new origin: there khien ledger resume --new-origin.",
        "Đối tác mất nút và dựng lại: chấm dứt mọi tin cậy với nút cũ và mời nút mới.\n\n"
        "Khóa cũ hết hiệu lực nhưng được giữ cùng những gì đã ký để làm bằng chứng; những gì đang chờ bị từ chối. Thư "
        "mời có chứa bí mật: khien partner renew TÊN … > TỆP. Khi nút mới trả lời, hãy đối chiếu cụm từ qua điện thoại. "
        "Sổ cái của nút mới được đồng ký khi đã tiếp tục dưới tên mới: bên đó chạy khien ledger resume --new-origin.",
        3, 6, 7, 8, 9,
    ),
    "help.partner.move": verb(
        "Reach a partner at another address: the one that it announced, or --address.\n\n"
        "Its server must answer there, with a certificate that is believed and, of a node, with the key that we pinned. "
        "What waits for it goes there at once. The ground is kept; the ledger says that the address changed.",
        "Liên hệ đối tác ở địa chỉ khác: địa chỉ họ đã báo, hoặc --address.\n\n"
        "Máy chủ ở đó phải trả lời với chứng thư đáng tin và, nếu là nút, với đúng khóa mà ta đã ghim. Những gì đang chờ "
        "được gửi tới đó ngay. Lý do được lưu; sổ cái ghi rằng địa chỉ đã đổi.",
        3, 4, 5, 6, 7, 8, 9,
    ),
    "help.partner.announce": verb(
        "Tell every partner's node where this node is reached now; an officer there accepts it.",
        "Báo cho nút của mọi đối tác biết địa chỉ hiện tại của nút này; cán bộ bên đó chấp nhận.",
        3, 7, 8, 9,
    ),
    "help.partner.take": verb(
        "Take a partner's signed notice from a file that was carried here.",
        "Tiếp nhận thông báo đã ký của đối tác từ tệp được chuyển tay tới.",
        3, 5, 6, 7, 8,
    ),
    "help.partner.notices": verb(
        "List what a partner has given notice of, with the signed documents: a new address, the end of the partnership.",
        "Liệt kê các thông báo của một đối tác kèm văn bản đã ký: địa chỉ mới, việc chấm dứt quan hệ.",
        6, 7, 8,
    ),
    "option.move.address": Both(
        "Where its node is, or the API root of a plain TAXII party; otherwise what it announced.",
        "Địa chỉ nút của họ, hoặc API root của bên chỉ dùng TAXII; nếu không nêu thì là địa chỉ họ đã báo.",
    ),
    "option.attest.second": Both(
        "The second officer who has seen the paper.", "Cán bộ thứ hai đã xem bản giấy."
    ),
    "option.attest.reference": Both(
        "Where the paper lies, such as a file number; no name of a person.",
        "Nơi lưu bản giấy, ví dụ số hồ sơ; không ghi tên người.",
    ),
    "option.show.agreement": Both(
        "Its hash, as in the list; otherwise the newest that somebody signed.",
        "Mã băm như trong danh sách; nếu không nêu thì lấy bản mới nhất đã có chữ ký.",
    ),
    "option.set.max-bytes": Both(
        "Largest request that we take, in bytes.", "Yêu cầu lớn nhất được nhận, tính bằng byte."
    ),
    "option.set.objects-per-minute": Both(
        "Most objects that we take in a minute.", "Số đối tượng tối đa được nhận mỗi phút."
    ),
    "option.set.exercise": Both(
        "Whether this link exists for exercises only.", "Kênh này có phải chỉ dùng cho diễn tập không."
    ),
    "option.set.person": Both(
        "Somebody there to whom TLP:RED may be addressed, in place of those before; may be repeated.",
        "Người bên đó được nhận TLP:RED, thay cho danh sách trước; có thể nêu nhiều lần.",
    ),
    "option.set.no-persons": Both(
        "Nobody there is given TLP:RED any more.", "Không còn ai bên đó được nhận TLP:RED."
    ),
    "told.agreement.paper": Both(
        "The agreement with {name} counts as signed by both; every display says that {name} signed on paper.",
        "Thỏa thuận với {name} được coi là hai bên đã ký; mọi nơi hiển thị đều ghi rõ {name} ký bản giấy.",
    ),
    "told.agreement.taken": Both(
        "{name} has signed; it opens something when we have signed the same content.",
        "{name} đã ký; thỏa thuận có hiệu lực khi ta ký cùng nội dung.",
    ),
    "told.renewed": Both(
        "All trust in the old node of {name} has ended. Hand the invitation to its people by a way that you trust, before "
        "{expires}; then compare the phrase in khien partner list on the phone.",
        "Đã chấm dứt mọi tin cậy với nút cũ của {name}. Hãy trao thư mời cho người bên đó qua kênh tin cậy trước ngày "
        "{expires}; sau đó đối chiếu qua điện thoại cụm từ trong khien partner list.",
    ),
    "told.partner-moved": Both(
        "{name} is reached at {address} from now on; what waits goes there.",
        "Từ nay liên hệ {name} tại {address}; những gì đang chờ được gửi tới đó.",
    ),
    "told.announced": Both(
        "{count:partner/partners} will be told that this node is at {address}; an officer there accepts it.",
        "Sẽ báo cho {count} đối tác rằng nút này ở {address}; cán bộ bên đó chấp nhận.",
    ),
    "told.local-announced": Both(
        "Only this machine reaches {address}: if partners are elsewhere, set listen.address in khien.toml and announce again.",
        "Chỉ máy này truy cập được {address}: nếu đối tác ở nơi khác, hãy đặt listen.address trong khien.toml rồi báo lại.",
    ),
    "told.report-stopped": Both(
        "{partner} is not told of the report against {object}: whoever sent it lets its words go no further. If you agree with "
        "it, say so in our own name: khien object false-positive {object}. To take back what we gave: khien release recall "
        "{object}.",
        "{partner} không được báo về báo nhầm đối với {object}: bên gửi không cho chuyển tiếp lời của họ. Nếu đồng ý với báo nhầm "
        "này, hãy báo dưới danh nghĩa của ta: khien object false-positive {object}. Để thu hồi những gì ta đã gửi: khien release "
        "recall {object}.",
    ),
    "told.end-not-told": Both(
        "The node of {name} did not take our notice of it. Write what was printed here into a file and carry it there: khien "
        "partner take.",
        "Nút của {name} chưa nhận thông báo của ta. Hãy ghi những gì lệnh này in ra vào một tệp rồi chuyển tay tới đó: khien "
        "partner take.",
    ),
    "told.revoked-untold": Both(
        "{name} is struck off. What it signed before can still be checked. Its node did not take our notice of it: tell its people.",
        "Đã chấm dứt quan hệ với {name}. Những gì họ đã ký vẫn kiểm tra được. Nút của họ chưa nhận thông báo của ta: hãy báo cho "
        "người bên đó.",
    ),
    "notice.address": Both(
        "{name} says that its node is reached at {address} now (signed {made}). Accept it on the partner's page or with khien "
        "partner move.",
        "{name} báo rằng nút của họ nay ở địa chỉ {address} (ký lúc {made}). Hãy chấp nhận ở trang đối tác hoặc bằng khien "
        "partner move.",
    ),
    "notice.ending": Both(
        "{name} has ended the partnership with us (signed {made}): it takes nothing from us and gives us nothing. Call it, then "
        "strike it off here too or enrol anew.",
        "{name} đã chấm dứt quan hệ với ta (ký lúc {made}): họ không nhận và không gửi gì nữa. Hãy gọi cho họ, rồi chấm dứt ở "
        "phía ta hoặc kết nạp lại.",
    ),
    "told.partner-set": Both("Changed for {name}: {what}.", "Đã thay đổi cho {name}: {what}."),
}  # fmt: skip
