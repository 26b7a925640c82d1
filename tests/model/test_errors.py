"""Errors carry facts, and the sentences of both languages have a place for each."""

import pytest

from khien.model.decision import Refusal
from khien.model.errors import (
    ConflictError,
    KhienError,
    MalformedError,
    NotFoundError,
    ProofError,
    RefusedError,
    SettingsError,
    SignInError,
    UnreachableError,
)
from khien.model.words import say

ERRORS = [
    KhienError(),
    MalformedError("bundle.json", "RFC 8259"),
    RefusedError("release--1", (Refusal("gate.own-assets", "2"),)),
    UnreachableError("asean-cert", "timeout"),
    ProofError("receipt", "signature"),
    NotFoundError("object", "indicator--1"),
    ConflictError("release--1", "approve from sent"),
    SettingsError("khien.toml", 3, "unknown key"),
    SignInError("lan"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.code)
def test_every_error_speaks_both_languages(error: KhienError) -> None:
    """Every hole of both sentences is filled by the error's own facts."""
    english, vietnamese = (say(error.code, lang, error.facts) for lang in ("en", "vi"))

    assert "{" not in english + vietnamese
    assert english != vietnamese or error.code == "khien.conflict"


def test_a_refusal_keeps_every_reason() -> None:
    """All reasons are carried, so that all can be mended at once."""
    refusals = (Refusal("gate.tlp-ceiling", "TLP:RED"), Refusal("gate.own-assets", "2"))
    error = RefusedError("release--1", refusals)

    assert error.refusals == refusals
    assert str(error).endswith("gate.tlp-ceiling (TLP:RED), gate.own-assets (2)")
