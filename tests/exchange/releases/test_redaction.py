"""Tests of `exchange.releases.redaction`: copies without the parts that must stay here."""

from __future__ import annotations

from typing import Any

from khien.exchange.releases.rows import Release
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.store import objects
from tests.exchange.nodes import AMBER, GREEN, Party, World, newer
from tests.exchange.notes import deliver

RED = TLP_2_IDS[Tlp.RED]


def sensitive(party: Party, **more: object) -> dict[str, Any]:
    """An object whose description is for nobody else."""
    own: dict[str, Any] = {
        "name": "Campaign",
        "description": "seen at a named victim",
        "object_marking_refs": [GREEN],
        "granular_markings": [{"marking_ref": RED, "selectors": ["description"]}],
    }
    return party.thing("campaign", **(own | more))


def campaigns(releases: list[Release]) -> list[Release]:
    """Only the releases of campaigns."""
    return [one for one in releases if one.type == "campaign"]


def test_the_partner_gets_a_copy_without_the_marked_part(
    world: World, us: Party, them: Party
) -> None:
    """The original is refused; a copy of a new id, ours, without the part, crosses instead."""
    original = sensitive(us)

    refused, copy = campaigns(us.publish(*us.bring(original)))
    world.run()

    assert (refused.state.value, copy.redacted_from) == ("refused", original["id"])
    assert us.states([copy]) == ["accepted"]
    with them.node.store.read() as tx:
        assert objects.current(tx, ObjectId(original["id"])) is None
        kept = objects.current(tx, ObjectId(copy.object_id))
        related = objects.related(tx, ObjectId(copy.object_id))
    assert kept is not None
    assert "description" not in kept.content
    assert kept.content["created_by_ref"] == us.node.ourselves.identity
    assert original["id"] not in kept.raw.decode()
    assert [one.kind for one in related] == ["created_by_ref"]  # the tie to the original stays here


def test_the_tie_is_kept_here_and_in_the_ledger(us: Party) -> None:
    """Who looks here finds the copy of an original, and the ledger ties both by hash."""
    original = sensitive(us)
    refused, copy = campaigns(us.publish(*us.bring(original)))

    with us.node.store.read() as tx:
        links = [one.kind for one in objects.related(tx, ObjectId(original["id"]))]
        leaves = us.node.ledger.leaves_of_object(tx, copy.object_id)
    assert "derived-from" in links
    assert leaves[0][1].entry.facts["original"] == refused.sha256


def test_publishing_again_makes_no_second_copy(world: World, us: Party) -> None:
    """The same original cut to the same level is the same copy, and it crosses once."""
    original = sensitive(us)
    us.publish(*us.bring(original))
    world.run()

    again = campaigns(us.publish(original["id"]))

    assert [r.state.value for r in again] == ["refused"]


def test_a_recall_of_the_original_takes_its_copies_back(
    world: World, us: Party, them: Party
) -> None:
    """Whoever takes the original back takes back what was made of it."""
    original = sensitive(us)
    _, copy = campaigns(us.publish(*us.bring(original)))
    world.run()

    us.node.recalls.recall(original["id"], us.officer("lan"), "wrong")
    world.run()

    assert us.states([copy]) == ["recalled"]
    with them.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(copy.object_id))
    assert kept is not None
    assert kept.withdrawn == "recalled"


def test_where_more_than_markings_stands_in_the_way_there_is_no_copy(
    world: World, us: Party, them: Party
) -> None:
    """An object of a type that was not agreed, or a revoked one, is not copied either."""
    original = sensitive(us)
    us.bring(original)
    world.agree(us, them, title="Other types", groups='["indicators", "context"]')

    assert len(campaigns(us.publish(original["id"]))) == 1
    world.agree(us, them, title="All types again")
    us.bring(newer(original, revoked=True))
    assert len(campaigns(us.publish(original["id"]))) == 1


def test_what_must_be_cut_may_be_required(us: Party) -> None:
    """Where the marked part cannot be left out, the refusal of the original stands."""
    marked = [{"marking_ref": RED, "selectors": ["name"]}]
    original = sensitive(us, granular_markings=marked)

    assert [r.state.value for r in campaigns(us.publish(*us.bring(original)))] == ["refused"]


def test_a_partners_object_is_not_copied_out_of_its_terms(trio: World) -> None:
    """A copy would be ours and forget its originator, so none is made of what came from a partner."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    trio.agree(centre, one, title="For others too", onward="same-terms")
    trio.agree(centre, other, title="Only green", ceiling="green", onward="same-terms")
    amber = [{"marking_ref": AMBER, "selectors": ["description"]}]
    original = sensitive(one, granular_markings=amber)
    deliver(one, centre, original)

    made = campaigns(centre.publish(original["id"], to=[other.name]))

    assert [r.object_id for r in made] == [original["id"]]
    assert made[0].state.value == "refused"
    ours = campaigns(centre.publish(*centre.bring(sensitive(centre, granular_markings=amber))))
    assert {r.partner for r in ours if r.redacted_from} == {other.name}
