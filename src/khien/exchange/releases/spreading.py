"""A partner's word against an object goes on to everybody else who gave or has it, through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.arrivals.rows import Arrival
from khien.exchange.releases import rows
from khien.exchange.releases.desk import Publication, Releases
from khien.exchange.releases.rules import HAVING
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.people.acts import Deed, commitment, note
from khien.people.partners import PartnerState, list_partners
from khien.store import objects
from khien.store.objects import Kept

AGAINST: Final = ("disagree", "strongly-disagree")  # STIX 2.1 §10.8, opinion-enum
BY_ITSELF: Final = ""  # the author of what no officer published
_PREFIX: Final = "opinion--"


class Spreading:
    """Passes opinions on. It asks for releases like an officer would; the gate decides about each."""

    def __init__(self, releases: Releases, ledger: Ledger) -> None:
        self._releases, self._ledger = releases, ledger

    def pass_on(self, tx: Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
        """Propose every opinion among these to whoever else it concerns.

        Called in the transaction in which the arrivals come in, so that none is forgotten. A version
        of an opinion is proposed to a partner once, and to nobody who brought or made it: so it comes
        to rest also where partners are each other's partners in a circle.

        Args:
            tx: the open write transaction.
            arrivals: what came in; what is no opinion, or did not come in, is passed over.
            now: the instant.
        """
        for one in arrivals:
            if one.object_id.startswith(_PREFIX) and one.outcome == "accepted":
                self._pass_on(tx, one, now)

    def _pass_on(self, tx: Connection, arrival: Arrival, now: datetime) -> None:
        kept = objects.current(tx, ObjectId(arrival.object_id))
        if kept is None or kept.sha256 != arrival.sha256 or kept.withdrawn:
            return  # a later version counts here
        partners, purpose = _concerned(tx, kept), _purpose(arrival)
        if not partners or purpose is None:
            return
        wanted = Publication((kept.object_id,), purpose, BY_ITSELF, partners)
        self._releases.publish_within(tx, wanted, now)
        act = note(tx, Deed.REPORT_PASSED_ON, kept.object_id, (arrival.partner, *partners), now)
        facts: dict[str, str | int] = {"what": act.deed.value}
        leaf = LedgerEntry(
            EntryKind.ADMINISTRATION, crossing=act.id, sha256=commitment(act), facts=facts
        )
        self._ledger.append(tx, [leaf], now)


def holders(tx: Connection, kept: Kept) -> set[str]:
    """Everybody but us who gave an object, or has it from us or is about to."""
    gave = {one.source for one in objects.sources(tx, kept.seq)} | {kept.source}
    return {str(name) for name in gave if name} | _having(tx, kept.object_id)


def _purpose(arrival: Arrival) -> Purpose | None:
    """For what it was given to us; None for a purpose of which we know nothing, so for no other use.

    A plain TAXII party says none: then it is for what every report of ours is for where nobody says more.
    """
    if not arrival.purpose:
        return Purpose.NETWORK_DEFENCE
    return next((one for one in Purpose if one.value == arrival.purpose), None)


def _concerned(tx: Connection, opinion: Kept) -> tuple[str, ...]:
    """To whom it is to go on: who holds what it speaks against, and who has an earlier version of it."""
    content = opinion.content
    wanted = _having(tx, opinion.object_id)
    if content.get("opinion") in AGAINST and not opinion.revoked:
        refs = [ObjectId(str(one)) for one in content.get("object_refs", ())]
        for about in objects.currents(tx, refs).values():
            wanted |= holders(tx, about)
    came = arrival_rows.of_object(tx, [opinion.object_id]).get(opinion.object_id, [])
    proposed = rows.of_object(tx, opinion.object_id)
    have = {one.partner for one in came}
    have |= {one.partner for one in proposed if one.sha256 == opinion.sha256}
    return tuple(
        sorted(
            one.name
            for one in list_partners(tx, PartnerState.ACTIVE)
            if one.name in wanted - have and one.identity_id != opinion.created_by_ref
        )
    )


def _having(tx: Connection, object_id: ObjectId) -> set[str]:
    return {str(one.partner) for one in rows.of_object(tx, object_id) if one.state in HAVING}
