"""One's own account: language and time zone, password, second factors, sessions."""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import available_timezones

from starlette.responses import Response

from khien.app import administering, entering
from khien.model.errors import KhienError, NotFoundError
from khien.model.words import Language
from khien.people import factors, officers, sessions
from khien.people.acts import Deed
from khien.people.officers import MINIMUM_PASSWORD_CHARACTERS
from khien.people.sessions import Stage
from khien.web.console.cookies import give_language, give_token
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.passkeys import answer_of, place_of
from khien.web.console.permits import Permit
from khien.web.console.signing_in import held_of, link_of, password_twice
from khien.web.console.visits import Visit
from khien.web.pages import LANGUAGES

ACCOUNT = "/account"


def overview(visit: Visit) -> Response:
    """Everything about oneself."""
    return _overview(visit)


def _overview(visit: Visit, error: KhienError | None = None, place: str = "") -> Response:
    with visit.node.store.read() as tx:
        found = sessions.sessions_of(tx, visit.officer.name)
    return visit.page(
        "account/account.html",
        HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        told=told(visit, error),
        mistaken=place,
        held=held_of(visit),
        sessions=[one for one in found if sessions.is_live(one, visit.now)],
        zones=_zones(),
        least=MINIMUM_PASSWORD_CHARACTERS,
    )


def _zones() -> list[tuple[str, str]]:
    """Every time zone that people call by a place."""
    found = sorted(name for name in available_timezones() if "/" in name and "Etc/" not in name)
    return [(name, name.replace("_", " ")) for name in found]


def change_taste(visit: Visit) -> Response:
    """Keep language, time zone and theme."""
    language: Language = next(
        (one for one in LANGUAGES if one == visit.text("language")), visit.language
    )
    try:
        with visit.node.store.write() as tx:
            officers.change_taste(
                tx,
                visit.officer.name,
                language=language,
                zone=visit.text("zone"),
                theme=visit.text("theme"),
            )
    except KhienError as error:
        return _overview(visit, error, "taste")
    visit.language = language
    answer = visit.go(ACCOUNT, "account.kept")
    give_language(answer, language, secured=visit.is_secured)
    return answer


def change_password(visit: Visit) -> Response:
    """Keep a new password: every other session ends, and this one goes on under another secret."""
    node, name = visit.node, visit.officer.name
    try:
        given = str(visit.form.get("current", ""))
        officers.sign_in(node.store, name, given, visit.now)
        administering.set_password(node, name, password_twice(visit), by=name)
    except KhienError as error:
        return _overview(visit, error, "password")
    agent = visit.request.headers.get("user-agent", "")
    with node.store.write() as tx:
        sessions.close_all(tx, name, visit.now)
        visit.sit(*sessions.open_session(tx, name, visit.now, stage=Stage.OPEN, agent=agent))
    answer = visit.go(ACCOUNT, "account.password-changed")
    give_token(answer, visit.token, secured=visit.is_secured)
    return answer


# --- second factors --------------------------------------------------------------------------------


def begin_totp(visit: Visit) -> Response:
    """Offer a secret for an authenticator app."""
    with visit.node.store.write() as tx:
        factors.offer_totp(tx, entering.key_of(visit.node), visit.officer.name)
    return visit.go(f"{ACCOUNT}/totp")


def totp(visit: Visit) -> Response:
    """The offered secret, and where its first code is given."""
    return _totp(visit)


def accept_totp(visit: Visit) -> Response:
    """Take the first code."""
    try:
        entering.accept_totp(visit.node, visit.officer.name, visit.text("code"))
    except KhienError as error:
        return _totp(visit, error)
    return visit.go(ACCOUNT, "account.factor-added")


def _totp(visit: Visit, error: KhienError | None = None) -> Response:
    with visit.node.store.read() as tx:
        secret = factors.offered_totp(tx, entering.key_of(visit.node), visit.officer.name)
    if secret is None:
        return visit.go(ACCOUNT)
    return visit.page(
        "account/totp.html",
        HTTPStatus.OK if error is None else error.http_status,
        told=told(visit, error),
        secret=factors.secret_text(secret),
        link=link_of(visit, secret),
    )


