"""Three forms of log: every line is an observation or is reported."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.model.words import say
from khien.watch.logs import Line, Observation, Unreadable, read_log
from tests.shared import shared
from tests.watch.samples import DNS_HEADER, dns_log, short


def observed(lines: Iterable[bytes], name: str = "dns.log") -> list[Observation]:
    """Only observations; anything unreadable fails the test."""
    found = []
    for line in read_log(name, lines):
        assert isinstance(line, Observation), line
        found.append(line)
    return found


def problems(lines: Iterable[bytes], name: str = "dns.log") -> list[tuple[int, str]]:
    """Line number and code of what could not be read; each has its sentence."""
    found = []
    for line in read_log(name, lines):
        if isinstance(line, Unreadable):
            facts = {"line": line.line, "detail": line.detail}
            assert str(line.line) in say(line.code, "vi", facts)
            found.append((line.line, line.code.removeprefix("watch.")))
    return found


def test_zeek_tsv() -> None:
    """A tab-separated log gives kind, line, time, values and client."""
    row = "1521911720.865716 192.0.2.7 192.0.2.53 www.bad.example bad.example,198.51.100.1"

    (found,) = observed(dns_log(row))

    assert (found.log, found.line, found.client) == ("dns", 8, "192.0.2.7")
    assert found.at == datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC)
    assert short(found.values) == [
        "domain:bad.example",
        "domain:www.bad.example",
        "ipv4:192.0.2.53",
        "ipv4:192.0.2.7",
        "ipv4:198.51.100.1",
    ]


def test_zeek_unset_empty_and_escaped() -> None:
    """Unset and empty are nothing; escapes are undone after the split, so they hide no separator."""
    rows = [
        "- - - - -",
        "- - - - (empty)",
        r"- - - \x62ad.example a\x2eexample,-,x\x2cy,\x2d",
        r"- - - l\xe1\xbb\xaba.example \\x41\xff",
    ]

    found = [short(one.values) for one in observed(dns_log(*rows))]

    assert found == [
        [],
        [],
        ["domain:a.example", "domain:bad.example"],
        ["domain:xn--la-rct.example"],
    ]


def test_zeek_other_separators_and_a_second_header() -> None:
    """The header decides on the separators, and a later header decides anew."""
    lines = [
        b"### a comment\n",
        b"#separator \\x7c\n",
        b"#set_separator|\\x3b\n",
        b"#empty_field|EMPTY\n",
        b"#unset_field|NONE\n",
        b"#path|one\n",
        b"#fields|answers|query\n",
        b"#types|set[string]|string\n",
        b"a.example;b.example|NONE\r\n",
        b"#path|two\n",
        b"#fields|query\n",
        b"EMPTY\n",
        b"-\n",
        b"#close|2026-01-01-00-00-00\n",
    ]

    found = [(one.log, one.line, short(one.values)) for one in observed(lines)]

    assert found == [
        ("one", 9, ["domain:a.example", "domain:b.example"]),
        ("two", 12, []),
        ("two", 13, []),
    ]


def test_zeek_header_lines_without_their_value() -> None:
    """A broken header line changes nothing and breaks nothing."""
    lines = [
        b"#separator \n",
        b"#set_separator\n",
        b"#empty_field\n",
        b"#unset_field\n",
        b"#path\n",
    ]
    rest = [b"#fields\tquery\n", b"bad.example\n"]

    (found,) = observed([*lines, *rest], name="/var/log/http.log.gz")

    assert (found.log, short(found.values)) == ("http", ["domain:bad.example"])


def test_zeek_lines_that_cannot_be_read() -> None:
    """A line before the header, with too few or many columns, or with a broken time is reported."""
    lines = [
        b"# \n",
        b"a\tb\n",
        *DNS_HEADER.splitlines(),
        b"1\t-\t-\t-",
        b"1\t-\t-\t-\t-\t-",
        b"x\t-\t-\t-\t-",
    ]
    assert problems(lines) == [(2, "no-header"), (10, "columns"), (11, "columns"), (12, "time")]

    short_types = [b"#fields\tts\tquery\n", b"#types\ttime\n", b"1\tbad.example\n"]
    assert problems(short_types) == [(2, "header"), (3, "columns")]


def test_json_lines() -> None:
    """JSON lines give the same, whether names are dotted, underscored or nested."""
    records: list[dict[str, object]] = [
        {"_path": "dns", "ts": 1521911720.865716, "id.orig_h": "192.0.2.7", "query": "bad.example"},
        {
            "@stream": "dns",
            "ts": "2018-03-24T17:15:20.865716Z",
            "id_orig_h": "192.0.2.7",
            "query": "bad.example",
        },
        {
            "ts": "1521911720.865716",
            "id": {"orig_h": "192.0.2.7"},
            "query": "bad.example",
            "answers": [],
        },
    ]

    found = observed([json.dumps(record).encode() for record in records])

    assert {(one.log, one.at, one.values, one.client) for one in found} == {
        (found[0].log, found[0].at, found[0].values, "192.0.2.7")
    }
    assert found[0].at == datetime(2018, 3, 24, 17, 15, 20, 865716, tzinfo=UTC)
    assert short(found[0].values) == ["domain:bad.example", "ipv4:192.0.2.7"]


def test_json_values_of_every_type() -> None:
    """Numbers, truth values, null and deeper nesting stand in no one's way."""
    record = {
        "query": None,
        "host": True,
        "a": {"b": {"query": "x.example"}},
        "answers": [1, None, ["bad.example"]],
    }

    (found,) = observed([json.dumps(record).encode()])

    assert short(found.values) == ["domain:bad.example"]


