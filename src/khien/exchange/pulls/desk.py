"""Fetch what a plain TAXII party has for us; everything fetched passes admission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.pulls import rows
from khien.exchange.pulls.rows import Visit
from khien.exchange.pulls.rules import rest
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.wire import Wire, by_password
from khien.model.errors import KhienError, NotFoundError
from khien.people import agreements
from khien.people.partners import active_partner, channel, outbound
from khien.store import Store

log = structlog.get_logger()


class Pulls:
    """The desk that fetches.

    Args:
        every: how often a running node visits each party by itself.
    """

    def __init__(
        self, store: Store, arrivals: Arrivals, clock: Callable[[], datetime], every: timedelta
    ) -> None:
        self._store, self._arrivals, self._clock = store, arrivals, clock
        self._every = every

    def pull(self, name: str, collection: str = "", added_after: str = "") -> dict[str, int]:
        """Read a partner's collection from its beginning, or from a point on.

        Args:
            name: a partner that is a plain TAXII party.
            collection: id or alias; the partner's own one when empty.
            added_after: RFC 3339; only what the server added strictly after it.

        Returns:
            How many objects had which outcome. What we had already is accepted again, and changes
            nothing.

        Raises:
            NotFoundError: no such partner, no address, or no such collection.
            UnreachableError, PeerRefusedError: the server did not answer, or said no.
        """
        found: Counter[str] = Counter()
        for _, outcomes in self._read(name, collection, added_after):
            found.update(outcomes)
        return dict(found)

    def keep_up(self, name: str) -> bool:
        """Fetch what a partner added since the last visit, if the next one is due; else False.

        Without an agreement in force nothing is fetched: all of it would be refused, and be behind us
        when there is one. Never raises for a partner's failure; of all processes of this node one at
        a time does this.
        """
        with self._store.alone(f"pulls from {name}") as is_ours:
            return is_ours and self._visit(name, self._clock())

    def _visit(self, name: str, now: datetime) -> bool:
        with self._store.read() as tx:
            visit = rows.visits(tx).get(name, Visit(name))
            if now < visit.next or agreements.in_force(tx, name, now) is None:
                return False
        try:
            for added_last, _ in self._read(name, "", visit.added_after, readable_only=True):
                # Page by page: what comes next is not read twice when this is cut off.
                visit = replace(visit, added_after=added_last or visit.added_after)
                self._note(visit)
        except KhienError as error:
            attempts = visit.attempts + 1
            log.warning("pull.failed", partner=name, code=error.code, attempts=attempts)
            due = now + rest(self._every, attempts)
            self._note(replace(visit, next=due, attempts=attempts, error=error.code))
            return False
        self._note(replace(visit, next=now + self._every, done=now, attempts=0, error=""))
        return True

    def _note(self, visit: Visit) -> None:
        with self._store.write() as tx:
            rows.note(tx, visit)

    def _read(
        self, name: str, collection: str, added_after: str, *, readable_only: bool = False
    ) -> Iterator[tuple[str, Counter[str]]]:
        """Each page: the date added of its last object, and how many had which outcome.

        With `readable_only` nothing, where the server says that we may only add there (TAXII 2.1 §5.2.1).
        """
        with self._store.read() as tx:
            partner, door = active_partner(tx, name), outbound(tx, name)
            secured = channel(tx, name)
        if door is None:
            raise NotFoundError("address of partner", name)
        wire = Wire(name, by_password(door.user, door.secret), secured)
        try:
            client = TaxiiClient(wire, door.api_root)
            source = client.collection(collection or door.collection)
            if readable_only and not source.can_read:
                return
            for page in client.pull(source.id, added_after=added_after):
                arrivals = self._arrivals.admit(partner, page.objects, "")
                yield page.added_last, Counter(arrival.outcome for arrival in arrivals)
        finally:
            wire.close()
