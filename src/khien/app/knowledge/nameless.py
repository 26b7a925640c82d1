"""Names for what has none of its own: a relationship is named by its ends, a sighting by what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from khien.model.ids import ObjectId
from khien.store import objects
from khien.store.objects import Line

NAMELESS = {
    "relationship": ("source_ref", "target_ref"),
    "sighting": ("sighting_of_ref",),
    "opinion": ("object_refs",),
}
"""Types without a name, with the properties that say what they are about."""


@dataclass(frozen=True, slots=True)
class Names:
    """For each nameless object the ids of what it is about, and a line for each of those that is here."""

    ends: Mapping[ObjectId, tuple[ObjectId, ...]]
    lines: Mapping[ObjectId, Line]


def names(tx: Connection, found: Iterable[Line]) -> Names:
    """What names the nameless among these."""
    ends: dict[ObjectId, tuple[ObjectId, ...]] = {}
    for line in found:
        pointed = [
            link.to_id
            for kind in NAMELESS.get(line.type, ())
            for link in objects.links(tx, line.object_id, "out", kind, 1)
        ]
        if pointed:
            ends[line.object_id] = tuple(pointed)
    wanted = dict.fromkeys(one for some in ends.values() for one in some)
    return Names(ends, objects.lines(tx, list(wanted)) if wanted else {})
