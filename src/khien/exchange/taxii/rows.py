"""What the TAXII shelves keep and look up beside the objects themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, tuple_

from khien.exchange.rows import workspace_status
from khien.model.instants import to_microseconds
from khien.store.objects.rows import withdrawn

KEPT = timedelta(days=30)  # TAXII 2.1 §4.3: at least 24 hours
CHUNK = 500  # values in one question to the database


def statuses_of(
    tx: Connection, owner: str, after: tuple[int, str], limit: int
) -> list[tuple[int, str, str]]:
    """The statuses of one caller in the order of time: when, id and document of each.

    Args:
        tx: an open transaction.
        owner: the tool, or the partner's mark.
        after: the instant and the id of the last one seen; (-1, '') for the beginning.
        limit: at most this many.
    """
    here = workspace_status.c
    query = (
        select(here.at_us, here.id, here.status)
        .where(here.tool == owner, tuple_(here.at_us, here.id) > after)
        .order_by(here.at_us, here.id)
        .limit(limit)
    )
    return [(row.at_us, row.id, row.status) for row in tx.execute(query)]


def forget_statuses(tx: Connection, now: datetime) -> None:
    """Drop the statuses that are older than `KEPT`."""
    before = to_microseconds(now - KEPT)
    tx.execute(delete(workspace_status).where(workspace_status.c.at_us < before))


def withdrawn_among(tx: Connection, object_ids: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """Why versions of these objects are out of use, by (object id, `version_key`).

    With an empty key it is the whole object.
    """
    found: dict[tuple[str, str], set[str]] = {}
    ids = list(dict.fromkeys(object_ids))
    here = withdrawn.c
    for start in range(0, len(ids), CHUNK):
        query = select(here.object_id, here.modified_key, here.reason).where(
            here.object_id.in_(ids[start : start + CHUNK])
        )
        for row in tx.execute(query):
            found.setdefault((row.object_id, row.modified_key), set()).add(row.reason)
    return found
