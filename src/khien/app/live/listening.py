"""Take syslog on this machine: TCP, UDP and Unix sockets, by asyncio.

Matching takes turns with the sockets in one thread: beside a thread that computes, Python would let each
datagram wait for milliseconds. A sender by TCP or Unix socket waits when the matcher is behind. UDP cannot
wait: what finds no room, here or in the system's own buffer, is dropped and counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from khien.app.live.standing import Report
from khien.app.live.watching import Feed, Watching
from khien.app.wiring import Node
from khien.model.errors import KhienError, MalformedError
from khien.watch.doors import Door
from khien.watch.logs import Columns, Line, Unreadable, read_message

LONGEST_BYTES: Final = 65_536  # of a message; RFC 5425 §4.3.1 asks for 8192 at least
ROOM: Final = 100_000  # messages that may wait
BATCH: Final = 100  # messages that are matched at once; the sockets wait meanwhile
AT_ONCE: Final = 1_000  # datagrams that are taken in one turn
MOST_SENDERS: Final = 64  # connections at a time on one door
PAUSE_S: Final = 0.5  # after which the status is written and a window may end, also in silence
PROC: Final = Path("/proc/net")
_BETWEEN = b"\r\n\0"  # RFC 6587 §3.4.2: what senders put between messages
_COUNTED_DIGITS = 5  # RFC 6587 §3.4.1: how a message's length is written

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
        self._report = Report(node, "listen")
        self._queue: asyncio.Queue[tuple[Feed, bytes | None]] = asyncio.Queue(ROOM)
        self._numbers: dict[str, int] = {}
        self._coming: asyncio.Task[tuple[Feed, bytes | None]] | None = None
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
            raise DoorTakenError(door, error.strerror or type(error).__name__) from error

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
        with contextlib.suppress(ConnectionError):
            while (message := await _framed(reader)) != b"":
                await self._queue.put((feed, message))

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

    async def _batch(self) -> list[tuple[Feed, bytes | None]]:
        """What waits, at most `BATCH`; nothing when nothing came for a while."""
        await asyncio.sleep(0)  # whoever has something to bring comes first
        if self._queue.empty() or self._coming is not None:
            self._coming = self._coming or asyncio.create_task(self._queue.get())
            await asyncio.wait({self._coming}, timeout=PAUSE_S)
            if not self._coming.done():
                return []
        batch = [] if self._coming is None else [self._coming.result()]
        self._coming = None
        while len(batch) < BATCH and not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    def _settle(self, batch: list[tuple[Feed, bytes | None]]) -> None:
        for feed in self.feeds:
            messages = [message for one, message in batch if one is feed]
            if messages:
                self._watching.take(feed, self._lines(feed, messages))
            feed.behind = self._queue.qsize()
        for feed, door, before in self._udp:
            feed.lost = max(feed.lost, kernel_drops(door) - before)  # none of a closed door
        self._watching.window_ends(self.feeds)
        self._report.write(self.feeds, self._watching.withheld, self._node.clock())

    def _lines(self, feed: Feed, messages: Sequence[bytes | None]) -> Iterator[Line]:
        for message in messages:
            number = self._numbers[feed.name] = self._numbers.get(feed.name, 0) + 1
            if message is None:
                yield Unreadable(number, "watch.too-long", feed.name)
            elif message.strip():
                yield read_message(feed.name, number, message, self._columns)


class _Datagrams(asyncio.DatagramProtocol):
    """One message a datagram (RFC 5426 §3.1)."""

    def __init__(self, queue: asyncio.Queue[tuple[Feed, bytes | None]], feed: Feed) -> None:
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
            self._queue.put_nowait((self._feed, data))
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


async def _framed(reader: asyncio.StreamReader) -> bytes | None:
    """The next message; empty at the end, None for one that is too long and was passed over."""
    head = b""
    try:
        while not head.strip(_BETWEEN):
            head = await reader.readexactly(1)
        while head.isdigit() and len(head) <= _COUNTED_DIGITS:
            sign = await reader.readexactly(1)
            if sign == b" " and 0 < int(head) <= LONGEST_BYTES:
                size, head = int(head), b""
                return await reader.readexactly(size)
            head += sign
        return head if head.endswith(b"\n") else head + await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        return head + error.partial
    except asyncio.LimitOverrunError:
        await _pass_over(reader)
        return None


async def _pass_over(reader: asyncio.StreamReader) -> None:
    while True:
        try:
            await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            await reader.readexactly(error.consumed)
        except asyncio.IncompleteReadError:
            return
        else:
            return
