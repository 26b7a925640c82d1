"""Carry to a Khiên node: notes and objects over TAXII, documents and checkpoints beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from khien.exchange.delivery.loading import Load
from khien.exchange.outbox.rows import Kind
from khien.exchange.peer.client import PeerClient, StaleSizeError
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.resources import API_ROOT, Status
from khien.exchange.taxii.server import INBOX
from khien.exchange.wire import PeerRefusedError, Wire
from khien.ledger import BEHIND, Alarm, FormerLedgerError, Hold, Ledger, LedgerBehindError, Standing
from khien.model.signing import PublicKey
from khien.store import Store


class PeerCarrier:
    """One Khiên partner, reached at its address with signed requests."""

    signs = True

    def __init__(
        self,
        wire: Wire,
        url: str,
        key: PublicKey,
        store: Store,
        ledger: Ledger,
        clock: Callable[[], datetime],
    ) -> None:
        self._wire, self._peer = wire, PeerClient(wire, url)
        self._taxii = TaxiiClient(wire, f"{url.rstrip('/')}/taxii2/{API_ROOT}/")
        self._key, self._store, self._ledger, self._clock = key, store, ledger, clock
        self._notes_ahead = False

    def objects(self, load: Load) -> Status:
        """Add to the partner's inbox, with the note in the same envelope.

        A node that does not look for it there says that it was not announced; then the note goes ahead.
        """
        objects, header = list(load.objects), {"khien-delivery": load.delivery}
        if not self._notes_ahead:
            try:
                return self._taxii.push(INBOX, objects, header, load.note)
            except PeerRefusedError as error:
                if error.status != HTTPStatus.CONFLICT:
                    raise
        self._peer.announce(load.note)
        status = self._taxii.push(INBOX, objects, header)
        self._notes_ahead = True
        return status

    def documents(self, kind: Kind, documents: Sequence[dict[str, Any]]) -> None:
        """Send sealed documents to the endpoint of their kind."""
        if kind is Kind.RECEIPT:
            counts = Counter(str(d["payload"]["outcome"]) for d in documents)
            self._peer.receipts(list(documents), dict(counts))
            return
        send: dict[Kind, Callable[[dict[str, Any]], object]] = {
            Kind.RECALL: self._peer.recall,
            Kind.AGREEMENT: self._peer.agreement,
            Kind.KEY: self._peer.key,
            Kind.NOTICE: self._peer.notice,
        }
        for document in documents:
            send[kind](document)

    def checkpoint(self) -> bool:
        """Have our newest checkpoint cosigned, from the size that the partner knows."""
        size, known = self._store.remembered(("cosigned", self._key.raw), self._sizes)
        if size == known:
            return False
        try:
            self._offer(known)
        except StaleSizeError as stale:
            if stale.size > size or not known:
                self._refuse_to_fork()
            self._offer(stale.size)
        return True

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def _sizes(self, tx: Connection) -> tuple[int, int]:
        return self._ledger.size(tx), self._ledger.cosigned_size(tx, self._key)

    def _refuse_to_fork(self) -> None:
        """Stand still if the partner proves that it knows more of our ledger than we have.

        Its bare word stops nobody: the checkpoint that it shows must carry our own signature. One that
        carries another is of a ledger that had our name before; nothing of ours is offered against it.
        """
        note, now = self._peer.cosigned() or "", self._clock()
        alarm: Alarm | None = None
        with self._store.write() as tx:
            standing, known = self._ledger.judge(tx, note)
            size = self._ledger.size(tx)
            if standing is Standing.BEHIND:
                self._ledger.hold(tx, Hold(BEHIND, self._wire.peer, known, note))
            if standing is Standing.FORMER:
                alarm = self._ledger.take_former(tx, note, self._key, now)
        if standing is Standing.BEHIND:
            raise LedgerBehindError(self._wire.peer, size, known)
        if alarm is not None:
            raise FormerLedgerError(alarm.origin, alarm.detail)

    def _offer(self, known: int) -> None:
        with self._store.read() as tx:
            offer = self._ledger.offer(tx, known)
        lines = self._peer.add_checkpoint(offer.body)
        with self._store.write() as tx:
            self._ledger.take_cosignature(tx, offer.size, self._key, lines)
