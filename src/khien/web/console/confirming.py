"""Before what weighs: the officer says once more who they are. What was typed is carried along."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from khien.model.errors import KhienError, SignInError
from khien.people import officers, sessions
from khien.web.console.mistakes import told
from khien.web.console.signing_in import give_factor, held_of
from khien.web.console.visits import Visit

PREFIX = "confirm_"


class NoFactorError(SignInError):
    """The officer has no second factor here, as after signing in at a provider that asked for one."""

    code = "console.no-factor"

    def __init__(self) -> None:
        super().__init__("")
        self.facts = {}


def confirmed(visit: Visit) -> Response | None:
    """Ask for both factors again, or take them; None once the session is confirmed.

    The page that asks carries every field of the form, and sends all of it to the same door. A passkey
    is both factors. An officer without a password, who signs in at the organisation's provider, gives
    the second one alone.
    """
    if not any(name.startswith(PREFIX) for name in visit.form):
        return _asked(visit, None)
    try:
        _give(visit)
    except KhienError as error:
        return _asked(visit, error)
    with visit.node.store.write() as tx:
        visit.seat = sessions.confirm(tx, visit.session, visit.now)
    return None


def _give(visit: Visit) -> None:
    if not held_of(visit).is_enough:
        raise NoFactorError
    if visit.officer.may_sign_in and not visit.text(f"{PREFIX}passkey"):
        password = str(visit.form.get(f"{PREFIX}password", ""))
        officers.sign_in(visit.node.store, visit.officer.name, password, visit.now)
    give_factor(visit, PREFIX)


def _asked(visit: Visit, error: KhienError | None) -> Response:
    carried = [
        (name, value)
        for name, value in visit.form.multi_items()
        if isinstance(value, str) and not name.startswith(PREFIX) and name != "csrf"
    ]
    status = HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.page(
        "confirm.html",
        status,
        carried=carried,
        told=told(visit, error),
        held=held_of(visit),
    )
