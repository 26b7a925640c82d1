"""Fetch what a plain TAXII party has for us; everything fetched passes admission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from khien.exchange.arrivals.desk import Arrivals
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.wire import Wire, by_password
from khien.model.errors import NotFoundError
from khien.people.partners import active_partner, channel, outbound
from khien.store import Store


class Pulls:
    """The desk that fetches. Where it stopped is asked of what has arrived, so nothing is missed."""

    def __init__(self, store: Store, arrivals: Arrivals, clock: Callable[[], datetime]) -> None:
        self._store, self._arrivals, self._clock = store, arrivals, clock

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
        with self._store.read() as tx:
            partner, door = active_partner(tx, name), outbound(tx, name)
            secured = channel(tx, name)
        if door is None:
            raise NotFoundError("address of partner", name)
        wire = Wire(name, by_password(door.user, door.secret), secured)
        found: Counter[str] = Counter()
        try:
            client = TaxiiClient(wire, door.api_root)
            source = client.collection(collection or door.collection).id
            for page in client.pull(source, added_after=added_after):
                arrivals = self._arrivals.admit(partner, page.objects, "")
                found.update(arrival.outcome for arrival in arrivals)
        finally:
            wire.close()
        return dict(found)
