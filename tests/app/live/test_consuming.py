"""Lines from a broker: told once, settled only when what they told is kept."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from khien.app.doctor import examine
from khien.app.live import consuming
from khien.app.live.consuming import Consumer, Trouble
from khien.app.live.standing import flows
from khien.app.live.watching import state_of
from khien.app.sightings import Sweep
from khien.app.wiring import Node
from khien.exchange.streams import (
    Broker,
    BrokerAwayError,
    BrokerError,
    Message,
    NoStreamError,
)
from khien.exchange.streams.jetstream import JetStream
from tests.app.live.samples import SEARCH, Clock, sightings, watching_node

HIT = b'{"query":"www.bad.example","id.orig_h":"10.0.0.1"}\n'
MISS = b'{"query":"good.example","id.orig_h":"10.0.0.1"}\n'
QUIET = b'{"query":"quiet.example"}\n'
BROKER = Broker("nats", "nats://127.0.0.1:1", "dns", "khien", {})


def _message(number: int, *lines: bytes) -> Message:
    return Message(f"nats:T:{number}", "dns", b"".join(lines), None, 5)


def _places(messages: Sequence[Message]) -> list[str]:
    return [one.place.rpartition(":")[2] for one in messages]


def _consumer(node: Node) -> Consumer:
    return Consumer(node, BROKER, SEARCH, lambda _: None)


def test_a_message_is_settled_when_its_hits_are_kept(tmp_path: Path) -> None:
    """The first hit goes at once; a message with a further one waits for the end of the window."""
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        consumer = _consumer(node)
        assert _places(consumer.take([_message(1, HIT, MISS), _message(2, MISS)])) == ["1", "2"]
        assert _places(consumer.take([_message(3, HIT, HIT), _message(4, b"?\n")])) == ["4"]
        assert sightings(node) == [1]
        clock.pass_s(300)
        assert _places(consumer.take([])) == ["3"]
        assert sightings(node) == [1, 2]
        feed = consumer.feed
        assert (feed.lines, feed.hits, feed.reasons.total()) == (6, 2, 1)


def test_what_comes_again_is_not_told_again(tmp_path: Path) -> None:
    """To the same consumer while its hits wait, to it later, or to another after it was killed."""
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        one, other = _consumer(node), _consumer(node)
        both = [_message(1, HIT, MISS, HIT), _message(2, HIT)]
        one.take(both)
        one.take([_message(3, HIT)])
        one.take([_message(3, HIT)])  # the broker lost patience
        assert _places(other.take(both)) == ["1", "2"]
        assert _places(one.finish()) == ["3"]
        other.take([_message(3, HIT)])
        other.finish()

        assert sum(sightings(node)) == 4


def test_who_is_quicker_tells(tmp_path: Path) -> None:
    """Two that hold the same message, as when a group is shared out anew, tell its hits once."""
    with watching_node(tmp_path, Clock()) as node:
        one, other = _consumer(node), _consumer(node)
        one.take([_message(1, HIT)])
        assert one.take([_message(2, HIT)]) == []
        assert _places(other.take([_message(1, HIT), _message(2, HIT)])) == ["1", "2"]
        assert _places(one.finish()) == ["2"]

        assert sum(sightings(node)) == 2


def test_what_may_not_count_is_settled_too(tmp_path: Path) -> None:
    """A hit of an indicator for logs alone is withheld, and its message does not come for ever."""
    with watching_node(tmp_path, Clock()) as node:
        consumer = _consumer(node)

        assert _places(consumer.take([_message(1, QUIET)])) == ["1"]
        assert dict(consumer.withheld) == {"watch.pap": 1}
        assert sightings(node) == []


def test_a_message_may_be_compressed(tmp_path: Path) -> None:
    """One that is broken is counted and settled; the others of its lot are read."""
    with watching_node(tmp_path, Clock()) as node:
        consumer = _consumer(node)
        packed = gzip.compress(HIT + MISS)

        settled = consumer.take([_message(1, packed[:-9]), _message(2, packed), _message(3, HIT)])

        assert _places(settled) == ["1", "2", "3"]
        assert (sightings(node), consumer.feed.lines) == ([2], 3)
        assert dict(consumer.feed.reasons) == {"watch.message-broken": 1}
        assert [(one.code, one.message) for one in consumer.feed.samples] == [
            ("watch.message-broken", "nats:T:1")
        ]


def test_a_hit_names_its_message_and_the_line_there(tmp_path: Path) -> None:
    """That of the first line of what is told together: packed or not, behind another message of its lot, after a restart."""
    told: list[tuple[str, int, int]] = []
    clock = Clock()
    with watching_node(tmp_path, clock) as node:

        def hear(swept: Sweep) -> None:
            told.extend((one.hit.log, one.hit.line, one.hit.count) for one in swept.sighted)

        consumer = Consumer(node, BROKER, SEARCH, hear)
        packed = gzip.compress(MISS * 3 + HIT + MISS + HIT)
        consumer.take([_message(1, MISS, MISS), _message(2, packed), _message(3, MISS, HIT)])
        consumer.take([_message(3, MISS, HIT), _message(4, MISS, MISS, HIT), _message(5, HIT)])
        consumer.finish()

    assert told == [("nats:T:2", 4, 3), ("nats:T:4", 3, 2)]


@pytest.mark.parametrize("reader", ["kernel", "reference"])
def test_what_cannot_be_read_is_shown_by_message_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    """The last ten, as of files and sockets: in which message, which line of it and why, never what is in it."""
    if reader == "reference":
        monkeypatch.setenv("KHIEN_ENGINE", "reference")
    table = b"ts,query\n1,a.example\nx,secret.example\n"
    with watching_node(tmp_path, Clock()) as node:
        consumer = _consumer(node)
        consumer.take(
            [
                _message(1, MISS, b"secret\n", MISS),
                _message(2, gzip.compress(MISS + b"\n" + b"secret")),
                Message("kafka:t:0:3", "t", table, None),
                Message("kafka:t:0:4", "t", table, None),
            ]
        )

        told = [(one.message, one.line, one.code) for one in consumer.feed.samples]
        assert told == [
            ("nats:T:1", 2, "watch.json"),
            ("nats:T:2", 3, "watch.json"),
            ("kafka:t:0:3", 3, "watch.time"),
            ("kafka:t:0:4", 3, "watch.time"),
        ]
        consumer.take([_message(5, MISS, *[b"secret\n"] * 30)])
        state = state_of(consumer.feed, node.clock())
        assert [one.line for one in consumer.feed.samples] == list(range(22, 32))
        assert (state["unreadable"], "secret" in str(state)) == (34, False)


def test_a_hit_has_no_time_that_no_clock_can_mean(tmp_path: Path) -> None:
    """It counts, its sighting says no time, and the line is counted as one with an odd time."""
    with watching_node(tmp_path, Clock()) as node:
        told: list[tuple[int, bool]] = []
        consumer = Consumer(
            node,
            BROKER,
            SEARCH,
            lambda swept: told.extend(
                (one.hit.count, one.hit.first_seen is None) for one in swept.sighted
            ),
        )
        consumer.take([_message(1, b'{"ts":1,"query":"bad.example"}\n')])

        assert (told, consumer.feed.odd_times) == ([(1, True)], 1)


def test_observed_data_is_numbered_as_it_is(tmp_path: Path) -> None:
    """Of STIX content a message tells which object it is; it has no lines of its own."""
    bundle = b'{"type":"bundle","id":"bundle--1","objects":[{"type":"observed-data"}]}'
    with watching_node(tmp_path, Clock()) as node:
        consumer = _consumer(node)
        consumer.take([_message(1, bundle)])

        (sample,) = consumer.feed.samples
        assert (sample.code, sample.line, sample.message) == ("watch.observed", 1, "nats:T:1")


def test_many_that_wait_end_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker hands out only so many; they are told before their time."""
    monkeypatch.setattr(consuming, "MOST_HELD", 2)
    clock = Clock()
    with watching_node(tmp_path, clock) as node:
        consumer = _consumer(node)
        consumer.take([_message(0, HIT)])

        assert consumer.take([_message(1, HIT), _message(2, HIT)]) == []
        assert _places(consumer.take([_message(3, HIT)])) == ["1", "2", "3"]
        assert sightings(node) == [1, 3]


