"""Tests of `exchange.delivery.taxii_carrier`: what goes to a plain TAXII server."""

from __future__ import annotations

import pytest

from khien.exchange.delivery.loading import Load
from khien.exchange.delivery.taxii_carrier import POLLS, TaxiiCarrier
from khien.exchange.outbox.rows import Kind
from khien.exchange.wire import PeerRefusedError
from tests.exchange.taxii.test_client import COLLECTIONS, ROOT, scripted

LOAD = Load("delivery--1", {}, (), (b"{}",))
PENDING, COMPLETE = {"id": "s", "status": "pending"}, {"id": "s", "status": "complete"}


def test_objects_go_into_the_named_collection() -> None:
    """The collection may be named by alias; the server's first word may be its last."""
    wire = scripted(COLLECTIONS, COMPLETE)

    status = TaxiiCarrier(wire, ROOT, "two").objects(LOAD)

    assert status.status == "complete"
    assert wire.asked[1].url == ROOT + "collections/2/objects/"


def test_a_pending_status_is_asked_for_again_but_not_for_ever() -> None:
    """The carrier waits for the server's word, and takes the last one that it gets."""
    done = TaxiiCarrier(scripted(COLLECTIONS, PENDING, PENDING, COMPLETE), ROOT, "2").objects(LOAD)
    wire = scripted(COLLECTIONS, *[PENDING] * (POLLS + 1))
    open_still = TaxiiCarrier(wire, ROOT, "2").objects(LOAD)

    assert (done.status, open_still.status) == ("complete", "pending")


def test_a_plain_server_gets_no_documents_and_cosigns_nothing() -> None:
    """What TAXII does not know is refused here, before it is sent."""
    carrier = TaxiiCarrier(scripted(), ROOT, "2")

    assert not carrier.signs
    assert carrier.checkpoint() is False
    with pytest.raises(PeerRefusedError):
        carrier.documents(Kind.RECALL, [])
