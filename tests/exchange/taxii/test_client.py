"""Tests of `exchange.taxii.client`: reading from and writing to servers of every kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

import pytest

from khien.exchange.signatures import Message
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.resources import MEDIA_TYPE
from khien.exchange.wire import Answered, Wire, by_password
from khien.model.errors import MalformedError, NotFoundError

ROOT = "https://taxii.example/api/"
Reply = Callable[[Message], tuple[int, Any, dict[str, str]]]


class ScriptedWire(Wire):
    """Answers each request as a function says; remembers what was asked."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("old-cert", by_password("reader", "a sample"))
        self._reply, self.asked = reply, list[Message]()

    def _read(self, message: Message, into: IO[bytes] | None) -> Answered:
        self.asked.append(message)
        status, content, headers = self._reply(message)
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return Answered(status, headers, body)


def scripted(*answers: Any, **headers: str) -> ScriptedWire:  # noqa: ANN401 -- any JSON value
    """A wire that gives these answers in order."""
    left: Iterator[Any] = iter(answers)
    return ScriptedWire(lambda _: (200, next(left), headers))


def test_discovery_takes_the_default_root() -> None:
    """The default api root counts, absolute or relative; else the first one."""
    url = "https://taxii.example/taxii2/"
    for answer, root in [
        ({"title": "t", "default": "https://taxii.example/a/"}, "https://taxii.example/a/"),
        ({"title": "t", "default": "/b"}, "https://taxii.example/b/"),
        ({"title": "t", "api_roots": ["c/"]}, "https://taxii.example/taxii2/c/"),
    ]:
        assert TaxiiClient.discover(scripted(answer), url).api_root == root


def test_discovery_does_not_carry_our_secret_elsewhere() -> None:
    """An api root on another host, port or scheme is passed over."""
    url = "https://taxii.example/taxii2/"
    elsewhere = ["https://evil.example/a/", "http://taxii.example/a/", "https://taxii.example:8/a/"]

    with pytest.raises(NotFoundError):
        TaxiiClient.discover(scripted({"title": "t", "api_roots": elsewhere}), url)


def test_a_root_says_what_it_can() -> None:
    """The api root's own words are read."""
    answer = {"title": "t", "versions": [MEDIA_TYPE], "max_content_length": 9}
    client = TaxiiClient(scripted(answer), ROOT.rstrip("/"))

    assert client.root().max_content_length == 9
    assert client.api_root == ROOT


COLLECTIONS = {
    "collections": [
        {"id": "1", "title": "First", "can_read": True, "can_write": False},
        {"id": "2", "title": "Second", "alias": "two", "can_read": True, "can_write": True},
    ]
}


def test_a_collection_is_found_by_every_name() -> None:
    """Id, alias and title lead to the collection; absent fields have the standard's defaults."""
    for name, wanted in (("1", "1"), ("two", "2"), ("Second", "2")):
        assert TaxiiClient(scripted(COLLECTIONS), ROOT).collection(name).id == wanted
    with pytest.raises(NotFoundError):
        TaxiiClient(scripted(COLLECTIONS), ROOT).collection("three")


@pytest.mark.parametrize("answer", [b"<html>", [], {"collections": [{"id": 5}]}, b"\xff"])
def test_a_server_that_speaks_something_else_is_named(answer: object) -> None:
    """What is no TAXII resource is an error about that resource, not a crash."""
    with pytest.raises(MalformedError):
        TaxiiClient(scripted(answer), ROOT).collections()


def test_pages_are_followed_by_next() -> None:
    """Each page's cursor leads to the following one, to the end."""
    wire = scripted(
        {"more": True, "next": "a", "objects": [{"id": "1"}]},
        {"more": True, "next": "b", "objects": [{"id": "2"}]},
        {"objects": [{"id": "3"}]},
    )

    pages = list(TaxiiClient(wire, ROOT).pull("1", added_after="2026-01-01T00:00:00Z"))

    assert [json.loads(o)["id"] for page in pages for o in page.objects] == ["1", "2", "3"]
    assert "added_after=2026-01-01" in wire.asked[0].url
    assert [("next=" in one.url) for one in wire.asked] == [False, True, True]


def test_pages_are_followed_by_date_where_there_is_no_next() -> None:
    """A server may say `more` without a cursor; then the date added leads on, and nothing is lost."""
    dates = iter(["2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000002Z", ""])
    bodies = iter([{"more": True, "objects": [{}]}, {"more": True, "objects": [{}]}, {}])
    wire = ScriptedWire(lambda _: (200, next(bodies), {"x-taxii-date-added-last": next(dates)}))

    pages = list(TaxiiClient(wire, ROOT).pull("1"))

    assert [len(page.objects) for page in pages] == [1, 1, 0]
    assert "added_after=2026-01-01T00%3A00%3A00.000002Z" in wire.asked[2].url


@pytest.mark.parametrize("page", [{"more": True, "next": "same"}, {"more": True}])
def test_a_server_that_pages_in_a_circle_is_left(page: dict[str, Any]) -> None:
    """The same page again under the same cursor, or no cursor at all, ends the reading."""
    with pytest.raises(MalformedError):
        list(TaxiiClient(scripted(page, page, page), ROOT).pull("1"))


def test_one_cursor_for_all_pages_is_a_session() -> None:
    """Some servers give one `next` for the whole reading and remember the place themselves."""
    pages = [{"more": True, "next": "same", "objects": [{"id": str(n)}]} for n in range(3)]

    found = list(TaxiiClient(scripted(*pages, {"objects": [{"id": "3"}]}), ROOT).pull("1"))

    assert [json.loads(o)["id"] for page in found for o in page.objects] == list("0123")


def test_a_server_that_pages_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a last page even where the server knows none, and the reader is told."""
    monkeypatch.setattr("khien.exchange.taxii.client.MAX_PAGES", 3)
    pages = [{"more": True, "next": str(n)} for n in range(9)]
    pulled = TaxiiClient(scripted(*pages), ROOT).pull("1")

    assert len([next(pulled) for _ in range(3)]) == 3
    with pytest.raises(MalformedError):
        next(pulled)


def test_a_push_sends_bytes_as_they_are() -> None:
    """What is stored is what is sent, inside an envelope."""
    wire = scripted({"id": "s", "status": "pending"})

    status = TaxiiClient(wire, ROOT).push("2", [b'{"id":  "1"}'], {"khien-delivery": "d"})

    assert (status.id, status.status, status.total_count) == ("s", "pending", 0)
    assert wire.asked[0].body == b'{"objects":[{"id":  "1"}]}'
    assert wire.asked[0].headers["khien-delivery"] == "d"


def test_a_status_is_read_with_its_details() -> None:
    """Details may leave out version and message; lists may be null."""
    answer = {"id": "s", "status": "complete", "successes": [{"id": "1"}], "failures": None}

    status = TaxiiClient(scripted(answer), ROOT).status("s")

    assert [(d.id, d.version, d.message) for d in status.successes] == [("1", "", "")]
    for bad in (b"no", {"id": 5}, {"status": "x"}, {"id": "s", "status": "x", "successes": [5]}):
        with pytest.raises(MalformedError):
            TaxiiClient(scripted(bad), ROOT).status("s")
