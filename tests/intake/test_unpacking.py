"""Tests of khien.intake.unpacking."""

from __future__ import annotations

import gzip
from functools import partial

import pytest

from khien.intake.failures import BrokenGzipError, NotTextError, TooBigError
from khien.intake.limits import Limits
from khien.intake.unpacking import text_of

packed = partial(gzip.compress, mtime=0)  # no clock in the name of a test

LIMITS = Limits(max_bytes=100)


def test_plain_and_packed_give_the_same_text() -> None:
    """Gzip is unpacked, in several members and with padding, and a byte order mark is cut."""
    body = "\ufeffxin chào".encode()

    assert text_of("f", body, LIMITS) == "xin chào"
    assert text_of("f", packed(body), LIMITS) == "xin chào"
    assert text_of("f", packed(b"a") + packed(b"b") + b"\0\0", LIMITS) == "ab"


@pytest.mark.parametrize(
    "body",
    [b"x" * 101, packed(b"x" * 101), packed(b"x" * 60) + packed(b"x" * 60)],
)
def test_too_many_bytes_are_refused(body: bytes) -> None:
    """The limit holds for the body as it came and for what it unpacks to."""
    with pytest.raises(TooBigError) as caught:
        text_of("f", body, LIMITS)

    assert caught.value.facts["limit"] == 100
    assert caught.value.http_status == 413


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b", packed(b"abc")[:-4], b"\x1f\x8bnot gzip", packed(b"a") + b"x"],
)
def test_damaged_gzip_is_refused(body: bytes) -> None:
    """What is cut off, fails its checksum or has a tail that is no gzip is not read in part."""
    with pytest.raises(BrokenGzipError):
        text_of("f", body, LIMITS)


def test_other_encodings_are_refused_with_their_place() -> None:
    """Only UTF-8 is text; the first bad byte is named."""
    with pytest.raises(NotTextError) as caught:
        text_of("f", b"ab\xff", LIMITS)

    assert caught.value.facts["position"] == 2


def test_an_older_encoding_is_read_where_it_was_named() -> None:
    """Named, windows-1258 becomes text; what is UTF-8 after all stays that; a wrong name is an error."""
    body = "giá trị".encode()

    assert text_of("f", b"gi\xe1 tri\xf2", LIMITS, "windows-1258") == "giá trị"
    assert text_of("f", body, LIMITS, "windows-1258") == "giá trị"
    with pytest.raises(NotTextError) as caught:
        text_of("f", b"gi\xe1 \x8a", LIMITS, "windows-1258")
    assert caught.value.facts["position"] == 4


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ['{"a": "ệ"}', "[1]", "<a>ệ</a>"])
def test_json_and_xml_in_utf_16_need_no_mark(text: str, encoding: str) -> None:
    """Their first sign betrays it; a half character at the end is still named."""
    assert text_of("a", text.encode(encoding), Limits()) == text
    with pytest.raises(NotTextError):
        text_of("a", text.encode(encoding) + b"\x00", Limits())
