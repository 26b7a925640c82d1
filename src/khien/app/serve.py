"""Run one node: its pages and endpoints, and its rounds, until it is told to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from khien.app.rounds import Rounds
from khien.app.wiring import ADDRESS, Node
from khien.model.errors import KhienError

GRACE_S = 10  # for requests in flight when the node is told to stop


class ListenError(KhienError):
    """The address is taken, or not ours to listen on."""

    code, exit_status, http_status = "app.cannot-listen", 7, 500

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host=host, port=port)


class _Server(uvicorn.Server):
    """Says where it listens as soon as it does, also when the port was left to the system."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop kindly; uvicorn's own would end the process by the same signal, before we tidied up."""
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 -- uvicorn's own signature
        await super().startup(sockets)
        for server in self.servers:
            host, port = server.sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            self._ready(f"http://{shown}:{port}")


def serve(node: Node, site: ASGIApp, *, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        node: the node.
        site: its pages and endpoints.
        port: instead of the one in the settings; 0 leaves it to the system.
        ready: called once, with the address, when the node answers.

    Raises:
        ListenError: the address cannot be listened on; nothing was served.
    """
    listen = node.settings.listen
    config = uvicorn.Config(
        site,
        host=listen.host,
        port=listen.port if port is None else port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        lifespan="off",
    )
    rounds = Rounds(node)
    running = node.home / ADDRESS

    def begin(address: str) -> None:
        running.write_text(address + "\n", "utf-8")
        ready(address)

    rounds.start()
    try:
        _Server(config, begin).run()
    except SystemExit as error:  # how uvicorn says that it could not bind
        raise ListenError(config.host, config.port) from error
    finally:
        rounds.stop()
        running.unlink(missing_ok=True)
        node.close()
