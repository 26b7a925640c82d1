"""Sentences about the database, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "store.newer-schema": Both(
        "The database is at {revision}, which this version of Khiên does not know: it was written by "
        "a newer one. Install that version again; nothing was changed.",
        "Cơ sở dữ liệu đang ở {revision}, phiên bản Khiên này không biết: dữ liệu do bản mới hơn ghi. "
        "Hãy cài lại bản mới hơn đó; chưa có gì bị thay đổi.",
    ),
    "store.address": Both(
        "This is not the address of a PostgreSQL database, such as postgresql://user@host/name; signs like "
        "@ : / in a password are written %40 %3A %2F.",
        "Đây không phải địa chỉ cơ sở dữ liệu PostgreSQL, ví dụ postgresql://user@host/name; các ký tự @ : / "
        "trong mật khẩu viết là %40 %3A %2F.",
    ),
    "store.no-driver": Both(
        "PostgreSQL needs its driver, which is not installed: pip install 'khien[postgres]'.",
        "Chưa cài trình điều khiển PostgreSQL: hãy chạy pip install 'khien[postgres]'.",
    ),
    "store.unreachable": Both(
        "The PostgreSQL database {database} cannot be reached: {why}",
        "Không kết nối được cơ sở dữ liệu PostgreSQL {database}: {why}",
    ),
    "store.disk": Both(
        "The database {file} cannot be written ({why}): the disk is full or fails. Nothing of this was kept; "
        "make room or mend the disk, then do it again.",
        "Không ghi được cơ sở dữ liệu {file} ({why}): đĩa đầy hoặc bị lỗi. Việc này chưa được lưu; hãy giải "
        "phóng dung lượng hoặc sửa đĩa rồi làm lại.",
    ),
    "store.unfit": Both(
        "The PostgreSQL database cannot be used: it is {found}, and {wanted} is needed.",
        "Không dùng được cơ sở dữ liệu PostgreSQL: đang là {found}, cần {wanted}.",
    ),
    "store.not-empty": Both(
        "The database to move to is not empty: it has the table {table}. Nothing was changed; name an "
        "empty one.",
        "Cơ sở dữ liệu đích không trống: đã có bảng {table}. Chưa có gì bị thay đổi; hãy chọn một cơ sở dữ "
        "liệu trống.",
    ),
    "store.file-exists": Both(
        "There is a database file {file} already. Nothing was changed; put it elsewhere first.",
        "Đã có tệp cơ sở dữ liệu {file}. Chưa có gì bị thay đổi; hãy chuyển tệp đó đi nơi khác trước.",
    ),
    "store.in-use": Both(
        "Another process works on the database of the node in {home}, perhaps from another machine: end it "
        "first.",
        "Có tiến trình khác đang dùng cơ sở dữ liệu của nút trong {home}, có thể từ máy khác: hãy kết thúc "
        "tiến trình đó trước.",
    ),
    "store.copy-differs": Both(
        "The copy of the table {table} is not what was read. The node still uses the old database, which "
        "is untouched.",
        "Bản sao của bảng {table} không khớp với bản gốc. Nút vẫn dùng cơ sở dữ liệu cũ, chưa bị thay đổi.",
    ),
    "store.setting-by-hand": Both(
        "Everything was moved and verified, only the setting was not changed: write the new address as "
        "database in the section [store] of {file}, line {line}, before the node starts again.",
        "Đã chuyển và kiểm tra xong, chỉ chưa đổi được thiết lập: hãy tự ghi địa chỉ mới vào database trong "
        "mục [store] của {file}, dòng {line}, trước khi chạy lại nút.",
    ),
}
