"""`/exports/<consumer>/<format>`: one list, for the consumer whose token asks, under an address that stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import msgspec
from starlette import types as asgi
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from khien.exchange.callers import Caller, Callers
from khien.exchange.consumers.desk import Given, Lists
from khien.exchange.consumers.errors import FileQueryError, QueryError, SinceGoneError
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
SETTLED: Final = timedelta(seconds=2)  # a server renews the date of its answers about once a second
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
            QueryError: the address has something after `?` that is no number of a list.
            SinceGoneError: too long ago.
        """
        reader, form = self._reader(incoming)
        if form not in FORMS:
            raise NotFoundError("list", form)
        since = _since(incoming)
        given = self._lists.present(reader.name, form)
        older = None if since is None else _older(given, since)
        tag = given.state.etag if older is None else given.state.etag[:-1] + f'-since-{older}"'
        is_packed = older is None and accepts_gzip(incoming.header("accept-encoding"))
        if had := _had(incoming, _packed(tag) if is_packed else tag, given):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(given, had))
        self._give(incoming, reader, form, given)
        if older is None:
            return _file(given, tag, FORMS[form].media_type, is_packed=is_packed)
        body = iter(()) if _is_head(incoming) else _changes(given, form, older)
        return StreamingResponse(body, headers=_headers(given, tag), media_type="text/plain")

    def part(self, incoming: Incoming) -> Response:
        """A file of a MISP feed: `manifest.json`, `hashes.csv`, or an event.

        Raises:
            SignInError, ForbiddenError: as `whole`.
            NotFoundError: no such list for this caller, or no such file in it.
            FileQueryError: the address has something after `?`.
        """
        reader, form = self._reader(incoming)
        name = incoming.path["file"]
        if form != FOLDER or not (name in {MANIFEST, HASHES} or _FILE(name)):
            raise NotFoundError("list", f"{form}/{name}"[:100])
        for asked, value in incoming.query:
            raise FileQueryError(asked, value)
        given = self._lists.present(reader.name, form)
        path = given.place.folder / FOLDER / name
        if not path.is_file():
            raise NotFoundError("list", f"{form}/{name}")
        # An event keeps its time as long as it stays as it is, so each file has a tag of its own.
        found = path.stat()
        tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
        if had := _had(incoming, tag, given):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(given, had))
        self._give(incoming, reader, form, given)
        media_type = "text/csv" if name == HASHES else MEDIA_TYPE
        return _File(path, headers=_headers(given, tag), media_type=media_type)

    def _give(self, incoming: Incoming, reader: Consumer, form: str, given: Given) -> None:
        """What a consumer reads has crossed; of HEAD it gets no line, so nothing has."""
        if not _is_head(incoming):
            self._lists.give(reader, form, given)

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


class _File(FileResponse):
    """A file with the date that it is given, or none; never that of the disk, which other clocks write."""

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        is_dated = "last-modified" in self.headers

        async def sent(message: asgi.Message) -> None:
            if not is_dated and message["type"] == "http.response.start":
                told = message["headers"]
                message["headers"] = [one for one in told if one[0] != b"last-modified"]
            await send(message)

        await super().__call__(scope, receive, sent)


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
    return Route(path, endpoint, methods=["GET", "HEAD"], name=answer.__name__)


def _is_head(incoming: Incoming) -> bool:
    return incoming.message.method == "HEAD"


def _headers(given: Given, tag: str) -> dict[str, str]:
    made = _made_s(given).astimezone(UTC)
    # Within the second in which it was made another list may follow, which its date could not tell apart, and
    # no date may lie after that of the answer: who has it so early has no date, and will get it once more.
    dated = (
        {"Last-Modified": format_datetime(made, usegmt=True)} if made + SETTLED <= given.at else {}
    )
    return {
        "ETag": tag,
        **dated,
        "Cache-Control": "private, no-cache",  # ask each time: something may have been taken back
        "Vary": "Accept-Encoding, Authorization",
        VERSION: str(given.state.serial),
    }


def _made_s(given: Given) -> datetime:
    """The first whole second at which the list was there: HTTP's dates have no parts of one."""
    return from_microseconds(-(-given.state.made_us // 1_000_000) * 1_000_000)


def _had(incoming: Incoming, tag: str, given: Given) -> str:
    """The tag of the bytes that the caller says it has, packed or not (RFC 9110 §13.1.2, §13.1.3); '' for none.

    It is the tag that it named, so that it finds what it kept; where it named none, that of the answer.
    """
    said = incoming.header("if-none-match").strip()
    if said:
        named = [f'"{one}"' for one in _TAG.findall(said)]
        same = {tag, _unpacked(tag), _packed(_unpacked(tag))}
        return tag if said == "*" or tag in named else next(filter(same.__contains__, named), "")
    since = _date(incoming.header("if-modified-since"))
    # A date to come is of a clock that is wrong: it would keep whoever has it from what is taken back.
    return tag if since is not None and _made_s(given) <= since <= given.at else ""


def _packed(tag: str) -> str:
    return f'{tag[:-1]}{GZ}"'


def _unpacked(tag: str) -> str:
    return f'{tag[:-1].removesuffix(GZ)}"'


def _date(text: str) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7); None where it is none, which counts as not said."""
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _since(incoming: Incoming) -> str | None:
    """The number of the list that the caller has; None where it says none."""
    found = None
    for name, value in incoming.query:
        if name != "since" or found is not None or not _SERIAL(value):
            raise QueryError(name, value)
        found = value
    return found


def _older(given: Given, since: str) -> int:
    """The number of an earlier list that is still here, or of the present one."""
    serial = int(since)
    if serial not in given.state.heads or not given.place.path(serial).exists():
        raise SinceGoneError(since)
    return serial


def _changes(given: Given, form: str, older: int) -> Iterator[bytes]:
    state, place = given.state, given.place
    heads = state.heads[older], state.heads[state.serial]
    between = FORMS[form].between.encode()
    return differing(place.path(older), place.path(state.serial), heads, between)


def _file(given: Given, tag: str, media_type: str, *, is_packed: bool) -> Response:
    headers = _headers(given, tag)
    path = given.path
    if is_packed:
        path = packed(path)
        headers |= {"ETag": _packed(tag), "Content-Encoding": "gzip"}
    return _File(path, headers=headers, media_type=media_type)
