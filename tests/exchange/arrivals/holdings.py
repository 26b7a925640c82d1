"""What a node holds, asked as its people would."""

from __future__ import annotations

from khien.model.ids import ObjectId
from khien.store import objects
from khien.store.objects import Kept
from tests.exchange.nodes import Party


def current(party: Party, object_id: str) -> Kept | None:
    """What a node holds of an object."""
    with party.node.store.read() as tx:
        return objects.current(tx, ObjectId(object_id))


def watched(party: Party, object_id: str) -> bool:
    """Whether the object is in a node's index."""
    party.node.watch.catch_up()
    return party.node.watch.index.holds(ObjectId(object_id))
