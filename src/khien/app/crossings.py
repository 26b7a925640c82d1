"""One release as a person reads it: why, who said yes, what became of it, and what was cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from khien.app.knowledge.naming import titles as titles_here
from khien.app.wiring import Node
from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.receipts.rows import Kept as Receipt
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Given, Release
from khien.exchange.releases.rules import State
from khien.exchange.releases.spreading import AGAINST
from khien.gate import Answer
from khien.ledger import Leaf
from khien.model.agreement import Purpose
from khien.model.errors import KhienError, NotFoundError
from khien.model.ids import ObjectId
from khien.store import objects

PAGE = 50
ONWARD = "gate.onward-terms"


@dataclass(frozen=True, slots=True)
class Part:
    """One property before and after: `kept`, `cut` or `changed`. Values are as in JSON."""

    name: str
    fate: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Crossing:
    """Everything that a release officer wants to know about one release."""

    release: Release
    title: str
    answers: tuple[Answer, ...]
    approvals: list[Given]
    receipts: list[Receipt]
    leaves: list[tuple[int, Leaf]]
    parts: tuple[Part, ...]  # what was cut for this partner; empty where nothing was
    copies: list[Release]  # redacted copies of the same object that go to the same partner
    here: bool  # whether the object is in the store
    accused: tuple[
        str, ...
    ] = ()  # of a report that its source lets nobody pass on: what it is against


def turned(
    node: Node,
    states: tuple[State, ...],
    partner: str,
    after: tuple[int, str] | None,
    *,
    reviews: bool = False,
) -> tuple[list[Release], dict[str, str], bool]:
    """One page of releases, the titles of their objects, and whether more follow."""
    with node.store.read() as tx:
        found = rows.turned(tx, states, partner, after, PAGE + 1, reviews=reviews)
        shown = found[:PAGE]
        titles = titles_here(tx, sorted({one.object_id for one in shown}))
    return shown, titles, len(found) > PAGE


def crossing(node: Node, release_id: str) -> Crossing:
    """One release, whole.

    Raises:
        NotFoundError: there is none of that id.
    """
    with node.store.read() as tx:
        release = rows.one(tx, release_id)
        if release is None:
            raise NotFoundError("release", release_id)
        kept = objects.by_contents(tx, [(ObjectId(release.object_id), release.sha256)])
        parts: tuple[Part, ...] = ()
        if release.redacted_from and kept:
            whole = objects.current(tx, ObjectId(release.redacted_from))
            copy = next(iter(kept.values()))
            parts = compared({} if whole is None else whole.content, copy.content)
        found = Crossing(
            release=release,
            title=titles_here(tx, [release.object_id]).get(release.object_id, ""),
            answers=(),
            approvals=rows.approvals(tx, release_id),
            receipts=receipt_rows.of_release(tx, release_id),
            leaves=node.ledger.leaves_of_crossing(tx, release_id),
            parts=parts,
            copies=[
                one
                for one in rows.copies_of(tx, release.object_id)
                if one.partner == release.partner
            ],
            here=bool(kept),
            accused=stopped_report(tx, release),
        )
    return _explained(node, found)


def _explained(node: Node, found: Crossing) -> Crossing:
    release = found.release
    try:
        answers = node.releases.explain(
            release.object_id, release.partner, Purpose(release.purpose)
        )
    except KhienError:  # the partner or the object is gone; what the gate said then is on record
        return found
    return Crossing(
        release, found.title, answers, found.approvals, found.receipts, found.leaves,
        found.parts, found.copies, found.here, found.accused,
    )  # fmt: skip


def stopped_report(tx: Connection, release: Release) -> tuple[str, ...]:
    """What a partner's report is against, where its own terms let it go no further; else nothing.

    Its words stop there (record 0026). What an officer may do is said where this is shown: report the
    same in our own name, or take back what we gave.
    """
    codes = {code for code, _ in release.answers}
    if release.type != "opinion" or release.state is not State.REFUSED or ONWARD not in codes:
        return ()
    kept = objects.by_contents(tx, [(ObjectId(release.object_id), release.sha256)])
    return tuple(
        str(about)
        for one in kept.values()
        if one.content.get("opinion") in AGAINST
        for about in one.content.get("object_refs", ())
    )


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Part, ...]:
    """Two contents property by property, in the order of the first."""
    parts = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name), after.get(name)
        fate = "kept" if old == new else "cut" if name not in after else "changed"
        parts.append(Part(name, fate, old, new))
    return tuple(parts)


def releases_of(node: Node, object_id: str) -> list[Release]:
    """Every release of an object and of its redacted copies, oldest first."""
    with node.store.read() as tx:
        return [*rows.of_object(tx, object_id), *rows.copies_of(tx, object_id)]


def titles_of(node: Node, object_ids: list[str]) -> dict[str, str]:
    """What people call objects that are here, by id."""
    with node.store.read() as tx:
        return titles_here(tx, object_ids)
