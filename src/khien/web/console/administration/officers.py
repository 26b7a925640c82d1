"""Officers: who acts for this node, with which roles, from which browsers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from khien.app import administering
from khien.model.agreement import Role
from khien.model.errors import KhienError, NotFoundError
from khien.people import factors, officers, sessions
from khien.people.officers import Officer
from khien.people.sessions import Session
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.passkeys import place_of
from khien.web.console.permits import Permit
from khien.web.console.visits import Visit
from khien.web.pages import LANGUAGES

HERE = "/administration/officers"
ROLES = tuple(role.value for role in Role)


def listing(visit: Visit) -> Response:
    """Every officer, with roles, second factor and last sign-in."""
    with visit.node.store.read() as tx:
        found = [(one, factors.held(tx, one.name)) for one in officers.list_officers(tx)]
        live = _live(visit, sessions.sessions_of(tx, None))
    counts = {one.name: sum(s.officer == one.name for s in live) for one, _ in found}
    return visit.page("administration/officers.html", officers=found, counts=counts)


def blank(visit: Visit) -> Response:
    """The form for a new officer."""
    return _new(visit)


def add(visit: Visit) -> Response:
    """Add an officer without a password, and show the code with which they choose one."""
    language = next((one for one in LANGUAGES if one == visit.text("language")), visit.language)
    try:
        made = administering.add_officer(
            visit.node,
            visit.text("name"),
            roles=visit.texts("roles"),
            password=None,
            display=visit.text("display"),
            language=language,
            by=visit.officer.name,
        )
    except KhienError as error:
        return _new(visit, error)
    return _welcomed(visit, made)


def _new(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "administration/officer_new.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        roles=ROLES,
    )


def detail(visit: Visit) -> Response:
    """One officer: roles, second factors, sessions, and what can be done."""
    return _detail(visit)


def _detail(visit: Visit, error: KhienError | None = None) -> Response:
    with visit.node.store.read() as tx:
        found = officers.officer(tx, visit.at("name"))
        held = factors.held(tx, found.name)
        live = _live(visit, sessions.sessions_of(tx, found.name))
    return visit.page(
        "administration/officer.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        officer=found,
        held=held,
        sessions=live,
        roles=ROLES,
    )


def change_roles(visit: Visit) -> Response:
    """Give exactly these roles; the officer signs in anew."""
    try:
        administering.change_roles(
            visit.node, visit.at("name"), visit.texts("roles"), by=visit.officer.name
        )
    except KhienError as error:
        return _or_lost(visit, error)
    if visit.at("name") == visit.officer.name:
        return visit.go("/sign-in")  # one's own session was opened under other roles
    return visit.go(_place(visit), "administration.roles-changed", name=visit.at("name"))


def disable(visit: Visit) -> Response:
    """Let the officer do nothing from now on."""
    try:
        administering.disable_officer(visit.node, visit.at("name"), by=visit.officer.name)
    except KhienError as error:
        return _or_lost(visit, error)
    return visit.go(_place(visit), "administration.disabled", name=visit.at("name"))


def welcome(visit: Visit) -> Response:
    """A one-time code with which the officer chooses a new password; shown once."""
    with visit.node.store.read() as tx:
        found = officers.officer(tx, visit.at("name"))
    return _welcomed(visit, found)


def _welcomed(visit: Visit, found: Officer) -> Response:
    made, code = administering.welcome(visit.node, found.name, by=visit.officer.name)
    return visit.page(
        "administration/welcomed.html",
        officer=found,
        code=code,
        expires=made.expires,
        address=f"{place_of(visit).origin}/welcome",
    )


def remove_factors(visit: Visit) -> Response:
    """Take the second factors away of somebody who lost them."""
    administering.remove_factors(visit.node, visit.at("name"), by=visit.officer.name)
    return visit.go(_place(visit), "administration.factors-removed", name=visit.at("name"))


def end_sessions(visit: Visit) -> Response:
    """Sign the officer out everywhere."""
    administering.end_sessions(visit.node, visit.at("name"), by=visit.officer.name)
    return visit.go(_place(visit), "administration.sessions-ended", name=visit.at("name"))


def all_sessions(visit: Visit) -> Response:
    """Who is signed in now."""
    with visit.node.store.read() as tx:
        found = _live(visit, sessions.sessions_of(tx, None))
    return visit.page("administration/sessions.html", sessions=found)


def _or_lost(visit: Visit, error: KhienError) -> Response:
    if isinstance(error, NotFoundError):
        raise error
    return _detail(visit, error)


def _live(visit: Visit, found: tuple[Session, ...]) -> list[Session]:
    return [one for one in found if sessions.is_live(one, visit.now)]


def _place(visit: Visit) -> str:
    return f"{HERE}/{visit.at('name')}"


DOORS = (
    Door("GET", "/administration", Permit.AUDIT, listing),
    Door("GET", HERE, Permit.AUDIT, listing),
    Door("POST", HERE, Permit.ADMINISTER, add, fresh=True),
    Door("GET", "/administration/new-officer", Permit.ADMINISTER, blank),
    Door("GET", "/administration/sessions", Permit.AUDIT, all_sessions),
    Door("GET", f"{HERE}/{{name}}", Permit.AUDIT, detail),
    Door("POST", f"{HERE}/{{name}}/roles", Permit.ADMINISTER, change_roles, fresh=True),
    Door("POST", f"{HERE}/{{name}}/disable", Permit.ADMINISTER, disable, fresh=True),
    Door("POST", f"{HERE}/{{name}}/welcome", Permit.ADMINISTER, welcome, fresh=True),
    Door("POST", f"{HERE}/{{name}}/factors", Permit.ADMINISTER, remove_factors, fresh=True),
    Door("POST", f"{HERE}/{{name}}/sessions", Permit.ADMINISTER, end_sessions, fresh=True),
)
