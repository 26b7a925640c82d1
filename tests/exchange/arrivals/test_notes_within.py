"""Delivery notes that come in the envelope of their objects."""

from __future__ import annotations

from typing import Any

import pytest

from khien.exchange.arrivals.errors import NoteChangedError, UnannouncedError
from khien.exchange.taxii.client import TaxiiClient
from khien.exchange.taxii.server import INBOX
from khien.exchange.wire import PeerRefusedError, Wire, by_password
from khien.model.errors import MalformedError, ProofError
from khien.model.signing import SigningKey
from tests.exchange.nodes import LocalWire, Party, World
from tests.exchange.notes import line, note, outcomes, raw


def push(wire: Wire, taker: Party, raws: list[bytes], sealed: dict[str, Any], name: str) -> None:
    """Add objects with a note among them to a party's inbox."""
    root = f"{taker.node.ourselves.url}/taxii2/node/"
    TaxiiClient(wire, root).push(INBOX, raws, {"khien-delivery": name}, sealed)


def test_a_note_within_does_what_one_ahead_does(us: Party, them: Party) -> None:
    """It is kept, what it names comes in, and the same again is answered with what became of it."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator), line(us.indicator())])
    name = sealed["payload"]["delivery"]

    for _ in range(2):
        arrivals = them.node.arrivals.admit(
            them.partner(us), [raw(indicator)], name, document=sealed
        )
        assert sorted(outcomes(arrivals)) == [
            ("accepted", ""),
            ("refused", "admission.missing"),
        ]


def test_a_note_within_is_believed_no_more_than_one_ahead(us: Party, them: Party) -> None:
    """Another's seal, another delivery's name and a changed note are refused, and nothing comes in."""
    indicator = us.indicator()
    sealed = note(us, them, [line(indicator)])
    name, partner = sealed["payload"]["delivery"], them.partner(us)
    forged = note(us, them, [line(indicator)], SigningKey.from_seed("stranger", b"s" * 32))
    other = note(us, them, [line(us.indicator())], delivery=name)
    admit = them.node.arrivals.admit

    with pytest.raises(ProofError):
        admit(partner, [raw(indicator)], forged["payload"]["delivery"], document=forged)
    with pytest.raises(MalformedError):
        admit(partner, [raw(indicator)], forged["payload"]["delivery"], document=sealed)
    them.node.arrivals.announce(partner, other)
    with pytest.raises(NoteChangedError):
        admit(partner, [raw(indicator)], name, document=sealed)
    with pytest.raises(UnannouncedError):
        admit(partner, [raw(indicator)], forged["payload"]["delivery"])


def test_a_note_within_that_is_none_is_refused(world: World, us: Party, them: Party) -> None:
    """Whatever stands in its place is answered with a no and not with a failure."""
    wire = world.wire(us, them)

    for nothing in ({}, {"kind": "delivery"}):
        with pytest.raises(PeerRefusedError) as refused:
            push(wire, them, [raw(us.indicator())], nothing, "delivery--1")
        assert refused.value.status == 400


def test_a_plain_party_brings_no_note(world: World, us: Party, them: Party) -> None:
    """With a token a note means nothing: it announces nothing, and an envelope without objects is none."""
    secret = them.token("feed", "taxii:write", partner_name=us.name)
    wire = LocalWire("feed", by_password("", secret), world.places)

    with pytest.raises(PeerRefusedError) as refused:
        push(wire, them, [], note(us, them, [line(us.indicator())]), "delivery--1")

    assert refused.value.status == 422
