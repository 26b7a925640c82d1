"""What the watch has seen: the state of its index, sightings over time, by indicator and by partner."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from khien.app.live.standing import Flow, flows, withheld
from khien.app.moments import instant_of
from khien.app.wiring import Node
from khien.app.zones import zone_of
from khien.exchange.feeds import rows as feed_rows
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.store import objects
from khien.store.objects import Kept, Line, Query, Source

MOST: Final = 2_000  # of the newest sightings are counted by indicator and by partner
SHOWN: Final = 10  # indicators
PAGE: Final = 50
SIGHTING: Final = "sighting"
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
SPANS: Final[Mapping[str, tuple[int, timedelta]]] = {
    "day": (24, HOUR),
    "month": (30, DAY),
}
"""How many bars the timeline has, and how wide each is."""
SLOT: Final = timedelta(minutes=15)  # every zone's hours and days begin with one
USUAL: Final = "day"


@dataclass(frozen=True, slots=True)
class Index:
    """How far the index is: values by kind, indicators, and changes of the store it has not read."""

    kinds: tuple[tuple[str, int], ...]
    indicators: int
    behind: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Sightings that were kept within one bar of the timeline: made here, and brought by partners."""

    start: datetime
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Top:
    """One indicator that was seen: how often, and in how many sightings. `line` None: not here."""

    id: ObjectId
    line: Line | None
    count: int
    sightings: int


@dataclass(frozen=True, slots=True)
class Teller:
    """One partner ('' is this node): its indicators that were seen, how often, and what it saw itself."""

    source: Source
    indicators: int
    count: int
    told: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting with its own marking, and the indicator that it is of. `line` None: the indicator is not here."""

    id: ObjectId
    of: ObjectId
    line: Line | None
    tlp: Tlp
    count: int
    first: datetime | None
    last: datetime | None
    source: Source
    added: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """All of it at one moment. `looked` of the newest sightings were counted, `more` if there are others.

    `zone` is the node's: in it the hours and days of `bars` begin.
    """

    index: Index
    engine: str
    flows: tuple[Flow, ...]
    withheld: Mapping[str, int]
    zone: ZoneInfo
    bars: tuple[Bar, ...]
    top: tuple[Top, ...]
    tellers: tuple[Teller, ...]
    looked: int
    more: bool
    newest: tuple[Seen, ...]
    after: int | None
    feeds: Mapping[ObjectId, tuple[str, ...]]


def outlook(node: Node, span: str, after: int | None = None) -> Outlook:
    """What the watch knows.

    Args:
        node: whose watch.
        span: a name of `SPANS`.
        after: `Outlook.after` of the page before.
    """
    index = index_of(node)
    with node.store.read() as tx:
        counted = list(objects.of_type(tx, [SIGHTING], MOST + 1))
        top, tellers = _gathered(tx, counted[:MOST])
        page = objects.find(tx, Query(types=(SIGHTING,)), PAGE, after)
        newest = _seen(tx, [line.object_id for line in page.items])
        zone = zone_here(node)
        bars = _bars(tx, _starts(*SPANS[span], node.clock(), zone))
        feeds = feeds_of(tx, [*(one.id for one in top), *(one.of for one in newest)])
    return Outlook(
        index=index,
        engine=node.watch.engine,
        flows=flows(node),
        withheld=withheld(node),
        zone=zone,
        bars=bars,
        top=top,
        tellers=tellers,
        looked=min(len(counted), MOST),
        more=len(counted) > MOST,
        newest=newest,
        after=page.after,
        feeds=feeds,
    )


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator that was seen within a span.

    Attributes:
        id: of the indicator.
        line: None where it is not held here.
        count: how often it was seen.
        sightings: in how many sightings.
        first, last: between which instants.
        seen_by: by whom; '' is this node.
        bars: how often within each bar of the span.
    """

    id: ObjectId
    line: Line | None
    count: int
    sightings: int
    first: datetime
    last: datetime
    seen_by: tuple[Source, ...]
    bars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Hits by indicator, the most seen first; `more` if not all sightings were looked at.

    `starts` of the bars: hours and days as they begin in `zone`, the node's.
    """

    zone: ZoneInfo
    starts: tuple[datetime, ...]
    found: tuple[Trend, ...]
    more: bool
    feeds: Mapping[ObjectId, tuple[str, ...]]


def trends(node: Node, span: str, most: int = PAGE) -> Trends:
    """The indicators that were seen within a span, each with its course; by the newest sightings.

    Args:
        node: whose watch.
        span: a name of `SPANS`.
        most: indicators that are given.
    """
    zone = zone_here(node)
    starts = _starts(*SPANS[span], node.clock(), zone)
    with node.store.read() as tx:
        looked = list(objects.of_type(tx, [SIGHTING], MOST + 1))
        by_id: dict[ObjectId, list[tuple[datetime, Kept]]] = {}
        for one in looked[:MOST]:
            content = one.content
            seen = instant_of(content.get("last_seen")) or one.added
            if seen >= starts[0] and not one.revoked:
                by_id.setdefault(ObjectId(content["sighting_of_ref"]), []).append((seen, one))
        lines = objects.lines(tx, list(by_id))
        found = [_trend(one, lines.get(one), seen, starts) for one, seen in by_id.items()]
        found.sort(key=lambda one: (-one.count, one.id))
        feeds = feeds_of(tx, [one.id for one in found[:most]])
    return Trends(zone, starts, tuple(found[:most]), len(looked) > MOST, feeds)


def feeds_of(tx: Connection, ids: Sequence[ObjectId]) -> Mapping[ObjectId, tuple[str, ...]]:
    """Which feeds give these indicators now; an indicator that none gives has no entry."""
    given = feed_rows.givers(tx, list(dict.fromkeys(ids)))
    return {ObjectId(one): tuple(sorted(names)) for one, names in given.items()}


def _trend(
    object_id: ObjectId,
    line: Line | None,
    seen: Sequence[tuple[datetime, Kept]],
    starts: tuple[datetime, ...],
) -> Trend:
    bars = Counter[int]()
    for at, one in seen:
        # What a partner's clock puts after now stands in the last bar.
        bars[bisect_right(starts, at) - 1] += _count(one.content)
    return Trend(
        id=object_id,
        line=line,
        count=sum(bars.values()),
        sightings=len(seen),
        first=min(at for at, _ in seen),
        last=max(at for at, _ in seen),
        seen_by=tuple(sorted({one.source for _, one in seen})),
        bars=tuple(bars[place] for place in range(len(starts))),
    )


def index_of(node: Node) -> Index:
    """What the index holds, once it has read what changed."""
    node.watch.catch_up()
    counts = node.watch.index.counts()
    indicators = counts.pop("indicators", 0)
    kinds = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    with node.store.read() as tx:
        behind = max(0, objects.last_change(tx) - node.watch.seen)
    return Index(kinds, indicators, behind)


def zone_here(node: Node) -> ZoneInfo:
    """The node's own zone: that of its country, in which what it counts by hours and days is counted."""
    return zone_of(None, node.ourselves.country)