def remove_totp(visit: Visit) -> Response:
    """Take the authenticator app away, if something is left."""
    with visit.node.store.write() as tx:
        factors.remove_totp(tx, visit.officer.name)
    entering.note_factor(visit.node, Deed.FACTOR_REMOVED, visit.officer.name, "totp")
    return visit.go(ACCOUNT, "account.factor-removed")


def new_codes(visit: Visit) -> Response:
    """Ten new recovery codes, shown once; the old ones count no more."""
    with visit.node.store.write() as tx:
        codes = factors.new_recovery_codes(tx, visit.officer.name)
    entering.note_factor(visit.node, Deed.FACTOR_ADDED, visit.officer.name, "recovery")
    return visit.page("account/codes.html", codes=codes, wanted=ACCOUNT)


def begin_passkey(visit: Visit) -> Response:
    """To the page that makes a passkey, in a session confirmed just now."""
    return visit.go(f"{ACCOUNT}/passkeys/new")


def passkey(visit: Visit) -> Response:
    """Where a passkey is made."""
    return visit.page("account/passkey.html", told=[])


def add_passkey(visit: Visit) -> Response:
    """Keep a new passkey."""
    name, label = visit.officer.name, visit.text("label")
    try:
        with visit.node.store.write() as tx:
            factors.finish_making(tx, place_of(visit), name, answer_of(visit), label, visit.now)
    except KhienError as error:
        return visit.page("account/passkey.html", error.http_status, told=told(visit, error))
    entering.note_factor(visit.node, Deed.FACTOR_ADDED, name, "passkey")
    return visit.go(ACCOUNT, "account.factor-added")


def remove_passkey(visit: Visit) -> Response:
    """Take a passkey away, if something is left."""
    with visit.node.store.write() as tx:
        factors.remove_passkey(tx, visit.officer.name, visit.at("id"))
    entering.note_factor(visit.node, Deed.FACTOR_REMOVED, visit.officer.name, "passkey")
    return visit.go(ACCOUNT, "account.factor-removed")


# --- sessions -----------------------------------------------------------------------------------------


def close_session(visit: Visit) -> Response:
    """End one of one's own sessions."""
    with visit.node.store.write() as tx:
        own = {one.id for one in sessions.sessions_of(tx, visit.officer.name)}
        if visit.at("id") not in own:
            raise NotFoundError("session", visit.at("id"))
        sessions.close_session(tx, visit.at("id"), visit.now)
    return visit.go(ACCOUNT, "account.session-ended")


def close_others(visit: Visit) -> Response:
    """End every session but this one."""
    with visit.node.store.write() as tx:
        for one in sessions.sessions_of(tx, visit.officer.name):
            if one.id != visit.session.id:
                sessions.close_session(tx, one.id, visit.now)
    return visit.go(ACCOUNT, "account.sessions-ended")


DOORS = (
    Door("GET", ACCOUNT, Permit.SIGNED, overview),
    Door("POST", f"{ACCOUNT}/taste", Permit.SIGNED, change_taste),
    Door("POST", f"{ACCOUNT}/password", Permit.SIGNED, change_password),
    Door("POST", f"{ACCOUNT}/totp/new", Permit.SIGNED, begin_totp, fresh=True),
    Door("GET", f"{ACCOUNT}/totp", Permit.SIGNED, totp),
    Door("POST", f"{ACCOUNT}/totp", Permit.SIGNED, accept_totp, fresh=True),
    Door("POST", f"{ACCOUNT}/totp/remove", Permit.SIGNED, remove_totp, fresh=True),
    Door("POST", f"{ACCOUNT}/recovery", Permit.SIGNED, new_codes, fresh=True),
    Door("POST", f"{ACCOUNT}/passkeys/new", Permit.SIGNED, begin_passkey, fresh=True),
    Door("GET", f"{ACCOUNT}/passkeys/new", Permit.SIGNED, passkey),
    Door("POST", f"{ACCOUNT}/passkeys", Permit.SIGNED, add_passkey, fresh=True),
    Door("POST", f"{ACCOUNT}/passkeys/{{id}}/remove", Permit.SIGNED, remove_passkey, fresh=True),
    Door("POST", f"{ACCOUNT}/sessions/close", Permit.SIGNED, close_others),
    Door("POST", f"{ACCOUNT}/sessions/{{id}}/close", Permit.SIGNED, close_session),
)
