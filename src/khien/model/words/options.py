"""Sentences about the options of commands, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "option.help": Both("Show this and exit.", "Hiện phần này rồi thoát."),
    "option.version": Both("Show the version and exit.", "Hiện phiên bản rồi thoát."),
    "option.lang": Both(
        "Language of messages and help; otherwise that of the node, or of the system.",
        "Ngôn ngữ của thông báo và hướng dẫn; nếu không có thì theo nút hoặc theo hệ thống.",
    ),
    "option.home": Both("The node's home folder.", "Thư mục gốc của nút."),
    "option.officer": Both("The officer who acts.", "Cán bộ thực hiện."),
    "option.officer-if-any": Both(
        "The officer who acts; without one a machine does.",
        "Cán bộ thực hiện; nếu không có thì là máy.",
    ),
    "option.reason": Both("Why; it is kept.", "Lý do; được lưu lại."),
    "option.limit": Both("At most so many.", "Tối đa bao nhiêu."),
    "option.country": Both(
        "ISO 3166-1 country code, two letters.", "Mã quốc gia ISO 3166-1, hai chữ cái."
    ),
    "option.only-partner": Both("Only of this partner.", "Chỉ của đối tác này."),
    "option.only-object": Both("Only of this object.", "Chỉ của đối tượng này."),
    "option.purpose": Both("What it is shared for.", "Mục đích chia sẻ."),
    "option.init.name": Both(
        "Short name by which partners know the node, such as vn-ncc.",
        "Tên ngắn để đối tác gọi nút, ví dụ vn-ncc.",
    ),
    "option.init.title": Both("Full name of the organisation.", "Tên đầy đủ của tổ chức."),
    "option.init.port": Both("Port to listen on.", "Cổng lắng nghe."),
    "option.init.language": Both("Language of the node's messages.", "Ngôn ngữ thông báo của nút."),
    "option.store.to": Both(
        "postgresql://user@host/name, or sqlite for the file in the home folder.",
        "postgresql://user@host/name, hoặc sqlite cho tệp trong thư mục gốc.",
    ),
    "option.serve.port": Both(
        "Port instead of the one in the settings; 0 takes a free one.",
        "Cổng thay cho cổng trong thiết lập; 0 là chọn cổng trống.",
    ),
    "option.doctor.online": Both(
        "Also ask whether each partner's node answers.",
        "Kiểm tra cả việc nút của từng đối tác có trả lời không.",
    ),
    "option.import.format": Both(
        "What the file is; otherwise its content tells.",
        "Định dạng tệp; nếu không nêu thì nhận biết qua nội dung.",
    ),
    "option.import.encoding": Both(
        "The encoding of a table or list that is not UTF-8.",
        "Bảng mã của bảng hoặc danh sách không phải UTF-8.",
    ),
    "option.import.tlp": Both(
        "Marking for objects that we make from the file and that have none.",
        "Nhãn TLP cho các đối tượng tạo từ tệp mà chưa có nhãn.",
    ),
    "option.import.source": Both("What to call the feed.", "Tên gọi của nguồn."),
    "option.import.label": Both(
        "Label for every indicator that we make.", "Nhãn phân loại cho mỗi chỉ báo được tạo."
    ),
    "option.import.valid-days": Both(
        "Days after which an indicator from a list ends.",
        "Số ngày hiệu lực của chỉ báo lấy từ danh sách.",
    ),
    "option.import.mapping": Both(
        "For tables: a mapping that was kept with khien object mapping.",
        "Với bảng: cách ánh xạ đã lưu bằng khien object mapping.",
    ),
    "option.import.column": Both(
        "For tables: which column (name, or number from 0) holds value, type, tags, date, comment, "
        "source or confidence.",
        "Với bảng: cột nào (tên, hoặc số thứ tự từ 0) chứa value, type, tags, date, comment, source "
        "hay confidence.",
    ),
    "option.import.dry-run": Both(
        "Print what would become of each item, and of a table its columns; keep nothing.",
        "In kết quả dự kiến của từng mục và các cột của bảng; không lưu gì.",
    ),
    "option.report.outcome": Both("Only items with this outcome.", "Chỉ những mục có kết quả này."),
    "option.mapping.drop": Both("Forget the mapping.", "Xóa cách ánh xạ."),
    "option.import.lenient": Both(
        "Keep STIX objects that break a rule but can be stored, with findings.",
        "Vẫn giữ đối tượng STIX sai quy tắc nhưng lưu được, kèm ghi chú.",
    ),
    "option.search.type": Both("Only objects of this type.", "Chỉ đối tượng thuộc loại này."),
    "option.publish.batch": Both("Everything that one import brought.", "Toàn bộ một lần nạp."),
    "option.publish.all-own": Both(
        "Everything that we brought in ourselves, and nothing that a feed gave.",
        "Mọi nội dung do chính ta nạp, không kể nội dung từ nguồn tin.",
    ),
    "option.publish.to": Both(
        "Only to this partner; may be repeated.", "Chỉ gửi đối tác này; có thể lặp lại."
    ),
    "option.publish.recipient": Both(
        "Person there to whom it is addressed, as TLP:RED needs; may be repeated.",
        "Người nhận đích danh, cần cho TLP:RED; có thể lặp lại.",
    ),
    "option.accept.by-hand": Both(
        "Do not call the inviter's node; print the answer, to be carried by hand.",
        "Không gọi nút bên mời; in trả lời ra để chuyển tay.",
    ),
    "option.connect.title": Both("Full name of the party.", "Tên đầy đủ của bên đó."),
    "option.connect.identity": Both(
        "File with its STIX identity; without one an identity is made for it.",
        "Tệp chứa danh tính STIX; nếu không có thì tạo mới.",
    ),
    "option.connect.api-root": Both(
        "Address of its TAXII API root; without one it only comes to us.",
        "Địa chỉ API root TAXII; nếu không có thì chỉ họ kết nối tới ta.",
    ),
    "option.connect.collection": Both(
        "Collection to push to and pull from.", "Bộ sưu tập để đẩy lên và lấy về."
    ),
    "option.connect.user": Both(
        "User name there; without one the secret is a bearer token.",
        "Tên đăng nhập bên đó; nếu không có thì bí mật là mã truy cập Bearer.",
    ),
    "option.pull.collection": Both(
        "Another collection than the one on file.", "Bộ sưu tập khác với bộ đã khai báo."
    ),
    "option.pull.added-after": Both(
        "Only what was added after this instant (RFC 3339, UTC).",
        "Chỉ nội dung thêm sau thời điểm này (RFC 3339, UTC).",
    ),
    "option.dry-run.purpose": Both(
        "What for; otherwise the first purpose of the agreement.",
        "Mục đích; nếu không nêu thì lấy mục đích đầu của thỏa thuận.",
    ),
    "option.release.state": Both("Only in this state.", "Chỉ ở trạng thái này."),
    "option.explain.to": Both("The partner to whom it would go.", "Đối tác sẽ nhận."),
    "option.approve.emergency": Both(
        "Open it alone, where the agreement allows; a review is due in 24 hours.",
        "Tự mình mở, nếu thỏa thuận cho phép; phải rà soát trong 24 giờ.",
    ),
    "option.recall.downgrade": Both(
        "Do not take it back; ask for handling at least this strict.",
        "Không thu hồi; yêu cầu xử lý ít nhất ở mức này.",
    ),
    "option.export.to": Both("The partner who will take it.", "Đối tác sẽ nhận."),
    "option.export.all": Both(
        "Also what crossed before and was not taken back.",
        "Gồm cả nội dung đã gửi trước đây và chưa thu hồi.",
    ),
    "option.export.receipts": Both(
        "Only our receipts, for the way home.", "Chỉ gồm biên nhận của ta để mang về."
    ),
    "option.match.columns": Both(
        "What columns are: COLUMN=MEANING,… (a number for a file without a header); others do not count.",
        "Ý nghĩa của cột: CỘT=NGHĨA,… (số thứ tự nếu tệp không có tiêu đề); các cột khác không được tính.",
    ),
    "option.match.above": Both(
        "Only indicators with a score above this count; 0 for all. As the settings say.",
        "Chỉ tính chỉ báo có điểm trên mức này; 0 là tất cả. Mặc định theo thiết lập.",
    ),
    "option.status.span": Both(
        "Over which hits are counted: the last 24 hours or the last 30 days.",
        "Khoảng thời gian đếm lượt trúng: 24 giờ qua hoặc 30 ngày qua.",
    ),
    "option.match.publish": Both(
        "Give the sightings back to the partners that the indicators came from.",
        "Gửi bản ghi nhận lại cho đối tác đã cung cấp chỉ báo.",
    ),
    "option.match.validity": Both(
        "Take indicators in force now, or in force when the line was written.",
        "Lấy chỉ báo đang hiệu lực, hoặc hiệu lực lúc dòng nhật ký được ghi.",
    ),
    "option.match.tlp": Both("Marking of the sightings.", "Nhãn TLP của bản ghi nhận."),
    "option.match.clients": Both(
        "Print the machines that asked, here only; they are never in a sighting.",
        "In địa chỉ máy đã truy vấn, chỉ tại đây; không bao giờ có trong bản ghi nhận.",
    ),
    "option.resume.new-origin": Both(
        "Go on under a new name although something is, or may be, lost.",
        "Ghi tiếp dưới tên mới dù dữ liệu đã mất hoặc có thể đã mất.",
    ),
    "option.check.key": Both(
        "Public key of a party (name+hash+key); may be repeated.",
        "Khóa công khai của một bên (tên+băm+khóa); có thể lặp lại.",
    ),
    "option.check.home": Both(
        "Use the keys of this node and its partners.",
        "Dùng khóa của nút này và các đối tác của nút.",
    ),
    "option.officer.name": Both("Sign-in name, lower case.", "Tên đăng nhập, chữ thường."),
    "option.officer.role": Both("A role; may be repeated.", "Vai trò; có thể lặp lại."),
    "option.officer.display": Both("The name that people read.", "Tên hiển thị."),
    "option.officer.language": Both("Language of messages.", "Ngôn ngữ thông báo."),
    "option.token.name": Both(
        "What it is called; the user name with Basic.",
        "Tên của mã; là tên đăng nhập khi dùng Basic.",
    ),
    "option.token.scope": Both("What it opens; may be repeated.", "Phạm vi; có thể lặp lại."),
    "option.token.partner": Both(
        "The partner that uses it; without one it is for our own tools.",
        "Đối tác sử dụng; nếu không có thì dành cho công cụ của ta.",
    ),
    "option.token.days": Both("Days after which it ends.", "Số ngày hiệu lực."),
    "option.rotate.yes": Both("Do not ask.", "Không hỏi lại."),
    "option.demo.check": Both(
        "Only assert every step; say the failed one and exit 1.",
        "Chỉ kiểm tra từng bước; nêu bước hỏng và thoát với mã 1.",
    ),
    "option.demo.input": Both(
        "A file of yours instead of the real inputs.", "Tệp của bạn thay cho dữ liệu thật có sẵn."
    ),
    "option.demo.keep": Both(
        "Keep the nodes running after the table, or stop them; otherwise a terminal keeps them.",
        "Giữ các nút chạy sau bảng kết quả, hoặc dừng; nếu không nêu thì giữ khi có màn hình lệnh.",
    ),
}
