"""Taking back what has crossed, or asking for stricter handling of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.documents import Action, Recall, payload_of
from khien.exchange.ourselves import Ourselves
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases import rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import TRANSITIONS, Event, State, after
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.errors import ConflictError, MalformedError, NotFoundError
from khien.model.ids import ObjectId, PartnerName
from khien.model.instants import taxii_time
from khien.model.marking import Tlp
from khien.model.signing import seal
from khien.people.officers import Officer
from khien.people.partners import PartnerKind, partner
from khien.store import Store, objects


class Recalls:
    """The desk for taking back. A recall also takes the version out of our own use."""

    def __init__(
        self, store: Store, ledger: Ledger, ourselves: Ourselves, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._ledger, self._ourselves, self._clock = store, ledger, ourselves, clock

    def recall(self, subject: str, officer: Officer, reason: str) -> list[Release]:
        """Take a release, or every release of an object, back.

        What has not left is taken out of the outbox; where it may have arrived the partner is told
        and confirms. A plain TAXII party cannot confirm, and the release says so.

        Args:
            subject: a release id or an object id.
            officer: who decides; release, lawyer or admin.
            reason: why; the partner reads it.

        Raises:
            NotFoundError: no such release or object was ever released.
            ConflictError: nothing of it can be taken back any more.
            MalformedError: no reason.
        """
        now = self._clock()
        _check(officer, reason)
        with self._store.write() as tx:
            found = [r for r in _named(tx, subject) if _can(r, Event.RECALL, Event.WITHDRAW)]
            if not found:
                raise ConflictError(subject, "release.nothing-to-recall")
            here = outbox_rows.cancel(tx, [r.id for r in found], now)
            still = {State.HELD, State.CLEARED}
            unsent = [r for r in found if r.state is State.HELD or r.id in here]
            gone = [r for r in found if r not in unsent]
            moved = [
                (r.id, after(r.id, r.state, Event.WITHDRAW)) for r in unsent if r.state in still
            ]
            moved += [(r.id, after(r.id, r.state, Event.RECALL)) for r in gone]
            rows.set_state(tx, moved, reason=reason)
            self._tell(tx, gone, Action.RECALL, "", reason, now)
            if not subject.startswith("release--"):
                objects.withdraw(tx, ObjectId(subject), None, "recalled", now)
            self._record(tx, found, EntryKind.WITHDRAWN, {"by": "us"}, now)
            states = dict(moved)
            return [replace(r, state=states[r.id], reason=reason) for r in found]

    def downgrade(self, subject: str, tlp: Tlp, officer: Officer, reason: str) -> list[Release]:
        """Ask every partner that has it to handle a version at least as strictly as `tlp`.

        Raises:
            NotFoundError, ConflictError, MalformedError: as for a recall.
        """
        now = self._clock()
        _check(officer, reason)
        with self._store.write() as tx:
            found = [
                r
                for r in _named(tx, subject)
                if _can(r, Event.RECALL) and r.state is not State.RECALLING and r.tlp < tlp.rank
            ]
            if not found:
                raise ConflictError(subject, "release.nothing-to-downgrade")
            self._tell(tx, found, Action.DOWNGRADE, tlp.value, reason, now)
            facts: dict[str, str | int] = {"by": "us", "tlp": tlp.rank}
            self._record(tx, found, EntryKind.WITHDRAWN, facts, now)
            return found

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
            if partner(tx, release.partner).kind is not PartnerKind.KHIEN:
                continue
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
                reason=reason,
            )
            document = seal("recall", payload_of(told), self._ourselves.key)
            items.append((release.partner, told.recall, json.dumps(document)))
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


def _check(officer: Officer, reason: str) -> None:
    if not reason.strip():
        raise MalformedError("reason", "release.no-reason")
    if not {role.value for role in officer.roles} & {"release", "lawyer", "admin"}:
        raise ConflictError(officer.name, "release.role")


def _named(tx: Connection, subject: str) -> list[Release]:
    if subject.startswith("release--"):
        one = rows.one(tx, subject)
        found = [] if one is None else [one]
    else:
        found = rows.of_object(tx, subject)
    if not found:
        raise NotFoundError("release", subject)
    return found


def _can(release: Release, *events: Event) -> bool:
    return any(event in TRANSITIONS[release.state] for event in events)
