"""A false positive: our opinion of an indicator, and its way back to everybody who gave it or has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from khien.app.wiring import Node
from khien.exchange.authority import demand, with_reason
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.exchange.releases.spreading import holders
from khien.model.agreement import Purpose, Role
from khien.model.errors import MalformedError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS
from khien.model.stix import make_version
from khien.people.officers import Officer
from khien.people.partners import PartnerState, list_partners
from khien.store import objects
from khien.store.objects import Batch, BatchId, Kept

REPORTERS: Final = (Role.DUTY, Role.ANALYST, Role.RELEASE)
MOST_REASON: Final = 4_000  # characters


class NoIndicatorError(MalformedError):
    """Only an indicator in force can be a false positive."""

    code, http_status = "knowledge.no-indicator", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, "an indicator in force")


@dataclass(frozen=True, slots=True)
class Reported:
    """Our opinion, whom it was meant for, and what became of it at the gate."""

    opinion: ObjectId
    partners: tuple[str, ...]
    releases: tuple[Release, ...]


def report_false_positive(
    node: Node, object_id: str, officer: Officer, reason: str, purpose: Purpose
) -> Reported:
    """Say that an indicator is wrong, as an opinion (STIX 2.1 §4.14), to its source and whoever has it.

    The opinion carries the markings of the indicator, and goes through the gate like everything else.
    It lowers the score here at once.

    Raises:
        NotFoundError: no such object.
        NoIndicatorError: it is no indicator in force.
        RoleError, NoReasonError: this officer may not, or says no reason.
    """
    demand(officer, REPORTERS)
    said = with_reason(object_id[:200], reason)[:MOST_REASON]
    with node.store.write() as tx:  # all of it, or nothing: it would be said twice otherwise
        now = node.clock()
        kept = objects.current(tx, ObjectId(object_id))
        if kept is None:
            raise NotFoundError("object", object_id[:200])
        if kept.type != "indicator" or kept.revoked or kept.withdrawn:
            raise NoIndicatorError(object_id[:200])
        opinion = make_version(_against(kept, node.ourselves.identity, said, now))
        batch = Batch(BatchId(f"batch--{uuid4()}"), "false positive", author=officer.name)
        node.workspace.keep(tx, [opinion], batch, now)
        active = {str(one.name) for one in list_partners(tx, PartnerState.ACTIVE)}
        partners = tuple(sorted(active & holders(tx, kept)))
        made: list[Release] = []
        if partners:
            wanted = Publication((opinion.id,), purpose, officer.name, partners)
            made = node.releases.publish_within(tx, wanted, now)
    return Reported(opinion.id, partners, tuple(made))


def _against(kept: Kept, us: ObjectId, said: str, now: datetime) -> dict[str, Any]:
    return {
        "type": "opinion",
        "spec_version": "2.1",
        "id": f"opinion--{uuid4()}",
        "created_by_ref": us,
        "created": stix_time(now),
        "modified": stix_time(now),
        "opinion": "strongly-disagree",
        "explanation": said,
        "labels": ["false-positive"],
        "object_refs": [kept.object_id],
        "object_marking_refs": kept.content.get("object_marking_refs") or [TLP_2_IDS[kept.tlp]],
    }
