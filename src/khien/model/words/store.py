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
}
