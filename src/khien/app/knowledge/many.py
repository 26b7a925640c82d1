"""What is done with many objects at once: a label, a note, a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from khien.app.knowledge.writing import labelled
from khien.app.wiring import Node
from khien.model.errors import MalformedError, NotFoundError, RefusedError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.people.officers import Officer
from khien.store import objects
from khien.store.objects import Kept

MOST: Final = 500  # objects that one choice holds


class NoneChosenError(MalformedError):
    """Something was to be done with the chosen objects, and none was chosen."""

    code, http_status = "objects.none-chosen", 422

    def __init__(self) -> None:
        super().__init__("objects", "objects.none-chosen")


class TooManyChosenError(MalformedError):
    """More objects at once than a person can answer for."""

    code, http_status = "objects.too-many-chosen", 422

    def __init__(self, limit: int = MOST) -> None:
        super().__init__("objects", "objects.too-many-chosen", limit=limit)


class StaysRedError(RefusedError):
    """TLP:RED is for named persons (FIRST TLP 2.0); a file has no persons."""

    code = "objects.stays-red"

    def __init__(self, count: int) -> None:
        super().__init__("objects", ())
        self.facts = {"count": count}


def chosen(node: Node, object_ids: Sequence[str]) -> list[Kept]:
    """The current versions of these objects, in their order.

    Raises:
        NoneChosenError, TooManyChosenError: too few or too many.
        NotFoundError: one is not here.
    """
    if not object_ids:
        raise NoneChosenError
    if len(object_ids) > MOST:
        raise TooManyChosenError
    with node.store.read() as tx:
        found = objects.currents(tx, [ObjectId(one) for one in object_ids])
    for one in object_ids:
        if ObjectId(one) not in found:
            raise NotFoundError("object", one[:200])
    return [found[ObjectId(one)] for one in object_ids]


def label_all(node: Node, object_ids: Sequence[str], label: str, author: str) -> int:
    """Give each of these a label, where its next version is ours to make; returns how many that were."""
    ours = [kept for kept in chosen(node, object_ids) if is_ours(node, kept)]
    now = node.clock()
    contents = [labelled(kept.content, label, now) for kept in ours]
    if contents:
        node.workspace.write("console", contents, author)
    return len(contents)


def is_ours(node: Node, kept: Kept) -> bool:
    """Whether the next version is ours to make: brought in here, by our name, still in force.

    What has no `modified` is not versioned at all (STIX 2.1 §3.6).
    """
    creator = kept.created_by_ref
    versioned = "modified" in kept.content
    return not kept.source and creator == node.ourselves.identity and versioned and not kept.revoked


def note_all(
    node: Node, object_ids: Sequence[str], words: str, officer: Officer, uuid: UUID
) -> str:
    """Write one note about these objects, marked as the strictest of them; returns its id."""
    about = chosen(node, object_ids)
    moment = stix_time(node.clock())
    content = {
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--{uuid}",
        "created_by_ref": node.ourselves.identity,
        "created": moment,
        "modified": moment,
        "content": words,
        "authors": [officer.display],
        "object_refs": [kept.object_id for kept in about],
        "object_marking_refs": [TLP_2_IDS[max(kept.tlp for kept in about)]],
    }
    (made,) = node.workspace.write("console", [content], officer.name)
    return made


def bundled(node: Node, object_ids: Sequence[str], uuid: UUID) -> bytes:
    """A STIX bundle of these objects, each with exactly the bytes that are kept (STIX 2.1 §8).

    Raises:
        StaysRedError: one of them is TLP:RED.
    """
    kept = chosen(node, object_ids)
    red = sum(one.tlp is Tlp.RED for one in kept)
    if red:
        raise StaysRedError(red)
    head = b'{"type":"bundle","id":"bundle--%s","objects":[\n' % str(uuid).encode()
    return head + b",\n".join(one.raw for one in kept) + b"\n]}\n"
