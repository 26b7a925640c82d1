"""Sentences about certificates and TLS, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    # Settings: every mistake also has the holes `line` and `key`
    "settings.tls-needs": Both(
        "Line {line}: {key} means nothing without {other}.",
        "Dòng {line}: {key} không có tác dụng nếu thiếu {other}.",
    ),
    "settings.tls-file": Both(
        "Line {line}: {file} cannot be read ({why}).",
        "Dòng {line}: không đọc được {file} ({why}).",
    ),
    "settings.tls-no-certificate": Both(
        "Line {line}: {file} holds no certificate in PEM.",
        "Dòng {line}: {file} không chứa chứng thư dạng PEM.",
    ),
    "settings.tls-expired": Both(
        "Line {line}: the certificate in {file} ended on {until}. Make another one: khien certificate server.",
        "Dòng {line}: chứng thư trong {file} đã hết hạn ngày {until}. Hãy tạo cái mới: khien certificate server.",
    ),
    "settings.tls-early": Both(
        "Line {line}: the certificate in {file} counts from {since} on only; look at the clock of this machine.",
        "Dòng {line}: chứng thư trong {file} chỉ có hiệu lực từ {since}; hãy xem lại đồng hồ của máy này.",
    ),
    "settings.tls-key-open": Both(
        "Line {line}: others can read the private key {file} ({mode}). Make it readable by its owner only: chmod 600.",
        "Dòng {line}: người khác đọc được khóa riêng {file} ({mode}). Hãy chỉ cho chủ sở hữu đọc: chmod 600.",
    ),
    "settings.tls-key-unreadable": Both(
        "Line {line}: {file} holds no private key in PEM without a password.",
        "Dòng {line}: {file} không chứa khóa riêng dạng PEM không đặt mật khẩu.",
    ),
    "settings.tls-other-key": Both(
        "Line {line}: the key in {file} does not belong to the certificate in {certificate}.",
        "Dòng {line}: khóa trong {file} không thuộc về chứng thư trong {certificate}.",
    ),
    "settings.tls-no-authority": Both(
        "Line {line}: a certificate in {file} is not that of an authority.",
        "Dòng {line}: có chứng thư trong {file} không phải của một cơ quan cấp chứng thư.",
    ),
    "settings.tls-list-unreadable": Both(
        "Line {line}: {file} holds no revocation list in PEM.",
        "Dòng {line}: {file} không chứa danh sách thu hồi dạng PEM.",
    ),
    "settings.tls-no-list": Both(
        "Line {line}: {file} holds no revocation list of the authority {authority}.",
        "Dòng {line}: {file} không có danh sách thu hồi của cơ quan {authority}.",
    ),
    # Client certificates
    "people.authority-exists": Both(
        "This node has an authority in {file}; another one would make its certificates worthless.",
        "Nút này đã có cơ quan cấp chứng thư trong {file}; tạo cái khác sẽ làm các chứng thư đã cấp vô giá trị.",
    ),
    "people.certificate-known": Both(
        "This certificate is known already, as {name}.",
        "Chứng thư này đã được biết với tên {name}.",
    ),
    "people.certificate-refused": Both(
        "The client certificate {name} opens nothing: {reason} ({detail}).",
        "Chứng thư máy khách {name} không mở được gì: {reason} ({detail}).",
    ),
    "people.certificate-unknown": Both(
        "No certificate with the hash {detail}… is believed here.",
        "Ở đây không tin chứng thư nào có mã băm {detail}….",
    ),
    "people.certificate-revoked": Both(
        "The certificate {detail} was taken back.",
        "Chứng thư {detail} đã bị thu hồi.",
    ),
    "people.certificate-expired": Both(
        "The certificate {detail} has expired.",
        "Chứng thư {detail} đã hết hạn.",
    ),
    "people.certificate-early": Both(
        "The certificate {detail} does not count yet.",
        "Chứng thư {detail} chưa đến ngày có hiệu lực.",
    ),
    "people.certificate-foreign": Both(
        "The certificate {detail} is from an authority that is not believed here.",
        "Chứng thư {detail} do một cơ quan không được tin ở đây cấp.",
    ),
    "people.list-missing": Both(
        "There is no usable revocation list of its authority in {detail}, so no certificate is taken.",
        "Trong {detail} không có danh sách thu hồi dùng được của cơ quan cấp, nên không nhận chứng thư nào.",
    ),
    "people.list-stale": Both(
        "The revocation list ended on {detail}, so no certificate is taken until there is a new one.",
        "Danh sách thu hồi đã hết hạn ngày {detail}, nên không nhận chứng thư nào cho đến khi có danh sách mới.",
    ),
    # Doctor
    "doctor.tls": Both(
        "This node speaks TLS itself; certificate and key are in order.",
        "Nút này tự dùng TLS; chứng thư và khóa đều ổn.",
    ),
    "doctor.tls-ends": Both(
        "The certificate in {file} ends on {until}. Have another one made, and start the node again.",
        "Chứng thư trong {file} hết hạn ngày {until}. Hãy tạo cái mới rồi khởi động lại nút.",
    ),
    "doctor.certificate-ends": Both(
        "The client certificate {name} ends on {until}. Issue another one.",
        "Chứng thư máy khách {name} hết hạn ngày {until}. Hãy cấp cái mới.",
    ),
    "doctor.list": Both(
        "The revocation list is good until {until}.",
        "Danh sách thu hồi có hiệu lực đến {until}.",
    ),
    "doctor.list-ends": Both(
        "The revocation list ends on {until}. A running node renews the list of its own authority two weeks before; "
        "if this is that one, see its log, or write it anew: khien certificate crl.",
        "Danh sách thu hồi hết hạn ngày {until}. Nút đang chạy tự gia hạn danh sách của cơ quan cấp chứng thư riêng "
        "trước đó hai tuần; nếu là danh sách này, hãy xem nhật ký, hoặc ghi lại: khien certificate crl.",
    ),
    "doctor.list-stale": Both(
        "The revocation list ended on {until}: every client certificate is refused. Write it anew: khien "
        "certificate crl.",
        "Danh sách thu hồi đã hết hạn ngày {until}: mọi chứng thư máy khách đều bị từ chối. Hãy ghi lại: khien "
        "certificate crl.",
    ),
}
