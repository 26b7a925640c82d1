"""Questions about counts, each one query."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select

from khien.exchange.releases.rules import State
from khien.exchange.rows import arrival, outbox, release
from khien.model.instants import from_microseconds, to_microseconds


def waiting(tx: Connection) -> dict[tuple[str, str], int]:
    """How many items wait, by (partner, kind)."""
    query = select(outbox.c.partner, outbox.c.kind, func.count())
    query = query.where(outbox.c.done_us.is_(None)).group_by(outbox.c.partner, outbox.c.kind)
    return {(row[0], row[1]): row[2] for row in tx.execute(query)}


def oldest_waiting(tx: Connection) -> dict[str, datetime]:
    """When the oldest object that waits was released, by partner."""
    here = release.c.id == outbox.c.subject
    query = select(outbox.c.partner, func.min(release.c.released_us)).join_from(
        outbox, release, here
    )
    query = query.where(outbox.c.done_us.is_(None), release.c.released_us.is_not(None))
    found = tx.execute(query.group_by(outbox.c.partner))
    return {row[0]: from_microseconds(row[1]) for row in found}


def unanswered(tx: Connection, before: datetime) -> dict[str, int]:
    """Releases that were sent before an instant and have no receipt yet, by partner."""
    query = select(release.c.partner, func.count()).where(
        release.c.state == State.SENT.value, release.c.sent_us < to_microseconds(before)
    )
    return {row[0]: row[1] for row in tx.execute(query.group_by(release.c.partner))}


def refused_here(tx: Connection) -> Counter[str]:
    """Releases that our gate refused, by the code of the first reason."""
    query = select(release.c.answers, func.count()).where(release.c.state == State.REFUSED.value)
    found: Counter[str] = Counter()
    for row in tx.execute(query.group_by(release.c.answers)):
        answers = json.loads(row[0])
        found[answers[0][0] if answers else ""] += row[1]
    return found


def arrived(tx: Connection) -> dict[tuple[str, str, str], int]:
    """What partners brought, by (partner, outcome, code)."""
    place = (arrival.c.partner, arrival.c.outcome, arrival.c.reason)
    query = select(*place, func.count()).group_by(*place)
    return {(row[0], row[1], row[2]): row[3] for row in tx.execute(query)}
