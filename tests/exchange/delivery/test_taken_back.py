"""What is taken back between two attempts of a delivery."""

from __future__ import annotations

from khien.exchange.delivery.loading import Load
from khien.exchange.delivery.taxii_carrier import TaxiiCarrier
from khien.exchange.wire import Wire
from khien.ledger import EntryKind
from khien.model.ids import ObjectId
from khien.store import objects
from tests.exchange.nodes import Party, World


def test_content_that_was_recalled_meanwhile_does_not_leave(
    world: World, us: Party, them: Party
) -> None:
    """The first attempt was lost; the second has the same note without the object, and is recalled."""
    made = us.publish(
        *us.bring(us.indicator("gone.example.com"), us.indicator("stays.example.com"))
    )
    gone, stays = [r for r in made if r.type == "indicator"]
    wire = world.wire(us, them)
    wire.plan.append("drop")
    world.step(us, them)
    seen = len(wire.sent)

    us.node.recalls.recall(gone.object_id, us.officer("lan"), "wrong")
    world.later(minutes=1)

    assert us.states([gone, stays]) == ["recalled", "accepted"]
    pattern = b"stays.example.com" if b"stays" in wire.sent[seen].body else b""
    assert pattern
    assert all(b"gone.example.com" not in message.body for message in wire.sent[seen:])
    assert us.release(gone.id).delivery == us.release(stays.id).delivery
    with us.node.store.read() as tx:
        leaves = us.node.ledger.leaves_of_crossing(tx, gone.id)
    (sent,) = [leaf.entry for _, leaf in leaves if leaf.entry.kind is EntryKind.SENT]
    assert sent.facts["withheld"] == 1
    assert them.leaves(gone.id).count("accepted") == 0


def test_a_delivery_of_which_nothing_is_left_brings_its_note(
    world: World, us: Party, them: Party
) -> None:
    """The recall behind it finds what it speaks of, and is confirmed."""
    us.publish(*us.bring(us.indicator()))
    world.run()
    (release,) = us.publish(*us.bring(us.indicator("gone.example.com")))
    world.wire(us, them).plan.append("drop")
    world.step(us, them)

    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    world.later(minutes=1)

    assert us.release(release.id).state.value == "recalled"
    with them.node.store.read() as tx:
        assert objects.currents(tx, [ObjectId(release.object_id)]) == {}


def test_a_plain_party_is_asked_for_nothing_where_nothing_is_left() -> None:
    """An empty envelope is none (TAXII 2.1 §5.5), so nothing is sent at all."""
    wire = Wire("away", lambda _: None)  # it would fail: there is no such place
    carrier = TaxiiCarrier(wire, "http://127.0.0.1:1/root/", "c")

    answered = carrier.objects(Load("delivery--1", {}, (), ()))

    assert (answered.status, answered.total_count) == ("complete", 0)
    carrier.close()
