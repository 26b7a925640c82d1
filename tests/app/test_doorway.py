"""A client that does not read its answer: it is waited for so long and no longer, and nobody else waits."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from khien.app.doorway import STALLED_S, Doorway

CHUNK = b"x" * 65_536
CHUNKS = 400  # more than the buffers of any system between two sockets hold
ASK = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Leaping(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward."""

    leapt_s = 0.0

    def time(self) -> float:
        """Seconds, as every timer of this loop counts them."""
        return super().time() + self.leapt_s


class Told(Doorway):
    """A door that says what happens to it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config, ServerState(), {})
        self.paused, self.resumed, self.lost = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self.paused.set()

    def resume_writing(self) -> None:
        """It reads on."""
        super().resume_writing()
        self.resumed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        super().connection_lost(exc)
        self.lost.set()


async def _large(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    length = str(len(CHUNK) * CHUNKS).encode()
    headers = [(b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for left in reversed(range(CHUNKS)):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": left > 0})


Story = Callable[[Leaping, Told, socket.socket], Coroutine[None, None, None]]


def play(story: Story) -> None:
    """A client asks for a large answer and does not read it; then the story goes on."""
    loop = Leaping()

    async def whole() -> None:
        doors: list[Told] = []
        config = uvicorn.Config(_large, log_config=None, lifespan="off")
        config.load()

        def door() -> Told:
            doors.append(Told(config))
            return doors[-1]

        server = await loop.create_server(door, "127.0.0.1", 0)
        with socket.socket() as line:
            line.setblocking(False)
            await loop.sock_connect(line, server.sockets[0].getsockname())
            await loop.sock_sendall(line, ASK)
            while not doors:
                await asyncio.sleep(0)
            await doors[0].paused.wait()
            await story(loop, doors[0], line)
        server.close()
        await doors[0].lost.wait()

    try:
        loop.run_until_complete(asyncio.wait_for(whole(), 4 * STALLED_S))
    finally:
        loop.close()


async def _turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def test_who_does_not_read_is_cut_off_after_five_minutes() -> None:
    """Not a second before; then the connection is gone, with what was still to be sent."""

    async def silent(loop: Leaping, door: Told, line: socket.socket) -> None:
        del line
        loop.leapt_s += STALLED_S - 1
        await _turns()
        assert not door.lost.is_set()
        loop.leapt_s += 2
        await door.lost.wait()

    play(silent)


def test_who_reads_on_gets_all_of_it() -> None:
    """Every time that the client reads, it has the whole time anew: however slow, it is served."""

    async def slow(loop: Leaping, door: Told, line: socket.socket) -> None:
        size, seen = 0, 0
        while chunk := await loop.sock_recv(line, 1 << 20):
            size += len(chunk)
            if door.resumed.is_set() and seen < 3:  # more than five minutes in all
                seen += 1
                door.resumed.clear()
                loop.leapt_s += STALLED_S / 2
                await _turns()
        assert seen >= 1
        assert size > len(CHUNK) * CHUNKS

    play(slow)
