"""`/watch/hunts`: the telemetry history, hunts in it, how far they are and what they found."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from khien.app.hunting import HUNT, begin, found, history_of, title_of, wanted_in
from khien.model.errors import KhienError, MalformedError
from khien.model.ids import ObjectId
from khien.store import objects
from khien.watch.history import IncompleteHistoryError, Search
from khien.web.console.doors import Door
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit


def page(visit: Visit) -> Response:
    """What the history holds, a form for a hunt, and the hunts before."""
    return _page(visit, None)


def start(visit: Visit) -> Response:
    """Begin to hunt; its page shows how far it is."""
    try:
        wanted = wanted_in(visit.node, visit.text("values").splitlines())
        search = Search(
            tuple(wanted.values),
            since=_since(visit.text("since")),
            pseudonyms=bool(visit.text("clients")),
        )
        work = begin(visit.node, title_of(wanted), wanted, search, visit.officer.name)
    except KhienError as error:
        return _page(visit, error)
    return visit.go(f"/watch/hunts/{work}")


def result(visit: Visit) -> Response:
    """How far a hunt is, and what it found."""
    work = found(visit.node, visit.at("id"))
    rows = work.result.get("listed", ())
    ids = [ObjectId(one) for row in rows for one in row["indicators"]]
    with visit.node.store.read() as tx:
        lines = objects.lines(tx, ids)
    return visit.page("watch/hunt.html", work=work, lines=lines)


def _page(visit: Visit, error: KhienError | None) -> Response:
    history = history_of(visit.node)
    try:
        standing, lost = history.standing(), history.lost()
        error = error or (IncompleteHistoryError(lost) if lost else None)
    except KhienError as broken:
        standing, error = None, error or broken
    return visit.page(
        "watch/hunts.html",
        200 if error is None else error.http_status,
        error=error,
        standing=standing,
        bounds=visit.node.settings.history,
        values=visit.text("values"),
        since=visit.text("since"),
        clients=bool(visit.text("clients")),
        hunts=visit.node.works.newest(HUNT, limit=20),
    )


def _since(text: str) -> date:
    if not text:
        return date.min
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("since", "RFC 3339 full-date") from error


DOORS = (
    Door("GET", "/watch/hunts", Permit.WATCH, page),
    Door("POST", "/watch/hunts", Permit.WATCH, start),
    Door("GET", "/watch/hunts/{id}", Permit.WATCH, result),
)
