"""How every TAXII answer looks: its media type, its headers, its errors, its packing."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from khien.exchange.incoming import Answer, Incoming, Reserve, later_s, threaded
from khien.exchange.taxii import resources as r
from khien.exchange.taxii.errors import CodingError, NotAcceptableError
from khien.exchange.taxii.negotiation import WORTH_BYTES, accepts_gzip, accepts_taxii, pack
from khien.model.errors import KhienError
from khien.model.instants import from_microseconds, taxii_time
from khien.model.words import say

REALMS = 'Basic realm="khien", Bearer realm="khien"'


class TaxiiRoute(Route):
    """One path and the one method of it that this route answers, with everything around the answer.

    There is no HEAD: what is read from `released` has crossed, so a reading without its content
    must not happen.

    Args:
        path: as Starlette writes it.
        max_bytes: the largest body taken.
        answers: the methods of the path; the first one is answered here.
        allowed: all methods of the path, for `Allow`.
        reserve: as in `threaded`.
    """

    def __init__(
        self,
        path: str,
        max_bytes: int,
        answers: dict[str, Answer],
        allowed: str = "",
        reserve: Reserve | None = None,
    ) -> None:
        method, reply = next(iter(answers.items()))
        endpoint = threaded(_negotiated(reply), failure, max_bytes, reserve)
        super().__init__(path, endpoint, methods=[method], name=reply.__name__)
        self.methods = {method}
        self._allowed = allowed or method

    @classmethod
    def several(
        cls, path: str, max_bytes: int, answers: dict[str, Answer], reserve: Reserve
    ) -> list[TaxiiRoute]:
        """A route for each method of one path."""
        allowed = ", ".join(answers)
        return [cls(path, max_bytes, {m: reply}, allowed, reserve) for m, reply in answers.items()]

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say which methods there are (RFC 9110 §15.5.6)."""
        if scope["method"] not in (self.methods or ()):
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": self._allowed})
        await self.app(scope, receive, send)


def answer(resource: r.Resource, status_code: int = 200) -> Response:
    """A resource as an answer."""
    return Response(r.encode(resource), status_code, media_type=r.MEDIA_TYPE)


def paged(body: bytes, first_us: int, last_us: int) -> Response:
    """A page, with the dates added of its first and last item (TAXII 2.1 §3.2)."""
    headers = {
        "X-TAXII-Date-Added-First": taxii_time(from_microseconds(first_us)),
        "X-TAXII-Date-Added-Last": taxii_time(from_microseconds(last_us)),
    }
    return Response(body, 200, headers, media_type=r.MEDIA_TYPE)


def failure(incoming: Incoming, error: KhienError) -> Response:
    """An error as TAXII tells it (§3.6.1): code, sentence, status; never a traceback."""
    del incoming
    message = r.ErrorMessage(
        title=error.code,
        description=say(error.code, "en", error.facts),
        error_code=error.code,
        http_status=str(error.http_status),
    )
    headers = {}
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = REALMS
    if later := later_s(error):
        headers["Retry-After"] = str(later)
    if isinstance(error, CodingError):
        headers["Accept-Encoding"] = "gzip"  # RFC 9110 §15.5.16
    return Response(r.encode(message), error.http_status, headers, media_type=r.MEDIA_TYPE)


def _negotiated(reply: Answer) -> Answer:
    """Refuse what the client would not understand, before anything is done; pack for who unpacks."""

    def guarded(incoming: Incoming) -> Response:
        accept = incoming.header("accept")
        if not accepts_taxii(accept):
            raise NotAcceptableError(accept)
        response = reply(incoming)
        response.headers["Vary"] = "Accept-Encoding"
        body = bytes(response.body)
        if len(body) >= WORTH_BYTES and accepts_gzip(incoming.header("accept-encoding")):
            response.body = pack(body)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.body))
        return response

    return guarded
