"""What stands behind the three collections of a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.admitting import ACCEPTED, QUARANTINED
from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.pulled import note_pulled
from khien.exchange.taxii import resources as r
from khien.exchange.taxii.filters import Filters
from khien.exchange.taxii.server import Stored
from khien.exchange.workspace import Workspace
from khien.ledger import Ledger
from khien.model.errors import NotFoundError
from khien.model.instants import taxii_time
from khien.people import agreements
from khien.store import Store, objects
from khien.store.objects import Page, Wish


def _wish(filters: Filters) -> Wish:
    return Wish(
        added_after_us=filters.after_us if filters.after_us >= 0 else None,
        ids=filters.ids,
        types=filters.types,
        spec_versions=filters.spec_versions,
        versions=filters.versions,
    )


def _stored(page: Page) -> tuple[list[Stored], bool]:
    found = [
        Stored(k.object_id, k.taxii_version, k.added_us, k.spec_version, k.raw) for k in page.items
    ]
    return found, page.more


class ReleasedShelf:
    """`released`: exactly what was released to the caller, in release order.

    It is open while an agreement is in force. What is read here for the first time has crossed: the
    release says so, and so does the ledger.
    """

    def __init__(self, store: Store, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._store, self._ledger, self._clock = store, ledger, clock

    def page(self, caller: Caller, filters: Filters) -> tuple[Sequence[Stored], bool]:
        """The next released versions."""
        now, name = self._clock(), caller.partner
        with self._store.read() as tx:
            if agreements.in_force(tx, name, now) is None:
                return [], False
            shelf = release_rows.shelf(name)
            page = objects.page(tx, _wish(filters), filters.limit, shelf=shelf)
            contents = [(kept.object_id, kept.sha256) for kept in page.items]
            first = release_rows.unsent_of(tx, name, contents)
        if first:
            with self._store.write() as tx:
                note_pulled(tx, self._ledger, name, contents, now)
        return _stored(page)

    def add(self, caller: Caller, objects: Sequence[bytes], delivery: str) -> r.Status:
        """Nobody adds here.

        Raises:
            ForbiddenError: always.
        """
        del objects, delivery
        raise ForbiddenError(caller.name, "write")

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """There are no additions, so there is no status.

        Raises:
            NotFoundError: always.
        """
        del caller
        raise NotFoundError("status", status_id)


class InboxShelf:
    """`inbox`: a partner adds, admission decides; what came is not shown again."""

    def __init__(self, store: Store, arrivals: Arrivals, keeper: PeopleDoorkeeper) -> None:
        self._store, self._arrivals, self._keeper = store, arrivals, keeper

    def page(self, caller: Caller, filters: Filters) -> tuple[Sequence[Stored], bool]:
        """An inbox is write-only.

        Raises:
            ForbiddenError: always.
        """
        del filters
        raise ForbiddenError(caller.name, "read")

    def add(self, caller: Caller, objects: Sequence[bytes], delivery: str) -> r.Status:
        """Let admission decide on each object."""
        partner = self._keeper.partner(caller)
        own = delivery if caller.signed else f"delivery--{uuid4()}"
        arrivals = self._arrivals.admit(partner, objects, own)
        return _status(own, arrivals)

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of the objects of one delivery, by now."""
        with self._store.read() as tx:
            found = arrival_rows.of_delivery(tx, caller.partner, f"delivery--{status_id}")
        if not found:
            raise NotFoundError("status", status_id)
        return _status(f"delivery--{status_id}", found)


class WorkspaceShelf:
    """`workspace`: all of this node, for its own tools."""

    def __init__(self, store: Store, workspace: Workspace, clock: Callable[[], datetime]) -> None:
        self._store, self._workspace, self._clock = store, workspace, clock

    def page(self, caller: Caller, filters: Filters) -> tuple[Sequence[Stored], bool]:
        """The next versions, in the order in which they came to this node."""
        del caller
        with self._store.read() as tx:
            return _stored(objects.page(tx, _wish(filters), filters.limit))

    def add(self, caller: Caller, objects: Sequence[bytes], delivery: str) -> r.Status:
        """Import objects of our own tools; each is judged by itself."""
        del delivery
        kept, refused = self._workspace.add(caller.name, objects)
        successes = [r.StatusDetail(id=v.id, version=v.modified) for v in kept]
        failures = [
            r.StatusDetail(id=entry.item, version=entry.version, message=entry.message)
            for entry in refused
        ]
        status = _counted(str(uuid4()), taxii_time(self._clock()), successes, failures)
        self._workspace.remember(status.id, caller.name, r.encode(status))
        return status

    def status(self, caller: Caller, status_id: str) -> r.Status:
        """What became of an earlier addition."""
        found = self._workspace.recall_status(status_id, caller.name)
        if found is None:
            raise NotFoundError("status", status_id)
        return r.read_status(found)


def _status(delivery: str, arrivals: Sequence[Arrival]) -> r.Status:
    """The TAXII status of a delivery. What waits for a person is a failure for now, and says so."""
    successes, failures = [], []
    for arrival in arrivals:
        name = arrival.object_id or arrival.id
        if arrival.outcome == ACCEPTED:
            successes.append(r.StatusDetail(id=name, version=arrival.modified))
            continue
        waits = "quarantined: " if arrival.outcome == QUARANTINED else ""
        message = f"{waits}{arrival.reason} {arrival.detail}".strip()
        failures.append(r.StatusDetail(id=name, version=arrival.modified, message=message))
    at = taxii_time(arrivals[0].at) if arrivals else ""
    return _counted(delivery.removeprefix("delivery--"), at, successes, failures)


def _counted(
    status_id: str, at: str, successes: list[r.StatusDetail], failures: list[r.StatusDetail]
) -> r.Status:
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
