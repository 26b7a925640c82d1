"""Headers that every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = {
    # Pages load nothing from elsewhere, and nothing of theirs may be framed or guessed at.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; font-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


AWAY = "khien.away"
"""In the scope of a request: the one place outside of this node to which its answer may lead."""


class SafeHeaders:
    """ASGI middleware that adds `SAFE` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress its answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                if "location" in headers and headers["location"] != scope.get(AWAY):
                    # Made from `Host`, which anybody may write: only the path leads back to us.
                    place = urlsplit(headers["location"])
                    headers["location"] = place._replace(scheme="", netloc="").geturl()
            await send(message)

        await self._app(scope, receive, dressed if scope["type"] == "http" else send)
