"""Lists that this node imported: which of them name an indicator, and what each said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from khien.model.ids import ObjectId
from khien.store import objects
from khien.store.objects import BatchId, Kept

MOST_LISTS: Final = 20  # that name one indicator, on average
AT_ONCE: Final = 500
OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class ListClaim:
    """One list of ours that names an indicator, since when, and the version that its import left."""

    name: str
    at: datetime
    said: Kept


class _Group(NamedTuple):
    name: str
    by: ObjectId | None
    added: datetime


def list_claims(
    tx: Connection, held: Mapping[ObjectId, Kept], *, at_least: int = 1
) -> dict[ObjectId, list[ListClaim]]:
    """The lists of ours that name these indicators: each import of a list made a grouping of its own.

    Args:
        tx: an open transaction.
        held: indicators as they count now.
        at_least: leave out those that fewer lists name.
    """
    ours = [one.object_id for one in held.values() if one.type == "indicator" and not one.source]
    pairs = [
        pair
        for start in range(0, len(ours), AT_ONCE)
        for pair in objects.pointing(
            tx, ours[start : start + AT_ONCE], "object_refs", "grouping--", MOST_LISTS * AT_ONCE
        )
    ]
    counts = Counter(about for _, about in pairs)
    pairs = [(one, about) for one, about in pairs if counts[about] >= at_least]
    groups = _groups(tx, {one for one, _ in pairs})
    named: dict[ObjectId, dict[str, datetime]] = {}
    for one, about in pairs:
        group = groups.get(one)
        if group is None or group.by != held[about].created_by_ref:
            continue
        lists = named.setdefault(about, {})
        lists[group.name] = max(group.added, lists.get(group.name, group.added))
    several = {about: lists for about, lists in named.items() if len(lists) >= at_least}
    histories = objects.histories(tx, list(several))
    sources: dict[BatchId, str] = {}
    return {
        about: [
            _claim(tx, name, at, held[about], histories[about], sources)
            for name, at in lists.items()
        ]
        for about, lists in several.items()
    }


def _groups(tx: Connection, ids: Iterable[ObjectId]) -> dict[ObjectId, _Group]:
    """Those of ours; each is read once, since it may name a million."""
    return {
        one.object_id: _Group(str(one.content.get("name") or OWN), one.created_by_ref, one.added)
        for one in objects.currents(tx, ids).values()
        if not one.source
    }


def _claim(
    tx: Connection,
    name: str,
    at: datetime,
    kept: Kept,
    versions: Sequence[Kept],
    sources: dict[BatchId, str],
) -> ListClaim:
    """What a list said last: what its import brought, or what stood there already when that ended."""
    usable = [one for one in versions if not (one.withdrawn or one.conflict)]
    brought = [one for one in usable if _source(tx, one.batch_id, sources) == name]
    before = [one for one in usable if one.added <= at]
    said = max(brought or before, key=lambda one: one.added, default=kept)
    return ListClaim(name, max(at, said.added) if brought else at, said)


def _source(tx: Connection, batch: BatchId, known: dict[BatchId, str]) -> str:
    """As what an import was named; '' for what is older than that, or was written here."""
    if batch not in known:
        found = objects.batch(tx, batch)
        known[batch] = str(found.report.get("source", "")) if found and found.report else ""
    return known[batch]
