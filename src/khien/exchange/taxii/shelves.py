"""What stands behind the three collections of a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.ourselves import Ourselves
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.pulled import note_pulled
from khien.exchange.taxii import resources as r
from khien.exchange.taxii.deleting import put_back, take_out
from khien.exchange.taxii.filters import Filters
from khien.exchange.taxii.statuses import counted, kept_statuses
from khien.exchange.workspace import Refused, Workspace, judged_each
from khien.ledger import Ledger
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import taxii_time
from khien.model.stix import Version
from khien.people import agreements
from khien.store import Store, objects
from khien.store.objects import Bodies, Placed, Shelf, Wish

CHUNK = 500  # ids in one question to the store


def _wish(filters: Filters) -> Wish:
    return Wish(
        added_after_us=filters.after_us if filters.after_us >= 0 else None,
        ids=filters.ids,
        types=filters.types,
        spec_versions=filters.spec_versions,
        versions=filters.versions,
    )


class ReleasedShelf:
    """`released`: exactly what was released to the caller, in release order.

    It is open while an agreement is in force, and holds what was cleared under that one. What is read
    here for the first time has crossed: the release says so, and so does the ledger.
    """

    def __init__(self, store: Store, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._store, self._ledger, self._clock = store, ledger, clock

    def objects(self, caller: Caller, filters: Filters) -> Bodies:
        """The next released versions; with this answer they have crossed."""
        now, name = self._clock(), caller.partner
        shelf = self._shelf(name, now)
        if shelf is None:
            return Bodies()
        with self._store.read() as tx:
            found = objects.bodies(tx, _wish(filters), filters.limit, shelf)
        if found.fresh:
            with self._store.write() as tx:
                note_pulled(tx, self._ledger, name, found.fresh, now)
        return found

    def manifest(self, caller: Caller, filters: Filters) -> tuple[Sequence[Placed], bool]:
        """What the next released versions are called; nothing crosses by that."""
        shelf = self._shelf(caller.partner, self._clock())
        if shelf is None:
            return [], False
        with self._store.read() as tx:
            return objects.placed(tx, _wish(filters), filters.limit, shelf)

    def _shelf(self, partner: str, now: datetime) -> Shelf | None:
        """What is open to a partner; None without an agreement in force."""
        signed = agreements.in_force_now(self._store, partner, now)
        return release_rows.shelf(partner, signed.sha256, now) if signed else None

    def add(
        self, caller: Caller, objects: Sequence[bytes], delivery: str, note: bytes = b""
    ) -> r.Status:
        """Nobody adds here.

        Raises:
            ForbiddenError: always.
        """
        del objects, delivery, note
        raise ForbiddenError(caller.name, "write")

    def delete(self, caller: Caller, filters: Filters) -> None:
        """Nobody deletes here.

        Raises:
            ForbiddenError: always.
        """
        del filters
        raise ForbiddenError(caller.name, "delete")

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """There are no additions, so there is no status.

        Raises:
            NotFoundError: always.
        """
        del caller
        raise NotFoundError("status", status_id)

    def statuses(
        self, caller: Caller, after: tuple[int, str], limit: int
    ) -> list[tuple[int, r.Status]]:
        """There are no additions, so there are no statuses."""
        del caller, after, limit
        return []

    def max_bytes(self, caller: Caller) -> int:
        """Nobody adds here, so nothing is too large."""
        del caller
        return r.MAX_CONTENT_LENGTH


class WorkspaceShelf:
    """`workspace`: all of this node, for its own tools."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        workspace: Workspace,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._workspace, self._clock = workspace, clock

    def objects(self, caller: Caller, filters: Filters) -> Bodies:
        """The next versions, in the order in which they came to this node."""
        del caller
        with self._store.read() as tx:
            return objects.bodies(tx, _wish(filters), filters.limit)

    def manifest(self, caller: Caller, filters: Filters) -> tuple[Sequence[Placed], bool]:
        """What the next versions are called."""
        del caller
        with self._store.read() as tx:
            return objects.placed(tx, _wish(filters), filters.limit)

    def add(
        self, caller: Caller, objects: Sequence[bytes], delivery: str, note: bytes = b""
    ) -> r.Status:
        """Import objects of our own tools; each is judged by itself."""
        del delivery, note
        judged = judged_each(objects)
        now = self._clock()
        with self._store.write() as tx:  # one wait for the disk, whatever there is to be written
            kept, refused = self._workspace.take(tx, caller.name, judged)
            gone = put_back(tx, kept, now) if kept else set()
            status = _told(tx, kept, refused, gone, now)
            self._workspace.remember(tx, status.id, caller.name, r.encode(status))
        return status

    def delete(self, caller: Caller, filters: Filters) -> None:
        """Take our own objects out of use; see `take_out`."""
        with self._store.write() as tx:
            own = self._ourselves.identity
            take_out(tx, self._ledger, own, caller, filters, self._clock())

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of an earlier addition."""
        found = self._workspace.recall_status(status_id, caller.name)
        if found is None:
            raise NotFoundError("status", status_id)
        return r.read_status(found)

    def statuses(
        self, caller: Caller, after: tuple[int, str], limit: int
    ) -> list[tuple[int, r.Status]]:
        """What became of the additions after a point, in the order of time."""
        with self._store.read() as tx:
            found = kept_statuses(tx, caller.name, after, limit)
        return [(at_us, r.read_status(document)) for at_us, _, document in found]

    def max_bytes(self, caller: Caller) -> int:
        """As much as a node takes at all."""
        del caller
        return r.MAX_CONTENT_LENGTH


def _told(
    tx: Connection,
    kept: Sequence[Version],
    refused: Sequence[Refused],
    gone: set[tuple[str, str]],
    now: datetime,
) -> r.Status:
    """What became of an addition by a tool."""
    names = _unversioned(tx, kept)
    failures = [
        r.StatusDetail(id=entry.item, version=entry.version, message=entry.message)
        for entry in [*refused, *map(_out_of_use, (v for v in kept if _name(v) in gone))]
    ]
    successes = [
        r.StatusDetail(id=v.id, version=v.modified or names.get((v.id, v.sha256), ""))
        for v in kept
        if _name(v) not in gone
    ]
    return counted(str(uuid4()), taxii_time(now), successes, failures)


def _name(version: Version) -> tuple[str, str]:
    return version.id, version.modified


def _out_of_use(version: Version) -> Refused:
    return Refused(version.id, version.modified, "workspace.out-of-use", version.id)


def _unversioned(tx: Connection, kept: Sequence[Version]) -> dict[tuple[str, str], str]:
    """The versions of what STIX does not version, by (id, sha256): the date added (TAXII 2.1 §4.3.1)."""
    ids = list(dict.fromkeys(version.id for version in kept if not version.modified))
    names: dict[tuple[str, str], str] = {}
    for start in range(0, len(ids), CHUNK):
        some: tuple[ObjectId, ...] = tuple(ids[start : start + CHUNK])
        found, _ = objects.placed(tx, Wish(ids=some, versions=("all",)), CHUNK * 10)
        names |= {(one.object_id, one.sha256): one.taxii_version for one in found}
    return names
