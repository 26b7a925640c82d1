"""Tests of `exchange.releases.desk`: publish, ask, approve, decline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from khien.exchange.authority import NoReasonError, RoleError
from khien.exchange.releases import rows
from khien.exchange.releases.approving import ApprovalRefusedError
from khien.exchange.releases.desk import Publication
from khien.exchange.releases.rows import Release
from khien.gate import Outcome
from khien.model.agreement import Purpose
from khien.model.errors import ConflictError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import TLP_2_IDS, Tlp
from khien.store import objects
from tests.exchange.nodes import AMBER, GREEN, Party, World, add_plain_party, newer
from tests.exchange.notes import deliver


def only(releases: list[Release], object_type: str = "indicator") -> Release:
    """The one release of an object of that type."""
    (found,) = [one for one in releases if one.type == object_type]
    return found


def held(us: Party, **more: Any) -> Release:  # noqa: ANN401 -- any property
    """A release that waits for two release officers."""
    release = only(us.publish(*us.bring(us.indicator(object_marking_refs=[AMBER], **more))))
    assert release.state.value == "held"
    return release


# Publishing


def test_what_is_cleared_takes_its_creator_and_markings_along(us: Party) -> None:
    """An object is readable there: its creator, its own markings and extensions cross before it."""
    statement: dict[str, Any] = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "Handle with care."},
    }
    whole = us.indicator(object_marking_refs=[GREEN, statement["id"]])
    part = us.indicator(
        description="x",
        granular_markings=[
            {"marking_ref": statement["id"], "selectors": ["description"]},
            {"lang": "vi", "selectors": ["description"]},
        ],
    )
    us.bring(statement, whole, part)

    for indicator in (whole, part):
        made = us.publish(indicator["id"])
        assert [r.type for r in made][-1] == "indicator"
    crossed = {r.type for r in _all(us)}
    assert crossed == {"identity", "marking-definition", "indicator"}


def _all(party: Party) -> list[Release]:
    with party.node.store.read() as tx:
        return rows.listed(tx)


def test_publishing_again_changes_nothing(world: World, us: Party) -> None:
    """What crossed or waits is not proposed twice, before and after it arrived."""
    ids = us.bring(us.indicator())
    assert us.publish(*ids) != []
    assert us.publish(*ids) == []
    world.run()

    assert us.publish(*ids) == []
    assert us.publish(ids[0], ids[0]) == []


def test_a_new_version_is_a_new_release(world: World, us: Party) -> None:
    """The next version crosses too, and the partner holds both in order."""
    indicator = us.indicator()
    first = only(us.publish(*us.bring(indicator)))
    second = only(us.publish(*us.bring(newer(indicator))))
    world.run()

    assert us.states([first, second]) == ["accepted", "accepted"]


def test_an_observable_with_new_content_is_a_new_release(world: World, us: Party) -> None:
    """Observables have no versions; what changed in one crosses by its content."""
    address = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
        "value": "198.51.100.3",
        "object_marking_refs": [GREEN],
    }
    first = us.publish(*us.bring(address))
    assert us.publish(*us.bring({**address, "defanged": False})) == []
    world.run()

    assert us.states(first) == ["accepted"]


def test_unknown_objects_and_partners_stop_everything(us: Party) -> None:
    """One unknown name, and nothing is published at all."""
    ids = us.bring(us.indicator())

    with pytest.raises(NotFoundError):
        us.publish(*ids, f"indicator--{uuid4()}")
    with pytest.raises(NotFoundError):
        us.publish(*ids, to=["nobody"])
    assert _all(us) == []


def test_without_an_agreement_nothing_goes_anywhere(world: World, us: Party, them: Party) -> None:
    """After the agreement's end there is nobody to publish to; by name, it is refused with reasons."""
    world.clock.tick(days=500)
    ids = us.bring(us.indicator())

    assert us.publish(*ids) == []
    made = only(us.publish(*ids, to=[them.name]))
    assert made.state.value == "refused"
    assert ("gate.agreement-missing", them.name) in made.answers


def test_an_agreement_that_only_one_side_signed_opens_nothing(
    world: World, us: Party, them: Party
) -> None:
    """Our own signature alone, or theirs alone, lets nothing out."""
    with us.node.store.read() as tx:
        before = rows.counts(tx)
    world.clock.tick(days=500)
    text = world.terms(us, them, valid_until="2030-12-31")
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    ids = us.bring(us.indicator())

    made = only(us.publish(*ids, to=[them.name]))

    assert before == {}
    assert made.state.value == "refused"


