"""Notices between nodes: where we are reached, where a partner is, and that it has ended with us."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from khien.exchange.authority import DECIDERS, demand
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.canonical import content_sha256
from khien.model.ids import PartnerName
from khien.people import partners
from khien.people.acts import Deed, commitment, note
from khien.people.officers import Officer
from khien.people.partners import Card, Channel, Notice, NoticeKind, Partner, PartnerState
from khien.store import Store

WHAT = {NoticeKind.ADDRESS: "address-announced", NoticeKind.ENDING: "ended-there"}
"""The word of a leaf, by what came."""


class Notices:
    """The desk for notices. `card` is what this node says of itself."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        card: Card,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self._card, self._clock = card, clock

    def announce(self, officer: Officer) -> int:
        """Queue our present address for every Khiên partner; gives for how many.

        Raises:
            RoleError: the officer is none of those who decide at the border.
        """
        demand(officer, DECIDERS)
        now = self._clock()
        document = partners.address_notice(self._card, self._ourselves.key, now)
        sha256 = content_sha256(document["payload"])
        with self._store.write() as tx:
            everyone = partners.list_partners(tx, PartnerState.ACTIVE)
            items = [(one.name, sha256, json.dumps(document)) for one in everyone if one.keys]
            outbox_rows.put(tx, outbox_rows.Kind.NOTICE, items, now)
            facts: dict[str, str | int] = {"what": "address-told", "partners": len(items)}
            entry = LedgerEntry(EntryKind.PARTNER, sha256=sha256, facts=facts)
            self._ledger.append(tx, [entry], now)
        return len(items)

    def take(self, giver: Partner, document: object) -> Notice:
        """Keep a partner's notice, for an officer to see; the same one again changes nothing.

        Raises:
            MalformedError, ProofError: as in `people.partners.take_notice`.
        """
        now = self._clock()
        with self._store.write() as tx:
            taken, is_new = partners.take_notice(tx, self._ourselves.name, giver, document, now)
            if is_new:
                self._record(tx, giver.name, WHAT[taken.kind], taken.sha256, now)
        return taken

    def move(
        self, partner: Partner, url: str, channel: Channel, reason: str, officer: Officer
    ) -> Partner:
        """Reach a partner at another address from now on; what waits for it goes there at once.

        Args:
            partner: as it stood when the new address was looked at.
            url: of its node, or of the API root of a plain TAXII party.
            channel: how to speak TLS there.
            reason: the ground, kept in the register with the address before and after.
            officer: who decides.

        Raises:
            RoleError: the officer is none of those who decide at the border.
            MalformedError: an address or certificates that cannot be.
            NotFoundError, PartnerRevokedError: no such active partner.
        """
        demand(officer, DECIDERS)
        now = self._clock()
        with self._store.write() as tx:
            moved = partners.set_url(tx, partner.name, url)
            partners.set_channel(tx, moved.name, channel)
            partners.settle_notices(tx, moved.name, now, NoticeKind.ADDRESS)
            outbox_rows.hurry(tx, moved.name, now)
            detail = (f"from {partner.url}", f"to {moved.url}", f"why {reason}")
            act = note(tx, Deed.PARTNER_MOVED, moved.name, detail, now, by=officer.name)
            self._record(tx, moved.name, "address-changed", commitment(act), now, act.id)
        return moved

    def _record(
        self,
        tx: Connection,
        name: PartnerName,
        what: str,
        sha256: str,
        now: datetime,
        crossing: str | None = None,
    ) -> None:
        facts: dict[str, str | int] = {"what": what}
        entry = LedgerEntry(
            EntryKind.PARTNER, crossing=crossing, partner=name, sha256=sha256, facts=facts
        )
        self._ledger.append(tx, [entry], now)
