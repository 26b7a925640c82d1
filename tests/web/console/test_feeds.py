"""`/feeds`, `/objects/value`, and what an indicator's page says of its worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from khien.app.knowledge.worth import POINTS, ROWS, worth_of
from khien.exchange.feeds.errors import FeedDoubtError, FeedRefusedError
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Kind, State
from khien.model.instants import stix_time
from khien.store import objects
from tests.exchange.feeds.source import Source, serving
from tests.exchange.feeds.test_desk import lines, many
from tests.web.console.border import Border, notice
from tests.web.console.conftest import Desk
from tests.web.console.test_objects import hold, thing

NAME = "open-list"


@pytest.fixture
def source(desk: Desk) -> Iterator[Source]:
    """A web server with a list, and a feed that was fetched from it once."""
    with serving() as found:
        found.bodies["/list.txt"] = lines("a.bad.example", *many(20))
        terms = Terms(
            kind=Kind.HTTP, address=f"{found.base}/list.txt", tlp="green", confidence=80,
            labels=("phishing",), valid_days=30, pap="PAP:AMBER",
        )  # fmt: skip
        desk.node.feeds.add(NAME, terms)
        desk.node.feeds.run(NAME)
        yield found


def flood(desk: Desk, source: Source) -> None:
    """The feed turns bad."""
    source.bodies["/list.txt"] = lines(*many(300), "google.com")
    with pytest.raises(FeedDoubtError):
        desk.node.feeds.run(NAME)


def test_a_run_that_failed_is_told_in_words(desk: Desk, source: Source) -> None:
    """The sentence with what fills it, beside the code; not the code in its place."""
    del source.bodies["/list.txt"]
    with pytest.raises(FeedRefusedError):
        desk.node.feeds.run(NAME)

    runs = desk.as_("duty").get(f"/feeds/{NAME}").text.partition("<tbody>")[2].partition("</tr>")[0]

    assert "refuses (HTTP 404)" in runs
    assert "feed[.]source-refuses" not in runs


def test_the_watch_names_the_feed_that_told(desk: Desk, source: Source) -> None:
    """An indicator of a feed is the feed's wherever it was seen; what nobody else told is this node's."""
    with desk.node.store.read() as tx:
        (bad,) = {one.object_id for one in objects.by_value(tx, "domain", "a.bad.example")}
    hold(desk, thing(desk, "sighting", 3, sighting_of_ref=bad))
    log = ("dns.csv", f"ts,query\n{int(desk.clock.now.timestamp())},a.bad.example\n".encode())
    fields = {"validity": "now", "tlp": "green", "purpose": "network-defence"}
    began = desk.as_("duty").post("/watch/match", fields, files=[("file", log)])
    desk.node.works.wait(30)

    for path in ("/watch", "/watch/hits", began.headers["location"]):
        told = desk.as_("duty").get(path).text.partition("<h1>")[2]
        assert f'data-label="Who told us"><a href="/feeds/{NAME}">' in told.replace("<span>", ""), (
            path
        )


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_page_is_shown(desk: Desk, source: Source, language: str) -> None:
    """A feed that asks stands on the start page, in the list and on its own page, in both languages."""
    flood(desk, source)
    browser = desk.as_("all", language)

    for path in (
        "/",
        "/feeds",
        f"/feeds/{NAME}",
        "/new-feed",
        "/objects/value?value=a.bad.example",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text
    assert f'href="/feeds/{NAME}"' in browser.get("/").text
    asked = browser.get(f"/feeds/{NAME}").text
    assert "feed.flood" in asked
    assert "google[.]com" in asked


def test_a_person_goes_on_or_refuses(desk: Desk, source: Source) -> None:
    """With a reason; the run after a yes is kept, and an auditor answers nothing."""
    flood(desk, source)
    duty = desk.as_("duty")
    place = f"/feeds/{NAME}/answer"

    assert desk.as_("auditor").post(place, {"answer": "accept", "reason": "x"}).status_code == 403
    assert desk.as_("lawyer").post(place, {"answer": "accept", "reason": "x"}).status_code == 403
    assert duty.post(place, {"answer": "accept", "reason": " "}).status_code == 400
    assert duty.post(place, {"answer": "perhaps", "reason": "x"}).status_code == 400
    said = notice(duty, duty.post(place, {"answer": "accept", "reason": "they told us"}))
    assert "running" in said
    assert desk.node.feeds.keep_up()
    assert desk.node.feeds.feed(NAME).done == desk.clock.now
    assert duty.post(place, {"answer": "accept", "reason": "again"}).status_code == 409


def test_a_feed_is_paused_and_goes_on(desk: Desk, source: Source) -> None:
    """By those who decide on what comes in; what cannot be is an error of the request."""
    duty = desk.as_("duty")

    notice(duty, duty.post(f"/feeds/{NAME}", {"event": "pause"}))
    assert desk.node.feeds.feed(NAME).state is State.PAUSED
    notice(duty, duty.post(f"/feeds/{NAME}", {"event": "resume"}))
    assert desk.node.feeds.feed(NAME).state is State.RUNNING
    assert duty.post(f"/feeds/{NAME}", {"event": "accept"}).status_code == 400
    assert duty.get("/feeds/nobody").status_code == 404
    assert desk.as_("auditor").post(f"/feeds/{NAME}", {"event": "pause"}).status_code == 403


def test_an_administrator_adds_and_removes(desk: Desk, source: Source) -> None:
    """Nobody else; a folder of this machine is not to be had over the network; mistakes are told."""
    given = {
        "name": "second", "kind": "http", "address": f"{source.base}/list.txt", "tlp": "amber",
        "pap": "PAP:RED", "confidence": "30", "labels": "spam, scam", "every_minutes": "5",
        "secret": "open-sesame", "max_mib": "3",
    }  # fmt: skip
    admin = desk.as_("admin")

    assert desk.as_("duty").post("/feeds", given).status_code == 403
    for wrong in (
        {"kind": "folder", "address": "/etc"},
        {"tlp": "black"},
        {"confidence": "101"},
        {"max_mib": "1025"},
        {"address": "http://feed.example/"},
        {"name": "No Name"},
    ):
        answer = admin.post("/feeds", given | wrong)
        assert answer.status_code == 422, wrong
        assert "open-sesame" not in answer.text
    told = admin.post("/feeds", given | {"name": "no.dots"}).text
    assert "the feed’s name" in told
    assert "Small letters, digits and hyphens." in told  # the hint asks for what the rule asks for
    assert "second" in notice(admin, admin.post("/feeds", given))
    feed = desk.node.feeds.feed("second")
    assert (feed.terms.labels, feed.terms.every_minutes, feed.terms.max_mib, feed.added_by) == (
        ("spam", "scam"), 5, 3, "admin",
    )  # fmt: skip
    assert "open-sesame" not in admin.get("/feeds/second").text

    notice(admin, admin.post(f"/feeds/{NAME}/remove", {"withdraw": "yes"}))
    assert [one.name for one in desk.node.feeds.listed()] == ["second"]
    with desk.node.store.read() as tx:
        assert objects.by_value(tx, "domain", "a.bad.example") == []


def test_one_value_is_one_entry(desk: Desk, source: Source) -> None:
    """However it is written; what is no value is said, and what nobody claims too."""
    terms = Terms(kind=Kind.HTTP, address=f"{source.base}/list.txt", tlp="amber", confidence=40)
    desk.node.feeds.add("second", terms)
    desk.node.feeds.run("second")
    browser = desk.as_("analyst")

    page = browser.get("/objects/value?value=hxxp://a[.]bad[.]example".replace("hxxp://", "")).text
    assert "2 claims · 2 sources" in page
    assert 'href="/feeds/second"' in page
    assert "Score 80 of 100" in page
    assert browser.get("/objects/value?value=!!").status_code == 400
    assert "Nobody claims it" in browser.get("/objects/value?value=z.good.example").text
    assert browser.get("/objects/value").status_code == 200


def test_the_page_of_an_indicator_draws_its_score(desk: Desk, source: Source) -> None:
    """As a picture and as a table; a false positive lowers it at once, and needs a reason."""
    with desk.node.store.read() as tx:
        (row,) = objects.by_value(tx, "domain", "a.bad.example")
    browser, place = desk.as_("analyst"), f"/objects/{row.object_id}"
    page = browser.get(place).text
    assert "<polyline" in page
    assert "Score 80 of 100" in page

    assert "a.bad.example" not in page
    one = browser.get(f"/objects/value?of={row.object_id}&n=0").text
    assert "1 claim · 1 source" in one
    for strange in ("of=x&n=0", f"of={row.object_id}&n=7", f"of={row.object_id}&n=x"):
        assert browser.get(f"/objects/value?{strange}").status_code == 200

    assert browser.post(f"{place}/false-positive", {"reason": ""}).status_code == 400
    assert desk.as_("auditor").post(f"{place}/false-positive", {"reason": "x"}).status_code == 403
    notice(browser, browser.post(f"{place}/false-positive", {"reason": "our own scanner"}))

    assert "Score 0 of 100" in browser.get(place).text


def test_a_false_positive_reaches_the_source_and_whoever_has_it(border: Border) -> None:
    """Through the gate, as an opinion; it lowers the score there as well."""
    theirs = border.them.indicator("c.bad.example", confidence=90)
    border.them.publish(*border.them.bring(theirs), to=["vn-ncc"])
    border.world.run()
    browser = border.as_("an")

    said = notice(
        browser, browser.post(f"/objects/{theirs['id']}/false-positive", {"reason": "a shop"})
    )
    border.world.run()

    assert "to 1 partner." in said
    with border.them.node.store.read() as tx:
        found = objects.pointing(tx, [theirs["id"]], "object_refs", "opinion--", 10)
        held = objects.currents(tx, [theirs["id"]])
        (basis,) = border.them.node.scores.bases(tx, held).values()
    assert len(found) == 1
    assert [(one.party, one.opinion) for one in basis.voices] == [("vn-ncc", "strongly-disagree")]


def test_a_course_begins_where_the_score_does(border: Border) -> None:
    """Old logs in which it was seen do not push an opinion of today out of the picture."""
    us = border.us
    said, seen = us.indicator("d.bad.example"), {"last_seen": "2018-03-25T00:00:00Z", "count": 1}
    opinion = us.thing("opinion", opinion="disagree", object_refs=[said["id"]])
    us.bring(said, opinion, us.thing("sighting", sighting_of_ref=said["id"], **seen))

    with us.node.store.read() as tx:
        (kept,) = objects.currents(tx, [said["id"]]).values()
    shown = worth_of(us.node, kept)

    assert shown is not None
    assert [len(shown.rows), len(shown.line.split())] == [ROWS, POINTS]
    assert stix_time(shown.rows[0][0]) == opinion["created"]


@pytest.mark.parametrize(
    ("ago", "ahead"), [(timedelta(), 0), (timedelta(days=400), 0), (timedelta(), 9)]
)
def test_a_course_has_no_past_before_it_was_said(
    border: Border, ago: timedelta, ahead: int
) -> None:
    """It begins with the version from which its age counts, or now where that is to come: no flat weeks before."""
    us = border.us
    now = us.node.clock()
    said_at = stix_time(now - ago)
    times = {"created": said_at, "modified": said_at}
    since = stix_time(now + timedelta(days=ahead) - ago)
    said = us.indicator("e.bad.example", confidence=80, valid_from=since, **times)
    us.bring(said)

    with us.node.store.read() as tx:
        (kept,) = objects.currents(tx, [said["id"]]).values()
    shown = worth_of(us.node, kept)

    assert shown is not None
    begins, score = shown.rows[0]
    assert abs(begins - (now - ago)) < timedelta(seconds=1)
    assert score == 80


def test_a_popular_name_holds_its_release(border: Border) -> None:
    """Until a release officer, who reads the list's name, has said yes."""
    (release,) = [
        one
        for one in border.us.publish(*border.us.bring(border.us.indicator("google.com")))
        if one.type == "indicator"
    ]

    assert release.state.value == "held"
    assert ("gate.warninglist", "popular") in list(release.answers)
    assert border.us.approve(release, "lan").state.value == "cleared"
