"""Keys, their names, and what they sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.errors import MalformedError, ProofError
from khien.model.signing import PublicKey, SigningKey, verify
from khien.model.signing.keys import decode_base64, encode_base64

# RFC 8032 §7.1, test 1
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    "d25bf5f0595bbe24655141438e7a100b"
)
# The verifier keys of the Go note package's documentation and of a public test log.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
LOG_VKEY = "geomys.org/witness/test-log+c0787ff4+AeMb5VOzy60PTGdGmLPxOKGAa0jNyDGsgv2rnprGju1t"


def test_the_published_vector_is_signed_and_verified() -> None:
    """RFC 8032 §7.1 test 1: the seed gives the published key, and the key the published signature."""
    key = SigningKey.from_seed("rfc8032", SEED)

    assert key.public.raw == PUBLIC
    assert key.sign(b"") == SIGNATURE
    assert verify(key.public, b"", SIGNATURE) == b""


@pytest.mark.parametrize("vkey", [GO_VKEY, LOG_VKEY])
def test_published_verifier_keys_are_read_and_written(vkey: str) -> None:
    """A verifier key that others published has the hash that we compute, and is written as it was."""
    assert PublicKey.parse(vkey).vkey == vkey


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=50))
def test_nothing_but_the_signed_message_verifies(seed: bytes, message: bytes) -> None:
    """A signature holds for its message and key, and for no other message."""
    key = SigningKey.from_seed("a", seed)
    signature = key.sign(message)

    assert verify(key.public, message, signature) == message
    with pytest.raises(ProofError):
        verify(key.public, message + b"x", signature)


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), SIGNATURE + b"x"])
def test_a_thing_that_is_no_signature_is_refused(signature: bytes) -> None:
    """Too short, too long or made of zeros: a proof error, never something else."""
    with pytest.raises(ProofError):
        verify(PublicKey("a", PUBLIC), b"", signature)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\nb", "a\tb", "a\u00a0b", "a\u2003b", "x" * 201]
)
def test_a_name_that_would_break_a_note_is_refused(name: str) -> None:
    """C2SP signed-note: names are not empty and hold no spaces, plus or control characters."""
    with pytest.raises(MalformedError):
        PublicKey(name, PUBLIC)


def test_names_of_200_characters_and_in_vietnamese_are_good() -> None:
    """The limit counts characters, and names are not limited to ASCII."""
    name = "đ" * 200

    assert PublicKey.parse(PublicKey(name, PUBLIC).vkey).name == name


@pytest.mark.parametrize("raw", [b"", PUBLIC[:31], PUBLIC + b"\0"])
def test_a_key_has_32_bytes(raw: bytes) -> None:
    """RFC 8032 §5.1.5: neither fewer nor more."""
    with pytest.raises(MalformedError):
        PublicKey("a", raw)


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize(
    "raw",
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ],
)
def test_a_small_order_point_is_no_key(raw: str, sign: int) -> None:
    """The known points under which one signature fits many messages cannot be pinned."""
    point = bytearray.fromhex(raw)
    point[31] |= sign

    with pytest.raises(MalformedError):
        PublicKey("a", bytes(point))


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_has_32_bytes(seed: bytes) -> None:
    """A short or long seed is an error, not a weak key."""
    with pytest.raises(MalformedError):
        SigningKey.from_seed("a", seed)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "a",
        "a+b",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20a3+not base64",
        "PeterNeumann+c74f20a3+",
    ],
)
def test_a_mistyped_verifier_key_is_refused(vkey: str) -> None:
    """A wrong hash, name, type, length or alphabet never becomes a key."""
    with pytest.raises(MalformedError):
        PublicKey.parse(vkey)


def test_a_key_under_another_name_has_other_ids() -> None:
    """The ids of a key depend on its name and on what it signs, so that roles do not mix."""
    key = SigningKey.from_seed("a", SEED)
    ids = {
        key.public.note_id,
        key.public.cosignature_id,
        key.named("b").public.note_id,
        key.named("b").public.cosignature_id,
    }

    assert len(ids) == 4
    assert key.named("b").public == key.public.named("b")


def test_a_signing_key_does_not_print_itself() -> None:
    """A log line or a traceback shows the id of a key, never the seed."""
    key = SigningKey.from_seed("a", SEED)

    assert repr(key) == f"SigningKey({key.public.id})"
    assert SEED.hex() not in repr(key)


@given(st.binary(max_size=40))
def test_base64_has_one_spelling(raw: bytes) -> None:
    """What is written is read back, and no other spelling of the same bytes is."""
    text = encode_base64(raw)

    assert decode_base64(text, "x") == raw
    for other in (text + "=", text + "\n", " " + text):
        with pytest.raises(MalformedError):
            decode_base64(other, "x")


@pytest.mark.parametrize("text", ["QQ", "QR==", "Q-==", "Q\u0111==", "QQ==QQ=="])
def test_sloppy_base64_is_refused(text: str) -> None:
    """RFC 4648 §3.5: missing padding, stray bits, another alphabet."""
    with pytest.raises(MalformedError):
        decode_base64(text, "x")
