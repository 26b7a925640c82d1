"""Objects to put into a collection: made up, of several types, one in three versions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.conformance.subject import Content

GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"  # TLP 2.0
BASIC: dict[str, Content] = {
    "indicator": {
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    },
    "malware": {"name": "sample", "is_family": False},
    "tool": {"name": "sample"},
}


class Maker:
    """Makes new objects that one identity has created."""

    def __init__(self, creator: str) -> None:
        self._creator = creator

    def __call__(self, kind: str = "indicator", **more: Any) -> Content:  # noqa: ANN401 -- any JSON
        """A new object; arguments replace properties."""
        name = uuid4()
        own: Content = {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{name}",
            "created_by_ref": self._creator,
            "created": "2026-01-02T03:04:05.678Z",
            "modified": "2026-01-02T03:04:05.678Z",
            "object_marking_refs": [GREEN],
            **BASIC[kind],
        }
        if kind == "indicator":
            own["pattern"] = f"[domain-name:value = 'bad-{name.hex[:12]}.example.com']"
        return own | more


def seed(make: Maker) -> tuple[Content, ...]:
    """What the reading checks want to find: an object in three versions, and several others."""
    first = make()
    second = {**first, "modified": "2026-02-02T03:04:05.678Z", "name": "second"}
    third = {**first, "modified": "2026-03-02T03:04:05.678Z", "name": "third"}
    more = [make(kind) for kind in ("tool", "indicator", "malware", "indicator", "indicator")]
    return (first, make("malware"), second, third, *more)
