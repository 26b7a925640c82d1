"""Set up a node, sign in, give or set up the second factor, sign out."""

from __future__ import annotations

import io
from http import HTTPStatus
from urllib.parse import quote

import segno
from starlette.responses import Response

from khien.app import entering, federation
from khien.model.errors import KhienError
from khien.model.ids import OfficerName
from khien.people import factors, officers, sessions
from khien.people.acts import Deed
from khien.people.factors import Held
from khien.people.officers import MINIMUM_PASSWORD_CHARACTERS, Officer
from khien.people.sessions import Stage
from khien.web.console.cookies import drop_token, give_token
from khien.web.console.doors import Door
from khien.web.console.mistakes import told
from khien.web.console.passkeys import answer_of, place_of
from khien.web.console.permits import Permit
from khien.web.console.visits import ForbiddenError, Visit, here
from khien.web.pages import LANGUAGES

SECOND, FACTOR = "/sign-in/second", "/sign-in/factor"


# --- the first officer, and officers with a code ------------------------------------------------


def setup(visit: Visit) -> Response:
    """The first visit of all: whoever has the code becomes the first officer."""
    return _setup(visit) if entering.is_new(visit.node) else visit.go("/sign-in")


def set_up(visit: Visit) -> Response:
    """Make the first officer, and go on to the second factor."""
    language = next((one for one in LANGUAGES if one == visit.text("language")), visit.language)
    try:
        made = entering.set_up(
            visit.node,
            visit.text("code"),
            visit.text("name"),
            password_twice(visit),
            display=visit.text("display"),
            language=language,
        )
    except KhienError as error:
        return _setup(visit, error)
    return half_way(visit, made)


def _setup(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "account/setup.html",
        _status(error),
        told=told(visit, error),
        least=MINIMUM_PASSWORD_CHARACTERS,
    )


def welcome(visit: Visit) -> Response:
    """Where an officer with a one-time code chooses a password."""
    return _welcome(visit)


def take_up(visit: Visit) -> Response:
    """Keep the password, and go on to the second factor."""
    try:
        found = entering.take_up(visit.node, visit.text("code"), password_twice(visit))
    except KhienError as error:
        return _welcome(visit, error)
    return half_way(visit, found)


def _welcome(visit: Visit, error: KhienError | None = None) -> Response:
    return visit.page(
        "account/welcome.html",
        _status(error),
        told=told(visit, error),
        least=MINIMUM_PASSWORD_CHARACTERS,
    )


class PasswordsDifferError(KhienError):
    """The new password was typed twice, and not the same."""

    code, exit_status, http_status = "account.passwords-differ", 2, 422

    def __init__(self) -> None:
        super().__init__()


def password_twice(visit: Visit) -> str:
    """The new password of a form, which people type twice; white space in it counts.

    Raises:
        PasswordsDifferError: the two are not the same.
    """
    first, second = str(visit.form.get("new", "")), str(visit.form.get("again", ""))
    if first != second:
        raise PasswordsDifferError
    return first


# --- name and password ---------------------------------------------------------------------------


def sign_in(visit: Visit) -> Response:
    """Name and password, or a passkey, or the organisation's own sign-in."""
    if entering.is_new(visit.node):
        return visit.go("/setup")
    if visit.is_in:
        return visit.go(visit.query.get("next", ""))
    return _sign_in(visit, visit.query.get("next", ""))


def give_password(visit: Visit) -> Response:
    """Take name and password; the second factor is owed still."""
    wanted, password = visit.text("next"), str(visit.form.get("password", ""))
    try:
        found = officers.sign_in(visit.node.store, visit.text("name"), password, visit.now)
    except KhienError as error:
        return _sign_in(visit, wanted, error)
    return half_way(visit, found, wanted)


def give_passkey(visit: Visit) -> Response:
    """Take the answer of a passkey: it says who comes, and is both factors."""
    wanted = visit.text("next")
    try:
        with visit.node.store.write() as tx:
            name = factors.finish_asking(tx, place_of(visit), None, answer_of(visit), visit.now)
            officers.note_sign_in(tx, name, visit.now)
    except KhienError as error:
        return _sign_in(visit, wanted, error)
    return come_in(visit, name, wanted)


