"""Agreements across the border: sign ours, send our signature, take the partner's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from khien.exchange.authority import DECIDERS, demand
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import NotFoundError
from khien.model.ids import PartnerName
from khien.people import agreements
from khien.people.agreements import SignatureTaken, StoredAgreement
from khien.people.officers import Officer
from khien.people.partners import Partner, PartnerKind
from khien.people.partners import partner as find_partner
from khien.store import Store


class Treaties:
    """The desk for agreements."""

    def __init__(
        self, store: Store, ledger: Ledger, ourselves: Ourselves, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._ledger, self._ourselves, self._clock = store, ledger, ourselves, clock

    def sign(self, partner_name: str, text: str, officer: Officer) -> SignatureTaken:
        """Sign an agreement on an officer's word and queue our signature for the partner.

        Raises:
            AgreementError: the text has mistakes; every one is named with its line.
            AgreementRefusedError: it is not between us and this partner, or is over.
            RoleError: the officer has no role that signs.
        """
        demand(officer, DECIDERS)
        now = self._clock()
        with self._store.write() as tx:
            partner = find_partner(tx, partner_name)
            stored = agreements.import_agreement(
                tx, self._ourselves.identity, partner.name, text, now
            )
            taken = agreements.sign_agreement(
                tx, stored.sha256, self._ourselves.key, officer.name, now
            )
            if partner.kind is PartnerKind.KHIEN:
                document = agreements.agreement_document(tx, stored.sha256)
                item = (partner.name, stored.sha256, json.dumps(document))
                outbox_rows.put(tx, outbox_rows.Kind.AGREEMENT, [item], now)
            if taken.changed:
                self._record(tx, stored, "signed-by-us", now)
        return taken

    def attest(
        self,
        partner_name: str,
        text: str,
        reference: str,
        officers: tuple[Officer, Officer],
    ) -> SignatureTaken:
        """Sign an agreement with a plain TAXII party, which signed its copy on paper.

        Such a party has no key. Two officers attest that they have the signed paper; our key seals
        their word, and the agreement is shown as signed on paper for ever.

        Args:
            partner_name: the party.
            text: the agreement as TOML, with the content of the paper.
            reference: where the paper lies, such as a file number.
            officers: two different ones who have seen it; each release, lawyer or admin.

        Raises:
            AgreementError: the text has mistakes; every one is named with its line.
            AgreementRefusedError: not between us and this party, over, or the party signs with a key.
            RoleError: one of the officers has no role that signs.
        """
        for officer in officers:
            demand(officer, DECIDERS)
        first, second = officers
        now = self._clock()
        with self._store.write() as tx:
            stored = agreements.import_agreement(
                tx, self._ourselves.identity, partner_name, text, now
            )
            key = self._ourselves.key
            ours = agreements.sign_agreement(tx, stored.sha256, key, first.name, now)
            if ours.changed:
                self._record(tx, stored, "signed-by-us", now)
            taken = agreements.attest_paper(
                tx, stored.sha256, key, reference, (first.name, second.name), now
            )
            if taken.changed:
                self._record(tx, stored, "signed-on-paper", now)
        return taken

    def take(self, partner: Partner, document: dict[str, Any]) -> SignatureTaken:
        """Take a partner's signature; the same one again changes nothing."""
        now = self._clock()
        with self._store.write() as tx:
            taken = agreements.take_signature(
                tx, self._ourselves.identity, partner.name, document, now
            )
            if taken.changed:
                self._record(tx, taken.stored, "signed-by-partner", now)
        return taken

    def document(self, partner_name: str, sha256: str = "") -> dict[str, Any]:
        """The sealed document of an agreement with every signature so far, to be carried by hand.

        Args:
            partner_name: the partner.
            sha256: which one; empty for the one imported last of those that somebody signed.

        Raises:
            NotFoundError: no such partner, or no such agreement with it.
            UnsignedError: nobody has signed it.
        """
        with self._store.read() as tx:
            name = find_partner(tx, partner_name).name
            lines = agreements.list_agreements(tx, self._clock(), name)
            signed = [one.stored.sha256 for one in lines if one.stored.ours or one.stored.theirs]
            found = [sha256] if sha256 in {one.stored.sha256 for one in lines} else signed[-1:]
            if not found or sha256 not in {"", *found}:
                raise NotFoundError("agreement", sha256 or partner_name)
            return agreements.agreement_document(tx, found[0])

    def _record(self, tx: Connection, stored: StoredAgreement, what: str, now: datetime) -> None:
        entry = LedgerEntry(
            EntryKind.AGREEMENT,
            partner=PartnerName(stored.partner),
            sha256=stored.sha256,
            facts={"what": what},
        )
        self._ledger.append(tx, [entry], now)
