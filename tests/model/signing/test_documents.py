"""Sealed documents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.errors import MalformedError, ProofError
from khien.model.signing import PublicKey, SigningKey, add_seal, opened, seal, unseal
from khien.model.signing.keys import encode_base64

ANNA = SigningKey.from_seed("anna.example", b"a" * 32)
BINH = SigningKey.from_seed("binh.example", b"b" * 32)
PAYLOAD: dict[str, Any] = {"release": "release--1", "counts": [1, 2], "vi": "biên nhận"}


def test_the_signed_bytes_name_kind_and_format() -> None:
    """The signature is over the kind, the format and the canonical payload, as the contract says."""
    document = seal("receipt", {"b": 1, "a": "ế"}, ANNA)

    message = b'khien/receipt/v1\n{"a":"\xe1\xba\xbf","b":1}'
    from_document = document["signatures"][0]
    assert from_document["key"] == ANNA.public.id
    assert document["kind"] == "receipt"
    assert seal("receipt", {"a": "ế", "b": 1}, ANNA)["signatures"] == document["signatures"]
    signature = ANNA.sign(message)
    assert opened(document, "receipt", [ANNA.public]).signers == (ANNA.public,)
    assert from_document["sig"] == encode_base64(signature)


def test_both_parties_sign_the_same_payload() -> None:
    """A second party adds its signature, and only then do both keys unseal the document."""
    one = seal("agreement", PAYLOAD, ANNA)
    both = add_seal(one, "agreement", BINH)

    assert unseal(both, "agreement", [BINH.public, ANNA.public]) == PAYLOAD
    assert unseal(both, "agreement", [ANNA.public]) == PAYLOAD
    with pytest.raises(ProofError):
        unseal(one, "agreement", [ANNA.public, BINH.public])
    assert one["signatures"] == both["signatures"][:1]


def test_signing_again_replaces_ones_own_signature() -> None:
    """A key stands under a document once."""
    again = add_seal(seal("agreement", PAYLOAD, ANNA), "agreement", ANNA)

    assert len(again["signatures"]) == 1
    assert unseal(again, "agreement", [ANNA.public]) == PAYLOAD


def test_some_of_many_keys_may_have_signed() -> None:
    """`opened` says which of the asked keys signed: for rotation, and for half-signed agreements."""
    document = seal("agreement", PAYLOAD, ANNA)

    assert opened(document, "agreement", [BINH.public, ANNA.public]).signers == (ANNA.public,)
    with pytest.raises(ProofError):
        opened(document, "agreement", [BINH.public])


def test_no_keys_open_nothing() -> None:
    """An empty list of keys is not a list that everyone of signed."""
    with pytest.raises(ProofError):
        unseal(seal("receipt", PAYLOAD, ANNA), "receipt", [])


def test_a_kind_is_not_another_kind() -> None:
    """A receipt is no recall, neither by its label nor by its signature."""
    document = seal("receipt", PAYLOAD, ANNA)

    with pytest.raises(MalformedError):
        unseal(document, "recall", [ANNA.public])
    with pytest.raises(ProofError):
        unseal(document | {"kind": "recall"}, "recall", [ANNA.public])


def test_a_changed_payload_does_not_unseal() -> None:
    """One other value, one more field or one less: the signature is broken."""
    document = seal("receipt", PAYLOAD, ANNA)

    for payload in (PAYLOAD | {"counts": [1, 3]}, PAYLOAD | {"more": 1}, {"vi": "biên nhận"}):
        with pytest.raises(ProofError):
            unseal(document | {"payload": payload}, "receipt", [ANNA.public])


def test_another_key_of_the_same_name_does_not_unseal() -> None:
    """Names are claims; the pinned key decides."""
    document = seal("receipt", PAYLOAD, BINH.named("anna.example"))

    with pytest.raises(ProofError):
        unseal(document, "receipt", [ANNA.public])


def test_a_signature_moved_to_another_key_is_refused() -> None:
    """A line under a known key that is not by it spoils the document."""
    document = seal("receipt", PAYLOAD, BINH)
    document["signatures"][0]["key"] = ANNA.public.id

    with pytest.raises(ProofError):
        opened(document, "receipt", [ANNA.public, BINH.public])


SEALED = seal("receipt", PAYLOAD, ANNA)
SIGNATURE = SEALED["signatures"][0]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "receipt",
        {},
        SEALED | {"note": "unsigned"},
        {"kind": "receipt", "payload": PAYLOAD},
        SEALED | {"payload": []},
        SEALED | {"payload": PAYLOAD | {"big": 2**60}},
        SEALED | {"signatures": []},
        SEALED | {"signatures": {}},
        SEALED | {"signatures": [SIGNATURE, SIGNATURE]},
        SEALED | {"signatures": [dict(SIGNATURE, key=f"k{i}") for i in range(17)]},
        SEALED | {"signatures": ["x"]},
        SEALED | {"signatures": [{"key": "x"}]},
        SEALED | {"signatures": [SIGNATURE | {"note": "unsigned"}]},
        SEALED | {"signatures": [{"key": 1, "sig": "AAAA"}]},
        SEALED | {"signatures": [{"key": ANNA.public.id, "sig": 1}]},
        SEALED | {"signatures": [{"key": ANNA.public.id, "sig": "?"}]},
    ],
)
def test_a_malformed_document_is_refused(document: object) -> None:
    """Wrong types, missing parts, anything unsigned beside them, a flood: malformed, never unsealed."""
    with pytest.raises(MalformedError):
        unseal(document, "receipt", [ANNA.public])


@pytest.mark.parametrize("kind", ["", "Receipt", "a b", "a\n", "1a", "x" * 41])
def test_a_kind_is_a_short_lower_case_word(kind: str) -> None:
    """Nothing that could be read as another kind and format is signed."""
    with pytest.raises(MalformedError):
        seal(kind, PAYLOAD, ANNA)


def test_a_payload_that_has_no_canonical_form_is_not_signed() -> None:
    """RFC 7493: integers beyond 2^53 and NaN are not the same everywhere."""
    for value in (2**60, float("nan")):
        with pytest.raises(MalformedError):
            seal("receipt", {"x": value}, ANNA)


def test_a_payload_with_a_nul_is_not_signed() -> None:
    """U+0000 in a text is refused before it is signed; the words `\\u0000` alone are only words."""
    assert unseal(seal("receipt", {"a": "\\u0000"}, ANNA), "receipt", [ANNA.public])
    with pytest.raises(MalformedError):
        seal("receipt", {"a": "\0"}, ANNA)


def test_a_document_has_room_for_sixteen_signatures() -> None:
    """The sixteenth is taken, the seventeenth refused, and one's own may still be renewed."""
    document = seal("agreement", PAYLOAD, ANNA)
    for number in range(15):
        document = add_seal(document, "agreement", ANNA.named(f"party{number}"))

    assert len(document["signatures"]) == 16
    assert len(add_seal(document, "agreement", ANNA)["signatures"]) == 16
    with pytest.raises(MalformedError):
        add_seal(document, "agreement", BINH)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    st.dictionaries(
        TEXTS,
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
        max_size=5,
    )
)
def test_any_payload_comes_back(payload: dict[str, Any]) -> None:
    """What was sealed is what is unsealed, for whoever signed."""
    keys: list[PublicKey] = [ANNA.public, BINH.public]

    assert unseal(add_seal(seal("x", payload, ANNA), "x", BINH), "x", keys) == payload
