"""From a record of sightings to findings: the tests of `watch.early`, asked of everything that was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from khien.app.foresight.gathering import Place, Record, Seen, day_of
from khien.app.foresight.rules import Finding, Matter, Why
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.watch.early import (
    LEAST_SEEN,
    PAST_DAYS,
    QUIET_DAYS,
    WITHIN_DAYS,
    Family,
    Past,
    Weighed,
    family,
    is_first,
    shares,
    spread,
    weigh,
)

DAY: Final = timedelta(days=1)
MOST_ABOUT: Final = 50  # indicators that a draft on what spreads names


def findings(record: Record, now: datetime) -> tuple[list[Finding], int]:
    """What stands out, the gravest of each matter first; and how many indicators a burst was looked for in.

    Today and yesterday are looked at: what a partner saw late in the evening comes after midnight.
    """
    since = day_of(record.since)
    counts = {one: _by_day(some, since) for one, some in record.seen.items()}
    bursts, tested = _bursts(record, counts, day_of(now))
    firsts = sorted(_firsts(record, now), key=_gravity, reverse=True)
    spreads = sorted(_spreads(record, now), key=_gravity, reverse=True)
    return [*sorted(bursts, key=lambda one: one.why.p), *firsts, *spreads], tested


def _gravity(one: Finding) -> tuple[int, int, int]:
    return one.why.size


def _by_day(some: Iterable[Seen], since: int) -> Counter[int]:
    """How often it was seen on each day; what was seen before the record tells nothing of the days since."""
    days = Counter[int]()
    for one in some:
        days.update(shares(one.count, one.first_day, one.last_day, since))
    return days


def _bursts(
    record: Record, counts: Mapping[ObjectId, Counter[int]], today: int
) -> tuple[list[Finding], int]:
    found: dict[ObjectId, Finding] = {}
    most = 0
    for day in (today, today - 1):
        pasts = {one: _past(days, day_of(record.since) + 1, day) for one, days in counts.items()}
        shared = family(pasts.values())
        most = max(most, shared.tested)
        for one, weighed in _weighed(counts, pasts, shared, day):
            if weighed.is_burst and (one not in found or weighed.p < found[one].why.p):
                found[one] = _burst(record, one, weighed, day)
    return list(found.values()), most


def _past(days: Counter[int], start: int, day: int) -> Past:
    """What came before a day, from the first sighting on that is known."""
    first = max(min(days, default=day), day - PAST_DAYS, start)
    inside = [count for at, count in days.items() if first <= at < day]
    return Past(max(0, day - first), sum(inside), sum(count * count for count in inside))


def _weighed(
    counts: Mapping[ObjectId, Counter[int]],
    pasts: Mapping[ObjectId, Past],
    shared: Family,
    day: int,
) -> Iterator[tuple[ObjectId, Weighed]]:
    for one, past in pasts.items():
        if past.is_enough and counts[one][day] >= LEAST_SEEN:
            yield one, weigh(past, counts[one][day], shared)


def _burst(record: Record, one: ObjectId, weighed: Weighed, day: int) -> Finding:
    some = [seen for seen in record.seen[one] if seen.first_day <= day <= seen.last_day]
    where = _where(record, some)
    why = Why(
        seen=weighed.seen,
        days=weighed.days,
        parties=_parties(some),
        expected=weighed.expected,
        p=weighed.p,
        level=weighed.level,
        tested=weighed.tested,
        dispersion=weighed.dispersion,
        countries=tuple(sorted(where.countries)),
        sectors=tuple(sorted(where.sectors)),
    )
    return Finding(Matter.BURST, (one,), _strictest(record, (one,), some), why)


def _firsts(record: Record, now: datetime) -> Iterator[Finding]:
    """Told within a day, and seen today or yesterday; anything told or seen earlier was before.

    However long ago it was seen: what is known of older days is no reason to say that nobody saw it.
    """
    yesterday = day_of(now) - 1
    known = max(record.since, record.begun)
    days = min(QUIET_DAYS, max(0, day_of(now) - day_of(known)))
    for one, some in record.seen.items():
        fresh = [o for o in some if o.added > now - DAY and o.first_day >= yesterday]
        parties = _parties(fresh)
        if not is_first(len(some) - len(fresh), parties):
            continue
        where = _where(record, fresh)
        why = Why(
            seen=sum(seen.count for seen in fresh),
            days=days,
            parties=parties,
            countries=tuple(sorted(where.countries)),
            sectors=tuple(sorted(where.sectors)),
        )
        yield Finding(Matter.FIRST, (one,), _strictest(record, (one,), fresh), why)


def _spreads(record: Record, now: datetime) -> Iterator[Finding]:
    since = now - WITHIN_DAYS * DAY
    for group, indicators in record.groups.items():
        some = [seen for one in indicators for seen in record.seen[one]]
        fresh = [seen for seen in some if seen.added > since]
        before = _where(record, [seen for seen in some if seen.added <= since])
        now_at = _where(record, fresh)
        countries = spread(before.countries, now_at.countries)
        sectors = spread(before.sectors, now_at.sectors)
        if not countries.is_spreading and not sectors.is_spreading:
            continue
        why = Why(
            seen=sum(seen.count for seen in fresh),
            days=WITHIN_DAYS,
            parties=_parties(fresh),
            countries=countries.before,
            sectors=sectors.before,
            new_countries=countries.new,
            new_sectors=sectors.new,
        )
        seen_now = {seen.of for seen in fresh}
        about = (group, *[one for one in indicators if one in seen_now][:MOST_ABOUT])
        yield Finding(Matter.SPREAD, about, _strictest(record, about, some), why)


def _parties(some: Iterable[Seen]) -> tuple[str, ...]:
    return tuple(sorted({seen.party for seen in some}))


def _where(record: Record, some: Iterable[Seen]) -> Place:
    where = Place()
    for seen in some:
        where |= record.place(seen)
    return where


def _strictest(record: Record, about: Sequence[ObjectId], some: Iterable[Seen]) -> Tlp:
    return max([record.tlps[one] for one in about] + [seen.tlp for seen in some])
