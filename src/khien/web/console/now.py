"""`/`: what waits for the officer, oldest first. Who has not signed in sees what this node is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from starlette.responses import Response

from khien import __version__
from khien.app.waiting import Health, Link, overlook
from khien.exchange.taxii.resources import API_ROOT
from khien.exchange.waiting.rows import Wait
from khien.model.marking import Tlp
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

TLP = {one.rank: one.value for one in Tlp}
# What each queue is called, where its items are worked on, and what one item's page is.
QUEUES = {
    Wait.QUARANTINED: (N_("Arrivals to triage"), "/arrivals", "/arrivals/{id}?partner={partner}"),
    Wait.HELD: (N_("Releases to approve"), "/releases?state=held", "/releases/{id}"),
    Wait.UNANSWERED: (N_("Receipts overdue"), "/releases?state=sent", "/releases/{id}"),
    Wait.RECALLING: (N_("Recalls to be confirmed"), "/releases?state=recalling", "/releases/{id}"),
    Wait.REVIEW: (N_("Emergency releases to review"), "/releases?review=due", "/releases/{id}"),
}
HEALTH = {
    Health.GOOD: (N_("reached"), "good"),
    Health.LATE: (N_("not reached"), "bad"),
    Health.ALARM: (N_("ledger alarm"), "bad"),
    Health.PENDING: (N_("not complete"), "wait"),
    Health.ENDED: (N_("ended"), ""),
}
MOST_DRAWN = 24  # partners; the others stand in the list below the picture


@dataclass(frozen=True, slots=True)
class Spoke:
    """A partner in the picture: its link, and where it stands, in the units of the drawing."""

    link: Link
    x: float
    y: float
    anchor: str


def page(visit: Visit) -> Response:
    """What waits; or the front page."""
    if not visit.is_in:
        return front(visit)
    found = overlook(visit.node)
    return visit.page(
        "now/now.html",
        found=found,
        queues=QUEUES,
        health=HEALTH,
        tlp=TLP,
        spokes=spokes([one for one in found.links if one.health is not Health.ENDED]),
    )


def spokes(links: list[Link]) -> list[Spoke]:
    """Place partners on an ellipse around us, beginning at the top."""
    drawn = links[:MOST_DRAWN]
    placed = []
    for place, link in enumerate(drawn):
        angle = 2 * math.pi * place / len(drawn) - math.pi / 2
        x, y = 300 + 200 * math.cos(angle), 150 + 105 * math.sin(angle)
        anchor = "middle" if abs(x - 300) < 60 else ("start" if x > 300 else "end")
        placed.append(Spoke(link, round(x, 1), round(y, 1), anchor))
    return placed


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


DOORS = (Door("GET", "/", Permit.OPEN, page),)
