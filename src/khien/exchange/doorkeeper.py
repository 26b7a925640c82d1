"""Who may come in, by what the people desk knows now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from khien.exchange.callers import Caller
from khien.model.errors import NotFoundError, SignInError
from khien.model.signing import PublicKey
from khien.people.certificates import Revocations, check_certificate
from khien.people.partners import (
    KeyRetiredError,
    Partner,
    PartnerRevokedError,
    active_partner,
    partner_by_key,
)
from khien.people.tokens import Scope, check_token
from khien.store import Store

PARTNERS = frozenset({Scope.TAXII_READ.value, Scope.TAXII_WRITE.value})
"""What a partner may do whose proof is not a token with scopes of its own."""


class PeopleDoorkeeper:
    """Tokens and pinned keys of one node; every answer is what is in force at that moment."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        revocations: Revocations | None = None,
    ) -> None:
        self._store, self._clock, self._revocations = store, clock, revocations

    def by_token(self, user: str, secret: str) -> Caller | None:
        """The holder of a token; None for every reason not to let it in."""
        try:
            holder = check_token(self._store, secret, self._clock(), user or None)
        except SignInError:
            return None
        scopes = frozenset(scope.value for scope in holder.scopes)
        return Caller(holder.name, holder.partner or "", scopes, signed=False)

    def by_key(self, key_id: str) -> Caller | None:
        """The active partner whose current key this is; it may read and write its own side."""
        found = self._partner(key_id)
        if found is None:
            return None
        return Caller(found.name, found.name, PARTNERS, signed=True)

    def by_certificate(self, certificate: bytes) -> Caller:
        """The active partner, or own tool, that holds this certificate.

        A partner's opens what a token for TAXII would; that of a tool opens nothing by itself.

        Raises:
            CertificateRefusedError: it is nobody's, or over, or its authority took it back.
            SignInError: this node takes no certificates.
        """
        if self._revocations is None:
            raise SignInError("certificate")
        with self._store.read() as tx:
            found = check_certificate(tx, certificate, self._clock(), self._revocations)
        scopes = PARTNERS if found.partner else frozenset[str]()
        return Caller(found.name, found.partner or "", scopes, signed=False)

    def key(self, key_id: str) -> PublicKey | None:
        """The pinned key itself, to verify a request with."""
        found = self._partner(key_id)
        return None if found is None else found.current_key

    def partner(self, caller: Caller) -> Partner:
        """The partner behind a caller.

        Raises:
            SignInError: it is no partner's caller, or the partner is not active any more.
        """
        try:
            with self._store.read() as tx:
                return active_partner(tx, caller.partner)
        except (NotFoundError, PartnerRevokedError) as error:
            raise SignInError(caller.name) from error

    def _partner(self, key_id: str) -> Partner | None:
        try:
            return self._store.remembered(("key", key_id), lambda tx: partner_by_key(tx, key_id))
        except (NotFoundError, PartnerRevokedError, KeyRetiredError):
            return None
