"""Who comes in, and whether a change was meant: asked at every door of the console, before its handler."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from khien.app.wiring import Node
from khien.app.zones import zone_of
from khien.exchange.incoming import BYTES_A_SECOND, FIRST_S, TooLargeError, TooSlowError
from khien.model.errors import KhienError, MalformedError, RefusedError
from khien.people import sessions
from khien.people.officers import acting_officer
from khien.people.sessions import Stage
from khien.web.console.confirming import confirmed
from khien.web.console.cookies import LANGUAGE, give_language, token_of
from khien.web.console.doors import Body, Door
from khien.web.console.live import mark_of
from khien.web.console.permits import Permit, may
from khien.web.console.visits import ForbiddenError, SignedOutError, Visit, csrf_of, here
from khien.web.pages import LANGUAGES, Pages

FRESH_FOR: Final = timedelta(minutes=5)
SEEN_EVERY: Final = timedelta(minutes=1)
MOST_FIELDS: Final = 2_000
MOST_FILES: Final = 20

log = structlog.get_logger()

Endpoint = Callable[[Request], Awaitable[Response]]


class ForeignRequestError(KhienError):
    """The request was not made by a page of this node: another site tried to act in the officer's name."""

    code, exit_status, http_status = "console.foreign-request", 3, 403

    def __init__(self) -> None:
        super().__init__()


class Entrance:
    """Makes endpoints of doors.

    Args:
        node: whose officers come in.
        pages: renders what they see.
    """

    def __init__(self, node: Node, pages: Pages) -> None:
        self._node, self._pages = node, pages
        self._secured = node.ourselves.url.startswith("https:")

    def routes(self, doors: Iterable[Door]) -> list[Route]:
        """One route a door; GET and POST of the same path stand side by side."""
        return [Route(door.path, self.endpoint(door), methods=[door.method]) for door in doors]

    def endpoint(self, door: Door) -> Endpoint:
        """What Starlette calls for this door."""

        async def enter(request: Request) -> Response:
            form = FormData()
            visit = self._stranger(request)
            try:
                visit = await run_in_threadpool(self._arrive, request)
                _check_permit(visit, door)
                if door.method == "POST":
                    _check_origin(request)
                    form = await _form_of(request, door.body)
                    visit.form = form
                answer = await run_in_threadpool(self._answer, visit, door)
            except KhienError as error:
                answer = await run_in_threadpool(self._failure, visit, error)
            finally:
                await form.close()
            if request.query_params.get("lang") in LANGUAGES:
                give_language(answer, visit.language, secured=self.secured(request))
            return answer

        enter.__doc__ = door.handler.__doc__  # for the list of endpoints
        return enter

    def secured(self, request: Request) -> bool:
        """Whether the browser reaches us over TLS, here or at a proxy before us."""
        return self._secured or request.url.scheme == "https"

    def _stranger(self, request: Request) -> Visit:
        language = self._pages.language(request, request.cookies.get(LANGUAGE, ""))
        zone = zone_of(None, self._node.ourselves.country)
        return Visit(request, self._node, self._pages, language, zone, self._node.clock())

    def _arrive(self, request: Request) -> Visit:
        """Find out who comes."""
        visit = self._stranger(request)
        visit.token = token_of(request, secured=self.secured(request))
        if visit.token:
            self._seat(visit)
        return visit

    def _seat(self, visit: Visit) -> None:
        with self._node.store.read() as tx:
            found = sessions.session_of(tx, visit.token, visit.now)
            officer = None if found is None else acting_officer(tx, found.officer)
            visit.mark = mark_of(self._node, tx)  # before anything of the page is read
        if found is None or officer is None:
            visit.token = ""
            return
        visit.seat, visit.guest = found, officer
        visit.zone = zone_of(officer, self._node.ourselves.country)
        chosen = visit.request.cookies.get(LANGUAGE, "") or officer.language
        visit.language = self._pages.language(visit.request, chosen)
        wants_notice = found.notice and visit.request.method == "GET" and not visit.is_part
        if not wants_notice and visit.now - found.seen < SEEN_EVERY:
            return
        with self._node.store.write() as tx:
            sessions.touch(tx, found, visit.now)
            notice = sessions.take_notice(tx, found.id) if wants_notice else ""
        if notice:
            told = msgspec.json.decode(notice)
            visit.notices.append(visit.say(told["code"], told["facts"]))

    def _answer(self, visit: Visit, door: Door) -> Response:
        if door.method == "POST":
            _check_token(visit)
            if door.fresh and not _is_fresh(visit):
                asked = confirmed(visit)
                if asked is not None:
                    return asked
        return door.handler(visit)

    def _failure(self, visit: Visit, error: KhienError) -> Response:
        if isinstance(error, SignedOutError):
            return _to_sign_in(visit)
        reasons = error.refusals if isinstance(error, RefusedError) else ()
        facts: dict[str, Any] = dict(error.facts)
        if reasons:
            facts["reasons"] = ", ".join(one.code for one in reasons)
        shown = {
            "code": error.code,
            "told": visit.say(error.code, facts),
            "reasons": [
                (r.code, visit.say(r.code, {"detail": r.detail, "path": ""})) for r in reasons
            ],
        }
        status = error.http_status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("console.failed", code=error.code)
        if visit.is_part:
            answer = visit.page("_failure.html", status, **shown)
            answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#notices", "innerHTML"
            return answer
        return visit.page("failed.html", status, **shown)


