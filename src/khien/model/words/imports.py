"""Imports: the help of their commands, and sentences about folders, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both
from khien.model.words.endings import verb as _verb

WORDS: dict[str, Both] = {
    "help.object.import": _verb(
        "Read a file, or a MISP feed folder, and keep what it holds; a document becomes a reading.\n\n"
        "Prints a summary, then one line for every item that was not plainly kept, or for every event "
        "of a folder. khien object report BATCH prints it all again. Of a folder, or a list longer than "
        "4 MiB, only what is new is read; stop it at any time and start it again. Of a document (text, HTML, PDF, DOCX, e-mail) "
        "nothing is kept before somebody accepts it: khien object accept.",
        "Đọc một tệp hoặc một thư mục nguồn tin MISP và lưu nội dung; văn bản thì đưa vào rà soát.\n\n"
        "In phần tóm tắt, rồi mỗi mục không được giữ nguyên một dòng, hoặc mỗi sự kiện của thư mục một "
        "dòng. Lệnh khien object report LÔ in lại toàn bộ. Với thư mục và danh sách dài hơn 4 MiB, "
        "chỉ đọc phần mới; có thể dừng bất cứ lúc nào rồi chạy lại. Với văn bản (văn bản thuần, HTML, PDF, DOCX, thư) chưa lưu "
        "gì trước khi có người chấp nhận: khien object accept.",
        6,
        7,
        8,
        9,
    ),
    "objects.for-review": Both(
        "{item} is a document: an import gives it to an officer to review, and nothing of it becomes an object before.",
        "{item} là văn bản: khi nạp, tệp được chuyển cho cán bộ rà soát; trước đó không tạo đối tượng nào.",
    ),
    "objects.nothing-kept": Both(
        "Nothing of {item} was kept: {refused:item was/items were} refused, each with its reason.",
        "Không lưu gì từ {item}: {refused} mục bị từ chối, mỗi mục đều có lý do.",
    ),
    "objects.mapping": Both(
        "Give the mapping a name, and say which column holds the values.",
        "Hãy đặt tên cho cách ánh xạ và chọn cột chứa giá trị.",
    ),
    "told.mapping-kept": Both(
        "The mapping {name} is kept. Choose the file again to import it with this mapping.",
        "Đã lưu cách ánh xạ {name}. Hãy chọn lại tệp để nạp theo cách ánh xạ này.",
    ),
    "column-role.value": Both("the value", "giá trị"),
    "column-role.type": Both("its kind", "loại"),
    "column-role.tags": Both("labels", "nhãn"),
    "column-role.date": Both("since when", "ngày"),
    "column-role.comment": Both("a note", "ghi chú"),
    "column-role.source": Both("the source", "nguồn"),
    "column-role.confidence": Both("confidence", "độ tin cậy"),
    "told.long-so-far": Both(
        "{percent} %: {lines:line is/lines are} read.",
        "{percent} %: đã đọc {lines} dòng.",
    ),
    "told.long": Both(
        "{read:item/items} read: {new:new version/new versions} kept, {refused} refused, {skipped} skipped; "
        "{passed:line was/lines were} taken before. Every item: khien object report {batch}",
        "Đã đọc {read} mục: lưu {new} phiên bản mới, từ chối {refused}, bỏ qua {skipped}; {passed} "
        "dòng đã nạp từ trước. Từng mục: khien object report {batch}",
    ),
    "told.long-stopped": Both(
        "Stopped. What {lines:line/lines} gave is kept; the same command goes on from there.",
        "Đã dừng. Nội dung của {lines} dòng đã được lưu; chạy lại lệnh này để tiếp tục từ đó.",
    ),
    "told.long-looked": Both(
        "{lines:line/lines} looked at; nothing was kept.",
        "Đã xem {lines} dòng; chưa lưu gì.",
    ),
    "help.object.report": _verb(
        "Print the report of an import again: one line for every item.",
        "In lại báo cáo của một lần nạp: mỗi mục một dòng.",
        8,
    ),
    "help.object.mapping": _verb(
        "Keep, show or drop the mapping of a table's columns.\n\n"
        "With --column it keeps NAME, else it shows it; without NAME it lists all.",
        "Lưu, xem hoặc xóa cách ánh xạ các cột của bảng.\n\n"
        "Có --column thì lưu TÊN, không thì xem; không nêu TÊN thì liệt kê tất cả.",
        2,
        6,
        8,
    ),
    "import.folder-unlisted": Both(
        "{path}: in the folder and not in its manifest, so it is not read ({detail}).",
        "{path}: có trong thư mục nhưng không có trong tệp kê khai nên không đọc ({detail}).",
    ),
    "import.folder-missing": Both(
        "{path}: in the manifest, and the file {detail} is not there.",
        "{path}: có trong tệp kê khai nhưng thiếu tệp {detail}.",
    ),
    "import.folder-too-big": Both(
        "{path}: the file of the event is too big (more than {detail} bytes).",
        "{path}: tệp của sự kiện quá lớn (hơn {detail} byte).",
    ),
    "import.folder-hashes": Both(
        "{path}: the hashes of the folder name {detail:value/values} that the event does not hold.",
        "{path}: danh sách mã băm của thư mục nêu {detail} giá trị không có trong sự kiện.",
    ),
}
