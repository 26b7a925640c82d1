"""Early warnings of this node and of its partners: found, written, taken back, acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.gate import Answer
from khien.model.agreement import Purpose
from khien.model.errors import ConflictError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix.known_extensions import EARLY_WARNING
from khien.model.warning import (
    LABEL,
    EarlyWarning,
    Frame,
    Standing,
    content_of,
    definition,
    warning_of,
)
from khien.people import agreements
from khien.people.partners import PartnerState, list_partners
from khien.store import objects
from khien.store.objects import Kept, Query

MOST: Final = 300  # of the newest reports that say so are looked at
TELLING: Final = (Outcome.ACCEPTED, Outcome.READ, Outcome.ACTED)


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning as we hold it, and whether it counts now."""

    kept: Kept
    warning: EarlyWarning
    standing: Standing

    @property
    def is_ours(self) -> bool:
        """Whether this node warns."""
        return not self.kept.source


@dataclass(frozen=True, slots=True)
class Holder:
    """One partner to whom a warning was to go: how its newest release stands, and what it told us.

    `current` tells whether that is the version that counts. The times are of the partner's receipts.
    """

    release: Release
    current: bool
    accepted: datetime | None
    read: datetime | None
    acted: datetime | None


@dataclass(frozen=True, slots=True)
class PartnerForecast:
    """What every rule of the gate says today of a warning, for one partner."""

    partner: str
    answers: tuple[Answer, ...]

    @property
    def state(self) -> str:
        """`cleared`, `held` or `refused`: what publishing would come to."""
        outcomes = {one.outcome.value for one in self.answers}
        return (
            "refused" if "refused" in outcomes else "held" if "waiting" in outcomes else "cleared"
        )


def notices(node: Node) -> list[Notice]:
    """Warnings that count first, by when they end; then those that ended, the newest first."""
    now = node.clock()
    with node.store.read() as tx:
        return noticed(tx, now)


def noticed(tx: Connection, now: datetime) -> list[Notice]:
    """As `notices`, within a transaction. Looks at the newest reports that carry the label."""
    query = Query(
        text=f'"{LABEL}"', types=("report",), standing=objects.Standing.ANY
    )  # words do not find what is withdrawn
    lines = objects.find(tx, query, MOST).items
    found = list(_read(objects.currents(tx, [line.object_id for line in lines]).values(), now))
    here = [one for one in found if one.standing is Standing.IN_FORCE]
    past = [one for one in found if one.standing is not Standing.IN_FORCE]
    here.sort(key=lambda one: (one.warning.expires, one.kept.object_id))
    past.sort(key=lambda one: (one.kept.added_us, one.kept.object_id), reverse=True)
    return here + past


def notice(node: Node, object_id: str) -> Notice:
    """One warning.

    Raises:
        NotFoundError: nothing of that id, or it is no warning.
    """
    with node.store.read() as tx:
        kept = objects.current(tx, ObjectId(object_id))
    found = list(_read([kept] if kept else [], node.clock()))
    if not found:
        raise NotFoundError("warning", object_id[:200])
    return found[0]


def history(node: Node, object_id: str) -> list[Notice]:
    """Every version of a warning, the latest first."""
    with node.store.read() as tx:
        return list(_read(objects.versions(tx, ObjectId(object_id), MOST), node.clock()))


def holders(node: Node, found: Notice) -> list[Holder]:
    """Who was to get it, by name; each with its newest release and the newest of its receipts."""
    with node.store.read() as tx:
        object_id = found.kept.object_id
        releases = [
            *release_rows.of_object(tx, object_id),
            *release_rows.copies_of(tx, object_id),
        ]
        receipts = receipt_rows.of_releases(tx, [one.id for one in releases])
    newest: dict[str, Release] = {}
    for one in sorted(releases, key=lambda one: (one.published, one.id)):
        newest[one.partner] = one
    told: dict[tuple[str, str], datetime] = {}
    names = {one.id: one.partner for one in newest.values()}
    for receipt in receipts:
        if receipt.direction == "taken" and receipt.release in names:
            told[names[receipt.release], receipt.outcome] = receipt.at
    return [
        Holder(
            release,
            release.modified == found.kept.modified or bool(release.redacted_from),
            *(told.get((name, outcome.value)) for outcome in TELLING),
        )
        for name, release in sorted(newest.items())
    ]


