"""What one partner might try against another: its inbox, its shelf, its seals, its cosignatures."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from khien.app.wiring import utc_now
from khien.exchange.taxii.collections import INBOX, RELEASED, WORKSPACE
from khien.ledger.checkpoint import Checkpoint, sign_checkpoint
from khien.model.instants import stix_time
from khien.model.signing import SigningKey, cosign_note, seal
from tests.hostile.victim import POST, Victim

STRANGER = SigningKey.from_seed("khien-ledger/my/asean-cert", b"s" * 32)


def _note(**more: object) -> dict[str, Any]:
    return {
        "giver": "asean-cert",
        "taker": "vn-ncc",
        "time": stix_time(utc_now()),
        "delivery": f"delivery--{uuid4()}",
        "agreement": "0" * 64,
        "items": [],
        **more,
    }


def test_an_inbox_is_the_callers_own(victim: Victim) -> None:
    """Nobody can name another's inbox: what comes by a token is its holder's, whatever it says it is."""
    found = victim.indicator()
    body = json.dumps({"objects": [found]}).encode()
    answer = victim.post(body, Khien_Delivery=f"delivery--{uuid4()}", Khien_To=victim.identity)
    assert (answer.status, answer.json["success_count"]) == (202, 1)

    # What the hostile one brought is the hostile one's: the honest one may neither change it …
    newer = found | {"modified": stix_time(utc_now()), "revoked": True}
    other = victim.post(json.dumps({"objects": [newer]}).encode(), secret=victim.honest)
    assert other.json["failure_count"] == 1
    assert "not-originator" in other.json["failures"][0]["message"]
    # … nor read what became of it, nor read it.
    status = f"/taxii2/node/status/{answer.json['id']}/"
    assert victim.ask("GET", status, secret=victim.honest).status == 404
    assert victim.ask("GET", status, secret=victim.hostile).status == 200
    one = f"/taxii2/node/collections/{RELEASED}/objects/{found['id']}/"
    for secret in (victim.honest, victim.hostile):
        assert victim.ask("GET", one, secret=secret).status == 404
        assert (
            victim.ask("GET", f"/taxii2/node/collections/{WORKSPACE}/", secret=secret).status == 404
        )
        assert victim.ask("GET", POST, secret=secret).status == 403
        assert victim.ask("DELETE", f"{POST}{found['id']}/", secret=secret).status == 403


def test_a_partner_with_a_token_is_no_signed_one(victim: Victim) -> None:
    """The endpoints between nodes want a signature; a token is 403, nothing is 401."""
    for name in ("deliveries", "receipts", "recalls", "agreements", "add-checkpoint"):
        path = f"/khien/v1/{name}"
        assert victim.ask("POST", path, b"{}", secret=victim.hostile).status == 403
        assert victim.ask("POST", path, b"{}").status == 401
    entries = victim.ask("GET", "/khien/v1/log/tile/entries/000", secret=victim.hostile)
    assert entries.status == 403


def test_a_signed_request_is_taken_once(victim: Victim) -> None:
    """The same request again, with another body, path or receiver, is nobody's."""
    body = b'{"receipts":[],"counts":{}}'
    message = victim.signed("POST", "/khien/v1/receipts", body)
    assert victim.send(message).status == 200
    assert victim.send(message).status == 401

    for change in (
        {"body": b'{"receipts":[],"counts":{"a":1}}'},
        {"url": victim.base + "/khien/v1/recalls"},
        {"url": victim.base + "/khien/v1/receipts?x=1"},
        {"method": "GET"},
    ):
        message = victim.signed("POST", "/khien/v1/receipts", body)
        for name, value in change.items():
            setattr(message, name, value)
        assert victim.send(message).status in {401, 405}, change
    message = victim.signed("POST", "/khien/v1/receipts", body)
    message.headers["khien-to"] = "identity--00000000-0000-4000-8000-000000000000"
    assert victim.send(message).status == 401


