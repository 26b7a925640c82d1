"""Tests of `exchange.feeds.desk`: from a server of this machine to the index, and what stops on the way."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest

from khien.exchange.feeds import rows
from khien.exchange.feeds.errors import (
    FeedAddressError,
    FeedDoubtError,
    FeedFullError,
    FeedStateError,
    RedirectError,
)
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Event, Kind, Outcome, State
from khien.exchange.wire import AnswerRoomError
from khien.intake import UnreadableError
from khien.intake.failures import TooBigError
from khien.model.errors import ConflictError, MalformedError, UnreachableError
from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue, ValueKind
from khien.store import objects
from tests.exchange.feeds.source import Source
from tests.exchange.nodes import Party, World

NAME = "open-list"


def lines(*names: str) -> bytes:
    """A plain list."""
    return "".join(f"{name}\n" for name in names).encode()


def many(count: int, prefix: str = "x") -> list[str]:
    """So many bad names."""
    return [f"{prefix}{number}.bad.example" for number in range(count)]


def add(us: Party, source: Source, kind: Kind = Kind.HTTP, name: str = NAME, **more: Any) -> None:  # noqa: ANN401 -- fields of `Terms`
    """Add a feed from the server."""
    given = {"address": f"{source.base}/list.txt", "tlp": "green"} | more
    us.node.feeds.add(name, Terms(kind=kind, **given))


def watched(us: Party, name: str) -> bool:
    """Whether the index of the watch has a domain."""
    us.node.watch.catch_up()
    return us.node.watch.index.has_value(IndicatorValue(ValueKind.DOMAIN, name))


def kept(us: Party, name: str) -> dict[str, Any]:
    """The indicator of a domain as it is held."""
    with us.node.store.read() as tx:
        (row,) = objects.by_value(tx, "domain", name)
        found = objects.current(tx, row.object_id)
    assert found is not None
    return found.content


def test_a_list_comes_with_its_terms(us: Party, source: Source) -> None:
    """Marking, confidence, labels, handling, end and creator are as the feed was set."""
    source.bodies["/list.txt"] = lines("a.bad.example")
    add(us, source, confidence=70, labels=("phishing",), pap="PAP:AMBER", valid_days=10)

    run = us.node.feeds.run(NAME)

    content = kept(us, "a.bad.example")
    assert (run.outcome, run.brought.new, run.kept["new"]) == (Outcome.KEPT, 1, 2)
    assert content["confidence"] == 70
    assert content["labels"] == ["phishing", "PAP:AMBER"]
    assert content["created_by_ref"] == us.node.feeds.feed(NAME).identity
    assert content["valid_until"].startswith("2026-12-02T08:00:00")
    with us.node.store.read() as tx:
        identity = objects.current(tx, us.node.feeds.feed(NAME).identity)
    assert identity is not None


def test_only_what_changed_is_read(us: Party, source: Source) -> None:
    """The same list is asked for conditionally; what left it ends, and what came back begins again."""
    source.bodies["/list.txt"] = lines("a.bad.example", "b.bad.example")
    add(us, source)
    us.node.feeds.run(NAME)
    assert us.node.feeds.run(NAME).outcome is Outcome.UNCHANGED
    assert [status for _, status in source.asked] == [200, 304]
    assert watched(us, "b.bad.example")

    source.bodies["/list.txt"] = lines("a.bad.example")
    assert us.node.feeds.run(NAME).brought.gone == 1
    ended = kept(us, "b.bad.example")
    assert ended["valid_until"] <= stix_time(us.node.clock() + timedelta(seconds=1))

    source.bodies["/list.txt"] = lines("a.bad.example", "b.bad.example")
    assert us.node.feeds.run(NAME).brought.new == 1
    assert "valid_until" not in kept(us, "b.bad.example")


def test_an_indicator_that_ends_is_renewed_though_the_list_stands_still(
    world: World, us: Party, source: Source
) -> None:
    """Long before the end the list is read again, whether it says something new or not."""
    source.bodies["/list.txt"] = lines("a.bad.example")
    add(us, source, valid_days=8)
    us.node.feeds.run(NAME)
    first = kept(us, "a.bad.example")["valid_until"]

    world.clock.tick(minutes=5 * 24 * 60)
    assert us.node.feeds.run(NAME).outcome is Outcome.KEPT

    assert kept(us, "a.bad.example")["valid_until"] > first


@pytest.mark.parametrize(
    ("before", "then", "code"),
    [
        (many(20), many(20) + many(150, "y"), "feed.flood"),
        (many(20), ["z.bad.example"], "feed.changed"),
        (many(3), [], "feed.emptied"),
        (many(20), [*many(20), "google.com"], "feed.popular"),
        (many(20), [*many(20), "www.our-ministry.example"], "feed.own"),
        (many(3), [*many(2), "Sorry, not", "here today;", "come back later"], "feed.unreadable"),
    ],
)
def test_a_feed_that_turns_bad_is_stopped_and_asks(
    us: Party, source: Source, before: list[str], then: list[str], code: str
) -> None:
    """Nothing of the bad run is kept, and nothing is fetched until a person has answered."""
    source.bodies["/list.txt"] = lines(*before)
    add(us, source)
    us.node.feeds.run(NAME)
    source.bodies["/list.txt"] = lines(*then)
    with us.node.store.read() as tx:
        last = objects.last_change(tx)

    with pytest.raises(FeedDoubtError) as raised:
        us.node.feeds.run(NAME)

    feed = us.node.feeds.feed(NAME)
    assert code in [one.code for one in raised.value.refusals]
    assert feed.state is State.ASKING
    assert feed.doubts is not None
    with us.node.store.read() as tx:
        assert objects.last_change(tx) == last
        assert rows.standing(tx, NAME) == len(before)
        assert [one.name for one in rows.asking(tx)] == [NAME]
        assert rows.runs(tx, NAME, 1)[0].outcome is Outcome.ASKED
    assert not us.node.feeds.keep_up()
    with pytest.raises(FeedStateError):
        us.node.feeds.run(NAME)


def test_after_a_yes_the_run_is_kept_and_the_feed_is_watched_again(
    us: Party, source: Source
) -> None:
    """The popular value is asked for once; a second flood is asked for again."""
    source.bodies["/list.txt"] = lines(*many(20))
    add(us, source)
    us.node.feeds.run(NAME)
    source.bodies["/list.txt"] = lines(*many(140), "google.com")
    with pytest.raises(FeedDoubtError):
        us.node.feeds.run(NAME)

    us.node.feeds.change(NAME, Event.ACCEPT)
    assert us.node.feeds.keep_up()
    assert watched(us, "google.com")
    assert us.node.feeds.feed(NAME).state is State.RUNNING

    source.bodies["/list.txt"] = lines(*many(139), *many(2_000, "y"), "google.com")
    with pytest.raises(FeedDoubtError) as raised:
        us.node.feeds.run(NAME)
    assert [one.code for one in raised.value.refusals] == ["feed.flood"]

    assert us.node.feeds.change(NAME, Event.REFUSE).state is State.PAUSED
    assert us.node.feeds.change(NAME, Event.RESUME).state is State.RUNNING
    with pytest.raises(FeedStateError):
        us.node.feeds.change(NAME, Event.ACCEPT)


def test_failures_back_off_and_say_why(world: World, us: Party, source: Source) -> None:
    """Each failure doubles the wait; a success forgets them; nothing raises in the rounds."""
    add(us, source, every_minutes=5)
    source.status = 503
    assert us.node.feeds.keep_up()
    assert not us.node.feeds.keep_up()
    world.clock.tick(minutes=5)
    assert us.node.feeds.keep_up()
    feed = us.node.feeds.feed(NAME)
    assert (feed.attempts, feed.error, feed.done) == (2, "feed.unreachable", None)
    assert timedelta(minutes=9, seconds=59) < feed.next - world.clock() <= timedelta(minutes=10)

    source.status, source.bodies["/list.txt"] = 200, lines("a.bad.example")
    world.clock.tick(minutes=10)
    assert us.node.feeds.keep_up()
    feed = us.node.feeds.feed(NAME)
    assert (feed.attempts, feed.error, feed.done is None) == (0, "", False)


def test_a_feed_goes_only_where_it_was_told(us: Party, source: Source) -> None:
    """A redirect within the host is followed, one elsewhere is refused, and so is one without end."""
    source.bodies["/new.txt"] = lines("a.bad.example")
    source.moved["/list.txt"] = "/new.txt"
    add(us, source)
    assert us.node.feeds.run(NAME).brought.new == 1

    source.moved["/list.txt"] = "http://169.254.169.254/latest/meta-data"
    with pytest.raises(RedirectError, match=r"169\.254"):
        us.node.feeds.run(NAME)

    source.moved["/list.txt"] = "http://[nowhere"
    with pytest.raises(RedirectError):
        us.node.feeds.run(NAME)

    source.moved["/list.txt"] = "/list.txt"
    with pytest.raises(UnreachableError):
        us.node.feeds.run(NAME)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (Kind.HTTP, "http://feed.example/list.txt"),
        (Kind.HTTP, "ftp://feed.example/list.txt"),
        (Kind.HTTP, "https://user:secret@feed.example/"),
        (Kind.HTTP, "https://[::1/"),
        (Kind.HTTP, "https:///nowhere"),
        (Kind.HTTP, "https://feed.example/\n"[:-1] + "\x00"),
        (Kind.FOLDER, "relative/place"),
    ],
)
def test_an_address_that_cannot_be_is_refused(us: Party, kind: Kind, address: str) -> None:
    """Before anything is asked anywhere; a password is never repeated."""
    with pytest.raises(FeedAddressError) as raised:
        us.node.feeds.add(NAME, Terms(kind=kind, address=address, tlp="green"))
    assert "secret" not in str(raised.value)
    assert us.node.feeds.listed() == []


def test_an_authority_that_cannot_be_read_is_refused(us: Party) -> None:
    """When the feed is added, not in the night when it is fetched."""
    for ca in ("nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        terms = Terms(kind=Kind.HTTP, address="https://feed.example/", tlp="green", ca=ca)
        with pytest.raises(MalformedError):
            us.node.feeds.add(NAME, terms)


def test_plain_http_is_allowed_by_name_only(us: Party) -> None:
    """Where somebody said so, and always on this machine."""
    for name, address, plain in [
        ("far", "http://feed.example/", True),
        ("here", "http://localhost:1/", False),
        ("here-too", "http://[::1]:1/", False),
    ]:
        terms = Terms(kind=Kind.HTTP, address=address, tlp="green", plain_http=plain)
        assert us.node.feeds.add(name, terms).terms.address == address
    with pytest.raises(ConflictError):
        us.node.feeds.add(
            "far", Terms(kind=Kind.HTTP, address="https://feed.example/", tlp="green")
        )


def test_a_secret_goes_to_the_source_and_nowhere_else(us: Party, source: Source) -> None:
    """It is in the request, not in what the feed prints."""
    source.bodies["/list.txt"] = lines("a.bad.example")
    terms = Terms(kind=Kind.HTTP, address=f"{source.base}/list.txt", tlp="green")
    feed = us.node.feeds.add(NAME, terms, secret="open-sesame")  # noqa: S106 -- a made-up one
    us.node.feeds.run(NAME)

    assert source.authorized == ["Bearer open-sesame"]
    assert "open-sesame" not in repr(feed)
    us.node.feeds.change(NAME, Event.REMOVE)
    assert us.node.feeds.feed(NAME).secret == ""


def test_a_bomb_is_not_unpacked(us: Party, source: Source) -> None:
    """Neither one that HTTP unpacks, nor one that is a file."""
    bomb = gzip.compress(bytes(70 * 1024 * 1024), 1)
    source.bodies["/list.txt"], source.headers = bomb, {"content-encoding": "gzip"}
    add(us, source)
    with pytest.raises(UnreachableError):
        us.node.feeds.run(NAME)

    source.headers = {}
    with pytest.raises(UnreadableError):
        us.node.feeds.run(NAME)


def test_a_day_brings_at_most_what_was_set(world: World, us: Party, source: Source) -> None:
    """Then the feed rests until the next midnight; one list above the measure asks a person."""
    source.bodies["/list.txt"] = lines(*many(5))
    add(us, source, per_day=6, per_run=6)
    us.node.feeds.run(NAME)
    source.bodies["/list.txt"] = lines(*many(7))

    with pytest.raises(FeedFullError):
        us.node.feeds.run(NAME)
    assert us.node.feeds.feed(NAME).error == "feed.day-full"

    world.clock.tick(minutes=24 * 60)
    us.node.feeds.run(NAME)
    source.bodies["/list.txt"] = lines(*many(7), *many(20, "y"))
    world.clock.tick(minutes=24 * 60)
    with pytest.raises(FeedDoubtError) as raised:
        us.node.feeds.run(NAME)
    assert [one.code for one in raised.value.refusals] == ["feed.over"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_long_body_waits_in_a_file(
    us: Party,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    packed: bool,
) -> None:
    """What is longer than a short list is read from a file, line by line, to the same end."""
    monkeypatch.setattr("khien.exchange.feeds.gathering.LONG_BYTES", 64)
    bodies = {
        "/list.txt": b"# Reference: https://ref.example/1\n"
        + lines(*many(20), "no indicator at all"),
        "/table.csv": b"domain,tags\n" + b"".join(b"%b,spam\n" % n.encode() for n in many(9, "t")),
        "/misp.json": b'{"Event":{"info":"x","date":"2026-11-01","Attribute":[]}}' + b" " * 64,
    }
    for path, body in bodies.items():
        source.bodies[path] = gzip.compress(body) if packed else body
        add(us, source, name=path[1:5], address=f"{source.base}{path}")

    runs = {name: us.node.feeds.run(name) for name in ("list", "tabl", "misp")}

    told = {name: (run.brought.read, run.brought.refused) for name, run in runs.items()}
    assert told == {"list": (22, 1), "tabl": (10, 0), "misp": (1, 0)}
    assert runs["list"].kept == {"new": 21}  # the grouping that names them is one of them
    assert runs["list"].size_bytes == len(source.bodies["/list.txt"])
    assert watched(us, "x19.bad.example")
    assert kept(us, "t8.bad.example")["labels"] == ["spam"]
    assert us.node.feeds.run("list").outcome is Outcome.UNCHANGED


def test_a_long_body_has_its_bounds(
    us: Party, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is too long once it is unpacked is refused; so is one for which there is no room."""
    monkeypatch.setattr("khien.exchange.feeds.gathering.LONG_BYTES", 64)
    source.bodies["/list.txt"] = gzip.compress(lines(*many(90_000, "y" * 8)))
    add(us, source, max_mib=1)
    with pytest.raises(TooBigError):
        us.node.feeds.run(NAME)

    def full(self: object, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.write", full)
    with pytest.raises(AnswerRoomError, match="No space left"):
        us.node.feeds.run(NAME)
