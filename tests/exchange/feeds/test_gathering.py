"""Tests of `exchange.feeds.gathering` and `judging`: MISP feeds, folders, and whose objects a feed may bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from khien.exchange.feeds import fetching, gathering, rows
from khien.exchange.feeds.errors import (
    CollectionError,
    FeedDoubtError,
    FeedRefusedError,
    FolderError,
    NameInUseError,
)
from khien.exchange.feeds.rows import Terms
from khien.exchange.feeds.rules import Brought, Event, Kind, Outcome, State
from khien.exchange.releases.facts import Facts
from khien.model.errors import ConflictError, MalformedError
from khien.model.marking import Tlp
from khien.model.words import say
from khien.store import objects
from tests.exchange.feeds.source import Source
from tests.exchange.feeds.test_desk import NAME, add, lines, many, watched
from tests.exchange.nodes import Party


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
    assert [one.code for one in first.reasons] == ["feed.not-given", "intake.json-syntax"]
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

    assert sorted(one.code for one in run.reasons) == ["feed.not-originator"] * 2
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
    (why,) = us.node.feeds.run("third").reasons
    assert (why.code, why.detail) == ("feed.not-its-own", theirs["id"])


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


def test_a_feed_can_be_stricter_than_what_it_brings(us: Party, source: Source) -> None:
    """Foreign objects keep their bytes and markings; the gate handles them as the feed's terms say."""
    theirs = indicator(us, "a.bad.example")  # TLP:GREEN
    source.bodies["/list.txt"] = bundle(theirs)
    add(us, source, tlp="amber+strict")
    us.node.feeds.run(NAME)

    with us.node.store.read() as tx:
        kept = objects.current(tx, theirs["id"])
        assert kept is not None
        (subject,) = Facts(us.node.ourselves).subjects(tx, [kept])
    assert kept.content["object_marking_refs"] == theirs["object_marking_refs"]
    assert subject.marking.whole is Tlp.AMBER_STRICT


def test_one_name_is_one_source(us: Party, source: Source) -> None:
    """A feed is called neither as a partner nor as we are where sources are named."""
    for name in ("own", "asean-cert"):
        with pytest.raises(ConflictError):
            add(us, source, name=name)


def test_a_removed_feed_can_take_its_indicators_along(us: Party, source: Source) -> None:
    """What another feed gives as well stays."""
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


def test_a_removed_feed_can_be_added_again(us: Party, source: Source) -> None:
    """Under its name it is the same source: what it still gives stands, or comes back, and the rest ends."""
    source.bodies["/list.txt"] = lines("a.bad.example", "b.bad.example")
    add(us, source)
    first = us.node.feeds.feed(NAME)
    us.node.feeds.run(NAME)
    with pytest.raises(NameInUseError):
        add(us, source)
    us.node.feeds.change(NAME, Event.REMOVE)
    us.node.feeds.withdraw_all(NAME)
    assert not watched(us, "a.bad.example")

    source.bodies["/new.txt"] = lines("a.bad.example", "c.bad.example")
    add(us, source, address=f"{source.base}/new.txt", title="The list, moved")
    run, again = us.node.feeds.run(NAME), us.node.feeds.feed(NAME)

    assert (again.identity, again.state) == (first.identity, State.RUNNING)
    assert (run.brought.new, run.brought.left) == (2, 2)
    assert watched(us, "a.bad.example")
    assert not watched(us, "b.bad.example")
    with us.node.store.read() as tx:
        (identity,) = objects.currents(tx, [again.identity]).values()
        assert identity.content["name"] == "The list, moved"
        assert rows.standing(tx, NAME) == 2


def test_a_removed_feed_that_comes_back_as_another_list_asks(us: Party, source: Source) -> None:
    """A name does not make a source: what differs much from what it gave waits for a person."""
    source.bodies["/list.txt"] = lines(*many(20, "a"))
    add(us, source)
    us.node.feeds.run(NAME)
    us.node.feeds.change(NAME, Event.REMOVE)

    source.bodies["/new.txt"] = lines(*many(20, "b"))
    add(us, source, address=f"{source.base}/new.txt")
    with pytest.raises(FeedDoubtError):
        us.node.feeds.run(NAME)
    with us.node.store.read() as tx:
        assert rows.standing(tx, NAME) == 20


