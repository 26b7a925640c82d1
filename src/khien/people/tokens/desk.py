"""What is done with tokens: add, list, revoke, check."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from khien.model.decision import Refusal
from khien.model.errors import NotFoundError, RefusedError, SignInError
from khien.people.names import NameTakenError, check_name
from khien.people.partners import PartnerRevokedError, active_partner
from khien.people.tokens import rows, rules
from khien.people.tokens.rules import Scope, Token, TokenHolder
from khien.store import Store

_OURS = secrets.token_bytes(32)  # of this process; remembered secrets are hashed with it


class TokenRefusedError(RefusedError):
    """A rule about tokens says no; the reasons are carried."""

    code = "people.token-refused"


class TokenOverError(SignInError):
    """The secret is right, but the token is revoked or expired, or its partner is revoked.

    Only the holder of the secret is told, so the reason may be named.
    """

    code = "people.token-over"

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name)
        self.refusal = refusal
        self.facts = {"name": name, "reason": refusal.code}


@dataclass(frozen=True, slots=True, repr=False)
class NewToken:
    """A token just made. `secret` exists only here: show it once and forget it."""

    token: Token
    secret: str

    def __repr__(self) -> str:
        return f"NewToken({self.token.name}, secret hidden)"


def add_token(
    tx: Connection,
    name: str,
    *,
    scopes: Iterable[str],
    now: datetime,
    partner: str | None = None,
    expires: datetime | None = None,
) -> NewToken:
    """Make a token.

    Args:
        tx: the open write transaction.
        name: what the token is called; with Basic it is the user name.
        scopes: names of scopes, at least one.
        now: the instant of making.
        partner: the active partner that uses it; None: a tool of this node.
        expires: from when on it opens nothing; None: it has no end.

    Raises:
        MalformedError: not a name.
        NameTakenError: the name is taken, also where its token is revoked.
        TokenRefusedError: no scope, an unknown scope, or an end that has passed.
        NotFoundError, PartnerRevokedError: no such active partner.
    """
    checked = check_name(name, "token name")
    if rows.find_token(tx, checked) is not None:
        raise NameTakenError(checked)
    found = rules.read_scopes(scopes)
    if isinstance(found, Refusal):
        raise TokenRefusedError(checked, (found,))
    bound = None if partner is None else active_partner(tx, partner).name
    new = Token(checked, found, bound, now, expires)
    verdict = rules.works(new, now)
    if isinstance(verdict, Refusal):
        raise TokenRefusedError(checked, (verdict,))
    secret = rules.PREFIX + secrets.token_urlsafe(rules.SECRET_BYTES)
    rows.insert_token(tx, new, rules.hash_secret(secret))
    return NewToken(new, secret)


def list_tokens(tx: Connection) -> tuple[Token, ...]:
    """Every token, by name, those that are over too."""
    return rows.all_tokens(tx)


def revoke_token(tx: Connection, name: str, now: datetime) -> Token:
    """From now on the token opens nothing. Twice is the same as once.

    Raises:
        NotFoundError: there is no such token.
    """
    found = rows.find_token(tx, name)
    if found is None:
        raise NotFoundError("token", name)
    if found.revoked is not None:
        return found
    rows.write_revoked(tx, name, now)
    return replace(found, revoked=now)


def check_token(store: Store, secret: str, now: datetime, user: str | None = None) -> TokenHolder:
    """Who holds this secret.

    It takes the store, since most checks only read: the last use is written at most once a minute.
    What was found is remembered until anybody writes to the database, under a hash of the secret that
    only this process can make; whether it still holds at `now` is asked every time.

    Args:
        store: of this node.
        secret: the bearer token, or the password of Basic.
        now: the instant of the request.
        user: the user name of Basic, which must be the token's name; None: Bearer.

    Raises:
        SignInError: no token has this secret, or it has another name.
        TokenOverError: it is revoked or expired, or its partner is revoked.
    """
    given = secret.encode("utf-8", "surrogatepass")
    key = "token", user, hashlib.blake2b(given, key=_OURS).digest()
    found, refused = store.remembered(key, lambda tx: _matching(tx, secret, user))
    verdict = rules.works(found, now)
    if isinstance(verdict, Refusal):
        raise TokenOverError(found.name, verdict)
    if refused is not None:
        raise TokenOverError(found.name, refused)
    if rules.use_is_news(found, now):
        with store.write() as tx:
            rows.write_last_used(tx, found.name, now)
    return TokenHolder(found.name, found.scopes, found.partner)


def require(holder: TokenHolder, scope: Scope) -> TokenHolder:
    """The holder, if its token has the scope.

    Raises:
        TokenRefusedError: it has not.
    """
    verdict = rules.opens(holder, scope)
    if isinstance(verdict, Refusal):
        raise TokenRefusedError(holder.name, (verdict,))
    return holder


def _matching(tx: Connection, secret: str, user: str | None) -> tuple[Token, Refusal | None]:
    """The token with this secret, and what there is against its partner."""
    # The same work for every wrong one, whether or not its name is known or its shape is right. What
    # is compared is a hash, in the database; a secret itself is compared nowhere.
    found = rows.find_by_hash(tx, rules.hash_secret(secret))
    name = "" if found is None else found.name
    given = name if user is None else user
    is_named = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), name.encode())
    if found is None or not is_named:
        raise SignInError(user or "token")
    if found.partner is not None:
        try:
            active_partner(tx, found.partner)
        except PartnerRevokedError as error:
            return found, error.refusals[0]
    return found, None
