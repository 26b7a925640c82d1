"""A partner that runs an earlier version: it looks for no note in an envelope, and reads no batches."""

from __future__ import annotations

import json

from khien.exchange.receipts import rows as receipt_rows
from khien.exchange.signatures import Message
from khien.exchange.wire import PeerRefusedError
from khien.ledger import is_in_batch
from tests.exchange.nodes import LocalWire, Party, World


def as_older(wire: LocalWire) -> None:
    """Let the node at the end of a wire see what an earlier version would, and answer like it."""

    def change(message: Message) -> None:
        if b'"batch":' in message.body:
            raise PeerRefusedError(wire.peer, 400, "a signature has key and sig")
        if b'"x_khien_note":' in message.body:
            body = json.loads(message.body)
            del body["x_khien_note"]  # it is skipped, as any property that nobody knows
            message.body = json.dumps(body).encode()
            for name in ("Content-Digest", "Signature-Input", "Signature"):
                message.headers.pop(name, None)
            wire._again(message)

    wire.change = change


def paths(wire: LocalWire) -> list[str]:
    """What was asked for on a wire, without the checkpoints."""
    asked = [message.url.rpartition("/khien/v1/")[2] for message in wire.sent]
    return ["objects" if "/objects/" in one else one for one in asked if "checkpoint" not in one]


def test_an_older_node_gets_the_note_ahead(world: World, us: Party, them: Party) -> None:
    """It says once that nothing was announced; from then on the note goes ahead as it always did."""
    wire = world.wire(us, them)
    as_older(wire)
    before = len(wire.sent)

    for _ in range(2):
        made = us.publish(*us.bring(us.indicator(), us.indicator()))
        world.run()
        assert set(us.states(made)) == {"accepted"}

    told = paths(wire)[before:] if before else paths(wire)
    assert told[-5:] == ["objects", "deliveries", "objects", "deliveries", "objects"]


def test_an_older_node_gets_each_receipt_under_its_own_signature(
    world: World, us: Party, them: Party
) -> None:
    """What we kept is the batch; what it gets says the same, signed alone, and moves its releases."""
    wire = world.wire(them, us)
    as_older(wire)

    us.publish(*us.bring(us.indicator(), us.indicator()))
    world.run()
    made = us.publish(*us.bring(us.indicator(), us.indicator()))
    world.run()
    assert set(us.states(made)) == {"accepted"}

    with us.node.store.read() as tx, them.node.store.read() as ours:
        (taken,) = receipt_rows.of_release(tx, made[-1].id)
        (given,) = receipt_rows.of_release(ours, made[-1].id)
    assert (is_in_batch(taken.document), is_in_batch(given.document)) == (False, True)
    assert taken.document["payload"] == given.document["payload"]
    assert taken.sha256 == given.sha256
    assert paths(wire).count("receipts") == 3  # the batch was offered once


def test_any_other_no_is_not_taken_for_age(world: World, us: Party, them: Party) -> None:
    """A node that refuses receipts for another reason gets them in the same form again, later."""
    wire = world.wire(them, us)
    made = us.publish(*us.bring(us.indicator(), us.indicator()))
    refusals = [PeerRefusedError(wire.peer, 422, "not now")]

    def change(message: Message) -> None:
        if message.url.endswith("/receipts") and refusals:
            raise refusals.pop()

    wire.change = change
    world.run()
    assert "sent" in us.states(made)

    world.later(minutes=1)

    assert set(us.states(made)) == {"accepted"}


def test_a_node_that_refuses_a_delivery_for_another_reason_is_believed(
    world: World, us: Party, them: Party
) -> None:
    """Only `not announced` has the note sent ahead; a plain no is tried again as it was."""
    wire = world.wire(us, them)
    made = us.publish(*us.bring(us.indicator()))
    refusals = [PeerRefusedError(wire.peer, 403, "not now")]

    def change(message: Message) -> None:
        if "/objects/" in message.url and refusals:
            raise refusals.pop()

    wire.change = change
    world.run()
    assert set(us.states(made)) == {"cleared"}

    world.later(minutes=1)

    assert set(us.states(made)) == {"accepted"}
    assert "deliveries" not in paths(wire)
