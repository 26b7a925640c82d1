"""An ID token is believed only if every claim fits the question."""

from typing import Any

import pytest

from khien.exchange.openid.rules import ALGORITHMS, believable
from khien.model.decision import Allowed, Refusal
from tests.people.parties import NOW

AT = NOW.timestamp()
GOOD: dict[str, Any] = {
    "iss": "https://idp.example",
    "aud": "khien",
    "iat": int(AT),
    "exp": AT + 300,
    "nonce": "n-1",
}


def judged(**change: Any) -> str:  # noqa: ANN401 -- any claim
    """The code of the refusal, or nothing."""
    claims = {name: value for name, value in (GOOD | change).items() if value is not None}
    found = believable(claims, issuer="https://idp.example", client="khien", nonce="n-1", now=NOW)
    return found.code if isinstance(found, Refusal) else ""


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"aud": ["khien"]},
        {"aud": ["khien", "other"], "azp": "khien"},
        {"iat": AT + 60},
        {"iat": AT - 660},
        {"exp": AT - 59},
    ],
)
def test_what_is_believed(change: dict[str, Any]) -> None:
    """One audience, or several with us as the party; a minute of slack between clocks."""
    assert judged(**change) == ""
    assert isinstance(
        believable(GOOD, issuer="https://idp.example", client="khien", nonce="n-1", now=NOW),
        Allowed,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"iss": "https://idp.example/"}, "openid.issuer"),
        ({"iss": None}, "openid.issuer"),
        ({"aud": "other"}, "openid.audience"),
        ({"aud": None}, "openid.audience"),
        ({"aud": ["khien", "other"]}, "openid.audience"),
        ({"aud": ["khien", "other"], "azp": "other"}, "openid.audience"),
        ({"iat": None}, "openid.time"),
        ({"exp": None}, "openid.time"),
        ({"exp": True}, "openid.time"),
        ({"exp": "soon"}, "openid.time"),
        ({"iat": AT + 61}, "openid.time"),
        ({"iat": AT - 661}, "openid.time"),
        ({"exp": AT - 60}, "openid.time"),
        ({"nonce": None}, "openid.nonce"),
        ({"nonce": "n-2"}, "openid.nonce"),
        ({"nonce": 1}, "openid.nonce"),
        ({"nonce": "\ud800"}, "openid.nonce"),
    ],
)
def test_what_is_not(change: dict[str, Any], code: str) -> None:
    """Another issuer, another reader, too old, from the future, another question."""
    assert judged(**change) == code


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"iss": "x"}, "https://idp.example"),
        ({"aud": "x"}, "khien"),
        ({"exp": None}, "iat, exp"),
        ({"exp": 0}, NOW.isoformat(timespec="seconds")),
        ({"nonce": "x"}, "nonce"),
    ],
)
def test_a_refusal_names_what_was_asked_for(change: dict[str, Any], detail: str) -> None:
    """And never what the provider said, which may be anything."""
    found = believable(
        GOOD | change, issuer="https://idp.example", client="khien", nonce="n-1", now=NOW
    )

    assert isinstance(found, Refusal)
    assert found.detail == detail


def test_no_algorithm_without_a_key_of_the_provider() -> None:
    """Neither `none` nor a shared secret is among the algorithms."""
    assert "none" not in ALGORITHMS
    assert not any(name.startswith("HS") for name in ALGORITHMS)
