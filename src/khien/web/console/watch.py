"""`/watch`: the state of the index, what was seen, and logs matched against it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from khien.app.hits import MOST, SPANS, outlook
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

SPAN_NAMES: Final = (("day", N_("24 hours")), ("month", N_("30 days")))
KINDS: Final = {
    "domain": N_("Domains"),
    "ipv4": N_("IPv4 addresses"),
    "ipv6": N_("IPv6 addresses"),
    "cidr": N_("Networks"),
    "url": N_("Web addresses"),
    "email": N_("Mail addresses"),
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha512": "SHA-512",
}


def page(visit: Visit) -> Response:
    """What the watch knows and has seen."""
    span = visit.query.get("span", "")
    span = span if span in SPANS else "day"
    after = visit.query.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 12 else None
    found = outlook(visit.node, span, place)
    next_page = f"/watch?{urlencode({'span': span, 'after': found.after})}" if found.after else ""
    return visit.page(
        "watch/page.html",
        found=found,
        span=span,
        spans=SPAN_NAMES,
        kinds=KINDS,
        most=MOST,
        first=place is None,
        next_page=next_page,
    )


DOORS = (Door("GET", "/watch", Permit.READ, page),)
