"""`/watch`: the state of the index, what was seen, and logs matched against it."""

from __future__ import annotations

from collections import Counter
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from khien.app.hits import MOST, SPANS, USUAL, feeds_of, outlook, trends
from khien.app.hunting import HUNT
from khien.app.log_matching import MATCH, begin, found
from khien.app.sightings import Search
from khien.model.agreement import Purpose
from khien.model.errors import KhienError, MalformedError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp, tlp_named
from khien.store import objects
from khien.watch import Validity
from khien.web.console.doors import Body, Door
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

VALIDITIES: Final = (
    (Validity.NOW, N_("Indicators in force now")),
    (Validity.EVENT, N_("Indicators in force when the line was written")),
)
HUNTS: Final = 5  # on the page of the watch
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
    "url-prefix": N_("Beginnings of web addresses"),
    "ja3": "JA3",
    "ja3s": "JA3S",
    "ja4": "JA4",
    "pattern": N_("Patterns"),
}


class NoLogError(MalformedError):
    """A log was to be matched, and none came."""

    code, http_status = "watch.no-log", 422

    def __init__(self) -> None:
        super().__init__("file", "watch.no-log")


def page(visit: Visit) -> Response:
    """What the watch knows and has seen."""
    span = visit.query.get("span", "")
    span = span if span in SPANS else USUAL
    after = visit.query.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 12 else None
    seen = outlook(visit.node, span, place)
    next_page = f"/watch?{urlencode({'span': span, 'after': seen.after})}" if seen.after else ""
    return visit.page(
        "watch/page.html",
        found=seen,
        span=span,
        spans=SPAN_NAMES,
        kinds=KINDS,
        most=MOST,
        first=place is None,
        next_page=next_page,
        hunts=visit.node.works.newest(HUNT, limit=HUNTS) if visit.may(Permit.WATCH) else (),
    )


def hits(visit: Visit) -> Response:
    """What was seen, indicator by indicator, each with its course over time."""
    span = visit.query.get("span", "")
    span = span if span in SPANS else USUAL
    found = trends(visit.node, span)
    return visit.page("watch/hits.html", found=found, span=span, spans=SPAN_NAMES, most=MOST)


def match_page(visit: Visit) -> Response:
    """Where a log is dropped, and what was matched before."""
    return _match_page(visit, None)


def match(visit: Visit) -> Response:
    """Begin to match the log; its page shows how far it is."""
    upload = visit.file("file")
    try:
        if upload is None:
            raise NoLogError
        work = begin(
            visit.node, upload.filename or "log", upload.file, _search(visit), visit.officer.name
        )
    except KhienError as error:
        return _match_page(visit, error)
    return visit.go(f"/watch/matches/{work}")


def result(visit: Visit) -> Response:
    """How far a match is, and what it gave."""
    work = found(visit.node, visit.at("id"))
    ids = [ObjectId(row["indicator"]) for row in work.result.get("listed", ())]
    with visit.node.store.read() as tx:
        lines, feeds = objects.lines(tx, ids), feeds_of(tx, ids)
    states = Counter(one["state"] for one in work.result.get("releases", ()))
    return visit.page("watch/result.html", work=work, lines=lines, feeds=feeds, states=states)


def _match_page(visit: Visit, error: KhienError | None) -> Response:
    chosen = {
        "validity": visit.text("validity") or Validity.NOW.value,
        "tlp": visit.text("tlp") or Tlp.AMBER.value,
        "purpose": visit.text("purpose") or Purpose.NETWORK_DEFENCE.value,
    }
    return visit.page(
        "watch/match.html",
        200 if error is None else error.http_status,
        error=error,
        chosen=chosen,
        publish=bool(visit.text("publish")),
        clients=bool(visit.text("clients")),
        validities=VALIDITIES,
        tlps=[one.value for one in Tlp],
        purposes=[one.value for one in Purpose],
        earlier=visit.node.works.newest(MATCH),
    )


def _search(visit: Visit) -> Search:
    validity, purpose = visit.text("validity"), visit.text("purpose")
    if validity not in set(Validity) or (purpose and purpose not in set(Purpose)):
        raise MalformedError("validity, purpose", "one of the list")
    tlp = tlp_named(visit.text("tlp"))
    if tlp is None:
        raise MalformedError("tlp", "TLP 2.0 §3")
    return Search(
        validity=Validity(validity),
        tlp=tlp,
        publish=Purpose(purpose) if visit.text("publish") and purpose else None,
        author=visit.officer.name,
        clients=bool(visit.text("clients")),
    )


DOORS = (
    Door("GET", "/watch", Permit.READ, page),
    Door("GET", "/watch/hits", Permit.READ, hits),
    Door("GET", "/watch/match", Permit.WATCH, match_page),
    Door("POST", "/watch/match", Permit.WATCH, match, body=Body.FILE),
    Door("GET", "/watch/matches/{id}", Permit.WATCH, result),
)
