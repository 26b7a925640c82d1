"""From a log to the partners: match, keep the sightings, and give them back to who told us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from khien.app.hunting import history_of
from khien.app.knowledge.claims import sources_of
from khien.app.wiring import Node
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.model.agreement import Purpose
from khien.model.errors import NotFoundError
from khien.model.marking import TLP_2_IDS, Tlp
from khien.model.stix.known_extensions import CLIENTS
from khien.people.agreements import in_force_now
from khien.people.keys import FOLDER as KEYS
from khien.people.partners import list_partners
from khien.watch import Hit, Matched, MatchResult, Validity, Wish
from khien.watch.clients import ClientGroups, Pseudonyms
from khien.watch.fields import Chosen
from khien.watch.files import STDIN, LogFileError, Told
from khien.watch.handling import Handling, Use

CLIENT_KEYS: Final = f"{KEYS}/clients"  # in the node's home, one key a month
MOST_NAMED: Final = 1_000  # hits of one sweep of which every source is looked up
MOST_CLIENTS: Final = 1_000  # that one sighting tells apart


@dataclass(frozen=True, slots=True)
class Sighted:
    """One hit: the sighting that we keep of it, and who had told us of the indicator ('' : nobody)."""

    hit: Hit
    sighting: str
    source: str
    handling: Handling
    sources: tuple[
        str, ...
    ] = ()  # everybody who claims one of its values, where they were looked up


@dataclass(frozen=True, slots=True)
class Sweep:
    """What logs gave; `withheld` counts by reason the hits that may not count, `broken` could not be read."""

    matched: Matched
    sighted: tuple[Sighted, ...]
    releases: tuple[Release, ...]
    withheld: Mapping[str, int]
    logs: tuple[tuple[str, Matched], ...]
    broken: tuple[LogFileError, ...] = ()


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
    columns: Chosen | None = None
    above: int | None = None  # None: as the settings say


def wish_of(node: Node, search: Search, use: Use = Use.LOGS) -> Wish:
    """The same for the matcher, with what the node's settings add."""
    settings = node.settings.watch
    groups = ClientGroups(settings.groups)
    # Kept beside a hit where anybody may be told of them; who asked for none is shown none.
    return Wish(
        validity=search.validity,
        clients=search.clients or _anybody_may_be_told(node),
        use=use,
        above=settings.above if search.above is None else search.above,
        columns=search.columns,
        group_of=groups.of if groups else None,
        marking_refs=[TLP_2_IDS[search.tlp]],
    )


def sweep(node: Node, paths: Sequence[Path], search: Search, told: Told | None = None) -> Sweep:
    """Match logs against every indicator in force; keep, and if wished give back, the sightings.

    A sighting goes only to the partner that its indicator came from, through the gate like
    everything else. No client's address is ever in one. `told` hears how far the file is read.
    What the settings let go into the history too are files: standard input is read once.

    Raises:
        LogFileError: no file can be read to its end; nothing was kept.
        NoZstdError: a file is compressed with zstd, which cannot be read here; nothing was kept.
        KhienError: the log was to go into the history and cannot; no sighting was kept.
    """
    node.watch.catch_up()
    found = node.watch.match_files(paths, node.clock(), wish_of(node, search), told)
    if node.settings.history.keep_matched:
        for path in (one for one in paths if one not in found.broken and one != STDIN):
            history_of(node).keep_file(path, node.clock(), search.columns)
    return settle(node, found, search)


def settle(node: Node, found: MatchResult, search: Search) -> Sweep:
    """Keep what was matched, tell the sources that it was acted on, and give back what is wished."""
    told = _Told(node)
    raws = [
        msgspec.json.encode(sighting | told.of(hit, found.handlings[hit.object_id].source))
        for hit, sighting in zip(found.matched.hits, found.sightings, strict=True)
    ]
    if raws:
        node.workspace.add("watch", raws)
    node.receipts.tell([hit.object_id for hit in found.matched.hits], Outcome.ACTED)
    named = _claimants(node, found.matched.hits)
    sighted = tuple(
        Sighted(
            hit,
            sighting["id"],
            found.handlings[hit.object_id].source,
            found.handlings[hit.object_id],
            named.get(hit.object_id, ()),
        )
        for hit, sighting in zip(found.matched.hits, found.sightings, strict=True)
    )
    releases = tuple(_give_back(node, sighted, search))
    broken = tuple(found.broken.values())
    return Sweep(found.matched, sighted, releases, found.withheld, found.logs, broken)


def _claimants(node: Node, hits: Sequence[Hit]) -> dict[str, tuple[str, ...]]:
    """Everybody who claims what was hit, by indicator; of the first hits of a large sweep."""
    if not hits:
        return {}
    with node.store.read() as tx:
        some = hits[:MOST_NAMED]
        return {one.object_id: tuple(sources_of(tx, one.values)) for one in some}


class _Told:
    """What a sighting may tell of clients: their pseudonyms, where the agreement with its reader says so."""

    def __init__(self, node: Node) -> None:
        self._node, self._now = node, node.clock()
        self._pseudonyms = Pseudonyms(node.home / CLIENT_KEYS)
        self._may: dict[str, bool] = {"": False}

    def of(self, hit: Hit, source: str) -> dict[str, list[str]]:
        if source not in self._may:
            self._may[source] = _may_be_told(self._node, source, self._now)
        if not self._may[source] or not hit.clients:
            return {}
        at = hit.last_seen or self._now
        shown = sorted(self._pseudonyms.of(one, at) for one in hit.clients[:MOST_CLIENTS])
        return {CLIENTS: shown}


def _may_be_told(node: Node, partner: str, now: datetime) -> bool:
    try:
        signed = in_force_now(node.store, partner, now)
    except NotFoundError:  # a feed, or somebody who is no partner any more
        return False
    return signed is not None and signed.agreement.client_addresses


def _anybody_may_be_told(node: Node) -> bool:
    with node.store.read() as tx:
        names = [partner.name for partner in list_partners(tx)]
    return any(_may_be_told(node, name, node.clock()) for name in names)


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
