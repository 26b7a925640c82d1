"""Sentences about indicators and telemetry, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
    "watch.file": Both(
        "The log {name} cannot be read to its end ({why}); nothing of it was used.",
        "Không đọc được trọn tệp nhật ký {name} ({why}); nội dung tệp này không được sử dụng.",
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
    "watch.no-columns": Both(
        "Line {line}: none of these columns can be looked up ({detail}).",
        "Dòng {line}: không cột nào tra cứu được ({detail}).",
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
}
