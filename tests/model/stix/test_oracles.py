"""Verdicts and identifiers held against code and schemas that we did not write."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from khien.model.stix import Verdict, deterministic_id, judge
from khien.model.stix.registry import REGISTRY, STANDARD_TYPES, Kind
from tests.model.stix import (
    test_condition_rules,
    test_extension_rules,
    test_marking_rules,
    test_reference_rules,
    test_time_rules,
    test_value_rules,
)
from tests.model.stix.conformance_page import objects_of
from tests.model.stix.samples import OWN, UUID4, sample
from tests.shared import shared

SCHEMAS = "stix/json-schemas-2.1"
VALUES: list[Any] = [
    None, 5, -1, 1.5, True, "x", "", [], {}, ["x"], [5], {"a": 1}, {"a": "x"}, [{}],
    "2026-02-30T00:00:00Z", "2026-01-01T00:00:00Z", "foo--1", [f"tool--{UUID4}"], f"tool--{UUID4}",
]  # fmt: skip
# What schemas cannot say, or do not: docs/conformance.md, "Where the judge is stricter".
BEYOND_SCHEMAS = {
    "stix.language-tag", "stix.missing", "stix.pattern", "stix.range", "stix.reference", "stix.reference-type",
    "stix.time-order", "stix.timestamp", "stix.uuid-version", "stix.version-time", "stix.wrong-type",
}  # fmt: skip


@cache
def schema_of(object_type: str) -> jsonschema_rs.Validator:
    """The OASIS JSON schema of a type, its references read from the shared files."""
    root = shared(SCHEMAS)

    def retrieve(uri: str) -> dict[str, Any]:
        return dict(json.loads((root / Path(*uri.split("/")[-2:])).read_text(encoding="utf-8")))

    path = next(
        path for path in root.glob(f"*/{object_type}.json") if path.parent.name != "interop"
    )
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(schema, retriever=retrieve, validate_formats=True)


def changed(object_type: str) -> Iterator[dict[str, Any]]:
    """The sample of a type without each of its properties, and with each property changed in turn."""
    whole = sample(object_type)
    for name in whole:
        yield {other: value for other, value in whole.items() if other != name}
    for name in sorted(REGISTRY[object_type].properties):
        for value in VALUES:
            yield whole | {name: value}


@pytest.mark.parametrize("object_type", sorted(STANDARD_TYPES))
def test_what_the_schemas_refuse_is_refused(object_type: str) -> None:
    """Over every property changed in nineteen ways, the judge misses nothing that the OASIS schemas see."""
    schema = schema_of(object_type)
    for content in changed(object_type):
        judgement = judge(json.dumps(content).encode())
        if not schema.is_valid(content):
            assert judgement.verdict is Verdict.REFUSED, content
        elif judgement.version is None:
            assert {finding.code for finding in judgement.findings} & BEYOND_SCHEMAS, content


# Where the live validator and the tables of our rule tests differ, and why.
DIFFERENCES = {
    "an account of nobody": "an extension that it does not know",
    "an unusual executable": "it refuses words outside an open vocabulary in this place",
    "a stranger in a header": "it refuses unknown properties in predefined extensions",
    "a stranger in an extension": "it refuses unknown properties in predefined extensions",
    "reserved names in a new type": "it reserves them in types of extensions too",
    "a language": "its schema asks for a marking even where there is a language",
    "both": "its schema does not see the second",
    "an index into a text": "it takes the letters of a text for the items of a list",
    "no identifier": "its schema does not look at references of observables",
    "a report of a bundle": "its schema does not look at the type",
    "a mail part that is a tool": "its schema does not look at the type",
    "an archive": "its schema does not look at the type",
    "by one microsecond": "it reads both times to the millisecond",
    "ten digits": "our instants hold nanoseconds",
    "a line end": "its expression lets a line end pass",
    "all good hashes": "it does not know the prefix T1 of TLSH 4",
    "a long hive": "its expression takes the first letters for a short hive",
}
TABLES = [
    *((name, content) for name, content, _ in test_condition_rules.CASES),
    *((name, content) for name, content, _ in test_extension_rules.CASES),
    *((name, content) for name, content, _ in test_marking_rules.CASES),
    *((name, content) for name, content, _ in test_reference_rules.CASES),
    *((name, content) for name, content, _ in test_time_rules.CASES),
    *((name, content) for name, content, _ in test_value_rules.CASES),
    *((name, sample(name)) for name in sorted(OWN)),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_live_validator_agrees_but_where_a_reason_is_known() -> None:
    """stix2-validator, not strict, gives our verdict on every table of the rule tests, and on every sample."""
    validator = pytest.importorskip("stix2validator")
    options = validator.ValidationOptions(version="2.1")
    differing = set()
    for name, content in TABLES:
        if "objects" in content:
            continue  # it raises an error of its own on observables without id
        plain = json.loads(json.dumps(content))
        theirs = validator.validate_instance(plain, options).is_valid
        if theirs != (judge(json.dumps(plain).encode()).version is not None):
            differing.add(name)

    assert differing == DIFFERENCES.keys()


RICHER: dict[str, dict[str, Any]] = {
    "artifact": {"hashes": {"SHA-256": "0" * 64, "MD5": "1" * 32}},
    "file": {
        "hashes": {"SHA-256": "0" * 64, "SHA-1": "1" * 40},
        "extensions": {"pdf-ext": {"version": "1.7"}},
        "parent_directory_ref": f"directory--{UUID4}",
    },
    "network-traffic": {
        "start": "2026-03-01T08:00:00Z",
        "dst_port": 80,
        "extensions": {"icmp-ext": {"icmp_type_hex": "08", "icmp_code_hex": "00"}},
    },
    "software": {"version": "1", "vendor": "Ví dụ", "swid": "s"},
    "windows-registry-key": {"values": [{"name": "Foo", "data": "qwerty", "data_type": "REG_SZ"}]},
    "domain-name": {"value": "ví-dụ.example"},
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "object_type",
    sorted(
        name for name in STANDARD_TYPES if REGISTRY[name].kind is Kind.SCO and name != "process"
    ),
)
def test_the_stix2_library_computes_the_same_ids(object_type: str) -> None:
    """python-stix2 gives each observable the identifier that we give it."""
    stix2 = pytest.importorskip("stix2")
    for changes in ({}, RICHER.get(object_type, {})):
        content = sample(object_type) | changes
        del content["id"]

        assert stix2.parse(content, version="2.1").id == deterministic_id(content)


def bundles() -> list[Path]:
    """Every JSON file of the shared STIX data that is content of STIX 2.x."""
    root = shared("stix")
    names = ("oasis-examples", "extensions", "filesystem-store-2.1", "mvt", "amnesty", "tweetfeed")
    found = [path for name in names for path in sorted((root / name).rglob("*")) if path.is_file()]
    return [path for path in found if {".json", ".stix2"} & set(path.suffixes)]


def test_real_objects_keep_their_bytes_and_their_unknown_properties() -> None:
    """Each object of the examples and feeds, read leniently, comes out byte for byte and value for value."""
    kept = 0
    for path in bundles():
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for content in objects_of(json.loads(raw)):
            written = json.dumps(content, indent=1, ensure_ascii=kept % 2 == 0).encode()
            version = judge(written, lenient=True).version
            if content.get("spec_version") != "2.1":
                continue
            assert version is not None, (path.name, content["id"])
            assert (version.raw, version.content) == (written, content)
            kept += 1

    assert kept > 5000
