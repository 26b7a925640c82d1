"""`/watch/warninglists`: what many people use; which lists mean a value, what they hold, on or off."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from khien.app import warninglists as desk
from khien.app.warninglists import NAMED
from khien.exchange.warninglists.desk import POPULAR
from khien.exchange.warninglists.rules import Kind
from khien.model.errors import KhienError, MalformedError
from khien.web.console.doors import Body, Door
from khien.web.console.mistakes import told
from khien.web.console.permits import Permit
from khien.web.console.rooms import N_
from khien.web.console.visits import Visit

HERE: Final = "/watch/warninglists"
ONE: Final = "/watch/warninglist"
KINDS: Final = {
    Kind.CIDR.value: N_("networks"),
    Kind.STRING.value: N_("whole values"),
    Kind.HOSTNAME.value: N_("names and everything below them"),
    Kind.SUBSTRING.value: N_("parts of values"),
    Kind.REGEX.value: N_("regular expressions"),
}


class NoListError(MalformedError):
    """A warninglist was to be brought in, and no file came."""

    code, http_status = "warninglist.no-file", 422

    def __init__(self) -> None:
        super().__init__("file", "warninglist.no-file")


def page(visit: Visit) -> Response:
    """Every list that is held, and which of them mean a value."""
    return _page(visit)


def one(visit: Visit) -> Response:
    """One list, and those of its entries in which a text stands."""
    part = visit.query.get("find", "")[:300].strip()
    found = desk.opened(visit.node, visit.query.get("name", ""), part)
    return visit.page("watch/warninglist.html", found=found, part=part, kinds=KINDS)


def add(visit: Visit) -> Response:
    """Bring a list in, in place of one of the same name."""
    upload, kind = visit.file("file"), visit.text("kind")
    try:
        if upload is None:
            raise NoListError
        known = kind if kind in KINDS else ""
        by = visit.officer.name
        file = (upload.filename or "file")[:NAMED]
        new = desk.take(visit.node, upload.file.read(), visit.text("name"), known, file=file, by=by)
    except KhienError as error:
        return _page(visit, error)
    return visit.go(place(new.name), "console.warninglist-added", name=new.name, count=new.size)


def switch(visit: Visit) -> Response:
    """Have a list count, or not."""
    name, state = visit.text("name"), visit.text("state")
    if state not in {"on", "off"}:
        raise MalformedError("state", "on, off")
    desk.switch(visit.node, name, on=state == "on", by=visit.officer.name)
    return visit.go(place(name), f"console.warninglist-{state}", name=name)


def remove(visit: Visit) -> Response:
    """Let go of a list."""
    name = visit.text("name")
    desk.drop(visit.node, name, by=visit.officer.name)
    return visit.go(HERE, "told.warninglist-removed", name=name)


def place(name: str) -> str:
    """The page of a list; a name may hold anything, so it stands in the query."""
    return f"{ONE}?{urlencode({'name': name})}"


def _page(visit: Visit, error: KhienError | None = None) -> Response:
    value = visit.query.get("value", "")[:2048].strip()
    meaning: tuple[str, ...] = ()
    status = HTTPStatus.OK if error is None else error.http_status
    try:
        meaning = desk.naming(visit.node, value) if value else ()
    except MalformedError as mistaken:
        error, status = mistaken, HTTPStatus.UNPROCESSABLE_ENTITY
    lists = desk.listed(visit.node)
    return visit.page(
        "watch/warninglists.html",
        status,
        told=told(visit, error),
        lists=lists,
        kinds=KINDS,
        value=value,
        asked=bool(value) and error is None,
        meaning=meaning,
        popular=POPULAR,
        place=place,
    )


DOORS = (
    Door("GET", HERE, Permit.READ, page),
    # A file cannot be carried over a page that confirms, so this door asks for no fresh session.
    Door("POST", HERE, Permit.ADMINISTER, add, body=Body.FILE),
    Door("GET", ONE, Permit.READ, one),
    Door("POST", f"{HERE}/switch", Permit.ADMINISTER, switch, fresh=True),
    Door("POST", f"{HERE}/remove", Permit.ADMINISTER, remove, fresh=True),
)
