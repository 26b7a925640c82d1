"""`/`: what waits for the officer, oldest first. Who has not signed in sees what this node is."""

from __future__ import annotations

from starlette.responses import Response

from khien import __version__
from khien.exchange.taxii.resources import API_ROOT
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit


def now(visit: Visit) -> Response:
    """What waits; or the front page."""
    if not visit.is_in:
        return front(visit)
    return visit.page("now/now.html")


def front(visit: Visit) -> Response:
    """What this node is, and where its endpoints are. Says nothing about partners or content."""
    node = visit.node
    about = node.settings.node
    return visit.page(
        "landing.html",
        name=about.name,
        title=about.title or about.name,
        country=about.country,
        identity=about.identity,
        key=node.ourselves.key.public.vkey,
        origin=node.ledger.origin,
        version=__version__,
        api_root=API_ROOT,
    )


DOORS = (Door("GET", "/", Permit.OPEN, now),)