def _starts(many: int, width: timedelta, now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The first instant of each bar up to now, in UTC; days are as long as the zone makes them."""
    local = now.astimezone(zone)
    if width == DAY:
        days = [local.date() - DAY * back for back in reversed(range(many))]
        return tuple(datetime.combine(day, time.min, zone).astimezone(UTC) for day in days)
    last = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return tuple(last - width * back for back in reversed(range(many)))


def _bars(tx: Connection, starts: tuple[datetime, ...]) -> tuple[Bar, ...]:
    ours, theirs = [0] * len(starts), [0] * len(starts)
    for (at, source), count in objects.added_by_source(tx, SIGHTING, starts[0], SLOT).items():
        place = bisect_right(starts, at) - 1
        if place >= 0:
            (theirs if source else ours)[place] += count
    return tuple(Bar(*one) for one in zip(starts, ours, theirs, strict=True))


def _gathered(
    tx: Connection, sightings: Sequence[Kept]
) -> tuple[tuple[Top, ...], tuple[Teller, ...]]:
    times, made, told = Counter[str](), Counter[str](), Counter[Source]()
    for one in sightings:
        content = one.content
        times[content["sighting_of_ref"]] += _count(content)
        made[content["sighting_of_ref"]] += 1
        told[one.source] += 1
    lines = objects.lines(tx, [ObjectId(one) for one in times])
    top = [
        Top(ObjectId(one), lines.get(ObjectId(one)), count, made[one])
        for one, count in times.most_common(SHOWN)
    ]
    count_of, known = Counter[Source](), Counter[Source]()
    for object_id, line in lines.items():
        count_of[line.source] += times[object_id]
        known[line.source] += 1
    names = sorted({*known, *told}, key=lambda name: (-count_of[name], name))
    tellers = [Teller(name, known[name], count_of[name], told[name]) for name in names]
    return tuple(top), tuple(tellers)


def _seen(tx: Connection, ids: Sequence[ObjectId]) -> tuple[Seen, ...]:
    kept = objects.currents(tx, ids)
    contents = {one: kept[one].content for one in ids if one in kept}
    lines = objects.lines(tx, [ObjectId(c["sighting_of_ref"]) for c in contents.values()])
    return tuple(
        Seen(
            id=object_id,
            of=ObjectId(content["sighting_of_ref"]),
            line=lines.get(ObjectId(content["sighting_of_ref"])),
            tlp=kept[object_id].tlp,
            count=_count(content),
            first=instant_of(content.get("first_seen")),
            last=instant_of(content.get("last_seen")),
            source=kept[object_id].source,
            added=kept[object_id].added,
        )
        for object_id, content in contents.items()
    )


def _count(content: Mapping[str, Any]) -> int:
    count = content.get("count", 1)
    return count if isinstance(count, int) else 1
