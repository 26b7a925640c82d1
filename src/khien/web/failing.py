"""What people and programs are told when a request goes wrong: where, never what was in it."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from khien.exchange.incoming import LATER_S
from khien.exchange.taxii import resources
from khien.web.headers import SAFE
from khien.web.pages import Pages

MACHINES = ("/taxii2", "/khien")  # programs call here, and read JSON

log = structlog.get_logger()


class Failing:
    """Answers for what no route answered, or what failed in one."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def lost(self, request: Request, error: Exception) -> Response:
        """An unknown path, a wrong method: the status, and what the protocol wants beside it."""
        if not isinstance(error, HTTPException):
            raise error
        answer = self._answer(request, error.status_code)
        answer.headers.update(error.headers or {})  # `Allow` with 405: RFC 9110 §15.5.6
        return answer

    async def away(self, request: Request, error: Exception) -> Response:
        """The database cannot do it now: come again (RFC 9110 §15.6.4)."""
        log.error("page.database", code=getattr(error, "code", type(error).__name__))
        answer = self._answer(request, HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = str(LATER_S)
        return answer

    async def broken(self, request: Request, error: Exception) -> Response:
        """An error that nobody foresaw; its text may hold content, so only its kind is noted."""
        route = getattr(request.scope.get("route"), "path", "")
        log.error("page.failed", route=route, error=type(error).__name__)
        answer = self._answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        answer.headers.update(SAFE)  # this answer is made outside of every middleware
        return answer

    def _answer(self, request: Request, status: int) -> Response:
        if not request.url.path.startswith(MACHINES):
            return self._pages.render(request, "error.html", status, code=status)
        message = resources.ErrorMessage(title=HTTPStatus(status).phrase, http_status=str(status))
        if request.url.path.startswith("/taxii2"):  # TAXII 2.1 §3.6.1
            return Response(resources.encode(message), status, media_type=resources.MEDIA_TYPE)
        return Response(msgspec.json.encode(message), status, media_type="application/json")
