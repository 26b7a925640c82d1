"""Tests of `exchange.treaties`: agreements across the border."""

from __future__ import annotations

import pytest

from khien.exchange.authority import RoleError
from khien.exchange.outbox import rows as outbox_rows
from khien.model.agreement import AgreementError
from khien.model.errors import ProofError
from khien.people import agreements
from khien.people.agreements import AgreementRefusedError, AgreementState
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper


def states(party: Party) -> list[AgreementState]:
    """Where the agreements of a node stand, the oldest first."""
    with party.node.store.read() as tx:
        return [one.state for one in agreements.list_agreements(tx, party.node.clock())]


def said(party: Party) -> list[object]:
    """What the ledger says of agreements."""
    with party.node.store.read() as tx:
        leaves = party.node.ledger.leaves(tx, 0, party.node.ledger.size(tx))
    return [leaf.entry.facts["what"] for _, leaf in leaves if leaf.entry.kind.value == "agreement"]


def test_both_signatures_travel_and_count_once(world: World, us: Party, them: Party) -> None:
    """One side signs, the other sees it and signs: in force on both, once in each ledger."""
    text = world.terms(us, them, title="The next one")
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    world.run()
    assert states(them)[-1] is AgreementState.SIGNED_BY_PARTNER

    them.node.treaties.sign(us.name, text, them.officer("lan"))
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    world.run()

    for party in (us, them):
        assert states(party) == [AgreementState.REPLACED, AgreementState.IN_FORCE]
    assert said(us)[2:] == ["signed-by-us", "signed-by-partner"]
    assert said(them)[2:] == ["signed-by-partner", "signed-by-us"]


def test_not_everybody_signs(world: World, us: Party, them: Party) -> None:
    """An analyst binds nobody."""
    with pytest.raises(RoleError):
        us.node.treaties.sign(them.name, world.terms(us, them, title="x"), us.officer("an"))
    assert states(us) == [AgreementState.IN_FORCE]


def test_a_text_with_mistakes_or_other_parties_is_refused(trio: World) -> None:
    """Every mistake is named, and an agreement between others is none of ours."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    minh = centre.officer("minh")

    with pytest.raises(AgreementError):
        centre.node.treaties.sign(one.name, "title = 5", minh)
    with pytest.raises(AgreementRefusedError):
        centre.node.treaties.sign(one.name, trio.terms(one, other), minh)


def test_a_signature_of_another_is_refused(trio: World) -> None:
    """One partner does not bring another's signature as its own."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    with centre.node.store.read() as tx:
        signed = agreements.in_force(tx, one.name, centre.node.clock())
    assert signed is not None

    with pytest.raises(ProofError):
        centre.node.treaties.take(centre.partner(other), signed.document)


def test_a_plain_party_signs_on_paper(world: World, us: Party) -> None:
    """Two officers attest it; from then on it is a partner like any other, marked as on paper."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain)

    with us.node.store.read() as tx:
        (line,) = agreements.list_agreements(tx, us.node.clock(), plain.name)
        waiting = outbox_rows.waiting(tx)
        (other, _) = agreements.list_agreements(tx, us.node.clock())
    assert (line.state, line.stored.on_paper) == (AgreementState.IN_FORCE, True)
    assert (line.stored.paper, other.stored.paper) == ("file 12/2026", "")
    assert waiting == {}  # nothing travels to a party that takes no documents
    assert said(us)[2:] == ["signed-by-us", "signed-on-paper"]
    agree_on_paper(world, us, plain)
    assert said(us)[2:] == ["signed-by-us", "signed-on-paper"]


def test_paper_needs_two_who_may(world: World, us: Party, them: Party) -> None:
    """One officer twice, an analyst, or a partner with a key: no paper counts."""
    plain = add_plain_party(us)
    text = world.terms(us, them, title="On paper")
    minh, analyst = us.officer("minh"), us.officer("an")

    with pytest.raises(RoleError):
        us.node.treaties.attest(plain.name, text, "file 12", (minh, analyst))
    with pytest.raises(AgreementRefusedError):
        us.node.treaties.attest(them.name, text, "file 12", (minh, us.officer("lan")))
    assert len(states(us)) == 1


def test_our_signature_for_a_plain_party_is_not_sent(world: World, us: Party) -> None:
    """Signing with a party that has no node queues nothing."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain, title="First")
    with us.node.store.read() as tx:
        stored = agreements.list_agreements(tx, us.node.clock(), plain.name)[0].stored
    text = stored.text.replace("First", "Second")

    us.node.treaties.sign(plain.name, text, us.officer("minh"))

    with us.node.store.read() as tx:
        assert outbox_rows.waiting(tx) == {}
    assert states(us)[-1] is AgreementState.SIGNED_BY_US
