"""The site of one node: what answers, and what is said when nothing does."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from khien.app.wiring import Node
from khien.people.tokens import add_token
from khien.store import Store
from khien.store.failures import DatabaseFullError
from khien.store.postgres import DatabaseUnreachableError
from khien.web import site_of
from khien.web.failing import Failing
from khien.web.headers import SAFE
from khien.web.pages import Pages
from tests.app.homes import make, opened
from tests.store.test_pool import crowd

SECRET = "content that nobody may see"  # noqa: S105 -- a sample


def test_taxii_wants_to_know_who_asks(client: TestClient) -> None:
    """Without a token or a signature the answer is 401, and says how to sign in."""
    answer = client.get("/taxii2/")

    assert answer.status_code == 401
    assert "Basic" in answer.headers["www-authenticate"]
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nowhere", 404, "Không có nội dung nào"),
        ("GET", "/static/../site.py", 404, "Không có nội dung nào"),
        ("GET", "/static/site.py", 404, "Không có nội dung nào"),
        ("POST", "/", 405, "không nhận loại yêu cầu"),
        ("DELETE", "/static/khien.css", 405, "không nhận loại yêu cầu"),
    ],
)
def test_people_are_told_in_their_language(
    client: TestClient, method: str, path: str, status: int, words: str
) -> None:
    """An unknown path and a wrong method have a page, with a way back."""
    answer = client.request(method, path, headers={"accept-language": "vi"})

    assert answer.status_code == status
    assert words in answer.text
    assert 'href="/"' in answer.text
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/taxii2/nowhere", "application/taxii+json;version=2.1"),
        ("/khien/v1/nowhere", "application/json"),
    ],
)
def test_programs_are_told_in_json(client: TestClient, path: str, kind: str) -> None:
    """Where programs call, an error is what their protocol says it is."""
    lost = client.get(path)
    wrong = client.delete("/taxii2/")

    assert (lost.status_code, lost.headers["content-type"]) == (404, kind)
    assert lost.json() == {"title": "Not Found", "http_status": "404"}
    assert (wrong.status_code, wrong.json()["http_status"]) == (405, "405")
    assert "GET" in wrong.headers["allow"]


@pytest.mark.parametrize("path", ["/broken", "/taxii2/broken"])
def test_an_error_inside_shows_nothing(node: Node, path: str) -> None:
    """No traceback, no text of the error: neither in the answer nor in the log."""

    async def broken(request: Request) -> Response:
        del request
        raise ValueError(SECRET)

    application = site_of(node)
    application.routes.insert(0, Route(path, broken))
    with structlog.testing.capture_logs() as logs:
        answer = TestClient(application, raise_server_exceptions=False).get(path)

    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert {name: answer.headers[name] for name in SAFE} == SAFE
    assert logs == [
        {"event": "page.failed", "log_level": "error", "route": path, "error": "ValueError"}
    ]


def test_a_request_that_is_no_request_has_a_page() -> None:
    """A status of 400 is said to be the asker's, not ours."""
    pages = Pages("en")
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    page = pages.render(Request(scope), "error.html", 400, code=400)

    assert b"cannot be understood" in page.body


def test_other_errors_are_not_taken_for_lost_ones() -> None:
    """What is no HTTP error goes on to the place where it is noted."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    answering = Failing(Pages("en")).lost(Request(scope), KeyError("x"))

    with pytest.raises(KeyError):
        answering.send(None)


@pytest.mark.parametrize("path", ["/page", "/taxii2/", "/khien/v1/log/checkpoint"])
@pytest.mark.parametrize("error", [DatabaseFullError("X"), DatabaseUnreachableError("db", "x")])
def test_a_database_that_fails_is_503(
    node: Node, monkeypatch: pytest.MonkeyPatch, path: str, error: Exception
) -> None:
    """Whoever asks is told to come again, and nothing of what failed."""

    def fail(*_: object) -> None:
        raise error

    async def page(_: Request) -> Response:
        fail(node.store)
        return Response()

    monkeypatch.setattr(Store, "read", fail)
    monkeypatch.setattr(Store, "remembered", fail)  # asks through a `read` of its own
    site = site_of(node)
    site.router.routes.insert(0, Route("/page", page))
    client = TestClient(site, raise_server_exceptions=False)
    answer = client.get(path, headers={"authorization": "Bearer x"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Traceback" not in answer.text


def test_whoever_finds_no_connection_free_is_asked_to_come_again(tmp_path: Path) -> None:
    """503 with Retry-After at every door, said in our words, and in both languages between nodes."""
    with opened(make(tmp_path / "home")) as node:
        _everybody_is_asked_to_come_again(node)


def _everybody_is_asked_to_come_again(node: Node) -> None:
    with node.store.write() as tx:
        scopes = ["taxii:read", "ledger:read"]
        secret = add_token(tx, "siem", scopes=scopes, now=node.clock()).secret
    headers = {"authorization": f"Bearer {secret}"}
    client = TestClient(site_of(node), raise_server_exceptions=False)
    with ExitStack() as held:
        crowd(node.store, held)
        paths = ["/khien/v1/log/checkpoint", "/taxii2/node/collections/", "/metrics"]
        found = [client.get(path, headers=headers) for path in paths]

    assert [(a.status_code, a.headers["retry-after"]) for a in found] == [(503, "60")] * 3
    assert found[0].json()["code"] == "store.crowded"
    assert {"en", "vi"} < set(found[0].json())
    assert found[1].json()["error_code"] == "store.crowded"