class _Fake:
    """A stream of two lots of messages, and what was settled of them."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._lots = [[_message(1, HIT)], [_message(2, HIT, MISS)], []]
        self._stop = stop
        self.settled: list[str] = []
        self.closed = False

    async def take(self, wait_s: float) -> Sequence[Message]:
        """The next lot; then it is told to stop."""
        if len(self._lots) == 1:
            self._stop.set()
        return self._lots.pop(0)

    async def settle(self, messages: Sequence[Message]) -> None:
        """Remember it."""
        self.settled += _places(messages)

    async def close(self) -> None:
        """Remember it."""
        self.closed = True


@pytest.mark.parametrize("kind", ["nats", "kafka"])
def test_it_runs_until_it_is_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Everything that was taken is told and settled, and the group is left."""
    stop = asyncio.Event()
    fake = _Fake(stop)

    async def opened(*_: object) -> _Fake:
        return fake

    for name in ("JetStream", "Kafka"):
        monkeypatch.setattr(getattr(consuming, name), "open", opened)
    with watching_node(tmp_path, Clock()) as node:
        broker = Broker("kafka" if kind == "kafka" else "nats", "127.0.0.1:1", "dns", "a", {})
        consumer = Consumer(node, broker, SEARCH, lambda _: None)
        asyncio.run(consumer.run(stop, lambda: None, lambda _: None))

        assert (fake.settled, fake.closed) == (["1", "2"], True)
        assert sightings(node) == [1, 1]
        assert consumer.feed.behind == 5


