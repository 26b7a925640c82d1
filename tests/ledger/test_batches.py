"""Many documents under one signature, each of which stands alone."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from khien.ledger import Reader, Sealed, is_in_batch, seal_all
from khien.ledger.tree import hash_leaf, inclusion_ranges, root_from_inclusion
from khien.model.canonical import content_sha256
from khien.model.errors import KhienError, MalformedError, ProofError
from khien.model.signing import SigningKey, seal, signed_bytes, verify
from khien.model.signing.keys import decode_base64, encode_base64

KEY = SigningKey.from_seed("asean-cert", b"a" * 32)
OTHER = SigningKey.from_seed("stranger", b"s" * 32)


def sealed(size: int) -> list[Sealed]:
    """So many receipts in one batch."""
    return seal_all("receipt", [{"release": f"release--{n}"} for n in range(size)], KEY)


def place(document: dict[str, Any]) -> dict[str, Any]:
    """Where a document stands in its batch."""
    found: dict[str, Any] = document["signatures"][0]["batch"]
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 33])
def test_each_document_of_a_batch_stands_alone(size: int) -> None:
    """Every one opens by itself, names its signer, and has the hash of its own payload."""
    for number, one in enumerate(sealed(size)):
        found, sha256 = Reader("receipt", [KEY.public]).open(one.document)
        assert found.payload == {"release": f"release--{number}"}
        assert found.signers == (KEY.public,)
        assert sha256 == one.sha256 == content_sha256(found.payload)


@pytest.mark.parametrize("size", [2, 3, 5, 8, 11])
def test_the_tree_is_that_of_the_ledger(size: int) -> None:
    """The path leads, by the ledger's own reading of RFC 9162, to the root that was signed."""
    for index, one in enumerate(sealed(size)):
        raw = decode_base64(place(one.document)["path"], "path")
        path = [raw[at : at + 32] for at in range(0, len(raw), 32)]
        leaf = hash_leaf(signed_bytes("receipt", one.document["payload"]))
        root = root_from_inclusion(leaf, index, size, path)
        assert len(path) == len(inclusion_ranges(index, size))
        covered = f"khien/receipt/v1/batch\n{size}\n{encode_base64(root)}\n".encode()
        signature = decode_base64(one.document["signatures"][0]["sig"], "signature")
        assert verify(KEY.public, covered, signature) == covered


def test_one_alone_is_sealed_as_ever() -> None:
    """A batch of one is a plain sealed document; a batch of none is nothing."""
    (one,) = sealed(1)

    assert one.document == seal("receipt", {"release": "release--0"}, KEY)
    assert not is_in_batch(one.document)
    assert seal_all("receipt", [], KEY) == []
    assert all(is_in_batch(many.document) for many in sealed(2))


