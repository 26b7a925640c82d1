"""Checkpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.ledger.checkpoint import (
    Checkpoint,
    keys_of,
    open_checkpoint,
    origin_of,
    parse_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import PublicKey, SigningKey, cosign_note, sign_note
from tests.ledger.nodes import ASEAN_KEY, ASEAN_ORIGIN, VN_KEY, VN_ORIGIN

CHECKPOINT = Checkpoint(VN_ORIGIN, 5, bytes(range(32)))
# A checkpoint of the public test log geomys.org/witness/test-log, with its verifier key.
LOG_VKEY = "geomys.org/witness/test-log+c0787ff4+AeMb5VOzy60PTGdGmLPxOKGAa0jNyDGsgv2rnprGju1t"
LOG_NOTE = (
    "geomys.org/witness/test-log\n1\nBCml5C32yqMcl0gjTrcSOeNVx59oPnSdytBzDGBO5k0=\n\n"
    "— geomys.org/witness/test-log wHh/9BPsoBNr2x0Ol3qPBYasIN0HI2ZiBg5ac0v3LQq/7F+YO7U4oWbDeJn1VaWV"
    "rlbSEM30Gr7WWYQjj2SBxRoJ/Ao=\n"
)


def test_a_public_checkpoint_opens() -> None:
    """A checkpoint that somebody else's ledger signed is read and verified."""
    opened = open_checkpoint(LOG_NOTE, [PublicKey.parse(LOG_VKEY)])

    assert opened.checkpoint.origin == "geomys.org/witness/test-log"
    assert opened.checkpoint.size == 1
    assert opened.signer.vkey == LOG_VKEY
    assert opened.cosignatures == ()
    assert opened.checkpoint.text == LOG_NOTE.partition("\n\n")[0] + "\n"


