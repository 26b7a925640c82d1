"""STIX observed data, read as a log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from khien.model.words import say
from khien.watch import bundles
from khien.watch.bundles import read_any
from khien.watch.logs import Observation, Unreadable
from tests.watch.samples import dns_log, short

DATA: dict[str, Any] = {
    "type": "observed-data",
    "spec_version": "2.1",
    "id": "observed-data--1",
    "number_observed": 1,
    "first_observed": "2026-01-01T00:00:00Z",
    "last_observed": "2026-01-01T00:00:00Z",
    "object_refs": ["file--1", "domain-name--1"],
}
FILE = {"type": "file", "id": "file--1", "hashes": {"MD5": "D41D8CD98F00B204E9800998ECF8427E"}}
NAME = {"type": "domain-name", "id": "domain-name--1", "value": "Bad.example"}


def lines_of(*objects: object) -> list[bytes]:
    """Each object on a line."""
    return [json.dumps(one).encode() + b"\n" for one in objects]


def test_the_values_of_what_was_seen_are_looked_up() -> None:
    """Each observation has the values of its objects, in normal form, and its first time."""
    (one,) = read_any("x.json", lines_of(FILE, DATA, NAME)[1:] + lines_of(FILE))

    assert isinstance(one, Observation)
    assert (one.log, one.line) == ("observed-data", 1)
    assert short(one.values) == ["domain:bad.example", "md5:d41d8cd98f00b204e9800998ecf8427e"]


def test_other_logs_are_read_as_before() -> None:
    """What is not STIX goes to the reader of logs, whole, and an empty file gives nothing."""
    (one,) = read_any("dns.log", dns_log("1 192.0.2.7 192.0.2.53 a.example -"))

    assert isinstance(one, Observation)
    assert one.log == "dns"
    assert list(read_any("dns.log", [])) == []
    (zeek,) = read_any("dns.log", [b'{"query": "a.example"}'])
    assert isinstance(zeek, Observation)
    assert short(zeek.values) == ["domain:a.example"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (lines_of({**DATA, "number_observed": 0}), (1, "watch.observed")),
        ([*lines_of(DATA, NAME), b"[1]\n"], (3, "watch.json")),
        ([*lines_of(DATA, NAME), b"{broken\n"], (3, "watch.json")),
        ([b"{\n", b"broken"], (1, "watch.json")),
        ([b'{"type": "bundle", "objects": 7}', b"{"], (2, "watch.json")),
        ([b'{"spec_version": "2.1", "a": ' + b"[" * 100_000], (1, "watch.json")),
    ],
)
def test_what_cannot_be_read_is_told(lines: list[bytes], expected: tuple[int, str]) -> None:
    """A broken line, document or observation is reported with its number, in both languages."""
    found = [one for one in read_any("x.json", lines) if isinstance(one, Unreadable)]

    assert expected in [(one.line, one.code) for one in found]
    for one in found:
        for language in ("en", "vi"):
            assert str(one.line) in say(
                one.code, language, {"line": one.line, "detail": one.detail}
            )


def test_a_file_that_is_too_large_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """STIX content beyond the limit is refused from the line on which it exceeds it."""
    monkeypatch.setattr(bundles, "MOST_BYTES", 300)

    (one,) = read_any("x.json", lines_of(DATA, DATA))

    assert isinstance(one, Unreadable)
    assert (one.line, one.code, one.detail) == (2, "watch.too-large", "300")
