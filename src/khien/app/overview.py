"""What a node can be asked without changing it, where a desk has no question of its own for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from khien.app.knowledge.naming import titles, titles_of_stopped
from khien.app.knowledge.tagging import meanings
from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.feeds import rows as feed_rows
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_OF_ID
from khien.people.partners import list_partners
from khien.store import objects
from khien.store.objects import BatchId, Kept


def releases(
    node: Node, *, state: State | None = None, partner: str = "", object_id: str = ""
) -> list[Release]:
    """Releases in the order of their publication; each filter that is given narrows the list."""
    with node.store.read() as tx:
        if not object_id:
            return release_rows.listed(tx, state=state, partner=partner)
        found = release_rows.of_object(tx, object_id)
    return [r for r in found if (state is None or r.state is state) and partner in {"", r.partner}]


def arrival(node: Node, arrival_id: str) -> list[Arrival]:
    """The arrivals with that id; two partners could give the same one.

    Raises:
        NotFoundError: there is none.
    """
    with node.store.read() as tx:
        found = arrival_rows.named(tx, arrival_id)
    if not found:
        raise NotFoundError("arrival", arrival_id)
    return found


@dataclass(frozen=True, slots=True)
class Arrived:
    """One page of arrivals: the titles of what came, and whether more follow."""

    arrivals: list[Arrival]
    titles: dict[str, str]
    partners: list[str]
    more: bool


def arrived(
    node: Node, outcome: str, partner: str, after: tuple[int, str] | None, limit: int = 50
) -> Arrived:
    """Arrivals with one outcome; those that wait the oldest first, others the newest first."""
    with node.store.read() as tx:
        found = arrival_rows.turned(tx, outcome, partner, after, limit + 1)
        shown = found[:limit]
        stopped = titles_of_stopped(tx, [one.id for one in shown])
        found_titles = stopped | titles(tx, sorted({one.object_id for one in shown}))
        names = [str(one.name) for one in list_partners(tx)]
    return Arrived(shown, found_titles, names, len(found) > limit)


def own_objects(node: Node) -> list[str]:
    """The ids of everything in force that we brought in ourselves.

    What a feed gave is somebody else's word: who wants to pass it on names it.
    """
    with node.store.read() as tx:
        foreign = feed_rows.brought(tx)
        ours = (k.object_id for k in objects.in_force(tx) if _is_ours(k))
        return [one for one in ours if one not in foreign]


def objects_of_batch(node: Node, batch_id: str) -> list[str]:
    """The ids of everything in force that one import brought, also what was known before.

    Raises:
        NotFoundError: there is no such batch.
    """
    with node.store.read() as tx:
        if objects.batch(tx, BatchId(batch_id)) is None:
            raise NotFoundError("batch", batch_id)
        return [k.object_id for k in objects.in_force(tx) if _came_with(tx, k, batch_id)]


def read_object(node: Node, object_id: str) -> dict[str, Any]:
    """Everything about an object, for a person; the partner that brought it is told that it was read.

    Raises:
        NotFoundError: it is not here.
    """
    found = everything_about(node, object_id)
    node.receipts.tell([object_id], Outcome.READ)
    return found


def everything_about(node: Node, object_id: str) -> dict[str, Any]:
    """One object: its content as it came, its versions, sources, links and releases.

    Raises:
        NotFoundError: it is not here.
    """
    with node.store.read() as tx:
        kept = objects.current(tx, ObjectId(object_id))
        if kept is None:
            raise NotFoundError("object", object_id)
        return {
            "id": kept.object_id,
            "type": kept.type,
            "version": kept.modified,
            "sha256": kept.sha256,
            "tlp": kept.tlp.value,
            "tlp_declared": kept.declared,
            "revoked": kept.revoked,
            "withdrawn": kept.withdrawn,
            "sources": [origin.source or "own" for origin in objects.sources(tx, kept.seq)],
            "author": kept.author,
            "batch": kept.batch_id,
            "added": kept.added,
            "versions": [
                {"version": v.modified, "sha256": v.sha256, "conflict": v.conflict}
                for v in objects.versions(tx, kept.object_id)
            ],
            "links": [
                {"from": link.from_id, "kind": link.kind, "to": link.to_id}
                for link in objects.related(tx, kept.object_id)
            ],
            "releases": [
                {"id": r.id, "partner": r.partner, "state": r.state.value, "version": r.modified}
                for r in release_rows.of_object(tx, kept.object_id)
            ],
            "tags": meanings(tx, node.ourselves.identity, kept.content),
            "object": kept.content,
        }


def _is_ours(kept: Kept) -> bool:
    return not kept.source and kept.object_id not in TLP_OF_ID


def _came_with(tx: Connection, kept: Kept, batch_id: str) -> bool:
    if kept.object_id in TLP_OF_ID:
        return False
    return kept.batch_id == batch_id or any(
        origin.batch_id == batch_id for origin in objects.sources(tx, kept.seq)
    )
