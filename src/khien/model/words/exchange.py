"""Sentences about crossings and admission, in both languages."""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table

_HTTP: Final = """
400 | it cannot read what it was sent | bên kia không đọc được yêu cầu
401 | it does not know who asks; see the name, password or key | bên kia không biết ai yêu cầu; hãy xem lại tên, mật khẩu hoặc khóa
403 | it does not allow this | bên kia không cho phép
404 | there is nothing at this address | không có gì ở địa chỉ này
405 | nothing can be asked for in this way there | ở đó không nhận kiểu yêu cầu này
410 | what was there is gone | nội dung ở đó đã bị gỡ
413 | it was sent too much at once | gửi quá nhiều trong một lần
429 | it was asked too often | đã hỏi quá nhiều lần
500 | something failed there | bên kia gặp lỗi
502 | what stands before it cannot reach it | máy chuyển tiếp không tới được dịch vụ
503 | it is not ready at the moment | hiện chưa sẵn sàng
504 | it did not answer in time | không trả lời kịp
"""
"""What a web server says that says nothing but a number (RFC 9110 §15)."""

WORDS: dict[str, Both] = {
    "openid.failed": Both(
        "The sign-in with {provider} did not hold. Try again, or sign in with your password.",
        "Đăng nhập qua {provider} không thành công. Hãy thử lại hoặc đăng nhập bằng mật khẩu.",
    ),
    "openid.not-installed": Both(
        "The settings name a provider, but khien[oidc] is not installed.",
        "Thiết lập có nhà cung cấp đăng nhập, nhưng chưa cài khien[oidc].",
    ),
    "openid.issuer": Both("It was not {detail} that answered.", "Bên trả lời không phải {detail}."),
    "openid.audience": Both(
        "The answer is not for {detail}.", "Câu trả lời không dành cho {detail}."
    ),
    "openid.time": Both(
        "The answer is too old, or from the future ({detail}).",
        "Câu trả lời đã quá hạn hoặc có thời điểm trong tương lai ({detail}).",
    ),
    "openid.nonce": Both(
        "The answer is to another question ({detail}).",
        "Câu trả lời cho một yêu cầu khác ({detail}).",
    ),
    # Who may decide
    "exchange.role": Both(
        "{officer} may not decide this; it takes one of these roles: {roles}.",
        "{officer} không có quyền quyết định việc này; cần một trong các vai trò: {roles}.",
    ),
    "exchange.no-reason": Both(
        "Say why: the reason for {subject} is kept, and a partner may read it.",
        "Hãy nêu lý do: lý do đối với {subject} được lưu lại và đối tác có thể đọc.",
    ),
    # Who calls
    "exchange.forbidden": Both(
        "{caller} is known here, but may not do this: {what}.",
        "Đã nhận ra {caller}, nhưng bên này không được phép: {what}.",
    ),
    "exchange.too-large": Both(
        "What came is larger than {limit_bytes} bytes; it was not taken in.",
        "Nội dung gửi đến lớn hơn {limit_bytes} byte nên không được tiếp nhận.",
    ),
    "exchange.too-slow": Both(
        "The request came too slowly to wait for it.",
        "Yêu cầu gửi đến quá chậm nên nút không chờ thêm.",
    ),
    "exchange.busy": Both(
        "The node has other large requests in hand. Come again in a moment.",
        "Nút đang xử lý các yêu cầu lớn khác. Hãy gửi lại sau giây lát.",
    ),
    "exchange.guessing": Both(
        "Too many wrong secrets came from this address. Try again in {wait_s} s.",
        "Địa chỉ này đã gửi sai mã bí mật quá nhiều lần. Hãy thử lại sau {wait_s} giây.",
    ),
    # Deliveries
    "exchange.too-many": Both(
        "{partner} may bring {per_minute:object/objects} a minute; nothing was taken in. Come again later.",
        "{partner} chỉ được gửi {per_minute} đối tượng mỗi phút; chưa tiếp nhận gì. Hãy gửi lại sau.",
    ),
    "exchange.batch-too-large": Both(
        "{count} objects at once are more than the {limit} that may come in a minute; send fewer.",
        "{count} đối tượng một lần là quá mức {limit} đối tượng mỗi phút; hãy gửi ít hơn.",
    ),
    "exchange.no-note": Both(
        "No delivery note was sent ahead of the delivery “{delivery}”.",
        "Chưa có phiếu giao gửi trước cho lượt giao “{delivery}”.",
    ),
    "exchange.note-changed": Both(
        "Another delivery note for {delivery} is here already.",
        "Ở đây đã có một phiếu giao khác cho {delivery}.",
    ),
    "exchange.release-reused": Both(
        "{release} was used before, for another object or other content.",
        "{release} đã được dùng trước đó cho đối tượng hoặc nội dung khác.",
    ),
    "exchange.other-agreement": Both(
        "{partner} sends under the agreement {sha256}, which is not the one in force here. Come again "
        "when both sides hold the same.",
        "{partner} gửi theo thỏa thuận {sha256}, không phải thỏa thuận đang có hiệu lực ở đây. Hãy gửi "
        "lại khi hai bên có cùng thỏa thuận.",
    ),
    "exchange.receipt-first": Both(
        "The receipt for {release} goes first. Come again later.",
        "Biên nhận cho {release} phải đi trước. Hãy gửi lại sau.",
    ),
    # Quarantine
    "exchange.not-in-quarantine": Both(
        "{arrival} does not wait for a person.",
        "{arrival} không nằm trong khu cách ly chờ người quyết định.",
    ),
    "exchange.ambiguous-arrival": Both(
        "Several partners gave the id {arrival}; name the partner too.",
        "Nhiều đối tác dùng cùng mã {arrival}; hãy nêu thêm tên đối tác.",
    ),
    "exchange.not-admissible": Both(
        "{subject} may not come in any more: {reasons}.",
        "{subject} không còn được phép tiếp nhận: {reasons}.",
    ),
    # Admission
    "admission.unannounced": Both(
        "The delivery note does not name {detail}.",
        "Phiếu giao không ghi {detail}.",
    ),
    "admission.missing": Both(
        "The delivery note names {detail}, but it did not come.",
        "Phiếu giao có ghi {detail} nhưng không thấy gửi đến.",
    ),
    "admission.changed-on-the-way": Both(
        "{detail} is not what the delivery note says: it was changed on the way.",
        "{detail} không khớp phiếu giao: nội dung đã bị thay đổi trên đường đi.",
    ),
    "admission.no-agreement": Both(
        "No agreement with {detail} is in force here.",
        "Ở đây không có thỏa thuận nào với {detail} đang có hiệu lực.",
    ),
    "admission.out-of-scope": Both(
        "The agreement does not cover objects of this type: {detail}.",
        "Thỏa thuận không bao gồm loại đối tượng này: {detail}.",
    ),
    "admission.above-ceiling": Both(
        "{detail} is marked above the TLP ceiling of the agreement.",
        "{detail} có nhãn cao hơn mức TLP trần của thỏa thuận.",
    ),
    "admission.not-originator": Both(
        "Only its creator may version or revoke {detail}.",
        "Chỉ bên tạo mới được ra phiên bản mới hoặc hủy {detail}.",
    ),
    "admission.version-conflict": Both(
        "{detail} is here already under the same time of change, with other content.",
        "{detail} đã có ở đây với cùng thời điểm sửa nhưng nội dung khác.",
    ),
    "admission.version": Both(
        "This version may not follow the one that is here: {detail}.",
        "Phiên bản này không thể nối tiếp phiên bản đang có: {detail}.",
    ),
    "admission.relayed": Both(
        "It was made by another partner than the one that brings it, so a person looks first: {detail}.",
        "Bên gửi không phải bên tạo, nên cần người xem trước: {detail}.",
    ),
    "admission.recalled-before": Both(
        "{detail} was recalled before, so a person looks first.",
        "{detail} đã từng bị thu hồi, nên cần người xem trước.",
    ),
    "admission.popular": Both(
        "The indicator would hit what many people use, so a person looks first: {detail}.",
        "Chỉ báo sẽ trúng những gì nhiều người đang dùng, nên cần người xem trước: {detail}.",
    ),
    "admission.own-asset": Both(
        "The indicator would hit our own networks or domains, so a person looks first: {detail}.",
        "Chỉ báo sẽ trúng mạng hoặc tên miền của chính ta, nên cần người xem trước: {detail}.",
    ),
    "admission.refused-by-officer": Both(
        "An officer looked at it and refused it.",
        "Cán bộ đã xem và từ chối.",
    ),
    # Releases
    "release.approval-refused": Both(
        "{subject} cannot be approved so: {reasons}.",
        "Không thể duyệt {subject} như vậy: {reasons}.",
    ),
    "release.own-author": Both(
        "{detail} is the author, and nobody approves what is their own.",
        "{detail} là người soạn, không ai được tự duyệt nội dung của mình.",
    ),
    "release.approved-before": Both(
        "{detail} has approved it already; it takes another officer.",
        "{detail} đã duyệt rồi; cần một cán bộ khác.",
    ),
    "release.no-reason": Both(
        "An approval needs a reason: {detail}.",
        "Khi duyệt phải nêu lý do: {detail}.",
    ),
    "release.role": Both(
        "It takes an officer in one of these roles: {detail}.",
        "Cần cán bộ có một trong các vai trò: {detail}.",
    ),
    "release.withdrawn": Both(
        "{detail} was taken out of use before it left.",
        "{detail} đã bị ngừng sử dụng trước khi được gửi đi.",
    ),
    "release.tightened": Both(
        "{detail} has to be handled more strictly than it was released.",
        "{detail} phải được xử lý chặt chẽ hơn mức đã phát hành.",
    ),
    "release.review-overdue": Both(
        "{detail} was opened by one officer alone, and the review within 24 hours was missed.",
        "{detail} do một cán bộ tự mở và đã quá hạn rà soát trong 24 giờ.",
    ),
    "release.parked": Both(
        "The partner's system refuses the delivery for good: {detail}.",
        "Hệ thống của đối tác từ chối hẳn lượt giao: {detail}.",
    ),
    "release.never-released": Both(
        "{subject} was never released to anybody, so there is nothing to recall. To take it out of use here, bring in "
        "or write its next version: revoked, or with an end (valid_until) that has passed.",
        "{subject} chưa từng được phát hành cho ai nên không có gì để thu hồi. Để ngừng sử dụng ở đây, hãy nạp hoặc "
        "soạn phiên bản mới của nó: đánh dấu revoked, hoặc đặt hạn hiệu lực (valid_until) đã qua.",
    ),
    "release.nothing-to-recall": Both(
        "Nothing of {subject} can be taken back: no partner has it, and nothing of it waits.",
        "Không có gì của {subject} để thu hồi: không đối tác nào đang giữ và cũng không có gì đang chờ.",
    ),
    "release.nothing-to-downgrade": Both(
        "No partner that can be asked has {subject} under a looser level than {tlp}.",
        "Không có đối tác nào có thể yêu cầu đang giữ {subject} ở mức thấp hơn {tlp}.",
    ),
    "release-state.held": Both("waits for approval", "chờ duyệt"),
    "release-state.refused": Both("refused by the gate", "bị cổng từ chối"),
    "release-state.declined": Both("declined by an officer", "cán bộ không duyệt"),
    "release-state.cleared": Both("cleared, on its way", "đã thông qua, đang gửi"),
    "release-state.sent": Both("sent", "đã gửi"),
    "release-state.accepted": Both("accepted by the partner", "đối tác đã nhận"),
    "release-state.quarantined": Both("the partner looks at it first", "đối tác đang xem xét"),
    "release-state.rejected": Both("refused by the partner", "đối tác từ chối"),
    "release-state.recalling": Both("recalled, not confirmed yet", "đang thu hồi, chưa xác nhận"),
    "release-state.recalled": Both("recalled", "đã thu hồi"),
    "release-state.unconfirmed": Both(
        "recalled; the partner cannot confirm", "đã thu hồi; đối tác không thể xác nhận"
    ),
    # Receipts and recalls
    "receipt.counts": Both(
        "The counts that came with the receipts ({said}) are not those of the receipts ({found}).",
        "Số lượng kèm theo biên nhận ({said}) không khớp với các biên nhận ({found}).",
    ),
    "taxii.status": Both(
        "Said by the status of a TAXII server; nobody signed it.",
        "Theo trạng thái do máy chủ TAXII trả về; không có chữ ký.",
    ),
    "exchange.no-credentials": Both(
        "No credentials were given, or they cannot be read: sign the request, or send a token as Bearer or "
        "as the password of Basic.",
        "Không có thông tin xác thực hoặc không đọc được: hãy ký yêu cầu, hoặc gửi mã truy cập dạng Bearer "
        "hoặc làm mật khẩu Basic.",
    ),
    "exchange.unknown-caller": Both(
        "Nobody here has these credentials: they are wrong, or ended, or revoked.",
        "Không ai ở đây có thông tin xác thực này: sai, đã hết hạn hoặc đã bị hủy.",
    ),
    "exchange.signature": Both(
        "The signature on the request does not hold: it is by no key that we know, too old, used before, or "
        "about something else. Look at the clocks first.",
        "Chữ ký của yêu cầu không đúng: không thuộc khóa nào ta biết, quá cũ, đã dùng rồi, hoặc ký cho nội dung "
        "khác. Trước hết hãy kiểm tra đồng hồ hai bên.",
    ),
    "recall.passed-on": Both(
        "It was taken back by the partner from whom it came.",
        "Đối tác cung cấp nội dung này đã thu hồi.",
    ),
    "downgrade.passed-on": Both(
        "The partner from whom it came wants it handled more strictly.",
        "Đối tác cung cấp nội dung này yêu cầu xử lý chặt hơn.",
    ),
    "recall.known-otherwise": Both(
        "Taken back; the receiver knows the same from elsewhere and keeps using it.",
        "Đã thu hồi; bên nhận biết cùng nội dung này từ nguồn khác và vẫn sử dụng.",
    ),
    # TAXII and other nodes
    "taxii.not-acceptable": Both(
        "This server speaks TAXII 2.1; the client accepts only: {accept}.",
        "Máy chủ này dùng TAXII 2.1; máy khách chỉ chấp nhận: {accept}.",
    ),
    "taxii.media-type": Both(
        "The body must be application/taxii+json;version=2.1, not: {content_type}.",
        "Nội dung phải thuộc loại application/taxii+json;version=2.1, không phải: {content_type}.",
    ),
    "taxii.content-coding": Both(
        "The body may be packed with gzip or not at all, not: {coding}.",
        "Nội dung chỉ được nén bằng gzip hoặc không nén, không phải: {coding}.",
    ),
    "taxii.envelope": Both(
        "The body is no TAXII envelope with objects in it: {why}.",
        "Nội dung không phải phong bì TAXII có chứa đối tượng: {why}.",
    ),
    "taxii.too-many-objects": Both(
        "{count} objects are more than may come at once; send fewer.",
        "{count} đối tượng là quá mức cho một lần gửi; hãy gửi ít hơn.",
    ),
    "workspace.out-of-use": Both(
        "It was taken back, so it stays out of use: {detail}.",
        "Đã bị thu hồi nên vẫn ngừng sử dụng: {detail}.",
    ),
    "workspace.not-ours": Both(
        "A partner brought it, so only the partner may change it: {detail}.",
        "Do đối tác gửi đến nên chỉ đối tác được sửa: {detail}.",
    ),
    **table("http-why", _HTTP),
    "peer.refused": Both(
        "{peer} said no (HTTP {status}): {why}",
        "{peer} từ chối (HTTP {status}): {why}",
    ),
    "wire.no-room": Both(
        "What {peer} sends cannot be written to the folder for temporary files of this machine ({why}). Make "
        "room there, or look at who may write to it.",
        "Không ghi được dữ liệu từ {peer} vào thư mục tạm của máy này ({why}). Hãy giải phóng dung lượng ở đó "
        "hoặc kiểm tra quyền ghi.",
    ),
    "peer.clock": Both(
        "{peer} does not take our signatures, because its clock and ours differ. Set the clock that is "
        "wrong; what waits goes by itself then. It says (HTTP {status}): {why}",
        "{peer} không nhận chữ ký của nút này vì đồng hồ hai bên lệch nhau. Hãy chỉnh đồng hồ sai; sau đó "
        "những gì đang chờ sẽ tự được gửi. Phía bên kia trả lời (HTTP {status}): {why}",
    ),
    "exchange.clock": Both(
        "The signature was made at {made}, and here it is {now}: the clock of one of the two nodes is "
        "wrong, or the request was held up on its way.",
        "Chữ ký được tạo lúc {made}, còn ở đây đang là {now}: đồng hồ của một trong hai nút bị sai, hoặc "
        "yêu cầu bị giữ lại trên đường đi.",
    ),
    "peer.stale-size": Both(
        "{peer} knows another size of our ledger (HTTP {status}): {why}.",
        "{peer} ghi nhận kích thước khác của sổ cái này (HTTP {status}): {why}.",
    ),
}
