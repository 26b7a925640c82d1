"""Tests of `exchange.notices`: addresses and endings between nodes, over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from khien.exchange.authority import RoleError
from khien.exchange.exports.manifest import Scope
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.outbox.rows import Kind
from khien.exchange.peer.client import PeerClient
from khien.exchange.wire import PeerRefusedError
from khien.model.errors import MalformedError
from khien.people.acts import Deed, commitment, newest
from khien.people.notices import NoticeKind, ending_notice, notices_of, open_notice
from khien.people.partners import Channel, channel
from tests.exchange.nodes import Party, World, add_plain_party


def said(party: Party) -> list[object]:
    """What the ledger says of partners."""
    with party.node.store.read() as tx:
        leaves = party.node.ledger.leaves(tx, 0, party.node.ledger.size(tx))
    return [leaf.entry.facts["what"] for _, leaf in leaves if leaf.entry.kind.value == "partner"]


def test_every_node_is_told_where_this_one_is(world: World, us: Party, them: Party) -> None:
    """A plain party is not told; there it waits for an officer, and each ledger has its leaf."""
    add_plain_party(us)
    assert us.node.notices.announce(us.officer("lan")) == 1
    world.run()

    with them.node.store.read() as tx:
        found = open_notice(tx, us.name, NoticeKind.ADDRESS)
    assert found is not None
    assert found.document["payload"]["url"] == us.node.ourselves.url
    assert said(us)[-1] == "address-told"
    assert said(them)[-1] == "address-announced"
    with pytest.raises(RoleError):
        us.node.notices.announce(us.officer("an"))


def test_the_same_notice_again_changes_nothing(world: World, us: Party, them: Party) -> None:
    """It may be delivered twice; the answer is the same."""
    peer = PeerClient(world.wire(us, them), them.node.ourselves.url)
    document = ending_notice(
        us.node.enrolments.card, them.name, us.node.ourselves.key, world.clock()
    )

    assert peer.notice(document) == peer.notice(document)

    assert said(them).count("ended-there") == 1
    with them.node.store.read() as tx:
        (one,) = notices_of(tx, us.name)
    assert (one.kind, one.document) == (NoticeKind.ENDING, document)
    with pytest.raises(PeerRefusedError):
        peer.notice(document | {"kind": "address"})


def test_what_waits_goes_to_the_new_address_at_once(world: World, us: Party, them: Party) -> None:
    """Failed attempts and their back-off are forgotten; the ground and both addresses are kept."""
    old, new = them.node.ourselves.url, "http://moved.example"
    world.wire(us, them).plan.extend(["drop"] * 4)
    (release,) = us.publish(*us.bring(us.indicator()))[:1]
    while world.step(us, them):
        pass
    with us.node.store.read() as tx:
        assert outbox_rows.head(tx, them.name, 1)[0].error
    place = world.places.pop(old)
    world.places[new] = place

    moved = us.node.notices.move(
        us.partner(them), new + "/", Channel(), "heard by phone", us.officer("lan")
    )

    assert moved.url == new
    with us.node.store.read() as tx:
        (first, *_) = outbox_rows.head(tx, them.name, 1)
        act = newest(tx, "", 1)[0]
        ((_, leaf),) = us.node.ledger.leaves_of_crossing(tx, act.id)
    assert (first.error, first.next_try <= world.clock()) == ("", True)
    assert act.deed is Deed.PARTNER_MOVED
    assert act.detail == (f"from {old}", f"to {new}", "why heard by phone")
    assert (leaf.entry.sha256, leaf.entry.facts["what"]) == (commitment(act), "address-changed")
    assert new not in json.dumps(dict(leaf.entry.facts))
    world.connect(us, them)
    world.places[old] = place  # where the partner's own courier finds us is not asked here
    world.later(minutes=10)
    assert us.release(release.id).state.value == "accepted"


def test_a_move_that_cannot_be_changes_nothing(us: Party, them: Party) -> None:
    """No role, no address, no certificate."""
    before = us.partner(them)
    with pytest.raises(RoleError):
        us.node.notices.move(before, "http://x.example", Channel(), "x", us.officer("an"))
    for url, secured in (("x.example", Channel()), ("http://x.example", Channel(ca="no PEM"))):
        with pytest.raises(MalformedError):
            us.node.notices.move(before, url, secured, "x", us.officer("lan"))
    assert us.partner(them) == before
    with us.node.store.read() as tx:
        assert channel(tx, them.name) == Channel()


def test_a_partner_that_knows_no_notices_holds_nothing_up(
    world: World, us: Party, them: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older node answers 404: the notice is parked at once, and what follows it arrives."""

    def unknown(self: PeerClient, notice: object) -> None:
        raise PeerRefusedError("asean-cert", 404, "")

    monkeypatch.setattr(PeerClient, "notice", unknown)
    us.node.notices.announce(us.officer("lan"))
    releases = us.publish(*us.bring(us.indicator()))
    world.run()
    world.later(minutes=1)

    assert set(us.states(releases)) == {"accepted"}
    with us.node.store.read() as tx:
        (parked,) = outbox_rows.parked_items(tx)
    assert parked[:2] == (them.name, "notice")


def test_a_folder_carries_no_notice(us: Party, them: Party, tmp_path: Path) -> None:
    """It says how the wire goes on; it waits for that."""
    us.node.notices.announce(us.officer("lan"))
    packed = us.node.exports.give(them.name, tmp_path / "folder", Scope.ALL)
    assert "notice" not in packed.counts
    with us.node.store.read() as tx:
        assert [one.kind for one in outbox_rows.everything_for(tx, them.name)] == [Kind.NOTICE]


def test_an_end_or_a_new_enrolment_settles_what_was_open(us: Party, them: Party) -> None:
    """Nobody has to look at it any more; it stays as evidence."""
    document = ending_notice(
        them.node.enrolments.card, us.name, them.node.ourselves.key, us.node.clock()
    )
    us.node.notices.take(us.partner(them), document)
    us.node.enrolments.revoke(them.name, "they ended it", us.officer("lan"))
    with us.node.store.read() as tx:
        (one,) = notices_of(tx, them.name)
    assert one.settled is not None
    assert one.settled - one.at < timedelta(seconds=1)
