"""Tests of `exchange.enrolments` and `exchange.doorkeeper`: who may come in, and who no longer."""

from __future__ import annotations

import pytest

from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.model.errors import SignInError
from khien.model.signing import SigningKey
from khien.people.partners import PartnerState
from tests.exchange.nodes import Party, World, add_plain_party


def said(party: Party) -> list[object]:
    """What the ledger says of partners."""
    with party.node.store.read() as tx:
        leaves = party.node.ledger.leaves(tx, 0, party.node.ledger.size(tx))
    return [leaf.entry.facts["what"] for _, leaf in leaves if leaf.entry.kind.value == "partner"]


def keeper(party: Party) -> PeopleDoorkeeper:
    """The doorkeeper of a node."""
    return PeopleDoorkeeper(party.node.store, party.node.clock)


def test_every_step_of_a_partnership_is_in_the_ledger(world: World, us: Party, them: Party) -> None:
    """Invited, enrolled and revoked on one side, accepted on the other."""
    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))

    assert said(us) == ["invited", "enrolled", "revoked"]
    assert said(them) == ["accepted"]
    assert us.partner(them).state is PartnerState.REVOKED


def test_a_new_key_is_announced_to_every_node(trio: World) -> None:
    """Each Khiên partner gets the rotation, a plain party none; all believe the new key."""
    centre = trio["vn-ncc"]
    add_plain_party(centre)
    new = SigningKey.from_seed(centre.name, b"n" * 32)

    assert centre.node.enrolments.announce_key(centre.node.ourselves.key, new) == 2
    trio.run()

    for name in ("asean-cert", "viet-telecom"):
        assert trio[name].partner(centre).current_key == new.public


def test_a_key_opens_while_it_is_pinned(us: Party, them: Party) -> None:
    """The current key of an active partner is somebody; any other, or a revoked one's, is nobody."""
    key_id = them.node.ourselves.key.public.id
    caller = keeper(us).by_key(key_id)

    assert caller is not None
    assert (caller.name, caller.signed) == (them.name, True)
    assert keeper(us).key(key_id) == them.node.ourselves.key.public
    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))
    assert keeper(us).by_key(key_id) is None
    assert keeper(us).key(key_id) is None
    assert keeper(us).by_key("nobody+00000000") is None
    with pytest.raises(SignInError):
        keeper(us).partner(caller)


def test_a_caller_may_what_its_scopes_say() -> None:
    """A scope that is held opens; one that is not is a clear no."""
    caller = Caller("siem", "", frozenset({"taxii:read"}), signed=False)

    caller.may("taxii:read")
    with pytest.raises(ForbiddenError):
        caller.may("taxii:write")
