"""What tokens open and how long, without a database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from khien.model.decision import Allowed, Refusal
from khien.people.tokens import rules
from khien.people.tokens.rules import Scope, Token, TokenHolder
from tests.people.parties import NOW

TOKEN = Token("feed", frozenset({Scope.TAXII_READ}), None, NOW)
LATER = NOW + timedelta(hours=1)


def test_scopes_are_read_by_name() -> None:
    """Names of scopes become scopes, each once."""
    assert rules.read_scopes(["taxii:read", "taxii:read"]) == frozenset({Scope.TAXII_READ})


def test_no_or_an_unknown_scope_is_refused() -> None:
    """An empty list opens nothing and is refused; so is a scope nobody knows."""
    assert rules.read_scopes([]) == Refusal("people.no-scope", "scopes")
    assert rules.read_scopes(["taxii:all"]) == Refusal("people.unknown-scope", "taxii:all")


@pytest.mark.parametrize(
    ("token", "verdict"),
    [
        (TOKEN, Allowed()),
        (replace(TOKEN, expires=LATER + timedelta(microseconds=1)), Allowed()),
        (replace(TOKEN, expires=LATER), Refusal("people.token-expired", "feed")),
        (replace(TOKEN, revoked=LATER), Refusal("people.token-revoked", "feed")),
        (replace(TOKEN, revoked=LATER + timedelta(microseconds=1)), Allowed()),
    ],
)
def test_a_token_works_until_it_is_over(token: Token, verdict: Allowed | Refusal) -> None:
    """From the very instant of its end or revocation it opens nothing."""
    assert rules.works(token, LATER) == verdict


def test_a_token_opens_its_scopes_only() -> None:
    """A scope that was not given is refused."""
    holder = TokenHolder("feed", TOKEN.scopes, None)

    assert rules.opens(holder, Scope.TAXII_READ) == Allowed()
    assert rules.opens(holder, Scope.TAXII_WRITE) == Refusal("people.scope-missing", "taxii:write")


@pytest.mark.parametrize(
    ("last", "news"),
    [(None, True), (LATER - timedelta(minutes=1), True), (LATER - timedelta(seconds=59), False)],
)
def test_use_is_news_once_a_minute(last: datetime | None, news: bool) -> None:
    """The first use, and one a minute after the last on file, are written."""
    assert rules.use_is_news(replace(TOKEN, last_used=last), LATER) is news


def test_a_secret_is_kept_as_its_hash() -> None:
    """The hash is SHA-256 of the whole text."""
    assert rules.hash_secret("abc").startswith("ba7816bf8f01cfea")  # FIPS 180-4, example "abc"


def test_a_secret_that_is_no_text_has_a_hash_like_any_other() -> None:
    """Whoever sends half a character as a token is refused as unknown: no two such secrets are alike."""
    hashes = {rules.hash_secret(secret) for secret in ("\ud800", "\udfff", "?", "")}

    assert len(hashes) == 4
