"""Names of persons and organisations, in Vietnamese and English: suggestions, and never more."""

from __future__ import annotations

import re
from typing import Final

from khien.intake.extraction.page import Page, Spot

_FAMILIES: Final = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|Mai|Tô|Tạ|Cao|Châu|Chu|Hà|Kiều|Lâm|Lưu|Nghiêm|"
    "Ông|Phùng|Quách|Thái|Thân|Tống|Triệu|Trương|Từ|Văn|Vương|Đào|Đàm|Đồng|La|Giang|Khổng|Mạc|Tăng|Thạch|Bạch|Cù|Doãn|Hứa|Khuất|Nông|Ninh|Tôn|Viên"
)
_SYLLABLE: Final = r"[A-ZĐÀ-ỸĂÂÊÔƠƯ][a-zà-ỹđăâêôơư]{0,6}"
_FULL_NAME: Final = re.compile(rf"(?:{_FAMILIES})(?: {_SYLLABLE}){{1,4}}(?![\w])")
_TITLE: Final = re.compile(
    r"(?:ông|bà|anh|chị|bị can|bị cáo|đối tượng|nạn nhân|nghi phạm|chủ tài khoản|tên|thượng tá|đại tá|trung tá|thiếu tá|đại úy|thiếu tướng|trung tướng|"
    r"họ và tên|họ tên|giám đốc|chủ tịch|luật sư)(?: là)?[ :]{1,2}\Z"
)
_BORN: Final = re.compile(r"\s?[(,]? ?(?:sn|sinh năm|s\.n|\d{2} tuổi)")
_ORGANISATION: Final = re.compile(
    r"(?:Công ty(?: TNHH| Cổ phần| CP)?(?: MTV| Một thành viên)?|Tập đoàn|Ngân hàng(?: TMCP)?|Công an(?: tỉnh| thành phố| quận| huyện)|Cục|Viện|Trung tâm|Bộ|Sở)"
    rf"(?: (?:{_SYLLABLE}|[A-Z]{{2,12}}|và|&)){{1,8}}(?![\w])"
)


def find_people(page: Page) -> None:
    """Suggest full Vietnamese names behind a title, and organisations that say what they are."""
    text = page.text
    if not page.vietnamese:
        return
    for found in _FULL_NAME.finditer(text):
        start, end = found.span()
        if text[start - 1 : start].isalnum():
            continue
        if _TITLE.search(page.before(start, 24)) or _BORN.match(page.after(end, 16)):
            page.take(
                Spot("person", found[0], start, end, personal=True, hint="extraction.suggestion")
            )
    for found in _ORGANISATION.finditer(text):
        if text[found.start() - 1 : found.start()].isalnum():
            continue
        written = re.sub(r" (?:và|&)$", "", found[0])
        end = found.start() + len(written)
        page.take(Spot("organisation", written, found.start(), end, hint="extraction.suggestion"))
