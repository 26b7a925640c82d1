"""The start page: what waits, how partners are reached; and what tells pages that something changed."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import update
from starlette.requests import Request

from khien.app import waiting
from khien.app.waiting import Health, Link
from khien.exchange.rows import arrival, outbox, release
from khien.exchange.waiting.rows import COUNTED, Line, Wait
from khien.model.errors import KhienError
from khien.model.instants import to_microseconds
from khien.people.partners import PartnerState
from khien.web.console import live
from khien.web.console.live import Live
from khien.web.console.now import MOST_DRAWN, spokes
from khien.web.console.visits import Visit
from tests.web.console.border import Border
from tests.web.console.conftest import Desk

LANGUAGES = ["en", "vi"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_node_says_that_nothing_waits(desk: Desk, language: str) -> None:
    """No queue, no partner: a sentence for each, no list, no picture."""
    page = desk.as_("duty", language).get("/").text

    assert page.count('class="empty"') == 2
    assert "<svg" not in page
    assert ("Nothing waits for you." in page) is (language == "en")


def test_who_has_not_signed_in_sees_the_front_page(desk: Desk) -> None:
    """What this node is, and nothing about what waits."""
    page = desk.stranger().get("/").text

    assert "/taxii2/" in page
    assert 'class="figures"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_is_there_oldest_first(border: Border, language: str) -> None:
    """Held releases, arrivals in quarantine, overdue receipts, recalls: each with its page."""
    late = border.sent()
    back = border.sent()
    border.us.node.recalls.recall(back.object_id, border.us.officer("lan"), "wrong")
    held, waits = [border.held() for _ in range(6)], border.stopped()
    with border.us.node.store.write() as tx:
        long_ago = to_microseconds(border.clock.now - timedelta(days=9))
        tx.execute(
            update(release).where(release.c.id == late.id).values(state="sent", sent_us=long_ago)
        )
    page = border.as_("lan", language).get("/").text

    for one in (late, back, *held[:5]):
        assert f'href="/releases/{one.id}"' in page
    assert held[5].id not in page
    assert page.index(held[0].id) < page.index(held[4].id)
    assert f'href="/arrivals/{waits}?partner=asean-cert"' in page
    assert "<svg" in page
    assert 'href="/partners/asean-cert"' in page


def test_the_day_is_told_by_hour(border: Border) -> None:
    """What left and what came in the last day stands in its hour."""
    border.sent()
    border.stopped()

    found = waiting.overlook(border.us.node)

    assert len(found.hours) == waiting.HOURS
    assert sum(hour.sent for hour in found.hours) >= 1
    assert sum(hour.came for hour in found.hours) >= 1
    assert found.hours[-1].sent or found.hours[-2].sent


def test_a_partner_in_trouble_is_told(border: Border) -> None:
    """Attempts that fail, an alarm, an invitation that nobody answered, a partner struck off."""

    def health() -> dict[str, Health]:
        return {one.name: one.health for one in waiting.overlook(border.us.node).links}

    assert health() == {"asean-cert": Health.GOOD}
    border.us.publish(*border.us.bring(border.us.indicator()))
    border.us.node.enrolments.invite("new-cert")
    assert health() == {"asean-cert": Health.GOOD, "new-cert": Health.PENDING}
    border.clock.tick(minutes=11)
    assert health()["asean-cert"] is Health.LATE
    border.clock.tick(minutes=-11)
    with border.us.node.store.write() as tx:
        tx.execute(update(outbox).values(attempts=3, error="exchange.unreachable"))
    assert health()["asean-cert"] is Health.LATE
    assert 'data-tone="bad"' in border.as_("duc", "vi").get("/").text
    border.us.node.enrolments.revoke("asean-cert", "sample", border.us.officer("ha"))
    assert health()["asean-cert"] is Health.ENDED
    assert "<svg" in border.as_("duc").get("/").text  # of the one that is invited


def test_an_alarm_stands_above_everything(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that contradicts itself, or is on hold, is said first, and its partner is in trouble."""
    from datetime import UTC, datetime  # noqa: PLC0415

    at = datetime(2026, 11, 22, tzinfo=UTC)
    origin = border.us.partner(border.them).origin
    alarm = SimpleNamespace(origin=origin, code="ledger.fork", detail="<b>", at=at)
    hold = SimpleNamespace(code="ledger.hold", size=3)
    monkeypatch.setattr(type(border.us.node.ledger), "alarms", lambda *_: [alarm])
    monkeypatch.setattr(type(border.us.node.ledger), "holds", lambda *_: [hold])

    found = waiting.overlook(border.us.node)
    pages = [
        border.as_("duc", language).get(place)
        for language in LANGUAGES
        for place in ("/", "/ledger")
    ]

    assert [one.name for one in found.troubled] == ["asean-cert"]
    for page in pages:
        assert page.status_code == 200
        assert 'class="notice" data-tone="bad"' in page.text
        assert "<b>&lt;b&gt;" not in page.text


