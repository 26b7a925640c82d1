"""Put the pages and the endpoints of one node together."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from khien.app.wiring import Node
from khien.store.failures import DatabaseFailedError
from khien.store.postgres import DatabaseUnreachableError
from khien.web.console import DOORS, Entrance
from khien.web.console.doors import Door
from khien.web.console.live import Live
from khien.web.console.permits import Permit
from khien.web.failing import Failing
from khien.web.headers import SafeHeaders
from khien.web.metrics import Metrics
from khien.web.openapi import openapi_response
from khien.web.pages import Pages
from khien.web.styles import STATIC, static_response
from khien.web.watching import Watching


def site_of(node: Node) -> Starlette:
    """The ASGI application of one node."""
    pages = Pages(node.settings.node.language)
    live = Door("GET", "/live", Permit.READ, Live(node).stream)
    failing = Failing(pages)
    routes = [
        *Entrance(node, pages).routes((*DOORS, live)),
        Route(STATIC, static_response, methods=["GET"]),
        Route("/khien/v1/openapi.json", openapi_response, methods=["GET"]),
        *Metrics(node).routes(),
        *Watching(node).routes(),
        *node.taxii.routes(),
        *node.peers.routes(),
        *node.served.routes(),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={
            HTTPException: failing.lost,
            DatabaseFailedError: failing.away,
            DatabaseUnreachableError: failing.away,
            500: failing.broken,
        },
    )
