"""What the watch has seen: the state of its index, sightings over time, by indicator and by partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from khien.app.live.standing import Flow, flows, withheld
from khien.app.moments import instant_of
from khien.app.wiring import Node
from khien.exchange.feeds import rows as feed_rows
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.store import objects
from khien.store.objects import Kept, Line, Query, Source

MOST: Final = 2_000  # of the newest sightings are counted by indicator and by partner
SHOWN: Final = 10  # indicators
PAGE: Final = 50
SIGHTING: Final = "sighting"
DAY: Final = timedelta(days=1)
SPANS: Final[Mapping[str, tuple[int, timedelta]]] = {
    "day": (24, timedelta(hours=1)),
    "month": (30, DAY),
}
"""How many bars the timeline has, and how wide each is."""
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
    """All of it at one moment. `looked` of the newest sightings were counted, `more` if there are others."""

    index: Index
    engine: str
    flows: tuple[Flow, ...]
    withheld: Mapping[str, int]
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
        bars = _bars(tx, *SPANS[span], node.clock())
        feeds = feeds_of(tx, [*(one.id for one in top), *(one.of for one in newest)])
    return Outlook(
        index=index,
        engine=node.watch.engine,
        flows=flows(node),
        withheld=withheld(node),
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
    """Hits by indicator, the most seen first; `starts` of the bars; `more` if not all sightings were looked at."""

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
    starts, width = _starts(*SPANS[span], node.clock())
    with node.store.read() as tx:
        looked = list(objects.of_type(tx, [SIGHTING], MOST + 1))
        by_id: dict[ObjectId, list[tuple[datetime, Kept]]] = {}
        for one in looked[:MOST]:
            content = one.content
            seen = instant_of(content.get("last_seen")) or one.added
            if seen >= starts[0] and not one.revoked:
                by_id.setdefault(ObjectId(content["sighting_of_ref"]), []).append((seen, one))
        lines = objects.lines(tx, list(by_id))
        found = [_trend(one, lines.get(one), seen, starts, width) for one, seen in by_id.items()]
        found.sort(key=lambda one: (-one.count, one.id))
        feeds = feeds_of(tx, [one.id for one in found[:most]])
    return Trends(starts, tuple(found[:most]), len(looked) > MOST, feeds)


def feeds_of(tx: Connection, ids: Sequence[ObjectId]) -> Mapping[ObjectId, tuple[str, ...]]:
    """Which feeds give these indicators now; an indicator that none gives has no entry."""
    given = feed_rows.givers(tx, list(dict.fromkeys(ids)))
    return {ObjectId(one): tuple(sorted(names)) for one, names in given.items()}


def _trend(
    object_id: ObjectId,
    line: Line | None,
    seen: Sequence[tuple[datetime, Kept]],
    starts: tuple[datetime, ...],
    width: timedelta,
) -> Trend:
    many = len(starts)
    bars = Counter[int]()
    for at, one in seen:
        # What a partner's clock puts after now stands in the last bar.
        bars[min((at - starts[0]) // width, many - 1)] += _count(one.content)
    return Trend(
        id=object_id,
        line=line,
        count=sum(bars.values()),
        sightings=len(seen),
        first=min(at for at, _ in seen),
        last=max(at for at, _ in seen),
        seen_by=tuple(sorted({one.source for _, one in seen})),
        bars=tuple(bars[place] for place in range(many)),
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


def _starts(many: int, width: timedelta, now: datetime) -> tuple[tuple[datetime, ...], timedelta]:
    """The first instant of each bar up to now, and their width."""
    last = now.replace(minute=0, second=0, microsecond=0)
    last = last if width < DAY else last.replace(hour=0)
    return tuple(last - width * back for back in reversed(range(many))), width


def _bars(tx: Connection, many: int, width: timedelta, now: datetime) -> tuple[Bar, ...]:
    starts, _ = _starts(many, width, now)
    ours, theirs = [0] * many, [0] * many
    first, hours = int(starts[0].timestamp()) // 3600, width // timedelta(hours=1)
    for (hour, source), count in objects.added_by_source(tx, SIGHTING, starts[0]).items():
        place = (hour - first) // hours
        if 0 <= place < many:
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
