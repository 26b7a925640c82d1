"""Taking back what has crossed, or asking for stricter handling of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.authority import DECIDERS, demand, with_reason
from khien.exchange.documents import REASON_CHARACTERS, Action, Recall, payload_of
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import Event, State, after, can
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import ConflictError, NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time
from khien.model.marking import Tlp
from khien.model.signing import seal
from khien.people.officers import Officer
from khien.people.partners import PartnerKind, PartnerState, partner
from khien.store import Store, objects

RECALL_PASSED_ON = "recall.passed-on"
DOWNGRADE_PASSED_ON = "downgrade.passed-on"
"""Why a release is taken back, or handled more strictly, where the word came from a partner."""


class NothingToRecallError(ConflictError):
    """Nothing of it is with a partner, or on its way to one, or waiting."""

    code = "release.nothing-to-recall"

    def __init__(self, subject: str) -> None:
        super().__init__(subject, "nothing to take back")
        self.facts = {"subject": subject}


class NeverReleasedError(NotFoundError):
    """An object that is here and was released to nobody; what takes it out of use is another thing."""

    code = "release.never-released"

    def __init__(self, subject: str) -> None:
        super().__init__("release", subject)
        self.facts = {"subject": subject}


class NothingToDowngradeError(ConflictError):
    """No partner has it, or it is handled that strictly already."""

    code = "release.nothing-to-downgrade"

    def __init__(self, subject: str, tlp: str) -> None:
        super().__init__(subject, "nothing to handle more strictly")
        self.facts = {"subject": subject, "tlp": tlp}


class Recalls:
    """The desk for taking back. A recall also takes the versions out of our own use."""

    def __init__(
        self, store: Store, ledger: Ledger, ourselves: Ourselves, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._ledger, self._ourselves, self._clock = store, ledger, ourselves, clock

    def recall(self, subject: str, officer: Officer, reason: str) -> list[Release]:
        """Take a release, or every release of an object, back.

        What has not left is taken out of the outbox; where it may have arrived the partner is told
        and confirms. Who cannot confirm, a plain TAXII party or a partner struck off, leaves the
        release `unconfirmed`. It is also the no of an emergency release's review.

        Args:
            subject: a release id or an object id; of an object, its redacted copies go along, and the
                versions that were released are taken out of our own use too.
            officer: who decides; release, lawyer or admin.
            reason: why; the partner reads it.

        Raises:
            NotFoundError: no such release, or no such object; `NeverReleasedError`: it was never released.
            NothingToRecallError: nothing of it can be taken back any more.
            NoReasonError, RoleError: no reason, or not an officer who may.
        """
        now = self._clock()
        said = with_reason(subject, reason)
        demand(officer, DECIDERS)
        with self._store.write() as tx:
            found = [r for r in _named(tx, subject) if can(r.state, Event.RECALL, Event.WITHDRAW)]
            if not found:
                raise NothingToRecallError(subject)
            if not subject.startswith("release--"):
                for object_id, modified in {(r.object_id, r.modified) for r in found}:
                    objects.withdraw(tx, ObjectId(object_id), modified, "recalled", now)
            return self._take_back(tx, found, said, "us", now)

    def downgrade(self, subject: str, tlp: Tlp, officer: Officer, reason: str) -> list[Release]:
        """Ask every partner that has it to handle a version at least as strictly as `tlp`.

        From now on it is no looser for us either. A plain TAXII party cannot be asked.

        Raises:
            NotFoundError: no such release or object was ever released.
            NothingToDowngradeError: no partner that can be asked has it more loosely.
            NoReasonError, RoleError: as for a recall.
        """
        now = self._clock()
        said = with_reason(subject, reason)
        demand(officer, DECIDERS)
        with self._store.write() as tx:
            found = [
                r
                for r in _named(tx, subject)
                if can(r.state, Event.RECALL) and r.tlp < tlp.rank and _hears(tx, r.partner)
            ]
            if not found:
                raise NothingToDowngradeError(subject, tlp.label)
            for object_id, modified in {(r.object_id, r.modified) for r in found}:
                by = self._ourselves.name
                arrival_rows.tighten(tx, object_id, modified, tlp.rank, by, now)
            self._ask(tx, found, tlp, said, "us", now)
            return found

    def pass_on(self, tx: Connection, recall: Recall, now: datetime) -> None:
        """What a partner takes back, or wants handled more strictly, reaches those whom we gave it.

        Called once a recall, in the transaction in which it is followed here. The reason that they
        read is a code: what the partner wrote, it wrote to us.

        Args:
            tx: the open write transaction.
            recall: the partner's, believed and followed here.
            now: the instant.
        """
        found = [
            release
            for release in rows.of_object(tx, recall.object)
            if (release.modified, release.sha256) == (recall.version, recall.sha256)
        ]
        if recall.action is Action.RECALL:
            back = [r for r in found if can(r.state, Event.RECALL, Event.WITHDRAW)]
            self._take_back(tx, back, RECALL_PASSED_ON, recall.giver, now)
            return
        tlp = Tlp(recall.tlp)
        looser = [
            r
            for r in found
            if can(r.state, Event.RECALL) and r.tlp < tlp.rank and _hears(tx, r.partner)
        ]
        self._ask(tx, looser, tlp, DOWNGRADE_PASSED_ON, recall.giver, now)

    def _take_back(
        self, tx: Connection, found: Sequence[Release], reason: str, by: str, now: datetime
    ) -> list[Release]:
        """Out of the outbox what has not left; a sealed recall after what has."""
        here = outbox_rows.cancel(tx, [r.id for r in found], now)
        events = {r.id: self._event(tx, r, here) for r in found}
        moved = [(r.id, after(r.id, r.state, events[r.id])) for r in found]
        rows.set_state(tx, moved, reason=reason)
        for release in found:
            rows.review(tx, release.id, None)
        told = [r for r in found if events[r.id] is Event.RECALL]
        self._tell(tx, told, Action.RECALL, "", reason, now)
        self._record(tx, found, EntryKind.WITHDRAWN, {"by": by}, now)
        states = dict(moved)
        return [replace(r, state=states[r.id], reason=reason, review_due=None) for r in found]

    def _ask(
        self,
        tx: Connection,
        found: Sequence[Release],
        tlp: Tlp,
        reason: str,
        by: str,
        now: datetime,
    ) -> None:
        """Ask those who have it to handle it more strictly."""
        self._tell(tx, found, Action.DOWNGRADE, tlp.value, reason, now)
        self._record(tx, found, EntryKind.DOWNGRADED, {"by": by, "tlp": tlp.rank}, now)

    @staticmethod
    def _event(tx: Connection, release: Release, here: set[str]) -> Event:
        if release.state is State.HELD:
            return Event.WITHDRAW
        if release.state is State.CLEARED and release.id in here:
            return Event.WITHDRAW
        return Event.RECALL if _hears(tx, release.partner) else Event.TAKE_BACK

    def _tell(
        self,
        tx: Connection,
        found: Sequence[Release],
        action: Action,
        tlp: str,
        reason: str,
        now: datetime,
    ) -> None:
        items = []
        for release in found:
            told = Recall(
                giver=self._ourselves.name,
                taker=release.partner,
                time=taxii_time(now),
                recall=f"recall--{uuid4()}",
                release=release.id,
                object=release.object_id,
                version=release.modified,
                sha256=release.sha256,
                action=action,
                tlp=tlp,
                reason=reason[:REASON_CHARACTERS],
            )
            document = seal("recall", payload_of(told), self._ourselves.key)
            items.append((release.partner, release.id, json.dumps(document)))
        outbox_rows.put(tx, outbox_rows.Kind.RECALL, items, now)

    def _record(
        self,
        tx: Connection,
        found: Sequence[Release],
        kind: EntryKind,
        facts: dict[str, str | int],
        now: datetime,
    ) -> None:
        entries = [
            LedgerEntry(
                kind,
                crossing=r.id,
                partner=PartnerName(r.partner),
                object_id=ObjectId(r.object_id),
                version=r.modified or None,
                sha256=r.sha256,
                facts=facts,
            )
            for r in found
        ]
        self._ledger.append(tx, entries, now)


def _hears(tx: Connection, name: str) -> bool:
    """Whether the partner takes our documents and answers them with signed receipts."""
    found = partner(tx, name)
    return found.kind is PartnerKind.KHIEN and found.state is PartnerState.ACTIVE


def _named(tx: Connection, subject: str) -> list[Release]:
    if subject.startswith("release--"):
        one = rows.one(tx, subject)
        found = [] if one is None else [one]
    else:
        found = [*rows.of_object(tx, subject), *rows.copies_of(tx, subject)]
    if not found and objects.current(tx, ObjectId(subject)) is not None:
        raise NeverReleasedError(subject)
    if not found:
        raise NotFoundError("release", subject)
    return found
