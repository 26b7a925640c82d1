"""What a log can be beside Zeek's: EVE, dnstap, passive DNS, syslog, arrays, chosen columns."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khien.watch.fields import chosen
from khien.watch.logs import Observation, Unreadable, form_of, head_after, read_log, read_message
from tests.shared import shared
from tests.watch.samples import DNS_HEADER, short
from tests.watch.test_logs import lines_of, observed, problems

AT = datetime(2026, 11, 22, 0, 55, 1, 500000, tzinfo=UTC)
QUERY_V1 = {"dns": {"type": "query", "id": 7, "rrname": "www.bad.example", "rrtype": "A"}}
ANSWER_V1 = {"dns": {"type": "answer", "rrname": "www.bad.example", "rdata": "192.0.2.1"}}
ANSWER_V2 = {
    "dns": {
        "version": 2,
        "rrname": "www.bad.example",
        "answers": [{"rrname": "www.bad.example", "rrtype": "A", "rdata": "192.0.2.1"}],
        "grouped": {"A": ["192.0.2.1"]},
    }
}
QUERY_V3 = {"dns": {"version": 3, "queries": [{"rrname": "www.bad.example", "rrtype": "A"}]}}
ALERT_V2 = {"dns": {"query": [{"type": "query", "rrname": "www.bad.example"}]}}
NAME = "domain:www.bad.example"
TLS = {
    "sni": "bad.example",
    "subject": "C=US, CN=c2.bad.example",
    "fingerprint": ":".join(["ab"] * 20),
    "ja3": {"hash": "a" * 32, "string": "771,1,2,3,4"},
    "ja3s": {"hash": "b" * 32, "string": "771,1,2"},
    "ja4": "t13d1516h2_8daaf6152771_e5627efa2ab1",
}


@pytest.mark.parametrize(
    ("more", "values"),
    [
        (QUERY_V1, [NAME]),
        (ANSWER_V1, [NAME, "ipv4:192.0.2.1"]),
        (ANSWER_V2, [NAME, "ipv4:192.0.2.1"]),
        (QUERY_V3, [NAME]),
        (ALERT_V2, [NAME]),
        (
            {"http": {"hostname": "bad.example", "url": "/x", "http_refer": "http://a.example/"}},
            [
                "domain:a.example",
                "domain:bad.example",
                "url:http://a.example/",
                "url:http://bad.example/x",
            ],
        ),
        (
            {"tls": TLS},
            [
                "domain:bad.example",
                "domain:c2.bad.example",
                "ja3:" + "a" * 32,
                "ja3s:" + "b" * 32,
                "ja4:t13d1516h2_8daaf6152771_e5627efa2ab1",
                "sha1:" + "ab" * 20,
            ],
        ),
        ({"fileinfo": {"filename": "/x", "md5": "c" * 32}}, ["md5:" + "c" * 32]),
        ({"flow": {"pkts_toserver": 1, "start": "2026"}}, []),
        (
            {"smtp": {"mail_from": "<a@bad.example>"}, "email": {"to": ["b@x.example"]}},
            [
                "domain:bad.example",
                "domain:x.example",
                "email:a@bad.example",
                "email:b@x.example",
            ],
        ),
    ],
)
def test_suricata_eve(more: dict[str, object], values: list[str]) -> None:
    """Every kind of EVE record, of each version of its DNS, gives what it names."""
    record = {
        "timestamp": "2026-11-22T07:55:01.500000+0700",
        "event_type": "some",
        "src_ip": "198.51.100.7",
        "src_port": 40000,
        "dest_ip": "198.51.100.53",
    }

    (found,) = observed([json.dumps(record | more).encode()], name="eve.json")

    assert (found.log, found.at, found.client) == ("some", AT, "198.51.100.7")
    assert short(found.values) == sorted(["ipv4:198.51.100.53", "ipv4:198.51.100.7", *values])


def test_dnstap_as_three_tools_write_it() -> None:
    """The JSON of dnstap's own tool, of DNS-collector and of Vector gives name, client and time."""
    dig = ";; QUESTION SECTION:\n;www.bad.example.\tIN\t A\n"
    records: list[dict[str, object]] = [
        {
            "type": "MESSAGE",
            "message": {
                "type": "CLIENT_QUERY",
                "query_time": "2026-11-22T00:55:01.5Z",
                "query_address": "198.51.100.7",
                "query_message": dig,
            },
        },
        {
            "network": {"query-ip": "198.51.100.7"},
            "dns": {"qname": "www.bad.example", "resource-records": {"an": []}},
            "dnstap": {"timestamp-rfc3339ns": "2026-11-22T00:55:01.500000000Z"},
        },
        {
            "sourceAddress": "198.51.100.7",
            "timestamp": "2026-11-22T00:55:01.500000000Z",
            "requestData": {"question": [{"domainName": "www.bad.example.", "questionType": "A"}]},
        },
    ]

    found = observed([json.dumps(record).encode() for record in records])

    assert [(one.at, one.client, short(one.values)) for one in found] == [
        (AT, "198.51.100.7", [NAME, "ipv4:198.51.100.7"])
    ] * 3


