"""Take lines from a broker, match them, and settle with the broker only what is kept here.

Every message comes at least once. A hit that comes again is known by its key, which is kept beside the
sightings, for all processes of this home; so it is told once, except where the power fails between the two.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace as changed

from khien.app.live.standing import EVERY_S, FOLDER, Report
from khien.app.live.watching import LOOK_S, Feed, is_odd
from khien.app.sightings import Search, Sweep, settle, wish_of
from khien.app.wiring import Node
from khien.exchange.streams import Broker, BrokerError, Message, Stream
from khien.exchange.streams.jetstream import JetStream
from khien.exchange.streams.kafka import Kafka
from khien.watch.files import LogFileError, unpacked
from khien.watch.handling import Use
from khien.watch.logs import Unreadable
from khien.watch.matching import Hit, Key, Matched, joined
from khien.watch.scale.finding import Matcher, Tally, key_of
from khien.watch.scale.keys import Keys
from khien.watch.scale.messages import Batch, batches, line_at

WAIT_S: Final = 0.5
MOST_UNPACKED_BYTES: Final = 64 << 20
"""Of a compressed message; a larger one is counted as unreadable."""
BROKEN: Final = "watch.message-broken"
MOST_HELD: Final = 4_000
"""Messages that wait for the end of a window; more end it."""

FIRST_S: Final = 1.0
"""Until a broker that went away is tried again; twice as long each time."""
MOST_S: Final = 60.0
"""Between two tries, however often it failed."""
CLOSE_S: Final = 5.0
"""For a client to let go of a broker that is gone."""
SAID_EVERY: Final = 10
"""Tries between two sentences about it, once they are that far apart."""

_LOST = (
    1.5,
    5.0,
)  # of a window, and seconds more, until a broker takes what was not settled for lost


@dataclass(frozen=True, slots=True)
class Trouble:
    """A broker is away and tried again in `next_s` seconds; where that is None it is back, after so many `tries`."""

    broker: str
    why: str
    tries: int
    next_s: float | None


Heard = Callable[[Trouble], None]
"""Told when a broker is lost, now and then while it is away, and when it is back."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A hit that waits to be told, its key, the place of the message that it came in, and its line's byte there."""

    key: str
    place: str
    byte: int
    hit: Hit

    @property
    def told_as(self) -> Key:
        """What is told together."""
        return self.hit.object_id, self.hit.group


