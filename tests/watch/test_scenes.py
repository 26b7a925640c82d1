"""A line of a log as STIX objects."""

from __future__ import annotations

import json

import pytest

from khien.model.patterns import matches
from khien.watch.logs import Observation, read_log
from khien.watch.scenes import scene_of

MD5, SHA256 = (
    "d41d8cd98f00b204e9800998ecf8427e",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)
DNS: dict[str, object] = {
    "ts": 1.5,
    "id.orig_h": "192.0.2.7",
    "id.orig_p": 5353,
    "id.resp_h": "192.0.2.53",
    "id.resp_p": 53,
}
DNS |= {
    "proto": "udp",
    "query": "A.example",
    "answers": ["cname.example", "198.51.100.1", "2001:db8::1"],
}
HTTP: dict[str, object] = {
    "ts": 1,
    "id.orig_h": "192.0.2.7",
    "id.resp_h": "198.51.100.1",
    "id.resp_p": 80,
    "method": "POST",
}
HTTP |= {
    "host": "a.example",
    "uri": "/x?y",
    "user_agent": "curl/8",
    "referrer": "http://r.example/",
}
FLOW = {
    "src_ip": "192.0.2.7",
    "dest_ip": "198.51.100.1",
    "orig_bytes": "12",
    "resp_bytes": "x",
    "service": "ssl,http",
}
FILE: dict[str, object] = {
    "md5": MD5.upper(),
    "sha256": SHA256,
    "filename": "a.exe",
    "mime_type": "application/x-dosexec",
}
FILE |= {"total_bytes": 9}
MAIL = {"from": "Eve <eve@bad.example>", "subject": "hello", "to": ["x@y.example"]}


@pytest.mark.parametrize(
    ("record", "pattern"),
    [
        (
            DNS,
            "[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '198.51.100.1']",
        ),
        (DNS, "[domain-name:resolves_to_refs[0].value = 'cname.example']"),
        (DNS, "[domain-name:resolves_to_refs[*].type = 'ipv6-addr']"),
        (DNS, "[network-traffic:src_ref.value = '192.0.2.7' AND network-traffic:src_port = 5353]"),
        (DNS, "[network-traffic:dst_port = 53 AND network-traffic:protocols[*] = 'udp']"),
        (DNS, "[network-traffic:start > t'1970-01-01T00:00:01Z']"),
        (HTTP, "[url:value = 'http://a.example/x?y']"),
        (HTTP, "[network-traffic:extensions.'http-request-ext'.request_method = 'POST']"),
        (HTTP, "[network-traffic:extensions.'http-request-ext'.request_value LIKE '/x%']"),
        (
            HTTP,
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' MATCHES '^curl']",
        ),
        (
            HTTP,
            "[network-traffic:dst_ref.value ISSUBSET '198.51.100.0/24' AND network-traffic:dst_port = 80]",
        ),
        (FLOW, "[network-traffic:src_byte_count > 10 AND network-traffic:protocols[1] = 'http']"),
        (
            FLOW,
            "[network-traffic:src_ref.value = '192.0.2.7' AND NOT EXISTS network-traffic:start]",
        ),
        (FILE, f"[file:hashes.MD5 = '{MD5}' AND file:name = 'a.exe' AND file:size < 10]"),
        (FILE, f"[file:hashes.'SHA-256' = '{SHA256}' AND file:hashes.SHA256 = '{SHA256}']"),
        (FILE, "[file:mime_type LIKE '%dosexec']"),
        (
            MAIL,
            "[email-message:from_ref.value = 'eve@bad.example' AND email-message:subject = 'hello']",
        ),
        (MAIL, "[email-addr:value LIKE '%@bad.example']"),
    ],
)
def test_a_line_says_what_its_columns_say(record: dict[str, object], pattern: str) -> None:
    """Who, with whom, by which name, what was asked for and what came: each is found by its STIX path."""
    (line,) = read_log("x.log", [json.dumps(record).encode()])
    assert isinstance(line, Observation)

    scene = scene_of("x", line.at, line.record(), line.values)

    assert matches(pattern, [scene]), scene.objects


def test_what_is_not_there_is_no_object() -> None:
    """A line without mail, files or addresses has only what it has; an address asked for resolves to nothing."""
    (line,) = read_log(
        "x.log", [b'{"query": "192.0.2.1", "answers": ["x.example"], "from": "nobody"}']
    )
    assert isinstance(line, Observation)

    scene = scene_of("x", line.at, line.record(), line.values)

    assert sorted(one["type"] for one in scene.objects) == ["domain-name", "ipv4-addr"]
    assert scene_of("x", None, {}, ()).objects == ()
