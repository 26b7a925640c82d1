"""A mixed corpus of STIX 2.1, the same in every run: what a national feed sends, with reserved names.

60 % indicators, 20 % relationships, 6 % sightings, 4 % threat actors, 10 % observables. One in three
has Vietnamese text, one in five names and descriptions with line feeds and quotes; patterns are of
eight shapes; a feed's usual properties come and go. Every object is sound, so that a peer which stops
at the first fault does the same work.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from bench.specimens import THEM, domain
from khien.model.stix import deterministic_id

_GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
_KINDS = (
    ("indicator", 60),
    ("relationship", 20),
    ("sighting", 6),
    ("threat-actor", 4),
    ("domain-name", 4),
    ("ipv4-addr", 2),
    ("url", 2),
    ("file", 2),
)
_TEXTS = (
    "Phishing page that copies the sign-in of a bank.",
    "Tên miền giả mạo cổng dịch vụ công, thu thập mật khẩu và mã OTP của người dân.",
    'Seen in mail that says "your parcel waits".\nThe link leads to a loader.',
    "Máy chủ điều khiển; liên hệ đầu mối trước khi chặn.",
    "Command and control of a commodity stealer, first seen in a hosting range.",
)


def corpus(count: int, seed: int = 2026) -> list[bytes]:
    """So many objects as bytes, each as a partner would send it: compact JSON in UTF-8."""
    dice = random.Random(seed)  # noqa: S311 -- specimens, not secrets
    names = [name for name, _ in _KINDS]
    kinds = dice.choices(names, weights=[weight for _, weight in _KINDS], k=count)
    return [
        json.dumps(_made(kind, number, dice), ensure_ascii=False, separators=(",", ":")).encode()
        for number, kind in enumerate(kinds)
    ]


def patterns(count: int, seed: int = 2026) -> list[str]:
    """So many different patterns, mixed as in the corpus."""
    dice = random.Random(seed)  # noqa: S311
    return [_pattern(number, dice) for number in range(count)]


def _made(kind: str, number: int, dice: random.Random) -> dict[str, Any]:
    if kind in _OBSERVED:
        content = {"type": kind, "spec_version": "2.1", "id": "", **_OBSERVED[kind](number, dice)}
        return content | {"id": deterministic_id(content)}
    created = _time(dice)
    content = {
        "type": kind,
        "spec_version": "2.1",
        "id": _id(kind, dice),
        "created_by_ref": THEM,
        "created": created,
        "modified": created if dice.random() < 0.7 else "2026-11-21T09:30:00.000Z",
        **_DOMAIN[kind](number, dice, created),
    }
    if dice.random() < 0.6:
        content["labels"] = dice.sample(["phishing", "c2", "scam", "loader", "banking"], k=2)
    if dice.random() < 0.4:
        content["confidence"] = dice.choice([15, 50, 80, 95])
    if dice.random() < 0.2:
        url = f"https://report.bench.example/{number}"
        content["external_references"] = [{"source_name": "bench", "url": url}]
    return content | {"object_marking_refs": [_GREEN]}


def _indicator(number: int, dice: random.Random, created: str) -> dict[str, Any]:
    found = {
        "name": f"Chỉ báo số {number}" if dice.random() < 0.3 else f"Indicator {number}",
        "indicator_types": ["malicious-activity"],
        "pattern": _pattern(number, dice),
        "pattern_type": "stix",
        "valid_from": created,
    }
    if dice.random() < 0.6:
        found["description"] = dice.choice(_TEXTS)
    if dice.random() < 0.3:
        found["valid_until"] = "2027-11-20T08:00:00Z"
    return found


def _relationship(_number: int, dice: random.Random, _created: str) -> dict[str, Any]:
    return {
        "relationship_type": "indicates",
        "source_ref": _id("indicator", dice),
        "target_ref": _id(dice.choice(["malware", "threat-actor", "campaign"]), dice),
    }


def _sighting(_number: int, dice: random.Random, created: str) -> dict[str, Any]:
    return {
        "sighting_of_ref": _id("indicator", dice),
        "first_seen": created,
        "last_seen": "2026-11-21T09:30:00.000Z",
        "count": dice.randrange(1, 500),
        "where_sighted_refs": [THEM],
    }


def _actor(number: int, dice: random.Random, _created: str) -> dict[str, Any]:
    return {
        "name": f"Nhóm {number}",
        "description": dice.choice(_TEXTS),
        "threat_actor_types": ["criminal"],
        "aliases": [f"Group {number}", f"APT-B{number}"],
        "primary_motivation": "personal-gain",
    }


def _pattern(number: int, dice: random.Random) -> str:
    name, address, digest = domain(number), _address(dice), _sha256(number)
    shapes: list[tuple[int, str]] = [
        (40, f"[domain-name:value = '{name}']"),
        (15, f"[ipv4-addr:value = '{address}']"),
        (15, f"[url:value = 'https://{name}/login?id={number}']"),
        (15, f"[file:hashes.'SHA-256' = '{digest}']"),
        (5, f"[domain-name:value = '{name}' OR domain-name:value = 'www.{name}']"),
        (4, f"[domain-name:value IN ('{name}', 'www.{name}', 'm.{name}')]"),
        (
            3,
            f"[network-traffic:dst_ref.value = '{address}' AND network-traffic:dst_port = 443]",
        ),
        (
            3,
            f"[file:name = 'a{number}.exe'] FOLLOWEDBY [domain-name:value = '{name}'] WITHIN 300 SECONDS",
        ),
    ]
    return dice.choices([text for _, text in shapes], weights=[weight for weight, _ in shapes])[0]


def _id(kind: str, dice: random.Random) -> str:
    return f"{kind}--{UUID(int=dice.getrandbits(128), version=4)}"


def _time(dice: random.Random) -> str:
    return f"2026-{dice.randrange(1, 11):02}-{dice.randrange(1, 29):02}T{dice.randrange(24):02}:{dice.randrange(60):02}:07.{dice.randrange(1000):03}Z"


def _address(dice: random.Random) -> str:
    return f"198.51.{dice.choice([100, 101])}.{dice.randrange(1, 255)}"


def _sha256(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


_DOMAIN: dict[str, Callable[[int, random.Random, str], dict[str, Any]]] = {
    "indicator": _indicator,
    "relationship": _relationship,
    "sighting": _sighting,
    "threat-actor": _actor,
}
_OBSERVED: dict[str, Callable[[int, random.Random], dict[str, Any]]] = {
    "domain-name": lambda number, _: {"value": domain(number)},
    "ipv4-addr": lambda _, dice: {"value": _address(dice)},
    "url": lambda number, _: {"value": f"https://{domain(number)}/login"},
    "file": lambda number, _: {"name": f"a{number}.exe", "hashes": {"SHA-256": _sha256(number)}},
}
