"""A report that is held, with all that it names, as one MISP event; nothing leaves by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from khien.app.knowledge.surroundings import tell_read
from khien.app.wiring import Node
from khien.intake.misp_writing import write_event
from khien.intake.reporting import Outcome, ReportEntry
from khien.model.errors import ConflictError, MalformedError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.store import objects
from khien.store.objects import Kept

HEADS: Final = ("report", "grouping")


class NoEventError(MalformedError):
    """Only a report or a grouping names what belongs together, so only it can be an event."""

    code, http_status = "objects.no-event", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, self.code)


class OutOfUseError(ConflictError):
    """A report that was taken back is no event any more."""

    code = "objects.event-out-of-use"

    def __init__(self, item: str) -> None:
        super().__init__(item, self.code)


@dataclass(frozen=True, slots=True)
class MispEvent:
    """An event as its file has it, and what became of each object that the report names.

    Attributes:
        uuid: of the event, in MISP.
        file: JSON, `{"Event": …}`, MISP core format.
        entries: one for each object: the report, what it names, what was observed.
        tlp: the strictest level of any object that was written; one that names none counts as it is handled.
        levels: how many of the written objects have each level.
    """

    uuid: str
    file: bytes
    entries: tuple[ReportEntry, ...]
    tlp: Tlp
    levels: Counter[Tlp]

    @property
    def counts(self) -> dict[str, int]:
        """How many objects, by what became of them."""
        found = Counter(one.outcome for one in self.entries)
        return {"read": found.total()} | {one.value: found[one] for one in Outcome}

    @property
    def lost(self) -> list[ReportEntry]:
        """What is not in the event as it is here."""
        return [one for one in self.entries if one.outcome is not Outcome.KEPT or one.more]


def as_misp(node: Node, object_id: str) -> MispEvent:
    """Write a report or grouping as a MISP event: what came from MISP with its UUIDs, types and references.

    Its partner is told that it was read. What is not here, or out of use, is not written, and said.

    Raises:
        NotFoundError: it is not here.
        NoEventError: it is neither report nor grouping.
        OutOfUseError: it was taken back.
    """
    with node.store.read() as tx:
        head = objects.current(tx, ObjectId(object_id))
        if head is None:
            raise NotFoundError("object", object_id[:200])
        if head.type not in HEADS:
            raise NoEventError(object_id)
        if head.withdrawn:
            raise OutOfUseError(object_id)
        held, missing = _members(tx, head)
        maker = objects.current(tx, head.created_by_ref or ObjectId(node.ourselves.identity))
    made, entries = write_event(
        [one.content for one in held],
        uuid=head.object_id.partition("--")[2],
        info=head.object_id,
        at=head.added,
        organisation=_organisation(maker),
    )
    tell_read(node, head.object_id)
    written = {one.item for one in entries if one.outcome in {Outcome.KEPT, Outcome.CHANGED}}
    levels = Counter(one.tlp for one in held if one.object_id in written)
    file = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    return MispEvent(made["Event"]["uuid"], file, (*entries, *missing), max(levels), levels)


def _members(tx: Connection, head: Kept) -> tuple[list[Kept], list[ReportEntry]]:
    """What the report names and what was observed in that, as far as it is in use; and what is not."""
    wanted = [head.object_id, *head.content.get("object_refs", ())]
    found = objects.currents(tx, dict.fromkeys(wanted))
    seen = [one for one in found.values() if one.type == "observed-data"]
    inside = [ref for one in seen for ref in one.content.get("object_refs", ())]
    found |= objects.currents(tx, [ref for ref in dict.fromkeys(inside) if ref not in found])
    held, missing = [], []
    for ref in dict.fromkeys([*wanted, *inside]):
        one = found.get(ref)
        if one is not None and not one.withdrawn:
            held.append(one)
        else:
            code = "objects.event-absent" if one is None else "objects.event-unused"
            kind = ref.partition("--")[0]
            missing.append(ReportEntry(ref, Outcome.REFUSED, code, kind[:200], ref[:200]))
    return held, missing


def _organisation(maker: Kept | None) -> dict[str, str]:
    content: dict[str, Any] = {} if maker is None else maker.content
    if "name" not in content:
        return {}
    return {"name": content["name"], "uuid": content["id"].partition("--")[2]}
