"""Tests of `exchange.enrolments` and `exchange.doorkeeper`: who may come in, and who no longer."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.model.errors import SignInError
from khien.model.signing import SigningKey
from khien.people import partners, tokens
from khien.people.partners import Enrolled, PartnerState
from tests.exchange.nodes import Party, World, add_plain_party
from tests.store.fresh import fresh_store


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


def reborn(us: Party, them: Party, folder: Path) -> Enrolled:
    """The partner enrols anew with another key, as after a theft."""
    key = SigningKey.from_seed(them.name, b"r" * 32)
    card = msgspec.structs.replace(them.node.enrolments.card, key=key.public.vkey)
    invited = us.node.enrolments.invite(them.name)
    far = fresh_store(folder, "reborn.db")
    with far.write() as tx:
        accepted = partners.accept(tx, card, key, invited.document, us.node.clock())
    far.close()
    return us.node.enrolments.complete(accepted.document)


def works(us: Party, secret: str) -> bool:
    """Whether a token is somebody's."""
    return keeper(us).by_token("", secret) is not None


def test_a_struck_off_partners_token_stays_dead(us: Party, them: Party, tmp_path: Path) -> None:
    """Revoked with its partner, it opens nothing after a new enrolment; a new one does."""
    old = us.token("old", "taxii:read", partner_name=them.name)
    own = us.token("siem", "taxii:read")
    us.node.enrolments.revoke(them.name, "stolen", us.officer("ha"))
    assert not works(us, old)

    again = reborn(us, them, tmp_path)

    assert again.partner.state is PartnerState.ACTIVE
    new = us.token("new", "taxii:read", partner_name=them.name)
    assert [works(us, one) for one in (old, new, own)] == [False, True, True]
    with us.node.store.read() as tx:
        over = {one.name: one.revoked is not None for one in tokens.list_tokens(tx)}
    assert over == {"old": True, "new": False, "siem": False}


def test_what_an_older_version_left_ends_with_the_new_enrolment(
    us: Party, them: Party, tmp_path: Path
) -> None:
    """A token that was not ended when its partner was struck off does not come back to life."""
    old = us.token("old", "taxii:read", partner_name=them.name)
    with us.node.store.write() as tx:
        partners.revoke(tx, them.name, "stolen", us.officer("ha").name, us.node.clock())

    reborn(us, them, tmp_path)

    assert not works(us, old)


def test_the_same_acceptance_again_ends_nothing(us: Party, them: Party, world: World) -> None:
    """Only an enrolment begins anew: an invitation that is accepted twice leaves tokens as they are."""
    them.node.enrolments.revoke(us.name, "moved", them.officer("ha"))
    us.node.enrolments.revoke(them.name, "moved", us.officer("ha"))
    key = SigningKey.from_seed(us.name, b"u" * 32)
    card = msgspec.structs.replace(us.node.enrolments.card, key=key.public.vkey)
    with us.node.store.write() as tx:
        invited = partners.invite(tx, card, key, them.name, world.clock())
    them.node.enrolments.accept(invited.document)
    secret = them.token("pull", "taxii:read", partner_name=us.name)

    them.node.enrolments.accept(invited.document)

    assert works(them, secret)


def test_a_caller_may_what_its_scopes_say() -> None:
    """A scope that is held opens; one that is not is a clear no."""
    caller = Caller("siem", "", frozenset({"taxii:read"}), signed=False)

    caller.may("taxii:read")
    with pytest.raises(ForbiddenError):
        caller.may("taxii:write")
