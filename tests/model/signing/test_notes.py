"""Signed notes and cosignatures."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khien.model.errors import MalformedError, ProofError
from khien.model.signing import (
    PublicKey,
    SigningKey,
    cosign_note,
    open_note,
    sign_note,
    split_note,
)
from khien.model.signing.keys import encode_base64

ANNA = SigningKey.from_seed("anna.example", b"a" * 32)
BINH = SigningKey.from_seed("binh.example", b"b" * 32)
TEXT = "khien-ledger/vn/vn-ncc\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"

# The note in the documentation of Go's golang.org/x/mod/sumdb/note.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n"
)
# A checkpoint of the public log log2025-1.rekor.sigstore.dev with the cosignature of a public witness.
WITNESS = PublicKey(
    "witness.stagemole.eu", base64.b64decode("BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv")[1:]
)
WITNESS_ID = "67f7aea0"
COSIGNED = (
    "log2025-1.rekor.sigstore.dev\n139911860\nEliTHtnx44DhEBH+5qIXBtQsSpc54Avam7mIYEvxnTA=\n\n"
    "— log2025-1.rekor.sigstore.dev zxGZFcOra4Y7QpuiQen+CmnUvDZbxSXfBOXJzL+HKIeR9aC58QTfao58ABqkhVyB"
    "hQDseS+TZdDNpcnZhoRxkh7IbQ0=\n"
    "— witness.stagemole.eu Z/euoAAAAABqxF18wrJCADsJ1G5Lc2JaRjZqqBwjpNqH24yQse4iJ4rKS6b5MtvHP+IbKYXw"
    "aWuWokdGA+BubLFi+TrwK7xpKr6XBw==\n"
)


def test_a_note_signed_by_others_opens() -> None:
    """The note that Go's documentation signs verifies under the key that it publishes."""
    opened = open_note(GO_NOTE.encode(), [PublicKey.parse(GO_VKEY)])

    assert opened.text == GO_NOTE.partition("\n\n")[0] + "\n"
    assert [line.key.name for line in opened.verified] == ["PeterNeumann"]
    assert opened.verified[0].time_s is None


def test_a_cosignature_by_a_public_witness_holds() -> None:
    """A cosignature/v1 that a public witness made verifies, with its key id and its time."""
    opened = open_note(COSIGNED, [WITNESS])

    assert WITNESS.cosignature_id.hex() == WITNESS_ID
    assert [(line.key, line.time_s) for line in opened.verified] == [(WITNESS, 1791253884)]
    assert [line.name for line in opened.unknown] == ["log2025-1.rekor.sigstore.dev"]
    assert opened.unknown[0].line + opened.verified[0].line in COSIGNED


def test_a_changed_note_does_not_open() -> None:
    """One other letter in the text, or another time in a cosignature, and nothing holds."""
    with pytest.raises(ProofError):
        open_note(GO_NOTE.replace("answer", "Answer"), [PublicKey.parse(GO_VKEY)])
    with pytest.raises(ProofError):
        open_note(COSIGNED.replace("139911860", "139911861"), [WITNESS])
    with pytest.raises(ProofError):
        open_note(COSIGNED.replace("Z/euoAAAAABqxF18", "Z/euoAAAAABqxF19"), [WITNESS])


def test_a_note_of_strangers_does_not_open() -> None:
    """No known signature, no keys at all, or only the right name with another key: not opened."""
    note = sign_note(TEXT, ANNA)

    for keys in ([], [BINH.public], [BINH.public.named("anna.example")]):
        with pytest.raises(ProofError):
            open_note(note, keys)


def test_unknown_signatures_are_kept_and_prove_nothing() -> None:
    """C2SP signed-note: a verifier ignores keys that it does not know, even with a known name."""
    stranger = sign_note(TEXT, BINH.named("anna.example")).partition("\n\n")[2]
    opened = open_note(sign_note(TEXT, ANNA) + stranger, [ANNA.public])

    assert [line.key for line in opened.verified] == [ANNA.public]
    assert [line.line for line in opened.unknown] == [stranger]


def test_a_wrong_line_of_a_known_key_spoils_the_note() -> None:
    """C2SP signed-note: if a known key's line does not verify, the whole note is refused."""
    good = sign_note(TEXT, ANNA)
    forged = sign_note("other\n", BINH).partition("\n\n")[2]

    assert open_note(good + forged, [ANNA.public]).text == TEXT
    with pytest.raises(ProofError):
        open_note(good + forged, [ANNA.public, BINH.public])


def test_a_repeated_signature_counts_once() -> None:
    """Saying it twice does not make two signers."""
    note = sign_note(TEXT, ANNA)
    line = note.partition("\n\n")[2]

    assert len(open_note(note + line, [ANNA.public]).verified) == 1


