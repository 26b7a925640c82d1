"""The rows of releases and approvals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from khien.exchange.releases.rules import OPEN_TO_PARTNER, State
from khien.exchange.rows import approval, release
from khien.model.instants import from_microseconds, to_microseconds
from khien.store.objects import Shelf
from khien.store.objects.reading import AnySelect
from khien.store.objects.rows import object_version

# The id decides between equals, so that every database gives the same order.
OLDEST_FIRST = (release.c.published_us, release.c.id)


@dataclass(frozen=True, slots=True)
class Release:
    """One release as it stands. Times are aware UTC; `answers` are the gate's, code and detail."""

    id: str
    object_id: str
    modified: str
    sha256: str
    type: str
    partner: str
    purpose: str
    state: State
    author: str
    tlp: int
    agreement: str
    recipients: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    redacted_from: str
    published: datetime
    decided: datetime
    sent: datetime | None
    answered: datetime | None
    review_due: datetime | None
    delivery: str | None
    reason: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Given:
    """One approval of one release."""

    release: str
    officer: str
    role: str
    reason: str
    emergency: bool
    at: datetime


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def _release(row: Row[Any]) -> Release:
    return Release(
        id=row.id,
        object_id=row.object_id,
        modified=row.modified,
        sha256=row.sha256,
        type=row.type,
        partner=row.partner,
        purpose=row.purpose,
        state=State(row.state),
        author=row.author,
        tlp=row.tlp,
        agreement=row.agreement,
        recipients=tuple(json.loads(row.recipients)),
        answers=tuple((code, detail) for code, detail in json.loads(row.answers)),
        redacted_from=row.redacted_from,
        published=from_microseconds(row.published_us),
        decided=from_microseconds(row.decided_us),
        sent=_instant(row.sent_us),
        answered=_instant(row.answered_us),
        review_due=_instant(row.review_due_us),
        delivery=row.delivery,
        reason=row.reason,
        signed=row.signed,
    )


def add(tx: Connection, releases: Iterable[Release]) -> None:
    """Write new releases."""
    rows = [
        {
            "id": r.id,
            "object_id": r.object_id,
            "modified": r.modified,
            "sha256": r.sha256,
            "type": r.type,
            "partner": r.partner,
            "purpose": r.purpose,
            "state": r.state.value,
            "author": r.author,
            "tlp": r.tlp,
            "agreement": r.agreement,
            "recipients": json.dumps(r.recipients),
            "answers": json.dumps(r.answers),
            "redacted_from": r.redacted_from,
            "published_us": to_microseconds(r.published),
            "decided_us": to_microseconds(r.decided),
            "review_due_us": None if r.review_due is None else to_microseconds(r.review_due),
            "reason": r.reason,
            "signed": r.signed,
        }
        for r in releases
    ]
    if rows:
        tx.execute(insert(release), rows)


def decide_again(tx: Connection, r: Release) -> None:
    """Write a new decision of the gate over an earlier one."""
    tx.execute(
        update(release)
        .where(release.c.id == r.id)
        .values(
            state=r.state.value,
            purpose=r.purpose,
            agreement=r.agreement,
            recipients=json.dumps(r.recipients),
            answers=json.dumps(r.answers),
            tlp=r.tlp,
            decided_us=to_microseconds(r.decided),
            published_us=to_microseconds(r.published),
            review_due_us=None if r.review_due is None else to_microseconds(r.review_due),
        )
    )


def one(tx: Connection, release_id: str) -> Release | None:
    """The release with that id."""
    row = tx.execute(select(release).where(release.c.id == release_id)).first()
    return None if row is None else _release(row)


def some(tx: Connection, release_ids: Sequence[str]) -> dict[str, Release]:
    """Releases by id."""
    found: dict[str, Release] = {}
    for start in range(0, len(release_ids), 500):
        part = release_ids[start : start + 500]
        for row in tx.execute(select(release).where(release.c.id.in_(part))):
            found[row.id] = _release(row)
    return found


def listed(
    tx: Connection, *, state: State | None = None, partner: str = "", limit: int = -1
) -> list[Release]:
    """Releases in the order of their publication, all or of one state or partner."""
    query = select(release).order_by(*OLDEST_FIRST)
    if state is not None:
        query = query.where(release.c.state == state.value)
    if partner:
        query = query.where(release.c.partner == partner)
    if limit >= 0:
        query = query.limit(limit)
    return [_release(row) for row in tx.execute(query)]


def of_object(tx: Connection, object_id: str) -> list[Release]:
    """Every release of any version of an object, oldest first."""
    query = select(release).where(release.c.object_id == object_id)
    return [_release(row) for row in tx.execute(query.order_by(*OLDEST_FIRST))]


def copies_of(tx: Connection, object_id: str) -> list[Release]:
    """Every release of a redacted copy of an object, oldest first."""
    query = select(release).where(release.c.redacted_from == object_id)
    return [_release(row) for row in tx.execute(query.order_by(*OLDEST_FIRST))]


def crossings(tx: Connection, object_ids: Sequence[str]) -> dict[tuple[str, str, str], Release]:
    """Releases of objects by (object id, sha256, partner)."""
    found: dict[tuple[str, str, str], Release] = {}
    for start in range(0, len(object_ids), 500):
        part = object_ids[start : start + 500]
        for row in tx.execute(select(release).where(release.c.object_id.in_(part))):
            found[row.object_id, row.sha256, row.partner] = _release(row)
    return found