class _Lost(_Fake):
    """A stream that breaks off after its first lot."""

    async def take(self, wait_s: float) -> Sequence[Message]:
        """The first lot, then nothing any more."""
        if len(self._lots) < 3:
            raise BrokerError("nats:dns", "ConnectionClosedError")
        return await super().take(wait_s)


def test_a_broker_that_went_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, the status and the doctor know it, and what comes again from it is told once."""
    monkeypatch.setattr(consuming, "FIRST_S", 0.01)
    monkeypatch.setattr(consuming, "MOST_S", 0.02)
    stop, heard = asyncio.Event(), list[Trouble]()
    away, lost, back = BrokerAwayError(BROKER, "ConnectionRefusedError"), _Lost(stop), _Fake(stop)
    streams: list[object] = [lost, away, NoStreamError(BROKER), back]
    seen: list[tuple[str | None, str]] = []
    examined: list[tuple[str, object]] = []

    async def opened(*_: object) -> object:
        found = streams.pop(0)
        seen.extend((one.away_since, one.away_why) for one in flows(node))
        if found is away:
            examined.extend(
                (one.status.value, one.facts["broker"])
                for one in examine(node.home, clock)
                if one.code == "stream.waits"
            )
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(JetStream, "open", opened)
    clock = Clock()
    with watching_node(tmp_path, clock) as node:

        def listen(one: Trouble) -> None:
            clock.pass_s(1)  # so that the status is written anew
            heard.append(one)

        consumer = Consumer(node, BROKER, SEARCH, lambda _: None)
        asyncio.run(consumer.run(stop, lambda: None, listen))

        told = [(one.why, one.tries, one.next_s) for one in heard]
        assert told == [
            ("ConnectionClosedError", 0, 0.01),
            ("", 3, None),
        ]
        assert (lost.closed, back.closed, back.settled) == (True, True, ["1", "2"])
        assert sightings(node) == [1, 1]
        assert seen[-1] == ("2026-11-22T08:00:00.000Z", "ConnectionClosedError")
        assert examined == [("warn", "nats:dns")]
        assert (consumer.feed.away_since, consumer.feed.away_why) == (None, "")


def test_who_waits_for_a_broker_can_be_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, however long it would still wait; what was taken is told."""
    stop = asyncio.Event()
    lost = _Lost(stop)

    async def opened(*_: object) -> _Fake:
        return lost

    monkeypatch.setattr(JetStream, "open", opened)
    monkeypatch.setattr(consuming, "FIRST_S", 3_600)
    with watching_node(tmp_path, Clock()) as node:
        consumer = Consumer(node, BROKER, SEARCH, lambda _: None)
        asyncio.run(consumer.run(stop, lambda: None, lambda _: stop.set()))

        assert (lost.closed, sightings(node)) == (True, [1])