def test_an_array_of_records() -> None:
    """Records in one array are read one by one, each with the line on which it begins."""
    text = '\n[\n  {"query": "a.example"},\n\n  {\n    "query": "b.example"\n  }, 7\n]\n'

    found = list(read_log("x.json", text.encode().splitlines(keepends=True)))

    assert [(one.line, short(one.values)) for one in found if isinstance(one, Observation)] == [
        (3, ["domain:a.example"]),
        (5, ["domain:b.example"]),
    ]
    assert [(one.line, one.code) for one in found if isinstance(one, Unreadable)] == [
        (7, "watch.json")
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b"[", b'{"query": "a.example"}', b"{"], [(3, "json")]),
        ([b"["], [(1, "json")]),
        ([b'[{"a": "\xff"}]'], [(1, "encoding")]),
        ([b"[" * 5000], [(1, "json")]),
        ([b'{"a":' * 20 + b"1" + b"}" * 20], [(1, "nested")]),
        ([b'{"a":' + b"[" * 20 + b"]" * 20 + b"}"], [(1, "nested")]),
    ],
)
def test_json_that_ends_or_sinks(lines: list[bytes], expected: list[tuple[int, str]]) -> None:
    """What is cut, garbled or nested without end is reported with its line."""
    assert problems(lines) == expected


PAIRS = 'qname=www.bad.example src="198.51.100.7" note="a \\"b\\" c"'
RECORD = '{"query": "www.bad.example", "src": "198.51.100.7"}'


@pytest.mark.parametrize("body", [PAIRS, RECORD, f"@cee:{RECORD}"])
@pytest.mark.parametrize(
    ("envelope", "app", "timed"),
    [
        ("<134>1 2026-11-22T00:55:01.5Z host dns 12 - - ", "dns", True),
        ('<134>1 2026-11-22T07:55:01.5+07:00 host dns 12 ID [x@1 k="v"] \ufeff', "dns", True),
        ("<134>1 - - - - - - ", "log", False),
        ("<134>Nov 22 00:55:01 host dns[12]: ", "dns", False),
        ("Nov  2 00:55:01 host dns: ", "dns", False),
        ("2026-11-22T00:55:01.5+00:00 host dns: ", "dns", True),
        ("<134>", "log", False),
    ],
)
def test_syslog(envelope: str, app: str, *, timed: bool, body: str) -> None:
    """JSON and pairs are found in every envelope; its time counts where the record has none."""
    (found,) = observed([f"{envelope}{body}".encode()], name="log")

    assert (found.log, found.client) == (app, "198.51.100.7")
    assert found.at == (AT if timed else None)
    assert short(found.values) == [NAME, "ipv4:198.51.100.7"]


