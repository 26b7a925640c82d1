"""When an object was seen, and by whom: sightings counted over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from khien.app.moments import instant_of
from khien.model.ids import ObjectId
from khien.store import objects

MOST: Final = 2_000  # sightings that are looked at for one chart
BARS: Final = 48
FEWEST: Final = 24  # bars, so that one sighting is not a wall
WIDTHS: Final = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 24 * 7, 24 * 30, 24 * 365))


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: when last, how often, who says so ('' is this node), and its id."""

    id: ObjectId
    at: datetime
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How often something was seen from `start` on, for the width of the chart's bars."""

    start: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sightings in bars of equal width, the newest few as they are, and totals.

    `more` tells that there are more sightings than were looked at.
    """

    bars: tuple[Bar, ...] = ()
    width: timedelta = WIDTHS[0]
    newest: tuple[Seen, ...] = ()
    total: int = 0
    by_source: Mapping[str, int] | None = None
    more: bool = False


def timeline(tx: Connection, object_id: ObjectId) -> Timeline:
    """The sightings of an object."""
    found = objects.links(tx, object_id, "in", "sighting_of_ref", MOST + 1)
    kept = objects.currents(tx, [link.from_id for link in found[:MOST]]).values()
    seen = [
        _seen(one.object_id, one.content, one.source, one.added) for one in kept if not one.revoked
    ]
    return drawn(seen, more=len(found) > MOST)


def drawn(seen: Sequence[Seen], *, more: bool = False) -> Timeline:
    """Sightings as a timeline."""
    ordered = sorted((one for one in seen if one.count), key=lambda one: one.at, reverse=True)
    if not ordered:
        return Timeline(more=more)
    first, last = ordered[-1].at, ordered[0].at
    width = next((one for one in WIDTHS if (last - first) / one < BARS), WIDTHS[-1])
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    places = Counter[int]()
    sources = Counter[str]()
    for one in ordered:
        places[(one.at - epoch) // width] += one.count
        sources[one.source] += one.count
    end = max(places)
    start = min(*places, end - FEWEST + 1)
    bars = [Bar(epoch + place * width, places[place]) for place in range(start, end + 1)][
        -BARS * 4 :
    ]
    return Timeline(tuple(bars), width, tuple(ordered[:10]), sum(places.values()), sources, more)


def _seen(object_id: ObjectId, content: Mapping[str, Any], source: str, added: datetime) -> Seen:
    at = instant_of(content.get("last_seen")) or instant_of(content.get("first_seen")) or added
    count = content.get("count", 1)
    return Seen(object_id, at, count if isinstance(count, int) else 1, source)