def test_json_lines_that_cannot_be_read() -> None:
    """Cut, deep, oversized, non-object and non-UTF-8 lines are reported, and the next line is read."""
    lines = [
        b"{}",
        b'{"query": "bad.exam',
        b"[" * 100_000,
        b"7",
        b'{"query": "\xff"}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"ts": "soon"}',
        b"",
        b'{"query": "bad.example"}',
    ]

    found = list(read_log("dns.json", lines))

    assert problems(lines) == [
        (2, "json"),
        (3, "json"),
        (4, "json"),
        (5, "encoding"),
        (6, "json"),
        (7, "time"),
    ]
    assert [line.line for line in found if isinstance(line, Observation)] == [1, 9]


def test_csv() -> None:
    """CSV is read by its header, with quotes, line feeds inside them, and a byte order mark."""
    text = '\ufeffTime,Client IP,Domain,note\r\n2026-01-01 00:00:00,192.0.2.7,"Bad.example","a, b\nc"\n,,,\n'

    first, second = observed(text.encode().splitlines(keepends=True), name="export.csv")

    assert (first.log, first.line, first.client) == ("export", 3, "192.0.2.7")
    assert first.at == datetime(2026, 1, 1, tzinfo=UTC)
    assert short(first.values) == ["domain:bad.example", "ipv4:192.0.2.7"]
    assert (second.at, second.values, second.client) == (None, (), "")


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_csv_of_another_separator(mark: str) -> None:
    """Where the first line has no comma, what stands there instead separates, with quotes as ever."""
    lines = [
        f"ts{mark}client{mark}query",
        f'1795330800{mark}10.1.1.1{mark}"a.example"',
        f"1{mark}2",
    ]
    first, second = read_log("export.csv", [line.encode() for line in lines])

    assert isinstance(first, Observation)
    assert (first.client, short(first.values)[0]) == ("10.1.1.1", "domain:a.example")
    assert isinstance(second, Unreadable)
    assert second.code == "watch.columns"


def test_csv_lines_that_cannot_be_read() -> None:
    """Broken quotes, other column counts and foreign encodings are reported, the rest is read."""
    lines = [
        b"query,note",
        b"a.example",
        b'b.example,"x"y',
        b"c.example,\xff",
        b"d.example,z",
        b"e,\xff",
    ]

    found = list(read_log("x.csv", lines))

    assert problems(lines) == [(2, "columns"), (3, "csv"), (4, "encoding"), (6, "encoding")]
    assert [line.line for line in found if isinstance(line, Observation)] == [5]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b"a,b", b"1,2"], [(1, "no-columns")]),
        ([b"hello"], [(1, "no-columns")]),
        ([b'"query'], [(1, "csv")]),
        ([b"\xff\xfe"], [(1, "encoding")]),
        ([], []),
        ([b"\n", b"  \n"], []),
    ],
)
def test_what_is_no_log(lines: list[bytes], expected: list[tuple[int, str]]) -> None:
    """A file without anything to look up says so; an empty one has no lines."""
    assert problems(lines, name="") == expected


@given(
    st.lists(st.binary(max_size=30), max_size=6),
    st.sampled_from([b"#fields\tts\tquery", b"{}", b"ts,query"]),
)
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_read_or_reported(lines: list[bytes], first: bytes) -> None:
    """No input brings the reader down."""
    assert all(line.line >= 1 for line in read_log("x", [first, *lines]))


# ---- real logs


def lines_of(path: Path) -> list[bytes]:
    """The lines of a shared log, compressed or not."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).splitlines(keepends=True)


def comparable(lines: Iterable[Line]) -> list[tuple[object, ...]]:
    """Observations without their line numbers."""
    found: list[tuple[object, ...]] = []
    for line in lines:
        assert isinstance(line, Observation), line
        found.append((line.log, line.at, frozenset(line.values), line.client))
    return found


@pytest.mark.parametrize(
    "kind", ["smtp", "x509", "notice", "ntlm", "ocsp", "ftp", "known_hosts", "rdp", "ssh"]
)
def test_two_encodings_of_one_log_agree(kind: str) -> None:
    """The same record in tab-separated and JSON form gives the same observation."""
    tsv = lines_of(shared(f"telemetry/zeek-tsv/{kind}.log.gz"))
    jsonl = lines_of(shared(f"telemetry/zeek-json/{kind}.jsonl.gz"))

    ours = comparable(read_log(f"{kind}.log.gz", tsv))

    assert ours
    assert ours == comparable(read_log(f"{kind}.jsonl.gz", jsonl))


def test_every_record_of_a_large_log_is_read() -> None:
    """No line of the DNS log of a real exercise is lost."""
    lines = lines_of(shared("telemetry/zeek-tsv/dns.log.gz"))

    found = observed(lines)

    assert len(found) == sum(not line.startswith(b"#") for line in lines) > 29_000
    assert all(one.log == "dns" and one.at and one.client for one in found)


def test_every_line_of_the_attack_logs_is_read() -> None:
    """The logs of the attack simulations, tab-separated and JSON, have no unreadable line."""
    for path in sorted(shared("telemetry/zeek-attack").rglob("*.log*")):
        assert problems(lines_of(path), path.name) == [], path.name


def test_the_odd_logs_of_zeeks_own_tests() -> None:
    """Zeek's odd baselines are read or reported line by line; only their masked times are broken."""
    for path in sorted(shared("telemetry/zeek-baselines").glob("*.log")):
        lines = lines_of(path)
        unmasked = [line.replace(b"XXXXXXXXXX.XXXXXX", b"1700000000.000000") for line in lines]
        records = [line for line in unmasked if line.strip() and not line.startswith(b"#")]
        found = list(read_log(path.name, unmasked))
        assert len(found) == len(records), path.name
        left = {line.code for line in found if isinstance(line, Unreadable)}
        assert left <= {"watch.columns"}, path.name
