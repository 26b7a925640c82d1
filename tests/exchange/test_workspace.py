"""Tests of `exchange.workspace`: what our own people and tools bring in."""

from __future__ import annotations

import json

import pytest

from khien.exchange.imports.asking import Held
from khien.exchange.workspace import Refused
from khien.intake import Intake, Wish
from khien.model.errors import ConflictError, MalformedError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix import make_version
from khien.store import objects
from khien.store.objects import BatchId
from tests.exchange.nodes import Party, World, newer
from tests.exchange.notes import deliver, raw


def bundle(*contents: dict[str, object]) -> bytes:
    """A file with a STIX bundle."""
    head = {"type": "bundle", "id": "bundle--4f8a7a52-6d6a-4d0e-9a52-3f6c2a3f1c11"}
    return json.dumps({**head, "objects": contents}).encode()


def wish(party: Party) -> Wish:
    """How a file is read."""
    return Wish(identity=party.node.ourselves.identity, now=party.node.clock(), marking=Tlp.GREEN)


def test_an_import_keeps_what_it_can_and_reports_the_rest(us: Party) -> None:
    """One import is one batch with its report and one leaf; what was refused is named with its rule."""
    one, two = us.indicator(), us.indicator()
    us.bring(one)
    twin = {**one, "name": "twin"}

    made = us.node.workspace.import_file("sample.json", bundle(two, twin), wish(us), "an")

    assert made.kept == {"new": 1}
    assert [r.message for r in made.refused] == [f"stix.version-conflict {one['id']}"]
    assert (made.counts.read, made.counts.kept, made.counts.refused) == (2, 1, 1)
    assert us.leaves(made.batch) == ["imported"]
    with us.node.store.read() as tx:
        kept = objects.batch(tx, BatchId(made.batch))
        version = objects.current(tx, ObjectId(two["id"]))
    assert kept is not None
    assert (kept.author, kept.report["format"]) == ("an", made.intake.format)
    assert kept.report["counts"]["refused"] == 1
    assert version is not None
    assert (version.author, version.source) == ("an", "")


def test_what_the_store_refuses_beside_the_items_has_a_line_of_its_own(us: Party) -> None:
    """An object that intake makes besides, and no item names, is not lost in silence."""
    ours = us.node.workspace.import_file("a.txt", b"a.example.com\n", wish(us))
    grouping = next(one for one in ours.intake.versions if one.type == "grouping")
    twin = make_version({**grouping.content, "name": "twin"})
    other = Intake("made", "stix", (twin,), ())

    made = us.node.workspace.import_made("made", lambda _: other, wish(us))

    assert [(e.item, e.code) for e in made.entries] == [(grouping.id, "stix.version-conflict")]
    assert (made.counts.read, made.counts.refused) == (1, 1)


def test_a_list_read_again_gives_nothing_new(us: Party) -> None:
    """What the store holds is known to intake, so that the same list is the same indicators."""
    body = b"bad-1.example.com\nbad-2.example.com\n"

    first = us.node.workspace.import_file("list.txt", body, wish(us))
    second = us.node.workspace.import_file("list.txt", body, wish(us))

    assert first.kept["new"] >= 2
    assert second.kept.get("new", 0) == 0


def test_what_we_write_ourselves_is_all_or_nothing(world: World, us: Party, them: Party) -> None:
    """One object that may not stand here keeps the others out too."""
    good, theirs = us.indicator(), them.indicator()
    deliver(them, us, theirs)

    with pytest.raises(ConflictError):
        us.bring(good, newer(theirs))
    with pytest.raises(MalformedError):
        us.bring(good, {**us.indicator(), "pattern": 5})
    with us.node.store.read() as tx:
        assert objects.current(tx, ObjectId(good["id"])) is None


def test_the_same_again_is_kept_once(us: Party) -> None:
    """Bytes that are here already change nothing, current or history."""
    one = us.indicator()
    us.bring(one, newer(one))

    kept, refused = us.node.workspace.add("siem", [raw(one), raw(newer(one))])

    assert (len(kept), refused) == (2, [])
    with us.node.store.read() as tx:
        assert len(objects.versions(tx, ObjectId(one["id"]))) == 2


def test_what_cannot_be_named_is_refused_without_a_name(us: Party) -> None:
    """Bytes that are no JSON are refused by their rule, under no name."""
    _, refused = us.node.workspace.add("siem", [b"{", b'{"id": "\xff"}', b'{"id": 5}'])

    assert [one.item for one in refused] == ["?", "?", "5"]
    assert Refused("x", "", "stix.not-json", "").message == "stix.not-json"


def test_a_reading_knows_what_the_store_holds_of_all_that_it_asks_for(us: Party) -> None:
    """What is asked for is found all at once, and only then read again; what is new is read once."""
    one, unknown = ObjectId(us.bring(us.indicator())[0]), ObjectId("indicator--unknown")
    seen: list[list[ObjectId]] = []

    def read() -> Intake:
        seen.append([name for name in (one, unknown) if name in held])
        return Intake("x", "list", (), ())

    with us.node.store.read() as tx:
        held = Held(tx)
        held.reading(read)
        held.reading(read)
        assert seen == [[], [one], [one]]
        assert (list(held), len(held), held[one]["id"]) == ([one], 1, one)


def test_a_look_says_what_an_import_would_and_keeps_nothing(us: Party) -> None:
    """The same counts, entries and refusals, also of what the store alone refuses; and no batch or leaf."""
    one, two = us.indicator(), us.indicator()
    us.bring(one)
    body = bundle({**one, "name": "twin"}, two)
    before = us.node.ledger.size

    looked = us.node.workspace.look("sample.json", body, wish(us))
    assert (looked.batch, us.node.ledger.size) == ("", before)
    made = us.node.workspace.import_file("sample.json", body, wish(us))
    again = us.node.workspace.look("sample.json", body, wish(us))

    assert (looked.kept, looked.refused) == (made.kept, made.refused)
    assert looked.kept == {"new": 1}
    assert [one.code for one in looked.refused] == ["stix.version-conflict"]
    assert looked.entries == made.entries
    assert again.kept == {"duplicate": 1}


def test_a_look_knows_an_earlier_version_that_is_held(us: Party) -> None:
    """What is here already under its `modified` is nothing new, though a later version is the current one."""
    old = us.indicator()
    us.bring(old)
    us.bring(newer(old, name="later"))

    looked = us.node.workspace.look("sample.json", bundle(old), wish(us))

    assert looked.kept == {"duplicate": 1}
