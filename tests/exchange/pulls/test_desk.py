"""Tests of `exchange.pulls.desk`: fetching by itself, at intervals, from where it stopped."""

from __future__ import annotations

import json
from typing import IO, Any
from uuid import uuid4

import pytest

from khien.exchange.pulls import desk
from khien.exchange.pulls.rows import Visit, visits
from khien.exchange.signatures import Message
from khien.exchange.wire import Answered, Wire
from khien.model.errors import UnreachableError
from khien.people.partners import Outbound, Partner
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper

DOOR = Outbound("https://feed.example/api/", "c", "u", "p")
NAME = "old-cert"


class Feed(Wire):
    """A TAXII server in memory: each page is given once, and what was asked is remembered."""

    pages: list[dict[str, Any]]
    asked: list[str]
    away, readable = False, True

    def _read(self, message: Message, into: IO[bytes] | None) -> Answered:
        if Feed.away:
            raise UnreachableError(self.peer, "away")
        if message.url.endswith("/collections/"):
            one = {"id": "c", "title": "C", "can_read": Feed.readable, "can_write": True}
            found = {"collections": [one]}
            return Answered(200, {}, json.dumps(found).encode())
        Feed.asked.append(message.url.partition("?")[2])
        page = Feed.pages.pop(0) if Feed.pages else {}
        date = f"2026-11-22T08:00:00.{len(Feed.asked):06}Z" if page.get("objects") else ""
        return Answered(200, {"x-taxii-date-added-last": date}, json.dumps(page).encode())


@pytest.fixture
def feed(us: Party, monkeypatch: pytest.MonkeyPatch) -> Partner:
    """A plain party that we fetch from; there is no agreement with it yet."""
    monkeypatch.setattr(desk, "Wire", Feed)
    Feed.pages, Feed.asked, Feed.away, Feed.readable = [], [], False, True
    return add_plain_party(us, NAME, DOOR)


def theirs(party: Party, partner: Partner) -> dict[str, Any]:
    """An indicator that the plain party made."""
    return party.indicator(created_by_ref=partner.identity_id, id=f"indicator--{uuid4()}")


def visit(us: Party) -> Visit:
    """Where the fetching stands."""
    with us.node.store.read() as tx:
        return visits(tx)[NAME]


def test_without_an_agreement_nothing_is_fetched(world: World, us: Party, feed: Partner) -> None:
    """What would be refused stays there, to be fetched when it may come in."""
    Feed.pages = [{"objects": [theirs(us, feed)]}]
    assert not us.node.pulls.keep_up(NAME)
    assert Feed.asked == []

    agree_on_paper(world, us, feed)
    assert us.node.pulls.keep_up(NAME)
    with us.node.store.read() as tx:
        assert visits(tx)[NAME].error == ""


def test_where_we_may_only_add_nothing_is_asked_for(world: World, us: Party, feed: Partner) -> None:
    """A party that we only push to says so; the visit fails nothing, and the next one looks again."""
    agree_on_paper(world, us, feed)
    Feed.readable = False
    assert us.node.pulls.keep_up(NAME)
    assert (Feed.asked, visit(us).error, visit(us).attempts) == ([], "", 0)

    Feed.readable = True
    world.clock.tick(minutes=5)
    assert us.node.pulls.keep_up(NAME)
    assert len(Feed.asked) == 1


def test_it_goes_on_where_it_stopped(world: World, us: Party, feed: Partner) -> None:
    """After the interval only what came later is asked for, from the last page that was read."""
    agree_on_paper(world, us, feed)
    Feed.pages = [
        {"objects": [theirs(us, feed)], "more": True, "next": "x"},
        {"objects": [theirs(us, feed)]},
    ]

    assert us.node.pulls.keep_up(NAME)
    assert not us.node.pulls.keep_up(NAME)
    world.clock.tick(minutes=5)
    assert us.node.pulls.keep_up(NAME)

    assert len(Feed.asked) == 3
    assert "added_after" not in Feed.asked[0]
    assert "added_after=2026-11-22T08%3A00%3A00.000002Z" in Feed.asked[2]
    assert visit(us).added_after == "2026-11-22T08:00:00.000002Z"


def test_failures_are_counted_and_shown(world: World, us: Party, feed: Partner) -> None:
    """Each failure makes the next visit later; a success forgets them."""
    agree_on_paper(world, us, feed)
    Feed.away = True
    for minutes in (0, 5, 5, 5):
        world.clock.tick(minutes=minutes)
        assert not us.node.pulls.keep_up(NAME)
    assert (visit(us).attempts, visit(us).error) == (3, "peer.unreachable")

    Feed.away = False
    world.clock.tick(minutes=20)
    assert us.node.pulls.keep_up(NAME)

    assert (visit(us).attempts, visit(us).error) == (0, "")
    assert visit(us).done is not None