def test_what_a_partner_sent_does_not_go_back_to_it(trio: World) -> None:
    """Published to everybody, a partner's object passes its own sender by in silence."""
    centre, one = trio["vn-ncc"], trio["asean-cert"]
    indicator = one.indicator()
    deliver(one, centre, indicator)

    made = centre.publish(indicator["id"])

    assert {r.partner for r in made if r.object_id == indicator["id"]} == {"viet-telecom"}
    assert only(made).state.value == "refused"  # the onward terms are: none
    back = only(centre.publish(indicator["id"], to=[one.name]))
    assert ("gate.echo", one.name) in back.answers


def test_a_partners_terms_outlive_its_agreement(trio: World) -> None:
    """What came in under terms that allow it goes on, and under lost terms nothing does."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    trio.agree(centre, one, title="Wider", onward="named", partners='["viet-telecom"]')
    indicator = one.indicator()
    deliver(one, centre, indicator)
    trio.agree(centre, one, title="Narrow again")

    made = only(centre.publish(indicator["id"], to=[other.name]))

    assert made.state.value == "cleared"


def test_a_refused_release_is_asked_again(world: World, us: Party, them: Party) -> None:
    """When the reason of a no is gone, publishing again clears the same release."""
    indicator = us.bring(us.indicator(object_marking_refs=[AMBER]))
    world.agree(us, them, title="Narrow", ceiling="green")
    refused = only(us.publish(*indicator))
    assert refused.state.value == "refused"

    world.agree(us, them, title="Wide again")
    again = only(us.publish(*indicator))

    assert (again.id, again.state.value) == (refused.id, "held")
    assert len(us.leaves(refused.id)) == 2


def test_a_revocation_goes_where_the_object_went(trio: World) -> None:
    """A revoked version crosses to those who have the object, and is news to nobody else."""
    centre, one = trio["vn-ncc"], trio["asean-cert"]
    indicator = centre.indicator()
    centre.publish(*centre.bring(indicator), to=[one.name])
    trio.run()
    made = centre.publish(*centre.bring(newer(indicator, revoked=True)))
    trio.run()

    states = {r.partner: centre.release(r.id).state.value for r in made if r.type == "indicator"}
    assert states == {"asean-cert": "accepted", "viet-telecom": "refused"}


def test_what_was_taken_out_of_use_leaves_no_more(us: Party) -> None:
    """A withdrawn version is refused, published by name or not."""
    ids = us.bring(us.indicator())
    with us.node.store.write() as tx:
        objects.withdraw(tx, ObjectId(ids[0]), None, "out-of-use", us.node.clock())

    assert only(us.publish(*ids)).state.value == "refused"


# Asking


def test_explaining_changes_nothing_and_names_every_rule(us: Party, them: Party) -> None:
    """Every rule answers, for what was published and for what was not."""
    release = held(us)

    before = _all(us)
    answers = us.node.releases.explain(release.object_id, them.name, Purpose.NETWORK_DEFENCE)

    assert len(answers) > 15
    assert [a.rule for a in answers if a.outcome is Outcome.WAITING] == ["gate.approvals-missing"]
    assert _all(us) == before
    fresh = us.bring(us.indicator())
    again = us.node.releases.explain(fresh[0], them.name, Purpose.FRAUD_PREVENTION)
    assert [a.rule for a in again if a.outcome is Outcome.REFUSED] == ["gate.purpose-not-agreed"]
    with pytest.raises(NotFoundError):
        us.node.releases.explain(f"indicator--{uuid4()}", them.name, Purpose.NETWORK_DEFENCE)


# Approving


def test_two_officers_clear_what_was_held(world: World, us: Party) -> None:
    """The first yes waits for the second; with both it leaves, and the ledger has every step."""
    release = held(us)

    once = us.approve(release, "lan", "seen")
    twice = us.approve(release, "son", "seen too")
    world.run()

    assert (once.state.value, twice.state.value) == ("held", "cleared")
    assert us.release(release.id).state.value == "accepted"
    assert us.leaves(release.id) == [
        *("proposed", "approved", "approved", "cleared", "sent", "accepted")
    ]


@pytest.mark.parametrize(
    ("officer", "reason", "code"),
    [
        ("an", "mine", "release.own-author"),
        ("lan", "again", "release.approved-before"),
        ("son", "  ", "release.no-reason"),
        ("minh", "as a lawyer", "release.role"),
        ("thu", "as an auditor", "release.role"),
    ],
)
def test_not_every_yes_counts(us: Party, officer: str, reason: str, code: str) -> None:
    """The author, the same officer twice, no reason, and the wrong role approve nothing."""
    release = held(us)
    us.approve(release, "lan", "seen")

    with pytest.raises(ApprovalRefusedError) as refused:
        us.approve(release, officer, reason)

    assert code in {r.code for r in refused.value.refusals}
    assert us.release(release.id).state.value == "held"


def test_who_publishes_is_an_author_too(us: Party) -> None:
    """What a machine brought in is not approved by the officer who published it."""
    content = us.indicator(object_marking_refs=[AMBER])
    ids = us.bring(content, author="")
    made = us.node.releases.publish(Publication(tuple(ids), Purpose.NETWORK_DEFENCE, "lan"))
    release = only(made)

    with pytest.raises(ApprovalRefusedError) as refused:
        us.approve(release, "lan", "mine")
    assert release.author == "lan"
    assert [r.code for r in refused.value.refusals] == ["release.own-author"]


def test_what_does_not_wait_is_not_approved(us: Party) -> None:
    """A cleared release needs nobody, and an unknown one is not there."""
    release = only(us.publish(*us.bring(us.indicator())))

    with pytest.raises(ConflictError):
        us.approve(release, "lan", "seen")
    with pytest.raises(NotFoundError):
        us.node.releases.approve([f"release--{uuid4()}"], us.officer("lan"), "seen")


def test_an_approval_after_the_agreement_ended_opens_nothing(world: World, us: Party) -> None:
    """Held while the agreement expires: the yes is refused with the gate's reasons."""
    release = held(us)
    us.approve(release, "lan", "seen")
    world.clock.tick(days=500)

    with pytest.raises(ApprovalRefusedError) as refused:
        us.approve(release, "son", "seen")
    assert "gate.agreement-missing" in {r.code for r in refused.value.refusals}
    assert us.release(release.id).state.value == "held"


