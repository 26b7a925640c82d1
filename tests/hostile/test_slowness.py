"""Clients that come slowly, come in crowds, or never read: they wait for nobody but themselves."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

from khien.app.doorway import CONNECTIONS, FROM_ONE_ADDRESS
from tests.hostile.hasty import BODY_S, HEAD_S
from tests.hostile.victim import PATIENCE_S, POST, Victim, read_to_end

MUCH_S = 20.0  # above every limit here, on a machine that does other things too


def _trickled(victim: Victim, sent: bytes, drop: bytes, pause_s: float) -> tuple[bytes, float]:
    """Send something, then drop by drop until the node ends it; what it said, and after how long."""
    begun = time.monotonic()
    with victim.connect() as line:
        line.sendall(sent)
        line.settimeout(pause_s)
        heard = b""
        while time.monotonic() - begun < PATIENCE_S:
            try:
                line.sendall(drop)
                found = line.recv(65_536)
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
            heard += found
            if not found:
                break
        return heard, time.monotonic() - begun


def test_headers_that_trickle_are_not_waited_for(victim: Victim) -> None:
    """One header after the other keeps no connection open; meanwhile others are served."""
    heard, took_s = _trickled(victim, b"GET / HTTP/1.1\r\n", b"X: y\r\n", 0.2)

    assert heard == b""
    assert HEAD_S * 0.9 < took_s < MUCH_S


def test_the_second_head_on_a_connection_is_not_waited_for_either(victim: Victim) -> None:
    """An honest request first does not buy more time for the next."""
    first = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    heard, took_s = _trickled(victim, first + b"GET / HTTP/1.1\r\n", b"X: y\r\n", 0.2)

    assert heard.count(b"HTTP/1.1 200") == 1
    assert took_s < MUCH_S


def test_a_connection_that_says_nothing_is_closed(victim: Victim) -> None:
    """Silence has the same limit as slowness."""
    with victim.connect() as line:
        line.settimeout(MUCH_S)

        assert line.recv(1) == b""


def test_a_body_that_trickles_is_not_waited_for(victim: Victim) -> None:
    """A known partner's body drop by drop is 408 within the limit."""
    head = (
        f"POST {POST} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {victim.hostile}\r\n"
        "Accept: application/taxii+json;version=2.1\r\n"
        "Content-Type: application/taxii+json;version=2.1\r\nContent-Length: 50000\r\n\r\n"
    )
    heard, took_s = _trickled(victim, head.encode(), b"x", 0.2)

    assert heard.startswith(b"HTTP/1.1 408")
    assert BODY_S * 0.9 < took_s < MUCH_S


def test_a_strangers_large_body_is_not_read(victim: Victim) -> None:
    """Who it is comes before what it brings: 401 while the body is still on its way."""
    head = f"POST {POST} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer khien_x\r\n"
    accept = "Accept: application/taxii+json;version=2.1\r\n"
    with victim.connect() as line:
        line.sendall(f"{head}{accept}Content-Length: 9000000\r\n\r\n".encode())

        assert line.recv(65_536).startswith(b"HTTP/1.1 401")


def test_one_caller_has_not_all_the_room(victim: Victim) -> None:
    """Large bodies that a partner leaves lying about are counted against it, not against others."""
    head = (
        f"POST {POST} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {victim.hostile}\r\n"
        "Accept: application/taxii+json;version=2.1\r\nContent-Length: 10000000\r\n\r\n"
    )
    with ExitStack() as stack:
        lines = [stack.enter_context(victim.connect()) for _ in range(6)]
        for line in lines:
            line.sendall(head.encode())
        victim.serves()
        heard = [read_to_end(line)[:12] for line in lines]

    assert heard.count(b"HTTP/1.1 503") >= 3
    assert set(heard) <= {b"HTTP/1.1 503", b"HTTP/1.1 408"}


def test_a_crowd_from_one_address_does_not_shut_out_another(victim: Victim) -> None:
    """One address has at most its share of the connections; who comes from elsewhere is served."""
    assert FROM_ONE_ADDRESS < CONNECTIONS
    with ExitStack() as stack:
        crowd: list[socket.socket] = []
        for _ in range(FROM_ONE_ADDRESS + 40):
            line = victim.connect("127.0.0.2")
            crowd.append(stack.enter_context(line))
        assert victim.ask("GET", "/healthz").status == 200
        assert any(line.recv(12) == b"HTTP/1.1 503" for line in crowd[-30:])
