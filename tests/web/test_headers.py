"""Every answer carries the safe headers, whatever made it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from khien.web.headers import SAFE, SafeHeaders


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/taxii2/", "/taxii2/nowhere", "/khien/v1/openapi.json"]
)
def test_every_answer_is_safe(client: TestClient, path: str) -> None:
    """Pages, errors and endpoints alike."""
    answer = client.get(path)

    assert {name: answer.headers[name] for name in SAFE} == SAFE


def test_the_policy_allows_nothing_inline() -> None:
    """Neither script nor style can be slipped into a page."""
    policy = SAFE["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_style_may_be_kept_for_a_while(client: TestClient) -> None:
    """What an answer says for itself is not overwritten."""
    answer = client.get("/static/khien.css")

    assert answer.headers["cache-control"].startswith("public")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-security-policy"] == SAFE["Content-Security-Policy"]


def test_what_is_not_http_passes_untouched() -> None:
    """The server's own messages are none of its business."""
    seen: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "lifespan.startup.complete"})

    async def send(message: Message) -> None:
        seen.append(message)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    coroutine = SafeHeaders(app)({"type": "lifespan"}, receive, send)
    with pytest.raises(StopIteration):
        coroutine.send(None)

    assert seen == [{"type": "lifespan.startup.complete"}]
