"""Sentences about files and feeds, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    # The whole file
    "intake.unreadable": Both(
        "{item} cannot be read: it breaks the rule “{rule}”.",
        "Không đọc được {item}: trái với quy tắc “{rule}”.",
    ),
    "intake.too-big": Both(
        "{item} is too big: more than {limit} ({unit}). Split it.",
        "{item} quá lớn: vượt quá {limit} ({unit}). Hãy chia nhỏ tệp.",
    ),
    "intake.gzip": Both(
        "{item} starts like gzip and cannot be unpacked: it is cut off or damaged.",
        "{item} mở đầu như tệp gzip nhưng không giải nén được: tệp bị cắt ngang hoặc hỏng.",
    ),
    "intake.not-utf8": Both(
        "{item} is not UTF-8 text: the byte at offset {position} fits no character. A table or list in an "
        "older encoding is read once that is named: windows-1258, tcvn, viscii or windows-1252.",
        "{item} không phải văn bản UTF-8: byte tại vị trí {position} không hợp lệ. Bảng hoặc danh sách dùng "
        "bảng mã cũ sẽ đọc được khi nêu rõ bảng mã: windows-1258, tcvn, viscii hoặc windows-1252.",
    ),
    "intake.unknown-format": Both(
        "{item} is in no known format; it looks like: {seen}. Known: {known}.",
        "{item} không thuộc định dạng nào đã biết; nội dung giống: {seen}. Các định dạng đọc được: {known}.",
    ),
    "intake.control-characters": Both(
        "{path} is the first with control characters ({detail}); each was replaced by U+FFFD.",
        "{path} là dòng đầu tiên có ký tự điều khiển ({detail}); mỗi ký tự được thay bằng U+FFFD.",
    ),
    "intake.warninglist": Both(
        "{item} is a warninglist: it says what is no threat. Keep it with: khien watch warninglist add {item}",
        "{item} là danh sách cảnh giác, nêu những gì không phải mối đe dọa. Hãy lưu bằng lệnh: khien watch warninglist add {item}",
    ),
    "intake.no-value-column": Both(
        "{item} has no column with indicators (columns: {columns}). Name the column for `value`.",
        "{item} không có cột nào chứa chỉ báo (các cột: {columns}). Hãy chỉ rõ cột dùng cho `value`.",
    ),
    "intake.xml": Both(
        "{item} is no XML that is safe to read: {what} {detail}",
        "{item} không phải XML an toàn để đọc: {what} {detail}",
    ),
    "intake.stix1-part": Both(
        "{path}: has no counterpart that is read here: {detail}",
        "{path}: không có phần tương ứng đọc được tại đây: {detail}",
    ),
    "intake.stix1-in-text": Both(
        "{path}: kept in the text of the object.", "{path}: giữ lại trong phần mô tả của đối tượng."
    ),
    "intake.stix1-link": Both(
        "{path}: names {detail}, which was not kept or is not in this file.",
        "{path}: nhắc đến {detail}, phần này không được giữ hoặc không có trong tệp.",
    ),
    "intake.stix1-marking": Both(
        "{path}: nobody here can read the marking {detail}; everything in the file is TLP:RED.",
        "{path}: tại đây không đọc được nhãn {detail}; mọi nội dung của tệp được gắn TLP:RED.",
    ),
    "intake.stix1-openioc": Both(
        "{path}: STIX cannot say {detail}; kept as OpenIOC, and not matched here.",
        "{path}: STIX không diễn đạt được {detail}; giữ nguyên dạng OpenIOC, không dùng để đối chiếu tại đây.",
    ),
    "intake.stix1-inside": Both(
        "{path}: kept in the pattern or the infrastructure that names it.",
        "{path}: giữ trong mẫu so khớp hoặc hạ tầng có nêu tên nó.",
    ),
    "intake.openioc-left": Both(
        "{path}: {detail} is not carried over.", "{path}: {detail} không được chuyển sang."
    ),
    "intake.openioc-term": Both(
        "{path}: the term {detail} has no counterpart in a STIX pattern.",
        "{path}: thuật ngữ {detail} không có phần tương ứng trong mẫu STIX.",
    ),
    "intake.openioc-empty": Both(
        "{path}: nothing in it can be said as a STIX pattern ({detail}).",
        "{path}: không có nội dung nào diễn đạt được bằng mẫu STIX ({detail}).",
    ),
    # Any item
    "intake.kept": Both("{path}: kept as it came.", "{path}: giữ nguyên như khi nhận."),
    "intake.duplicate": Both(
        "{path}: the same as {detail}, already read in this file.",
        "{path}: trùng với {detail}, đã đọc trong chính tệp này.",
    ),
    "intake.misp-same-uuid": Both(
        "{path}: another part of the file has this UUID and says something else; this one is not taken: {detail}",
        "{path}: một phần khác trong tệp đã mang UUID này với nội dung khác; không lấy phần này: {detail}",
    ),
    "intake.duplicate-filled": Both(
        "{path}: the same as {detail}; what that one leaves open was taken from here.",
        "{path}: trùng với {detail}; những gì ở đó còn thiếu được lấy từ đây.",
    ),
    "intake.duplicate-differs": Both(
        "{path}: said otherwise than the first time, and not taken: {detail}",
        "{path}: nêu khác với lần đầu nên không lấy: {detail}",
    ),
    "intake.unchanged": Both(
        "{path}: the store holds this already, or something newer ({detail}).",
        "{path}: kho đã có nội dung này hoặc bản mới hơn ({detail}).",
    ),
    "intake.observable-held": Both(
        "{path}: the store holds this observable with other details, which stay ({detail}).",
        "{path}: kho đã có đối tượng quan sát này với chi tiết khác; giữ nguyên bản đã có ({detail}).",
    ),
    "intake.revoked-here": Both(
        "{path}: we revoked {detail}; a revocation is for good.",
        "{path}: ta đã hủy hiệu lực {detail}; việc hủy là vĩnh viễn.",
    ),
    "intake.not-an-object": Both(
        "{path}: not a JSON object.", "{path}: không phải đối tượng JSON."
    ),
    "intake.not-carried": Both(
        "{path}: has no place in STIX and is not carried over.",
        "{path}: không có chỗ trong STIX nên không được chuyển sang.",
    ),
    # STIX
    "intake.tlp-known": Both(
        "{path}: the TLP marking is known here; the copy is not imported.",
        "{path}: nhãn TLP này đã có sẵn; không nạp bản sao.",
    ),
    "intake.version-conflict": Both(
        "{path}: the same id and modification time with other content ({detail}).",
        "{path}: trùng mã và thời điểm sửa đổi nhưng khác nội dung ({detail}).",
    ),
    "intake.more-follows": Both(
        "{path}: the sender says that more objects follow; this file is not the whole.",
        "{path}: bên gửi báo còn đối tượng tiếp theo; tệp này chưa đầy đủ.",
    ),
    "intake.stix20": Both(
        "{path}: {detail} of STIX 2.0, rewritten in STIX 2.1.",
        "{path}: đối tượng {detail} theo STIX 2.0, đã viết lại theo STIX 2.1.",
    ),
    "intake.stix20-added": Both(
        "{path}: added with the value {detail}, which STIX 2.1 requires.",
        "{path}: đã thêm giá trị {detail} do STIX 2.1 bắt buộc.",
    ),
    "intake.stix20-moved": Both(
        "{path}: taken from {detail}, where STIX 2.0 kept it.",
        "{path}: lấy từ {detail}, nơi STIX 2.0 lưu giá trị này.",
    ),
    "intake.stix20-gone": Both(
        "{path}: STIX 2.1 has no such property of a {detail}; it is not carried over.",
        "{path}: STIX 2.1 không có thuộc tính này của {detail}; không chuyển sang.",
    ),
    "intake.stix20-renamed": Both(
        "{path}: object paths have their names of STIX 2.1 now: {detail}",
        "{path}: đường dẫn thuộc tính đã đổi sang tên theo STIX 2.1: {detail}",
    ),
    "intake.stix20-path-gone": Both(
        "{path}: STIX 2.1 has no property {detail}; the pattern keeps it, but nothing written in 2.1 will match it.",
        "{path}: STIX 2.1 không còn thuộc tính {detail}; mẫu vẫn giữ, nhưng không dữ liệu 2.1 nào khớp được phần này.",
    ),
    "intake.stix20-objects-left": Both(
        "{path}: the observables stay inside, as STIX 2.1 still allows: they cannot stand alone.",
        "{path}: các đối tượng quan sát vẫn để bên trong, STIX 2.1 còn cho phép: chúng không tách riêng được.",
    ),
    # Lists and tables
    "intake.comment": Both("{path}: a comment: {detail}", "{path}: dòng ghi chú: {detail}"),
    "intake.reference": Both(
        "{path}: a reference for the lines that follow: {detail}",
        "{path}: nguồn tham chiếu cho các dòng tiếp theo: {detail}",
    ),
    "intake.filter-rule": Both(
        "{path}: a rule for browsers only: {detail}",
        "{path}: quy tắc chỉ dành cho trình duyệt: {detail}",
    ),
    "intake.local-name": Both(
        "{path}: names of the own machine, no indicator: {detail}",
        "{path}: tên của chính máy cục bộ, không phải chỉ báo: {detail}",
    ),
    "intake.several-values": Both(
        "{path}: the line holds several values, each taken: {detail}",
        "{path}: dòng có nhiều giá trị, lấy từng giá trị: {detail}",
    ),
    "intake.values-in-comment": Both(
        "{path}: what the comment names is not taken as an indicator: {detail}",
        "{path}: giá trị nêu trong ghi chú không được lấy làm chỉ báo: {detail}",
    ),
    "intake.crowded-line": Both(
        "{path}: several values among words, not told apart; give each a line, or have the text read as a document: {detail}",
        "{path}: nhiều giá trị lẫn trong câu chữ, không phân định được; hãy ghi mỗi giá trị một dòng, hoặc đọc như văn bản: {detail}",
    ),
    "intake.not-an-indicator": Both(
        "{path}: no domain, address, URL, hash or e-mail address: {detail}",
        "{path}: không phải tên miền, địa chỉ IP, URL, mã băm hay địa chỉ thư điện tử: {detail}",
    ),
    "intake.line-too-long": Both(
        "{path}: the line is too long ({detail} characters).",
        "{path}: dòng quá dài ({detail} ký tự).",
    ),
    "intake.no-value": Both(
        "{path}: the row has no value: {detail}", "{path}: hàng không có giá trị: {detail}"
    ),
    "intake.columns": Both("Columns: {detail}", "Các cột: {detail}"),
    "intake.columns-left": Both(
        "Columns that are not carried: {detail}", "Các cột không được lấy: {detail}"
    ),
    "intake.date-unread": Both(
        "{path}: the date “{detail}” is not ISO 8601 and was not used.",
        "{path}: ngày “{detail}” không theo ISO 8601 nên không được dùng.",
    ),
    "intake.confidence-unread": Both(
        "{path}: the confidence “{detail}” is no number from 0 to 100 and was not used.",
        "{path}: độ tin cậy “{detail}” không phải số từ 0 đến 100 nên không được dùng.",
    ),
    "intake.type-mismatch": Both(
        "{path}: the value is of another type than it is called; the value counts ({detail}).",
        "{path}: giá trị khác với loại đã ghi; lấy theo giá trị ({detail}).",
    ),
    "intake.kind-not-carried": Both(
        "{path}: no indicator here says this kind of thing: {detail}",
        "{path}: không có loại chỉ báo tương ứng: {detail}",
    ),
    "intake.rule-off": Both(
        "{path}: a rule that is switched off: {detail}", "{path}: quy tắc đang tắt: {detail}"
    ),
    "intake.rule-pass": Both(
        "{path}: a rule that lets traffic pass: {detail}",
        "{path}: quy tắc cho phép lưu lượng đi qua: {detail}",
    ),
    "intake.rule-unread": Both(
        "{path}: not a rule that can be read: {detail}", "{path}: không đọc được quy tắc: {detail}"
    ),
    "intake.rule-left": Both(
        "{path}: this option of the rule is not carried over: {detail}",
        "{path}: tùy chọn này của quy tắc không được chuyển sang: {detail}",
    ),
    "intake.zone-answer": Both(
        "{path}: the answer that the zone gives instead is not carried over: {detail}",
        "{path}: câu trả lời thay thế của vùng không được chuyển sang: {detail}",
    ),
    "intake.rule-whole": Both(
        "{path}: compares more than single values, so the whole rule is kept, in {detail}.",
        "{path}: so khớp nhiều hơn các giá trị đơn lẻ nên giữ nguyên cả quy tắc, dạng {detail}.",
    ),
    "intake.zone-outside": Both(
        "{path}: outside of the zone, where no DNS server takes it from: {detail}",
        "{path}: nằm ngoài vùng nên máy chủ DNS không dùng: {detail}",
    ),
    "intake.zone-own": Both(
        "{path}: about the zone itself: {detail}", "{path}: bản ghi của chính vùng: {detail}"
    ),
    "intake.zone-pass": Both(
        "{path}: lets the name pass: {detail}", "{path}: cho phép tên này đi qua: {detail}"
    ),
    "intake.zone-unread": Both(
        "{path}: not a record that can be read: {detail}",
        "{path}: không đọc được bản ghi: {detail}",
    ),
    # Advisories, abuse reports, playbooks
    "intake.csaf-version": Both(
        "{path}: written in version {detail} of CSAF; only 2.0 can be read.",
        "{path}: viết theo CSAF phiên bản {detail}; chỉ đọc được phiên bản 2.0.",
    ),
    "intake.csaf-rule": Both(
        "{path}: breaks a mandatory rule of CSAF 2.0: {detail}",
        "{path}: trái với quy tắc bắt buộc của CSAF 2.0: {detail}",
    ),
    "intake.csaf-in-text": Both(
        "{path}: kept in the text of the vulnerability.",
        "{path}: giữ lại trong phần mô tả của lỗ hổng.",
    ),
    "intake.csaf-left": Both(
        "{path}: is not carried over: {detail}", "{path}: không chuyển sang: {detail}"
    ),
    "intake.xarf-rule": Both(
        "{path}: breaks a rule of X-ARF: {detail}", "{path}: trái với quy tắc của X-ARF: {detail}"
    ),
    "intake.xarf-in-text": Both(
        "{path}: kept in the text of the report.", "{path}: giữ lại trong phần mô tả của báo cáo."
    ),
    "intake.xarf-left": Both(
        "{path}: names persons or victims, or has no place here; not carried over ({detail}).",
        "{path}: nêu cá nhân hoặc nạn nhân, hoặc không có chỗ tại đây; không chuyển sang ({detail}).",
    ),
    "intake.xarf-withheld": Both(
        "{path}: evidence of child abuse is never kept here; it is for the police.",
        "{path}: không bao giờ lưu chứng cứ xâm hại trẻ em tại đây; phải chuyển cho công an.",
    ),
    "intake.xarf-evidence": Both(
        "{path}: the evidence has no bytes that can be read: {detail}",
        "{path}: chứng cứ không có dữ liệu đọc được: {detail}",
    ),
    "intake.cacao-rule": Both(
        "{path}: breaks a rule of CACAO 2.0: {detail}",
        "{path}: trái với quy tắc của CACAO 2.0: {detail}",
    ),
    "intake.cacao-secret": Both(
        "{path}: a password or token in the playbook; it is not kept.",
        "{path}: mật khẩu hoặc mã truy cập trong kịch bản; không lưu lại.",
    ),
    "intake.galaxy-none": Both(
        "{path}: not a galaxy, or a cluster without a name.",
        "{path}: không phải galaxy, hoặc cụm không có tên.",
    ),
    "intake.galaxy-label": Both(
        "{path}: this galaxy only labels; its tags are kept where they stand.",
        "{path}: galaxy này chỉ dùng làm nhãn; thẻ được giữ ở nơi gắn thẻ.",
    ),
    "intake.stix1-field": Both(
        "{path}: the field {detail} is not carried over.",
        "{path}: trường {detail} không được chuyển sang.",
    ),
    "intake.taxonomy-none": Both(
        "{path}: not a taxonomy, or one without a namespace or tags.",
        "{path}: không phải bảng phân loại, hoặc không có không gian tên hay thẻ nào.",
    ),
    "intake.taxonomy-left": Both(
        "{path}: not carried over: {detail}", "{path}: không chuyển sang: {detail}"
    ),
    "intake.galaxy-left": Both(
        "{path}: not carried over: {detail}", "{path}: không chuyển sang: {detail}"
    ),
    "intake.revoked-there": Both(
        "{path}: revoked by its maker; nothing to keep ({detail}).",
        "{path}: đã bị bên lập hủy hiệu lực; không có gì để lưu ({detail}).",
    ),
    # One value
    "intake.defanged": Both(
        "{path}: was written so that nobody clicks it, now in full: {detail}",
        "{path}: được viết ở dạng vô hiệu hóa liên kết, đã khôi phục: {detail}",
    ),
    "intake.idn": Both(
        "{path}: the name has letters outside ASCII and was turned into its A-label: {detail}",
        "{path}: tên miền có chữ ngoài ASCII, đã đổi sang dạng A-label: {detail}",
    ),
    "intake.wildcard": Both(
        "{path}: the star was dropped, because a domain takes its subdomains along: {detail}",
        "{path}: đã bỏ dấu sao vì tên miền bao gồm cả tên miền con: {detail}",
    ),
    "intake.host-bits": Both(
        "{path}: the range was written with host bits; taken as {detail}.",
        "{path}: dải địa chỉ còn bit máy trạm; hiểu là {detail}.",
    ),
    "intake.port-dropped": Both(
        "{path}: the port is not part of the pattern: {detail}",
        "{path}: số cổng không đưa vào mẫu so khớp: {detail}",
    ),
    "intake.scheme-assumed": Both(
        "{path}: a URL without its scheme; both http and https are watched: {detail}",
        "{path}: URL thiếu giao thức; theo dõi cả http và https: {detail}",
    ),
    "intake.percent-encoded": Both(
        "{path}: signs that a URL may not hold were percent-encoded: {detail}",
        "{path}: ký tự không được phép trong URL đã được mã hóa phần trăm: {detail}",
    ),
    "intake.hive": Both(
        "{path}: the registry hive {detail} was written out in full.",
        "{path}: nhánh registry {detail} đã được ghi đầy đủ.",
    ),
    "intake.mixed-script": Both(
        "{path}: one label mixes scripts, which deceives the eye: {detail}",
        "{path}: một nhãn tên miền trộn nhiều hệ chữ, dễ gây nhầm lẫn: {detail}",
    ),
    "intake.confusable": Both(
        "{path}: reads like another name: {detail}",
        "{path}: trông giống một tên khác: {detail}",
    ),
    # MISP
    "intake.misp-not-an-event": Both(
        "{path}: not a MISP event.", "{path}: không phải sự kiện MISP."
    ),
    "intake.misp-ours": Both(
        "Written of what is held here: it is {detail}.",
        "Được viết ra từ dữ liệu đang có trong kho: đây là {detail}.",
    ),
    "intake.misp-deleted": Both(
        "{path}: deleted at its source ({detail}).", "{path}: đã bị xóa tại nguồn ({detail})."
    ),
    "intake.misp-no-value": Both(
        "{path}: has no type or no value ({detail}).",
        "{path}: không có loại hoặc không có giá trị ({detail}).",
    ),
    "intake.misp-value": Both(
        "{path}: the value is none of the type {detail}; kept as a note.",
        "{path}: giá trị không đúng với loại {detail}; giữ lại dưới dạng ghi chú.",
    ),
    "intake.misp-as-note": Both(
        "{path}: STIX has no counterpart for the type {detail}; kept as a note.",
        "{path}: STIX không có loại tương ứng với {detail}; giữ lại dưới dạng ghi chú.",
    ),
    "intake.misp-in-text": Both(
        "{path}: kept in the text of the object ({detail}).",
        "{path}: giữ lại trong phần mô tả của đối tượng ({detail}).",
    ),
    "intake.misp-weak": Both(
        "{path}: not in the pattern, because beside a hash it would match the innocent ({detail}).",
        "{path}: không đưa vào mẫu so khớp vì bên cạnh mã băm sẽ trúng nhầm đối tượng vô hại ({detail}).",
    ),
    "intake.misp-without-content": Both(
        "{path}: the export holds no bytes of the file; its name and hash are kept ({detail}).",
        "{path}: bản xuất không kèm nội dung tệp; giữ lại tên và mã băm ({detail}).",
    ),
    "intake.misp-empty-object": Both(
        "{path}: an object without attributes of its own ({detail}).",
        "{path}: đối tượng không có thuộc tính riêng ({detail}).",
    ),
    "intake.misp-object-refused": Both(
        "{path}: refused with the object that it belongs to ({detail}).",
        "{path}: bị từ chối cùng với đối tượng chứa nó ({detail}).",
    ),
    "intake.misp-reference": Both(
        "{path}: refers to what this event does not hold: {detail}",
        "{path}: trỏ tới nội dung không có trong sự kiện này: {detail}",
    ),
    "intake.misp-renamed": Both(
        "{path}: the relationship “{detail}” was renamed to fit STIX.",
        "{path}: quan hệ “{detail}” đã được đổi tên cho phù hợp với STIX.",
    ),
    "intake.misp-sighting": Both(
        "{path}: a sighting of what is no indicator, or of type {detail}; not carried over.",
        "{path}: ghi nhận về nội dung không phải chỉ báo, hoặc thuộc loại {detail}; không chuyển sang.",
    ),
    "intake.misp-tag": Both(
        "{path}: a tag that cannot be read: {detail}", "{path}: thẻ không đọc được: {detail}"
    ),
    "intake.misp-sighting-of": Both(
        "{path}: does not name the attribute that was seen by its UUID (attribute_uuid).",
        "{path}: không nêu UUID của thuộc tính được ghi nhận (attribute_uuid).",
    ),
    "intake.misp-tlp-unread": Both(
        "{path}: a TLP that nobody here knows, so TLP:RED is meant: {detail}",
        "{path}: nhãn TLP không có trong danh mục nên được hiểu là TLP:RED: {detail}",
    ),
    "intake.misp-label": Both(
        "{path}: kept as a label of the report: {detail}",
        "{path}: giữ lại dưới dạng nhãn của báo cáo: {detail}",
    ),
    "intake.misp-distribution": Both(
        "{path}: the event is for a closed circle (distribution {detail}), so it is marked TLP:AMBER+STRICT.",
        "{path}: sự kiện chỉ dành cho phạm vi khép kín (distribution {detail}) nên gắn nhãn TLP:AMBER+STRICT.",
    ),
    "intake.misp-proposal": Both(
        "{path}: a proposal that the owner has not accepted: {detail}",
        "{path}: đề xuất chưa được chủ sở hữu chấp nhận: {detail}",
    ),
    "intake.misp-related": Both(
        "{path}: another event that the source found related; import it by itself.",
        "{path}: sự kiện khác mà nguồn cho là liên quan; hãy nạp riêng.",
    ),
    "intake.misp-sharing-group": Both(
        "{path}: a sharing group of the source; the agreements here decide instead.",
        "{path}: nhóm chia sẻ của nguồn; tại đây các thỏa thuận quyết định thay.",
    ),
    "intake.misp-personal": Both(
        "{path}: the address of a person; not carried over.",
        "{path}: địa chỉ của một cá nhân; không chuyển sang.",
    ),
}
