"""Run one node: its pages and endpoints, and its rounds, until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from khien.app.rounds import Rounds
from khien.app.wiring import ADDRESS, Node

GRACE_S = 10  # for requests in flight when the node is told to stop


class _Server(uvicorn.Server):
    """Says where it listens as soon as it does, also when the port was left to the system."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

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
    finally:
        rounds.stop()
        running.unlink(missing_ok=True)
        node.close()
