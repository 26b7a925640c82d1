"""The cookies of the console: the session and the language. Nothing else is kept at the reader's side."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

PLAIN: Final = "khien"
SECURED: Final = "__Host-khien"  # sent over TLS alone, to this host alone (RFC 6265bis §4.1.3.2)
LANGUAGE: Final = "khien_language"
YEAR_S: Final = 365 * 24 * 3600


def token_of(request: Request, *, secured: bool) -> str:
    """The secret of the session, or ''. Over TLS the name that anybody could set is not looked at."""
    return request.cookies.get(SECURED if secured else PLAIN, "")


def give_token(response: Response, token: str, *, secured: bool) -> None:
    """Hand the secret of a session to the browser: no script reads it, no other site sends it."""
    name = SECURED if secured else PLAIN
    response.set_cookie(name, token, path="/", secure=secured, httponly=True, samesite="lax")


def drop_token(response: Response, *, secured: bool) -> None:
    """Make the browser forget the session."""
    name = SECURED if secured else PLAIN
    response.delete_cookie(name, path="/", secure=secured, httponly=True, samesite="lax")


def give_language(response: Response, language: str, *, secured: bool) -> None:
    """Remember which language was chosen."""
    response.set_cookie(
        LANGUAGE, language, max_age=YEAR_S, path="/", secure=secured, samesite="lax"
    )
