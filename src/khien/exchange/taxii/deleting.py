"""Take objects of our own out of use by TAXII (2.1 §5.7), and put them back when they are added again.

Nothing is erased: the bytes and the ledger stay. What was released before is not called back by this;
that is what a recall is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.taxii import rows
from khien.exchange.taxii.filters import MAX_LIMIT, Filters
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.stix import Version
from khien.store import objects
from khien.store.objects import Kept, Reason, Wish
from khien.store.objects.keeping import version_key

BY_TOOL: Final[Reason] = "out-of-use"  # other reasons are lifted only by what set them


def take_out(
    tx: Connection,
    ledger: Ledger,
    own_identity: ObjectId,
    caller: Caller,
    filters: Filters,
    now: datetime,
) -> None:
    """Take the versions that the filters name out of use, with a ledger leaf for each.

    Raises:
        NotFoundError: there is no such object or version in use.
        ForbiddenError: a partner brought it, or it is this node's own identity.
    """
    wish = Wish(ids=filters.ids, versions=filters.versions, spec_versions=filters.spec_versions)
    found = objects.page(tx, wish, MAX_LIMIT).items
    if not found:
        raise NotFoundError("object", filters.ids[0])
    if any(_is_foreign(kept, own_identity) for kept in found):
        raise ForbiddenError(caller.name, "delete")
    for kept in found:
        objects.withdraw(tx, kept.object_id, kept.modified or None, BY_TOOL, now)
    ledger.append(tx, [_leaf(kept) for kept in found], now)


def put_back(tx: Connection, versions: Sequence[Version], now: datetime) -> set[tuple[str, str]]:
    """Lift what `take_out` did to versions that were added again.

    Returns:
        Those, by (id, modified), that stay out of use for another reason, such as a recall.
    """
    still: set[tuple[str, str]] = set()
    reasons = rows.withdrawn_among(tx, [version.id for version in versions])
    for version in versions if reasons else ():
        key = version_key(version.type, version.modified)
        own = reasons.get((version.id, key), set())
        if BY_TOOL in own:
            objects.restore(tx, version.id, version.modified or None, BY_TOOL, now)
            own.discard(BY_TOOL)
        if own or (key and reasons.get((version.id, ""))):
            still.add((version.id, version.modified))
    return still


def _is_foreign(kept: Kept, own_identity: ObjectId) -> bool:
    return bool(kept.source) or kept.object_id == own_identity


def _leaf(kept: Kept) -> LedgerEntry:
    return LedgerEntry(
        EntryKind.WITHDRAWN,
        object_id=kept.object_id,
        version=kept.modified or None,
        sha256=kept.sha256,
        facts={"by": "tool"},
    )
