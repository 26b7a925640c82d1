"""Sockets on this machine: every framing, every kind of door, and what is too much."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from khien.app.live import listening
from khien.app.live.listening import DoorTakenError, Listener, NoDoorError
from khien.app.live.standing import standings
from khien.app.live.watching import Watching
from khien.model.words import say
from khien.watch.doors import Door, read_door
from tests.app.live.samples import SEARCH, Clock, Told, sightings, watching_node

BAD = b'<13>{"query": "bad.example", "src": "10.0.0.7"}'
Talk = Callable[[Listener, Sequence[Door]], Awaitable[None]]


def listened(tmp_path: Path, talk: Talk, *places: str) -> tuple[Listener, list[int]]:
    """Listen, let `talk` send, stop when it is done; the listener, and the sightings."""
    with watching_node(tmp_path, Clock()) as node:
        listener = Listener(
            node, [read_door(place) for place in places], Watching(node, SEARCH, Told())
        )

        async def run() -> None:
            stop, opened = asyncio.Event(), asyncio.Future[Sequence[Door]]()
            running = asyncio.create_task(listener.run(stop, opened.set_result))
            try:
                await talk(listener, await opened)
            finally:
                stop.set()
                await running

        asyncio.run(run())
        assert standings(node) == ()
        return listener, sightings(node)


async def until(listener: Listener, lines: int) -> None:
    """Wait until so many lines were matched."""
    for _ in range(2_000):
        if sum(feed.lines for feed in listener.feeds) >= lines:
            return
        await asyncio.sleep(0.005)
    raise AssertionError([feed.lines for feed in listener.feeds])


async def send(door: Door, *pieces: bytes, path: Path | None = None) -> None:
    """Send pieces over a connection, and close it."""
    if path is not None:
        _, writer = await asyncio.open_unix_connection(path)
    else:
        _, writer = await asyncio.open_connection(door.host, door.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "pieces",
    [
        [BAD + b"\n", BAD + b"\r\n", BAD],
        [b"%d %s" % (len(BAD), BAD) * 3],
        [b"%d %s\n" % (len(BAD), BAD), b"%d %s\0\n" % (len(BAD), BAD), BAD + b"\n"],
        [BAD[:9], BAD[9:] + b"\n" + BAD + b"\n" + BAD + b"\n"],
    ],
)
def test_both_framings_of_tcp(tmp_path: Path, pieces: list[bytes]) -> None:
    """Messages by line and by length, in any pieces, are matched; the last may lack its end."""

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        await send(doors[0], *pieces)
        await until(listener, 3)

    listener, kept = listened(tmp_path, talk, "tcp://127.0.0.1:0")

    assert sum(kept) == 3
    assert [(feed.lines, feed.dropped) for feed in listener.feeds] == [(3, 0)]


def test_udp_and_unix_sockets(tmp_path: Path) -> None:
    """A datagram is a message, and so is a line through a socket in the home; both are named."""

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        udp, unix = doors
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(BAD, (udp.host, udp.port))
        path = tmp_path / "home" / unix.host
        assert path.stat().st_mode & 0o007 == 0
        await send(unix, BAD + b"\n", path=path)
        await until(listener, 2)

    listener, kept = listened(tmp_path, talk, "udp://127.0.0.1:0", "unix:w.sock")

    assert sum(kept) == 2
    assert [feed.lines for feed in listener.feeds] == [1, 1]
    assert not (tmp_path / "home" / "w.sock").exists()


def test_hostile_senders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too long, garbled or cut is counted by its reason, and what comes after it is read."""
    monkeypatch.setattr(listening, "LONGEST_BYTES", 100)
    long = b"x" * 1_000

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        await send(doors[0], long + b"\n", BAD + b"\n")
        await send(doors[0], b"12345 not that long\n", b"999999 x\n", b"0 x\n", b"\n\n")
        await send(doors[0], b"50 cut")
        await send(doors[0], long)
        await send(doors[0], b"7")
        await until(listener, 8)

    listener, kept = listened(tmp_path, talk, "tcp://127.0.0.1:0")

    (feed,) = listener.feeds
    assert sum(kept) == 1
    assert feed.reasons == {"watch.too-long": 2, "watch.syslog": 5}
    assert say("watch.too-long", "vi", {"line": 1, "detail": feed.name})


