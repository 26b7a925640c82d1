"""Small STIX objects for the store's tests, each with only what a test is about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from khien.model.ids import ObjectId, PartnerName
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix import Version
from khien.model.stix.versions import version_from
from khien.store.objects import Added, Batch, BatchId, add_versions

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
US = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"
GREEN = TLP_2_IDS[Tlp.GREEN]


def uuid_of(number: int) -> str:
    """A well-formed version 4 UUID that is easy to tell apart."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def at(day: int, month: int = 1) -> str:
    """A day of 2026 as STIX writes it."""
    return f"2026-{month:02d}-{day:02d}T00:00:00.000Z"


def version(content: dict[str, Any]) -> Version:
    """The version of some content, its bytes as a partner would send them (not canonical)."""
    return version_from(content, json.dumps(content, ensure_ascii=False, indent=1).encode())


def thing(object_type: str, number: int, day: int = 1, **more: object) -> Version:
    """Version `day` of a domain object."""
    return version(
        {
            "type": object_type,
            "spec_version": "2.1",
            "id": f"{object_type}--{uuid_of(number)}",
            "created_by_ref": US,
            "created": at(1),
            "modified": at(day),
            **more,
        }
    )


def indicator(number: int, day: int = 1, **more: object) -> Version:
    """Version `day` of an indicator for one domain of its own."""
    own: dict[str, object] = {
        "pattern": f"[domain-name:value = 'bad{number}.example.com']",
        "pattern_type": "stix",
        "valid_from": at(1),
    }
    return thing("indicator", number, day, **(own | more))


def domain(number: int, **more: object) -> Version:
    """An observable, which has no versions."""
    return version(
        {
            "type": "domain-name",
            "id": f"domain-name--{uuid_of(number)}",
            "value": f"host{number}.example.com",
            **more,
        }
    )


def relationship(number: int, source: Version, kind: str, target: Version) -> Version:
    """A relationship between two objects."""
    ends: dict[str, Any] = {
        "source_ref": source.id,
        "relationship_type": kind,
        "target_ref": target.id,
    }
    return thing("relationship", number, **ends)


def definition(number: int, level: str, created: str = "2026-01-01T00:00:00.000Z") -> Version:
    """A marking definition of somebody's own that says a TLP level."""
    return version(
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": f"marking-definition--{uuid_of(number)}",
            "created": created,
            "definition_type": "tlp",
            "definition": {"tlp": level},
        }
    )


def batch(number: int = 1, source: str = "", **more: Any) -> Batch:  # noqa: ANN401 -- any field
    """A batch of one's own, or of a partner."""
    return Batch(BatchId(f"batch--{number}"), f"file {number}", PartnerName(source), **more)


def add(
    tx: Connection, *versions: Version, number: int = 1, source: str = "", second: int = 0
) -> list[Added]:
    """Keep some versions as one batch."""
    return add_versions(tx, versions, batch(number, source), NOW + timedelta(seconds=second))


def outcomes(added: Iterable[Added]) -> list[str]:
    """Only what became of each."""
    return [one.outcome for one in added]


def object_id(object_type: str, number: int) -> ObjectId:
    """The id that `thing` gives."""
    return ObjectId(f"{object_type}--{uuid_of(number)}")
