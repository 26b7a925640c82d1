"""Look whether a warning is due, keep drafts of it, and let an officer take or dismiss them.

An officer sends them; the node does so only where an agreement says it (`foresight.sending`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from khien.app.administering import record as note_act
from khien.app.foresight import rows
from khien.app.foresight.finding import findings
from khien.app.foresight.gathering import gather
from khien.app.foresight.rules import HOLDS, Draft, Finding, State, Step, step
from khien.app.foresight.sending import send
from khien.app.wiring import Node
from khien.model.errors import ConflictError, NotFoundError
from khien.people.acts import Deed
from khien.store import objects

EVERY: Final = timedelta(hours=1)
MOST_NEW: Final = 20  # drafts of one look, the gravest; more would be read by nobody
MOST_SHOWN: Final = 100
KEPT: Final = timedelta(days=365)  # after a draft ended

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one look found: with each finding what became of it, and the draft of its matter.

    `tested` indicators were looked at for a burst; `looked` sightings were read, `is_cut` if there are
    more; `left` findings were too many to be drafted at once; `sent` went out by itself.
    """

    found: tuple[tuple[Finding, Step, Draft], ...]
    looked: int
    is_cut: bool
    tested: int
    left: int
    sent: tuple[Draft, ...] = ()


def foresee(node: Node) -> Foreseen:
    """Look once, keep what is found as drafts on this node, and send what an agreement lets go by itself."""
    now = node.clock()
    with node.store.read() as tx:
        record = gather(tx, node, now)
    found, tested = findings(record, now)
    with node.store.write() as tx:
        rows.lapse(tx, now, now - KEPT)
        done, left = _keep(tx, found, now)
    sent = send(node, [(to_do, draft) for _, to_do, draft in done])
    return Foreseen(tuple(done), record.looked, record.is_cut, tested, left, tuple(sent))


def _keep(
    tx: Connection, found: Sequence[Finding], now: datetime
) -> tuple[list[tuple[Finding, Step, Draft]], int]:
    newest = rows.newest(tx, [one.key for one in found])
    done: list[tuple[Finding, Step, Draft]] = []
    new = left = 0
    for one in found:
        before = newest.get(one.key)
        to_do = step(before, one, now)
        if before is None or to_do is Step.DRAFT:
            if new == MOST_NEW:
                left += 1
                continue
            new += 1
            draft = Draft(f"draft--{uuid4()}", one, State.OPEN, now, now, now + HOLDS[one.matter])
        elif to_do is Step.UPDATE:
            draft = replace(before, finding=one, changed=now, until=now + HOLDS[one.matter])
        else:
            draft = before
        if to_do is not Step.LEAVE:
            rows.write(tx, draft)
        done.append((one, to_do, draft))
    return done, left


def open_drafts(node: Node) -> list[tuple[Draft, str]]:
    """The drafts that wait for an officer, the newest change first, each with the title of its object."""
    with node.store.read() as tx:
        found = rows.still_open(tx, node.clock(), MOST_SHOWN)
        titles = objects.titles(tx, [one.finding.about[0] for one in found])
    return [(one, _title(one, titles)) for one in found]


def draft(node: Node, draft_id: str) -> tuple[Draft, str]:
    """One open draft, and the title of its object.

    Raises:
        NotFoundError: there is none of that id.
        ConflictError: it was taken or dismissed, or has lapsed.
    """
    with node.store.read() as tx:
        found = _open(tx, draft_id, node.clock())
        return found, _title(found, objects.titles(tx, [found.finding.about[0]]))


def take(node: Node, draft_id: str, warning: str, officer: str) -> None:
    """Note that an officer made a warning of a draft.

    Raises:
        NotFoundError, ConflictError: as for `draft`.
    """
    now = node.clock()
    with node.store.write() as tx:
        found = _open(tx, draft_id, now)
        taken = replace(found, state=State.TAKEN, changed=now, officer=officer, warning=warning)
        rows.write(tx, taken)


def dismiss(node: Node, draft_id: str, reason: str, officer: str) -> None:
    """Cancel a draft; who did it and why is in the administrative log, and the ledger vouches for it.

    Raises:
        NotFoundError, ConflictError: as for `draft`.
    """
    now = node.clock()
    with node.store.write() as tx:
        found = _open(tx, draft_id, now)
        gone = replace(found, state=State.DISMISSED, changed=now, officer=officer, reason=reason)
        rows.write(tx, gone)
        detail = (f"{gone.finding.key}: {reason}",)
        note_act(node, tx, Deed.WARNING_DISMISSED, gone.id, detail, now, by=officer)


class Lookout:
    """The looks of one running node, one an hour by its clock."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._looked: datetime | None = None

    def look(self) -> bool:
        """Look if it is time; never busy. What fails is tried again at the next hour."""
        now = self._node.clock()
        if self._looked is not None and self._looked <= now < self._looked + EVERY:
            return False
        self._looked = now
        seen = foresee(self._node)
        new = sum(to_do is Step.DRAFT for _, to_do, _ in seen.found)
        if new:
            log.info("foresight.drafted", drafts=new, left=seen.left, sent=len(seen.sent))
        return False


def _open(tx: Connection, draft_id: str, now: datetime) -> Draft:
    found = rows.one(tx, draft_id)
    if found is None:
        raise NotFoundError("draft", draft_id[:80])
    if found.state is not State.OPEN or found.until <= now:
        raise ConflictError(found.id, "draft.closed")
    return found


def _title(found: Draft, titles: dict[str, str]) -> str:
    about = found.finding.about[0]
    return titles.get(about) or about
