"""Become and stay partners: invitations, acceptances, key rotation, revocation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases.lapsing import end_partner
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.canonical import content_sha256
from khien.model.errors import NotFoundError
from khien.model.ids import PartnerName
from khien.model.signing import SigningKey
from khien.people import certificates, partners, tokens
from khien.people.acts import Deed, commitment, note
from khien.people.officers import Officer
from khien.people.partners import (
    Card,
    Enrolled,
    Invited,
    Partner,
    PartnerKind,
    PartnerState,
    Rotated,
)
from khien.store import Store


class Enrolments:
    """The desk for partners. `card` is what this node says of itself."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        ourselves: Ourselves,
        card: Card,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._ledger, self._ourselves = store, ledger, ourselves
        self.card, self._clock = card, clock

    def invite(self, name: str) -> Invited:
        """Make an invitation for one party, to be carried to it out of band."""
        now = self._clock()
        with self._store.write() as tx:
            invited = partners.invite(tx, self.card, self._ourselves.key, name, now)
            self._record(tx, EntryKind.PARTNER, name, "invited", now)
        return invited

    def accept(self, document: object) -> Enrolled:
        """Accept an invitation: pins the inviter's key and gives the acceptance to bring back."""
        now = self._clock()
        with self._store.write() as tx:
            enrolled = partners.accept(tx, self.card, self._ourselves.key, document, now)
            self._begin(tx, enrolled.partner, now)
            self._record(tx, EntryKind.PARTNER, enrolled.partner.name, "accepted", now)
        return enrolled

    def complete(self, document: object) -> Enrolled:
        """Take the acceptance of an invitation of ours; once only."""
        now = self._clock()
        with self._store.write() as tx:
            enrolled = partners.complete(tx, self.card, document, now)
            self._begin(tx, enrolled.partner, now)
            self._record(tx, EntryKind.PARTNER, enrolled.partner.name, "enrolled", now)
        return enrolled

    def revoke(self, name: str, reason: str, officer: Officer) -> Partner:
        """Strike a partner off: nothing goes out or comes in any more; old receipts stay provable.

        What waited for it is taken out of the outbox and refused. Its tokens and certificates end, and
        stay so when it is enrolled anew. The reason is kept in the register of acts.
        """
        now = self._clock()
        with self._store.write() as tx:
            revoked = self._end(tx, name, reason, officer, now)
            self._record(tx, EntryKind.PARTNER, name, "revoked", now)
            self._note(tx, Deed.PARTNER_REVOKED, name, reason, officer, now)
        return revoked

    def renew(self, name: str, reason: str, officer: Officer) -> Invited:
        """A partner lost its node and makes it anew: end all trust in the old one, invite the new one.

        The leaf names the last checkpoint of the lost ledger that we cosigned; that stays, as evidence.
        Nobody becomes the partner by this: the new node needs the invitation, and the phrase is compared.

        Raises:
            NotFoundError: no such partner, or one without a key.
            NotFromHereError: it is revoked already; then an invitation is enough.
        """
        now = self._clock()
        with self._store.write() as tx:
            lost = partners.partner(tx, name)
            if not lost.keys:
                raise NotFoundError("partner key", name)
            self._end(tx, name, reason, officer, now)
            invited = partners.invite(tx, self.card, self._ourselves.key, name, now)
            kept = self._ledger.kept_of(tx, lost.origin)
            entry = LedgerEntry(
                EntryKind.PARTNER,
                partner=lost.name,
                sha256=None if kept is None else sha256(kept.note.encode()).hexdigest(),
                facts={"what": "renewed", "former": 0 if kept is None else kept.size},
            )
            self._ledger.append(tx, [entry], now)
            self._note(tx, Deed.PARTNER_RENEWED, name, reason, officer, now)
        return invited

    def announce_key(self, old: SigningKey, new: SigningKey) -> int:
        """Queue our new key for every Khiên partner; returns for how many."""
        now = self._clock()
        document = partners.rotation_document(old, new, now)
        text = json.dumps(document)
        with self._store.write() as tx:
            everyone = partners.list_partners(tx, PartnerState.ACTIVE)
            names = [p.name for p in everyone if p.kind is PartnerKind.KHIEN]
            items = [(name, content_sha256(document["payload"]), text) for name in names]
            outbox_rows.put(tx, outbox_rows.Kind.KEY, items, now)
            entry = LedgerEntry(EntryKind.KEY, facts={"key": new.public.id})
            self._ledger.append(tx, [entry], now)
        return len(names)

    def take_rotation(self, document: dict[str, Any]) -> Rotated:
        """Believe a partner's new key; the same document again changes nothing.

        The document proves itself: both keys signed it, and the old one is pinned. So it needs no
        other proof, and it arrives even after the partner has begun to sign with the new key.

        Raises:
            MalformedError, ProofError, NotFoundError, PartnerRevokedError, KeyRetiredError,
            PartnerClashError: as in `people.partners.take_rotation`.
        """
        now = self._clock()
        with self._store.write() as tx:
            rotated = partners.take_rotation(tx, document, now)
            if rotated.changed:
                self._record(tx, EntryKind.KEY, rotated.partner.name, "rotated", now)
        return rotated

    @staticmethod
    def _begin(tx: Connection, partner: Partner, now: datetime) -> None:
        """What it had under an earlier enrolment, ended by whichever version of Khiên, stays ended."""
        if any(pinned.since == now for pinned in partner.keys):  # not the same acceptance once more
            certificates.end_partner(tx, partner.name, certificates.Reason.CESSATION, now)
            tokens.end_partner(tx, partner.name, now)
            partners.settle_notices(tx, partner.name, now)

    def _end(
        self, tx: Connection, name: str, reason: str, officer: Officer, now: datetime
    ) -> Partner:
        revoked = partners.revoke(tx, name, reason, officer.name, now)
        partners.settle_notices(tx, revoked.partner.name, now)
        end_partner(tx, self._ledger, name, now)
        certificates.end_partner(tx, name, certificates.Reason.CESSATION, now)
        tokens.end_partner(tx, name, now)
        return revoked.partner

    def _note(
        self, tx: Connection, deed: Deed, name: str, reason: str, officer: Officer, now: datetime
    ) -> None:
        """The ground and who gave it, for longer than the partner's row holds them."""
        act = note(tx, deed, name, [reason], now, by=officer.name)
        facts: dict[str, str | int] = {"what": deed.value}
        leaf = LedgerEntry(
            EntryKind.ADMINISTRATION, crossing=act.id, sha256=commitment(act), facts=facts
        )
        self._ledger.append(tx, [leaf], now)

    def _record(self, tx: Connection, kind: EntryKind, name: str, what: str, now: datetime) -> None:
        entry = LedgerEntry(kind, partner=PartnerName(name), facts={"what": what})
        self._ledger.append(tx, [entry], now)
