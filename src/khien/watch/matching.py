"""Observations against the index: hits, gathered per indicator and client group, and their sightings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace as changed

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue
from khien.watch.logs import Observation, Passed, Read, Unreadable
from khien.watch.observing import Fulfilled, Observing
from khien.watch.rules import Entry, IndicatorIndex

SIGHTING_COUNT_LIMIT = 999_999_999  # STIX 2.1 §5.2, count
OBSERVATIONS_KEPT = 100  # by which a hit is told; all are counted
UNREADABLE_KEPT = 1_000  # lines that are reported one by one; all are counted
UNREADABLE_LAST = 10  # of live traffic, the last ones; all are counted


class Validity(StrEnum):
    """At which instant an indicator must be in force to hit."""

    NOW = "now"  # what is in force today, also in old logs: was it here before we knew?
    EVENT = "event"  # what was in force when the line was written; without a time, today


class Hit(msgspec.Struct, frozen=True, eq=False, gc=False):  # no circle can begin in one
    """One indicator was seen, by clients of one group (empty: of none).

    `count` is the number of lines; a line that sums up several events counts as many. `values` are
    the indicator's values that were touched. The times are None when no line has one. `clients` stays
    empty unless it was asked for. `line` is the number of the first line in which it was, `log` the
    file where several were read. `observations` are the first that fulfilled its pattern, where it has
    one: ids of observed data, or lines as `dns:12`.
    """

    object_id: ObjectId
    version: int
    values: tuple[IndicatorValue, ...]
    count: int
    first_seen: datetime | None
    last_seen: datetime | None
    clients: tuple[str, ...]
    line: int = 0
    group: str = ""
    log: str = ""
    observations: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Whether both say the same of the same indicator, whichever line told it first."""
        return isinstance(other, Hit) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[object, ...]:
        seen = (self.count, self.first_seen, self.last_seen)
        return (self.object_id, self.version, self.values, seen, self.clients, self.group)


@dataclass(frozen=True, slots=True)
class Matched:
    """What one log gave.

    `lines` counts all that were read, `without_values` those with nothing to look up, and
    `unreadable_count` those that could not be read, of which the first thousand are listed; `reasons`
    counts all of them by code. `unanswered` names the indicators whose pattern could not be evaluated, or
    not on every line, and why.
    """

    hits: tuple[Hit, ...]
    lines: int
    without_values: int
    unreadable_count: int
    unreadable: tuple[Unreadable, ...]
    reasons: Mapping[str, int] = field(default_factory=dict, compare=False)
    unanswered: Mapping[ObjectId, MalformedError] = field(default_factory=dict, compare=False)


class _Gathered(msgspec.Struct, gc=False):  # no circle can begin in one
    version: int
    line: int
    log: str = ""
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    values: dict[IndicatorValue, None] = {}
    clients: set[str] | None = None
    observations: tuple[str, ...] = ()

    def fulfil(self, one: Fulfilled) -> None:
        """A pattern became true: once more, with these observations and at these times."""
        self.count += 1
        self.values[one.value] = None
        for at in (one.first, one.last):
            if at is not None:
                self._seen(at)
        if len(self.observations) < OBSERVATIONS_KEPT:
            self.observations = tuple(dict.fromkeys((*self.observations, *one.names)))

    def take(self, entries: Sequence[Entry], observation: Observation, *, clients: bool) -> None:
        self.count += observation.count
        for entry in entries:
            self.values[entry.value] = None
        if observation.at is not None:
            self._seen(observation.at)
            if observation.since is not None:
                self._seen(observation.since)
        # The indicator's own address is no secret of ours; every other one is a client of ours.
        client = observation.client if clients else ""
        if client and all(entry.text != client for entry in entries):
            self.asked_by(client)

    def asked_by(self, client: str) -> None:
        """It is one of ours."""
        if self.clients is None:
            self.clients = set()
        self.clients.add(client)

    def _seen(self, at: datetime) -> None:
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at