def test_structured_data_and_bare_pairs() -> None:
    """What stands in structured data counts, and a file of pairs needs no envelope."""
    sent = b'<1>1 2026-11-22T00:55:01.5Z h a - - [q@1 qname="www.bad.example" c="a\\"b"] text'
    (found,) = observed([sent])
    assert short(found.values) == [NAME]

    (found,) = observed([b"date=2026-11-22 time=00:55:01.5 hostname='www.bad.example', a=b"])
    assert (found.at, short(found.values)) == (AT, [NAME])


def test_syslog_that_cannot_be_read() -> None:
    """A message in words, in another encoding or with a broken time is reported."""
    lines = [
        b"<1>words only",
        b"<1>a=\xff",
        b"<1>{",
        b"2026-99-99T00:00:00Z h a: qname=bad.example",
        b"<1>ts=never qname=bad.example",
    ]

    assert problems(lines) == [
        (1, "syslog"),
        (2, "encoding"),
        (3, "json"),
        (4, "time"),
        (5, "time"),
    ]


def test_a_message_stands_for_itself() -> None:
    """What comes through a socket may be syslog, bare JSON or bare pairs, in any order."""
    for line in (f"<13>{PAIRS}", RECORD, f" {PAIRS}\n"):
        found = read_message("socket", 9, line.encode())
        assert isinstance(found, Observation)
        assert (found.line, short(found.values)) == (9, [NAME, "ipv4:198.51.100.7"])


def test_chosen_columns() -> None:
    """Whoever knows a log says what its columns are, in every form; others are not looked at."""
    wish = chosen("asked=domain,who=client")
    table = [b"when,asked,who,url\n", b"1,bad.example,192.0.2.7,http://a.example/\n"]
    record = b'{"asked": "bad.example", "who": "192.0.2.7", "url": "http://a.example/"}'
    zeek = [b"#fields\tasked\twho\turl\n", b"bad.example\t192.0.2.7\thttp://a.example/\n"]

    found = [
        list(read_log("x", lines, columns=wish))
        for lines in (table, [record], [b"[", record, b"]"], zeek, [b"<1>" + record])
    ]

    for lines in found:
        (line,) = lines
        assert isinstance(line, Observation)
        assert line.client == "192.0.2.7"
        assert short(line.values) == ["domain:bad.example", "ipv4:192.0.2.7"]


def test_columns_by_number_and_columns_that_are_not_there() -> None:
    """A file without a header is read by the places of its columns; a header without them is told."""
    wish = chosen("3=domain,1=client")
    (found,) = read_log("x", [b'192.0.2.7,"a, b",bad.example\n'], columns=wish)
    assert isinstance(found, Observation)
    assert short(found.values) == ["domain:bad.example", "ipv4:192.0.2.7"]

    (told,) = read_log("x", [b"domain,src\n", b"bad.example,1\n"], columns=chosen("name=domain"))
    assert isinstance(told, Unreadable)
    assert (told.code, told.detail) == ("watch.no-such-column", "name")  # never what the line holds


def test_the_head_of_a_log() -> None:
    """What later lines need: Zeek's newest header, the first line of a CSV, of the others nothing."""
    zeek = [line + b"\n" for line in DNS_HEADER.splitlines()]

    assert head_after("zeek", zeek[:3], [*zeek[3:], b"1\t2\n", b"#close\t1\n"]) == zeek
    assert head_after("zeek", [b"#fields\told\n"], [*zeek, b"1\n"]) == zeek
    assert head_after("csv", [], [b"ts,query\n", b"1,2\n"]) == [b"ts,query\n"]
    assert head_after("csv", [b"ts,query\n"], [b"1,2\n"]) == [b"ts,query\n"]
    assert head_after("json", [], [b"{}\n"]) == []
    assert [form_of(line) for line in (b"{", b" [", b"#", b"<1>a=b", b"\xef\xbb\xbf{", b"a,b")] == [
        *("json", "array", "zeek", "syslog", "json", "csv")
    ]