@given(
    st.sampled_from([VN_ORIGIN, "example.com/log42"]),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_a_signed_checkpoint_comes_back(origin: str, size: int, root: bytes) -> None:
    """What was signed is what is opened, by the key under the name of the origin."""
    checkpoint = Checkpoint(origin, size, root)
    note = sign_checkpoint(checkpoint, VN_KEY)

    assert read_checkpoint(note) == checkpoint
    opened = open_checkpoint(note, [VN_KEY.public.named(origin)])
    assert (opened.checkpoint, opened.signer) == (checkpoint, VN_KEY.public.named(origin))


@pytest.mark.parametrize("name", ["vn-ncc", "vn/vn-ncc", VN_ORIGIN])
def test_a_nodes_key_speaks_for_its_ledger(name: str) -> None:
    """A key pinned under the node's short name, with country, or under the origin is the same key."""
    note = sign_checkpoint(CHECKPOINT, VN_KEY)

    assert open_checkpoint(note, [VN_KEY.public.named(name)]).signer.name == VN_ORIGIN


@pytest.mark.parametrize("name", ["ncc", "th/vn-ncc", "khien-ledger/th/vn-ncc", "vn", "other"])
def test_another_nodes_key_does_not(name: str) -> None:
    """Neither a part of the name nor the same name in another country will do."""
    note = sign_checkpoint(CHECKPOINT, VN_KEY)

    with pytest.raises(ProofError):
        open_checkpoint(note, [VN_KEY.public.named(name)])


def test_a_partner_cannot_sign_for_our_ledger() -> None:
    """A checkpoint that only a known partner signed or cosigned proves nothing about its origin."""
    both = [VN_KEY.public, ASEAN_KEY.public]
    signed = sign_note(CHECKPOINT.text, ASEAN_KEY.named(ASEAN_ORIGIN))
    cosigned = cosign_note(CHECKPOINT.text, ASEAN_KEY.named(ASEAN_ORIGIN), 1)
    own = cosign_note(CHECKPOINT.text, VN_KEY.named(VN_ORIGIN), 1)

    for note in (signed, f"{CHECKPOINT.text}\n{cosigned}", f"{CHECKPOINT.text}\n{own}"):
        with pytest.raises(ProofError) as caught:
            open_checkpoint(note, both)
        assert caught.value.facts == {
            "what": "checkpoint 5",
            "why": f"not signed by {VN_ORIGIN}",
        }


def test_cosigners_are_others() -> None:
    """A cosignature counts if somebody else gave it; a plain signature of theirs does not."""
    note = sign_checkpoint(CHECKPOINT, VN_KEY)
    own = cosign_note(CHECKPOINT.text, VN_KEY.named(VN_ORIGIN), 1)
    plain = sign_note(CHECKPOINT.text, ASEAN_KEY).partition("\n\n")[2]
    theirs = cosign_note(CHECKPOINT.text, ASEAN_KEY.named(ASEAN_ORIGIN), 7)
    opened = open_checkpoint(note + own + plain + theirs, [VN_KEY.public, ASEAN_KEY.public])

    assert [(line.key, line.time_s) for line in opened.cosignatures] == [
        (ASEAN_KEY.public.named(ASEAN_ORIGIN), 7)
    ]


def test_a_wrong_cosignature_of_a_known_partner_spoils_the_note() -> None:
    """C2SP signed-note: a known key's line that does not verify is not passed over."""
    note = sign_checkpoint(CHECKPOINT, VN_KEY)
    other = cosign_note("other\n", ASEAN_KEY.named(ASEAN_ORIGIN), 1)

    assert open_checkpoint(note + other, [VN_KEY.public]).cosignatures == ()
    with pytest.raises(ProofError):
        open_checkpoint(note + other, [VN_KEY.public, ASEAN_KEY.public])


LINES, ORIGIN, SIZE, ROOT = (
    f"C2SP tlog-checkpoint: {part}"
    for part in ("three lines", "origin", "size", "root of 32 bytes")
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", LINES),
        (f"{VN_ORIGIN}\n5\n", LINES),
        (CHECKPOINT.text.removesuffix("\n"), LINES),
        (CHECKPOINT.text + "extension\n", LINES),
        (CHECKPOINT.text + "\n", LINES),
        (CHECKPOINT.text.replace("\n5\n", "\n05\n"), SIZE),
        (CHECKPOINT.text.replace("\n5\n", "\n-5\n"), SIZE),
        (CHECKPOINT.text.replace("\n5\n", "\n5 \n"), SIZE),
        (CHECKPOINT.text.replace("\n5\n", "\n٥\n"), SIZE),
        (CHECKPOINT.text.replace("\n5\n", f"\n{2**63}\n"), SIZE),
        (CHECKPOINT.text.replace("\n5\n", f"\n{10**30}\n"), SIZE),
        (CHECKPOINT.text.replace(VN_ORIGIN, ""), ORIGIN),
        (CHECKPOINT.text.replace(VN_ORIGIN, "a b"), ORIGIN),
        (CHECKPOINT.text.replace(VN_ORIGIN, "a+b"), ORIGIN),
        (CHECKPOINT.text.replace(VN_ORIGIN, "x" * 121), ORIGIN),
        (f"{VN_ORIGIN}\n5\nAAAA\n", ROOT),
        (f"{VN_ORIGIN}\n5\n????\n", "base64, RFC 4648 §4"),
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str, rule: str) -> None:
    """Not exactly three lines of origin, size and root in their one spelling; the error says which."""
    with pytest.raises(MalformedError) as caught:
        parse_checkpoint(text)
    assert (caught.value.item, caught.value.rule) == ("checkpoint", rule)


def test_the_largest_checkpoint_is_read() -> None:
    """2^63 - 1 leaves: what a database integer holds."""
    assert parse_checkpoint(Checkpoint(VN_ORIGIN, 2**63 - 1, bytes(32)).text).size == 2**63 - 1


def test_the_origin_of_a_node() -> None:
    """Country and short name; what could be read as another origin is refused."""
    assert origin_of("VN", "vn-ncc") == VN_ORIGIN
    for country, name in (
        ("vnm", "a"), ("", "a"), ("1n", "a"), ("đn", "a"), ("vn", ""), ("vn", "a/b"), ("vn", "a b"),
    ):  # fmt: skip
        with pytest.raises(MalformedError) as caught:
            origin_of(country, name)
        assert (caught.value.item, caught.value.rule) == (
            "ledger origin",
            "country and short name",
        )


def test_keys_are_found_by_name() -> None:
    """Only names under the prefix of our ledgers are taken apart."""
    key = SigningKey.from_seed("log", b"l" * 32).public

    assert keys_of("example.com/log", [key]) == ()
    assert keys_of("log", [key]) == (key,)
    assert keys_of("khien-ledger/vn/log", [key]) == (key.named("khien-ledger/vn/log"),)
