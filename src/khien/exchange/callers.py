"""Who is calling: one of our own tools by token, or a partner by signature, token or certificate."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from khien.exchange.guesses import Guesses
from khien.exchange.incoming import Incoming
from khien.exchange.room import Room
from khien.exchange.signatures import RequestVerifier
from khien.model.errors import KhienError, SignInError


class ForbiddenError(KhienError):
    """The caller is known, but may not do this."""

    code, exit_status, http_status = "exchange.forbidden", 3, 403

    def __init__(self, caller: str, what: str) -> None:
        super().__init__(caller=caller, what=what)


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller that proved who it is.

    `partner` is '' for our own tools. `signed` tells a Khiên partner's signed request from a token.
    """

    name: str
    partner: str
    scopes: frozenset[str]
    signed: bool

    def may(self, scope: str) -> None:
        """Raise ForbiddenError unless the caller holds the scope."""
        if scope not in self.scopes:
            raise ForbiddenError(self.name, scope)


class Doorkeeper(Protocol):
    """Knows tokens and partners. Must answer from what is in force now: a revoked one is unknown."""

    def by_token(self, user: str, secret: str) -> Caller | None:
        """The holder of a token; with a user name (Basic), the token's name must be that."""
        ...

    def by_key(self, key_id: str) -> Caller | None:
        """The active partner that has this key pinned."""
        ...

    def by_certificate(self, certificate: bytes) -> Caller:
        """The holder of a client certificate (DER) that TLS took; SignInError says why it is nobody's.

        Where it is one of our own tools', the caller has no scope: a token must say which tool.
        """
        ...


class NoProofError(SignInError):
    """The request does not say who sends it, or not in a way that can be read."""

    code = "exchange.no-credentials"

    def __init__(self) -> None:
        super().__init__("")
        self.facts = {}


class UnknownCallerError(SignInError):
    """Nobody that we know has this token or key now."""

    code = "exchange.unknown-caller"

    def __init__(self) -> None:
        super().__init__("")
        self.facts = {}


class Callers:
    """Finds out who sent a request: by client certificate, `Authorization`, or RFC 9421 signature.

    Whatever proof a request brings must hold, and all must speak of the same party.
    """

    def __init__(
        self, keeper: Doorkeeper, verifier: RequestVerifier, clock: Callable[[], datetime]
    ) -> None:
        self._keeper, self._verifier, self._clock = keeper, verifier, clock
        self._guesses, self._room = Guesses(), Room()

    def identify(self, incoming: Incoming) -> Caller:
        """The caller.

        Raises:
            SignInError: nobody that we know, or a proof that does not hold.
            GuessingError: too many wrong secrets came from there.
        """
        if not incoming.certificate:
            return self._by_proof(incoming)
        # Asked for every request: a connection may outlive the certificate that it began with.
        holder = self._keeper.by_certificate(incoming.certificate)
        if holder.partner and not _has_proof(incoming):
            return holder
        caller = self._by_proof(incoming)
        if caller.partner != holder.partner:
            raise SignInError("Authorization")
        return caller

    def _by_proof(self, incoming: Incoming) -> Caller:
        if incoming.header("signature-input"):
            key_id = self._verifier.verify(incoming.message, self._clock())
            caller = self._keeper.by_key(key_id)
        else:
            caller = self._by_token(incoming)
        if caller is None:
            raise UnknownCallerError
        return caller

    def reserve(self, incoming: Incoming, size_bytes: int) -> Callable[[], None]:
        """Room for a body that is not read yet, for a caller whose headers prove who it is.

        Returns:
            What gives the room back.

        Raises:
            SignInError, GuessingError: as `identify`; so a stranger's body is not read.
            BusyError: other large bodies are in hand, of this caller or of all.
        """
        if incoming.certificate and not _has_proof(incoming):
            name = self._keeper.by_certificate(incoming.certificate).name
        elif incoming.header("signature-input"):
            name = self._verifier.foresee(incoming.message, self._clock())
        else:
            caller = self._by_token(incoming)
            if caller is None:
                raise UnknownCallerError
            name = caller.name
        return self._room.take(name, size_bytes)

    def _by_token(self, incoming: Incoming) -> Caller | None:
        user, secret = _credentials(incoming.header("authorization"))
        place = incoming.source, user, secret
        now = self._clock()
        self._guesses.allow(*place, now)
        caller = self._keeper.by_token(user, secret)
        if caller is None:
            self._guesses.missed(*place, now)
        else:
            self._guesses.hit(*place)
        return caller


def _has_proof(incoming: Incoming) -> bool:
    """Whether a request says who sends it, besides what TLS says."""
    return bool(incoming.header("authorization") or incoming.header("signature-input"))


def _credentials(header: str) -> tuple[str, str]:
    """User and secret of an `Authorization` header; the user of Bearer is ''."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return "", value.strip()
    if scheme.lower() != "basic":
        raise NoProofError
    try:
        user, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NoProofError from error
    if not colon:
        raise NoProofError
    return user, secret
