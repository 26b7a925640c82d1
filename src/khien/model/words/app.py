"""Sentences about settings, the service, the doctor and what a command has done, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "app.home-in-use": Both(
        "There is a node in {item} already; nothing was changed.",
        "Đã có một nút trong {item}; chưa có gì thay đổi.",
    ),
    "app.set-up-done": Both(
        "The node is set up already. Sign in, or ask an administrator for a code.",
        "Nút đã được thiết lập. Hãy đăng nhập hoặc xin mã của người quản trị.",
    ),
    "app.scope-of-consumers": Both(
        "A token with {detail} alone opens no list: `khien watch consumer add`, or Watch › Exports in the"
        " console, makes a consumer with its token.",
        "Mã truy cập chỉ có {detail} không mở được danh sách nào: hãy tạo máy nhận, kèm mã truy cập của nó, bằng"
        " lệnh `khien watch consumer add` hoặc ở trang Giám sát › Xuất danh sách.",
    ),
    "app.scope-of-own-tools": Both(
        "{detail} is for this node's own tools: no partner's token opens it. Make the token without a partner; what a"
        " partner should have of the watch goes to it as sightings and warnings.",
        "{detail} chỉ dành cho công cụ của chính nút này: mã truy cập của đối tác không mở được. Hãy tạo mã không gắn"
        " đối tác; kết quả giám sát cần cho đối tác được gửi dưới dạng ghi nhận và cảnh báo sớm.",
    ),
    "told.init": Both(
        "The node is in {home}. Next: khien officer add, then khien serve.",
        "Nút nằm trong {home}. Tiếp theo: khien officer add, rồi khien serve.",
    ),
    "told.set-up": Both(
        "Nobody can sign in yet. Open {address}/setup and give this code, once and within a day: {code}",
        "Chưa có ai đăng nhập được. Hãy mở {address}/setup và nhập mã này, dùng một lần trong vòng một ngày: "
        "{code}",
    ),
    "told.welcome": Both(
        "{name} opens the address, gives the code, and chooses a password. It is good once, for 72 hours.",
        "{name} mở địa chỉ trên, nhập mã và chọn mật khẩu. Mã dùng một lần, trong 72 giờ.",
    ),
    "told.factors": Both(
        "{name} sets up a second factor at the next sign-in.",
        "{name} sẽ thiết lập yếu tố xác thực thứ hai ở lần đăng nhập sau.",
    ),
    "told.sessions": Both(
        "{name} is signed out everywhere.", "{name} đã được đăng xuất ở mọi nơi."
    ),
    "told.found": Both("{count} found.", "Tìm thấy {count}."),
    "told.imported": Both(
        "{read:item/items} read: {new:new version/new versions} kept, {refused} refused, {skipped} skipped.",
        "Đã đọc {read} mục: lưu {new} phiên bản mới, từ chối {refused}, bỏ qua {skipped}.",
    ),
    "told.looked": Both(
        "{read:item/items} read, {versions:object/objects} would be kept; nothing was kept.",
        "Đã đọc {read} mục, sẽ lưu {versions} đối tượng; chưa lưu gì.",
    ),
    "told.folder": Both(
        "{read:event/events} read, {known} known already. Every item: khien object report {batch}",
        "Đã đọc {read} sự kiện, {known} sự kiện đã biết. Từng mục: khien object report {batch}",
    ),
    "told.published": Both(
        "{cleared} cleared and on their way, {held:waits/wait} for approval, {refused} refused.",
        "{cleared} được thông qua và đang gửi, {held} chờ duyệt, {refused} bị từ chối.",
    ),
    "told.dry-run": Both(
        "To {name} today: {cleared} would cross, {held} would wait, {refused} would be refused.",
        "Hôm nay, tới {name}: {cleared} sẽ được chuyển, {held} sẽ chờ duyệt, {refused} sẽ bị từ chối.",
    ),
    "told.approved": Both(
        "{release} is cleared and on its way to {partner}.",
        "{release} đã được thông qua và đang gửi tới {partner}.",
    ),
    "told.still-held": Both(
        "{release} to {partner} still waits for other officers.",
        "{release} tới {partner} còn chờ cán bộ khác duyệt.",
    ),
    "told.refused-now": Both(
        "{release} to {partner} is refused by the gate now.",
        "{release} tới {partner} hiện bị cổng từ chối.",
    ),
    "told.reviewed": Both(
        "The review of {release} to {partner} is noted.",
        "Đã ghi nhận việc rà soát {release} tới {partner}.",
    ),
    "told.recalled": Both(
        "{count:release/releases} taken back; partners confirm when it is out of their use.",
        "Đã thu hồi {count} bản phát hành; đối tác sẽ xác nhận khi đã ngừng sử dụng.",
    ),
    "told.downgraded": Both(
        "{count:partner is/partners are} asked for stricter handling.",
        "Đã yêu cầu {count} đối tác xử lý chặt hơn.",
    ),
    "told.invited": Both(
        "The invitation for {name} holds a secret: hand it over by a way that you trust, before "
        "{expires}. Then compare the phrase in khien partner list on the phone.",
        "Thư mời {name} có chứa bí mật: hãy trao qua kênh tin cậy trước ngày {expires}. Sau đó đối chiếu "
        "qua điện thoại cụm từ trong khien partner list.",
    ),
    "told.local-address": Both(
        "The invitation says that we are at {address}, which only this machine reaches: set listen.address "
        "in khien.toml first if the partner is elsewhere.",
        "Thư mời ghi địa chỉ của ta là {address}, chỉ máy này truy cập được: nếu đối tác ở máy khác, hãy đặt "
        "listen.address trong khien.toml trước.",
    ),
    "told.phrase": Both(
        "Call {name} and read to each other: {phrase}. If it is not the same on both sides, revoke at once.",
        "Gọi cho {name} và đọc cho nhau: {phrase}. Nếu hai bên khác nhau, hãy chấm dứt quan hệ ngay.",
    ),
    "told.bring-back": Both(
        "The node of {name} was not reached. Carry the acceptance there: khien partner accept FILE.",
        "Không kết nối được nút của {name}. Hãy chuyển bản trả lời sang đó: khien partner accept TỆP.",
    ),
    "told.connected": Both(
        "{name} is a plain TAXII party: its receipts will be unsigned, and every display says so.",
        "{name} là bên chỉ dùng TAXII: biên nhận không có chữ ký và mọi nơi hiển thị đều nói rõ.",
    ),
    "told.pulled": Both(
        "{count:object/objects} came from {name}.", "Nhận {count} đối tượng từ {name}."
    ),
    "told.revoked": Both(
        "{name} is struck off. What it signed before can still be checked.",
        "Đã chấm dứt quan hệ với {name}. Những gì họ đã ký vẫn kiểm tra được.",
    ),
    "told.withdrawn": Both("The invitation for {name} is taken back.", "Đã rút thư mời {name}."),
    "told.agreement.good": Both("{file} has no mistakes.", "{file} không có lỗi."),
    "told.agreement.half": Both(
        "Signed for us; it opens something when {name} has signed the same content.",
        "Ta đã ký; thỏa thuận có hiệu lực khi {name} ký cùng nội dung.",
    ),
    "told.agreement.whole": Both(
        "Both sides have signed the agreement with {name}.",
        "Hai bên đã ký thỏa thuận với {name}.",
    ),
    "told.quarantine": Both(
        "{count:waits/wait} for a person.", "{count} mục đang chờ người xem xét."
    ),
    "told.matched": Both(
        "{lines:line/lines} read, {unreadable} that cannot be read: {indicators:indicator/indicators} seen, {sightings:sighting/sightings} "
        "given to the gate.",
        "Đã đọc {lines} dòng, {unreadable} dòng không đọc được: {indicators} chỉ báo bị trúng, {sightings} bản ghi nhận "
        "đã trình cổng.",
    ),
    "told.watching": Both(
        "Watching {names}. Stop with Ctrl-C.", "Đang theo dõi {names}. Dừng bằng Ctrl-C."
    ),
    "told.watched": Both(
        "{lines:line/lines} in all, {unreadable} of them cannot be read, {dropped} dropped: {hits:hit/hits}.",
        "Tất cả {lines} dòng, trong đó {unreadable} dòng không đọc được; {dropped} bị bỏ: {hits} lượt trúng.",
    ),
    "told.odd-times": Both(
        "{name}: {count:line has/lines have} a time more than a year back, or more than 5 minutes ahead of this node's clock; the "
        "lag leaves them out. See to the clock, and the zone, of what writes the log.",
        "{name}: {count} dòng ghi thời gian cũ hơn một năm, hoặc sớm hơn đồng hồ của nút quá 5 phút; độ trễ không tính các dòng "
        "này. Hãy kiểm tra đồng hồ và múi giờ của nơi ghi nhật ký.",
    ),
    "told.stdin-not-kept": Both(
        "What came by standard input is not in the history, although history.keep_matched asks for logs that are matched: only files are kept.",
        "Dữ liệu vào chuẩn không được lưu vào lịch sử quan trắc dù history.keep_matched yêu cầu lưu nhật ký đã đối chiếu: chỉ tệp mới được lưu.",
    ),
    "told.absent-columns": Both(
        "Process {process}: no line so far has a column {columns}, which --columns names.",
        "Tiến trình {process}: đến nay chưa dòng nào có cột {columns} nêu ở --columns.",
    ),
    "told.absent": Both(
        "{name} is not there yet; it is followed as soon as it is.",
        "Chưa có tệp {name}; tệp sẽ được theo dõi ngay khi xuất hiện.",
    ),
    "told.withheld": Both(
        "Hits that may not count: {reasons}.", "Lượt trúng không được tính: {reasons}."
    ),
    "told.watch-status": Both(
        "{indicators:indicator is/indicators are} watched for, {behind:change/changes} not yet read; {running:process follows or listens/processes follow or listen}.",
        "Đang giám sát {indicators} chỉ báo, còn {behind} thay đổi chưa đọc; {running} tiến trình đang theo "
        "dõi hoặc lắng nghe.",
    ),
    "told.verified": Both(
        "The ledger is whole: {size:entry/entries}, cosigned by {cosigners:key/keys} of partners.",
        "Sổ cái toàn vẹn: {size} mục, được {cosigners} khóa của đối tác đồng ký.",
    ),
    "told.proven": Both(
        "Proven: {kind}, at {at}, entry {index} of {size} in {ledger}, signed by {signer}; cosigned by: "
        "{cosigners}.",
        "Đã chứng minh: {kind}, lúc {at}, mục {index} trên {size} của {ledger}, ký bởi {signer}; đồng ký: "
        "{cosigners}.",
    ),
    "told.receipt-holds": Both(
        "The receipt is signed by {giver}: {outcome}, object {object}, version {version}, at {time}.",
        "Biên nhận do {giver} ký: {outcome}, đối tượng {object}, phiên bản {version}, lúc {time}.",
    ),
    "proof.unknown-signer": Both(
        "{what} is signed by {signers}, and no key that was given is theirs: add it with --key, or use --home.",
        "{what} do {signers} ký nhưng không có khóa nào được đưa vào là của họ: hãy thêm bằng --key, hoặc dùng "
        "--home.",
    ),
    "told.no-receipt": Both(
        "No receipt for {crossing}: only our side is proven.",
        "Không có biên nhận cho {crossing}: chỉ chứng minh được phía giữ sổ cái.",
    ),
    "told.unsigned": Both(
        "The answer for {crossing} is unsigned: it comes from a plain TAXII status and proves nothing.",
        "Trả lời cho {crossing} không có chữ ký: chỉ lấy từ trạng thái TAXII và không chứng minh được gì.",
    ),
    "told.officer": Both("{name} can sign in now.", "{name} đã có thể đăng nhập."),
    "told.disabled": Both(
        "{name} may do nothing here any more; what was done stays done.",
        "{name} không còn quyền gì ở đây; những việc đã làm vẫn giữ nguyên.",
    ),
    "told.token": Both(
        "The token {name} is shown only this once.", "Mã {name} chỉ hiển thị một lần này."
    ),
    "told.rotated": Both(
        "The key is changed and {count:partner/partners} will be told. Start the node anew now, and read the new "
        "phrase to each partner.",
        "Đã thay khóa và sẽ báo cho {count} đối tác. Hãy khởi động lại nút và đọc cụm từ đối chiếu mới cho "
        "từng đối tác.",
    ),
    "told.moved": Both(
        "Moved {versions:version/versions} and {leaves:ledger entry/ledger entries}, all verified. The old database is as it "
        "was: keep it until the next backup, then remove it.",
        "Đã chuyển {versions} phiên bản và {leaves} mục sổ cái, tất cả đã kiểm tra. Cơ sở dữ liệu cũ vẫn "
        "nguyên vẹn: hãy giữ đến lần sao lưu kế tiếp rồi xóa.",
    ),
    "told.rebuilt": Both(
        "Derived anew for {count:object/objects}.", "Đã dựng lại cho {count} đối tượng."
    ),
    # The doctor: what was found, and what to do
    "doctor.line": Both("{mark} {words}", "{mark} {words}"),
    "doctor.keys": Both("The key is in place: {key}", "Khóa đã sẵn sàng: {key}"),
    "doctor.rotation-open": Both(
        "A change of the key was begun and not finished: run khien key rotate again.",
        "Việc thay khóa đã bắt đầu nhưng chưa xong: hãy chạy lại khien key rotate.",
    ),
    "doctor.open-to-others": Both(
        "Others on this machine may read {file} ({mode}): allow only its owner (chmod go-rwx).",
        "Người khác trên máy này đọc được {file} ({mode}): chỉ cho phép chủ sở hữu (chmod go-rwx).",
    ),
    "doctor.clock": Both("The clock says {now}.", "Đồng hồ chỉ {now}."),
    "doctor.clock-year": Both(
        "The clock says {now}, which cannot be: set it, and keep it right with NTP.",
        "Đồng hồ chỉ {now}, không thể đúng: hãy chỉnh lại và đồng bộ bằng NTP.",
    ),
    "doctor.clock-behind": Both(
        "The clock says {now}, but the ledger has an entry of {newest}: set the clock before anything else.",
        "Đồng hồ chỉ {now} nhưng sổ cái đã có mục lúc {newest}: hãy chỉnh đồng hồ trước khi làm việc khác.",
    ),
    "doctor.disk": Both("{mib:MiB is/MiB are} free.", "Còn trống {mib} MiB."),
    "doctor.disk-low": Both(
        "Only {mib:MiB is/MiB are} free: make room soon.",
        "Chỉ còn {mib} MiB: hãy sớm giải phóng dung lượng.",
    ),
    "doctor.disk-full": Both(
        "Only {mib:MiB is/MiB are} free: the node will soon be unable to write. Make room now.",
        "Chỉ còn {mib} MiB: nút sắp không ghi được. Hãy giải phóng dung lượng ngay.",
    ),
    "doctor.database": Both(
        "The database is sound, at {revision}.", "Cơ sở dữ liệu lành lặn, ở {revision}."
    ),
    "doctor.database-old": Both(
        "The database is at {revision}, this program wants {newest}: start the node once to bring it up.",
        "Cơ sở dữ liệu ở {revision}, chương trình cần {newest}: hãy khởi động nút một lần để nâng cấp.",
    ),
    "doctor.database-damaged": Both(
        "The database file is damaged ({fault}): stop the node, keep the file, restore the last backup.",
        "Tệp cơ sở dữ liệu bị hỏng ({fault}): hãy dừng nút, giữ lại tệp và khôi phục bản sao lưu gần nhất.",
    ),
    "doctor.database-unsafe": Both(
        "The PostgreSQL server may lose what was committed when the power fails ({fault}): let its "
        "administrator switch that on.",
        "Máy chủ PostgreSQL có thể mất dữ liệu đã ghi khi mất điện ({fault}): hãy yêu cầu quản trị viên bật "
        "lại.",
    ),
    "doctor.officers": Both(
        "{officers:officer/officers} can sign in, {approvers} of them can approve.",
        "{officers} cán bộ đăng nhập được, trong đó {approvers} người được duyệt.",
    ),
    "doctor.few-officers": Both(
        "{officers:officer/officers} can sign in, {approvers} of them can approve; two are needed: khien officer add.",
        "{officers} cán bộ đăng nhập được, trong đó {approvers} người được duyệt; cần hai người: khien officer add.",
    ),
    "doctor.partners": Both(
        "{count:active partner/active partners}.", "{count} đối tác đang hợp tác."
    ),
    "doctor.pull-failing": Both(
        "Nothing can be fetched from {partner} ({why}): try khien partner pull, and ask there.",
        "Không lấy được dữ liệu từ {partner} ({why}): hãy thử khien partner pull và hỏi bên đó.",
    ),
    "doctor.feeds": Both(
        "{count:feed/feeds}.",
        "{count} nguồn tin.",
    ),
    "doctor.feed-asks": Both(
        "The feed {feed} was stopped and waits for a person ({why}): khien feed show {feed}, then accept "
        "or refuse.",
        "Nguồn tin {feed} đã bị dừng và chờ người quyết định ({why}): xem khien feed show {feed}, rồi "
        "dùng accept hoặc refuse.",
    ),
    "doctor.feed-paused": Both(
        "The feed {feed} is paused and brings nothing: khien feed resume {feed}.",
        "Nguồn tin {feed} đang tạm dừng nên không có gì mới: khien feed resume {feed}.",
    ),
    "doctor.feed-failing": Both(
        "The feed {feed} failed {attempts:time/times} in a row ({why}): khien feed run {feed}, and ask its "
        "operator.",
        "Nguồn tin {feed} lỗi {attempts} lần liên tiếp ({why}): thử khien feed run {feed} và hỏi bên vận "
        "hành.",
    ),
    "doctor.feed-late": Both(
        "The feed {feed} has been due for more than a day (since {since}): is khien serve running?",
        "Nguồn tin {feed} đã quá hạn lấy hơn một ngày (từ {since}): khien serve có đang chạy không?",
    ),
    "doctor.no-agreement": Both(
        "No agreement with {partner} is in force, so nothing crosses: khien agreement sign.",
        "Không có thỏa thuận đang hiệu lực với {partner} nên không chuyển gì: khien agreement sign.",
    ),
    "doctor.agreement": Both(
        "The agreement with {partner} holds until {until}.",
        "Thỏa thuận với {partner} có hiệu lực đến {until}.",
    ),
    "doctor.agreement-ends": Both(
        "The agreement with {partner} ends on {until}: sign the next one before that day.",
        "Thỏa thuận với {partner} hết hạn ngày {until}: hãy ký thỏa thuận mới trước ngày đó.",
    ),
    "doctor.partner-answers": Both(
        "{partner} answers at {address} with the key that we pinned.",
        "{partner} trả lời tại {address} với đúng khóa ta đã ghim.",
    ),
    "doctor.partner-silent": Both(
        "{partner} does not answer at {address}: check the network, then call its duty officer.",
        "{partner} không trả lời tại {address}: hãy kiểm tra mạng rồi gọi trực ban của họ.",
    ),
    "doctor.partner-other-key": Both(
        "{address} shows another key than we pinned for {partner}: call it before anything else crosses.",
        "{address} đưa ra khóa khác với khóa ta đã ghim cho {partner}: hãy gọi cho họ trước khi chuyển thêm.",
    ),
    "doctor.ledger": Both(
        "The ledger is whole: {size:entry/entries}, cosigned by {cosigners:key/keys} of partners.",
        "Sổ cái toàn vẹn: {size} mục, được {cosigners} khóa của đối tác đồng ký.",
    ),
    "doctor.outbox": Both("{count:waits/wait} in the outbox.", "{count} mục trong hộp gửi."),
    "doctor.outbox-stuck": Both(
        "{count:waits/wait} for {partner}, after {attempts:attempt/attempts}: khien doctor --online, then call it.",
        "{count} mục chờ gửi {partner} sau {attempts} lần thử: khien doctor --online, rồi gọi cho họ.",
    ),
    "doctor.outbox-parked": Both(
        "{partner} refused {kind} {subject} for good ({error}): ask it why.",
        "{partner} từ chối hẳn {kind} {subject} ({error}): hãy hỏi họ lý do.",
    ),
    "doctor.quarantine": Both(
        "{count:arrival waits/arrivals wait} for a person: khien arrival list.",
        "{count} mục đến đang chờ người xem xét: khien arrival list.",
    ),
    "doctor.no-quarantine": Both(
        "Nothing is in quarantine ({count}).", "Không có gì đang cách ly ({count})."
    ),
    "doctor.reviews": Both("No review is overdue.", "Không có rà soát nào quá hạn."),
    "doctor.review-overdue": Both(
        "{release} to {partner} went by the emergency path and its review, due within {hours:hour/hours}, is "
        "late: khien release approve.",
        "{release} tới {partner} đi theo đường khẩn cấp và việc rà soát trong {hours} giờ đã quá hạn: khien "
        "release approve.",
    ),
}
