"""What live traffic hits: told at once for the first time, gathered for the rest of a window."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace as changed

from khien.app.sightings import Search, Sweep, settle, wish_of
from khien.app.wiring import Node
from khien.model.instants import stix_time
from khien.watch.handling import Use
from khien.watch.logs import Observation, Passed, Read, Unreadable
from khien.watch.matching import UNREADABLE_LAST, Gathering, Key

LOOK_S: Final = 0.05  # between two looks at what changed in the store
RATE_S: Final = 60  # seconds over which a rate is told
OLDEST: Final = timedelta(days=366)
"""How old a line of live traffic may be; an older one comes from a clock that was never set, such as 1970."""
AHEAD: Final = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours; what is further was written in another zone, or by a wrong clock."""


@dataclass(slots=True)
class Feed:
    """What one file or socket brought so far. `lag_s` is how old its newest line was when it was read.

    `odd_times` counts lines whose time tells nothing: older than `OLDEST`, or more than `AHEAD` of our
    clock. Where the kernel passes lines over, only those are counted that were read.

    `away_since` says since when its broker is away, and `away_why` what the client last said of it.

    `behind` is what is there and not yet read: bytes of a file, messages of a socket.
    """

    name: str
    lines: int = 0
    hits: int = 0
    dropped: int = 0  # for want of room here
    lost: int = 0  # for want of room in the system's own buffer
    reasons: Counter[str] = field(default_factory=Counter)
    samples: deque[Unreadable] = field(
        default_factory=lambda: deque(maxlen=UNREADABLE_LAST)
    )  # the last
    lag_s: float | None = None
    odd_times: int = 0
    away_since: datetime | None = None
    away_why: str = ""
    behind: int = 0
    recent: deque[tuple[datetime, int]] = field(default_factory=deque)  # when, and how many lines

    def rate(self, now: datetime) -> float:
        """Lines a second over the last minute."""
        since = now - timedelta(seconds=RATE_S)
        while self.recent and self.recent[0][0] <= since:
            self.recent.popleft()
        return sum(lines for _, lines in self.recent) / RATE_S


class Watching:
    """Matches lines as they come and settles their hits. One thread at a time.

    The first hit of an indicator in a window becomes a sighting at once; all further ones of the
    window become one more when it ends. Their counts add up to what was seen.
    """

    def __init__(self, node: Node, search: Search, told: Callable[[Sweep], None]) -> None:
        """Args: node, how to match, and who hears of hits as soon as they are kept."""
        self._node, self._search, self._told = node, search, told
        self._wish = wish_of(node, search, Use.LIVE)
        self._gathering = Gathering(
            node.watch.index,
            validity=search.validity,
            clients=self._wish.clients,
            group_of=self._wish.group_of,
        )
        self._known: set[Key] = set()  # what this window has told already
        self._window = timedelta(seconds=node.settings.watch.window_s)
        self._until = node.clock() + self._window
        self.withheld = Counter[str]()
        self._look_at = node.clock()  # when the index is brought up to the store again

    def take(self, feed: Feed, lines: Iterable[Read]) -> None:
        """Match some lines of a feed; what is hit for the first time is told before this returns."""
        now = self._node.clock()
        if now >= self._look_at:
            self._node.watch.catch_up()
            self._look_at = now + timedelta(seconds=LOOK_S)
        times: list[datetime] = []
        count = 0
        for read in lines:
            count += read.lines if isinstance(read, Passed) else 1
            line = _dated(feed, read, now)
            self._gathering.take(line, now, feed.name)
            if isinstance(line, Unreadable):
                feed.reasons[line.code] += 1
                feed.samples.append(line)
            elif isinstance(line, Observation) and line.at is not None:
                times.append(line.at)
        feed.lines += count
        feed.recent.append((now, count))
        _lag(feed, times, now)
        self._settle([feed], lambda key: key not in self._known)

    def window_ends(self, feeds: Iterable[Feed]) -> bool:
        """Tell what was gathered, if the window is over; what was read until here is settled then."""
        now = self._node.clock()
        if now < self._until:
            return False
        self.finish(feeds)
        self._until = now + self._window
        return True

    def finish(self, feeds: Iterable[Feed]) -> None:
        """Tell everything that was gathered."""
        self._settle(list(feeds), lambda _: True)
        self._known.clear()

    def _settle(self, feeds: Sequence[Feed], wanted: Callable[[Key], bool]) -> None:
        matched = self._gathering.drain(wanted)
        if not matched.hits:
            return
        self._known.update((hit.object_id, hit.group) for hit in matched.hits)
        found = self._node.watch.tell([("", matched)], self._node.clock(), self._wish)
        self.withheld.update(found.withheld)
        where = Counter(hit.log for hit in found.matched.hits)
        for feed in feeds:
            feed.hits += where[feed.name]
        if found.matched.hits:
            self._told(settle(self._node, found, self._search))


def is_odd(at: datetime, now: datetime) -> bool:
    """Whether no clock that goes right would say so of live traffic."""
    return not now - OLDEST <= at <= now + AHEAD


def _dated(feed: Feed, line: Read, now: datetime) -> Read:
    """The line; without its time where that is odd, which is counted, so that neither lag nor sighting tells it."""
    if not isinstance(line, Observation) or line.at is None or not is_odd(line.at, now):
        return line
    feed.odd_times += 1
    feed.lag_s = None
    return changed(line, at=None, since=None)


def _lag(feed: Feed, times: Sequence[datetime], now: datetime) -> None:
    """Tell the lag from the newest of the times that came; without one it stays as it was."""
    if times:
        feed.lag_s = max(0.0, (now - max(times)).total_seconds())


def sample_of(line: Unreadable) -> Mapping[str, object]:
    """A line that could not be read, as the status tells it: where it was and why, never what is in it."""
    told: dict[str, object] = {"line": line.line, "code": line.code, "detail": line.detail}
    return told | ({"message": line.message} if line.message else {})


def state_of(feed: Feed, now: datetime) -> Mapping[str, object]:
    """A feed as the status tells it."""
    return {
        "name": feed.name,
        "lines": feed.lines,
        "hits": feed.hits,
        "unreadable": feed.reasons.total(),
        "reasons": dict(feed.reasons),
        "last_unreadable": [sample_of(one) for one in feed.samples],
        "dropped": feed.dropped + feed.lost,
        "rate": round(feed.rate(now), 1),
        "lag_s": None if feed.lag_s is None else round(feed.lag_s, 3),
        "odd_times": feed.odd_times,
        "behind": feed.behind,
        "away_since": None if feed.away_since is None else stix_time(feed.away_since),
        "away_why": feed.away_why,
    }
