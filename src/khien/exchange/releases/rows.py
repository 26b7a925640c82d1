"""The rows of releases and approvals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from khien.exchange.releases.rules import OPEN_TO_PARTNER, State
from khien.exchange.rows import approval, handling, release
from khien.model.instants import from_microseconds, to_microseconds
from khien.store.objects import Shelf
from khien.store.objects.reading import AnySelect
from khien.store.objects.rows import object_version
from khien.store.siblings import among, pour

# The id decides between equals, so that every database gives the same order.
NONE = "[]"
STATES = {state.value: state for state in State}
NEW = (
    "id", "object_id", "modified", "sha256", "type", "partner", "purpose", "state", "author", "tlp",
    "agreement", "recipients", "answers", "redacted_from", "published_us", "decided_us",
    "review_due_us", "reason", "signed",
)  # fmt: skip
"""The columns of a release that nobody has carried yet."""

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


def _release(row: Sequence[Any]) -> Release:
    # By place, in the order of the table: names cost as much again, and releases come by the thousand.
    (
        name, object_id, modified, sha256, kind, partner, purpose, state, author, tlp, agreement,
        recipients, answers, redacted_from, published_us, decided_us, _, _, sent_us, answered_us,
        review_due_us, delivery, reason, signed,
    ) = row  # fmt: skip
    return Release(
        name, object_id, modified, sha256, kind, partner, purpose, STATES[state], author, tlp,
        agreement,
        () if recipients == NONE else tuple(json.loads(recipients)),
        () if answers == NONE else tuple((code, detail) for code, detail in json.loads(answers)),
        redacted_from,
        from_microseconds(published_us),
        from_microseconds(decided_us),
        _instant(sent_us),
        _instant(answered_us),
        _instant(review_due_us),
        delivery, reason, signed,
    )  # fmt: skip


def add(tx: Connection, releases: Iterable[Release]) -> None:
    """Write new releases."""
    rows = [
        (
            r.id, r.object_id, r.modified, r.sha256, r.type, r.partner, r.purpose, r.state.value,
            r.author, r.tlp, r.agreement, json.dumps(r.recipients), json.dumps(r.answers),
            r.redacted_from, to_microseconds(r.published), to_microseconds(r.decided),
            None if r.review_due is None else to_microseconds(r.review_due), r.reason, r.signed,
        )
        for r in releases
    ]  # fmt: skip
    pour(tx, release, NEW, rows)


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
    if release_ids:
        query = select(release).where(among(tx, release.c.id, release_ids))
        found.update((row[0], _release(row)) for row in tx.execute(query).all())
    return found


def states(tx: Connection, release_ids: Sequence[str]) -> dict[str, State]:
    """Where releases stand, by id."""
    query = select(release.c.id, release.c.state).where(among(tx, release.c.id, release_ids))
    return {name: STATES[state] for name, state in tx.execute(query).all()}


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


def turned(
    tx: Connection,
    states: Sequence[State],
    partner: str,
    after: tuple[int, str] | None,
    limit: int,
    *,
    reviews: bool = False,
) -> list[Release]:
    """One page of releases for people: what waits oldest first, everything else newest first.

    Args:
        tx: an open transaction.
        states: in one of these; empty is any.
        partner: to this one; '' is any.
        after: where the page before ended, as `place_of` gives it.
        limit: at most so many.
        reviews: only those of the emergency path whose review is owed, by when it is due.
    """
    at = release.c.review_due_us if reviews else release.c.published_us
    first_old = reviews or list(states) == [State.HELD]
    query = select(release)
    if partner:
        query = query.where(release.c.partner == partner)
    if after is not None:
        place, wanted = tuple_(at, release.c.id), tuple_(*after)
        query = query.where(place > wanted if first_old else place < wanted)
    order = (at, release.c.id) if first_old else (at.desc(), release.c.id.desc())
    query = query.order_by(*order).limit(limit)
    if reviews:
        owed = query.where(at.is_not(None), at > 0)  # few, in an index of their own
        return [_release(row) for row in tx.execute(owed)]
    if not states and not partner:
        return [_release(row) for row in tx.execute(query)]
    # One state after the other, each in the order of an index: together they would be sorted whole.
    found = []
    for state in states or list(State):
        found += [_release(row) for row in tx.execute(query.where(release.c.state == state.value))]
    found.sort(key=place_of, reverse=not first_old)
    return found[:limit]


def place_of(one: Release, *, reviews: bool = False) -> tuple[int, str]:
    """Where a release stands in the order of `turned`."""
    at = one.review_due if reviews and one.review_due else one.published
    return to_microseconds(at), one.id


def of_object(tx: Connection, object_id: str) -> list[Release]:
    """Every release of any version of an object, oldest first."""
    query = select(release).where(release.c.object_id == object_id)
    return [_release(row) for row in tx.execute(query.order_by(*OLDEST_FIRST))]


def copies_of(tx: Connection, object_id: str) -> list[Release]:
    """Every release of a redacted copy of an object, oldest first."""
    here = release.c.redacted_from
    query = select(release).where(here == object_id, here != "")  # few are copies, in an index
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
        some = update(release).where(among(tx, release.c.id, ids))
        tx.execute(some.values(state=state.value, **values))


def set_delivery(tx: Connection, release_ids: Sequence[str], delivery: str) -> None:
    """Note with which delivery releases go."""
    some = among(tx, release.c.id, release_ids)
    tx.execute(update(release).where(some).values(delivery=delivery))


def _shelf(partner: ColumnElement[str]) -> AnySelect:
    here = release.c
    stricter = exists().where(
        handling.c.object_id == here.object_id,
        handling.c.modified == here.modified,
        handling.c.tlp > here.tlp,
    )
    return select(
        here.seq,
        here.object_id,
        here.type,
        here.released_us.label("added_us"),
        (here.state == bindparam("unsent")).label("fresh"),
    ).where(
        partner == bindparam("partner"),
        here.agreement == bindparam("agreement"),
        here.released_us.is_not(None),
        # Not the bare column: SQLite would look up each state, and then sort all that it finds.
        (here.state + "").in_([bindparam(None, state.value) for state in OPEN_TO_PARTNER]),
        or_(here.review_due_us.is_(None), here.review_due_us > bindparam("now")),
        ~stricter,
    )


_WALK, _LOOK = _shelf(release.c.partner), _shelf(release.c.partner + "")


def shelf(partner: str, agreement: str, now: datetime) -> Shelf:
    """What the partner may read in `released`, as the store's pages want it, in release order.

    A yes ends with the agreement that it stood on, and where one officer gave it alone when the review
    is overdue. What must be handled more strictly than it was cleared for is closed too.
    """
    binds = {
        "partner": partner,
        "agreement": agreement,
        "unsent": State.CLEARED.value,
        "now": to_microseconds(now),
    }
    return Shelf(_WALK, binds, _LOOK)


def of_other_agreements(tx: Connection, partner: str, agreement: str, limit: int) -> list[Release]:
    """What a partner has and could read under another agreement than this one, oldest first."""
    query = select(release).where(
        release.c.partner == partner,
        release.c.agreement != agreement,
        release.c.released_us.is_not(None),
        release.c.state.in_([s.value for s in OPEN_TO_PARTNER if s is not State.CLEARED]),
    )
    return [_release(row) for row in tx.execute(query.order_by(*OLDEST_FIRST).limit(limit))]


def renew(tx: Connection, renewed: Iterable[Release]) -> None:
    """Write under which agreement these stand now; they keep their place in `released`."""
    for one in renewed:
        due = None if one.review_due is None else to_microseconds(one.review_due)
        values = {"agreement": one.agreement, "tlp": one.tlp, "review_due_us": due}
        tx.execute(update(release).where(release.c.id == one.id).values(values))


def close(tx: Connection, release_ids: Sequence[str]) -> None:
    """Partners cannot read these in `released` any more; their states stay."""
    for start in range(0, len(release_ids), 500):
        some = release.c.id.in_(release_ids[start : start + 500])
        tx.execute(update(release).where(some).values(released_us=None))


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
