"""An object and its neighbours as a graph that a page can draw: nodes and edges, never too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from khien.app.wiring import Node
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.store import objects
from khien.store.objects import Direction, Line, Link

MOST_NODES: Final = 300  # of a whole graph, however often it was expanded
AT_ONCE: Final = 60  # neighbours that one step adds
A_KIND: Final = 25
LEFT_OUT: Final = frozenset({"created_by_ref", "source_ref", "target_ref"})


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes with a line where the object is here, and the links between them.

    `more` tells that the object in the middle has neighbours that are not shown.
    """

    middle: ObjectId
    ids: tuple[ObjectId, ...]
    lines: dict[ObjectId, Line]
    edges: tuple[Link, ...]
    more: bool


def graph(node: Node, object_id: str, known: Sequence[str] = ()) -> Graph:
    """The neighbours of an object, and every link among them and what the reader sees already.

    Args:
        node: the node.
        object_id: in the middle.
        known: ids that are drawn already; they count towards `MOST_NODES`.

    Raises:
        NotFoundError: it is not here.
    """
    middle = ObjectId(object_id)
    with node.store.read() as tx:
        if objects.current(tx, middle) is None:
            raise NotFoundError("object", object_id[:200])
        near, more = _near(tx, middle)
        drawn = [ObjectId(one) for one in known[:MOST_NODES]]
        room = max(0, MOST_NODES - len({middle, *drawn}))
        fresh = [one for one in near if one not in drawn and one != middle]
        ids = [middle, *fresh[: min(AT_ONCE, room)]]
        everything = list(dict.fromkeys([*ids, *drawn]))
        links = objects.links_among(tx, everything, MOST_NODES * 4)
        return Graph(
            middle,
            tuple(ids),
            objects.lines(tx, ids),
            tuple(one for one in links if one.kind not in LEFT_OUT),
            more or len(fresh) > len(ids) - 1,
        )


def _near(tx: Connection, middle: ObjectId) -> tuple[list[ObjectId], bool]:
    found: list[ObjectId] = []
    more = False
    directions: tuple[Direction, ...] = ("out", "in")
    for direction in directions:
        for kind in objects.link_kinds(tx, middle, direction):
            if kind == "created_by_ref" or (direction == "in" and kind in LEFT_OUT):
                continue
            some = objects.links(tx, middle, direction, kind, A_KIND + 1)
            more = more or len(some) > A_KIND
            found += [link.to_id if direction == "out" else link.from_id for link in some[:A_KIND]]
    return list(dict.fromkeys(found)), more
