"""What a partner has under an agreement that was replaced: the gate is asked anew under the new one.

Nobody has to publish it again. Until the gate has said yes the partner cannot read it here any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from khien.exchange.releases import facts as f
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Release
from khien.gate import Cleared, decide
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.ids import ObjectId, PartnerName
from khien.people import agreements
from khien.people.partners import Partner, PartnerState, list_partners
from khien.store import Store, objects

BATCH = 500  # releases in one transaction, so that nobody waits for long


class Renewals:
    """Asks once for each partner and agreement."""

    def __init__(
        self, store: Store, ledger: Ledger, facts: f.Facts, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._ledger, self._facts, self._clock = store, ledger, facts, clock
        self._asked: dict[PartnerName, str] = {}

    def renew(self) -> int:
        """Ask about everything that stands under another agreement than the one in force now.

        Returns:
            How many releases were asked about.
        """
        now, count = self._clock(), 0
        with self._store.read() as tx:
            everyone = list_partners(tx, PartnerState.ACTIVE)
            signed = {p.name: agreements.in_force(tx, p.name, now) for p in everyone}
        for partner in everyone:
            found = signed[partner.name]
            if found is None or self._asked.get(partner.name) == found.sha256:
                continue
            while asked := self._some(partner, found.sha256, now):
                count += asked
            self._asked[partner.name] = found.sha256
        return count

    def _some(self, partner: Partner, agreement: str, now: datetime) -> int:
        with self._store.read() as tx:
            if not rows.of_other_agreements(tx, partner.name, agreement, 1):
                return 0
        with self._store.write() as tx:
            releases = rows.of_other_agreements(tx, partner.name, agreement, BATCH)
            made = self._ask(tx, partner, releases, now)
            rows.renew(tx, made)
            rows.close(tx, [r.id for r in releases if r.id not in {one.id for one in made}])
            self._ledger.append(tx, [_entry(one) for one in made], now)
            return len(releases)

    def _ask(
        self, tx: Connection, partner: Partner, releases: Sequence[Release], now: datetime
    ) -> list[Release]:
        """Those that the gate clears now, as they stand from now on."""
        target = self._facts.target(tx, partner, now)
        contents = [(ObjectId(r.object_id), r.sha256) for r in releases]
        kept = objects.by_contents(tx, contents)
        here = [r for r, content in zip(releases, contents, strict=True) if content in kept]
        subjects = self._facts.subjects(tx, [kept[ObjectId(r.object_id), r.sha256] for r in here])
        made = []
        for release, subject, asked in zip(here, subjects, f.asked_of(tx, here), strict=True):
            question = self._facts.question(subject, target, asked, now)
            decision = decide(question)
            if isinstance(decision, Cleared) and target.agreement is not None:
                made.append(
                    replace(
                        release,
                        agreement=target.agreement.sha256,
                        tlp=question.tlp.rank,
                        review_due=decision.clearance.review_due,
                    )
                )
        return made


def _entry(release: Release) -> LedgerEntry:
    return LedgerEntry(
        EntryKind.CLEARED,
        crossing=release.id,
        partner=PartnerName(release.partner),
        object_id=ObjectId(release.object_id),
        version=release.modified or None,
        sha256=release.sha256,
        facts={
            "purpose": release.purpose,
            "tlp": release.tlp,
            "agreement": release.agreement,
        },
    )
