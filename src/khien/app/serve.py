"""Run one node: its pages and endpoints, and its rounds, until it is told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp

from khien.app.doorway import Doorway
from khien.app.foresight import Lookout
from khien.app.rounds import Rounds
from khien.app.secured import server_context
from khien.app.shown import TlsProtocol
from khien.app.upkeep import Change, Upkeep
from khien.app.wiring import ADDRESS, Node
from khien.model.errors import ConflictError, KhienError

GRACE_S = 5  # for requests in flight when the node is told to stop
LOCK = "lock"  # held by the process that serves this home
STOPPING = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger()


class RunningError(ConflictError):
    """The node runs already. Two couriers on one outbox would bring things out of order."""

    code = "app.running"

    def __init__(self, home: Path, process: str) -> None:
        super().__init__(str(home), self.code)
        self.facts = {"home": str(home), "process": process}


class ListenError(KhienError):
    """The node cannot listen where it should: the port is taken, or the address is not ours."""

    code, exit_status, http_status = "app.cannot-listen", 8, 500

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host=host, port=port)


class _Server(uvicorn.Server):
    """Says where it listens as soon as it does, also when the port was left to the system."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None

    def change_tls(self, change: Change) -> None:
        """Change how TLS is spoken, in the thread that speaks it: OpenSSL has no lock for that.

        Before the server listens nothing is changed; whoever asks, asks again.
        """
        if self._loop is not None and self.config.ssl is not None:
            self._loop.call_soon_threadsafe(change, self.config.ssl)

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 -- uvicorn's own signature
        try:
            await super().startup(sockets)
        except SystemExit as error:  # what uvicorn does when it cannot bind
            raise ListenError(self.config.host, self.config.port) from error
        self._loop = asyncio.get_running_loop()
        for server in self.servers:
            host, port = server.sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            scheme = "https" if self.config.is_ssl else "http"
            self._ready(f"{scheme}://{shown}:{port}")


def serve_node(
    node: Node, site: ASGIApp, *, port: int | None, ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM, then return.

    Args:
        node: the node; it is closed afterwards.
        site: its pages and endpoints.
        port: instead of the one in the settings; 0 leaves it to the system.
        ready: called once, with the address, when the node answers.

    Raises:
        SettingsFileError: files for TLS that cannot be used.
        RunningError: another process serves this home.
        ListenError: the port is taken, or the host is not an address of this machine.
    """
    with ExitStack() as last:
        last.callback(node.close)
        last.enter_context(alone(node.home))
        running = node.home / ADDRESS
        last.callback(running.unlink, missing_ok=True)

        def begin(address: str) -> None:
            fresh = running.with_suffix(".new")
            fresh.write_text(address + "\n", "utf-8")
            fresh.replace(running)  # whoever waits for it reads all of it
            ready(address)

        server = _Server(_config(node, site, port), begin)
        last.enter_context(_stopping(server))
        upkeep = Upkeep(node, server.change_tls if server.config.is_ssl else None)
        rounds = Rounds(node, upkeep.look, Lookout(node).look, node.feeds.keep_up)
        last.callback(rounds.stop)
        rounds.start()
        server.run()


def _config(node: Node, site: ASGIApp, port: int | None) -> uvicorn.Config:
    listen = node.settings.listen
    secured = server_context(node.home, node.settings, node.clock())
    config = uvicorn.Config(
        site,
        host=listen.host,
        port=listen.port if port is None else port,
        ws="none",  # there are no web sockets here
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # behind a proxy, `listen.address` says how partners reach us
        timeout_graceful_shutdown=GRACE_S,
        lifespan="off",
        http=Doorway if secured is None else TlsProtocol,
        ssl_context_factory=None if secured is None else lambda _, __: secured,
    )
    # Its records may hold addresses, requests and tracebacks; what we have to say, we say ourselves.
    server_log = logging.getLogger("uvicorn")
    server_log.handlers, server_log.propagate = [_Mute()], False
    return config


class _Mute(logging.Handler):
    """Says of a server's error only that there was one; pages and endpoints name theirs themselves."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            kind = record.exc_info[0] if record.exc_info else None
            log.error("serve.failed", error=kind.__name__ if kind else "")


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the lock of this home. The system lets go of it however the process ends.

    Raises:
        RunningError: another process holds it.
    """
    handle = os.open(home / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunningError(home, os.pread(handle, 20, 0).decode("ascii", "replace")) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def _stopping(server: uvicorn.Server) -> Iterator[None]:
    """Let signals end the server and nothing else, so that what comes after it is still done.

    Uvicorn raises a signal anew when it has stopped, which by default would end the process at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, stop) for one in STOPPING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
