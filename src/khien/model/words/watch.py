"""Sentences about indicators and telemetry, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "watch.file": Both(
        "The log {name} cannot be read to its end ({why}); nothing of it was used.",
        "Không đọc được trọn tệp nhật ký {name} ({why}); nội dung tệp này không được sử dụng.",
    ),
    "watch.nothing-read": Both(
        "Not one line of {name} could be read: {count:line was/lines were} looked at, and the reasons are told with them. A log in a form that is "
        "not known here, or not in UTF-8, has to be converted first.",
        "Không đọc được dòng nào của {name}: đã xem {count} dòng, lý do được nêu cùng từng dòng. Nhật ký ở dạng chưa được biết ở đây, "
        "hoặc không theo mã UTF-8, cần được chuyển đổi trước.",
    ),
    "watch.span": Both(
        "span cannot be “{given}”: it stands once, and is one of {spans}.",
        "span không thể là “{given}”: chỉ nêu một lần, và là một trong các giá trị {spans}.",
    ),
    "watch.packed": Both(
        "{name} is compressed, or Parquet, and so cannot be followed as it grows; khien watch match reads it as a whole.",
        "{name} là tệp nén hoặc Parquet nên không thể theo dõi khi đang ghi; hãy đọc trọn tệp bằng khien watch match.",
    ),
    "watch.encoding": Both(
        "Line {line} of the {detail} log is not UTF-8 text.",
        "Dòng {line} của nhật ký {detail} không phải văn bản UTF-8.",
    ),
    "watch.no-header": Both(
        "Line {line} of the {detail} log stands before any #fields line.",
        "Dòng {line} của nhật ký {detail} nằm trước dòng #fields.",
    ),
    "watch.header": Both(
        "Line {line} of the {detail} log: #types and #fields differ in number.",
        "Dòng {line} của nhật ký {detail}: số mục trong #types và #fields không khớp.",
    ),
    "watch.columns": Both(
        "Line {line} does not have as many columns as the header ({detail}).",
        "Dòng {line} có số cột không khớp với phần tiêu đề ({detail}).",
    ),
    "watch.no-file-to-follow": Both(
        "Standard input is no file that grows, so it cannot be followed; read it with khien watch match -.",
        "Dữ liệu vào chuẩn không phải tệp đang được ghi tiếp nên không theo dõi được; hãy đọc bằng khien watch match -.",
    ),
    "watch.no-engine": Both(
        "{variable} is “{asked}”; it can only be {known}, or be left out.",
        "{variable} đang là “{asked}”; biến này chỉ nhận {known}, hoặc bỏ trống.",
    ),
    "watch.no-such-column": Both(
        "Line {line}: none of the columns that --columns names is in the file ({detail}), so nothing below is read.",
        "Dòng {line}: tệp không có cột nào trong các cột nêu ở --columns ({detail}) nên các dòng sau không được đọc.",
    ),
    "watch.absent-columns": Both(
        "No line that was read has a column {columns}, which --columns names, so nothing was looked up in it. There are: {held}.",
        "Không dòng nào đã đọc có cột {columns} nêu ở --columns nên không tra được gì ở cột này. Các cột hiện có: {held}.",
    ),
    "watch.no-columns": Both(
        "Line {line}: none of the columns ({detail}) has a name that is known here, so nothing below is read. Say what they "
        "mean with --columns, by number where there is no header.",
        "Dòng {line}: không cột nào ({detail}) có tên được biết ở đây nên các dòng sau không được đọc. Hãy nêu ý nghĩa các cột bằng --columns, dùng số thứ "
        "tự nếu tệp không có tiêu đề.",
    ),
    "watch.time": Both(
        "Line {line} of the {detail} log has a time that cannot be read.",
        "Dòng {line} của nhật ký {detail} có thời gian không đọc được.",
    ),
    "watch.json": Both(
        "Line {line} of the {detail} log is not a JSON object.",
        "Dòng {line} của nhật ký {detail} không phải một đối tượng JSON.",
    ),
    "watch.csv": Both(
        "Line {line} of the {detail} log breaks the rules of CSV quoting.",
        "Dòng {line} của nhật ký {detail} sai quy tắc dấu nháy của CSV.",
    ),
    "watch.nested": Both(
        "Line {line} of the {detail} log is nested deeper than any log that is known.",
        "Dòng {line} của nhật ký {detail} lồng nhau sâu hơn mọi loại nhật ký đã biết.",
    ),
    "watch.syslog": Both(
        "Line {line} of the {detail} log holds neither JSON nor key=value pairs.",
        "Dòng {line} của nhật ký {detail} không chứa JSON hay cặp khóa=giá trị.",
    ),
    "watch.columns-chosen": Both(
        "“{item}” does not say what a column is. Write COLUMN=MEANING,…; meanings: {meanings}.",
        "“{item}” không cho biết cột đó là gì. Hãy viết CỘT=NGHĨA,…; các nghĩa: {meanings}.",
    ),
    "watch.too-long": Both(
        "Line {line} of {detail} is longer than a message may be; it was not read.",
        "Dòng {line} của {detail} dài hơn mức cho phép của một thông điệp; không được đọc.",
    ),
    "watch.no-zstd": Both(
        "{name} is compressed with zstd. Install khien[zstd], or unpack it first: zstd -dc {name} | khien "
        "watch match -",
        "{name} được nén bằng zstd. Hãy cài khien[zstd], hoặc giải nén trước: zstd -dc {name} | khien watch "
        "match -",
    ),
    "watch.parquet-piped": Both(
        "{name} holds Parquet, which is read from its end: give the file itself, neither by a pipe nor compressed.",
        "{name} là dữ liệu Parquet, phải đọc từ cuối tệp: hãy nêu chính tệp ấy, không đưa qua pipe và không nén.",
    ),
    "watch.no-parquet": Both(
        "{name} is a Parquet file. Install khien[hunt] to read it.",
        "{name} là tệp Parquet. Hãy cài khien[hunt] để đọc.",
    ),
    "watch.pap": Both(
        "What was told for passive use on logs only does not count on live traffic: {detail}.",
        "Chỉ báo chỉ được dùng thụ động trên nhật ký thì không tính trên lưu lượng trực tiếp: {detail}.",
    ),
    "watch.score": Both(
        "Only indicators with a score above {detail} count.",
        "Chỉ tính chỉ báo có điểm trên {detail}.",
    ),
    "watch.gone": Both(
        "The indicator was taken back while it was matched.",
        "Chỉ báo đã bị thu hồi trong lúc đối chiếu.",
    ),
    "watch.group": Both(
        "“{item}” is no group of clients. Write NAME=NETWORK,NETWORK, such as mobile=10.0.0.0/8.",
        "“{item}” không phải nhóm máy khách. Hãy viết TÊN=DẢI-MẠNG,DẢI-MẠNG, ví dụ mobile=10.0.0.0/8.",
    ),
    "watch.door": Both(
        "“{item}” is no place on this machine to listen on. Write tcp://127.0.0.1:5514, udp://127.0.0.1:5514 "
        "or unix:PATH.",
        "“{item}” không phải nơi lắng nghe trên máy này. Hãy viết tcp://127.0.0.1:5514, udp://127.0.0.1:5514 "
        "hoặc unix:ĐƯỜNG-DẪN.",
    ),
    "watch.no-door": Both(
        "There is nowhere to listen. Name places under [watch] listen in khien.toml, or give them.",
        "Chưa có nơi lắng nghe. Hãy ghi tại mục [watch] listen trong khien.toml, hoặc nêu khi chạy lệnh.",
    ),
    "watch.door-taken": Both(
        "The watch cannot listen on {door} ({why}).",
        "Không lắng nghe được tại {door} ({why}).",
    ),
    "watch.followed": Both(
        "{name} is followed by another process already.",
        "{name} đang được một tiến trình khác theo dõi.",
    ),
    "watch.rotated": Both(
        "{name} was renamed; its end was read, and the new file is followed.",
        "{name} đã được đổi tên; phần cuối đã đọc xong, đang theo dõi tệp mới.",
    ),
    "watch.truncated": Both(
        "{name} was emptied or written over in place; it is read from its beginning.",
        "{name} đã bị làm rỗng hoặc ghi đè tại chỗ; tệp được đọc lại từ đầu.",
    ),
    "watch.lost": Both(
        "{name} was replaced while nobody followed it, and its end is not here any more.",
        "{name} đã bị thay khi không được theo dõi, và phần cuối không còn ở đây.",
    ),
    "watch.dropped": Both(
        "{dropped:message/messages} came faster than could be read, and went lost.",
        "{dropped} thông điệp đến nhanh hơn khả năng đọc nên đã bị bỏ.",
    ),
    "watch.observed": Both(
        "Observed data {line} cannot be compared: it breaks {detail}.",
        "Không đối chiếu được dữ liệu quan sát số {line}: sai quy định tại {detail}.",
    ),
    "watch.too-large": Both(
        "From line {line} on nothing was read: STIX content is held in memory, at most {detail} bytes.",
        "Không đọc từ dòng {line} trở đi: nội dung STIX phải nằm gọn trong bộ nhớ, tối đa {detail} byte.",
    ),
    "watch.no-log": Both(
        "Choose the log that is to be matched.",
        "Hãy chọn tệp nhật ký cần đối chiếu.",
    ),
    "doctor.engine": Both(
        "Logs are read by the {engine}, with the reference behind it.",
        "Nhật ký được đọc bằng {engine}, có bản tham chiếu đứng sau.",
    ),
    "doctor.engine-reference": Both(
        "Logs are read by the reference in Python: right, but some hundred times slower. Install khien-kernel, "
        "and leave out KHIEN_ENGINE=reference, where more than 20 thousand lines come in a second.",
        "Nhật ký được đọc bằng bản tham chiếu viết bằng Python: đúng nhưng chậm hơn vài trăm lần. Hãy cài "
        "khien-kernel và bỏ KHIEN_ENGINE=reference nếu mỗi giây có hơn 20 nghìn dòng.",
    ),
}
