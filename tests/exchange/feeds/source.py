"""A web server on this machine that serves what a test gives it, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Source:
    """What is served: bodies by path, redirects, extra headers, and statuses that are not 200."""

    base: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, int]] = field(default_factory=list)
    authorized: list[str] = field(default_factory=list)

    def answer(self, path: str, known: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a path; 304 where the caller has it."""
        if self.status != 200:
            return self.status, {}, b"not now"
        if path in self.moved:
            return 302, {"location": self.moved[path]}, b""
        if path not in self.bodies:
            return 404, {}, b"none"
        body = self.bodies[path]
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if known == etag:
            return 304, {"etag": etag}, b""
        return 200, {"etag": etag, **self.headers}, body


@contextmanager
def serving() -> Iterator[Source]:
    """A server on a port that the system chose."""
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer as the source says."""
            status, headers, body = source.answer(self.path, self.headers.get("if-none-match", ""))
            source.asked.append((self.path, status))
            source.authorized.append(self.headers.get("authorization", ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    source.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
