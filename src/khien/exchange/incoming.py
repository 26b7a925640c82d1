"""One HTTP request that reached us, read whole and within limits, before anybody decides on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ssl import PEM_cert_to_DER_cert
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from khien.exchange.signatures import Message
from khien.model.errors import KhienError, MalformedError

LATER_S = 60  # when to come again after 429 or 503 (RFC 9110 §10.2.3)


class TooLargeError(KhienError):
    """The body is larger than this endpoint takes; it was not read to its end."""

    code, exit_status, http_status = "exchange.too-large", 2, 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes=limit_bytes)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request: its message as signed, the names in its path and the pairs of its query.

    `certificate` is the client certificate of its connection, DER; empty where there is none. It
    comes from TLS itself; nothing that a header says gets there.
    """

    message: Message
    path: dict[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    base_url: str = ""
    certificate: bytes = b""

    def header(self, name: str) -> str:
        """A header's value, or '' when it is absent. Names are lower-case."""
        return self.message.headers.get(name, "")


Answer = Callable[[Incoming], Response]
Failure = Callable[[Incoming, KhienError], Response]


def threaded(
    answer: Answer, failure: Failure, max_bytes: int
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a plain function as a Starlette endpoint: read the body, then answer in a thread.

    Args:
        answer: gets the whole request; may block; raises KhienError for every expected no.
        failure: turns such an error into a response; no other error text leaves the node.
        max_bytes: the largest body taken; beyond it reading stops and 413 is answered.
    """

    async def endpoint(request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        message = Message(request.method, _address(request), headers)
        incoming = Incoming(
            message,
            {name: str(value) for name, value in request.path_params.items()},
            tuple(request.query_params.multi_items()),
            str(request.base_url).rstrip("/"),
            _certificate(request),
        )
        try:
            message.body = await _read(request, max_bytes)
            return await run_in_threadpool(answer, incoming)
        except KhienError as error:
            return failure(incoming, error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it

    return endpoint


def _address(request: Request) -> str:
    """The URL as it was sent and signed: percent-encoded, which `request.url` is not."""
    raw = request.scope.get("raw_path")
    path = quote(request.url.path) if raw is None else raw.decode("latin-1").partition("?")[0]
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.scheme}://{request.url.netloc}{path}{query}"


def _certificate(request: Request) -> bytes:
    """The client certificate, as the ASGI TLS extension tells it: PEM, the client's own first."""
    tls = (request.scope.get("extensions") or {}).get("tls") or {}
    chain = tuple(tls.get("client_cert_chain") or ())
    return PEM_cert_to_DER_cert(chain[0]) if chain else b""


async def _read(request: Request, max_bytes: int) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdigit():
        raise MalformedError("Content-Length", "a whole number")
    if int(length) > max_bytes:
        raise TooLargeError(max_bytes)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            raise TooLargeError(max_bytes)
        chunks.append(chunk)
    return b"".join(chunks)
