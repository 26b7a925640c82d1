"""The first thing that a stranger meets: how many connections, how large a head, how long for it.

Uvicorn bounds none of these by itself. What comes after the head is bounded where it is read
(`exchange/incoming.py`).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

CONNECTIONS = 512  # at once; a process may have 1,024 files open unless the system says otherwise
FROM_ONE_ADDRESS = 256  # so that one address cannot have them all; a proxy counts as one
HEAD_S = 10.0  # from the connection, or from the first byte of the next request, to its last header
HEAD_BYTES = 64 * 1024
HEADERS = 100
LINGER_S = 10.0  # for the rest of a body that was answered without reading it
STALLED_S = 300.0  # for a client that does not read its answer


class _HeadError(Exception):
    """The head is larger than is taken."""


class Doorway(HttpToolsProtocol):
    """One connection. A time limit that runs out closes it; what is too large is answered with 431."""

    _timer: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _in_head = True
    _in_message = False
    _is_still_head = False  # nothing but a head, and no end of it, has come in one reading
    _is_too_large = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a connection in, if there are not too many."""
        super().connection_made(transport)
        if self._is_crowded():
            # Each that is turned away is gone at once, so this costs the others nothing.
            self._say(503, b"retry-after: 5\r\n")
            return
        self._wait(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget every time limit."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request: of its head within bounds, of its body as the application reads it."""
        if self._in_head and self._timer is None:
            self._wait(HEAD_S)
        self._is_still_head = self._in_head
        super().data_received(data)
        if self._is_still_head and not self.transport.is_closing():
            self._head_bytes += len(data)  # also of a line that has no end
            if self._head_bytes > HEAD_BYTES:
                self._say(431)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._in_message, self._head_bytes = True, True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        super().on_header(name, value)
        if len(self.headers) > HEADERS:
            self._is_too_large = True
            raise _HeadError

    def on_headers_complete(self) -> None:
        """The head is here: whoever answers has the time that it takes."""
        head = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if head > HEAD_BYTES:
            self._is_too_large = True
            raise _HeadError
        self._stop_waiting()
        self._in_head = self._is_still_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is here."""
        self._in_head, self._in_message, self._head_bytes = True, False, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It was answered; a rest that nobody reads must come soon, or not at all."""
        super().on_response_complete()
        if self._in_message and not self._in_head:
            self._wait(LINGER_S)

    def send_400_response(self, msg: str) -> None:
        """What is no request is told so; what is too large, that."""
        if self._is_too_large:
            self._say(431)
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        super().pause_writing()
        if self._stall is None:
            self._stall = self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read on."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()

    def _is_crowded(self) -> bool:
        # A connection is in the set of the server already.
        if len(self.connections) > CONNECTIONS:
            return True
        mine = self.client[0] if self.client else ""
        same = sum(_source(other) == mine for other in self.connections)
        return same > FROM_ONE_ADDRESS

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _say(self, status: int, more: bytes = b"") -> None:
        """Answer without a body, and close."""
        end = b"content-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[status] + more + end)
        self.transport.close()


def _source(connection: object) -> str:
    client = getattr(connection, "client", None)
    return str(client[0]) if client else ""
