"""Delivery notes made by hand, true or not, and objects brought past every queue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from khien.exchange.arrivals.rows import Arrival
from khien.model.canonical import content_sha256
from khien.model.instants import taxii_time
from khien.model.signing import SigningKey, seal
from khien.people import agreements
from tests.exchange.nodes import Party


def line(content: Mapping[str, Any], **changes: str) -> dict[str, str]:
    """One line of a delivery note, true unless something is changed."""
    true = {
        "release": f"release--{uuid4()}",
        "object": content["id"],
        "version": content.get("modified", content.get("created", "")),
        "sha256": content_sha256(dict(content)),
        "purpose": "network-defence",
    }
    return true | changes


def note(
    giver: Party,
    taker: Party,
    lines: Sequence[Mapping[str, str]],
    key: SigningKey | None = None,
    /,
    **changes: object,
) -> dict[str, Any]:
    """A sealed delivery note, true unless something is changed."""
    with taker.node.store.read() as tx:
        agreed = agreements.in_force(tx, giver.name, taker.node.clock())
    true = {
        "giver": giver.name,
        "taker": taker.name,
        "time": taxii_time(giver.node.clock()),
        "delivery": f"delivery--{uuid4()}",
        "agreement": agreed.sha256 if agreed else "0" * 64,
        "items": [dict(one) for one in lines],
    }
    return seal("delivery", true | changes, key or giver.node.ourselves.key)


def raw(content: Mapping[str, Any]) -> bytes:
    """An object as it stands in an envelope."""
    return json.dumps(content, ensure_ascii=False).encode()


def deliver(
    giver: Party,
    taker: Party,
    *contents: Mapping[str, Any],
    lines: Sequence[Mapping[str, str]] | None = None,
) -> list[Arrival]:
    """Announce objects and bring them at once, past every queue."""
    told = [line(one) for one in contents] if lines is None else lines
    sealed = note(giver, taker, told)
    return bring_announced(giver, taker, sealed, [raw(one) for one in contents])


def bring_announced(
    giver: Party, taker: Party, sealed: dict[str, Any], raws: Sequence[bytes]
) -> list[Arrival]:
    """Announce with a note of one's own, then bring these bytes."""
    known = taker.partner(giver)
    taker.node.arrivals.announce(known, sealed)
    return taker.node.arrivals.admit(known, raws, sealed["payload"]["delivery"])


def outcomes(arrivals: Iterable[Arrival]) -> list[tuple[str, str]]:
    """What became of each, and why."""
    return [(one.outcome, one.reason) for one in arrivals]
