"""Tests of `exchange.feeds.desk`: from a server of this machine to the index, and what stops on the way."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from khien.exchange.feeds import rows
from khien.exchange.feeds.errors import (
    FeedAddressError,
    FeedDoubtError,
    FeedFullError,
    FeedStateError,
    FolderError,
    RedirectError,
)
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Event, Kind, Outcome, State
from khien.exchange.wire import PeerRefusedError
from khien.intake import UnreadableError
from khien.model.errors import ConflictError, KhienError, MalformedError, UnreachableError
from khien.model.instants import stix_time
from khien.model.patterns import IndicatorValue, ValueKind
from khien.store import objects
from tests.exchange.feeds.source import Source, serving
from tests.exchange.nodes import Party, World

NAME = "open-list"


@pytest.fixture
def source() -> Iterator[Source]:
    """A web server."""
    with serving() as found:
        yield found


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
    assert (feed.attempts, feed.error, feed.done) == (2, "peer.unreachable", None)
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


def event(uuid: str, *names: str, stamp: str = "1700000000") -> bytes:
    """A MISP event with domains."""
    attributes = [
        {
            "uuid": str(uuid5(UUID(uuid), name)), "type": "domain", "category": "Network activity", "to_ids": True,
            "value": name, "timestamp": stamp,
        }
        for name in names
    ]  # fmt: skip
    about = {"uuid": uuid, "info": "Made up", "date": "2026-11-01", "timestamp": stamp}
    return json.dumps({"Event": about | {"Attribute": attributes}}).encode()


def publish(source: Source, **events: tuple[str, ...]) -> None:
    """A MISP feed folder with these events; a first name that is a number is the timestamp."""
    manifest = {}
    source.bodies.clear()
    for key, (stamp, *names) in events.items():
        uuid = f"00000000-0000-4000-8000-00000000000{key[-1]}"
        manifest[uuid] = {"timestamp": stamp, "info": "Made up"}
        source.bodies[f"/misp/{uuid}.json"] = event(uuid, *names, stamp=stamp)
    source.bodies["/misp/manifest.json"] = json.dumps(manifest).encode()


def test_a_misp_feed_is_read_event_by_event(us: Party, source: Source) -> None:
    """Only events with a new timestamp are fetched; what left an event, or the feed, ends."""
    publish(
        source,
        e1=("1700000001", "a.bad.example", "b.bad.example"),
        e2=("1700000002", "c.bad.example"),
    )
    add(us, source, Kind.MISP, address=f"{source.base}/misp")
    assert us.node.feeds.run(NAME).brought.new == 3
    assert us.node.feeds.run(NAME).outcome is Outcome.UNCHANGED
    assert len(source.asked) == 4

    publish(source, e1=("1700000009", "a.bad.example"), e2=("1700000002", "c.bad.example"))
    run = us.node.feeds.run(NAME)
    assert len(source.asked) == 6
    assert (run.brought.gone, run.brought.left) == (1, 2)

    publish(source, e1=("1700000009", "a.bad.example"))
    assert us.node.feeds.run(NAME).brought.left == 1


def test_a_misp_feed_that_is_too_much_comes_in_parts(us: Party, source: Source) -> None:
    """Event by event, up to what a run may bring; a broken or absent one is named and left out."""
    publish(
        source,
        e1=("1700000001", *many(4, "a")),
        e2=("1700000002", *many(4, "b")),
        e3=("1700000003", "c.bad.example"),
        e4=("1700000004", "d.bad.example"),
    )
    source.bodies["/misp/00000000-0000-4000-8000-000000000003.json"] = b"{"
    del source.bodies["/misp/00000000-0000-4000-8000-000000000004.json"]
    add(us, source, Kind.MISP, address=f"{source.base}/misp/manifest.json", per_run=8)

    first = us.node.feeds.run(NAME)
    assert first.brought.new == 4
    assert us.node.feeds.feed(NAME).cursor.behind
    assert us.node.feeds.keep_up()
    assert [code for code, _ in first.reasons] == ["peer.refused", "intake.json-syntax"]
    with us.node.store.read() as tx:
        assert rows.standing(tx, NAME) == 8


@pytest.mark.parametrize(
    "manifest", [b"[]", b"{", b'{"../../etc/passwd": {"timestamp": "1"}}', b'{"a": 1}']
)
def test_a_manifest_that_is_none_is_refused(us: Party, source: Source, manifest: bytes) -> None:
    """No name that is no UUID becomes part of an address."""
    source.bodies["/misp/manifest.json"] = manifest
    add(us, source, Kind.MISP, address=f"{source.base}/misp/")
    with pytest.raises(MalformedError):
        us.node.feeds.run(NAME)
    assert [path for path, _ in source.asked] == ["/misp/manifest.json"]


def test_a_folder_is_read_file_by_file(us: Party, tmp_path: Path) -> None:
    """New and changed files alone; links, hidden files and folders never; what is gone ends."""
    place = tmp_path / "feed"
    place.mkdir()
    (place / "a.txt").write_bytes(lines("a.bad.example", "b.bad.example"))
    (place / ".b.txt").write_bytes(lines("hidden.bad.example"))
    (tmp_path / "outside.txt").write_bytes(lines("outside.bad.example"))
    (place / "link.txt").symlink_to(tmp_path / "outside.txt")
    us.node.feeds.add(NAME, Terms(kind=Kind.FOLDER, address=str(place), tlp="amber"))

    assert us.node.feeds.run(NAME).brought.new == 2
    assert us.node.feeds.run(NAME).outcome is Outcome.UNCHANGED
    (place / "c.txt").write_bytes(lines("b.bad.example", "c.bad.example"))
    assert us.node.feeds.run(NAME).brought.new == 1
    (place / "a.txt").unlink()
    assert us.node.feeds.run(NAME).brought.gone == 1
    assert watched(us, "b.bad.example")
    assert not watched(us, "hidden.bad.example")

    (place / "c.txt").unlink()
    place.rmdir() if not any(place.iterdir()) else (place / "link.txt").unlink()
    (place / ".b.txt").unlink()
    place.rmdir()
    with pytest.raises(FolderError):
        us.node.feeds.run(NAME)


def test_a_misp_folder_on_disk_is_the_same(us: Party, tmp_path: Path) -> None:
    """A folder with a manifest is read as a MISP feed."""
    uuid = str(uuid4())
    (tmp_path / "manifest.json").write_text(json.dumps({uuid: {"timestamp": "1700000000"}}))
    (tmp_path / f"{uuid}.json").write_bytes(event(uuid, "a.bad.example"))
    us.node.feeds.add(NAME, Terms(kind=Kind.FOLDER, address=str(tmp_path), tlp="amber"))

    assert us.node.feeds.run(NAME).brought.new == 1


def indicator(us: Party, name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- properties of STIX
    """An indicator that somebody else made."""
    creator = f"identity--{uuid4()}"
    pattern = f"[domain-name:value = '{name}']"
    return us.indicator(id=f"indicator--{uuid4()}", created_by_ref=creator, pattern=pattern) | more


def bundle(*contents: dict[str, Any]) -> bytes:
    """A STIX bundle."""
    return json.dumps({"type": "bundle", "id": f"bundle--{uuid4()}", "objects": contents}).encode()


def test_a_feed_speaks_for_itself_alone(us: Party, source: Source) -> None:
    """It brings nothing in our name, and no new version of what others gave."""
    ours = us.indicator()
    us.node.workspace.add("tool", [json.dumps(ours).encode()])
    theirs = indicator(us, "a.bad.example")
    mine = us.indicator(created_by_ref=us.node.ourselves.identity, id=f"indicator--{uuid4()}")
    forged = ours | {"modified": "2027-01-01T00:00:00.000Z", "revoked": True}
    source.bodies["/list.txt"] = bundle(
        theirs, mine, forged, indicator(us, "c.bad.example"), indicator(us, "d.bad.example")
    )
    add(us, source)

    run = us.node.feeds.run(NAME)

    assert sorted(code for code, _ in run.reasons) == ["feed.not-originator"] * 2
    assert run.brought.new == 3
    with us.node.store.read() as tx:
        found = objects.current(tx, ours["id"])
    assert found is not None
    assert not found.revoked


def test_another_feed_cannot_change_what_the_first_one_gave(us: Party, source: Source) -> None:
    """The same version counts for both; a newer one is taken from the first alone."""
    theirs = indicator(us, "a.bad.example")
    source.bodies["/list.txt"] = bundle(theirs)
    add(us, source)
    us.node.feeds.run(NAME)
    add(us, source, name="other")
    assert us.node.feeds.run("other").brought.new == 1
    with us.node.store.read() as tx:
        (claims,) = rows.claims_on(tx, [theirs["id"]]).values()
    assert [one.feed for one in claims] == [NAME, "other"]

    newer = theirs | {"modified": "2027-01-01T00:00:00.000Z", "name": "Other"}
    add(us, source, name="third", address=f"{source.base}/newer.json")
    source.bodies["/newer.json"] = bundle(
        newer, indicator(us, "b.bad.example"), indicator(us, "c.bad.example")
    )
    assert us.node.feeds.run("third").reasons == (("feed.not-its-own", theirs["id"]),)


def test_what_the_source_revokes_leaves_the_index_at_once(us: Party, source: Source) -> None:
    """And what vanishes from a file of foreign objects goes out of use, until it is back."""
    first, second, third = (indicator(us, f"{one}.bad.example") for one in "abc")
    source.bodies["/list.txt"] = bundle(first, second, third)
    add(us, source)
    us.node.feeds.run(NAME)
    assert watched(us, "a.bad.example")

    revoked = first | {"modified": "2027-01-01T00:00:00.000Z", "revoked": True}
    source.bodies["/list.txt"] = bundle(revoked, third)
    assert us.node.feeds.run(NAME).brought.gone == 2
    assert not watched(us, "a.bad.example")
    assert not watched(us, "b.bad.example")

    source.bodies["/list.txt"] = bundle(revoked, second, third)
    us.node.feeds.run(NAME)
    assert watched(us, "b.bad.example")


def test_a_removed_feed_can_take_its_indicators_along(us: Party, source: Source) -> None:
    """What another feed gives as well stays; the name is not used again."""
    shared, alone = indicator(us, "a.bad.example"), indicator(us, "b.bad.example")
    source.bodies["/list.txt"] = bundle(shared, alone)
    source.bodies["/other.json"] = bundle(shared)
    add(us, source)
    add(us, source, name="other", address=f"{source.base}/other.json")
    us.node.feeds.run(NAME)
    us.node.feeds.run("other")

    us.node.feeds.change(NAME, Event.REMOVE)
    assert us.node.feeds.withdraw_all(NAME) == 1

    assert watched(us, "a.bad.example")
    assert not watched(us, "b.bad.example")
    assert [one.name for one in us.node.feeds.listed()] == ["other"]
    with pytest.raises(KhienError):
        add(us, source)


def test_a_server_that_refuses_is_told(us: Party, source: Source) -> None:
    """A no is a failure with its code, kept with the run."""
    add(us, source)
    with pytest.raises(PeerRefusedError):
        us.node.feeds.run(NAME)
    with us.node.store.read() as tx:
        (run,) = rows.runs(tx, NAME, 5)
    assert (run.outcome, run.reasons[0][0]) == (Outcome.FAILED, "peer.refused")