def set_state(
    tx: Connection,
    changes: Iterable[tuple[str, State]],
    *,
    sent: datetime | None = None,
    answered: datetime | None = None,
    reason: str | None = None,
    signed: bool | None = None,
) -> None:
    """Move releases to the states that `rules.after` gave."""
    values: dict[str, object] = {}
    if sent is not None:
        values["sent_us"] = to_microseconds(sent)
    if answered is not None:
        values["answered_us"] = to_microseconds(answered)
    if reason is not None:
        values["reason"] = reason
    if signed is not None:
        values["signed"] = signed
    by_state: dict[State, list[str]] = {}
    for release_id, state in changes:
        by_state.setdefault(state, []).append(release_id)
    for state, ids in by_state.items():
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            tx.execute(
                update(release).where(release.c.id.in_(part)).values(state=state.value, **values)
            )


def set_delivery(tx: Connection, release_ids: Sequence[str], delivery: str) -> None:
    """Note with which delivery releases go."""
    for start in range(0, len(release_ids), 500):
        part = release_ids[start : start + 500]
        tx.execute(update(release).where(release.c.id.in_(part)).values(delivery=delivery))


def _shelf(partner: ColumnElement[str]) -> AnySelect:
    here = release.c
    return select(
        here.seq,
        here.object_id,
        here.released_us.label("added_us"),
        (here.state == bindparam("unsent")).label("fresh"),
    ).where(
        partner == bindparam("partner"),
        here.released_us.is_not(None),
        # Not the bare column: SQLite would look up each state, and then sort all that it finds.
        (here.state + "").in_([bindparam(None, state.value) for state in OPEN_TO_PARTNER]),
    )


_WALK, _LOOK = _shelf(release.c.partner), _shelf(release.c.partner + "")


def shelf(partner: str) -> Shelf:
    """What the partner may read in `released`, as the store's pages want it, in release order."""
    return Shelf(_WALK, {"partner": partner, "unsent": State.CLEARED.value}, _LOOK)


def unsent_at(tx: Connection, partner: str, places: Sequence[int]) -> list[Release]:
    """Cleared releases to a partner that nobody has carried yet, of those at these `released_us`."""
    query = select(release).where(
        release.c.partner == partner, release.c.state == State.CLEARED.value
    )
    found = []
    for start in range(0, len(places), 500):
        some = release.c.released_us.in_(places[start : start + 500])
        found += [_release(row) for row in tx.execute(query.where(some))]
    return found


def in_states(tx: Connection, partner: str, states: Iterable[State]) -> list[Release]:
    """The releases to one partner that stand in one of these states, oldest first."""
    query = select(release).where(
        release.c.partner == partner, release.c.state.in_([state.value for state in states])
    )
    return [_release(row) for row in tx.execute(query.order_by(*OLDEST_FIRST))]


def lapse(tx: Connection, lapsed: Sequence[Release], now: datetime) -> None:
    """Write the gate's later no over its yes; each carries its new state and answers."""
    for one in lapsed:
        tx.execute(
            update(release)
            .where(release.c.id == one.id)
            .values(
                state=one.state.value,
                answers=json.dumps(one.answers),
                decided_us=to_microseconds(now),
                released_us=None,
            )
        )


def stamp(tx: Connection, partner: str, release_ids: Sequence[str], now: datetime) -> None:
    """Give cleared releases their place in the partner's `released` collection, in order."""
    version = object_version.c
    number = select(func.min(version.seq)).where(
        version.object_id == release.c.object_id, version.sha256 == release.c.sha256
    )
    newest = select(func.max(release.c.released_us)).where(release.c.partner == partner)
    start_us = max(to_microseconds(now), (tx.execute(newest).scalar() or 0) + 1)
    rows = [{"b_id": r, "b_us": start_us + place} for place, r in enumerate(release_ids)]
    if rows:
        tx.execute(
            update(release)
            .where(release.c.id == bindparam("b_id"))
            .values(released_us=bindparam("b_us"), seq=number.scalar_subquery()),
            rows,
        )


def approve(tx: Connection, given: Given) -> None:
    """Write an approval."""
    tx.execute(
        insert(approval).values(
            release=given.release,
            officer=given.officer,
            role=given.role,
            reason=given.reason,
            emergency=given.emergency,
            at_us=to_microseconds(given.at),
        )
    )


def approvals(tx: Connection, release_id: str) -> list[Given]:
    """The approvals of a release, in order."""
    rows = tx.execute(
        select(approval)
        .where(approval.c.release == release_id)
        .order_by(approval.c.at_us, approval.c.officer)
    )
    return [
        Given(r.release, r.officer, r.role, r.reason, r.emergency, from_microseconds(r.at_us))
        for r in rows
    ]


def approvals_of(tx: Connection, release_ids: Sequence[str]) -> dict[str, list[Given]]:
    """The approvals of many releases, by release, each in order."""
    found: dict[str, list[Given]] = {}
    for start in range(0, len(release_ids), 500):
        part = release_ids[start : start + 500]
        query = select(approval).where(approval.c.release.in_(part)).order_by(approval.c.at_us)
        for r in tx.execute(query):
            given = Given(
                r.release, r.officer, r.role, r.reason, r.emergency, from_microseconds(r.at_us)
            )
            found.setdefault(r.release, []).append(given)
    return found


def counts(tx: Connection) -> dict[tuple[str, str], int]:
    """How many releases there are by (partner, state)."""
    rows = tx.execute(
        select(release.c.partner, release.c.state, func.count()).group_by(
            release.c.partner, release.c.state
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def overdue_reviews(tx: Connection, now: datetime) -> list[Release]:
    """Releases that went by the emergency path and whose review is due."""
    query = select(release).where(release.c.review_due_us <= to_microseconds(now))
    return [_release(row) for row in tx.execute(query)]


def review(tx: Connection, release_id: str, due: datetime | None) -> None:
    """Note that an emergency release was reviewed, or that its review is still due."""
    due_us = None if due is None else to_microseconds(due)
    tx.execute(update(release).where(release.c.id == release_id).values(review_due_us=due_us))
