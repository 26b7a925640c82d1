"""Requests between two Khiên nodes are signed (RFC 9421, Ed25519) and meant for one receiver.

The signature covers method, path, query, the digest of the body (RFC 9530) and the header
`Khien-To`, so that what was signed for one node cannot be shown to another.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)
from http_message_signatures.algorithms import HTTPSignatureAlgorithm

from khien.model.errors import ProofError, SignInError
from khien.model.signing import PublicKey, SigningKey, verify

RECEIVER_HEADER = "khien-to"
TAG = "khien"
MAX_AGE = timedelta(minutes=5)  # standards.md §7.7: created/expires at most 300 s
SKEW = timedelta(seconds=60)  # how far apart the clocks of two nodes may be
MAX_NONCE = 100  # characters
_END_OF_CALENDAR = datetime.max.replace(tzinfo=UTC).timestamp() - 1
COVERED = ("@method", "@path", "@query", RECEIVER_HEADER, "content-digest")


class ClockError(SignInError):
    """The signature is its signer's, and made at another time than now: one of two clocks is wrong.

    Only whoever holds a pinned key hears of it.
    """

    code = "exchange.clock"

    def __init__(self, made: object, now: datetime) -> None:
        super().__init__("Signature")
        self.facts = {"made": _shown(made), "now": now.isoformat(timespec="seconds")}


@dataclass(slots=True)
class Message:
    """One HTTP request, as far as its signature covers it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = field(default=b"", repr=False)


class _Ed25519(HTTPSignatureAlgorithm):
    """RFC 9421 §3.3.6 with the keys of `khien.model.signing`."""

    algorithm_id = "ed25519"

    def __init__(
        self, public_key: PublicKey | None = None, private_key: SigningKey | None = None
    ) -> None:
        self._public, self._private = public_key, private_key

    def sign(self, message: bytes) -> bytes:
        """The signature over the signature base."""
        if self._private is None:
            raise HTTPMessageSignaturesException("no private key")
        return self._private.sign(message)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise InvalidSignature unless the pinned key signed this base."""
        try:
            if self._public is None:
                raise InvalidSignature("no public key")
            verify(self._public, message, signature)
        except ProofError as error:
            raise InvalidSignature("wrong signature") from error


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> SigningKey:
        del key_id
        return self._key


class _PinnedKeys(HTTPSignatureKeyResolver):
    def __init__(self, find: Callable[[str], PublicKey | None]) -> None:
        self._find = find

    def resolve_public_key(self, key_id: str) -> PublicKey:
        key = self._find(key_id)
        if key is None:
            raise InvalidSignature("unknown key")
        return key


def sign_request(message: Message, key: SigningKey, receiver: str, now: datetime) -> None:
    """Add `Khien-To`, `Content-Digest`, `Signature-Input` and `Signature` to the request.

    Args:
        message: the request, with its whole body; its headers are changed in place.
        key: this node's key; its id goes along as `keyid`.
        receiver: the STIX identity of the node that it is meant for.
        now: becomes `created`.
    """
    message.headers[RECEIVER_HEADER] = receiver
    signer = HTTPMessageSigner(signature_algorithm=_Ed25519, key_resolver=_OneKey(key))
    signer.sign(
        message,
        key_id=key.public.id,
        created=now,
        expires=now + MAX_AGE,
        nonce=secrets.token_urlsafe(16),
        tag=TAG,
        covered_component_ids=COVERED,
        body=message.body,
    )


class _Verifier(HTTPMessageVerifier):
    """Everything but time, which `RequestVerifier` judges by the clock that it is given."""

    def validate_created_and_expires(
        self,
        sig_input: object,
        max_age: timedelta | None = None,
    ) -> None:
        del sig_input, max_age


class UnprovenError(SignInError):
    """The signature on a request does not hold; which part of it does not is not said."""

    code = "exchange.signature"

    def __init__(self) -> None:
        super().__init__("")
        self.facts = {}


class RequestVerifier:
    """Says which pinned key signed a request, once: a nonce that was seen is not taken again.

    The nonces live in memory for as long as a signature is fresh. Every endpoint behind it is
    idempotent, so a replay after a restart changes nothing either. Threads may share it.
    """

    def __init__(self, receiver: str, find_key: Callable[[str], PublicKey | None]) -> None:
        self._receiver = receiver
        self._verifier = _Verifier(signature_algorithm=_Ed25519, key_resolver=_PinnedKeys(find_key))
        self._seen: dict[tuple[str, str], datetime] = {}  # the oldest first
        self._turn = Lock()

    def verify(self, message: Message, now: datetime) -> str:
        """The key id of the signer.

        Raises:
            SignInError: no signature, a broken, stale, replayed or unknown one, or one that is
                meant for another node.
            ClockError: a good one that was made too long ago, or will be made.
        """
        mark = self._signed(message, message.body, now)
        self._once(mark, now)
        return mark[0]

    def foresee(self, message: Message, now: datetime) -> str:
        """The key id of the signer of a request whose body is not here yet, by its headers alone.

        The nonce is not used up, so this proves less than `verify`, which must follow.

        Raises:
            SignInError: as `verify`.
        """
        return self._signed(message, None, now)[0]

    def _signed(self, message: Message, body: bytes | None, now: datetime) -> tuple[str, str]:
        try:
            results = self._verifier.verify(
                message, max_age=None, expect_tag=TAG, require_components=COVERED, body=body
            )
        except InvalidSignature as error:
            raise UnprovenError from error
        signed = results[0]
        key_id, nonce = str(signed.parameters["keyid"]), signed.nonce or ""
        is_ours = message.headers.get(RECEIVER_HEADER) == self._receiver
        if not is_ours or not 0 < len(nonce) <= MAX_NONCE:
            raise UnprovenError
        if not _is_fresh(signed.parameters, now):
            raise ClockError(signed.parameters.get("created"), now)
        return key_id, nonce

    def _once(self, mark: tuple[str, str], now: datetime) -> None:
        with self._turn:
            while self._seen and next(iter(self._seen.values())) <= now:
                del self._seen[next(iter(self._seen))]
            if mark in self._seen:
                raise UnprovenError
            self._seen[mark] = now + MAX_AGE + 2 * SKEW


def _is_fresh(parameters: Mapping[str, Any], now: datetime) -> bool:
    """Whether `created` and `expires` (RFC 9421 §2.3) allow the signature now."""
    created, expires = parameters.get("created"), parameters.get("expires")
    if not isinstance(created, int) or not isinstance(expires, int):
        return False
    at, skew = now.timestamp(), SKEW.total_seconds()
    is_young = at - MAX_AGE.total_seconds() - skew <= created <= at + skew
    return is_young and expires >= at - skew


def _shown(made: object) -> str:
    """An instant as people read it; whoever signs may name one that no calendar has."""
    if isinstance(made, int) and abs(made) < _END_OF_CALENDAR:
        return datetime.fromtimestamp(made, UTC).isoformat(timespec="seconds")
    return str(made)[:20]