def test_counts_are_capped(border: Border, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a person reads is told as so many, and counted no further."""
    from khien.exchange.waiting import rows  # noqa: PLC0415

    assert COUNTED == 10_000
    first = border.stopped()
    with border.us.node.store.write() as tx:
        row = dict(tx.execute(arrival.select().where(arrival.c.id == first)).mappings().one())
        tx.execute(arrival.insert(), [{**row, "id": f"release--{n}"} for n in range(9)])
    monkeypatch.setattr(rows, "COUNTED", 4)

    counts = {one.wait: one.count for one in waiting.overlook(border.us.node).queues}

    assert counts[Wait.QUARANTINED] == 4
    assert counts[Wait.HELD] == 0


def test_many_partners_are_drawn_apart() -> None:
    """Everyone has a place of their own around us, up to as many as can be read."""
    line = Line("x", 0, None, 0, "", None, None)
    links = [Link(f"p-{n}", PartnerState.ACTIVE, Health.GOOD, line) for n in range(MOST_DRAWN + 3)]

    drawn = spokes(links)

    assert len({(one.x, one.y) for one in drawn}) == MOST_DRAWN
    assert {one.anchor for one in drawn} == {"start", "middle", "end"}
    assert spokes([]) == []


# /live


class Asking:
    """A request that is there for some looks, then gone."""

    def __init__(self, looks: int, since: str = "", last: str = "") -> None:
        self.looks = looks
        self.query_params = {"since": since}
        self.headers = {"last-event-id": last} if last else {}

    async def is_disconnected(self) -> bool:
        """Whether the browser hung up."""
        self.looks -= 1
        return self.looks < 0


async def told(stream: Live, looks: int) -> list[str]:
    """Everything that a listener is told before it hangs up."""
    return [said async for said in stream._events(cast("Request", Asking(looks)))]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second between two looks."""
    monkeypatch.setattr(live, "EVERY_S", 0.0)
    monkeypatch.setattr(live, "KEEP_S", 2)


@pytest.mark.usefixtures("quick")
def test_live_says_that_something_changed_and_not_what(border: Border) -> None:
    """One line when something changed, a sign of life when nothing did, then the listener is gone."""
    stream = Live(border.us.node)

    async def both() -> list[str]:
        found = []
        async for said in stream._events(cast("Request", Asking(4))):
            found.append(said)
            if len(found) == 1:
                border.held()
        return found

    found = asyncio.run(both())

    assert found[0].startswith("retry:")
    assert sum("event: changed\n" in said for said in found) == 1
    assert ": still here\n\n" in found
    assert stream._listeners == 0


@pytest.mark.usefixtures("quick")
def test_live_outlasts_its_database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database is away nothing is said, and the stream goes on."""
    stream = Live(desk.node)

    def away(*_: object) -> int:
        raise KhienError

    monkeypatch.setattr("khien.web.console.live.objects.last_change", away)

    assert not any("event: changed\n" in said for said in asyncio.run(told(stream, 3)))


@pytest.mark.usefixtures("quick")
def test_live_tells_what_happened_before_a_page_could_listen(border: Border) -> None:
    """Between the making of a page and its listening, and while a browser was away."""
    stream = Live(border.us.node)
    mark = re.search(r'data-pulse="/live\?since=([0-9-]+)"', border.as_("lan").get("/").text)
    assert mark is not None

    def heard(asking: Asking) -> list[str]:
        async def hear() -> list[str]:
            return [one async for one in stream._events(cast("Request", asking))]

        return [one for one in asyncio.run(hear()) if "event: changed\n" in one]

    assert heard(Asking(3, mark[1])) == []
    border.held()
    (told,) = heard(Asking(3, mark[1]))
    now = re.search(r"id: ([0-9-]+)", told)
    assert now is not None
    assert now[1] != mark[1]
    # What a browser heard last counts more than its address.
    assert heard(Asking(3, mark[1], now[1])) == []


def test_live_ends_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an hour the browser asks again, so that who has been signed out hears no more."""
    monkeypatch.setattr(live, "EVERY_S", 0.0)
    monkeypatch.setattr(live, "LONGEST_LOOKS", 2)

    assert len(asyncio.run(told(Live(desk.node), 1_000))) == 1


def test_live_has_no_place_for_everybody(desk: Desk) -> None:
    """More listeners than the node can serve are told to come later."""
    stream = Live(desk.node)
    stream._listeners = live.MOST_LISTENERS
    visit: Any = SimpleNamespace(request=None)

    answer = stream.stream(cast("Visit", visit))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_a_stranger_does_not_listen(desk: Desk) -> None:
    """The stream is for officers."""
    assert desk.stranger().get("/live").status_code == 303
