"""docs/glossary.vi-en.md: the words of the house, as the console's help has them."""

from __future__ import annotations

from pathlib import Path

from docs.generate.tables import table

from khien.model.words.glossary import GLOSSARY

PAGE = Path(__file__).resolve().parents[1] / "glossary.vi-en.md"
HEADS = ("Tiếng Việt", "English", "means", "nghĩa là")
OPENING = """<!-- Written by `make docs` from khien/model/words/glossary.py; change that, not this page. -->

# Words · Từ ngữ

One word for one thing, in code, commands, pages and both languages. Where Vietnamese practice already has a term, ours
is that term. Mỗi khái niệm chỉ có một từ, dùng thống nhất trong mã nguồn, lệnh, trang web và cả hai ngôn ngữ.

Where a word stands in a sentence Vietnamese may need a classifier, a longer or a shorter form: *bản phát hành*, *lượt trúng*,
*bản ghi nhận*, *cổng kiểm soát*, *cảnh báo*, *mục đích*, *duyệt*. Trong câu, tiếng Việt có thể dùng loại từ, dạng dài hoặc
dạng ngắn như trên."""


def written() -> str:
    """The whole page."""
    parts = [OPENING]
    for title, words in GLOSSARY:
        rows = [
            (f"**{one.word.vi}**", f"**{one.word.en}**", one.means.en, one.means.vi)
            for one in words
        ]
        parts += [f"## {title.en} · {title.vi}", table(HEADS, rows)]
    return "\n\n".join(parts) + "\n"
