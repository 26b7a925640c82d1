"""Observables inside observed data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.stix.samples import codes, sample

CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("fine", {"type": "mutex", "name": "m"}, []),
    (
        "a wrong value",
        {"type": "file", "name": 5, "size": -1},
        ["objects.0.name", "objects.0.size"],
    ),
    ("a missing value", {"type": "domain-name"}, ["objects.0.value"]),
    ("no type", {"name": "m"}, ["objects.0.type"]),
    ("no observable", {"type": "tool", "name": "m"}, ["objects.0.type"]),
    ("the old way to point", {"type": "directory", "path": "/srv", "contains_refs": ["1"]}, []),
]


@pytest.mark.parametrize(("inner", "paths"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_embedded_observables(inner: dict[str, Any], paths: list[str]) -> None:
    """What does not fit its type is named and kept."""
    content = sample("observed-data", object_refs=..., objects={"0": inner})

    assert codes(content) == [
        ("stix.deprecated", "objects"),
        *(("stix.value", path) for path in paths),
    ]
