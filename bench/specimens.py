"""Inputs for the benches: made here, the same in every run, with reserved names only."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from khien.model.ids import ObjectId

NOW = datetime(2026, 11, 22, 0, 55, tzinfo=UTC)
US = ObjectId("identity--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a01")
THEM = ObjectId("identity--8e1f5b1c-6f0e-4f0b-9a55-0d3b1c6f2a02")
_SPACE = uuid.UUID("5f0e1d2c-3b4a-4958-8776-a5b4c3d2e1f0")


def object_id(kind: str, number: int) -> ObjectId:
    """The same id for the same number, in every run."""
    return ObjectId(f"{kind}--{uuid.uuid5(_SPACE, f'{kind} {number}')}")


def domain(number: int) -> str:
    """A name that nobody can own (RFC 2606)."""
    return f"host-{number}.bench.example"


def indicator(number: int) -> bytes:
    """An indicator as a partner sends it."""
    return json.dumps(
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": object_id("indicator", number),
            "created_by_ref": THEM,
            "created": "2026-11-20T08:00:00.000Z",
            "modified": "2026-11-21T09:30:00.000Z",
            "name": f"Tên miền lừa đảo số {number}",
            "description": "A specimen that resembles what a feed of phishing domains says.",
            "indicator_types": ["malicious-activity"],
            "pattern": f"[domain-name:value = '{domain(number)}']",
            "pattern_type": "stix",
            "valid_from": "2026-11-20T08:00:00Z",
            "labels": ["phishing"],
            "confidence": 80,
            "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
        },
        ensure_ascii=False,
    ).encode()


def bundle(count: int) -> bytes:
    """A bundle of so many indicators."""
    objects = b",".join(indicator(number) for number in range(count))
    return (
        b'{"type":"bundle","id":"'
        + object_id("bundle", 0).encode()
        + b'","objects":['
        + objects
        + b"]}"
    )


def dns_log(lines: int) -> list[bytes]:
    """A DNS log of Zeek in which every hundredth name is one of the first hundred domains."""
    head = [
        b"#separator \\x09",
        b"#path\tdns",
        b"#fields\tts\tid.orig_h\tid.resp_h\tquery",
        b"#types\ttime\taddr\taddr\tstring",
    ]
    names = (
        domain(n // 100 % 100) if n % 100 == 0 else f"www.site-{n}.example" for n in range(lines)
    )
    return head + [
        f"{1_795_000_000 + n}.5\t192.0.2.{n % 254 + 1}\t198.51.100.53\t{name}".encode()
        for n, name in enumerate(names)
    ]


def mixed(count: int, creator: ObjectId = THEM, first: int = 0) -> Iterator[bytes]:
    """Six indicators, two relationships, a sighting and an actor in every ten, each another one."""
    for number in range(first, first + count):
        place = number % 10
        if place < 6:
            yield indicator(number).replace(THEM.encode(), creator.encode())
            continue
        kind = "relationship" if place < 8 else "sighting" if place == 8 else "threat-actor"
        yield json.dumps(
            {
                "type": kind,
                "spec_version": "2.1",
                "id": object_id(kind, number),
                "created_by_ref": creator,
                "created": "2026-11-20T08:00:00.000Z",
                "modified": "2026-11-21T09:30:00.000Z",
                "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
                **_own_part(kind, number),
            }
        ).encode()


def _own_part(kind: str, number: int) -> dict[str, object]:
    if kind == "relationship":
        return {
            "relationship_type": "indicates",
            "source_ref": object_id("indicator", number - 6),
            "target_ref": object_id("malware", number % 50),
        }
    if kind == "sighting":
        return {
            "sighting_of_ref": object_id("indicator", number - 4),
            "first_seen": "2026-11-20T08:00:00Z",
            "last_seen": "2026-11-20T09:00:00Z",
            "count": 3,
        }
    return {"name": f"Actor {number}", "threat_actor_types": ["crime-syndicate"]}
