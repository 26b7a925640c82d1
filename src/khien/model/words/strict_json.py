"""Sentences about JSON that cannot be read, in both languages."""

from __future__ import annotations

from typing import Final

from khien.model.words.both import Both, table

_JSON: Final = """
expecting-value | a value is missing | thiếu giá trị
expecting-property-name-enclosed-in-double-quotes | a name in double quotes is missing | thiếu tên trong dấu nháy kép
expecting-delimiter | a comma or a colon is missing | thiếu dấu phẩy hoặc dấu hai chấm
expecting | a bracket, comma, colon or quotation mark is missing | thiếu dấu ngoặc, dấu phẩy, dấu hai chấm hoặc dấu nháy
text-after-the-end | the document has ended, and more follows | tài liệu đã kết thúc mà vẫn còn nội dung
u-d800-to-u-dfff | U+D800 to U+DFFF | U+D800 đến U+DFFF
extra-data | the document has ended, and more follows | tài liệu đã kết thúc mà vẫn còn nội dung
unterminated-string-starting-at | a text that begins here does not end | chuỗi bắt đầu ở đây không có dấu kết thúc
invalid-control-character-at | a text holds a control character | chuỗi chứa ký tự điều khiển
invalid-escape | a backslash stands before the wrong sign | sau dấu gạch chéo ngược là ký tự không hợp lệ
invalid-uxxxx-escape | four hexadecimal digits have to follow a backslash and u | sau dấu gạch chéo ngược và u phải có bốn chữ số thập lục phân
illegal-trailing-comma-before-end-of-object | a comma stands before the end | thừa dấu phẩy ở cuối
illegal-trailing-comma-before-end-of-array | a comma stands before the end | thừa dấu phẩy ở cuối
"""
"""What Python says of JSON that it cannot read, and we beside it."""

WORDS: dict[str, Both] = {
    **table("json-why", _JSON),
    "intake.json-syntax": Both(
        "{path} is not valid JSON, at line:column {detail}.",
        "{path} không phải JSON hợp lệ, tại dòng:cột {detail}.",
    ),
    "intake.json-duplicate-key": Both(
        "{path}: an object names the same member twice (line:column {detail}).",
        "{path}: một đối tượng khai báo trùng tên thành phần (dòng:cột {detail}).",
    ),
    "intake.json-number": Both(
        "{path}: a number that JSON does not know or that is too large (line:column {detail}).",
        "{path}: số không thuộc JSON hoặc quá lớn (dòng:cột {detail}).",
    ),
    "intake.json-nul": Both(
        "{path}: a text holds the NUL character (line:column {detail}).",
        "{path}: văn bản chứa ký tự NUL (dòng:cột {detail}).",
    ),
    "intake.json-surrogate": Both(
        "{path}: a text holds half of a character pair (line:column {detail}).",
        "{path}: văn bản chứa nửa cặp ký tự thay thế (dòng:cột {detail}).",
    ),
    "intake.json-too-deep": Both(
        "{path} is nested too deeply, at line:column {detail}.",
        "{path} lồng nhau quá sâu, tại dòng:cột {detail}.",
    ),
    "intake.no-list": Both(
        "{path} must be a list of objects; {detail} stands there, so nothing of it was read.",
        "{path} phải là danh sách đối tượng; ở đó lại là {detail} nên không đọc được gì.",
    ),
}
