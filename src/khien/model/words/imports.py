"""Sentences about folders that are imported, in both languages."""

from __future__ import annotations

from khien.model.words.both import Both

WORDS: dict[str, Both] = {
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
        "{path}: the hashes of the folder name {detail} values that the event does not hold.",
        "{path}: danh sách mã băm của thư mục nêu {detail} giá trị không có trong sự kiện.",
    ),
}
