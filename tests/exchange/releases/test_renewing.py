"""A yes of the gate ends with what it stood on; a new agreement is asked about what crossed before."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from khien.exchange.exports.manifest import Scope
from khien.model.marking import Tlp
from tests.exchange.arrivals.test_recalls import recall
from tests.exchange.nodes import AMBER, Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import deliver, line

READ = "/taxii2/node/collections/released/objects/?match[version]=all"


def reads(us: Party, name: str) -> set[str]:
    """What a partner finds in `released`, with a token of its own."""
    secret = us.token(f"reader-{uuid4().hex[:8]}", "taxii:read", partner_name=name)
    accept = "application/taxii+json;version=2.1"
    found = us.client.get(READ, headers={"Authorization": f"Bearer {secret}", "Accept": accept})
    return {one["id"] for one in found.json().get("objects", [])}


def test_a_stricter_agreement_closes_what_it_does_not_allow(
    world: World, us: Party, them: Party
) -> None:
    """Under a new agreement only what the gate clears under it can be read, and that goes on."""
    green, amber = us.bring(us.indicator(), us.indicator(object_marking_refs=[AMBER]))
    us.publish(green)
    (held,) = [r for r in us.publish(amber) if r.object_id == amber]
    us.approve(held, "lan")
    us.approve(held, "son")
    world.run()
    assert {green, amber} <= reads(us, them.name)

    world.agree(us, them, ceiling="green", title="Stricter")

    assert not {green, amber} & reads(us, them.name)
    assert us.node.renewals.renew() == 3
    assert reads(us, them.name) & {green, amber} == {green}
    assert us.node.renewals.renew() == 0
    assert us.release(held.id).state.value == "accepted"


def test_an_emergency_that_nobody_reviewed_is_closed(world: World, us: Party, them: Party) -> None:
    """What one officer opened alone can be read for 24 hours, and again after the review."""
    (amber,) = us.bring(us.indicator(object_marking_refs=[AMBER]))
    (held,) = [r for r in us.publish(amber) if r.object_id == amber]
    us.open_alone(held)
    world.run()
    assert amber in reads(us, them.name)

    world.later(hours=24)
    assert amber not in reads(us, them.name)

    us.approve(held, "son")
    assert amber in reads(us, them.name)


def test_an_emergency_that_could_not_be_carried_in_time_stays_here(
    world: World, us: Party, them: Party
) -> None:
    """An overdue review keeps what still waits in the outbox, or for a folder, from leaving."""
    (amber,) = us.bring(us.indicator(object_marking_refs=[AMBER]))
    (held,) = [r for r in us.publish(amber) if r.object_id == amber]
    us.open_alone(held)
    world.clock.tick(hours=24)
    world.run()

    assert us.release(held.id).answers[0][0] == "release.review-overdue"
    sent = [message for message in world.wire(us, them).sent if amber.encode() in message.body]
    assert not sent


def test_a_downgrade_closes_what_was_released_at_a_looser_level(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """What must be handled more strictly is not given again, on the wire or in a folder."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain)
    (green,) = us.bring(us.indicator())
    us.publish(green)
    world.step(us, them)
    assert green in reads(us, plain.name)

    us.node.recalls.downgrade(green, Tlp.RED, us.officer("lan"), "stricter")

    assert green not in reads(us, plain.name)
    assert green not in reads(us, them.name)
    packed = us.node.exports.give(them.name, tmp_path / "stick", Scope.ALL)
    assert not [r for r in packed.left_out if us.release(r).object_id != green]
    assert not list((tmp_path / "stick").rglob(f"*{green}*"))


def test_a_downgrade_by_its_source_closes_what_we_gave_on(trio: World) -> None:
    """A partner's object that we handed on is not given again when the partner tightens it."""
    us, giver, other = (trio[name] for name in ("vn-ncc", "asean-cert", "viet-telecom"))
    for partner in (giver, other):
        trio.agree(us, partner, onward="same-terms", title=f"Onward {partner.name}")
    made = giver.indicator()
    told = line(made)
    deliver(giver, us, made, lines=[told])
    us.publish(made["id"], to=[other.name])
    trio.run()
    assert made["id"] in reads(us, other.name)

    tightened = recall(giver, us, told, action="downgrade", tlp="red")
    us.node.arrivals.recall(us.partner(giver), tightened)

    assert made["id"] not in reads(us, other.name)
