"""When a feed is due, what it may bring, and what of it makes us doubt. Pure.

A doubt stops the feed and asks a person; nothing of that run is kept before the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from khien.model.decision import Allowed, Refusal, Verdict


class Kind(StrEnum):
    """How a feed is fetched."""

    TAXII = "taxii"  # TAXII 2.1, one collection
    MISP = "misp"  # a feed folder over HTTP: manifest.json and one file for each event
    HTTP = "http"  # one file over HTTP: a list, a table, STIX, MISP
    FOLDER = "folder"  # files in a folder of this machine; with a manifest.json, a MISP feed


class State(StrEnum):
    """Where a feed stands."""

    RUNNING = "running"
    PAUSED = "paused"  # by a person
    ASKING = "asking"  # stopped by a doubt: a person decides
    REMOVED = "removed"  # its runs are still told; who adds it again begins anew under its name


class Event(StrEnum):
    """What happens to a feed."""

    DOUBT = "doubt"
    PAUSE = "pause"
    RESUME = "resume"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REMOVE = "remove"


TRANSITIONS: Final[dict[State, dict[Event, State]]] = {
    State.RUNNING: {
        Event.DOUBT: State.ASKING,
        Event.PAUSE: State.PAUSED,
        Event.REMOVE: State.REMOVED,
    },
    State.PAUSED: {Event.RESUME: State.RUNNING, Event.REMOVE: State.REMOVED},
    State.ASKING: {
        Event.ACCEPT: State.RUNNING,
        Event.REFUSE: State.PAUSED,
        Event.REMOVE: State.REMOVED,
    },
    State.REMOVED: {},
}


class Outcome(StrEnum):
    """How one run ended."""

    KEPT = "kept"
    UNCHANGED = "unchanged"
    ASKED = "asked"  # a doubt; nothing was kept
    FAILED = "failed"  # nothing was kept


FLOOD_FLOOR: Final = 100
"""New indicators at once that are never too many."""
FLOOD_TIMES: Final = 5
"""So many times its largest run is a flood, where that is also more than it has given in all."""
CHANGE_FLOOR: Final = 10
"""A smaller feed may change as it likes, as long as something is left."""
CHANGE_SHARE: Final = 0.5
"""More of a feed than this may not go at once."""
TOLERANCE: Final = 1.1
"""A person's yes holds for so many times the numbers that they saw; the source may have gone on."""
MOST_NAMED: Final = 100
"""Popular and own values that are kept to be shown; more are a flood of their own."""
MOST_PAST: Final = 20
"""Earlier runs that are compared with."""


class Past(msgspec.Struct, frozen=True):
    """What a feed has given so far: how much stands now, and what recent runs after the first brought.

    `catching_up`: a person or the first run let it in, and it comes in parts; their size says nothing.
    """

    standing: int = 0
    runs: tuple[int, ...] = ()
    catching_up: bool = False


class Brought(msgspec.Struct, frozen=True):
    """What one run would bring: indicators by count, and values that a person should see.

    Attributes:
        read: items that were read.
        refused: items that could not be understood.
        new: indicators that this feed did not give before.
        gone: indicators that it does not give any more, or takes back.
        left: indicators of it that would stand afterwards.
        popular: values that would hit what many people use.
        own: values that would hit ourselves.
        over: items above what one run may bring, where it cannot be taken in parts.
    """

    read: int = 0
    refused: int = 0
    new: int = 0
    gone: int = 0
    left: int = 0
    popular: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    over: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What a person has said yes to: values for good, and the numbers of one run for the next one."""

    values: frozenset[str] = frozenset()
    run: Brought | None = None


def doubts(past: Past, brought: Brought, known: Known) -> tuple[Refusal, ...]:
    """Every reason to ask a person; empty where the run may be kept."""
    asked = (
        _flood(past, brought),
        _emptied(past, brought),
        _changed(past, brought),
        _unreadable(brought),
        _over(brought),
        _values("feed.popular", brought.popular, known.values),
        _values("feed.own", brought.own, known.values),
    )
    found = tuple(one for one in asked if isinstance(one, Refusal))
    if known.run is None or not _as_seen(known.run, brought, known.values):
        return found
    return ()


def _flood(past: Past, brought: Brought) -> Verdict:
    limit = max(FLOOD_FLOOR, past.standing, FLOOD_TIMES * max(past.runs, default=0))
    if past.standing and not past.catching_up and brought.new > limit:
        return Refusal("feed.flood", f"{brought.new} > {limit}")
    return Allowed()


def _emptied(past: Past, brought: Brought) -> Verdict:
    if past.standing and brought.gone and not brought.left:
        return Refusal("feed.emptied", str(brought.gone))
    return Allowed()


def _changed(past: Past, brought: Brought) -> Verdict:
    much = past.standing >= CHANGE_FLOOR and brought.gone > CHANGE_SHARE * past.standing
    if much and brought.left:
        return Refusal("feed.changed", f"{brought.gone} / {past.standing}")
    return Allowed()


def _unreadable(brought: Brought) -> Verdict:
    # An error page that came with 200 reads like a list of nonsense.
    if brought.refused * 2 > brought.read:
        return Refusal("feed.unreadable", f"{brought.refused} / {brought.read}")
    return Allowed()


def _over(brought: Brought) -> Verdict:
    return Refusal("feed.over", str(brought.over)) if brought.over else Allowed()


def _values(code: str, values: tuple[str, ...], known: frozenset[str]) -> Verdict:
    fresh = [one for one in values if one not in known]
    if not fresh:
        return Allowed()
    more = f" (+{len(fresh) - 3})" if len(fresh) > 3 else ""
    return Refusal(code, ", ".join(fresh[:3]) + more)


def _as_seen(seen: Brought, now: Brought, values: frozenset[str]) -> bool:
    numbers = ((seen.new, now.new), (seen.gone, now.gone), (seen.refused, now.refused))
    fits = all(is_now <= was * TOLERANCE + 1 for was, is_now in (*numbers, (seen.over, now.over)))
    named = {*seen.popular, *seen.own} | values
    return fits and named.issuperset((*now.popular, *now.own))


def left_today(per_day: int, taken: int) -> int:
    """How many objects may still come today."""
    return max(0, per_day - taken)


def midnight_after(now: datetime) -> datetime:
    """When the count of a day begins anew: the next midnight; `now` is in UTC."""
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def after(state: State, event: Event) -> State | Refusal:
    """The next state, or why there is none."""
    found = TRANSITIONS[state].get(event)
    return Refusal("feed.state", state.value) if found is None else found


def is_due(state: State, next_visit: datetime, now: datetime) -> bool:
    """Whether a running node fetches the feed now."""
    return state is State.RUNNING and next_visit <= now


def taken_in(sizes: Mapping[str, int], most: int) -> frozenset[str]:
    """Which items fit into one run, in their order: the first in any case, so that all come at last."""
    taken: list[str] = []
    total = 0
    for item, size in sizes.items():
        if taken and total + size > most:
            break
        taken.append(item)
        total += size
    return frozenset(taken)
