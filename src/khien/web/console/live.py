"""`/live`: tells the pages of this node that something changed, never what (HTML, server-sent events).

One watcher looks for everybody, once a second, at two numbers of the database, so that changes made by
other processes on it are told as well. A page says which numbers it was made at, and so does a browser that
comes back: what happened before it could listen is told at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from khien.app.wiring import Node
from khien.model.errors import KhienError
from khien.store import objects
from khien.web.console.visits import Visit

EVERY_S: Final = 1.0
KEEP_S: Final = 20  # after so many looks something is said, so that nobody between hangs up
LONGEST_LOOKS: Final = 3_600  # then the browser asks again, and is asked again who it is
MOST_LISTENERS: Final = 500


def mark_of(node: Node, tx: Connection) -> str:
    """What tells one state of the node from another: `12-34`, the numbers of changes and of ledger entries."""
    return f"{objects.last_change(tx)}-{node.ledger.size(tx)}"


class Live:
    """The stream of one node."""

    def __init__(self, node: Node) -> None:
        self._node, self._listeners = node, 0
        self._mark = ""
        self._looked = -EVERY_S

    def stream(self, visit: Visit) -> Response:
        """Answer with the stream; 503 where too many listen already."""
        if self._listeners >= MOST_LISTENERS:
            return Response(status_code=503, headers={"Retry-After": "60"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._events(visit.request), media_type="text/event-stream", headers=headers
        )

    async def _events(self, request: Request) -> AsyncIterator[str]:
        self._listeners += 1
        try:
            seen = _since(request) or await self._look()
            yield "retry: 3000\n\n"
            for count in range(1, LONGEST_LOOKS + 1):
                if await request.is_disconnected():
                    return
                await asyncio.sleep(EVERY_S)
                mark = await self._look()
                if mark != seen:
                    seen = mark
                    yield f"event: changed\nid: {mark}\ndata: 1\n\n"
                elif count % KEEP_S == 0:
                    yield ": still here\n\n"
        finally:
            self._listeners -= 1

    async def _look(self) -> str:
        now = asyncio.get_running_loop().time()
        if now - self._looked >= EVERY_S / 2:
            self._looked = now  # before the look: one look serves all who come meanwhile
            self._mark = await run_in_threadpool(self._read)
        return self._mark

    def _read(self) -> str:
        try:
            with self._node.store.read() as tx:
                return mark_of(self._node, tx)
        except KhienError:  # the database is away; pages say so themselves
            return self._mark


def _since(request: Request) -> str:
    """The mark that the browser knows; '' where it says none. Whatever else it says is told a change once."""
    return request.headers.get("last-event-id") or request.query_params.get("since", "")
