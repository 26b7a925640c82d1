"""What a token is, what it opens, and how long."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from khien.model.decision import Allowed, Refusal, Verdict
from khien.model.ids import PartnerName

PREFIX = "khien_"
SECRET_BYTES = 32  # 256 bits: too many to guess, so a plain SHA-256 at rest is enough
NOTE_USE_EVERY = timedelta(minutes=1)  # so that reading a feed does not write a row each time


class Scope(StrEnum):
    """What a token opens."""

    TAXII_READ = "taxii:read"
    TAXII_WRITE = "taxii:write"
    LEDGER_READ = "ledger:read"
    METRICS_READ = "metrics:read"
    WATCH_READ = "watch:read"  # indicators that were seen, hunts, warnings: for our own tools alone
    EXPORTS_READ = (
        "exports:read"  # lists of indicators; `khien watch consumer add` makes such a token
    )


_SCOPE_NAMES = frozenset(scope.value for scope in Scope)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: never its secret.

    `partner` is set where a partner that cannot sign uses it; without one it is for the node's own
    tools. It works from `created` until `expires` or `revoked`, whichever comes first.
    """

    name: str
    scopes: frozenset[Scope]
    partner: PartnerName | None
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who came in with a token, and what it opens. `partner` None: one of the node's own tools."""

    name: str
    scopes: frozenset[Scope]
    partner: PartnerName | None


def read_scopes(names: Iterable[str]) -> frozenset[Scope] | Refusal:
    """The scopes that the names stand for, or the first name that is none. An empty list is refused."""
    scopes = set()
    for name in names:
        if name not in _SCOPE_NAMES:
            return Refusal("people.unknown-scope", name)
        scopes.add(Scope(name))
    return frozenset(scopes) if scopes else Refusal("people.no-scope", "scopes")


def hash_secret(secret: str) -> str:
    """How a secret is kept: SHA-256, as 64 hex digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def works(token: Token, now: datetime) -> Verdict:
    """Whether the token opens anything at an instant."""
    if token.revoked is not None and now >= token.revoked:
        return Refusal("people.token-revoked", token.name)
    if token.expires is not None and now >= token.expires:
        return Refusal("people.token-expired", token.name)
    return Allowed()


def opens(holder: TokenHolder, scope: Scope) -> Verdict:
    """Whether the token that the holder came in with has the scope."""
    if scope not in holder.scopes:
        return Refusal("people.scope-missing", scope.value)
    return Allowed()


def use_is_news(token: Token, now: datetime) -> bool:
    """Whether the last use on file is old enough to be written anew."""
    return token.last_used is None or now - token.last_used >= NOTE_USE_EVERY