Key: TypeAlias = tuple[ObjectId, str]
"""What hits are gathered by: the indicator, and the group of the client."""

GroupOf: TypeAlias = Callable[[str], str]
"""The group of a client's address; empty for none."""


class Gathering:
    """Gathers hits while lines come, for a file or for one window of time after the other."""

    def __init__(
        self,
        index: IndicatorIndex,
        *,
        validity: Validity = Validity.NOW,
        clients: bool = False,
        group_of: GroupOf | None = None,
    ) -> None:
        """As `match` takes them."""
        self._index, self._validity, self._clients = index, validity, clients
        self._group_of = group_of
        self._observing = Observing(index.patterns)
        self._hits: dict[Key, _Gathered] = {}
        self._begin()

    def _begin(self) -> None:
        self._unreadable: list[Unreadable] = []
        self._reasons = Counter[str]()
        self._read = self._empty = 0

    def take(self, line: Read, now: datetime, log: str = "") -> None:
        """Look up everything in one line; `log` is where it comes from, where there are several."""
        if isinstance(line, Passed):
            self._read += line.lines
            self._empty += line.without_values
            return
        if isinstance(line, Unreadable):
            self._reasons[line.code] += 1
            if len(self._unreadable) < UNREADABLE_KEPT:
                self._unreadable.append(line)
            return
        self._read += 1
        self._empty += not line.values
        at = line.at if self._validity is Validity.EVENT and line.at is not None else now
        touched = self._index.touched(line.values, at)
        for object_id, entries in touched.items():
            one = self._hit_of(object_id, entries[0].version, line, log)
            one.take(entries, line, clients=self._clients)
        if not len(self._index.patterns):
            return
        for fulfilled in self._observing.take(line, at, touched):
            asked = fulfilled.asked
            one = self._hit_of(asked.object_id, asked.version, line, log)
            one.fulfil(fulfilled)
            # In its text it is the indicator's own, and no client of ours.
            if self._clients and line.client not in asked.text:
                one.asked_by(line.client)

    def _hit_of(self, object_id: ObjectId, version: int, line: Observation, log: str) -> _Gathered:
        group = self._group_of(line.client) if self._group_of else ""
        one = self._hits.get((object_id, group))
        if one is None:
            one = self._hits[object_id, group] = _Gathered(version, line.line, log)
        return one

    def drain_hits(self, wanted: Callable[[Key], bool] = lambda _: True) -> tuple[Hit, ...]:
        """The hits alone; what is counted goes on being counted."""
        hits = tuple([_hit(key, one) for key, one in self._hits.items() if wanted(key)])
        for hit in hits:
            del self._hits[hit.object_id, hit.group]
        return hits

    def drain(self, wanted: Callable[[Key], bool] = lambda _: True) -> Matched:
        """What was gathered since the last time: the counts, and those hits that are wanted.

        The others stay and go on gathering.
        """
        hits = self.drain_hits(wanted)
        unread, reasons = tuple(self._unreadable), self._reasons
        unanswered = {**self._index.patterns.refused, **self._observing.unanswered}
        found = Matched(hits, self._read, self._empty, reasons.total(), unread, reasons, unanswered)
        self._begin()
        return found


def match(
    lines: Iterable[Read],
    index: IndicatorIndex,
    now: datetime,
    *,
    validity: Validity = Validity.NOW,
    clients: bool = False,
    group_of: GroupOf | None = None,
) -> Matched:
    """Look up everything that was observed, and gather the hits per indicator and client group.

    Args:
        lines: what `read_log` or an engine's reader gives; read once, never held in memory.
        index: may change meanwhile.
        now: aware.
        validity: at which instant an indicator must be in force.
        clients: whether hits name the machines that asked; only where the agreement allows it.
        group_of: to which group a client belongs; without it all are one.

    Returns:
        The hits in the order in which the indicators were first seen, and every count.
    """
    gathering = Gathering(index, validity=validity, clients=clients, group_of=group_of)
    for line in lines:
        gathering.take(line, now)
    return gathering.drain()


