"""Before what weighs: the officer says once more who they are. What was typed is carried along."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from khien.model.errors import KhienError
from khien.people import officers, sessions
from khien.web.console.visits import Visit

PREFIX = "confirm_"


def confirmed(visit: Visit) -> Response | None:
    """Ask for the password again, or take it; None once the session is confirmed.

    The page that asks carries every field of the form, and sends all of it to the same door.
    """
    given = visit.form.get(f"{PREFIX}password")
    if not isinstance(given, str):
        return _asked(visit, None)
    try:
        officers.sign_in(visit.node.store, visit.officer.name, given, visit.now)
    except KhienError as error:
        return _asked(visit, error)
    with visit.node.store.write() as tx:
        sessions.confirm(tx, visit.session, visit.now)
    return None


def _asked(visit: Visit, error: KhienError | None) -> Response:
    carried = [
        (name, value)
        for name, value in visit.form.multi_items()
        if isinstance(value, str) and not name.startswith(PREFIX) and name != "csrf"
    ]
    status = HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY
    told = "" if error is None else visit.say(error.code, error.facts)
    return visit.page("confirm.html", status, carried=carried, told=told)
