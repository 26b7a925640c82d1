"""A wire that does to HTTP requests what bad networks do, by a plan drawn from a seed."""

from __future__ import annotations

import asyncio
import random
import threading
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

from tests.faults.stage import LOOPBACK, PATIENCE_S


class Mishap(StrEnum):
    """What happens to one request on its way."""

    NONE = "passed"
    DELAY = "delayed"
    CUT_REQUEST = "cut in the request"
    CUT_ANSWER = "cut in the answer"
    LOSE_ANSWER = "answer lost"
    TWICE = "sent twice"
    TWICE_ANSWERED_LAST = "sent twice, the second answer came"
    LATE = "arrived after the next one"


class Proxy:
    """Stands before one node. While `bad` is set, one request in two meets with a mishap.

    The same seed deals the same mishaps in the same order, every kind as often as any other; which
    request meets which depends on when the nodes send.
    """

    def __init__(self, to_port: int, seed: int) -> None:
        self.bad = threading.Event()
        self.met: Counter[Mishap] = Counter()
        self.port = 0
        self._to, self._dice = to_port, random.Random(seed)  # noqa: S311 -- a plan, not a secret
        self._deck: list[Mishap] = []
        self._late: list[bytes] = []

    def to(self, port: int) -> None:
        """Where the node listens."""
        self._to = port

    async def serve(self, ready: threading.Event, end: asyncio.Event) -> None:
        """Stand there until `end`."""
        server = await asyncio.start_server(self._attend, LOOPBACK, 0, limit=2**26)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()

    def _next(self) -> Mishap:
        if not self.bad.is_set():
            return Mishap.NONE
        if not self._deck:
            mishaps = [one for one in Mishap if one is not Mishap.NONE]
            self._deck = [*mishaps, *[Mishap.NONE] * len(mishaps)]
            self._dice.shuffle(self._deck)
        return self._deck.pop()

    async def _attend(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection of a client, request after request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while request := await _message(reader):
                mishap = self._next()
                self.met[mishap] += 1
                answer = await self._carry(request, mishap)
                writer.write(answer)
                await writer.drain()
                if mishap in {
                    Mishap.CUT_REQUEST,
                    Mishap.CUT_ANSWER,
                    Mishap.LOSE_ANSWER,
                    Mishap.LATE,
                }:
                    break
                await self._bring_late()
        writer.close()

    async def _carry(self, request: bytes, mishap: Mishap) -> bytes:
        """Do to a request what happens to it; gives what the client gets to see."""
        if mishap is Mishap.LATE:
            self._late.append(request)
            return b""
        if mishap is Mishap.CUT_REQUEST:
            await self._exchange(request[: self._dice.randrange(len(request))], whole=False)
            return b""
        if mishap is Mishap.DELAY:
            await asyncio.sleep(self._dice.uniform(0, 0.2))
        answer = await self._exchange(request)
        if mishap in {Mishap.TWICE, Mishap.TWICE_ANSWERED_LAST}:
            again = await self._exchange(request)
            return answer if mishap is Mishap.TWICE else again
        if mishap is Mishap.LOSE_ANSWER:
            return b""
        return (
            answer[: self._dice.randrange(len(answer))] if mishap is Mishap.CUT_ANSWER else answer
        )

    async def _bring_late(self) -> None:
        while self._late:
            await self._exchange(self._late.pop())

    async def _exchange(self, request: bytes, *, whole: bool = True) -> bytes:
        """Bring bytes to the node; its answer, or nothing for half a request."""
        reader, writer = await asyncio.open_connection(LOOPBACK, self._to, limit=2**26)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) if whole else b""
        finally:
            writer.close()


async def _message(reader: StreamReader) -> bytes:
    """One HTTP message with its body; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:-2])
    return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))


@contextmanager
def proxies(seed: int, count: int) -> Iterator[list[Proxy]]:
    """Some proxies in a thread of their own; they need to be told where to (`Proxy.to`)."""
    made = [Proxy(0, seed + number) for number in range(count)]
    ready = [threading.Event() for _ in made]
    loop, end = asyncio.new_event_loop(), asyncio.Event()

    async def stand() -> None:
        await asyncio.gather(*(p.serve(r, end) for p, r in zip(made, ready, strict=True)))
        here = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not here]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(stand(),))
    thread.start()
    try:
        assert all(event.wait(PATIENCE_S) for event in ready)
        yield made
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(PATIENCE_S)
        loop.close()
