"""docs/reference/endpoints.md: every HTTP endpoint, from the routes of a node that was just made."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.generate.tables import code, page, table
from starlette.routing import BaseRoute, Mount, Route

from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.web.site import site_of

INTRODUCTION = """\
What a running node answers. TAXII 2.1 wants a signed request (a partner) or a token (a tool); the
paths under `/khien/` are what two Khiên nodes tell each other beside it. `/khien/v1/openapi.json`
describes both."""
SECTIONS = (("/taxii2/", "TAXII 2.1"), ("/khien/", "Between nodes"), ("/", "Pages"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path, the methods that it takes, and what it is for."""

    path: str
    methods: str
    purpose: str

    @property
    def section(self) -> str:
        """The part of the page in which it is listed."""
        return next(title for start, title in SECTIONS if self.path.startswith(start))


def endpoints_page() -> str:
    """The page: one table a section."""
    found = endpoints()
    heads = ("method", "path", "what it does")
    parts = [
        f"## {title}\n\n"
        + table(heads, [(e.methods, code(e.path), e.purpose) for e in found if e.section == title])
        for _, title in SECTIONS
    ]
    return page("Endpoints", INTRODUCTION, *parts)


def endpoints() -> list[Endpoint]:
    """Every endpoint of a node, in the order of the alphabet."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "node"
        facts = {"name": "reference", "country": "VN", "title": "", "language": "en"}
        create_node(home, port=0, clock=utc_now, **facts)
        node = open_node(home)
        try:
            return sorted(_declared(node), key=lambda e: (e.path, e.methods))
        finally:
            node.close()


def _declared(node: Node) -> Iterator[Endpoint]:
    for path, route in _flat(list(site_of(node).routes)):
        methods = ", ".join(sorted((route.methods or set()) - {"HEAD"}))
        yield Endpoint(path, methods, _purpose(node, route))


def _flat(routes: list[BaseRoute], above: str = "") -> Iterator[tuple[str, Route]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _flat(list(route.routes or []), above + route.path)
        elif isinstance(route, Route):
            yield above + route.path, route


def _purpose(node: Node, route: Route) -> str:
    """The first paragraph of the docstring of what answers; servers name routes after it."""
    room = {"/taxii2/": node.taxii, "/khien/": node.peers, "/exports/": node.served}
    server = next((one for start, one in room.items() if route.path.startswith(start)), None)
    answer = getattr(server, route.name, None) or route.endpoint
    return (inspect.getdoc(answer) or "").partition("\n\n")[0]
