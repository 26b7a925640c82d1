"""One release from door to receipt, over every part of the border."""

from __future__ import annotations

from khien.exchange.receipts.desk import proofs_of
from khien.ledger import check_proof
from tests.exchange.nodes import Party, World


def test_a_release_crosses_and_both_can_prove_it(world: World, us: Party, them: Party) -> None:
    """What was cleared arrives, is receipted with a signature, and both ledgers hold the crossing."""
    (release, *_) = [r for r in us.publish(*us.bring(us.indicator())) if r.type == "indicator"]
    world.run()

    assert us.release(release.id).state.value == "accepted"
    assert us.release(release.id).signed
    assert us.leaves(release.id) == ["cleared", "sent", "accepted"]
    assert them.leaves(release.id) == ["accepted", "receipt"]
    keys = [*us.node.ledger.keys, *them.node.ledger.keys, them.node.ourselves.key.public]
    with us.node.store.read() as tx:
        document = proofs_of(tx, us.node.ledger, release.id)
    checked = [check_proof(proof, keys) for proof in document["proofs"]]
    assert all(one.receipt_signers == (them.node.ourselves.key.public,) for one in checked)