def test_a_later_part_keeps_the_form_of_its_log() -> None:
    """A part that begins with a broken line is read as what the log is."""
    lines = [b"broken\n", b'{"query": "bad.example"}\n']

    first, second = read_log("x", lines, form="json", start=7)

    assert isinstance(first, Unreadable)
    assert isinstance(second, Observation)
    assert (first.code, second.line) == ("watch.json", 8)


def test_lines_are_numbered_from_where_they_are() -> None:
    """A part of a log that is read with its head keeps the numbers that it has in the file."""
    (found,) = read_log("x", [b"query\n", b"bad.example\n"], start=41)

    assert found.line == 42


LINES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from([b'{"query": "a.example"}', b"<13>a=b", b"]", b",", b"#fields\tquery"]),
    ),
    max_size=6,
)


@given(LINES, st.sampled_from([b"[", b"<134>x=1", b'{"a": 1}', b"#fields\tquery", b"ts,query"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_any_form(lines: list[bytes], first: bytes) -> None:
    """No input brings a reader down, and no line that is an observation is told twice."""
    found = list(read_log("x", [first, *lines]))

    numbers = [line.line for line in found if isinstance(line, Observation)]
    assert len(numbers) == len(set(numbers)) or first == b"["
    assert all(isinstance(read_message("x", 1, line).line, int) for line in lines)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){1,3}", fullmatch=True)


@given(NAMES, st.ip_addresses(v=4).map(str))
@settings(max_examples=40, deadline=None)
def test_one_record_in_every_form_is_one_observation(name: str, client: str) -> None:
    """However a record is written, it gives the same values, client and time."""
    record = {"ts": "1700000000", "src_ip": client, "query": name}
    dumped = json.dumps(record).encode()
    pairs = " ".join(f'{key}="{text}"' for key, text in record.items()).encode()
    forms: list[list[bytes]] = [
        [dumped],
        [b"[" + dumped + b"]"],
        [b"ts,src_ip,query", ",".join(record.values()).encode()],
        [b"#fields\tts\tsrc_ip\tquery", "\t".join(record.values()).encode()],
        [b"<134>1 2026-11-22T00:55:01Z h a - - - " + pairs],
        [b"<134>" + dumped],
    ]

    found = {(one.at, one.client, one.values) for form in forms for one in observed(form)}

    assert len(found) == 1


# ---- real logs


@pytest.mark.parametrize(("name", "many"), [("first-org-conf-2015", 136), ("wrccdc-2017", 161)])
def test_real_eve_alerts(name: str, many: int) -> None:
    """Every alert of two real captures is read, with its time and both addresses."""
    raw = gzip.decompress(shared(f"telemetry/suricata-eve/{name}.json.gz").read_bytes())

    found = observed(raw.splitlines(keepends=True), name="eve.json")
    again = observed([json.dumps(one).encode() for one in json.loads(raw)], name="eve.json")

    assert len(found) == many
    assert all(one.log == "alert" and one.at and len(one.values) >= 2 for one in found)
    assert [one.values for one in found] == [one.values for one in again]


def test_real_passive_dns() -> None:
    """Every passive-DNS answer gives its name and, where it has one, its address, and its span."""
    found = observed(lines_of(shared("telemetry/pdns-cof.jsonl")), name="pdns-cof.jsonl")

    assert len(found) == 16
    assert all(one.values and one.since and one.at and one.since <= one.at for one in found)


def test_real_fingerprints() -> None:
    """The JA3 and JA3S of a real ssl log are read from its lines."""
    lines = lines_of(shared("telemetry/zeek-attack/apt29_day1_NASHUA/ssl.log.gz"))

    values = [value for one in observed(lines, name="ssl.log") for value in short(one.values)]

    assert "ja3:e0fe397a5edfba9a6facc7c7b341f4eb" in values
    assert "ja3s:e35df3e00ca4ef31d42b34bebaa2f86e" in values
    assert "domain:rempel.group.net" in values
    assert "sha1:d9105746ea023ecdc6a47e7b4d026d5308525b8c" in values