def _sign_in(visit: Visit, wanted: str, error: KhienError | None = None) -> Response:
    return visit.page(
        "account/sign_in.html",
        _status(error),
        told=told(visit, error),
        wanted=here(wanted) if wanted else "",
        provider=federation.provider_name(visit.node),
    )


def half_way(visit: Visit, found: Officer, wanted: str = "") -> Response:
    """Open a session in which the second factor is owed, and go where it is given."""
    visit.guest = found
    return _open(visit, found.name, Stage.PASSWORD, _with_next(SECOND, wanted))


def come_in(visit: Visit, name: OfficerName, wanted: str) -> Response:
    """Open a session for an officer who gave both factors, and go where they wanted to."""
    return _open(visit, name, Stage.OPEN, here(wanted))


def _open(visit: Visit, name: OfficerName, stage: Stage, place: str) -> Response:
    agent = visit.request.headers.get("user-agent", "")
    with visit.node.store.write() as tx:
        if visit.seat is not None:  # whoever signs in anew leaves the session from before
            sessions.close_session(tx, visit.seat.id, visit.now)
        session, token = sessions.open_session(tx, name, visit.now, stage=stage, agent=agent)
    visit.sit(session, token)
    answer = visit.go(place)
    give_token(answer, token, secured=visit.is_secured)
    return answer


# --- the second factor ---------------------------------------------------------------------------


def second(visit: Visit) -> Response:
    """Where the second factor is given."""
    wanted = visit.query.get("next", "")
    if visit.is_in:
        return visit.go(wanted)
    if not held_of(visit).is_enough:
        return visit.go(_with_next(FACTOR, wanted))
    return _second(visit, wanted)


def give_second(visit: Visit) -> Response:
    """Take a code or a passkey, and open the session under another secret."""
    wanted = visit.text("next")
    held = held_of(visit)
    if not held.is_enough:
        return visit.go(_with_next(FACTOR, wanted))
    try:
        give_factor(visit)
    except KhienError as error:
        return _second(visit, wanted, error)
    _advance(visit)
    left = held_of(visit).recovery
    code = "account.recovery-used" if left < held.recovery else ""
    answer = visit.go(here(wanted), code, left=left)
    give_token(answer, visit.token, secured=visit.is_secured)
    return answer


def give_factor(visit: Visit, prefix: str = "") -> None:
    """Take the second factor of a form: the field `passkey`, or else the field `code`.

    Raises:
        WrongCodeError, WrongPasskeyError, LockedError: it was not taken.
    """
    node, name = visit.node, visit.officer.name
    if visit.text(f"{prefix}passkey"):
        with node.store.write() as tx:
            answer = answer_of(visit, prefix)
            factors.finish_asking(tx, place_of(visit), name, answer, visit.now)
        return
    code = visit.text(f"{prefix}code")
    factors.give_code(node.store, entering.key_of(node), name, code, visit.now)


def held_of(visit: Visit) -> Held:
    """What the officer has beside the password."""
    with visit.node.store.read() as tx:
        return factors.held(tx, visit.officer.name)


def _second(visit: Visit, wanted: str, error: KhienError | None = None) -> Response:
    return visit.page(
        "account/second.html",
        _status(error),
        told=told(visit, error),
        wanted=here(wanted) if wanted else "",
        held=held_of(visit),
    )


def factor(visit: Visit) -> Response:
    """Where an officer who has no second factor yet sets one up."""
    wanted = visit.query.get("next", "")
    if visit.is_in or held_of(visit).is_enough:
        return visit.go(_with_next(SECOND, wanted))
    return _factor(visit, wanted)


def first_totp(visit: Visit) -> Response:
    """Take the first code of a new authenticator app."""
    _check_has_none(visit)
    try:
        entering.accept_totp(visit.node, visit.officer.name, visit.text("code"))
    except KhienError as error:
        return _factor(visit, visit.text("next"), error)
    return _first_done(visit)


