"""The life of one warning as one line: drafted, written, sent, acknowledged by whom, updated, ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from khien.app.foresight import rows as draft_rows
from khien.app.warnings import Notice, history
from khien.app.wiring import Node
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.rows import Kept as Receipt
from khien.exchange.receipts.rules import Outcome
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.model.warning import Standing

TOLD: Final[Mapping[str, str]] = {
    Outcome.ACCEPTED: "life.accepted",
    Outcome.REFUSED: "life.rejected",
    Outcome.QUARANTINED: "life.quarantined",
    Outcome.READ: "life.read",
    Outcome.ACTED: "life.acknowledged",
    Outcome.RECALLED: "life.recalled",
}
STOPPED: Final = {
    State.HELD: "life.held",
    State.REFUSED: "life.refused",
    State.DECLINED: "life.declined",
}
WRITTEN: Final = {
    "alert": "life.written",
    "update": "life.updated",
    "cancel": "life.cancelled",
}
GOOD, BAD, WAIT, CALM = "good", "bad", "wait", "calm"
TONES: Final = {
    "life.drafted": CALM,
    "life.written": CALM,
    "life.came": CALM,
    "life.updated": CALM,
    "life.cancelled": BAD,
    "life.acknowledged": GOOD,
    "life.accepted": GOOD,
    "life.held": WAIT,
    "life.quarantined": WAIT,
    "life.refused": BAD,
    "life.declined": BAD,
    "life.rejected": BAD,
    "life.expired": "",
    "life.expires": WAIT,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a warning, or will.

    Attributes:
        at: when.
        what: a code of `model/words`.
        who: an officer of ours, or a partner; '' for the node itself.
        partner: whether `who` is a partner.
        note: what the cancellation or update says of itself.
        release: the release that it was about; '' for none.
    """

    at: datetime
    what: str
    who: str = ""
    partner: bool = False
    note: str = ""
    release: str = ""

    @property
    def tone(self) -> str:
        """How a badge of it looks."""
        return TONES.get(self.what, "")


def life(node: Node, found: Notice) -> list[Step]:
    """What happened to a warning, the first thing first; its end stands last, also when it is to come."""
    now = node.clock()
    versions = history(node, found.kept.object_id)
    steps = [_version(one) for one in versions]
    with node.store.read() as tx:
        steps += _foreseen(tx, found.kept.object_id)
        steps += _ours(tx, found.kept.object_id) if found.is_ours else _theirs(tx, found)
    if found.standing is not Standing.CANCELLED:
        ends = found.warning.expires
        steps.append(Step(ends, "life.expired" if ends <= now else "life.expires"))
    return in_order(steps)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The first thing first. What was sent stands before what was said of it, also by a clock that is behind ours."""
    said: dict[str, datetime] = {}
    for one in steps:
        if one.release and one.what != "life.sent":
            said[one.release] = min(one.at, said.get(one.release, one.at))

    def place(one: Step) -> tuple[datetime, bool]:
        is_sent = one.what == "life.sent"
        return min(one.at, said.get(one.release, one.at)) if is_sent else one.at, not is_sent

    return sorted(steps, key=place)


def _version(one: Notice) -> Step:
    kept, said = one.kept, one.warning
    at = from_microseconds(kept.added_us)
    code = WRITTEN.get(said.message, "life.updated")
    if kept.source:
        came = "life.came" if said.message == "alert" else code
        return Step(at, came, kept.source, partner=True, note=said.note)
    return Step(at, code, kept.author, note=said.note)


def _foreseen(tx: Connection, warning: ObjectId) -> Iterator[Step]:
    """The draft of the node that an officer made it of."""
    for draft in draft_rows.made_into(tx, warning):
        yield Step(draft.drafted, "life.drafted")


def _ours(tx: Connection, warning: ObjectId) -> Iterator[Step]:
    """To whom it went, and what they said."""
    releases = [*release_rows.of_object(tx, warning), *release_rows.copies_of(tx, warning)]
    for one in releases:
        yield from _sent(one)
    partners = {one.id: one.partner for one in releases}
    for receipt in _told(tx, list(partners), "taken"):
        who = partners[receipt.release]
        yield Step(receipt.at, TOLD[receipt.outcome], who, partner=True, release=receipt.release)


def _told(tx: Connection, releases: Sequence[str], direction: str) -> Iterable[Receipt]:
    """What was said of a warning, each thing once.

    Each version has a release of its own, and so a receipt; whoever acts on a warning that was updated
    signs all of them at once and did one thing.
    """
    said: dict[tuple[str, str, str], Receipt] = {}
    for one in receipt_rows.of_releases(tx, releases):
        if one.direction == direction and one.outcome in TOLD:
            said[one.partner, one.outcome, one.document["payload"]["time"]] = one
    return said.values()


def _sent(one: Release) -> Iterator[Step]:
    if one.state in STOPPED:
        yield Step(one.decided, STOPPED[one.state], one.partner, partner=True, release=one.id)
    if one.sent is not None:
        yield Step(one.sent, "life.sent", one.partner, partner=True, release=one.id)


def _theirs(tx: Connection, found: Notice) -> Iterator[Step]:
    """What we told the partner that warned."""
    came = arrival_rows.of_object(tx, [found.kept.object_id])
    ids = [one.id for some in came.values() for one in some]
    for receipt in _told(tx, ids, "given"):
        yield Step(receipt.at, TOLD[receipt.outcome])
