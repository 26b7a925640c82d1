"""Heads that are too large or lie, requests hidden in requests, paths and hosts that play tricks."""

from __future__ import annotations

import pytest

from tests.hostile.victim import POST, Victim, read_to_end

FLOODS = {
    "many headers": b"".join(b"X-%d: y\r\n" % number for number in range(5_000)),
    "a long header": b"X: " + b"y" * 200_000 + b"\r\n",
    "a header without an end": b"X: " + b"y" * 300_000,
    "a long name": b"y" * 200_000 + b": x\r\n",
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_headers_is_cut_off(victim: Victim, name: str) -> None:
    """More than 100 headers, or 64 KiB of them, are 431, and the connection ends."""
    heard = victim.raw(b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + FLOODS[name] + b"\r\n")

    assert heard[:12] in {b"HTTP/1.1 431", b""}  # closed with bytes unread, the answer may be lost
    assert b"200 OK" not in heard


def test_a_long_address_is_cut_off(victim: Victim) -> None:
    """The request line counts as well."""
    heard = victim.raw(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")

    assert heard[:12] in {b"HTTP/1.1 431", b""}


HEAD = f"POST {POST} HTTP/1.1\r\nHost: a\r\n".encode()
HIDDEN = b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
SHAPES = {
    "length and chunks": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "a length with a sign": HEAD + b"Content-Length: +4\r\n\r\nabcd",
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n",
    "a length that is huge": HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a length in words": HEAD + b"Content-Length: four\r\n\r\nabcd",
    "a coding nobody knows": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
    "chunks that overflow": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na",
    "a negative chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n",
    "a name with a blank": HEAD + b"Content-Length : 4\r\n\r\nabcd",
    "a folded header": HEAD + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a bare line feed": HEAD.replace(b"\r\n", b"\n") + b"Transfer-Encoding:\nchunked\n\n",
    "a NUL in a header": HEAD + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40,
    "another version": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a tunnel": b"CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "bytes in the address": b"GET /\xff\xc0\xaf HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "bytes in the query": b"GET /?\xff\xc0 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "an upgrade": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_ambiguous_is_no_request(victim: Victim, name: str) -> None:
    """Every odd shape is refused or answered once; none is a server error, and nothing behind it runs."""
    heard = victim.raw(SHAPES[name])

    assert b"HTTP/1.1 5" not in heard, heard
    assert heard.count(b"HTTP/1.1 ") <= 1


def test_no_request_hides_in_another(victim: Victim) -> None:
    """What two servers might cut differently is refused whole: the second request is not answered."""
    for shape in ("length and chunks", "a coding nobody knows", "two lengths"):
        heard = victim.raw(SHAPES[shape] + HIDDEN)

        assert heard.startswith(b"HTTP/1.1 400"), (shape, heard)
        assert b"ledger" not in heard


def test_requests_in_a_row_are_answered_in_their_order(victim: Victim) -> None:
    """Pipelining is legal: a row of honest requests is answered one by one."""
    row = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 20
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    assert victim.raw(row + last).count(b"200 OK") == 21


TRICKS = (
    "/%2e%2e/khien.toml", "/../khien.toml", "/static/../../khien.toml", "/static/%2e%2e%2fkhien.toml",
    "/static/..%5c..%5ckhien.toml", "/static/khien.css%00.svg", "//healthz", "/.//healthz",
    "/%00", "/taxii2/%00/", "/taxii2/node/collections/%2e%2e/objects/", "/TAXII2/",
    "/taxii2/node/collections/%c0%ae%c0%ae/", "/taxii2/node/collections/inbox%2fobjects/",
    "/taxii2/node/status/%27%20OR%201=1--/", "/khien/v1/log/tile/../../../keys/node.key",
    "/khien/v1/log/tile/%2e%2e%2f%2e%2e%2fkhien.toml", "/khien/v1/log/tile/0/%00", "/khien/v1/../../x",
    "/khien/v1/log/tile/0/x" + "9" * 5_000, "/taxii2;a=b/", "/taxii2/node/%u0041/", "/%ff%fe", "/%",
)  # fmt: skip


@pytest.mark.parametrize("path", TRICKS)
def test_a_path_leads_nowhere_else(victim: Victim, path: str) -> None:
    """Dots, slashes, NULs and odd encodings are no way to a file, nor to another endpoint."""
    for secret in ("", victim.tool):
        answer = victim.ask("GET", path[:6_000], secret=secret)

        assert answer.status in {307, 400, 401, 403, 404}, answer
        assert b"[node]" not in answer.body
        assert b"PRIVATE" not in answer.body


HOSTS = (
    "evil.example",
    "evil.example:80@a",
    "a/khien/v1/?",
    "",
    "[::1",
    "evil.example\\@a",
    "a#b",
    "é",
)


@pytest.mark.parametrize("host", HOSTS)
def test_the_host_is_not_believed(victim: Victim, host: str) -> None:
    """Addresses in discovery and redirects are our own, whatever the client calls us."""
    answer = victim.ask("GET", "/taxii2/", secret=victim.tool, Host=host)
    if answer.status == 200:
        assert answer.json["default"] == f"{victim.base}/taxii2/node/"
    assert answer.status in {200, 400}

    moved = victim.ask("GET", "/taxii2", secret=victim.tool, Host=host)
    assert moved.headers.get("location", "/taxii2/") == "/taxii2/"


def test_the_host_does_not_move_a_signature(victim: Victim) -> None:
    """A request signed for one path cannot be shown to another by a Host that looks like a path."""
    message = victim.signed("POST", "/khien/v1/receipts", b'{"receipts":[],"counts":{}}')
    message.url = victim.base + "/khien/v1/recalls"
    message.headers["Host"] = "a/khien/v1/receipts?"

    assert victim.send(message).status == 401


def test_a_rest_that_nobody_reads_does_not_hold_a_connection(victim: Victim) -> None:
    """After a refusal the rest of the body has a second here; then the connection is closed."""
    with victim.connect() as line:
        line.sendall(b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")

        heard = read_to_end(line)  # it ends

    assert heard.startswith(b"HTTP/1.1 405")
