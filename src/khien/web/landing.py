"""`/`: what this node is, and where its endpoints are. Says nothing about partners or content."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from khien import __version__
from khien.app.wiring import Node
from khien.exchange.taxii.resources import API_ROOT
from khien.web.pages import Pages


class Landing:
    """The page at the root."""

    def __init__(self, node: Node, pages: Pages) -> None:
        self._node, self._pages = node, pages

    async def page(self, request: Request) -> Response:
        """The page, in Vietnamese or English."""
        node = self._node.settings.node
        return self._pages.render(
            request,
            "landing.html",
            name=node.name,
            title=node.title or node.name,
            country=node.country,
            identity=node.identity,
            key=self._node.ourselves.key.public.vkey,
            origin=self._node.ledger.origin,
            version=__version__,
            api_root=API_ROOT,
        )
