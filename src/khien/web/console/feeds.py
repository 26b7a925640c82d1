"""`/feeds`: sources that are no partners, their health, and what they ask."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from khien.app.feeding import add_feed, answer_feed, change_feed
from khien.exchange.feeds import rows
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Event, Kind, Outcome, State
from khien.model.errors import KhienError, MalformedError, NotFoundError
from khien.model.marking import Pap, Tlp
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit

HERE: Final = "/feeds"
RUNS: Final = 30
OFFERED: Final = (Kind.HTTP, Kind.MISP, Kind.TAXII)
"""A folder of this machine is added by whoever holds the machine: `khien feed add`."""
TONES: Final = {State.RUNNING: "good", State.PAUSED: "", State.ASKING: "bad", State.REMOVED: ""}
ENDS: Final = {
    Outcome.KEPT: "good",
    Outcome.UNCHANGED: "",
    Outcome.ASKED: "wait",
    Outcome.FAILED: "bad",
}
EVENTS: Final = {"pause": Event.PAUSE, "resume": Event.RESUME}
ANSWERS: Final = {"accept": Event.ACCEPT, "refuse": Event.REFUSE}


def listing(visit: Visit) -> Response:
    """Every feed with its health."""
    with visit.node.store.read() as tx:
        found = rows.feeds(tx)
        standing = {one.name: rows.standing(tx, one.name) for one in found}
    return visit.page("feeds/list.html", feeds=found, standing=standing, tones=TONES)


def page(visit: Visit) -> Response:
    """One feed: where it stands, what it asks, its terms and its last runs."""
    return _page(visit)


def blank(visit: Visit) -> Response:
    """The form for a new feed over the network."""
    return _new(visit)


def add(visit: Visit) -> Response:
    """Add a feed over the network; a running node fetches it at once."""
    name = visit.text("name")
    try:
        add_feed(visit.node, name, _terms(visit), visit.text("secret"), visit.officer.name)
    except KhienError as error:
        return _new(visit, error)
    return visit.go(f"{HERE}/{name}", "console.feed-added", name=name)


def switch(visit: Visit) -> Response:
    """Pause a feed, or let it go on."""
    event = EVENTS.get(visit.text("event"))
    if event is None:
        raise MalformedError("event", "pause, resume")
    return _changed(visit, change_feed(visit.node, visit.at("name"), event, visit.officer.name))


def answer(visit: Visit) -> Response:
    """A yes or a no to what a stopped feed brought, with its reason."""
    event = ANSWERS.get(visit.text("answer"))
    try:
        if event is None:
            raise MalformedError("answer", "accept, refuse")
        reason = visit.text("reason")
        changed = answer_feed(visit.node, visit.at("name"), event, visit.officer, reason)
    except KhienError as error:
        return _page(visit, error)
    return _changed(visit, changed)


def remove(visit: Visit) -> Response:
    """Remove a feed; what it brought stays, or goes out of use with it."""
    name = visit.at("name")
    change_feed(visit.node, name, Event.REMOVE, visit.officer.name)
    if visit.text("withdraw"):
        visit.node.feeds.withdraw_all(name)
    return visit.go(HERE, "console.feed-changed", name=name, state="feed-state.removed")


def _changed(visit: Visit, feed: rows.Feed) -> Response:
    state = f"feed-state.{feed.state.value}"
    return visit.go(f"{HERE}/{feed.name}", "console.feed-changed", name=feed.name, state=state)


def _page(visit: Visit, error: KhienError | None = None) -> Response:
    name = visit.at("name")
    with visit.node.store.read() as tx:
        feed = rows.found(tx, name)
        if feed is None:
            raise NotFoundError("feed", name[:80])
        runs, standing = rows.runs(tx, name, RUNS), rows.standing(tx, name)
    return visit.page(
        "feeds/one.html",
        HTTPStatus.OK if error is None else error.http_status,
        told=told(visit, error),
        feed=feed,
        runs=runs,
        standing=standing,
        tones=TONES,
        ends=ENDS,
    )


def _new(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "feeds/new.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        kinds=[one.value for one in OFFERED],
        tlps=[one.value for one in Tlp],
        paps=[("", "–"), *((one.label, one.label) for one in Pap)],
    )


def _terms(visit: Visit) -> Terms:
    kind, tlp, pap = visit.text("kind"), visit.text("tlp"), visit.text("pap")
    if kind not in {one.value for one in OFFERED}:
        raise MalformedError("kind", ", ".join(OFFERED))
    known = tlp in {one.value for one in Tlp} and pap in {"", *(one.label for one in Pap)}
    if not known:
        raise MalformedError("tlp, pap", "TLP 2.0 §3; MISP PAP v3")
    numbers: dict[str, Any] = {
        name: found
        for name, most in _NUMBERS.items()
        if (found := _number(visit.text(name), name, *most)) is not None
    }
    labels = tuple(one.strip() for one in visit.text("labels").split(",") if one.strip())
    return Terms(
        kind=Kind(kind),
        address=visit.text("address"),
        title=visit.text("title"),
        collection=visit.text("collection"),
        user=visit.text("user"),
        plain_http=bool(visit.text("plain_http")),
        tlp=tlp,
        pap=pap,
        labels=labels,
        **numbers,
    )


_NUMBERS: Final = {
    "confidence": (0, 100),
    "valid_days": (1, 36_525),
    "every_minutes": (1, 43_200),
    "per_run": (1, 1_000_000),
    "per_day": (1, 100_000_000),
    "max_mib": (1, 1_024),
}


def _number(text: str, name: str, least: int, most: int) -> int | None:
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    if not is_number or not least <= int(text) <= most:
        raise MalformedError(name, f"{least}–{most}")
    return int(text)


DOORS = (
    Door("GET", HERE, Permit.READ, listing),
    Door("POST", HERE, Permit.ADMINISTER, add, fresh=True),
    Door("GET", f"{HERE}/{{name}}", Permit.READ, page),
    Door("POST", f"{HERE}/{{name}}", Permit.TRIAGE, switch),
    Door("POST", f"{HERE}/{{name}}/answer", Permit.TRIAGE, answer),
    Door("POST", f"{HERE}/{{name}}/remove", Permit.ADMINISTER, remove, fresh=True),
    Door("GET", "/new-feed", Permit.ADMINISTER, blank),
)
