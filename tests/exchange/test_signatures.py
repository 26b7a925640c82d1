"""Tests of `exchange.signatures`: who signed a request, for whom, when, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from http_message_signatures import HTTPMessageSignaturesException, InvalidSignature

from khien.exchange.signatures import (
    MAX_AGE,
    SKEW,
    Message,
    RequestVerifier,
    _Ed25519,
    _is_fresh,
    sign_request,
)
from khien.model.errors import SignInError
from khien.model.signing import PublicKey, SigningKey

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KEY = SigningKey.from_seed("vn-ncc", b"v" * 32)
RECEIVER = "identity--11111111-0000-4000-8000-000000000000"


def signed(
    body: bytes = b"{}", now: datetime = NOW, receiver: str = RECEIVER, key: SigningKey = KEY
) -> Message:
    """A signed request."""
    message = Message("POST", "https://them.example/khien/v1/deliveries?a=1", {}, body)
    sign_request(message, key, receiver, now)
    message.headers = {name.lower(): value for name, value in message.headers.items()}
    return message


def pinned(key_id: str) -> PublicKey | None:
    """One partner's key is known."""
    return KEY.public if key_id == KEY.public.id else None


def verifier() -> RequestVerifier:
    """The receiver's own."""
    return RequestVerifier(RECEIVER, pinned)


def test_a_true_request_names_its_signer() -> None:
    """The pinned key that signed it is told by its id."""
    assert verifier().verify(signed(), NOW) == KEY.public.id
    assert verifier().verify(signed(b""), NOW) == KEY.public.id


def test_the_same_request_again_is_refused() -> None:
    """A nonce is taken once, until long after the signature has gone stale."""
    taker, message = verifier(), signed()
    taker.verify(message, NOW)

    for later in (timedelta(), timedelta(seconds=1), MAX_AGE + SKEW):
        with pytest.raises(SignInError):
            taker.verify(message, NOW + later)
    assert taker.verify(signed(), NOW + timedelta(seconds=2))


def test_old_nonces_are_forgotten() -> None:
    """The memory of nonces does not grow for ever."""
    taker = verifier()
    for hours in range(5):
        taker.verify(signed(now=NOW + timedelta(hours=hours)), NOW + timedelta(hours=hours))

    assert len(taker._seen) == 1


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (MAX_AGE + SKEW, True),
        (MAX_AGE + SKEW + timedelta(seconds=1), False),
        (-SKEW, True),
        (-SKEW - timedelta(seconds=1), False),
    ],
)
def test_time_is_the_receivers(age: timedelta, fresh: bool) -> None:
    """Older than five minutes, or from the future, is refused, give or take a minute."""
    if fresh:
        assert verifier().verify(signed(), NOW + age)
    else:
        with pytest.raises(SignInError):
            verifier().verify(signed(), NOW + age)


def _body(message: Message) -> None:
    message.body = b'{"a": 2}'


def _path(message: Message) -> None:
    message.url = message.url.replace("deliveries", "recalls")


def _query(message: Message) -> None:
    message.url = message.url.replace("a=1", "a=2")


def _method(message: Message) -> None:
    message.method = "GET"


def _no_signature(message: Message) -> None:
    del message.headers["signature"]


def _broken(message: Message) -> None:
    message.headers["signature"] = "pyhms=:AAAA:"


def _other_tag(message: Message) -> None:
    message.headers["signature-input"] = message.headers["signature-input"].replace('khien"', 'x"')


def _fewer(message: Message) -> None:
    message.headers["signature-input"] = message.headers["signature-input"].replace('"@query" ', "")


def _garbage(message: Message) -> None:
    message.headers["signature-input"] = "((("


def _receiver(message: Message) -> None:
    message.headers["khien-to"] = "identity--22222222-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "change",
    [
        _body,
        _path,
        _query,
        _method,
        _no_signature,
        _broken,
        _other_tag,
        _fewer,
        _garbage,
        _receiver,
    ],
)
def test_whatever_was_changed_is_seen(change: Callable[[Message], None]) -> None:
    """Body, path, query, method, addressee and every part of the signature are covered."""
    message = signed()
    change(message)

    with pytest.raises(SignInError):
        verifier().verify(message, NOW)


def test_what_was_signed_for_another_node_is_refused() -> None:
    """A partner cannot pass on to us what was signed for it."""
    with pytest.raises(SignInError):
        verifier().verify(signed(receiver="identity--other"), NOW)


def test_an_unknown_key_is_refused() -> None:
    """A key of the same name that is not pinned signs nothing here."""
    stranger = SigningKey.from_seed("vn-ncc", b"x" * 32)

    with pytest.raises(SignInError):
        verifier().verify(signed(key=stranger), NOW)


def test_a_nonce_of_absurd_length_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody fills the memory of nonces with long ones."""
    monkeypatch.setattr("khien.exchange.signatures.secrets.token_urlsafe", lambda _: "n" * 101)

    with pytest.raises(SignInError):
        verifier().verify(signed(), NOW)


@pytest.mark.parametrize(
    ("parameters", "fresh"),
    [
        ({"created": 0, "expires": 300}, True),
        ({"created": 0}, False),
        ({"expires": 300}, False),
        ({"created": "0", "expires": 300}, False),
        ({"created": 0, "expires": -61}, False),
    ],
)
def test_both_times_must_be_there(parameters: dict[str, int | str], fresh: bool) -> None:
    """A signature says when it was made and when it ends."""
    at = {
        name: int(NOW.timestamp()) + v if isinstance(v, int) else v
        for name, v in parameters.items()
    }

    assert _is_fresh(at, NOW) is fresh


def test_many_at_once_take_a_nonce_once() -> None:
    """Threads that bring the same request at the same moment: one of them is let in."""
    taker, message = verifier(), signed()
    taken: list[str] = []

    def bring() -> None:
        try:
            taken.append(taker.verify(message, NOW))
        except SignInError:
            return

    threads = [Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == 1


def test_without_a_key_nothing_is_signed_or_verified() -> None:
    """The algorithm says so instead of inventing a key."""
    with pytest.raises(HTTPMessageSignaturesException):
        _Ed25519().sign(b"x")
    with pytest.raises(InvalidSignature):
        _Ed25519().verify(b"x", b"y")
