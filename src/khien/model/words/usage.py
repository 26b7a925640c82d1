"""What is wrong with a command line, and what the operating system says of a file, in both languages."""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table

_LINE: Final = """
try-help | Try “{command} --help” for help. | Gõ “{command} --help” để xem hướng dẫn.
missing | {name} is missing. | Thiếu {name}.
value | The value of {name} cannot be used: {why} | Giá trị của {name} không dùng được: {why}
option | There is no option {name}; similar: {hint}. | Không có tùy chọn {name}; gần giống: {hint}.
command | There is no command {name}; similar: {hint}. | Không có lệnh {name}; gần giống: {hint}.
wrong | The command line is wrong: {why} | Dòng lệnh sai: {why}
one-of | give one of these, and only one: {choices}. | hãy nêu đúng một trong các mục: {choices}.
form | “{value}” is not of the form {form}. | “{value}” không có dạng {form}.
file-only | {option} takes a file, not a folder. | {option} chỉ dùng với tệp, không dùng với thư mục.
named-mapping | --column and --drop need the NAME of a mapping. | --column và --drop cần TÊN của ánh xạ.
"""
_CLICK: Final = """
absent | “{filename}” does not exist. | “{filename}” không tồn tại.
a-file | “{filename}” is a file, not a folder. | “{filename}” là tệp, không phải thư mục.
a-folder | “{filename}” is a folder, not a file. | “{filename}” là thư mục, không phải tệp.
not-readable | “{filename}” may not be read by the user who runs this. | Người dùng chạy lệnh không có quyền đọc “{filename}”.
not-writable | “{filename}” may not be written by the user who runs this. | Người dùng chạy lệnh không có quyền ghi “{filename}”.
choice | “{value}” is none of: {choices}. | “{value}” không thuộc: {choices}.
day | “{value}” is not a day such as 2026-11-23. | “{value}” không phải một ngày, ví dụ 2026-11-23.
range | {value} is not in the range {range}. | {value} nằm ngoài khoảng {range}.
number | “{value}” is not a whole number. | “{value}” không phải số nguyên.
no-value | {name} takes no value. | {name} không nhận giá trị.
value-missing | {name} needs a value. | {name} cần một giá trị.
too-many | nobody asked for {args}. | thừa {args}.
no-command | name a command. | hãy nêu một lệnh.
"""
_SYSTEM: Final = """
no-such-file-or-directory | no such file or folder | không có tệp hoặc thư mục này
permission-denied | permission denied | không có quyền truy cập
operation-not-permitted | not permitted | không được phép
file-exists | exists already | đã tồn tại
not-a-directory | not a folder | không phải thư mục
is-a-directory | a folder, not a file | là thư mục, không phải tệp
directory-not-empty | the folder is not empty | thư mục không rỗng
no-space-left-on-device | no space left on the disk | ổ đĩa đã hết dung lượng
disk-quota-exceeded | the disk quota is used up | đã hết hạn mức dung lượng
read-only-file-system | the file system is read-only | hệ thống tệp chỉ cho đọc
file-name-too-long | the file name is too long | tên tệp quá dài
too-many-open-files | too many open files | mở quá nhiều tệp
too-many-levels-of-symbolic-links | too many symbolic links | quá nhiều liên kết tượng trưng
input-output-error | input/output error | lỗi vào/ra
address-already-in-use | the address is in use already | địa chỉ đang được dùng
cannot-assign-requested-address | this machine has no such address | máy này không có địa chỉ đó
connection-reset-by-peer | the connection was broken off | kết nối bị ngắt
connection-timed-out | nobody answered in time | không có phản hồi kịp thời
network-is-unreachable | the network cannot be reached | không tới được mạng
no-route-to-host | there is no way to this machine | không có đường tới máy này
name-or-service-not-known | nobody knows this name | không tìm thấy tên này
temporary-failure-in-name-resolution | names cannot be looked up now | hiện không tra được tên miền
broken-pipe | the other side closed the connection | bên kia đã đóng kết nối
connection-refused | the connection was refused | kết nối bị từ chối
"""
_PLACES: Final = """
OPTIONS | TÙY-CHỌN
COMMAND | LỆNH
ARGS | THAM-SỐ
ARRIVAL_ID | MÃ-ĐẾN
BATCH | LÔ
CC | MÃ-NƯỚC
COLUMN | CỘT
CROSSING | LƯỢT
DAY | NGÀY
DAYS | SỐ-NGÀY
DIRECTORY | THƯ-MỤC
DRAFT | BẢN-NHÁP
FIELD | MỤC
FILE | TỆP
FOLDER | THƯ-MỤC
HOST | MÁY
ID | MÃ
INTEGER | SỐ
INTEGER RANGE | SỐ
KIND | LOẠI
MAIL | THƯ-ĐIỆN-TỬ
MEANING | NGHĨA
N | SỐ
NAME | TÊN
OBJECT_ID | MÃ-ĐỐI-TƯỢNG
PARTNER | ĐỐI-TÁC
PATH | ĐƯỜNG-DẪN
PLACE | NƠI
PORT | CỔNG
READING | BẢN-RÀ-SOÁT
RELEASE_ID | MÃ-PHÁT-HÀNH
RELEASE_OR_OBJECT | PHÁT-HÀNH-HOẶC-ĐỐI-TƯỢNG
REPORT | BÁO-CÁO
ROLE | VAI
SUBJECT | CHỦ-ĐỀ
TEXT | CHỮ
TIME | THỜI-ĐIỂM
TITLE | TIÊU-ĐỀ
TYPE | LOẠI
VALUE | GIÁ-TRỊ
VKEY | KHÓA
WARNING | CẢNH-BÁO
"""

PLACES: Final = dict(line.split(" | ") for line in _PLACES.split("\n") if line)
"""What stands for a value in a usage line, by its English name, in Vietnamese."""

WORDS: dict[str, Both] = {
    **table("usage", _LINE),
    **table("click", _CLICK),
    **table("system", _SYSTEM),
}
