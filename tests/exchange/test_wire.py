"""Tests of `exchange.wire` and `exchange.incoming` over real HTTP on this machine."""

from __future__ import annotations

import gzip
import socket
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import contextmanager
from ssl import SSLError
from threading import Thread
from time import monotonic
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from khien.exchange import wire as wire_file
from khien.exchange.incoming import Incoming, threaded
from khien.exchange.peer.client import PeerClient
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.server import INBOX
from khien.exchange.wire import PeerRefusedError, Wire, by_password, by_signature
from khien.model.errors import KhienError, UnreachableError
from tests.exchange.nodes import Party, World
from tests.exchange.notes import line, note, raw


@contextmanager
def served(site: Starlette) -> Iterator[str]:
    """A site on a port that the system chose; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(site, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def _echo(request: Request) -> Response:
    headers = dict(request.headers)
    return Response(headers.get("authorization", ""), headers={"X-Seen": request.method})


def _status(request: Request) -> Response:
    code = int(request.path_params["code"])
    return Response("why not", status_code=code)


def _away(_: Request) -> Response:
    return RedirectResponse("http://192.0.2.1/")


def _bomb(_: Request) -> Response:
    return Response(gzip.compress(b"0" * 1_000_000), headers={"content-encoding": "gzip"})


def _long(_: Request) -> Response:
    async def zeros() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"0" * 65_536

    return StreamingResponse(zeros())


SITE = Starlette(
    routes=[
        Route("/echo", _echo, methods=["GET", "POST"]),
        Route("/status/{code}", _status),
        Route("/away", _away),
        Route("/bomb", _bomb),
        Route("/long", _long),
    ]
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a small server."""
    with served(SITE) as where:
        yield where


@pytest.fixture
def plain() -> Iterator[Wire]:
    """A wire with a token."""
    wire = Wire("peer", by_password("", "sample-token"))
    yield wire
    wire.close()


def test_an_answer_is_read(address: str, plain: Wire) -> None:
    """Status, headers in lower case and content come back; the token went along."""
    answer = plain.send("POST", address + "/echo", body=b"x")

    assert (answer.status, answer.text, answer.headers["x-seen"]) == (
        200,
        "Bearer sample-token",
        "POST",
    )


def test_basic_is_user_and_secret(address: str) -> None:
    """With a user name the secret goes as Basic (RFC 7617)."""
    wire = Wire("peer", by_password("Aladdin", "open sesame"))

    assert wire.send("GET", address + "/echo").text == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    wire.close()


@pytest.mark.parametrize("code", [500, 502, 503, 408, 429])
def test_what_passes_by_itself_is_unreachable(address: str, plain: Wire, code: int) -> None:
    """Server errors and “not now” are tried again."""
    with pytest.raises(UnreachableError):
        plain.send("GET", f"{address}/status/{code}")


@pytest.mark.parametrize("code", [301, 400, 401, 403, 404, 409, 413, 422])
def test_a_no_is_a_no(address: str, plain: Wire, code: int) -> None:
    """Every other answer carries its status and the peer's words."""
    with pytest.raises(PeerRefusedError) as refused:
        plain.send("GET", f"{address}/status/{code}")
    assert (refused.value.status, refused.value.why) == (code, "why not")


def test_redirects_are_not_followed(address: str, plain: Wire) -> None:
    """A node goes only where it was told, and its secret too."""
    with pytest.raises(PeerRefusedError) as refused:
        plain.send("GET", address + "/away")
    assert refused.value.status == 307


@pytest.mark.parametrize("path", ["/bomb", "/long"])
def test_an_answer_without_end_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, address: str, plain: Wire, path: str
) -> None:
    """What is too large, packed or not, is given up before it fills the memory."""
    monkeypatch.setattr(wire_file, "MAX_ANSWER_BYTES", 200_000)
    start = monotonic()

    with pytest.raises(UnreachableError):
        plain.send("GET", address + path)
    assert monotonic() - start < 20


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/", "Connection refused"),
        ("http://[::1", "URL"),
        ("nonsense", "unreachable"),
    ],
)
def test_nobody_there_is_unreachable(plain: Wire, url: str, why: str) -> None:
    """A closed port or an address that is none is told as unreachable, with a reason for people."""
    with pytest.raises(UnreachableError) as caught:
        plain.send("GET", url)
    assert caught.value.facts["why"] == why


def test_too_slow_and_distrusted_have_reasons_of_their_own(
    monkeypatch: pytest.MonkeyPatch, plain: Wire
) -> None:
    """Neither is told by the name of a class of the client."""
    distrusted = httpx2.ConnectError("handshake")
    distrusted.__cause__ = SSLError("bad certificate")
    for error, why in ((httpx2.ReadTimeout("late"), "out of time"), (distrusted, "TLS")):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(Wire, "_read", fail)
        with pytest.raises(UnreachableError) as caught:
            plain.send("GET", "http://127.0.0.1:9/")
        assert caught.value.facts["why"] == why


def test_two_nodes_speak_over_real_http(world: World, us: Party, them: Party) -> None:
    """A note, its objects and a bad body cross a real server with real signatures."""
    site = Starlette(routes=[*them.node.taxii.routes(), *them.node.peers.routes()])
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)])
    with served(site) as where:
        wire = Wire(
            them.name,
            by_signature(us.node.ourselves.key, them.node.ourselves.identity, world.clock),
        )
        PeerClient(wire, where).announce(sealed)
        client = TaxiiClient(wire, where + "/taxii2/node/")
        headers = {"khien-delivery": sealed["payload"]["delivery"]}
        status = client.push(INBOX, [raw(indicator)], headers)
        assert status.success_count == 1
        assert client.status(status.id) == status
        with pytest.raises(PeerRefusedError):
            client.status("unknown")
        with pytest.raises(PeerRefusedError):
            client.push(INBOX, [raw(indicator)], {"khien-delivery": "delivery--none"})
        wire.close()


# What comes in


def _mirror(incoming: Incoming) -> Response:
    return Response(f"{len(incoming.message.body)} {incoming.header('x-one')} {incoming.query}")


def _failure(_: Incoming, error: KhienError) -> Response:
    return Response(error.code, error.http_status)


ENDPOINT = threaded(_mirror, _failure, max_bytes=10)


def test_a_request_is_read_whole() -> None:
    """Body, headers and query arrive as they were sent."""
    client = TestClient(Starlette(routes=[Route("/", ENDPOINT, methods=["POST"])]))

    answer = client.post("/?a=1&a=2", content=b"0123456789", headers={"X-One": "yes"})

    assert answer.text == "10 yes (('a', '1'), ('a', '2'))"


def test_reading_stops_at_the_limit() -> None:
    """A body that is too long is refused by its announced length, and by what really comes."""
    client = TestClient(Starlette(routes=[Route("/", ENDPOINT, methods=["POST"])]))

    announced = client.post("/", content=b"0" * 11)
    streamed = client.post("/", content=iter([b"0" * 6, b"0" * 6]))

    assert {a.status_code for a in (announced, streamed)} == {413}
    odd = client.post("/", content=b"0", headers={"content-length": "-1"})
    assert (odd.status_code, odd.text) == (400, "input.malformed")


@pytest.mark.anyio
async def test_somebody_who_hangs_up_breaks_nothing() -> None:
    """A caller that disconnects in the middle gets no answer, and the node no error."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [],
        "server": ("them.example", 80),
        "scheme": "http",
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    assert (await ENDPOINT(Request(scope, receive))).status_code == 400


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the server uses too."""
    return "asyncio"
