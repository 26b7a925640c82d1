"""Tokens are made, checked and revoked."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from khien.model.errors import KhienError, MalformedError, NotFoundError, SignInError
from khien.model.ids import OfficerName
from khien.people.names import NameTakenError
from khien.people.partners import PartnerRevokedError, revoke
from khien.people.tokens import (
    NewToken,
    Scope,
    TokenHolder,
    TokenOverError,
    TokenRefusedError,
    add_token,
    check_token,
    list_tokens,
    require,
    revoke_token,
    rows,
)
from khien.people.tokens.rules import hash_secret
from khien.store import Store
from tests.people.parties import NOW, OURS, THEIRS, enrol
from tests.store.fresh import opened

READ = ("taxii:read",)


@pytest.fixture
def feed(store: Store) -> NewToken:
    """A token of the node's own tools that ends after a day."""
    with store.write() as tx:
        return add_token(tx, "feed", scopes=READ, now=NOW, expires=NOW + timedelta(days=1))


def test_the_secret_is_shown_once_and_kept_as_a_hash(tx: Connection) -> None:
    """The secret stands nowhere in the database, and the value that holds it does not print it."""
    new = add_token(tx, "feed", scopes=READ, now=NOW)

    assert new.secret.startswith("khien_")
    assert new.secret not in str(tx.execute(select(rows.token)).all())
    assert new.secret not in repr(new)


def test_two_tokens_have_two_secrets(tx: Connection) -> None:
    """Secrets are random, and tokens are listed by name."""
    second, first = (add_token(tx, name, scopes=READ, now=NOW) for name in ("b", "a"))

    assert first.secret != second.secret
    assert list_tokens(tx) == (first.token, second.token)


def test_a_secret_names_its_holder(store: Store, feed: NewToken) -> None:
    """Bearer needs the secret; Basic needs the token's name too."""
    for user in (None, "feed"):
        holder = check_token(store, feed.secret, NOW, user)
        assert holder == TokenHolder("feed", frozenset({Scope.TAXII_READ}), None)


def test_any_other_secret_is_nobodys(store: Store, feed: NewToken) -> None:
    """A wrong secret, a malformed one and a wrong user are refused alike."""
    wrong = "khien_" + "a" * 43
    for secret, user in ((wrong, None), ("", None), ("\ud800", None), (feed.secret, "other")):
        with pytest.raises(SignInError) as caught:
            check_token(store, secret, NOW, user)
        assert type(caught.value) is SignInError


def test_the_last_use_is_kept_once_a_minute(store: Store, feed: NewToken) -> None:
    """Reading a feed a hundred times a minute writes one row."""
    for seconds in (0, 30, 60):
        check_token(store, feed.secret, NOW + timedelta(seconds=seconds))
        with store.read() as tx:
            (kept,) = list_tokens(tx)
        assert kept.last_used == NOW + timedelta(seconds=seconds // 60 * 60)


def test_an_expired_token_says_so_to_its_holder(store: Store, feed: NewToken) -> None:
    """After its end the holder, and only the holder, reads why."""
    with pytest.raises(TokenOverError, match="feed") as caught:
        check_token(store, feed.secret, NOW + timedelta(days=1))

    assert caught.value.facts == {"name": "feed", "reason": "people.token-expired"}


def test_a_revoked_token_opens_nothing(store: Store, feed: NewToken) -> None:
    """Revocation holds from the first time on, and the name stays taken."""
    with store.write() as tx:
        first = revoke_token(tx, "feed", NOW)
        assert revoke_token(tx, "feed", NOW + timedelta(days=1)) == first
        with pytest.raises(NameTakenError):
            add_token(tx, "feed", scopes=READ, now=NOW)

    with pytest.raises(TokenOverError):
        check_token(store, feed.secret, NOW)


def test_a_partners_token_ends_with_the_partnership(store: Store) -> None:
    """A token bound to a partner names it, and opens nothing once the partner is revoked."""
    with store.write() as tx:
        enrol(tx, OURS, THEIRS)
        new = add_token(tx, "pull", scopes=READ, now=NOW, partner="asean-cert")
    assert check_token(store, new.secret, NOW).partner == "asean-cert"

    with store.write() as tx:
        revoke(tx, "asean-cert", "ended", OfficerName("boss"), NOW)

    with pytest.raises(TokenOverError, match="pull") as caught:
        check_token(store, new.secret, NOW)
    assert caught.value.facts["reason"] == "people.partner-revoked"
    with store.write() as tx, pytest.raises(PartnerRevokedError):
        add_token(tx, "pull-2", scopes=READ, now=NOW, partner="asean-cert")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda tx: add_token(tx, "A", scopes=READ, now=NOW), MalformedError),
        (lambda tx: add_token(tx, "a", scopes=(), now=NOW), TokenRefusedError),
        (lambda tx: add_token(tx, "a", scopes=("all",), now=NOW), TokenRefusedError),
        (lambda tx: add_token(tx, "a", scopes=READ, now=NOW, expires=NOW), TokenRefusedError),
        (lambda tx: add_token(tx, "a", scopes=READ, now=NOW, partner="x"), NotFoundError),
        (lambda tx: revoke_token(tx, "nobody", NOW), NotFoundError),
    ],
)
def test_what_cannot_be_is_refused(
    tx: Connection, change: Callable[[Connection], object], error: type[KhienError]
) -> None:
    """Bad names, scopes, ends and partners are errors, and leave nothing behind."""
    with pytest.raises(error):
        change(tx)

    assert list_tokens(tx) == ()


def test_a_missing_scope_is_refused(store: Store, feed: NewToken) -> None:
    """The holder passes for the scope that it has, and for no other."""
    holder = check_token(store, feed.secret, NOW)

    assert require(holder, Scope.TAXII_READ) is holder
    with pytest.raises(TokenRefusedError, match="scope-missing"):
        require(holder, Scope.TAXII_WRITE)


def test_a_revocation_in_another_process_counts_at_once(
    store: Store, feed: NewToken, tmp_path: Path
) -> None:
    """What a node remembers of a token that it let in a moment ago is dropped by `khien token revoke`."""
    assert check_token(store, feed.secret, NOW).name == "feed"
    assert check_token(store, feed.secret, NOW).name == "feed"
    command = opened(tmp_path, "t.db")
    with command.write() as tx:
        revoke_token(tx, "feed", NOW)
    command.close()

    with pytest.raises(TokenOverError):
        check_token(store, feed.secret, NOW)


def test_what_is_remembered_has_its_end_too(store: Store, feed: NewToken) -> None:
    """A token that expires between two requests opens nothing for the second, though nobody wrote."""
    check_token(store, feed.secret, NOW)

    with pytest.raises(TokenOverError):
        check_token(store, feed.secret, NOW + timedelta(days=1))


def test_no_secret_is_remembered_as_it_is(store: Store, feed: NewToken) -> None:
    """The memory of a node holds neither a secret nor the hash that stands in the database."""
    check_token(store, feed.secret, NOW)
    kept = repr(vars(store.__dict__["_memory"]))

    assert feed.secret not in kept
    assert hash_secret(feed.secret) not in kept