class Consumer:
    """Reads one stream, as one of a group. The first hit of a window is told at once, further ones together."""

    def __init__(
        self, node: Node, broker: Broker, search: Search, told: Callable[[Sweep], None]
    ) -> None:
        """Args: node, the stream, how to match, and who hears of hits as soon as they are kept."""
        self._node, self._search, self._told = node, search, told
        self._wish = wish_of(node, search, Use.LIVE)
        self._matcher = Matcher(
            index=node.watch.index,
            facts={},
            validity=search.validity,
            clients=self._wish.clients,
            columns=search.columns,
            group_of=self._wish.group_of,
        )
        self._broker, self.feed = broker, Feed(str(broker))
        name = hashlib.sha256(f"{broker}\0{broker.group}".encode()).hexdigest()[:24]
        self._keys = Keys(node.home / FOLDER / f"{name}.keys")
        self._waiting: list[_Taken] = []
        self._held: dict[str, Message] = {}  # by place; those with a hit that waits
        self._known: set[Key] = set()  # what this window has told
        self._window = timedelta(seconds=node.settings.watch.window_s)
        self._look_at = node.clock()
        self._until = self._look_at + self._window
        self.withheld = Counter[str]()

    async def run(self, stop: asyncio.Event, ready: Callable[[], None], heard: Heard) -> None:
        """Take and match until told to stop; then everything that was taken is told and settled.

        A broker that cannot be reached at the beginning is an error; one that is lost later is waited for.

        Raises:
            NoClientError: the extra is not installed.
            PlainBrokerError: another machine without TLS.
            BrokerError: the broker cannot be reached, or is lost at the very end; what was not settled comes again.
        """
        stream: Stream | None = await self._opened()
        report = Report(self._node, "listen", self._search.columns)
        try:
            ready()
            while stream is not None and not stop.is_set():
                try:
                    await stream.settle(self.take(await stream.take(WAIT_S)))
                except BrokerError as error:
                    lost, stream = stream, None
                    stream = await self._again(lost, error, stop, report, heard)
                report.write([self.feed], self.withheld, self._node.clock())
            settled = self.finish()
            if stream is not None:
                await stream.settle(settled)
        finally:
            report.end()
            if stream is not None:
                await stream.close()

    async def _again(
        self, lost: Stream, error: BrokerError, stop: asyncio.Event, report: Report, heard: Heard
    ) -> Stream | None:
        """A new stream in the place of one that is lost, as soon as there is one; None when told to stop before."""
        self.finish()  # kept here; its messages come again, and are known then
        await _closed(lost)
        feed, tries, wait_s = self.feed, 0, FIRST_S
        feed.away_since = self._node.clock()
        while True:
            feed.away_why = why_of(error)
            if wait_s < MOST_S or not tries % SAID_EVERY:
                heard(Trouble(feed.name, feed.away_why, tries, wait_s))
            if await self._stopped(stop, wait_s, report):
                return None
            tries, wait_s = tries + 1, min(MOST_S, wait_s * 2)
            try:
                stream = await self._opened()
            except BrokerError as failed:
                error = failed
                continue
            feed.away_since, feed.away_why = None, ""
            heard(Trouble(feed.name, "", tries, None))
            return stream

    async def _stopped(self, stop: asyncio.Event, wait_s: float, report: Report) -> bool:
        """Whether it was told to stop within that time; the status goes on being written."""
        until = asyncio.get_running_loop().time() + wait_s
        while (left := until - asyncio.get_running_loop().time()) > 0 and not stop.is_set():
            report.write([self.feed], self.withheld, self._node.clock())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(left, EVERY_S))
        return stop.is_set()

    async def _opened(self) -> Stream:
        if self._broker.kind == "kafka":
            return await Kafka.open(self._broker)
        share, more_s = _LOST
        return await JetStream.open(self._broker, share * self._window.total_seconds() + more_s)

    def take(self, messages: Sequence[Message]) -> list[Message]:
        """Match some messages; returns those that may be settled now, earlier ones among them."""
        now = self._node.clock()
        if now >= self._look_at:
            self._node.watch.catch_up()
            self._look_at = now + timedelta(seconds=LOOK_S)
        taken = list(self._hits(messages, now))
        waits = {one.key for one in self._waiting}
        new = self._keys.new(one.key for one in taken) - waits
        self._waiting += self._numbered((one for one in taken if one.key in new), messages)
        self._held |= {one.place: replace(one, body=b"") for one in messages}
        over = now >= self._until or len(self._held) > MOST_HELD
        if over:
            self._until = now + self._window
        return self.finish() if over else self._settle(lambda key: key not in self._known)

    def finish(self) -> list[Message]:
        """Tell everything that waits; returns the messages that may be settled now: all."""
        settled = self._settle(lambda _: True)
        self._known.clear()
        return settled

    def _hits(self, messages: Sequence[Message], now: datetime) -> Iterable[_Taken]:
        feed, at, before = self.feed, 0, self.feed.lines
        plain = (replace(one, body=self._opened_body(one)) for one in messages)
        for batch in batches(plain, self._search.columns):
            told = Tally()
            for byte, hit in self._matcher.hits(batch.name, batch.blocks(), now, told):
                number, place = batch.where(byte)
                message = messages[at + number]
                key = key_of(message.place, place, hit.object_id)
                yield _Taken(key, message.place, place, self._dated(hit, now))
            unread = {code: one.count for code, one in told.unread.items()}
            feed.reasons.update(unread)
            feed.lines += told.lines + sum(unread.values())
            feed.samples.extend(_samples(messages[at:], batch, told))
            at += len(batch.places)
        feed.recent.append((now, feed.lines - before))
        feed.behind = messages[-1].behind if messages else feed.behind

    def _numbered(self, taken: Iterable[_Taken], messages: Sequence[Message]) -> Iterator[_Taken]:
        """The hits; those that are told with their line have its number in the message: the first of what is told together."""
        named, known = {one.told_as for one in self._waiting}, {one.place: one for one in messages}
        place, body = "", b""
        for one in taken:
            if one.told_as in named:
                yield one
                continue
            named.add(one.told_as)
            if one.place != place:
                # Read once more, as for samples: of each indicator it is one line in a window.
                place, body = one.place, _body_of(known[one.place])
            yield replace(one, hit=changed(one.hit, line=line_at(body, one.byte)))

    def _dated(self, hit: Hit, now: datetime) -> Hit:
        """The hit without its line's number in the batch, which says nothing, nor a time that no clock can mean."""
        if hit.last_seen is None or not is_odd(hit.last_seen, now):
            return changed(hit, line=0)
        self.feed.odd_times += 1
        return changed(hit, line=0, first_seen=None, last_seen=None)

    def _opened_body(self, message: Message) -> bytes:
        """The lines of a message, which may be compressed; none, and counted, when that is broken."""
        try:
            return _body_of(message)
        except LogFileError:
            self.feed.reasons[BROKEN] += 1
            self.feed.samples.append(Unreadable(0, BROKEN, message.place, message.place))
            return b""

    def _settle(self, wanted: Callable[[Key], bool]) -> list[Message]:
        """Tell what is wanted of the hits that wait; returns the messages of which none waits any more."""
        # Of one indicator the first of a window goes at once, and with it what came in the same breath.
        telling = [one for one in self._waiting if wanted(one.told_as)]
        if telling:
            self._waiting = [one for one in self._waiting if not wanted(one.told_as)]
            self._known.update(one.told_as for one in telling)
            self._tell(telling)
        still = {one.place for one in self._waiting}
        settled = [one for place, one in self._held.items() if place not in still]
        self._held = {place: one for place, one in self._held.items() if place in still}
        return settled

    def _tell(self, waiting: Sequence[_Taken]) -> None:
        # Meanwhile another process may have been given the same message, and been quicker.
        new = self._keys.new(one.key for one in waiting)
        telling = [one for one in waiting if one.key in new]
        if not telling:
            return
        each = [(one.place, _matched(one.hit)) for one in telling]
        found = self._node.watch.tell([("", joined(each))], self._node.clock(), self._wish)
        self.withheld.update(found.withheld)
        self.feed.hits += len(found.matched.hits)
        sweep = settle(self._node, found, self._search) if found.matched.hits else None
        self._keys.keep(one.key for one in telling)
        if sweep is not None:
            self._told(sweep)


async def _closed(stream: Stream) -> None:
    """Let go of a stream that is lost; whatever its client says of that changes nothing."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(stream.close(), CLOSE_S)


def why_of(error: BrokerError) -> str:
    """What its client said, by name; of a stream that is not there any more it says nothing."""
    return str(error.facts.get("why", "NotFoundError"))


def _samples(messages: Sequence[Message], batch: Batch, told: Tally) -> Iterator[Unreadable]:
    """The last lines of a batch that could not be read, each with its message and its number there."""
    bodies: dict[int, bytes] = {}
    for line, byte in told.last:
        number, place = batch.where(byte)
        message = messages[number]
        # Read once more, since no body is held while the others are matched; there are only a few of these.
        if number not in bodies:
            bodies[number] = _body_of(message)
        yield replace(line, line=line_at(bodies[number], place), message=message.place)


def _body_of(message: Message) -> bytes:
    return unpacked(message.name, message.body, MOST_UNPACKED_BYTES)


def _matched(hit: Hit) -> Matched:
    return Matched((hit,), 1, 0, 0, ())
