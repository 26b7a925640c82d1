"""What points to what, one kind at a time."""

from __future__ import annotations

from khien.store import Store, objects
from tests.store.samples import add, indicator, object_id, relationship, thing

HUB = object_id("malware", 1)


def _story(store: Store) -> None:
    hub = thing("malware", 1, name="Hub")
    actors = [thing("threat-actor", n, name=f"A{n}") for n in range(2, 7)]
    uses = [relationship(10 + n, actor, "uses", hub) for n, actor in enumerate(actors)]
    note = thing("note", 30, content="x", object_refs=[hub.id])
    report = thing("report", 31, name="R", object_refs=[hub.id, actors[0].id])
    with store.write() as tx:
        add(tx, hub, *actors, *uses, note, report, indicator(40))


def test_kinds_are_named_once(store: Store) -> None:
    """However many links there are, each kind is told once, each direction by itself."""
    _story(store)

    with store.read() as tx:
        assert objects.link_kinds(tx, HUB, "in") == ["object_refs", "target_ref", "uses"]
        assert objects.link_kinds(tx, HUB, "out") == ["created_by_ref"]


def test_links_come_page_by_page(store: Store) -> None:
    """Walking on from the last one gives each link once; a prefix keeps to one type."""
    _story(store)

    with store.read() as tx:
        first = objects.links(tx, HUB, "in", "uses", 3)
        rest = objects.links(tx, HUB, "in", "uses", 3, after=first[-1].place)
        notes = objects.links(tx, HUB, "in", "object_refs", prefix="note--")

    assert [one.from_id for one in (*first, *rest)] == [
        object_id("threat-actor", n) for n in range(2, 7)
    ]
    assert [one.from_id for one in notes] == [object_id("note", 30)]


def test_links_among_some_objects(store: Store) -> None:
    """Only links of which both ends are named."""
    _story(store)

    with store.read() as tx:
        found = objects.links_among(tx, [HUB, object_id("threat-actor", 2)], 10)

    assert [(one.from_id, one.kind) for one in found] == [(object_id("threat-actor", 2), "uses")]
