"""What became of additions: written down when they come, and told later (TAXII 2.1 §4.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from khien.exchange.taxii import resources as r
from khien.exchange.taxii import rows
from khien.exchange.taxii.filters import LATEST_US, Filters, read_cursor, write_cursor
from khien.model.errors import MalformedError

LAST_ID = "~"  # sorts behind every id, so that an instant itself is not included
MAX_ID = 60  # characters of a status id


def kept_statuses(
    tx: Connection, owner: str, after: tuple[int, str], limit: int
) -> list[tuple[int, str, bytes]]:
    """The documents of one caller after a point: when, status id and document of each."""
    return [
        (at_us, status_id, document.encode())
        for at_us, status_id, document in rows.statuses_of(tx, owner, after, limit)
    ]


def counted(
    status_id: str, at: str, successes: list[r.StatusDetail], failures: list[r.StatusDetail]
) -> r.Status:
    """A finished status; its counts are those of its lists."""
    return r.Status(
        id=status_id,
        status="complete",
        request_timestamp=at,
        total_count=len(successes) + len(failures),
        success_count=len(successes),
        failure_count=len(failures),
        pending_count=0,
        successes=successes,
        failures=failures,
    )


def record_of(status: r.Status) -> r.StatusRecord:
    """A status without its details."""
    return r.StatusRecord(
        id=status.id,
        status=status.status,
        total_count=status.total_count,
        success_count=status.success_count,
        failure_count=status.failure_count,
        pending_count=status.pending_count,
        request_timestamp=status.request_timestamp,
    )


def start_of(parameters: Sequence[tuple[str, str]], filters: Filters) -> tuple[int, str]:
    """Behind which instant and id a list of statuses begins.

    Raises:
        MalformedError: a `next` that this server did not give.
    """
    cursors = [value for name, value in parameters if name == "next"]
    if not cursors:
        return filters.after_us, LAST_ID
    if len(cursors) > 1:
        raise MalformedError("next", "each parameter once (TAXII 2.1 §3.4)")
    at_us, name = read_cursor(cursors[0])
    if type(at_us) is not int or not 0 <= at_us <= LATEST_US or not isinstance(name, str):
        raise MalformedError("next", "a value that this server gave (TAXII 2.1 §3.5)")
    return at_us, name[:MAX_ID]


def page_of(found: Sequence[tuple[int, r.Status]], filters: Filters) -> str:
    """The `next` of a page of which one more was read than it holds, or '' for the last page."""
    if len(found) <= filters.limit:
        return ""
    at_us, status = found[filters.limit - 1]
    return write_cursor(at_us, status.id)
