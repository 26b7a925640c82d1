"""What people do at a node that no wire reaches: export to a partner, take what a partner exported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from khien.exchange.exports.errors import NotCarriedError
from khien.exchange.exports.manifest import Scope
from khien.exchange.exports.packing import Packed, Packing
from khien.exchange.exports.unpacking import Unpacked, Unpacking
from khien.people.partners import PartnerKind, active_partner
from khien.store import Store


class Exports:
    """The desk for folders that are carried by hand. It needs no network."""

    def __init__(
        self,
        store: Store,
        packing: Packing,
        unpacking: Unpacking,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._packing, self._unpacking = store, packing, unpacking
        self._clock = clock

    def give(self, partner_name: str, folder: Path, scope: Scope = Scope.WAITING) -> Packed:
        """Write a signed folder for a partner; it stays in the outbox until the answer comes home.

        Args:
            partner_name: an active Khiên partner.
            folder: absent, or empty.
            scope: how much goes into it.

        Raises:
            NotFoundError, PartnerRevokedError: no such active partner.
            NotCarriedError: a plain TAXII party.
            FolderInUseError: there is something in the folder.
        """
        with self._store.read() as tx:
            partner = active_partner(tx, partner_name)
        if partner.kind is not PartnerKind.KHIEN:
            raise NotCarriedError(partner_name)
        return self._packing.pack(partner, scope, folder, self._clock())

    def take(self, folder: Path) -> Unpacked:
        """Take a folder that a partner exported.

        Raises:
            NoExportError, ForeignError, UnsealedError, MisdirectedError, TamperedError,
            RepeatedError: as in `Unpacking.take`; nothing was taken.
        """
        return self._unpacking.take(folder)