def moved(found: Matched, by: int) -> Matched:
    """What a later part of a log gave, with the numbers that its lines have in the whole."""
    if not by:
        return found
    return replace(
        found,
        hits=tuple(changed(hit, line=hit.line + by) for hit in found.hits),
        unreadable=tuple(replace(line, line=line.line + by) for line in found.unreadable),
    )


def joined(found: Iterable[tuple[str, Matched]]) -> Matched:
    """What several logs, or parts of one, gave, as one: a hit counts in all of them, and names its first line's log.

    Each is taken in as it comes, so that nothing is left to do when the last one does.
    """
    hits: dict[Key, Hit] = {}
    reasons = Counter[str]()
    unanswered: dict[ObjectId, MalformedError] = {}
    unread: list[Unreadable] = []
    lines = without_values = unreadable = 0
    for name, one in found:
        reasons.update(one.reasons)
        unanswered |= one.unanswered
        unread += one.unreadable[: UNREADABLE_KEPT - len(unread)]
        lines += one.lines
        without_values += one.without_values
        unreadable += one.unreadable_count
        for hit in one.hits:
            known = hits.get((hit.object_id, hit.group))
            named = hit if hit.log == name else changed(hit, log=name)
            hits[hit.object_id, hit.group] = named if known is None else _both(known, named)
    together = tuple(hits.values())
    return Matched(together, lines, without_values, unreadable, tuple(unread), reasons, unanswered)


def _both(first: Hit, second: Hit) -> Hit:
    times = [at for hit in (first, second) for at in (hit.first_seen, hit.last_seen) if at]
    return changed(
        first,
        values=tuple(dict.fromkeys((*first.values, *second.values))),
        count=first.count + second.count,
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        clients=tuple(sorted({*first.clients, *second.clients})),
        observations=(*first.observations, *second.observations)[:OBSERVATIONS_KEPT],
    )


def _hit(key: Key, one: _Gathered) -> Hit:
    return Hit(
        key[0],
        one.version,
        tuple(one.values),
        one.count,
        one.first,
        one.last,
        tuple(sorted(one.clients or ())),
        one.line,
        key[1],
        one.log,
        one.observations[:OBSERVATIONS_KEPT],
    )


def sighting_of(
    hit: Hit,
    sighting_id: ObjectId,
    node: ObjectId,
    now: datetime,
    marking_refs: Sequence[ObjectId] = (),
) -> dict[str, Any]:
    """The STIX sighting that tells an indicator's source of a hit. It names no client.

    Args:
        hit: what was seen.
        sighting_id: new, `sighting--UUID`.
        node: the node's identity; it sees and creates.
        now: becomes `created` and `modified`.
        marking_refs: the markings that the sighting gets; without one the gate takes it as
            TLP:AMBER+STRICT.

    Source: STIX 2.1 §5.2.
    """
    sighting: dict[str, Any] = {
        "type": "sighting",
        "spec_version": "2.1",
        "id": sighting_id,
        "created_by_ref": node,
        "created": stix_time(now),
        "modified": stix_time(now),
        "count": min(hit.count, SIGHTING_COUNT_LIMIT),
        "sighting_of_ref": hit.object_id,
        "where_sighted_refs": [node],
    }
    if hit.first_seen is not None and hit.last_seen is not None:
        sighting["first_seen"] = stix_time(hit.first_seen)
        sighting["last_seen"] = stix_time(hit.last_seen)
    if marking_refs:
        sighting["object_marking_refs"] = list(marking_refs)
    return sighting


def sightings_of(
    hits: Iterable[Hit],
    new_id: Callable[[], ObjectId],
    node: ObjectId,
    now: datetime,
    marking_refs: Sequence[ObjectId] = (),
) -> tuple[dict[str, Any], ...]:
    """One sighting a hit, in the same order; `new_id` gives a new `sighting--UUID` at each call."""
    return tuple(sighting_of(hit, new_id(), node, now, marking_refs) for hit in hits)
