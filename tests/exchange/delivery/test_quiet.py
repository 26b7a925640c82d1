"""When a courier has checkpoints cosigned."""

from __future__ import annotations

from datetime import timedelta

from khien.exchange.delivery.courier import Courier
from khien.model.errors import ProofError
from tests.exchange.delivery.test_courier import FakeCarrier, queue
from tests.exchange.nodes import Party, World


def test_a_checkpoint_waits_until_it_is_quiet(world: World, us: Party, them: Party) -> None:
    """After a delivery the partner is asked for its cosignature only when nothing more came."""
    queue(us)
    node = us.node
    carrier = FakeCarrier(signs=True)
    courier = Courier(
        them.name, node.store, node.ledger, node.ourselves, node.receipts, carrier, node.clock,
        timedelta(seconds=5),
    )  # fmt: skip
    assert courier.step()
    carrier.refuse = [ProofError("checkpoint", "asked for")]

    assert not courier.step()
    assert len(carrier.refuse) == 1
    world.clock.now += timedelta(seconds=6)
    assert not courier.step()
    assert carrier.refuse == []
