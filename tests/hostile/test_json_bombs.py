"""JSON that is deep, wide, huge, ambiguous or not JSON at all."""

from __future__ import annotations

import json

import pytest

from tests.hostile.victim import Victim

ID = "indicator--7f9b6ad6-9fcf-4a06-ae2c-f2c0a7f0a001"
MEBIBYTE = 1024 * 1024


def _within(value: bytes) -> bytes:
    """An envelope with one object that has this value."""
    return b'{"objects":[{"type":"indicator","id":"' + ID.encode() + b'","x":' + value + b"}]}"


OBJECTS = {
    "deep lists": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a wide list": b"[" + b"[],[]," * 100_000 + b"1]",
    "a sparse wide list": b"[" + b'"aaaaaaaaaaaaaaaaaaaa",' * 300_000 + b"1]",
    "long paths": b'{"%s":' % (b"k" * 250) * 30 + b"[" + b'{"!":1},' * 20_000 + b"1]" + b"}" * 30,
    "a huge integer": b"9" * 1_000_000,
    "a huge exponent": b"1e999999999",
    "a long string": b'"' + b"x" * 8 * MEBIBYTE + b'"',
    "a long pattern": b'1,"pattern_type":"stix","pattern":"[' + b"a:b=1 OR " * 500_000 + b'"',
    "a key twice": b'1,"type":"malware"',
    "not a number": b"NaN",
    "a lone surrogate": b'"\\ud800"',
    "no UTF-8": b'"\xc0\xaf\xff"',
    "a NUL": b'"\\u0000"',
}


@pytest.mark.parametrize("name", OBJECTS)
def test_a_bomb_in_an_object_is_refused(victim: Victim, name: str) -> None:
    """The object is a failure in the status, or the envelope is refused; the rest goes on."""
    answer = victim.post(_within(OBJECTS[name]))

    assert answer.status in {202, 422}, answer
    if answer.status == 202:
        assert answer.json["failure_count"] == 1


ENVELOPES = {
    "nothing": b"",
    "no JSON": b"\x00\xff",
    "a list": b"[]",
    "deep": b'{"objects":' + b"[" * 1_000_000,
    "many nothings": b'{"objects":[' + b"{}," * 3_000_000 + b"{}]}",
    "many numbers": b'{"objects":[' + b"1," * 4_000_000 + b"1]}",
    "other members": b'{"objects":[{}],"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a byte order mark": b"\xef\xbb\xbf" + b'{"objects":[{}]}',
    "UTF-16": '{"objects":[{}]}'.encode("utf-16"),
    "a bad one twice": b'{"objects":[{"a":"\xff"},{"a":"\xff"}]}',
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_bomb_for_an_envelope_is_refused(victim: Victim, name: str) -> None:
    """What is no envelope, or too dense to be one, is refused as a whole."""
    answer = victim.post(ENVELOPES[name])

    assert answer.status in {202, 400, 422}, answer
    if answer.status == 202:
        assert answer.json["success_count"] == 0


def test_the_largest_honest_delivery_is_taken(victim: Victim) -> None:
    """What bounds bombs does not bound work: eight mebibytes of real objects come in."""
    note = "Tên miền này giả mạo ngân hàng, gửi qua tin nhắn. " * 400
    objects = [victim.indicator(description=note) for _ in range(250)]
    body = json.dumps({"objects": objects}).encode()

    answer = victim.post(body, secret=victim.honest)

    assert (answer.status, answer.json["success_count"]) == (202, 250)