def test_it_crosses_under_the_agreement_in_force_when_approved(
    world: World, us: Party, them: Party
) -> None:
    """Held under one agreement, approved under the next: the next one counts, and it arrives."""
    release = held(us)
    world.agree(us, them, title="The next one")
    us.approve(release, "lan", "seen")

    cleared = us.approve(release, "son", "seen")
    world.run()

    assert cleared.agreement != release.agreement
    assert us.release(release.id).state.value == "accepted"


def test_when_nobody_is_needed_any_more_it_still_takes_an_officer_who_may(
    world: World, us: Party, them: Party
) -> None:
    """A hold whose reason is gone is opened by a release officer, not by just anybody."""
    release = held(us)
    text = world.terms(us, them, title="Automatic").replace(
        'automatic_up_to = "green"', 'automatic_up_to = "amber"'
    )
    start, end = text.index("[[approvals]]"), text.index("[[parties]]")
    text = text[:start] + text[end:]
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    them.node.treaties.sign(us.name, text, them.officer("minh"))
    world.run()

    with pytest.raises(ApprovalRefusedError):
        us.approve(release, "duc", "seen")
    opened = us.approve(release, "lan", "seen")
    assert opened.state.value == "cleared"


# Emergencies


def test_one_officer_opens_in_an_emergency_and_another_reviews(world: World, us: Party) -> None:
    """One yes lets it out at once; a review is due in 24 hours, and another officer closes it."""
    release = held(us)

    opened = us.open_alone(release)
    world.run()
    assert opened.state.value == "cleared"
    assert us.release(release.id).state.value == "accepted"
    assert opened.review_due is not None
    assert opened.review_due - us.node.clock() < timedelta(hours=24)
    world.clock.tick(hours=25)
    with us.node.store.read() as tx:
        assert [r.id for r in rows.overdue_reviews(tx, us.node.clock())] == [release.id]

    with pytest.raises(ApprovalRefusedError):
        us.approve(release, "thu", "I only check")
    reviewed = us.approve(release, "son", "it was right")

    assert reviewed.review_due is None
    with us.node.store.read() as tx:
        assert rows.overdue_reviews(tx, us.node.clock()) == []


