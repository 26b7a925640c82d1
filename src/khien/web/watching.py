"""`/khien/v1/watch`: what the pages of the watch show, for the tools of one's own organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khien.app.hits import SPANS, USUAL
from khien.app.watch_pages import watch_report
from khien.app.wiring import Node
from khien.exchange.callers import ForbiddenError
from khien.exchange.incoming import Incoming, threaded
from khien.model.errors import MalformedError
from khien.people.tokens.rules import Scope
from khien.web.metrics import failed

PATH: Final = "/khien/v1/watch"
SCOPE: Final = Scope.WATCH_READ.value


class SpanError(MalformedError):
    """Hits cannot be counted over what was asked for."""

    code = "watch.span"

    def __init__(self, given: str) -> None:
        super().__init__("span", self.code, given=given[:80], spans=", ".join(sorted(SPANS)))


class Watching:
    """The endpoint. It tells of indicators and clients' hits, so a partner's token does not open it."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def routes(self) -> list[Route]:
        """The Starlette route."""
        return [Route(PATH, self.watch, methods=["GET"])]

    async def watch(self, request: Request) -> Response:
        """Index, live traffic, hits by indicator, hunts and warnings as JSON; needs `watch:read`."""
        return await threaded(self._watch, failed, 0)(request)

    def _watch(self, incoming: Incoming) -> Response:
        caller = self._node.peers.identify(incoming)
        caller.may(SCOPE)
        if caller.partner:
            raise ForbiddenError(caller.name, SCOPE)
        found = watch_report(self._node, _span(incoming.query))
        headers = {"Cache-Control": "no-store"}
        return Response(msgspec.json.encode(found), 200, headers, "application/json")


def _span(query: Sequence[tuple[str, str]]) -> str:
    """Over which hits are counted; what was not understood is not answered as if it were.

    Raises:
        SpanError: it is given twice, or is no span.
    """
    given = [value for name, value in query if name == "span"] or [USUAL]
    if len(given) > 1 or given[0] not in SPANS:
        raise SpanError(", ".join(given))
    return given[0]


def watch_paths() -> dict[str, Any]:
    """The path as OpenAPI 3.1 has it."""
    span = {
        "name": "span",
        "in": "query",
        "schema": {"type": "string", "enum": sorted(SPANS), "default": USUAL},
        "description": "Over which hits are counted; any other is answered with 400",
    }
    answer = {"application/json": {"schema": {"type": "object"}}}
    return {
        PATH: {
            "get": {
                "operationId": "watch",
                "summary": "Index, live traffic, hits by indicator, hunts, and the life of warnings",
                "parameters": [span],
                "responses": {
                    "200": {"description": "As the console shows it", "content": answer},
                    "default": {"description": "A no, with its code, as JSON in both languages"},
                },
                "security": [{name: []} for name in ("bearer", "basic")],
            }
        }
    }