def test_a_signature_and_a_cosignature_are_two_things() -> None:
    """A plain signature cannot be passed off as a cosignature, nor the reverse."""
    note = sign_note(TEXT, ANNA) + cosign_note(TEXT, ANNA, 1_795_308_900)
    opened = open_note(note, [ANNA.public])
    assert [line.time_s for line in opened.verified] == [None, 1_795_308_900]

    _, (plain, _) = split_note(note)
    as_cosignature = encode_base64(ANNA.public.cosignature_id + bytes(8) + plain.signature)
    with pytest.raises(ProofError):
        open_note(f"{TEXT}\n— anna.example {as_cosignature}\n", [ANNA.public])


def test_a_cosignature_names_its_time() -> None:
    """The signed message is the one of C2SP tlog-cosignature, and the time is part of it."""
    _, (line,) = split_note(f"{TEXT}\n{cosign_note(TEXT, ANNA, 1679315147)}")

    assert line.signature[:8] == (1679315147).to_bytes(8, "big")
    message = f"cosignature/v1\ntime 1679315147\n{TEXT}".encode()
    assert line.signature[8:] == ANNA.sign(message)


@pytest.mark.parametrize("time_s", [-1, 2**63])
def test_a_time_that_cannot_be_is_not_signed(time_s: int) -> None:
    """C2SP tlog-cosignature: the time does not exceed 2^63 - 1."""
    with pytest.raises(MalformedError):
        cosign_note(TEXT, ANNA, time_s)


def test_a_time_that_cannot_be_is_not_believed() -> None:
    """A cosignature with a time beyond 2^63 - 1 or of a wrong length is refused, well signed or not."""
    last = open_note(f"{TEXT}\n{cosign_note(TEXT, ANNA, 2**63 - 1)}", [ANNA.public])
    assert last.verified[0].time_s == 2**63 - 1
    late = 2**63
    signature = ANNA.sign(f"cosignature/v1\ntime {late}\n{TEXT}".encode())
    for stamped in (late.to_bytes(8, "big") + signature, signature):
        line = encode_base64(ANNA.public.cosignature_id + stamped)
        with pytest.raises(ProofError):
            open_note(f"{TEXT}\n— anna.example {line}\n", [ANNA.public])


@pytest.mark.parametrize("text", ["", "\n", "no newline", "tab\t\n", "nul\0\n", "bell\a\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    """C2SP signed-note: text ends in a newline and holds no control characters."""
    with pytest.raises(MalformedError):
        sign_note(text, ANNA)
    with pytest.raises(MalformedError):
        cosign_note(text, ANNA, 0)


GOOD = sign_note(TEXT, ANNA)
LINE = GOOD.partition("\n\n")[2]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        TEXT,
        TEXT + "\n",
        GOOD.removesuffix("\n"),
        GOOD + "\n",
        GOOD.replace("— ", "- "),
        GOOD.replace("— ", "—"),
        f"{TEXT}\n— anna.example\n",
        f"{TEXT}\n—  AAAAAAAA\n",
        f"{TEXT}\n— anna+example AAAAAAAA\n",
        f"{TEXT}\n— anna.example AAAA\n",
        f"{TEXT}\n— anna.example AAAAAA==\n",
        f"{TEXT}\n— anna.example ????\n",
        TEXT + "\n" + LINE * 101,
        TEXT + "x\n" * 500_000 + "\n" + LINE,
        "\ud800\n\n" + LINE,
        b"\xff\n\n" + LINE.encode(),
    ],
)
def test_a_malformed_note_is_refused(note: str | bytes) -> None:
    """Not text, no signatures, too many, too long, or lines that are none: malformed, never opened."""
    with pytest.raises(MalformedError):
        open_note(note, [ANNA.public])


def test_the_last_empty_line_parts_text_and_signatures() -> None:
    """C2SP signed-note: a text may hold empty lines of its own."""
    text = "one\n\n\ntwo\n\n"

    assert open_note(sign_note(text, ANNA), [ANNA.public]).text == text


def test_a_hundred_signatures_are_read() -> None:
    """The limit is above the 16 that C2SP signed-note demands."""
    assert len(split_note(TEXT + "\n" + LINE * 100)[1]) == 100


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1), st.booleans())
def test_any_text_comes_back(text: str, as_bytes: bool) -> None:
    """What was signed is what is opened, letter by letter."""
    note = sign_note(text + "\n", ANNA)

    assert open_note(note.encode() if as_bytes else note, [ANNA.public]).text == text + "\n"
