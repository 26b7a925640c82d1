"""What a failure with a class of its own becomes for people."""

from __future__ import annotations

import errno
import socket

import pytest

from khien.model.reasons import CUT_SHORT, DAMAGED, OUT_OF_TIME, reason_of
from khien.model.words import Language, say


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOENT, "Failed to open '/secret/a.parquet'"), "No such file or directory"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service not"),
        (TimeoutError(), OUT_OF_TIME),
        (EOFError("of /secret"), CUT_SHORT),
        (OSError("of /secret"), DAMAGED),
        (ValueError("of /secret"), DAMAGED),
    ],
)
def test_a_failure_is_told_without_its_class_and_its_text(error: Exception, reason: str) -> None:
    """The system's words for its number, or what kind of failure it is."""
    assert reason_of(error).startswith(reason)
    assert reason_of(ValueError(), "unreachable") == "unreachable"


TOLD = [
    (
        "proof.broken",
        {"what": "leaf 412 of 417", "why": "the path leads to another root"},
        "Bằng chứng cho lá 412 trong 417 lá không đúng: đường dẫn cho ra mã gốc khác.",
    ),
    (
        "proof.broken",
        {"what": "checkpoint 7", "why": "not cosigned by vn.demo+1"},
        "Bằng chứng cho điểm niêm 7 không đúng: chưa được vn.demo+1 đồng ký.",
    ),
    (
        "proof.broken",
        {"what": "receipt", "why": "speaks 2 times of release--1"},
        "Bằng chứng cho biên nhận không đúng: nhắc tới release--1 2 lần.",
    ),
    (
        "input.malformed",
        {"item": "m1", "rule": "ROLE=COLUMN: value, type"},
        "Không đọc được m1: trái với quy tắc “VAI=CỘT, trong đó VAI là: value, type”.",
    ),
    (
        "input.malformed",
        {"item": "m1", "rule": "Odd: value"},
        "Không đọc được m1: trái với quy tắc “Odd: value”.",
    ),
    (
        "list.choice",
        {"name": "columns", "value": "a,a", "allowed": "each once"},
        "các cột: không chấp nhận “a,a”; giá trị cho phép: mỗi mục một lần.",
    ),
    (
        "doctor.reader",
        {"walls": "time, memory, odd"},
        "Văn bản được đọc trong tiến trình riêng, sau các lớp cách ly: thời gian xử lý, bộ nhớ, odd.",
    ),
    (
        "store.unreachable",
        {"database": "d", "why": "Connection refused"},
        "Không kết nối được cơ sở dữ liệu PostgreSQL d: kết nối bị từ chối",
    ),
    (
        "watch.file",
        {"name": "a.gz", "why": CUT_SHORT},
        "Không đọc được trọn tệp nhật ký a.gz (tệp bị cắt cụt); nội dung tệp này không được sử dụng.",
    ),
    (
        "reading.reader-failed",
        {"item": "a.pdf", "how": "OddError"},
        "Tiến trình đọc a.pdf kết thúc mà không trả lời (lỗi ngoài dự kiến). Không lấy phần nào.",
    ),
]


@pytest.mark.parametrize(("code", "facts", "vietnamese"), TOLD)
def test_a_reason_is_said_in_the_language_of_the_reader(
    code: str, facts: dict[str, str], vietnamese: str
) -> None:
    """Its numbers and names stay; every sentence has an English of its own."""
    languages: tuple[Language, ...] = ("vi", "en")
    told = [say(code, language, facts) for language in languages]

    assert told[0] == vietnamese
    assert told[1] != told[0]


def test_a_thing_is_no_class() -> None:
    """What somebody named after a failure keeps its name."""
    facts = {"item": "BadError", "rule": "utf-8"}
    assert "BadError" in say("input.malformed", "en", facts)
