"""The quick way through the rules finds what all rules find: nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid5

import pytest
from bench.corpus import corpus

from khien.model.canonical import canonical_json
from khien.model.stix import Verdict, judge, judge_object
from khien.model.stix.identifiers import SCO_NAMESPACE
from khien.model.stix.judging import _judge_fully
from khien.model.stix.registry import REGISTRY, TYPES, open_properties, properties_of
from khien.model.stix.shapes import spotless
from tests.model.stix.samples import CREATED, IDENTITY, LATER, MARKING, STRANGER, UUID4, sample

# Each is put into every sample: most break something somewhere, some break nothing.
CHANGES: list[dict[str, Any]] = [
    {},
    {"name": "Vụ lừa đảo"},
    {"name": "pаypal"},  # a Cyrillic а
    {"name": "a\x00b"},
    {"name": "a\u200bb"},
    {"name": "a\x7fb"},
    {"name": 'two\nlines and "quotes" and C:\\bin'},
    {"name": ""},
    {"name": None},
    {"description": "\u202eback"},
    {"value": "xn--bcher-kva.example"},
    {"confidence": 80},
    {"confidence": 80.0},
    {"confidence": 101},
    {"confidence": True},
    {"number": 2**60},
    {"number": 1.5},
    {"latitude": 10.5, "longitude": 106.7},
    {"latitude": 10.0, "longitude": 106.0},
    {"revoked": True},
    {"labels": ["a"]},
    {"labels": []},
    {"labels": [None]},
    {"lang": "vi"},
    {"lang": "!"},
    {"created": "2026-02-30T08:00:00.000Z"},
    {"created": "2026-03-31T08:00:00.000Z"},
    {"created": CREATED.replace(".000", "")},
    {"modified": "2020-03-01T08:00:00.000Z"},
    {"modified": LATER},
    {"valid_from": "2026-02-29T08:00:00Z"},
    {"valid_until": CREATED},
    {"valid_until": "2027-01-01T00:00:00Z"},
    {"first_seen": LATER, "last_seen": CREATED},
    {"first_seen": "2026-03-01T08:00:00.5Z", "last_seen": "2026-03-01T08:00:00Z"},
    {"created_by_ref": IDENTITY},
    {"created_by_ref": f"location--{UUID4}"},
    {"created_by_ref": "identity"},
    {"object_marking_refs": [MARKING]},
    {"object_marking_refs": [MARKING, "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]},
    {"object_refs": [f"bundle--{UUID4}"]},
    {"object_refs": [f"{'x' * 251}--{UUID4}"]},
    {"resolves_to_refs": ["1"]},
    {"resolves_to_refs": ["ipv4-addr--1"]},
    {"resolves_to_refs": ["mac-addr--1"]},
    {"resolves_to_refs": [f"ipv4-addr--{UUID4}"]},
    {"source_ref": f"sighting--{UUID4}"},
    {"target_ref": f"x-thing--{UUID4}"},
    {"external_references": [{"source_name": "cve", "external_id": "CVE-2024-0001"}]},
    {"external_references": [{"source_name": "cve"}]},
    {"external_references": [{"source_name": "x", "url": "https://a.example", "odd": 1}]},
    {"granular_markings": [{"selectors": ["id"], "marking_ref": MARKING}]},
    {"granular_markings": [{"selectors": ["nothing"], "marking_ref": MARKING}]},
    {"kill_chain_phases": [{"kill_chain_name": "a", "phase_name": "b"}]},
    {"extensions": {STRANGER: {"extension_type": "property-extension"}}},
    {"extensions": {}},
    {"hashes": {"MD5": "0" * 32}},
    {"hashes": {"MD5": "0"}},
    {"hashes": {"đ": "0"}},
    {"indicator_types": ["benign"]},
    {"indicator_types": ["bad"]},
    {"pattern_type": "yara"},
    {"pattern": "[domain-name:value = 'a'"},
    {"pattern": "[file:hashes.MD5 = 'a']"},
    {"additional_header_fields": {"a b": "c"}},
    {"environment_variables": {"A B": "c"}},
    {"environment_variables": {"PATH": None}},
    {"ipfix": {}},
    {"identity_class": "none"},
    {"is_family": True},
    {"x_own": 1},
    {"severity": "high"},
    {"spec_version": "2.0"},
    {"id": f"identity--{UUID4.upper()}"},
    {"objects": {"0": {"type": "file", "name": "a"}}},
    {"payload_bin": "aGVsbG8=", "url": "https://a.example"},
    {"precision": 5.0},
    {"type": "unheard-of"},
    {"type": ["indicator"]},
]


@pytest.mark.parametrize("object_type", sorted(TYPES))
def test_the_quick_way_never_differs(object_type: str) -> None:
    """Whoever passes quickly is who passes when every rule is asked, with the same version."""
    named = {"id": f"{object_type}--{uuid5(SCO_NAMESPACE, 'a')}"}
    for change in [*CHANGES, named, {**named, "name": "a"}]:
        content = sample(object_type) | change
        raw = json.dumps(content).encode()
        asked = _judge_fully(content, raw, lenient=False)

        assert judge(raw) == asked, change
        assert judge_object(content, raw) == asked, change
        if (canonical := spotless(content)) is not None:
            assert (asked.verdict, canonical) == (Verdict.ACCEPTED, canonical_json(content)), change


def test_the_usual_feed_takes_the_quick_way() -> None:
    """A mixed corpus of sound objects passes without a rule being asked that has nothing to say."""
    assert all(spotless(json.loads(raw)) is not None for raw in corpus(400))


@pytest.mark.parametrize(
    "twice",
    [
        '"name":"a","name":"b"',
        '"name":"a:b","name":"c"',
        '"name":"a","name":"b\\u003a"',
        '"name" : "a", "name" : "b"',
        '"labels":["a"],"labels":["b:c"]',
        '"external_references":[{"source_name":"a","source_name":"b:","description":"c"}]',
    ],
)
def test_a_key_that_comes_twice_is_seen(twice: str) -> None:
    """No spelling of a repeated key passes: one JSON object has each key once (RFC 7493 §2.3)."""
    content = sample("tool")
    del content["name"]
    raw = canonical_json(content)[:-1].decode()

    found = judge(f"{raw},{twice}}}".encode())

    assert [finding.code for finding in found.findings] == ["stix.duplicate-key"]


def test_an_escaped_colon_is_no_fault() -> None:
    """Text may spell a colon as it likes; the object is accepted, and its bytes stay as they are."""
    raw = canonical_json(sample("tool", name="a:b")).replace(b"a:b", b"a\\u003ab")

    judged = judge(raw)

    assert judged.verdict is Verdict.ACCEPTED
    assert judged.version is not None
    assert judged.version.raw == raw


def test_what_may_hold_a_number_is_known() -> None:
    """Every property that may hold a number or free keys is among those that are looked into."""
    indicator, file = REGISTRY["indicator"].definition, REGISTRY["file"].definition

    assert open_properties(indicator) == {"confidence", "extensions", "external_references"}
    assert open_properties(file) == {"size", "extensions", "hashes"}
    assert open_properties(file) < properties_of(file)
