"""`/exports/<consumer>/<format>`: one list, for the consumer whose token asks, under an address that stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from khien.exchange.callers import Caller, Callers
from khien.exchange.consumers.desk import Given, Lists
from khien.exchange.consumers.errors import SinceGoneError
from khien.exchange.consumers.files import differing, packed
from khien.exchange.consumers.making import HASHES, MANIFEST
from khien.exchange.consumers.rules import Consumer
from khien.exchange.incoming import Answer, Incoming, later_s, threaded
from khien.exchange.lists.forms import FOLDER, FORMS
from khien.exchange.lists.misp import MEDIA_TYPE
from khien.exchange.taxii.negotiation import accepts_gzip
from khien.model.errors import KhienError, NotFoundError
from khien.model.instants import from_microseconds
from khien.model.words import say
from khien.people.tokens import Scope
from khien.store import Store

PATH: Final = "/exports"
MAX_BODY_BYTES: Final = 1024  # nobody sends anything here
REALMS: Final = 'Basic realm="khien", Bearer realm="khien"'
VERSION: Final = "Khien-List-Version"
GZ: Final = "-gz"
_FILE: Final = re.compile(r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json").fullmatch
_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_SERIAL: Final = re.compile(r"[0-9]{1,10}").fullmatch


class ListServer:
    """The endpoints, over the desk that answers them."""

    def __init__(self, store: Store, callers: Callers, lists: Lists) -> None:
        self._store, self._callers, self._lists = store, callers, lists

    def routes(self) -> list[Route]:
        """The Starlette routes, to be mounted at the root of the site."""
        one = f"{PATH}/{{consumer}}/{{form}}"
        return [_route(one, self.whole), _route(one + "/{file}", self.part)]

    def whole(self, incoming: Incoming) -> Response:
        """A list in one file; with `since`, what changed since that version of it.

        Raises:
            SignInError, ForbiddenError: nobody that we know, or no token for lists.
            NotFoundError: no such list for this caller.
            SinceGoneError: too long ago.
        """
        reader, form = self._reader(incoming)
        if form not in FORMS:
            raise NotFoundError("list", form)
        given = self._lists.present(reader.name, form)
        since = dict(incoming.query).get("since")
        older = None if since is None else _older(given, since)
        tag = given.state.etag if older is None else given.state.etag[:-1] + f'-since-{older}"'
        if _has(incoming, tag, given):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(given, tag))
        self._lists.give(reader, form, given)
        if older is not None:
            body = _changes(given, form, older)
            return StreamingResponse(body, headers=_headers(given, tag), media_type="text/plain")
        return _file(incoming, given, tag, FORMS[form].media_type)

    def part(self, incoming: Incoming) -> Response:
        """A file of a MISP feed: `manifest.json`, `hashes.csv`, or an event.

        Raises:
            SignInError, ForbiddenError: as `whole`.
            NotFoundError: no such list for this caller, or no such file in it.
        """
        reader, form = self._reader(incoming)
        name = incoming.path["file"]
        if form != FOLDER or not (name in {MANIFEST, HASHES} or _FILE(name)):
            raise NotFoundError("list", f"{form}/{name}"[:100])
        given = self._lists.present(reader.name, form)
        path = given.place.folder / FOLDER / name
        if not path.is_file():
            raise NotFoundError("list", f"{form}/{name}")
        # An event keeps its time as long as it stays as it is, so each file has a tag of its own.
        found = path.stat()
        tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
        if _has(incoming, tag, given):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(given, tag))
        self._lists.give(reader, form, given)
        media_type = "text/csv" if name == HASHES else MEDIA_TYPE
        return FileResponse(path, headers=_headers(given, tag), media_type=media_type)

    def _reader(self, incoming: Incoming) -> tuple[Consumer, str]:
        """The consumer that asks, and for which form: only its own are there for it."""
        caller: Caller = self._callers.identify(incoming)
        caller.may(Scope.EXPORTS_READ.value)
        name, form = incoming.path["consumer"], incoming.path["form"]
        if name != caller.name:
            raise NotFoundError("list", f"{name}/{form}"[:100])
        with self._store.read() as tx:
            found = self._lists.consumer(tx, name)
        if form not in found.forms:
            raise NotFoundError("list", f"{name}/{form}"[:100])
        return found, form


def failure(incoming: Incoming, error: KhienError) -> Response:
    """An error as JSON, in both languages; never a traceback."""
    del incoming
    told = {one: say(error.code, one, error.facts) for one in ("en", "vi")}
    headers = {}
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = REALMS
    if later := later_s(error):
        headers["Retry-After"] = str(later)
    body = msgspec.json.encode({"code": error.code, **told})
    return Response(body, error.http_status, headers, media_type="application/json")


def _route(path: str, answer: Answer) -> Route:
    endpoint = threaded(answer, failure, MAX_BODY_BYTES)
    made = Route(path, endpoint, methods=["GET"], name=answer.__name__)
    made.methods = {"GET"}  # no HEAD: what a partner's consumer reads has crossed
    return made


def _headers(given: Given, tag: str) -> dict[str, str]:
    # Within the second in which it was made another list may follow, which its date could not tell apart;
    # the date of who has it so early is too old, and it will get it once more.
    made = min(_made_s(given), given.at).astimezone(UTC)
    return {
        "ETag": tag,
        "Last-Modified": format_datetime(made, usegmt=True),
        "Cache-Control": "private, no-cache",  # ask each time: something may have been taken back
        "Vary": "Accept-Encoding, Authorization",
        VERSION: str(given.state.serial),
    }


def _made_s(given: Given) -> datetime:
    """The first whole second at which the list was there: HTTP's dates have no parts of one."""
    return from_microseconds(-(-given.state.made_us // 1_000_000) * 1_000_000)


def _has(incoming: Incoming, tag: str, given: Given) -> bool:
    """Whether the caller says that it has these bytes, packed or not (RFC 9110 §13.1.2, §13.1.3)."""
    said = incoming.header("if-none-match")
    if said:
        return tag.strip('"') in {one.removesuffix(GZ) for one in _TAG.findall(said)}
    since = _date(incoming.header("if-modified-since"))
    # A date to come is of a clock that is wrong: it would keep whoever has it from what is taken back.
    return since is not None and _made_s(given) <= since <= given.at


def _date(text: str) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7); None where it is none, which counts as not said."""
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _older(given: Given, since: str) -> int:
    """The number of an earlier list that is still here, or of the present one."""
    serial = int(since) if _SERIAL(since) else -1
    if serial not in given.state.heads or not given.place.path(serial).exists():
        raise SinceGoneError(since)
    return serial


def _changes(given: Given, form: str, older: int) -> Iterator[bytes]:
    state, place = given.state, given.place
    heads = state.heads[older], state.heads[state.serial]
    between = FORMS[form].between.encode()
    return differing(place.path(older), place.path(state.serial), heads, between)


def _file(incoming: Incoming, given: Given, tag: str, media_type: str) -> Response:
    headers = _headers(given, tag)
    path = given.path
    if accepts_gzip(incoming.header("accept-encoding")):
        path = packed(path)
        headers |= {"ETag": f'{tag[:-1]}{GZ}"', "Content-Encoding": "gzip"}
    return FileResponse(path, headers=headers, media_type=media_type)