def test_a_server_that_refuses_is_told(us: Party, source: Source) -> None:
    """A no is a failure with its code, kept with the run; its sentence ends in words."""
    add(us, source)
    with pytest.raises(FeedRefusedError) as caught:
        us.node.feeds.run(NAME)
    assert caught.value.facts == {"feed": NAME, "status": 404}
    for language in ("en", "vi"):
        assert "(HTTP 404)" in say(caught.value.code, language, caught.value.facts)
    with us.node.store.read() as tx:
        (run,) = rows.runs(tx, NAME, 5)
    assert (run.outcome, run.reasons[0].code) == (Outcome.FAILED, "feed.source-refuses")
    assert run.reasons[0].told["status"] == "404"


def test_a_taxii_server_is_read_in_parts(us: Party, source: Source) -> None:
    """Up to what a run may bring; the next one goes on where the server says that it stopped."""
    first, second, third = (indicator(us, f"{one}.bad.example") for one in "abc")
    pages = "/api/collections/c/objects/?limit=2&match%5Bversion%5D=all"
    collections = [{"id": "c", "title": "C", "can_read": True, "can_write": False}]
    added = "2026-11-22T08:00:00.000002Z"
    source.headers = {"x-taxii-date-added-last": added}
    source.bodies = {
        "/taxii2/": _json(title="T", api_roots=["/api/"]),
        "/api/collections/": _json(collections=collections),
        pages: _json(objects=[first, second], more=True, next="n"),
        f"{pages}&next=n": _json(objects=[third]),
        f"{pages}&added_after={added.replace(':', '%3A')}": _json(objects=[third]),
    }
    add(us, source, Kind.TAXII, address=f"{source.base}/taxii2/", per_run=2)

    assert us.node.feeds.run(NAME).brought.new == 2
    assert us.node.feeds.feed(NAME).cursor.behind
    assert us.node.feeds.run(NAME).brought == Brought(read=1, new=1, left=3)

    source.bodies["/api/collections/"] = _json(collections=[*collections, collections[0]])
    with pytest.raises(CollectionError) as caught:
        us.node.feeds.run(NAME)
    assert caught.value.facts == {"feed": NAME, "found": "C (c), C (c)"}


def test_a_taxii_server_that_has_no_such_collection_or_says_no_is_told_as_every_source(
    us: Party, source: Source
) -> None:
    """By the collections that it offers, and by its status; nothing that a stranger wrote is told as ours."""
    offered = [{"id": "c", "title": "C", "can_read": True, "can_write": False},
               {"id": "d", "title": "D", "can_read": False, "can_write": True}]  # fmt: skip
    source.bodies = {"/api/collections/": _json(collections=offered)}
    source.headers = {"content-type": "application/taxii+json;version=2.1"}
    add(us, source, Kind.TAXII, address=f"{source.base}/api/", collection="D")

    with pytest.raises(CollectionError) as missing:
        us.node.feeds.run(NAME)
    source.status = 401
    with pytest.raises(FeedRefusedError) as refused:
        us.node.feeds.run(NAME)

    assert missing.value.facts == {"feed": NAME, "found": "C (c)"}
    assert refused.value.facts == {"feed": NAME, "status": 401}
    assert us.node.feeds.feed(NAME).error == "feed.source-refuses"


def _json(**content: Any) -> bytes:  # noqa: ANN401 -- properties of a resource
    return json.dumps(content).encode()


def test_a_folder_has_its_measure(
    us: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many files are refused as a whole, too large a file too; what does not fit comes next time."""
    place = tmp_path / "feed"
    place.mkdir()
    for name in "abc":
        (place / f"{name}.txt").write_bytes(lines(f"{name}.bad.example"))
    us.node.feeds.add(NAME, Terms(kind=Kind.FOLDER, address=str(place), tlp="amber"))
    monkeypatch.setattr(fetching, "MOST_FILES", 2)
    with pytest.raises(FolderError):
        us.node.feeds.run(NAME)
    monkeypatch.setattr(fetching, "MOST_FILES", 3)
    monkeypatch.setattr(Terms, "most_bytes", 3)
    with pytest.raises(FolderError):
        us.node.feeds.run(NAME)
    monkeypatch.undo()
    monkeypatch.setattr(gathering, "MOST_BYTES", 1)

    for standing in (1, 2, 3):
        assert us.node.feeds.run(NAME).brought.left == standing
    assert us.node.feeds.run(NAME).outcome is Outcome.UNCHANGED
