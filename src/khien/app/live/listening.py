"""Take syslog on this machine: TCP, UDP and Unix sockets, by asyncio.

Matching takes turns with the sockets in one thread: beside a thread that computes, Python would let each
datagram wait for milliseconds. A sender by TCP or Unix socket waits when the matcher is behind. UDP cannot
wait: what finds no room, here or in the system's own buffer, is dropped and counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, TypeAlias

from khien.app.live.standing import Report
from khien.app.live.watching import Feed, Watching
from khien.app.wiring import Node
from khien.model.errors import KhienError, MalformedError
from khien.model.reasons import reason_of
from khien.watch.doors import Door
from khien.watch.engine import kernel
from khien.watch.framing import Framed, Framer
from khien.watch.logs import Columns
from khien.watch.messages import Messages

LONGEST_BYTES: Final = 65_536  # of a message; RFC 5425 §4.3.1 asks for 8192 at least
ROOM: Final = 100_000  # messages that may wait
BATCH: Final = 100  # messages that are matched at once, or times as many by the kernel; the sockets wait meanwhile
CHUNK_BYTES: Final = 1 << 13  # of a stream that is matched at once
FASTER: Final = 1 if kernel is None else 32  # how much more at a time the kernel is given
AT_ONCE: Final = 1_000  # datagrams that are taken in one turn
MOST_SENDERS: Final = 64  # connections at a time on one door
PAUSE_S: Final = 0.5  # after which the status is written and a window may end, also in silence
PROC: Final = Path("/proc/net")
STREAMS: Final = 2  # chunks of streams that may wait; behind them the senders do


_Came: TypeAlias = tuple[Feed, list[Framed], Callable[[], None]]
"""What came, by which feed, and who is told once it is matched."""

Ready = Callable[[Sequence[Door]], None]
"""Told once where it listens, with the ports that the system gave."""


class NoDoorError(MalformedError):
    """There is nowhere to listen."""

    code = "watch.no-door"

    def __init__(self) -> None:
        super().__init__("listen", "watch.no-door")


class DoorTakenError(KhienError):
    """The port is taken, or the socket cannot be made."""

    code, exit_status, http_status = "watch.door-taken", 8, 500

    def __init__(self, door: Door, why: str) -> None:
        super().__init__(door=str(door), why=why)


class Listener:
    """Listens on some doors until it is told to stop."""

    def __init__(
        self, node: Node, doors: Sequence[Door], watching: Watching, columns: Columns = None
    ) -> None:
        """Args: node, where to listen, what matches, and what the columns of messages are."""
        if not doors:
            raise NoDoorError
        self._node, self._doors = node, doors
        self._watching, self._columns = watching, columns
        self._report = Report(node, "listen", columns)
        self._queue: asyncio.Queue[_Came] = asyncio.Queue(ROOM)
        self._streams = asyncio.Semaphore(STREAMS)
        self._messages: dict[int, Messages] = {}  # by feed
        self._coming: asyncio.Task[_Came] | None = None
        self._drops_at = 0.0  # when the system is asked again what it dropped
        self._udp: list[tuple[Feed, Door, int]] = []  # and what the system had dropped before
        self._closed = False  # whether nothing comes any more
        self.feeds: list[Feed] = []

    async def run(self, stop: asyncio.Event, ready: Ready) -> None:
        """Listen and match; when told to stop, match what has come, and settle everything.

        Raises:
            DoorTakenError: one of the doors cannot be opened.
        """
        try:
            async with AsyncExitStack() as doors:
                ready([await self._open(door, doors) for door in self._doors])
                told = asyncio.create_task(stop.wait())
                matching = asyncio.create_task(self._match())
                await asyncio.wait({told, matching}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
            self._closed = True
            await matching
        finally:
            self._report.end()

    # ---- doors

    async def _open(self, door: Door, last: AsyncExitStack) -> Door:
        feed = Feed(str(door))
        self.feeds.append(feed)
        try:
            opened = await (self._open_udp if door.kind == "udp" else self._open_stream)(
                door, feed, last
            )
            feed.name = str(opened)  # with the port that the system gave
            return opened
        except OSError as error:
            raise DoorTakenError(door, reason_of(error)) from error

    async def _open_udp(self, door: Door, feed: Feed, last: AsyncExitStack) -> Door:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self._queue, feed), local_addr=(door.host, door.port)
        )
        last.callback(transport.close)
        opened = Door("udp", door.host, transport.get_extra_info("sockname")[1])
        self._udp.append((feed, opened, kernel_drops(opened)))
        return opened

    async def _open_stream(self, door: Door, feed: Feed, last: AsyncExitStack) -> Door:
        senders: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is None or len(senders) >= MOST_SENDERS:
                feed.dropped += 1
                writer.close()
                return
            senders.add(task)
            try:
                # Only `end` does that, and nobody waits for the answer: asyncio would call it a fault.
                with contextlib.suppress(asyncio.CancelledError):
                    await self._take(reader, feed)
            finally:
                senders.discard(task)
                writer.close()
                with contextlib.suppress(ConnectionError):
                    await writer.wait_closed()

        if door.kind == "tcp":
            server = await asyncio.start_server(serve, door.host, door.port, limit=LONGEST_BYTES)
            door = Door("tcp", door.host, server.sockets[0].getsockname()[1])
        else:
            path = self._node.home / door.host  # an absolute path stands for itself
            server = await asyncio.start_unix_server(serve, path, limit=LONGEST_BYTES)
            path.chmod(0o660)
            last.callback(path.unlink, missing_ok=True)

        async def end() -> None:
            server.close()
            for task in senders:
                task.cancel()
            await asyncio.gather(*senders, return_exceptions=True)

        last.push_async_callback(end)
        return door

    async def _take(self, reader: asyncio.StreamReader, feed: Feed) -> None:
        """Messages of one sender, in either framing (RFC 6587 §3.4)."""
        framer = Framer(LONGEST_BYTES)
        with contextlib.suppress(ConnectionError):
            while octets := await reader.read(CHUNK_BYTES * FASTER):
                await self._bring(feed, list(framer.take(octets)))
        await self._bring(feed, list(filter(None, [framer.end()])))

    async def _bring(self, feed: Feed, came: list[Framed]) -> None:
        if came:
            await self._streams.acquire()
            await self._queue.put((feed, came, self._streams.release))

    # ---- matching

    async def _match(self) -> None:
        """Match what comes, batch by batch, and let the sockets be read in between."""
        batch = await self._batch()
        while batch or not self._closed:
            self._settle(batch)
            batch = await self._batch()
        if self._coming is not None:
            self._coming.cancel()
        self._watching.finish(self.feeds)

    async def _batch(self) -> list[_Came]:
        """What waits, at most `BATCH`; nothing when nothing came for a while."""
        await asyncio.sleep(0)  # whoever has something to bring comes first
        if self._queue.empty() or self._coming is not None:
            self._coming = self._coming or asyncio.create_task(self._queue.get())
            await asyncio.wait({self._coming}, timeout=PAUSE_S)
            if not self._coming.done():
                return []
        batch = [] if self._coming is None else [self._coming.result()]
        self._coming = None
        while len(batch) < BATCH * FASTER and not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    def _settle(self, batch: list[_Came]) -> None:
        for feed in self.feeds:
            came = [framed for one, several, _ in batch if one is feed for framed in several]
            if came:
                self._watching.take(feed, self._messages_of(feed).read(came))
            feed.behind = self._queue.qsize()
        for _, _, settled in batch:
            settled()
        if not batch or time.monotonic() >= self._drops_at:
            self._drops_at = time.monotonic() + PAUSE_S
            for feed, door, before in self._udp:
                feed.lost = max(feed.lost, kernel_drops(door) - before)  # none of a closed door
        self._watching.window_ends(self.feeds)
        self._report.write(self.feeds, self._watching.withheld, self._node.clock())

    def _messages_of(self, feed: Feed) -> Messages:
        if id(feed) not in self._messages:
            new = Messages(feed.name, self._node.watch.index, self._columns)
            self._messages[id(feed)] = new
        return self._messages[id(feed)]


class _Datagrams(asyncio.DatagramProtocol):
    """One message a datagram (RFC 5426 §3.1)."""

    def __init__(self, queue: asyncio.Queue[_Came], feed: Feed) -> None:
        self._queue, self._feed = queue, feed
        self._file: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._file = transport.get_extra_info("socket").fileno()

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Take it, and all that wait behind it: asyncio would bring one in each turn."""
        self._take(data)
        with contextlib.suppress(BlockingIOError):
            for _ in range(AT_ONCE):
                self._take(self._next())

    def _next(self) -> bytes:
        if self._file is None:
            raise BlockingIOError
        return os.read(self._file, LONGEST_BYTES)

    def _take(self, data: bytes) -> None:
        try:
            self._queue.put_nowait((self._feed, [data.strip()], _nothing))
        except asyncio.QueueFull:
            self._feed.dropped += 1


def kernel_drops(door: Door) -> int:
    """How many datagrams the system itself had no room for at this door; 0 where it does not say.

    Source: Linux, proc(5): the last column of /proc/net/udp; ports in hexadecimal.
    """
    port = f":{door.port:04X}"
    try:
        lines = (PROC / ("udp6" if ":" in door.host else "udp")).read_text().splitlines()
    except OSError:
        return 0
    rows = [line.split() for line in lines[1:]]
    return sum(int(row[-1]) for row in rows if row[1].endswith(port))


def _nothing() -> None:
    """Nobody waits for it."""
