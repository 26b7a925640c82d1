"""Our client against the reference server, and against servers with bad habits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.wire import PeerRefusedError, Wire, by_password
from khien.model.errors import MalformedError, NotFoundError, UnreachableError
from tests.conformance.servers import serving
from tests.conformance.subject import MEDIA_TYPE, Content, Subject

Answer = Callable[[Request], Response]


@contextmanager
def _client(base: str, root: str, user: str = "u", secret: str = "") -> Iterator[TaxiiClient]:
    wire = Wire("other", by_password(user, secret))
    try:
        yield TaxiiClient(wire, base + root)
    finally:
        wire.close()


@contextmanager
def _to(subject: Subject) -> Iterator[TaxiiClient]:
    with _client(subject.base, subject.api_root, subject.user, subject.secret) as client:
        yield client


@contextmanager
def _odd(answer: Answer) -> Iterator[TaxiiClient]:
    """A server that answers every request in one way."""
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    with serving(app) as base, _client(base, "/api/") as client:
        yield client


def _contents(client: TaxiiClient, collection: str, **options: Any) -> list[Content]:  # noqa: ANN401
    pages = client.pull(collection, **options)
    return [json.loads(raw) for page in pages for raw in page.objects]


@pytest.mark.parametrize("name", ["medallion", "workspace"])
def test_it_reads_a_collection(name: str, request: pytest.FixtureRequest) -> None:
    """It finds a collection by its title and reads all of it, in pages of any size."""
    subject: Subject = request.getfixturevalue(name)
    title = subject.get().json["title"]
    wanted = subject.found(match_version="all", limit=100)

    with _to(subject) as client:
        assert client.root().versions == [MEDIA_TYPE]
        found = client.collection(title)
        assert found.id == subject.collection
        for limit in (1, 3, 100):
            assert _contents(client, found.id, limit=limit) == wanted
        last = _contents(client, found.id, version="last")
        assert last == subject.found(limit=100)
        with pytest.raises(NotFoundError):
            client.collection("no such collection")


def test_it_reads_on_from_where_it_was(medallion_written: Subject) -> None:
    """With the last date added it reads only what came later."""
    with _to(medallion_written) as client:
        *_, last = client.pull(medallion_written.collection)
        content = medallion_written.make()
        medallion_written.add(content)

        found = _contents(client, medallion_written.collection, added_after=last.added_last)

    assert found == [content]


@pytest.mark.parametrize("name", ["medallion_written", "workspace_written"])
def test_it_writes(name: str, request: pytest.FixtureRequest) -> None:
    """What it pushes is there, and the status counts it and can be asked for again."""
    subject: Subject = request.getfixturevalue(name)
    contents = [subject.make(), subject.make("malware")]

    with _to(subject) as client:
        status = client.push(subject.collection, [json.dumps(c).encode() for c in contents])
        assert (status.status, status.success_count) == ("complete", 2)
        assert client.status(status.id) == status

    for one in contents:
        assert subject.found(f"objects/{one['id']}/") == [one]


def _page(number: int, *, more: bool, date: str) -> Response:
    body = json.dumps({"more": more, "objects": [{"id": f"tool--{number}"}]})
    return Response(body, headers={"X-TAXII-Date-Added-Last": date}, media_type=MEDIA_TYPE)


def test_it_goes_on_by_date_where_there_is_no_next() -> None:
    """A server may say `more` without `next`; then the last date added leads on (§3.5)."""
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.query_params.get("added_after", ""))
        number = len(asked)
        return _page(number, more=number < 3, date=f"2026-01-01T00:00:00.00000{number}Z")

    with _odd(answer) as client:
        found = _contents(client, "c")

    assert [one["id"] for one in found] == ["tool--1", "tool--2", "tool--3"]
    assert asked == ["", "2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000002Z"]


def test_it_does_not_walk_in_circles() -> None:
    """A server that says `more` and leads nowhere is left."""
    date = "2026-01-01T00:00:00.000000Z"
    same = _page(1, more=True, date=date)
    nowhere = _page(1, more=True, date="")
    cursor = Response(b'{"more":true,"next":"a"}', media_type=MEDIA_TYPE)

    for answer in (same, nowhere, cursor):
        with _odd(partial(_always, answer)) as client, pytest.raises(MalformedError):
            _contents(client, "c")


def _always(answer: Response, _: Request) -> Response:
    return answer


@pytest.mark.parametrize("status", [429, 500, 502, 503, 408])
def test_an_answer_that_will_change_is_worth_another_try(status: int) -> None:
    """Too many requests and server errors count as not reached; the next try may succeed."""
    answers = [Response(status_code=status), _page(1, more=False, date="")]

    with _odd(lambda _: answers.pop(0)) as client:
        with pytest.raises(UnreachableError):
            _contents(client, "c")
        assert len(_contents(client, "c")) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 413, 415, 422])
def test_a_no_is_told_with_its_status(status: int) -> None:
    """A refusal keeps its status, so that the caller knows whether to split, wait or give up."""
    with _odd(lambda _: Response("why", status)) as client, pytest.raises(PeerRefusedError) as no:
        client.push("c", [b"{}"])

    assert (no.value.status, no.value.why) == (status, "why")


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b'{"objects":5}', b'{"more":"yes"}', b"\xff"])
def test_what_is_no_taxii_is_malformed(body: bytes) -> None:
    """An answer that is no TAXII resource is named as that, whatever it is."""
    with _odd(lambda _: Response(body, media_type=MEDIA_TYPE)) as client:
        with pytest.raises(MalformedError):
            _contents(client, "c")
        with pytest.raises(MalformedError):
            client.status("s")


def test_it_follows_no_redirect() -> None:
    """A server cannot send our secret elsewhere: redirects are refusals."""
    elsewhere = Response(status_code=307, headers={"Location": "http://192.0.2.1/"})

    with _odd(lambda _: elsewhere) as client, pytest.raises(PeerRefusedError):
        client.root()
