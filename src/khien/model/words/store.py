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
    "store.failed": Both(
        "The database failed ({fault}). Nothing was changed; try again.",
        "Cơ sở dữ liệu gặp lỗi ({fault}). Chưa có gì bị thay đổi; hãy thử lại.",
    ),
    "store.full": Both(
        "There is no room left where the database lies ({fault}). Nothing was changed; make room on the "
        "disk, then try again.",
        "Nơi lưu cơ sở dữ liệu đã hết chỗ ({fault}). Chưa có gì bị thay đổi; hãy giải phóng đĩa rồi thử lại.",
    ),
    "store.busy": Both(
        "Somebody else holds the database for too long ({fault}). Nothing was changed; try again, and if that "
        "does not help find the process that holds it.",
        "Có tiến trình khác giữ cơ sở dữ liệu quá lâu ({fault}). Chưa có gì bị thay đổi; hãy thử lại, nếu vẫn "
        "vậy thì tìm tiến trình đang giữ.",
    ),
    "store.crowded": Both(
        "More is asked of the database at once than it can do ({fault}). Nothing was changed; try again later.",
        "Có quá nhiều yêu cầu tới cơ sở dữ liệu cùng lúc ({fault}). Chưa có gì bị thay đổi; hãy thử lại sau.",
    ),
    "store.read-only": Both(
        "The database can be read and not written ({fault}). Nothing was changed; let the account of the node "
        "write the file and its folder, or the server take writes.",
        "Cơ sở dữ liệu chỉ đọc được, không ghi được ({fault}). Chưa có gì bị thay đổi; hãy cho tài khoản chạy "
        "nút quyền ghi tệp và thư mục, hoặc cho máy chủ nhận ghi.",
    ),
    "store.disk": Both(
        "The files of the database cannot be opened, read or written ({fault}). Look at the disk and at who may "
        "open them; then khien doctor.",
        "Không mở, đọc hoặc ghi được tệp cơ sở dữ liệu ({fault}). Hãy kiểm tra đĩa và quyền truy cập; sau đó "
        "chạy khien doctor.",
    ),
    "store.damaged": Both(
        "The database is damaged ({fault}). Stop the node, keep the files as they are, and restore the newest "
        "backup: khien restore.",
        "Cơ sở dữ liệu bị hỏng ({fault}). Hãy dừng nút, giữ nguyên các tệp và khôi phục bản sao lưu mới nhất: "
        "khien restore.",
    ),
}
