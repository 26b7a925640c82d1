"""Carry to a plain TAXII 2.1 server: objects into one of its collections, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khien.exchange.delivery.loading import Load
from khien.exchange.outbox.rows import Kind
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.resources import Status
from khien.exchange.wire import PeerRefusedError, Wire

POLLS = 10  # times that a pending status is asked for before its last word is taken


class TaxiiCarrier:
    """One TAXII party. It signs nothing, so its answers are noted as unsigned."""

    signs = False

    def __init__(self, wire: Wire, api_root: str, collection: str) -> None:
        self._name, self._wire = wire.peer, wire
        self._client, self._collection = TaxiiClient(wire, api_root), collection

    def objects(self, load: Load) -> Status:
        """Add the objects and wait for the server's word on them."""
        if not load.objects:  # all of them were taken back since the first attempt
            return Status("", "complete", 0, 0, 0, 0)
        collection = self._client.collection(self._collection).id
        status = self._client.push(collection, list(load.objects))
        for _ in range(POLLS):
            if status.status == "complete":
                break
            status = self._client.status(status.id)
        return status

    def documents(self, kind: Kind, documents: Sequence[dict[str, Any]]) -> None:
        """A TAXII server knows none of our documents; nothing queues them for it.

        Raises:
            PeerRefusedError: always.
        """
        del documents
        raise PeerRefusedError(self._name, 404, kind.value)

    def checkpoint(self) -> bool:
        """A TAXII server cosigns nothing."""
        return False

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()
