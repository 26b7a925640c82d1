"""Sentences about officers, tokens, keys and partners, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "people.name-taken": Both(
        "The name {name} is taken. A name is never given twice.",
        "Tên {name} đã được dùng. Mỗi tên chỉ được cấp một lần.",
    ),
    "people.country": Both(
        "“{given}” is no country: two capital letters as in ISO 3166-1, such as VN; a body of several "
        "countries takes that of its seat.",
        "“{given}” không phải mã quốc gia: hai chữ cái in hoa theo ISO 3166-1, ví dụ VN; tổ chức của nhiều "
        "nước lấy mã của nước đặt trụ sở.",
    ),
    # Officers
    "people.officer-refused": Both(
        "Officer {subject}: refused ({reasons}).",
        "Cán bộ {subject}: không được chấp nhận ({reasons}).",
    ),
    "people.locked": Both(
        "Too many failed attempts for the name {name}. Try again after {until}.",
        "Đăng nhập sai quá nhiều lần với tên {name}. Hãy thử lại sau {until}.",
    ),
    "people.disabled": Both(
        "Officer {detail} is disabled.",
        "Tài khoản của cán bộ {detail} đã bị vô hiệu hóa.",
    ),
    "people.unknown-role": Both(
        "There is no role {detail}.",
        "Không có vai trò {detail}.",
    ),
    "people.no-role": Both(
        "An officer needs at least one role.",
        "Mỗi cán bộ phải có ít nhất một vai trò.",
    ),
    "people.last-admin": Both(
        "{detail} is the last officer with the role admin. Give the role to somebody else first.",
        "{detail} là cán bộ quản trị cuối cùng. Hãy giao vai trò quản trị cho người khác trước.",
    ),
    "people.password-short": Both(
        "A password has at least {detail} characters.",
        "Mật khẩu phải có ít nhất {detail} ký tự.",
    ),
    "people.password-long": Both(
        "A password has at most {detail} characters.",
        "Mật khẩu có tối đa {detail} ký tự.",
    ),
    "people.password-plain": Both(
        "A password has at least {detail} different characters.",
        "Mật khẩu phải có ít nhất {detail} ký tự khác nhau.",
    ),
    "people.password-holds-name": Both(
        "A password must not contain the sign-in name {detail}.",
        "Mật khẩu không được chứa tên đăng nhập {detail}.",
    ),
    "people.unknown-language": Both(
        "There is no language {detail}.",
        "Không có ngôn ngữ {detail}.",
    ),
    "people.unknown-theme": Both(
        "There is no theme {detail}.",
        "Không có giao diện {detail}.",
    ),
    "people.unknown-zone": Both(
        "There is no time zone {detail}.",
        "Không có múi giờ {detail}.",
    ),
    # Second factors
    "people.wrong-code": Both(
        "The code is wrong, too old, or was used already. Wait for the next one and try again.",
        "Mã không đúng, đã quá hạn hoặc đã được dùng. Hãy chờ mã tiếp theo rồi thử lại.",
    ),
    "people.wrong-passkey": Both(
        "The passkey was not accepted. Try again, or sign in another way.",
        "Khóa truy cập không được chấp nhận. Hãy thử lại hoặc đăng nhập bằng cách khác.",
    ),
    "people.passkey-copied-error": Both(
        "The passkey of {name} counts backwards: somebody may have a copy. It opens nothing; remove it, "
        "and tell whoever administers this node.",
        "Bộ đếm của khóa truy cập của {name} chạy lùi: có thể đã có người sao chép khóa. Khóa này không "
        "mở được gì; hãy gỡ bỏ và báo cho người quản trị nút.",
    ),
    "people.passkey-copied": Both(
        "The passkey counts backwards: {detail}.",
        "Bộ đếm của khóa truy cập chạy lùi: {detail}.",
    ),
    "people.passkeys-many": Both(
        "Nobody has more than {most} passkeys. Remove one first.",
        "Mỗi người có tối đa {most} khóa truy cập. Hãy gỡ bớt trước.",
    ),
    "people.totp-kept": Both(
        "There is an authenticator app already. Remove it before you set up another.",
        "Đã có ứng dụng xác thực. Hãy gỡ bỏ trước khi thiết lập ứng dụng khác.",
    ),
    "people.no-passkey": Both(
        "There is no passkey {name} in this account.",
        "Tài khoản này không có khóa truy cập {name}.",
    ),
    "people.last-factor": Both(
        "It is the only second factor. Set up another one before you remove it.",
        "Đây là yếu tố xác thực thứ hai duy nhất. Hãy thiết lập yếu tố khác trước khi gỡ bỏ.",
    ),
    "people.factor-unreadable": Both(
        "The second factor of {officer} cannot be read with the key in keys/factors.json. Restore that file "
        "from a backup, or let an administrator remove the factor.",
        "Không đọc được yếu tố xác thực thứ hai của {officer} bằng khóa trong keys/factors.json. Hãy khôi "
        "phục tệp này từ bản sao lưu, hoặc nhờ người quản trị gỡ bỏ yếu tố đó.",
    ),
    "people.welcome-over": Both(
        "The code is wrong, was used already, or has expired. Ask for a new one.",
        "Mã không đúng, đã được dùng hoặc đã hết hạn. Hãy xin mã mới.",
    ),
    # Tokens
    "people.token-refused": Both(
        "Token {subject}: refused ({reasons}).",
        "Mã truy cập {subject}: không được chấp nhận ({reasons}).",
    ),
    "people.token-over": Both(
        "The token {name} opens nothing any more ({reason}).",
        "Mã truy cập {name} không còn hiệu lực ({reason}).",
    ),
    "people.token-revoked": Both(
        "The token {detail} is revoked.",
        "Mã truy cập {detail} đã bị hủy.",
    ),
    "people.token-expired": Both(
        "The token {detail} has expired.",
        "Mã truy cập {detail} đã hết hạn.",
    ),
    "people.unknown-scope": Both(
        "There is no scope {detail}.",
        "Không có phạm vi {detail}.",
    ),
    "people.no-scope": Both(
        "A token needs at least one scope.",
        "Mã truy cập phải có ít nhất một phạm vi.",
    ),
    "people.scope-missing": Both(
        "The token does not have the scope {detail}.",
        "Mã truy cập không có phạm vi {detail}.",
    ),
    # The node's own key
    "people.key-file-open": Both(
        "The key file {file} is not for its owner alone ({mode}). If somebody may have read it, "
        "rotate the key; then allow only the owner to read and write the file.",
        "Tệp khóa {file} không dành riêng cho chủ sở hữu ({mode}). Nếu có thể đã có người đọc, "
        "hãy thay khóa; sau đó chỉ cho phép chủ sở hữu đọc và ghi tệp.",
    ),
    "people.key-exists": Both(
        "There is a key in {file} already; it is never overwritten.",
        "Đã có khóa trong {file}; khóa không bao giờ bị ghi đè.",
    ),
    "people.key-file-broken": Both(
        "The key file {file} is damaged. Restore it from a backup.",
        "Tệp khóa {file} bị hỏng. Hãy khôi phục từ bản sao lưu.",
    ),
    # Enrolment
    "people.enrolment": Both(
        "The enrolment failed; nothing was changed.",
        "Không kết nạp được; chưa có gì thay đổi.",
    ),
    "people.invitation-not-for-us": Both(
        "The invitation is for the node {meant}; this node is {own}.",
        "Thư mời dành cho nút {meant}; nút này là {own}.",
    ),
    "people.own-invitation": Both(
        "{name} is this node itself, or uses its name, key or identity.",
        "{name} chính là nút này, hoặc dùng tên, khóa hay danh tính của nút này.",
    ),
    "people.invitation-expired": Both(
        "The invitation with {partner} expired at {expires}. Ask for a new one.",
        "Thư mời với {partner} đã hết hạn lúc {expires}. Hãy yêu cầu thư mời mới.",
    ),
    "people.invitation-used": Both(
        "The invitation with {partner} was used once already. If that was not {partner}, revoke the "
        "partner and invite again.",
        "Thư mời với {partner} đã được dùng một lần. Nếu người dùng không phải là {partner}, hãy chấm "
        "dứt quan hệ với đối tác này rồi mời lại.",
    ),
    "people.invitation-withdrawn": Both(
        "The invitation for {partner} was taken back or replaced.",
        "Thư mời {partner} đã bị rút lại hoặc thay bằng thư khác.",
    ),
    "people.invitation-unknown": Both(
        "{name} answers an invitation that this node did not make.",
        "{name} trả lời một thư mời không phải do nút này lập.",
    ),
    "people.acceptance-wrong-name": Both(
        "{invited} was invited, but {answered} answered.",
        "Đã mời {invited} nhưng {answered} lại trả lời.",
    ),
    # Partners
    "people.partner-clash": Both(
        "It cannot become a partner: it shares with {detail} what must be its own.",
        "Không thể kết nạp làm đối tác vì trùng với {detail}.",
    ),
    "people.key-clash": Both(
        "The key is, or was, that of {detail}. A key is pinned only once: ask for a new one.",
        "Khóa này đang hoặc đã từng là khóa của {detail}. Mỗi khóa chỉ được ghim một lần: hãy yêu cầu "
        "khóa mới.",
    ),
    "people.identity-clash": Both(
        "The STIX identity is that of {detail}.",
        "Danh tính STIX này là của {detail}.",
    ),
    "people.partner-unknown": Both(
        "{detail} is not a partner.",
        "{detail} không phải là đối tác.",
    ),
    "people.partner-only-invited": Both(
        "{detail} is only invited so far. Wait for the answer, or take the invitation back.",
        "{detail} mới chỉ được mời. Hãy chờ trả lời hoặc rút lại thư mời.",
    ),
    "people.partner-already": Both(
        "{detail} is a partner already. Revoke it before you enrol it anew.",
        "{detail} đã là đối tác. Hãy chấm dứt quan hệ trước khi kết nạp lại.",
    ),
    "people.partner-ended": Both(
        "The partner {detail} is revoked. Only a new enrolment brings it back.",
        "Quan hệ với đối tác {detail} đã chấm dứt. Muốn khôi phục phải kết nạp lại từ đầu.",
    ),
    "people.no-credentials": Both(
        "{name} is a node like this one: it knows us by our signature and takes no credentials.",
        "{name} là nút như nút này, nhận biết ta qua chữ ký và không dùng thông tin đăng nhập.",
    ),
    "people.no-address": Both(
        "{name} only comes to us: there is no address to change.",
        "{name} chỉ tự đến chỗ ta: không có địa chỉ để đổi.",
    ),
    "people.not-announced": Both(
        "{name} has announced no new address that waits for an answer. Give the address that its people told you.",
        "{name} chưa báo địa chỉ mới nào đang chờ xử lý. Hãy nêu địa chỉ mà người bên đó cho biết.",
    ),
    "people.other-node": Both(
        "At {address} is not the node of {name}: it does not show the key that we pinned. Nothing was changed.",
        "Ở {address} không phải nút của {name}: nút ở đó không trình đúng khóa mà ta đã ghim. Chưa có gì thay đổi.",
    ),
    "people.person-twice": Both(
        "A person at {name} is named twice.",
        "Có người tại {name} được nêu tên hai lần.",
    ),
    "people.partner-revoked": Both(
        "The partner {detail} is revoked: nothing goes out and nothing comes in.",
        "Đã chấm dứt quan hệ với đối tác {detail}: không gửi đi và không nhận vào.",
    ),
    "people.key-retired": Both(
        "{detail} is not the current key of a partner.",
        "{detail} không phải là khóa hiện hành của đối tác.",
    ),
    "partner-state.invited": Both("invited", "đã mời"),
    "partner-state.active": Both("active", "đang hợp tác"),
    "partner-state.revoked": Both("revoked", "đã chấm dứt"),
    "partner-kind.khien": Both("node (signs)", "nút (có ký số)"),
    "partner-kind.taxii": Both("TAXII party (unsigned)", "bên dùng TAXII (không có chữ ký)"),
    # Agreements, as they are kept
    "people.agreement-refused": Both(
        "The agreement with {subject}: refused ({reasons}).",
        "Thỏa thuận với {subject}: không được chấp nhận ({reasons}).",
    ),
    "people.agreement-other-parties": Both(
        "The agreement is not between this node and {detail}: name and identity of both parties must fit.",
        "Thỏa thuận không phải giữa nút này và {detail}: tên và danh tính của hai bên phải khớp.",
    ),
    "people.agreement-expired": Both(
        "The agreement {detail} has expired.",
        "Thỏa thuận {detail} đã hết hiệu lực.",
    ),
    "people.agreement-unsigned": Both(
        "Nobody has signed the agreement {sha256} yet.",
        "Chưa bên nào ký thỏa thuận {sha256}.",
    ),
    "people.agreement-unreadable": Both(
        "The stored agreement {detail} or a signature on it is damaged; it opens nothing.",
        "Thỏa thuận {detail} đang lưu hoặc chữ ký trên đó bị hỏng; thỏa thuận không có tác dụng.",
    ),
    "people.paper-needs-ours": Both(
        "Sign the agreement with {detail} here first; then the paper can be attested.",
        "Hãy ký thỏa thuận với {detail} tại đây trước; sau đó mới xác nhận được bản giấy.",
    ),
    "people.paper-has-key": Both(
        "{detail} has a key and signs with it, not on paper.",
        "{detail} có khóa và ký bằng khóa, không ký trên giấy.",
    ),
    "people.paper-two-officers": Both(
        "Two different officers must have seen the paper signed by {detail}.",
        "Phải có hai cán bộ khác nhau đã xem bản giấy do {detail} ký.",
    ),
    "people.paper-reference": Both(
        "Say where the paper signed by {detail} lies: a file number of at most 200 characters.",
        "Hãy ghi nơi lưu bản giấy do {detail} ký: số hồ sơ, tối đa 200 ký tự.",
    ),
    "agreement-state.draft": Both("draft", "bản nháp"),
    "agreement-state.signed-by-us": Both("signed by us", "ta đã ký"),
    "agreement-state.signed-by-partner": Both("signed by the partner", "đối tác đã ký"),
    "agreement-state.signed-by-both": Both(
        "signed by both, not begun", "hai bên đã ký, chưa đến ngày"
    ),
    "agreement-state.in-force": Both("in force", "đang có hiệu lực"),
    "agreement-state.expired": Both("expired", "hết hiệu lực"),
    "agreement-state.replaced": Both("replaced", "đã được thay thế"),
    "agreement-state.unreadable": Both("unreadable", "không đọc được"),
    "people.search-name": Both(
        "Give the search a name of at most {longest} characters.",
        "Hãy đặt tên cho lần tìm này, tối đa {longest} ký tự.",
    ),
}
