"""From a log to the partners: match, keep the sightings, and give them back to who told us."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from khien.app.hunting import history_of
from khien.app.wiring import Node
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.store import objects
from khien.watch import Hit, Matched, Validity
from khien.watch.desk import Told


@dataclass(frozen=True, slots=True)
class Sighted:
    """One hit: the sighting that we keep of it, and who had told us of the indicator ('' : nobody)."""

    hit: Hit
    sighting: str
    source: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one log gave."""

    matched: Matched
    sighted: tuple[Sighted, ...]
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """How a log is matched and what becomes of the hits.

    `publish` empty keeps the sightings here; else it is the purpose for which they go back.
    """

    validity: Validity
    tlp: Tlp
    publish: Purpose | None
    author: str
    clients: bool


def sweep(node: Node, path: Path, search: Search, told: Told | None = None) -> Sweep:
    """Match a log against every indicator in force; keep, and if wished give back, the sightings.

    A sighting goes only to the partner that its indicator came from, through the gate like
    everything else. No client's address is ever in one. `told` hears how far the file is read.

    Raises:
        LogFileError: the file cannot be read to its end; nothing was kept.
        KhienError: the log was to go into the history and cannot; no sighting was kept.
    """
    node.watch.catch_up()
    found = node.watch.match_file(
        path,
        node.clock(),
        validity=search.validity,
        clients=search.clients,
        marking_refs=[TLP_2_IDS[search.tlp]],
        told=told,
    )
    if node.settings.history.keep_matched:
        history_of(node).keep_file(path, node.clock())
    raws = [msgspec.json.encode(sighting) for sighting in found.sightings]
    if raws:
        node.workspace.add("watch", raws)
    node.receipts.tell([hit.object_id for hit in found.matched.hits], Outcome.ACTED)
    sources = _sources(node, [hit.object_id for hit in found.matched.hits])
    sighted = tuple(
        Sighted(hit, sighting["id"], sources[hit.object_id])
        for hit, sighting in zip(found.matched.hits, found.sightings, strict=True)
    )
    return Sweep(found.matched, sighted, tuple(_give_back(node, sighted, search)))


def _sources(node: Node, ids: list[ObjectId]) -> dict[ObjectId, str]:
    with node.store.read() as tx:
        current = objects.currents(tx, ids)
    return {one: current[one].source if one in current else "" for one in ids}


def _give_back(node: Node, sighted: tuple[Sighted, ...], search: Search) -> list[Release]:
    if search.publish is None:
        return []
    by_source: dict[str, list[str]] = {}
    for one in sighted:
        if one.source:
            by_source.setdefault(one.source, []).append(one.sighting)
    releases: list[Release] = []
    for source, sightings in by_source.items():
        wanted = Publication(tuple(sightings), search.publish, search.author, (source,))
        releases += node.releases.publish(wanted)
    return releases
