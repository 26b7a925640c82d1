"""Whose UUID an identifier carries."""

from __future__ import annotations

from uuid import uuid5

import pytest

from khien.model.stix import judge_object
from khien.model.stix.identifiers import SCO_NAMESPACE
from khien.model.stix.identity_rules import identifier_fits
from khien.model.stix.registry import Kind
from tests.model.stix.samples import UUID4, codes, sample


def test_an_observable_with_another_id_is_a_finding() -> None:
    """A random id, or that of other content, is kept and said."""
    assert codes(sample("mutex", id=f"mutex--{UUID4}")) == [("stix.deterministic-id", "id")]


def test_where_nothing_contributes_a_uuid4_is_due() -> None:
    """A process never has a UUIDv5."""
    uuid = uuid5(SCO_NAMESPACE, "x")

    assert codes(sample("process", id=f"process--{uuid}")) == [("stix.uuid-version", "id")]


def test_unlisted_hashes_leave_the_id_open() -> None:
    """Producers differ in what they make of a hash that the standard does not list."""
    uuid = uuid5(SCO_NAMESPACE, "x")
    content = sample(
        "artifact",
        id=f"artifact--{uuid}",
        payload_bin=...,
        url="https://example.com",
        hashes={"TLSH": "0" * 70},
    )

    assert codes(content) == []


@pytest.mark.parametrize("name", ["Tool", '{"name":"Tool"}', "tool:Tool"])
def test_domain_objects_keep_out_of_the_namespace_of_observables(name: str) -> None:
    """A UUIDv5 that is plainly made there is refused; any other UUIDv5 passes."""
    taken = f"tool--{uuid5(SCO_NAMESPACE, name)}"
    free = f"tool--{uuid5(SCO_NAMESPACE, 'something else')}"

    assert codes(sample("tool", id=taken)) == [("stix.id-namespace", "id")]
    loud = f"tool--{taken[-36:].upper()}"
    assert codes(sample("tool", id=loud)) == [("stix.id-namespace", "id")]
    assert codes(sample("tool", id=free)) == []
    like = taken[:-1] + ("0" if taken[-1] != "0" else "1")
    assert codes(sample("tool", id=like)) == []


def test_a_nameless_object_cannot_be_traced() -> None:
    """Without a name there is nothing to compare with."""
    content = sample("note", id=f"note--{uuid5(SCO_NAMESPACE, 'x')}")

    assert codes(content) == []


def test_a_finding_names_the_identifier_that_is_due() -> None:
    """Whoever made the object can mend it from what is said."""
    due = sample("mutex")["id"]
    process = sample("process", id=f"process--{uuid5(SCO_NAMESPACE, 'x')}")

    found = [
        *identifier_fits(sample("mutex", id=f"mutex--{UUID4}"), Kind.SCO),
        *identifier_fits(process, Kind.SCO),
    ]

    assert [(one.code, one.path, one.detail) for one in found] == [
        ("stix.deterministic-id", "id", due),
        ("stix.uuid-version", "id", "4"),
    ]


def test_content_that_is_not_json_makes_no_id() -> None:
    """It is refused as no JSON; the id is not asked."""
    content = sample("file", name="a") | {"extensions": {"x-ext": {"a": frozenset({1})}}}

    assert [finding.code for finding in judge_object(content, b"").findings] == ["stix.not-json"]