def _check_permit(visit: Visit, door: Door) -> None:
    if door.permit is Permit.OPEN:
        return
    if visit.guest is None or visit.seat is None:
        raise SignedOutError
    if visit.seat.stage is not Stage.OPEN and door.permit is not Permit.PENDING:
        raise SignedOutError
    if not may(visit.guest.roles, door.permit):
        raise ForbiddenError(door.permit.value)


def _check_origin(request: Request) -> None:
    """A browser tells where a request was made; a program without these headers has no cookie to abuse."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ForeignRequestError
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise ForeignRequestError


def _check_token(visit: Visit) -> None:
    given, expected = visit.text("csrf").encode(), csrf_of(visit.token).encode()
    if visit.seat is not None and not hmac.compare_digest(given, expected):
        raise ForeignRequestError


def _is_fresh(visit: Visit) -> bool:
    at = visit.session.confirmed
    return at is not None and timedelta(0) <= visit.now - at < FRESH_FOR


def _to_sign_in(visit: Visit) -> Response:
    """To the sign-in page, and afterwards back here; to the second factor where only that is owed."""
    if visit.seat is not None and visit.seat.stage is Stage.PASSWORD:
        place = "/sign-in/second"
    else:
        wanted = visit.request.url.path
        if visit.request.method == "GET" and visit.request.url.query:
            wanted += f"?{visit.request.url.query}"
        is_page = visit.request.method == "GET" and here(wanted) != "/"
        place = f"/sign-in?next={quote(wanted, safe='/')}" if is_page else "/sign-in"
    if visit.is_part:
        return Response(status_code=HTTPStatus.OK, headers={"HX-Redirect": place})
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


async def _form_of(request: Request, body: Body) -> FormData:
    """The fields that were sent, within limits of size and time.

    Raises:
        TooLargeError, TooSlowError, MalformedError: and then the rest was not read.
    """
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()) or int(length) > body.value:
        raise TooLargeError(body.value)
    limited = Request(request.scope, _at_most(request.receive, body.value))
    try:
        async with asyncio.timeout(FIRST_S + body.value / BYTES_A_SECOND):
            return await limited.form(
                max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=body.value
            )
    except TimeoutError as error:
        raise TooSlowError from error
    except (HTTPException, MultiPartException) as error:
        raise MalformedError("form", "multipart/form-data") from error


def _at_most(receive: Receive, limit: int) -> Receive:
    """Count what is received; what was announced smaller than it is goes no further."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise TooLargeError(limit)
        return message

    return counted