def test_a_review_needs_as_many_as_the_agreement(world: World, us: Party, them: Party) -> None:
    """Where three must approve, the review is not done by the second."""
    text = world.terms(us, them, title="Three").replace("count = 2", "count = 3")
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    them.node.treaties.sign(us.name, text, them.officer("minh"))
    world.run()
    release = held(us)
    us.open_alone(release)
    world.clock.tick(hours=25)

    second = us.approve(release, "son", "right")

    assert second.review_due is not None


def test_a_review_can_be_done_after_the_agreement_ended(world: World, us: Party) -> None:
    """A review looks back, so no later end of an agreement makes it impossible."""
    release = held(us)
    us.open_alone(release)
    world.clock.tick(days=500)

    reviewed = us.approve(release, "son", "it was right")

    assert reviewed.review_due is None


def test_a_recall_is_the_no_of_a_review(us: Party) -> None:
    """What the reviewer takes back needs no further review."""
    release = held(us)
    us.open_alone(release)

    us.node.recalls.recall(release.id, us.officer("ha"), "it was wrong")

    assert us.release(release.id).review_due is None


# Declining


def test_an_officers_no_ends_it(us: Party) -> None:
    """A declined release stays declined, with its reason, whoever publishes again."""
    release = held(us)

    declined = us.node.releases.decline(release.id, us.officer("minh"), " not lawful ")

    assert (declined.state.value, declined.reason) == ("declined", "not lawful")
    assert us.leaves(release.id) == ["proposed", "refused-release"]
    assert us.publish(release.object_id) == []
    with pytest.raises(ConflictError):
        us.approve(release, "lan", "seen")


def test_a_no_needs_a_reason_and_a_role(us: Party) -> None:
    """Nobody declines without saying why, and not everybody may."""
    release = held(us)

    with pytest.raises(NoReasonError):
        us.node.releases.decline(release.id, us.officer("lan"), " ")
    with pytest.raises(RoleError):
        us.node.releases.decline(release.id, us.officer("an"), "no")
    assert us.release(release.id).state.value == "held"


def test_a_plain_party_without_an_agreement_gets_nothing(us: Party) -> None:
    """A party entered by hand is a partner, and still nothing goes to it without terms."""
    plain = add_plain_party(us)

    release = only(us.publish(*us.bring(us.indicator()), to=[plain.name]))

    assert release.state.value == "refused"


def test_red_goes_to_named_persons_only(world: World, us: Party, them: Party) -> None:
    """TLP:RED crosses to persons whom the agreement names, and to nobody else there."""
    text = world.terms(us, them, title="Up to red", ceiling="red")
    for party in (us, them):
        identity = f'identity = "{party.node.ourselves.identity}"'
        text = text.replace(identity, f'{identity}\npersons = ["Duty officer"]')
    us.node.treaties.sign(them.name, text, us.officer("minh"))
    them.node.treaties.sign(us.name, text, them.officer("minh"))
    world.run()
    ids = us.bring(us.indicator(object_marking_refs=[TLP_2_IDS[Tlp.RED]]))

    nobody = only(us.publish(*ids))
    stranger = only(us.publish(*ids, recipients=frozenset({"Somebody else"})))
    named = only(us.publish(*ids, recipients=frozenset({"Duty officer"})))

    assert [r.state.value for r in (nobody, stranger, named)] == ["refused", "refused", "held"]
    assert {r.id for r in (nobody, stranger, named)} == {nobody.id}
    us.approve(named, "lan")
    us.approve(named, "son")
    world.run()
    assert us.release(named.id).state.value == "accepted"


def test_two_objects_of_one_partner_are_asked_under_one_reading_of_its_terms(
    trio: World,
) -> None:
    """What came under the same agreement keeps the same terms, each for itself."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    first, second = one.indicator(), one.indicator()
    deliver(one, centre, first, second)

    made = centre.publish(first["id"], second["id"], to=[other.name])

    answers = {r.object_id: {code for code, _ in r.answers} for r in made}
    assert "gate.onward-terms" in answers[first["id"]] & answers[second["id"]]