def test_a_large_forged_request_is_not_read(victim: Victim) -> None:
    """Headers that name a partner's key without its signature do not open the door for a body."""
    message = victim.signed("POST", "/khien/v1/deliveries", b"x" * 1_000_000)
    message.headers["Signature"] = "pyhms=:" + "A" * 86 + "==:"

    assert victim.send(message).status == 401


def test_a_large_signed_request_is_judged_by_its_body(victim: Victim) -> None:
    """A good signature lets the body in; its digest, and then what it says, still must hold."""
    filler = b" " * 200_000
    assert victim.send(victim.signed("POST", "/khien/v1/deliveries", b"{}" + filler)).status == 400
    message = victim.signed("POST", "/khien/v1/deliveries", b"{}" + filler)
    message.body = b"[]" + filler
    assert victim.send(message).status == 401


@pytest.mark.parametrize("kind", ["delivery", "recall"])
def test_a_seal_is_the_senders_own(victim: Victim, kind: str) -> None:
    """A document sealed by a stranger, for another, in another's name or as another kind is refused."""
    key = victim.signer.ourselves.key
    path = {"delivery": "/khien/v1/deliveries", "recall": "/khien/v1/recalls"}[kind]
    more: dict[str, object] = {}
    if kind == "recall":
        more = {"recall": f"recall--{uuid4()}", "release": f"release--{uuid4()}"}
    for document in (
        seal(kind, _note(**more), STRANGER),
        seal(kind, _note(giver="honest-cert", **more), key),
        seal(kind, _note(taker="asean-cert", **more), key),
        seal("receipt", _note(**more), key),
        seal(kind, _note(**more), key) | {"payload": _note(**more)},
        {"kind": kind, "payload": _note(**more), "signatures": []},
    ):
        answer = victim.send(victim.signed("POST", path, json.dumps(document).encode()))
        assert answer.status in {400, 422}, answer


def test_receipts_for_nothing_are_not_believed(victim: Victim) -> None:
    """A receipt for what was never sent, or sealed by another, changes nothing and says so."""
    receipt = {
        "giver": "asean-cert", "taker": "vn-ncc", "time": stix_time(utc_now()),
        "crossing": f"release--{uuid4()}", "object": f"indicator--{uuid4()}",
        "version": "", "sha256": "0" * 64, "outcome": "accepted", "reason": "",
    }  # fmt: skip
    for key in (STRANGER, victim.signer.ourselves.key):
        batch = {"receipts": [seal("receipt", receipt, key)], "counts": {"accepted": 1}}
        answer = victim.send(
            victim.signed("POST", "/khien/v1/receipts", json.dumps(batch).encode())
        )
        assert answer.status < 500
        assert answer.status >= 400 or "accepted" not in str(answer.json.get("believed", ""))


def _offer(note: str, old: int = 0, proof: tuple[str, ...] = ()) -> bytes:
    lines = "".join(f"{one}\n" for one in proof)
    return f"old {old}\n{lines}\n{note}".encode()


def test_a_forged_checkpoint_is_not_cosigned(victim: Victim) -> None:
    """Another's ledger, a stranger's signature, a cosignature for a signature, a growth without proof."""
    origin = "khien-ledger/my/asean-cert"
    forged = Checkpoint(origin, 7, b"\x01" * 32)
    ours = Checkpoint("khien-ledger/vn/vn-ncc", 7, b"\x01" * 32)
    key = victim.signer.ourselves.key
    text = sign_checkpoint(forged, STRANGER).partition("\n\n")[0] + "\n"
    offers = {
        "a stranger's": sign_checkpoint(forged, STRANGER),
        "of our own ledger": sign_checkpoint(ours, key),
        "cosigned only": f"{text}\n{cosign_note(text, STRANGER, 1)}",
        "without a signature": text,
        "not a note": "x",
    }
    for name, note in offers.items():
        message = victim.signed("POST", "/khien/v1/add-checkpoint", _offer(note))
        answer = victim.send(message)
        assert answer.status in {400, 403, 404, 409, 422}, (name, answer)
        assert "—".encode() not in answer.body

    assert (
        victim.ask("GET", f"/taxii2/node/collections/{INBOX}/", secret=victim.honest).status == 200
    )
