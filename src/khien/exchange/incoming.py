"""One HTTP request that reached us, read whole and within limits, before anybody decides on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from ssl import PEM_cert_to_DER_cert
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from khien.exchange.signatures import Message
from khien.model.errors import KhienError, MalformedError

UNKNOWN_BYTES = 64 * 1024  # of a body are read before its sender is known
FIRST_S = 30.0  # within it a body must be here; and a second more
BYTES_A_SECOND = 16 * 1024  # for each so many bytes, as for a partner on a slow line
LATER_S = 60  # when to come again after 429 or 503 (RFC 9110 §10.2.3)


class TooLargeError(KhienError):
    """The body is larger than this endpoint takes; it was not read to its end."""

    code, exit_status, http_status = "exchange.too-large", 2, 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes=limit_bytes)


class TooSlowError(KhienError):
    """The body came so slowly that it was not waited for any longer."""

    code, exit_status, http_status = "exchange.too-slow", 4, 408

    def __init__(self) -> None:
        super().__init__()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request: its message as signed, the names in its path and the pairs of its query.

    `certificate` is the client certificate of its connection, DER; empty where there is none. It
    comes from TLS itself; nothing that a header says gets there. `base_url` is where the request
    came in: the address and port of our own socket, not what the client calls us. `source` is the
    address that it came from, '' where that is not known.
    """

    message: Message
    path: dict[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    base_url: str = ""
    certificate: bytes = b""
    source: str = ""

    def header(self, name: str) -> str:
        """A header's value, or '' when it is absent. Names are lower-case."""
        return self.message.headers.get(name, "")


def later_s(error: KhienError) -> int:
    """After how many seconds to come again, for `Retry-After`; 0 where that would not help."""
    if error.http_status not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return 0
    wait = error.facts.get("wait_s", LATER_S)
    return wait if isinstance(wait, int) else LATER_S


Answer = Callable[[Incoming], Response]
Failure = Callable[[Incoming, KhienError], Response]
Reserve = Callable[[Incoming, int], Callable[[], None]]
"""Finds out who sends, and takes room for so many bytes; gives what gives it back."""


def threaded(
    answer: Answer, failure: Failure, max_bytes: int, reserve: Reserve | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a plain function as a Starlette endpoint: read the body, then answer in a thread.

    Args:
        answer: gets the whole request; may block; raises KhienError for every expected no.
        failure: turns such an error into a response; no other error text leaves the node.
        max_bytes: the largest body taken; beyond it reading stops and 413 is answered.
        reserve: asked before more than `UNKNOWN_BYTES` are read; without it no more are.
    """

    async def endpoint(request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        message = Message(request.method, _address(request), headers)
        incoming = Incoming(
            message,
            {name: str(value) for name, value in request.path_params.items()},
            tuple(request.query_params.multi_items()),
            _base_url(request),
            _certificate(request),
            request.client.host if request.client else "",
        )
        with ExitStack() as held:
            try:
                message.body = await _Reading(request, incoming, max_bytes, reserve, held).whole()
                return await run_in_threadpool(answer, incoming)
            except KhienError as error:
                return failure(incoming, error)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody is there to read it

    return endpoint


def _address(request: Request) -> str:
    """The path and query as they were sent and signed: percent-encoded, which `request.url` is not.

    The `Host` is no part of it: it is not signed, so it must not move where the path begins.
    """
    raw = request.scope.get("raw_path")
    path = quote(request.scope["path"]) if raw is None else raw.decode("latin-1").partition("?")[0]
    query = request.scope.get("query_string", b"").decode("latin-1")
    return f"{_base_url(request)}{path}{'?' if query else ''}{query}"


def _certificate(request: Request) -> bytes:
    """The client certificate, as the ASGI TLS extension tells it: PEM, the client's own first."""
    tls = (request.scope.get("extensions") or {}).get("tls") or {}
    chain = tuple(tls.get("client_cert_chain") or ())
    return PEM_cert_to_DER_cert(chain[0]) if chain else b""


def _base_url(request: Request) -> str:
    host, port = request.scope.get("server") or ("localhost", None)
    scheme = request.scope["scheme"]
    shown = f"[{host}]" if ":" in host else host
    is_usual = port in {None, {"http": 80, "https": 443}.get(scheme)}
    return f"{scheme}://{shown}" if is_usual else f"{scheme}://{shown}:{port}"


class _Reading:
    """The body of one request, read chunk by chunk against size and time."""

    def __init__(
        self,
        request: Request,
        incoming: Incoming,
        max_bytes: int,
        reserve: Reserve | None,
        held: ExitStack,
    ) -> None:
        self._request, self._incoming, self._held = request, incoming, held
        self._most, self._reserve = max_bytes, reserve
        if reserve is None:
            self._most = min(max_bytes, UNKNOWN_BYTES)

    async def whole(self) -> bytes:
        """All of it.

        Raises:
            TooLargeError, TooSlowError, MalformedError: and then the rest was not read.
            KhienError: what `reserve` raises.
        """
        length = self._announced()
        if length > UNKNOWN_BYTES:
            await self._ask(length)
        try:
            async with asyncio.timeout(FIRST_S) as limit:
                return await self._chunks(limit)
        except TimeoutError as error:
            raise TooSlowError from error

    async def _chunks(self, limit: asyncio.Timeout) -> bytes:
        begun = asyncio.get_running_loop().time()
        chunks, size = [], 0
        async for chunk in self._request.stream():
            size += len(chunk)
            if size > self._most:
                raise TooLargeError(self._most)
            if size > UNKNOWN_BYTES:
                await self._ask(self._most)  # it came in chunks, and may become as large
            chunks.append(chunk)
            limit.reschedule(begun + FIRST_S + size / BYTES_A_SECOND)
        return b"".join(chunks)

    async def _ask(self, size_bytes: int) -> None:
        reserve, self._reserve = self._reserve, None
        if reserve is not None:  # once is enough
            self._held.callback(await run_in_threadpool(reserve, self._incoming, size_bytes))

    def _announced(self) -> int:
        length = self._request.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 16:
            raise MalformedError("Content-Length", "a whole number")
        if int(length) > self._most:
            raise TooLargeError(self._most)
        return int(length)
