"""Which type each reference may point to."""

from __future__ import annotations

from typing import Any

import pytest

from khien.model.stix.reference_rules import FAMILIES, NAMED
from khien.model.stix.registry import REGISTRY, Kind
from tests.model.stix.samples import MARKING, UUID4, codes, sample

NAMES = [(owner, name) for owner, table in NAMED.items() for name in table]
BROAD = [(owner, name) for owner, table in FAMILIES.items() for name in table]


def pointing(owner: str, name: str, target: str) -> list[tuple[str, str]]:
    """The findings about one reference of an otherwise valid object."""
    path = f"{name}.[0]" if name.endswith("s") else name
    object_id = f"{target}--{UUID4}"
    value = [object_id] if name.endswith("s") else object_id
    found = codes(sample(owner, **{name: value}))
    return [finding for finding in found if finding[1] == path]


@pytest.mark.parametrize(("owner", "name"), NAMES)
def test_named_references_take_their_types_and_no_other(owner: str, name: str) -> None:
    """Each type that the standard names passes; a report passes nowhere, nor does a stranger's type."""
    for target in NAMED[owner][name]:
        assert pointing(owner or "tool", name, target) == []
    for target in ("report", "x-thing"):
        assert [code for code, _ in pointing(owner or "tool", name, target)] == [
            "stix.reference-type"
        ]


@pytest.mark.parametrize(("owner", "name"), BROAD)
def test_broad_references_take_a_family(owner: str, name: str) -> None:
    """Every known type of the family passes, strangers' types pass, bundles and other families do not."""
    allowed = FAMILIES[owner][name]
    targets = {kind: entry.name for entry in REGISTRY.values() for kind in (entry.kind,)}
    for kind, target in targets.items():
        assert (pointing(owner, name, target) == []) == (kind in allowed)
    assert pointing(owner, name, "x-thing") == []
    assert pointing(owner, name, "bundle")
    assert Kind.META not in allowed


CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("no identifier", sample("network-traffic", src_ref="0"), [("stix.reference", "src_ref")]),
    ("a report of a bundle", sample("report", object_refs=[f"bundle--{UUID4}"]), [("stix.reference-type", "object_refs.[0]")]),
    ("a stranger's property", sample("tool", x_home_ref="nowhere", x_more_refs=[f"tool--{UUID4}"]), [
        ("stix.unknown-property", "x_home_ref"), ("stix.unknown-property", "x_more_refs"), ("stix.value", "x_home_ref"),
    ]),
    ("a translation of a translation", sample("language-content", object_ref=f"language-content--{UUID4}"), [("stix.reference-type", "object_ref")]),
    ("a marking on itself", sample("marking-definition", object_marking_refs=[f"marking-definition--{UUID4}"]), [("stix.marking-circle", "object_marking_refs")]),
    ("a marking on a part of itself", sample("marking-definition", granular_markings=[{"selectors": ["definition"], "marking_ref": f"marking-definition--{UUID4}"}]), [
        ("stix.marking-circle", "granular_markings"),
    ]),
    ("a marking on a marking", sample("marking-definition", object_marking_refs=[MARKING]), []),
    ("a mail part", sample("email-message", is_multipart=True, body_multipart=[{"body_raw_ref": f"file--{UUID4}"}, {"body": "x"}]), []),
    ("a mail part that is a tool", sample("email-message", is_multipart=True, body_multipart=[{"body_raw_ref": f"tool--{UUID4}"}]), [
        ("stix.reference-type", "body_multipart.[0].body_raw_ref"),
    ]),
    ("an archive", sample("file", extensions={"archive-ext": {"contains_refs": [f"file--{UUID4}", f"mutex--{UUID4}"], "comment": "x"}}), [
        ("stix.reference-type", "extensions.archive-ext.contains_refs.[1]"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_other_references(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Nested references, circles, and references that are no identifiers."""
    assert codes(content) == sorted(expected)
