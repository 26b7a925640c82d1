"""Observations against the index: hits, gathered per indicator, and the sightings that tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from khien.model.errors import MalformedError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue
from khien.watch.logs import Line, Observation, Unreadable
from khien.watch.observing import Fulfilled, Observing
from khien.watch.rules import Entry, IndicatorIndex

SIGHTING_COUNT_LIMIT = 999_999_999  # STIX 2.1 §5.2, count
OBSERVATIONS_KEPT = 100  # by which a hit is told; all are counted
UNREADABLE_KEPT = 1_000  # lines that are reported one by one; all are counted


class Validity(StrEnum):
    """At which instant an indicator must be in force to hit."""

    NOW = "now"  # what is in force today, also in old logs: was it here before we knew?
    EVENT = "event"  # what was in force when the line was written; without a time, today


@dataclass(frozen=True, slots=True)
class Hit:
    """One indicator was seen.

    `count` is the number of lines. `values` are the indicator's values that were touched. The times
    are None when no line has one. `clients` stays empty unless it was asked for. `line` is the number
    of the first line in which it was. `observations` are the first that fulfilled its pattern, where it
    has one: ids of observed data, or lines as `dns:12`.
    """

    object_id: ObjectId
    version: int
    values: tuple[IndicatorValue, ...]
    count: int
    first_seen: datetime | None
    last_seen: datetime | None
    clients: tuple[str, ...]
    line: int = field(default=0, compare=False)
    observations: tuple[str, ...] = field(default=(), compare=False)


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


@dataclass(slots=True)
class _Gathered:
    version: int
    line: int
    count: int = 0
    values: dict[IndicatorValue, None] = field(default_factory=dict)
    times: list[datetime] = field(default_factory=list)  # none, or first and last
    clients: set[str] = field(default_factory=set)
    observations: dict[str, None] = field(default_factory=dict)

    def fulfil(self, one: Fulfilled) -> None:
        """A pattern became true: once more, with these observations and at these times."""
        self.count += 1
        self.values[one.value] = None
        times = [*self.times, *(at for at in (one.first, one.last) if at is not None)]
        self.times = [min(times), max(times)] if times else []
        if len(self.observations) < OBSERVATIONS_KEPT:
            self.observations.update(dict.fromkeys(one.names))

    def take(self, entries: Sequence[Entry], observation: Observation, *, clients: bool) -> None:
        self.count += 1
        self.values.update(dict.fromkeys(entry.value for entry in entries))
        if observation.at is not None:
            times = [*self.times, observation.at]
            self.times = [min(times), max(times)]
        # The indicator's own address is no secret of ours; every other one is a client of ours.
        known = {entry.value.value for entry in entries}
        if clients and observation.client and observation.client not in known:
            self.clients.add(observation.client)


def match(
    lines: Iterable[Line],
    index: IndicatorIndex,
    now: datetime,
    *,
    validity: Validity = Validity.NOW,
    clients: bool = False,
) -> Matched:
    """Look up everything that was observed, and gather the hits per indicator.

    Args:
        lines: what `read_log` gives; read once, never held in memory.
        index: may change meanwhile.
        now: aware.
        validity: at which instant an indicator must be in force.
        clients: whether hits name the machines that asked; only where the agreement allows it.

    Returns:
        The hits in the order in which the indicators were first seen, and every count.
    """
    gathered: dict[ObjectId, _Gathered] = {}
    unreadable: list[Unreadable] = []
    reasons = Counter[str]()
    observing = Observing(index.patterns)
    read = unread = empty = 0
    for line in lines:
        if isinstance(line, Unreadable):
            unread += 1
            reasons[line.code] += 1
            unreadable += [line] if unread <= UNREADABLE_KEPT else []
            continue
        read += 1
        empty += not line.values
        at = line.at if validity is Validity.EVENT and line.at is not None else now
        touched = _touched(index, line, at)
        for object_id, entries in touched.items():
            one = gathered.setdefault(object_id, _Gathered(entries[0].version, line.line))
            one.take(entries, line, clients=clients)
        for fulfilled in observing.take(line, at, touched):
            asked = fulfilled.asked
            one = gathered.setdefault(asked.object_id, _Gathered(asked.version, line.line))
            one.fulfil(fulfilled)
            known = line.client in asked.text  # the indicator's own, then, and no client of ours
            one.clients.update([line.client] if clients and not known else ())
    hits = tuple(_hit(object_id, one) for object_id, one in gathered.items())
    unanswered = {**index.patterns.refused, **observing.unanswered}
    return Matched(hits, read, empty, unread, tuple(unreadable), reasons, unanswered)


def _touched(
    index: IndicatorIndex, observation: Observation, at: datetime
) -> dict[ObjectId, list[Entry]]:
    touched: dict[ObjectId, list[Entry]] = {}
    for value in observation.values:
        for entry in index.look_up(value, at):
            touched.setdefault(entry.object_id, []).append(entry)
    return touched


def _hit(object_id: ObjectId, one: _Gathered) -> Hit:
    return Hit(
        object_id,
        one.version,
        tuple(one.values),
        one.count,
        one.times[0] if one.times else None,
        one.times[-1] if one.times else None,
        tuple(sorted(one.clients)),
        one.line,
        tuple(one.observations)[:OBSERVATIONS_KEPT],
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
