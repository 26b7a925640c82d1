"""Tests of `exchange.enrolments` and `exchange.doorkeeper`: who may come in, and who no longer."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from khien.app.resuming import resume
from khien.app.wiring import Node, create_node
from khien.exchange.callers import Caller, ForbiddenError
from khien.exchange.doorkeeper import PeopleDoorkeeper
from khien.exchange.peer.client import PeerClient
from khien.model.errors import NotFoundError, SignInError
from khien.model.signing import SigningKey
from khien.people import partners, tokens
from khien.people.acts import Deed, acts, commitment, newest
from khien.people.agreements import AgreementState, in_force, list_agreements
from khien.people.officers import add_officer
from khien.people.partners import Enrolled, NotFromHereError, Partner, PartnerState
from tests.exchange.nodes import Party, World, add_plain_party, open_party
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


def test_a_lost_node_is_given_up_and_the_new_one_invited_in_one_act(us: Party, them: Party) -> None:
    """The old key opens nothing, the leaf names the last checkpoint that we cosigned, the ground is kept."""
    old = them.node.ourselves.key.public
    with us.node.store.read() as tx:
        kept = us.node.ledger.kept_of(tx, us.partner(them).origin)
    assert kept is not None

    invited = us.node.enrolments.renew(them.name, "its node burnt", us.officer("ha"))

    assert keeper(us).by_key(old.id) is None
    assert us.partner(them).all_keys == (old,)
    assert invited.document["payload"]["to"] == them.name
    with us.node.store.read() as tx:
        size = us.node.ledger.size(tx)
        leaves = [leaf.entry for _, leaf in us.node.ledger.leaves(tx, size - 2, 2)]
        act = newest(tx, "", 1)[0]
        assert us.node.ledger.kept_of(tx, us.partner(them).origin) == kept
    assert leaves[0].sha256 == hashlib.sha256(kept.note.encode()).hexdigest()
    assert leaves[0].facts == {"what": "renewed", "former": kept.size}
    assert (act.deed, act.subject, act.detail, act.by) == (
        Deed.PARTNER_RENEWED, them.name, ("its node burnt",), "ha",
    )  # fmt: skip
    assert (leaves[1].crossing, leaves[1].sha256) == (act.id, commitment(act))
    with pytest.raises(NotFromHereError):
        us.node.enrolments.renew(them.name, "once more", us.officer("ha"))


def test_a_plain_party_has_no_node_to_lose(us: Party) -> None:
    """It signs nothing, so there is nothing to renew; a partner never cosigned leaves no checkpoint."""
    add_plain_party(us)
    with pytest.raises(NotFoundError):
        us.node.enrolments.renew("old-cert", "x", us.officer("ha"))
    with us.node.store.read() as tx:
        assert partners.partner(tx, "old-cert").state is PartnerState.ACTIVE


def test_a_partner_that_we_never_cosigned_for_is_renewed_too(
    us: Party, them: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the leaf names none."""
    monkeypatch.setattr(us.node.ledger, "kept_of", lambda *_: None)
    us.node.enrolments.renew(them.name, "x", us.officer("ha"))
    with us.node.store.read() as tx:
        size = us.node.ledger.size(tx)
        ((_, leaf),) = us.node.ledger.leaves(tx, size - 2, 1)
    assert (leaf.entry.sha256, leaf.entry.facts) == (None, {"what": "renewed", "former": 0})


def test_the_ground_of_an_end_outlives_a_new_enrolment(
    us: Party, them: Party, tmp_path: Path
) -> None:
    """The partner's row forgets it; the register and the ledger do not."""
    us.node.enrolments.revoke(them.name, "stolen", us.officer("ha"))
    reborn(us, them, tmp_path)

    assert us.partner(them).revoked_reason == ""
    with us.node.store.read() as tx:
        (act,) = [one for one in acts(tx) if one.deed is Deed.PARTNER_REVOKED]
        ((_, leaf),) = us.node.ledger.leaves_of_crossing(tx, act.id)
    assert (act.detail, leaf.entry.sha256) == (("stolen",), commitment(act))


def test_a_node_made_anew_exchanges_and_is_cosigned_again(
    world: World, us: Party, them: Party, tmp_path: Path
) -> None:
    """The whole way: lost, renewed, told of its former ledger, resumed under a new origin, cosigned both ways."""
    world.run()
    them.node.close()
    home = tmp_path / "anew"
    create_node(
        home, name=them.name, country="MY", title="", language="en", port=0, clock=world.clock
    )
    anew = open_party(home, them.name, world.clock)
    invited = us.node.enrolments.renew(them.name, "its node burnt", us.officer("ha"))
    us.node.enrolments.complete(anew.node.enrolments.accept(invited.document).document)
    world.parties[anew.name], world.places[anew.node.ourselves.url] = anew, anew.client
    world.connect(us, anew)
    with (
        us.node.store.read() as tx
    ):  # what was agreed with the lost node opens nothing to the new one
        assert in_force(tx, them.name, world.clock()) is None
        (line,) = list_agreements(tx, world.clock(), them.name)
    assert line.state is AgreementState.OTHER_PARTY
    with anew.node.store.write() as tx:
        add_officer(tx, "ha", roles=("admin",), now=world.clock())

    world.run()
    with anew.node.store.read() as tx:
        (alarm,) = anew.node.ledger.alarms(tx)
    assert alarm.code == "ledger.former"
    with us.node.store.read() as tx:
        assert us.node.ledger.alarms(tx) == []

    def asking(_: Node, other: Partner) -> str | None:
        return PeerClient(world.wire(anew, us), other.url).cosigned()

    found = resume(anew.node, anew.officer("ha"), anew=True, ask=asking)
    assert [(one.standing, one.size) for one in found.said] == [("former", found.known)]
    anew.client.close()
    anew.node.close()
    back = open_party(home, them.name, world.clock)
    world.parties[back.name], world.places[back.node.ourselves.url] = back, back.client
    world.connect(us, back)
    us.bring(us.indicator())
    world.later(minutes=1)

    for here, there in ((back, us), (us, back)):
        with here.node.store.read() as tx:
            key = there.node.ourselves.key.public
            assert here.node.ledger.alarms(tx) == []
            assert here.node.ledger.cosigned_size(tx, key) == here.node.ledger.size(tx)
            assert here.node.ledger.verify(tx, [key]).cosigners
    assert "ledger-anew" in said(us)
