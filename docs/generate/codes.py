"""docs/reference/codes.md: every error, refusal and finding, in both languages, from the catalogue."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterator
from importlib import import_module

from docs.generate.tables import code, page, table

import khien
from khien.model.errors import KhienError
from khien.model.words import ROOMS, Both
from khien.model.words.both import unfilled

INTRODUCTION = """\
A code is the same in logs, in the ledger, in receipts, on pages and here. Words in braces are filled
with the facts of the case. An error also has an exit status (commands) and an HTTP status
(endpoints); a code without them is the reason of a refusal, a finding or a label.

Mã lỗi giống nhau ở mọi nơi: nhật ký, sổ cái, biên nhận, trang web và tài liệu này. Phần trong ngoặc
nhọn được thay bằng dữ kiện của từng trường hợp. Lỗi còn có mã thoát (lệnh) và mã HTTP (điểm truy
cập); mã không có hai cột đó là lý do từ chối, phát hiện hoặc nhãn."""


def codes_page() -> str:
    """The page: one table a room, in the order of the alphabet."""
    errors = {error.code: error for error in _errors(KhienError)}
    shown = {room: listed(room, errors) for room in ROOMS}
    parts = [
        f"## {room}\n\n"
        + table(("code", "English", "Tiếng Việt", "exit", "HTTP"), _rows(words, errors))
        for room, words in sorted(shown.items())
        if words
    ]
    return page("Codes", INTRODUCTION, *parts)


def listed(room: str, errors: Collection[str]) -> dict[str, Both]:
    """What the page lists of a room; of the commands only errors, the rest is help and headings."""
    words = ROOMS[room].items()
    return {name: both for name, both in words if room != "commands" or name in errors}


def _errors(top: type[KhienError]) -> Iterator[type[KhienError]]:
    for found in pkgutil.walk_packages(khien.__path__, "khien."):
        if not found.name.endswith("__main__"):
            import_module(found.name)
    waiting = [top]
    while waiting:
        yield (error := waiting.pop())
        waiting += error.__subclasses__()


def _rows(words: dict[str, Both], errors: dict[str, type[KhienError]]) -> Iterator[tuple[str, ...]]:
    for name, both in sorted(words.items()):
        error = errors.get(name)
        numbers = (str(error.exit_status), str(error.http_status)) if error else ("", "")
        yield code(name), unfilled(both.en), unfilled(both.vi), *numbers