def test_too_many_senders_and_too_many_datagrams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection above the limit is closed, a datagram without room dropped; both are counted."""
    monkeypatch.setattr(listening, "MOST_SENDERS", 1)
    monkeypatch.setattr(listening, "ROOM", 2)

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        tcp = doors[0]
        _, first = await asyncio.open_connection(tcp.host, tcp.port)
        first.write(BAD + b"\n")
        await until(listener, 1)
        reader, second = await asyncio.open_connection(tcp.host, tcp.port)
        assert await reader.read() == b""
        protocol = listening._Datagrams(listener._queue, listener.feeds[1])
        for _ in range(9):
            protocol.datagram_received(BAD, None)
        for writer in (first, second):
            writer.close()
            await writer.wait_closed()

    listener, _ = listened(tmp_path, talk, "tcp://127.0.0.1:0", "udp://127.0.0.1:0")

    assert listener.feeds[0].dropped == 1
    assert listener.feeds[1].dropped >= 6
    assert listener.feeds[1].lines + listener.feeds[1].dropped == 9


def test_a_sender_that_stays_does_not_hold_the_stop(tmp_path: Path) -> None:
    """A connection that is open when it stops is closed, and that is no fault to anybody."""
    faults: list[object] = []
    held: list[Any] = []

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: faults.append(told))
        held.extend(await asyncio.open_connection(doors[0].host, doors[0].port))
        held[1].write(BAD + b"\n")
        await until(listener, 1)
        held[1].close()

    _, kept = listened(tmp_path, talk, "tcp://127.0.0.1:0")

    assert kept == [1]
    assert faults == []


def test_a_door_that_is_taken(tmp_path: Path) -> None:
    """A port that another program has is named, and what was opened before it is closed."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with watching_node(tmp_path, Clock()) as node:
            watching = Watching(node, SEARCH, Told())
            doors = [read_door("tcp://127.0.0.1:0"), read_door(taken)]
            with pytest.raises(DoorTakenError) as refused:
                asyncio.run(Listener(node, doors, watching).run(asyncio.Event(), lambda _: None))
            assert taken in say(refused.value.code, "vi", refused.value.facts)
            with pytest.raises(NoDoorError) as nowhere:
                Listener(node, [], watching)
            assert say(nowhere.value.code, "vi", nowhere.value.facts)


def test_what_fails_in_matching_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that fails stops the listener with its error; nothing is taken and thrown away."""
    with watching_node(tmp_path, Clock()) as node:
        watching = Watching(node, SEARCH, Told())
        listener = Listener(node, [read_door("tcp://127.0.0.1:0")], watching)

        def fail(*_: object) -> bool:
            raise OSError

        monkeypatch.setattr(watching, "window_ends", fail)
        with pytest.raises(OSError):  # noqa: PT011 -- any
            asyncio.run(listener.run(asyncio.Event(), lambda _: None))


@pytest.mark.skipif(not Path("/proc/net/udp").exists(), reason="this system does not say")
def test_what_the_system_dropped_is_counted(tmp_path: Path) -> None:
    """Datagrams that the system has no room for are told as dropped, with those that we drop."""
    sent = 3_000

    async def talk(listener: Listener, doors: Sequence[Door]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(sent):  # in one turn, so that nobody reads meanwhile
                sender.sendto(BAD, (doors[0].host, doors[0].port))
        before = 0
        while before != listener.feeds[0].lines or not before:
            before = listener.feeds[0].lines
            await asyncio.sleep(2 * listening.PAUSE_S)

    listener, kept = listened(tmp_path, talk, "udp://127.0.0.1:0")

    (feed,) = listener.feeds
    assert feed.lines + feed.dropped + feed.lost == sent
    assert sum(kept) == feed.lines > 0


def test_a_system_that_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no such file nothing is counted, and nothing breaks."""
    monkeypatch.setattr(listening, "PROC", Path("/nowhere"))

    assert listening.kernel_drops(Door("udp", "::1", 1)) == 0