def test_a_signature_that_many_share_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dear part is done once a batch, and again for another one."""
    asked = []
    monkeypatch.setattr("khien.ledger.batches.verify", lambda *parts: asked.append(parts))
    reader = Reader("receipt", [KEY.public])

    for one in [*sealed(5), *sealed(7)]:
        reader.open(one.document)

    assert len(asked) == 2


def _path(document: dict[str, Any], change: Callable[[bytes], bytes]) -> None:
    raw = decode_base64(place(document)["path"], "path")
    place(document)["path"] = encode_base64(change(raw))


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "another word": lambda d: d["payload"].update(release="release--9"),
    "another place": lambda d: place(d).update(index=1),
    "another size": lambda d: place(d).update(size=6),
    "the largest size": lambda d: place(d).update(size=2**20),
    "a path bit": lambda d: _path(d, lambda raw: bytes([raw[0] ^ 1]) + raw[1:]),
    "a path cut": lambda d: _path(d, lambda raw: raw[:-32]),
    "a path cut within a hash": lambda d: _path(d, lambda raw: raw[:-1]),
    "a longer path": lambda d: _path(d, lambda raw: raw + raw[:32]),
    "no path": lambda d: place(d).update(path=""),
    "the signature of a single one": lambda d: d["signatures"][0].update(
        sig=seal("receipt", d["payload"], KEY)["signatures"][0]["sig"]
    ),
    "an unknown key": lambda d: d["signatures"][0].update(key=OTHER.public.id),
}


WHY = {
    "a longer path": "a path of another length",
    "the largest size": "a path of another length",
    "an unknown key": "signed by no known key",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_changed_in_any_part_proves_nothing(name: str) -> None:
    """A changed word, place, path, key or signature is refused, also where its siblings were verified."""
    documents = [one.document for one in sealed(5)]
    reader = Reader("receipt", [KEY.public])
    for document in documents:
        reader.open(document)
    changed = copy.deepcopy(documents[2])
    WRONG[name](changed)

    with pytest.raises(ProofError):
        reader.open(changed)
    with pytest.raises(ProofError) as caught:
        Reader("receipt", [KEY.public]).open(changed)
    why = str(caught.value.facts["why"])
    assert name not in WHY or (caught.value.facts["what"], why) == ("receipt", WHY[name])


_DOCUMENT = "a sealed document of this kind"
_OBJECT = "the payload is an object"
_LINE = "a signature has key, sig and batch"
_PARTS = "a place in a batch has index, size and path"
_WITHIN = "a place in a batch of at most 1048576"
_BASE64 = "base64, RFC 4648 §4"

MALFORMED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another kind": (lambda d: d.update(kind="recall"), _DOCUMENT),
    "something beside it": (lambda d: d.update(more=1), _DOCUMENT),
    "no object": (lambda d: d.update(payload=[]), _OBJECT),
    "a line with more": (lambda d: d["signatures"][0].update(more=1), _LINE),
    "a line without a signature": (lambda d: d["signatures"][0].pop("sig"), _LINE),
    "a key that is no text": (lambda d: d["signatures"][0].update(key=1), _LINE),
    "a signature that is no text": (lambda d: d["signatures"][0].update(sig=1), _LINE),
    "a signature that is no base64": (lambda d: d["signatures"][0].update(sig="?"), _BASE64),
    "a place that is none": (lambda d: d["signatures"][0].update(batch=[]), _PARTS),
    "a place with more": (lambda d: place(d).update(more=1), _PARTS),
    "a place outside": (lambda d: place(d).update(index=5), _WITHIN),
    "a place before": (lambda d: place(d).update(index=-1), _WITHIN),
    "true for a number": (lambda d: place(d).update(index=True), _WITHIN),
    "a size that is no number": (lambda d: place(d).update(size="5"), _WITHIN),
    "too many": (lambda d: place(d).update(size=2**20 + 1), _WITHIN),
    "a path that is no text": (lambda d: place(d).update(path=[]), _PARTS),
    "a path that is no base64": (lambda d: place(d).update(path="?"), _BASE64),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_has_another_form_is_refused(name: str) -> None:
    """Anything that is not the one form of a batch is malformed, not half read; the rule is named."""
    document = copy.deepcopy(sealed(5)[2].document)
    change, rule = MALFORMED[name]
    change(document)
    part = {"a signature that is no base64": " signature", "a path that is no base64": " path"}

    with pytest.raises(MalformedError) as caught:
        Reader("receipt", [KEY.public]).open(document)

    assert (caught.value.item, caught.value.rule) == ("receipt" + part.get(name, ""), rule)


def test_a_batch_of_one_kind_is_none_of_another() -> None:
    """The kind is under the signature of a batch too."""
    document = sealed(3)[0].document | {"kind": "recall"}

    with pytest.raises(ProofError):
        Reader("recall", [KEY.public]).open(document)


@pytest.mark.parametrize(
    "document", [None, {}, {"signatures": [1]}, {"signatures": [{"batch": {}}, {"batch": {}}]}]
)
def test_what_is_no_document_is_refused(document: object) -> None:
    """No shape gets past the reader."""
    with pytest.raises(KhienError):
        Reader("receipt", [KEY.public]).open(document)