def write(
    node: Node,
    warning: EarlyWarning,
    tlp: Tlp,
    author: str,
    before: Notice | None = None,
    *,
    about: Sequence[str] = (),
    as_id: str = "",
) -> str:
    """Keep a new warning, or the next version of one of ours, about these objects; returns its id.

    A new one may be given its id. The author is empty where no officer wrote it.

    Raises:
        ConflictError: it is a partner's, or was cancelled before.
    """
    now = node.clock()
    if before is None:
        identity = node.ourselves.identity
        frame = Frame(as_id or f"report--{uuid4()}", identity, now, tlp, objects=about)
        said = replace(warning, message="alert")
    else:
        demand_changeable(before)
        kept = before.kept
        created = kept.content["created"]
        frame = Frame(kept.object_id, node.ourselves.identity, now, tlp, created, about)
        earlier = f"{before.kept.object_id} {before.kept.modified}"
        said = replace(warning, references=(*before.warning.references, earlier))
    contents = [content_of(said, frame)]
    with node.store.read() as tx:
        if objects.current(tx, ObjectId(EARLY_WARNING)) is None:
            contents = [definition(), *contents]
    node.workspace.write("warnings", contents, author)
    return frame.id


def cancel(node: Node, before: Notice, reason: str, author: str) -> str:
    """The last version: cancelled, and revoked.

    Raises:
        ConflictError: it is a partner's, or was cancelled before.
    """
    said = replace(before.warning, message="cancel", note=reason)
    return write(node, said, before.kept.tlp, author, before, about=subjects(before))


def subjects(found: Notice) -> list[str]:
    """What a warning is about: objects, without the party that warns."""
    content = found.kept.content
    return [one for one in content["object_refs"] if one != content.get("created_by_ref")]


def absent(node: Node, object_ids: Sequence[str]) -> str:
    """The first of these objects that is not held here; '' if all are."""
    with node.store.read() as tx:
        here = objects.lines(tx, [ObjectId(one) for one in object_ids])
    return next((one for one in object_ids if ObjectId(one) not in here), "")


def publish(
    node: Node, found: Notice, author: str, partners: tuple[str, ...] = ()
) -> list[Release]:
    """Give it to these partners, or to all with an agreement in force; through the gate."""
    wanted = Publication((found.kept.object_id,), purpose_of(found), author, partners)
    return node.releases.publish(wanted)


def forecasts(node: Node, found: Notice) -> list[PartnerForecast]:
    """What the gate says today for every partner with an agreement in force, by name."""
    now = node.clock()
    with node.store.read() as tx:
        names = [
            one.name
            for one in list_partners(tx, PartnerState.ACTIVE)
            if agreements.in_force(tx, one.name, now) is not None
        ]
    purpose = purpose_of(found)
    return [
        PartnerForecast(name, node.releases.explain(found.kept.object_id, name, purpose))
        for name in names
    ]


def purpose_of(found: Notice) -> Purpose:
    """For what a warning is published: an exercise for nothing but exercise."""
    return Purpose.EXERCISE if found.warning.is_exercise else Purpose.EARLY_WARNING


def tell(node: Node, found: Notice, outcome: Outcome) -> int:
    """Tell the partner that warned what became of it here; once each. Returns how many were told."""
    return 0 if found.is_ours else node.receipts.tell([found.kept.object_id], outcome)


def told_of(node: Node, found: Notice) -> dict[str, datetime]:
    """When we told the partner that a warning was read or acted upon, by outcome."""
    with node.store.read() as tx:
        came = arrival_rows.of_object(tx, [found.kept.object_id])
        receipts = receipt_rows.of_releases(tx, [one.id for some in came.values() for one in some])
    return {one.outcome: one.at for one in receipts if one.direction == "given"}


def demand_changeable(found: Notice) -> None:
    """Let it pass only if this node may write a next version.

    Raises:
        ConflictError: it is a partner's, or was cancelled before.
    """
    if not found.is_ours:
        raise ConflictError(found.kept.object_id, "warning.not-ours")
    if found.standing is Standing.CANCELLED:
        raise ConflictError(found.kept.object_id, "warning.cancelled")


def _read(kept: Iterable[Kept], now: datetime) -> Iterable[Notice]:
    for one in kept:
        warning = warning_of(one.content)
        if warning is not None:
            gone = one.revoked or bool(one.withdrawn)
            yield Notice(one, warning, warning.standing(now, revoked=gone))
