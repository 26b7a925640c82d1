"""Only values that make a pattern true on their own are taken; the rest is named."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from khien.model.patterns import (
    LeftOut,
    Reading,
    indicator_values,
    mentioned_values,
    mentions_of,
    parse_pattern,
    read_object,
    read_pattern,
    unindexed,
    values_of,
)
from khien.model.words import say
from tests.shared import shared

MD5 = "d41d8cd98f00b204e9800998ecf8427e"
SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
START_STOP = "START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'"


def taken(reading: Reading) -> list[str]:
    """The values of a reading, short."""
    return [f"{value.kind}:{value.value}" for value in reading.values]


def reasons(reading: Reading) -> list[str]:
    """The codes of what a reading left out."""
    return [left.code for left in reading.left_out]


@pytest.mark.parametrize(
    ("text", "values", "codes"),
    [
        # what suffices alone
        ("[domain-name:value = 'Bad.Example.']", ["domain:bad.example"], []),
        (
            "[domain-name:value == 'bad.example' OR domain-name:value = 'BAD.example']",
            ["domain:bad.example"],
            [],
        ),
        (
            "[domain-name:value IN ('a.example', 'b.example')]",
            ["domain:a.example", "domain:b.example"],
            [],
        ),
        ("[ipv4-addr:value = '192.0.2.1/32']", ["ipv4:192.0.2.1"], []),
        ("[ipv4-addr:value = '192.0.2.0/24']", ["cidr:192.0.2.0/24"], []),
        ("[ipv4-addr:value ISSUBSET '192.0.2.9/24']", ["cidr:192.0.2.0/24"], []),
        ("[ipv6-addr:value ISSUBSET '2001:DB8::/32']", ["cidr:2001:db8::/32"], []),
        ("[url:value = 'HTTP://Bad.example']", ["url:http://bad.example/"], []),
        ("[url:value LIKE 'HTTP://Bad.example/x%']", ["url-prefix:http://bad.example/x"], []),
        ("[url:value LIKE 'http://bad.example/%']", ["url-prefix:http://bad.example/"], []),
        ("[url:value LIKE 'http://bad.example%']", [], ["operator"]),
        ("[url:value LIKE 'http://bad.example/x']", [], ["operator"]),
        ("[url:value LIKE 'http://bad.example/_x%']", [], ["operator"]),
        ("[url:value LIKE 'http://bad.example/%x%']", [], ["operator"]),
        ("[url:value NOT LIKE 'http://bad.example/x%']", [], ["negated"]),
        ("[domain-name:value LIKE 'http://bad.example/x%']", [], ["operator"]),
        (f"[network-traffic:extensions.'tls-ext'.ja3 = '{MD5}']", [f"ja3:{MD5}"], []),
        (f"[network-traffic:extensions.'tls-ext'.ja3s_hash = '{MD5}']", [f"ja3s:{MD5}"], []),
        (f"[network-traffic:x_ja3 = '{MD5}']", [f"ja3:{MD5}"], []),
        (
            "[network-traffic:tls_ja4 = 'T13d1516h2_8daaf6152771_e5627efa2ab1']",
            ["ja4:t13d1516h2_8daaf6152771_e5627efa2ab1"],
            [],
        ),
        ("[email-message:to_refs[*].value = 'A@bad.example']", ["email:a@bad.example"], []),
        ("[network-traffic:x_ja3 = '771,4865']", [], ["value"]),
        ("[artifact:url = 'http://bad.example/x']", ["url:http://bad.example/x"], []),
        ("[email-addr:value = 'A@bad.example']", ["email:a@bad.example"], []),
        ("[email-message:from_ref.value = 'a@bad.example']", ["email:a@bad.example"], []),
        (f"[file:hashes.MD5 = '{MD5.upper()}']", [f"md5:{MD5}"], []),
        (
            f"[file:hashes.'SHA-256' = '{SHA256}' OR artifact:hashes.SHA256 = '{SHA256}']",
            [f"sha256:{SHA256}"],
            [],
        ),
        ("[network-traffic:dst_ref.value = '192.0.2.1']", ["ipv4:192.0.2.1"], []),
        ("[network-traffic:src_ref.value = 'bad.example']", ["domain:bad.example"], []),
        (
            "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1']",
            ["ipv4:192.0.2.1"],
            [],
        ),
        (
            "[network-traffic:dst_ref.value IN ('192.0.2.1', '192.0.2.0/24') AND network-traffic:dst_ref.type = 'ipv4-addr']",
            ["ipv4:192.0.2.1", "cidr:192.0.2.0/24"],
            [],
        ),
        (
            "[domain-name:value = 'a.example'] OR [url:value = 'http://b.example/']",
            ["domain:a.example", "url:http://b.example/"],
            [],
        ),
        ("[domain-name:value = 'a.example'] WITHIN 5 SECONDS", ["domain:a.example"], []),
        ("[domain-name:value = 'a.example'] REPEATS 1 TIMES", ["domain:a.example"], []),
        (
            "([domain-name:value = 'a.example'] OR [domain-name:value = 'b.example']) WITHIN 5 SECONDS",
            ["domain:a.example", "domain:b.example"],
            [],
        ),
        (
            f"[file:hashes.MD5 = '{MD5}' AND file:hashes.'SHA-256' = '{SHA256}']",
            [f"md5:{MD5}", f"sha256:{SHA256}"],
            [],
        ),
        (
            f"[file:hashes.MD5 = '{MD5}' AND file:hashes.SSDEEP = '3:a:b']",
            [f"md5:{MD5}"],
            ["property"],
        ),
        # what does not
        (
            "[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']",
            [],
            ["all-needed"],
        ),
        (
            "[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']",
            [],
            ["all-needed"],
        ),
        ("[domain-name:value = 'a.example'] REPEATS 5 TIMES", [], ["qualified"]),
        ("[domain-name:value = 'a.example'] REPEATS 0 TIMES", [], ["qualified"]),
        (f"[domain-name:value = 'a.example'] WITHIN 5 SECONDS {START_STOP}", [], ["qualified"]),
        (f"[file:hashes.MD5 = '{MD5}' AND file:name = 'x']", [], ["all-needed"]),
        (
            "[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']",
            [],
            ["all-needed"],
        ),
        (
            "[network-traffic:dst_ref.type = 'ipv6-addr' AND network-traffic:dst_ref.value = '192.0.2.1']",
            [],
            ["all-needed"],
        ),
        (
            "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1']",
            [],
            ["all-needed"],
        ),
        (
            "[network-traffic:dst_ref.type != 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1']",
            [],
            ["all-needed"],
        ),
        (
            "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value IN ('192.0.2.1', 'bad.example')]",
            [],
            ["all-needed"],
        ),
        (
            "[EXISTS file:size AND (domain-name:value = 'a.example' OR file:size = 1)]",
            [],
            ["all-needed"],
        ),
        (f"[file:hashes.MD5 = '{MD5}' AND file:hashes.SSDEEP != '3:a:b']", [], ["all-needed"]),
        (f"[file:hashes.MD5 = '{MD5}' AND file:hashes.SSDEEP NOT = '3:a']", [], ["all-needed"]),
        (f"[file:hashes.MD5 = '{MD5}' AND artifact:hashes.MD5 = '{MD5}']", [], ["all-needed"]),
        (f"[file:hashes.MD5 = '{MD5}' AND (file:size = 1 OR file:size = 2)]", [], ["all-needed"]),
        ("[domain-name:value != 'a.example']", [], ["operator"]),
        ("[domain-name:value NOT = 'a.example']", [], ["negated"]),
        ("[domain-name:value NOT IN ('a.example')]", [], ["negated"]),
        ("[domain-name:value LIKE '%.example']", [], ["operator"]),
        ("[ipv4-addr:value ISSUPERSET '192.0.2.0/24']", [], ["operator"]),
        ("[EXISTS domain-name:value]", [], ["operator"]),
        ("[file:name = 'x']", [], ["property"]),
        ("[file:hashes.SSDEEP = '3:a:b']", [], ["property"]),
        ("[x-thing:hashes.MD5 = 'x']", [], ["property"]),
        ("[domain-name:value = 'hxxp']", ["domain:hxxp"], []),
        ("[domain-name:value = 'bad[.]example']", [], ["value"]),
        ("[ipv4-addr:value = 'bad.example']", [], ["value"]),
        ("[url:value = 'bad']", [], ["value"]),
        ("[file:hashes.MD5 = 7]", [], ["value"]),
        # some of it
        (
            "[domain-name:value = 'a.example' OR file:name = 'x']",
            ["domain:a.example"],
            ["property"],
        ),
        (
            "[domain-name:value = 'a.example'] OR [file:name = 'x'] AND [file:name = 'y']",
            ["domain:a.example"],
            ["all-needed"],
        ),
        ("[domain-name:value IN ('a.example', 'b[.]example')]", ["domain:a.example"], ["value"]),
    ],
)
def test_what_suffices_alone(text: str, values: list[str], codes: list[str]) -> None:
    """A value is taken exactly when it suffices; everything else is left out with its reason."""
    pattern = parse_pattern(text)
    reading = read_pattern(pattern)

    assert taken(reading) == values
    assert reasons(reading) == [f"pattern.{code}" for code in codes]
    assert indicator_values(pattern) == reading.values
    assert unindexed(pattern) == (None if values else reading.left_out[0])
    for left in reading.left_out:
        assert left.detail in say(left.code, "vi", {"detail": left.detail})


def test_reasons_hold_no_compared_value() -> None:
    """What is left out is named by its path; the value itself may be marked and is not repeated."""
    text = f"[file:hashes.MD5 = '{MD5}' AND file:name = 'secret.doc'] OR [url:value = 'secret']"

    details = " ".join(left.detail for left in read_pattern(parse_pattern(text)).left_out)

    assert details == "file:hashes.MD5, file:name url:value"


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ({"type": "indicator", "pattern_type": "x" * 99, "pattern": ""}, "x" * 40),
        ({"type": "indicator", "pattern": 7}, "pattern"),
        ({"type": "indicator", "pattern": "[a:b = ]"}, "7"),
        ({"type": "indicator", "pattern": "[url:value NOT = 'x']"}, "url:value"),
        ({"type": "indicator", "pattern": "[EXISTS url:value]"}, "url:value"),
        ({"type": "indicator", "pattern": "[url:value LIKE 'x']"}, "url:value LIKE"),
        ({"type": "indicator", "pattern": "[file:name = 'x']"}, "file:name"),
        (
            {"type": "indicator", "pattern": f"[url:value = 'x'] {START_STOP} REPEATS 5 TIMES"},
            f"{START_STOP} REPEATS 5 TIMES",
        ),
        ({"type": "indicator", "pattern": "[a:b = 1] AND [c:d = 2]"}, "a:b, c:d"),
        ({"type": "url", "value": "x"}, "url:value"),
        ({"type": "file", "hashes": {"TLSH": "x"}}, "file:hashes.TLSH"),
        ({"type": "file", "hashes": {"MD5": "x"}}, "file:hashes.MD5"),
    ],
)
def test_what_is_left_out_is_named(content: dict[str, Any], detail: str) -> None:
    """The detail of what is left out tells a person where to look."""
    (left,) = read_object(content).left_out

    assert left.detail == detail


def test_the_empty_set_is_explained_too() -> None:
    """A pattern that can never match is not without a reason either."""
    assert unindexed(parse_pattern("[domain-name:value IN ()]")) == LeftOut(
        "pattern.value", "IN ()"
    )


def test_mentioned_values_leave_out_no_operand() -> None:
    """For own and popular assets every value counts: joined, negated or qualified."""
    text = (
        "([domain-name:value = 'a.example' AND domain-name:value NOT IN ('b.example', 'c.example')]"
        " FOLLOWEDBY [ipv4-addr:value != '192.0.2.1' OR file:size = 1 OR EXISTS url:value])"
        " REPEATS 5 TIMES OR [domain-name:value = 'a.example'] OR [url:value LIKE 'http://d.example/%']"
    )

    found = [value.value for value in mentioned_values(parse_pattern(text))]

    assert found == ["a.example", "b.example", "c.example", "192.0.2.1", "http://d.example/"]


@pytest.mark.parametrize(
    ("content", "values", "codes"),
    [
        ({"type": "domain-name", "value": "A.example"}, ["domain:a.example"], []),
        ({"type": "domain-name", "value": "no domain"}, [], ["value"]),
        ({"type": "domain-name", "value": 7}, [], []),
        ({"type": "ipv4-addr", "value": "192.0.2.0/24"}, ["cidr:192.0.2.0/24"], []),
        ({"type": "ipv6-addr", "value": "2001:db8::1"}, ["ipv6:2001:db8::1"], []),
        ({"type": "url", "value": "http://a.example"}, ["url:http://a.example/"], []),
        ({"type": "email-addr", "value": "a@a.example"}, ["email:a@a.example"], []),
        (
            {
                "type": "file",
                "name": "x",
                "hashes": {"MD5": MD5, "SHA-256": SHA256, "TLSH": "T1", "SHA-1": "f00"},
            },
            [f"md5:{MD5}", f"sha256:{SHA256}"],
            ["property", "value"],
        ),
        (
            {"type": "artifact", "url": "http://a.example/", "hashes": {}},
            ["url:http://a.example/"],
            [],
        ),
        ({"type": "file", "hashes": [MD5]}, [], []),
        ({"type": "x-thing", "hashes": {"MD5": MD5}}, [], []),
        ({"type": "malware", "name": "x", "value": "a.example"}, [], []),
        ({}, [], []),
        (
            {"type": "indicator", "pattern": "[domain-name:value = 'a.example']"},
            ["domain:a.example"],
            [],
        ),
        (
            {"type": "indicator", "pattern_type": "stix", "pattern": "[url:value = 1]"},
            [],
            ["value"],
        ),
        ({"type": "indicator", "pattern_type": "sigma", "pattern": "title: x"}, [], ["language"]),
        (
            {"type": "indicator", "pattern_type": "stix", "pattern": "[url:value = ]"},
            [],
            ["malformed"],
        ),
        ({"type": "indicator", "pattern_type": "stix"}, [], ["absent"]),
    ],
)
def test_objects(content: dict[str, Any], values: list[str], codes: list[str]) -> None:
    """Indicators and observables give their values, and say what they could not give."""
    reading = read_object(content)

    assert taken(reading) == values
    assert reasons(reading) == [f"pattern.{code}" for code in codes]
    assert values_of(content) == reading.values


def test_mentions_of_objects() -> None:
    """An indicator mentions what its pattern names; an observable itself; a broken one nothing."""
    both = "[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']"
    indicator = {"type": "indicator", "pattern_type": "stix", "pattern": both}

    assert [value.value for value in mentions_of(indicator)] == ["a.example", "b.example"]
    assert values_of(indicator) == ()
    assert [v.value for v in mentions_of({"type": "url", "value": "http://a.example"})] == [
        "http://a.example/"
    ]
    assert mentions_of({"type": "indicator", "pattern": "["}) == ()


def test_real_indicators_are_read_or_explained() -> None:
    """Every indicator of the shared bundles gives values or a reason, and never a crash."""
    seen = 0
    for path in sorted(shared("stix").rglob("*.json*")):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            bundle = json.loads(raw)
        except ValueError:
            continue
        objects = bundle.get("objects") if isinstance(bundle, dict) else None
        for content in objects if isinstance(objects, list) else []:
            if isinstance(content, dict) and content.get("type") == "indicator":
                reading = read_object(content)
                assert reading.values or reading.left_out, content.get("pattern")
                seen += 1
    assert seen > 500