def first_passkey(visit: Visit) -> Response:
    """Take a new passkey."""
    _check_has_none(visit)
    name = visit.officer.name
    try:
        with visit.node.store.write() as tx:
            factors.finish_making(
                tx, place_of(visit), name, answer_of(visit), visit.text("label"), visit.now
            )
    except KhienError as error:
        return _factor(visit, visit.text("next"), error)
    entering.note_factor(visit.node, Deed.FACTOR_ADDED, name, "passkey")
    return _first_done(visit)


def _check_has_none(visit: Visit) -> None:
    """Whoever knows only the password must not give themselves a second factor beside the real one."""
    if visit.is_in or held_of(visit).is_enough:
        raise ForbiddenError(Permit.PENDING.value)


def _factor(visit: Visit, wanted: str, error: KhienError | None = None) -> Response:
    with visit.node.store.write() as tx:
        secret = factors.offer_totp(tx, entering.key_of(visit.node), visit.officer.name)
    return visit.page(
        "account/factor.html",
        _status(error),
        told=told(visit, error),
        wanted=here(wanted) if wanted else "",
        secret=factors.secret_text(secret),
        link=link_of(visit, secret),
    )


def _first_done(visit: Visit) -> Response:
    """The session is open; recovery codes are shown, this once."""
    with visit.node.store.write() as tx:
        codes = factors.new_recovery_codes(tx, visit.officer.name)
    _advance(visit)
    answer = visit.page("account/codes.html", codes=codes, wanted=here(visit.text("next")))
    give_token(answer, visit.token, secured=visit.is_secured)
    return answer


def _advance(visit: Visit) -> None:
    with visit.node.store.write() as tx:
        visit.sit(*sessions.advance(tx, visit.session, visit.now))


def qr(visit: Visit) -> Response:
    """The offered secret as a picture for the camera of a telephone; once it counts it is not shown."""
    with visit.node.store.read() as tx:
        secret = factors.offered_totp(tx, entering.key_of(visit.node), visit.officer.name)
    if secret is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    picture = io.BytesIO()
    segno.make(link_of(visit, secret), error="m").save(
        picture, kind="svg", border=4, scale=5, dark="#000000", light="#ffffff"
    )
    return Response(picture.getvalue(), media_type="image/svg+xml")


def link_of(visit: Visit, secret: bytes) -> str:
    """The secret as authenticator apps read it."""
    return factors.otpauth(secret, visit.officer.name, visit.node.ourselves.name)


# --- and out ------------------------------------------------------------------------------------


def sign_out(visit: Visit) -> Response:
    """End the session, here and in the database."""
    with visit.node.store.write() as tx:
        sessions.close_session(tx, visit.session.id, visit.now)
    visit.seat = None
    answer = visit.go("/")
    drop_token(answer, secured=visit.is_secured)
    return answer


def _status(error: KhienError | None) -> int:
    return HTTPStatus.OK if error is None else error.http_status


def _with_next(path: str, wanted: str) -> str:
    kept = here(wanted)
    return path if kept == "/" else f"{path}?next={quote(kept, safe='/')}"


DOORS = (
    Door("GET", "/setup", Permit.OPEN, setup),
    Door("POST", "/setup", Permit.OPEN, set_up),
    Door("GET", "/welcome", Permit.OPEN, welcome),
    Door("POST", "/welcome", Permit.OPEN, take_up),
    Door("GET", "/sign-in", Permit.OPEN, sign_in),
    Door("POST", "/sign-in", Permit.OPEN, give_password),
    Door("POST", "/sign-in/passkey", Permit.OPEN, give_passkey),
    Door("GET", SECOND, Permit.PENDING, second),
    Door("POST", SECOND, Permit.PENDING, give_second),
    Door("GET", FACTOR, Permit.PENDING, factor),
    Door("POST", f"{FACTOR}/totp", Permit.PENDING, first_totp),
    Door("POST", f"{FACTOR}/passkey", Permit.PENDING, first_passkey),
    Door("GET", "/account/totp/qr.svg", Permit.PENDING, qr),
    Door("POST", "/sign-out", Permit.PENDING, sign_out),
)
