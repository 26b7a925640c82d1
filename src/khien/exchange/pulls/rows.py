"""Where the fetching from each plain TAXII party stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from khien.exchange.rows import pull
from khien.model.instants import from_microseconds, to_microseconds

FIRST = datetime.min.replace(tzinfo=UTC)  # nobody was there yet: a visit is due


@dataclass(frozen=True, slots=True)
class Visit:
    """The fetching from one partner.

    `added_after` is the date added of the last object that we have from there, as its server wrote it,
    '' before the first; `attempts` counts failures since the last success and `error` is their code.
    """

    partner: str
    added_after: str = ""
    next: datetime = FIRST
    done: datetime | None = None
    attempts: int = 0
    error: str = ""


def visits(tx: Connection) -> dict[str, Visit]:
    """Every partner that was visited, by name."""
    return {
        row.partner: Visit(
            row.partner,
            row.added_after,
            from_microseconds(row.next_us),
            None if row.done_us is None else from_microseconds(row.done_us),
            row.attempts,
            row.error,
        )
        for row in tx.execute(select(pull).order_by(pull.c.partner))
    }


def note(tx: Connection, visit: Visit) -> None:
    """Keep where it stands, in place of before."""
    tx.execute(delete(pull).where(pull.c.partner == visit.partner))
    tx.execute(
        insert(pull).values(
            partner=visit.partner,
            added_after=visit.added_after[:40],
            next_us=to_microseconds(visit.next),
            done_us=None if visit.done is None else to_microseconds(visit.done),
            attempts=visit.attempts,
            error=visit.error,
        )
    )
