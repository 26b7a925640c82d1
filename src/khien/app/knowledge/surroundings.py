"""Everything that the page of one object says, read in one picture of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from khien.app.knowledge.naming import titles
from khien.app.knowledge.portraying import Fact, Portrait, Shape, portrait
from khien.app.knowledge.sightings import Timeline, timeline
from khien.app.knowledge.tagging import meanings
from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.rows import Kept as Receipt
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID, Marking, marking_of
from khien.model.stix import Finding, judge
from khien.store import objects
from khien.store.objects import Direction, Kept, Line, Link, Origin, Withdrawal

FEW: Final = 12  # of one kind of link on the page; the rest is a page of its own
MOST_OPINIONS: Final = 30
MOST_VERSIONS: Final = 50
MOST_CROSSINGS: Final = 200
MOST_FINDINGS: Final = 20
ENDS: Final = frozenset({"source_ref", "target_ref", "sighting_of_ref", "created_by_ref"})
"""Incoming links that the page shows otherwise: as relationships and sightings, or not at all."""


@dataclass(frozen=True, slots=True)
class Kin:
    """The links of one kind; `more` tells that there are others. In each pair the other end comes second."""

    direction: Direction
    kind: str
    links: tuple[Link, ...]
    more: bool

    @property
    def is_relationship(self) -> bool:
        """Whether relationship objects say so, rather than a property."""
        return bool(self.links) and self.links[0].relationship

    def other(self, link: Link) -> ObjectId:
        """The object at the other end."""
        return link.to_id if self.direction == "out" else link.from_id


@dataclass(frozen=True, slots=True)
class Crossing:
    """One release of the object, or of a redacted copy of it, with every receipt for it, oldest first."""

    release: Release
    receipts: tuple[Receipt, ...]

    @property
    def last(self) -> Receipt | None:
        """The newest receipt of the partner."""
        return self.receipts[-1] if self.receipts else None


@dataclass(frozen=True, slots=True)
class About:
    """One object: the version that counts, and what surrounds it. `lines` has every object named here."""

    kept: Kept
    portrait: Portrait
    marking: Marking
    origins: tuple[Origin, ...]
    withdrawals: tuple[Withdrawal, ...]
    versions: tuple[Kept, ...]
    kin: tuple[Kin, ...]
    remarks: tuple[Kept, ...]  # notes and opinions about it
    sightings: Timeline
    crossings: tuple[Crossing, ...]
    findings: tuple[Finding, ...]  # what this node remarks on its form
    lines: Mapping[ObjectId, Line]
    tags: Mapping[str, Mapping[str, str]]  # what its tags mean


def about(node: Node, object_id: str) -> About:
    """Everything about an object.

    Raises:
        NotFoundError: it is not here.
    """
    with node.store.read() as tx:
        kept = objects.current(tx, ObjectId(object_id))
        if kept is None:
            raise NotFoundError("object", object_id[:200])
        content = kept.content
        seen = portrait(content, titles(tx, [object_id]).get(object_id, ""))
        kin = _kin(tx, kept.object_id)
        remarks = _remarks(tx, kept.object_id)
        named = [kin_.other(link) for kin_ in kin for link in kin_.links]
        named += [ObjectId(one) for one in _named((*seen.facts, *seen.frame))]
        named += [ObjectId(one.created_by_ref) for one in remarks if one.created_by_ref]
        return About(
            kept=kept,
            portrait=seen,
            marking=marking_of(content, _definitions(tx, content)),
            origins=tuple(objects.sources(tx, kept.seq)),
            withdrawals=tuple(objects.withdrawals(tx, kept.object_id)),
            versions=tuple(objects.versions(tx, kept.object_id, MOST_VERSIONS)),
            kin=kin,
            remarks=remarks,
            sightings=timeline(tx, kept.object_id),
            crossings=crossings(tx, kept.object_id),
            findings=judge(kept.raw, lenient=True).findings[:MOST_FINDINGS],
            lines=objects.lines(tx, list(dict.fromkeys(named))),
            tags=meanings(tx, node.ourselves.identity, content),
        )


def tell_read(node: Node, object_id: str) -> None:
    """Tell the partners that brought an object that a person reads it; once, and nothing is written after."""
    with node.store.read() as tx:
        came = arrival_rows.of_object(tx, [object_id]).get(object_id, [])
        told = receipt_rows.told(tx, [one.id for one in came], Outcome.READ.value)
    if any((one.id, one.partner) not in told for one in came):
        node.receipts.tell([object_id], Outcome.READ)


def crossings(tx: Connection, object_id: ObjectId) -> tuple[Crossing, ...]:
    """Who has the object: its releases and those of its redacted copies, the newest first."""
    found = [*release_rows.of_object(tx, object_id), *release_rows.copies_of(tx, object_id)]
    found = sorted(found, key=lambda one: (one.published, one.id), reverse=True)[:MOST_CROSSINGS]
    receipts: dict[str, list[Receipt]] = {}
    for receipt in receipt_rows.of_releases(tx, [one.id for one in found]):
        if receipt.direction == "taken":
            receipts.setdefault(receipt.release, []).append(receipt)
    return tuple(Crossing(one, tuple(receipts.get(one.id, ()))) for one in found)


def _kin(tx: Connection, object_id: ObjectId) -> tuple[Kin, ...]:
    found = []
    directions: tuple[Direction, ...] = ("out", "in")
    for direction in directions:
        for kind in objects.link_kinds(tx, object_id, direction):
            if (direction == "in" and kind in ENDS) or kind == "created_by_ref":
                continue
            some = objects.links(tx, object_id, direction, kind, FEW + 1)
            shown = [one for one in some[:FEW] if _is_news(one, direction)]
            if shown:
                found.append(Kin(direction, kind, tuple(shown), len(some) > FEW))
    return tuple(found)


def _is_news(link: Link, direction: Direction) -> bool:
    """Whether nothing else on the page says it: a fact of the object, or a note about it."""
    if direction == "out":
        return link.relationship
    return not link.from_id.startswith(("note--", "opinion--"))


def _remarks(tx: Connection, object_id: ObjectId) -> tuple[Kept, ...]:
    found = [
        link.from_id
        for prefix in ("note--", "opinion--")
        for link in objects.links(tx, object_id, "in", "object_refs", MOST_OPINIONS, prefix=prefix)
    ]
    kept = objects.currents(tx, found).values()
    usable = [one for one in kept if not one.withdrawn and not one.revoked]
    return tuple(sorted(usable, key=lambda one: one.seq, reverse=True))


def _named(facts: Iterable[Fact]) -> Iterable[str]:
    for fact in facts:
        if fact.shape is Shape.REF:
            yield from fact.values
        elif fact.shape is Shape.GROUP:
            for group in fact.values:
                yield from _named(group)


def _definitions(tx: Connection, content: Mapping[str, Any]) -> dict[ObjectId, Mapping[str, Any]]:
    """The definitions of the markings that the object carries, of those that are here."""
    found = objects.currents(tx, _marks(content))
    return {object_id: kept.content for object_id, kept in found.items()}


def _marks(content: Mapping[str, Any]) -> Sequence[ObjectId]:
    parts = content.get("granular_markings")
    own = content.get("object_marking_refs")
    refs = list(own) if isinstance(own, list) else []
    some = parts if isinstance(parts, list) else []
    refs += [part.get("marking_ref") for part in some if isinstance(part, Mapping)]
    return [ObjectId(ref) for ref in refs if isinstance(ref, str) and ref not in TLP_OF_ID]
