"""What one partner says against an object reaches everybody else who gave or has it, through the gate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from khien.app.administering import register, unrecorded
from khien.app.knowledge.doubting import report_false_positive
from khien.exchange.releases import rows as release_rows
from khien.exchange.releases.desk import Releases
from khien.exchange.releases.rows import Release
from khien.exchange.rows import release
from khien.model.agreement import Purpose
from khien.model.ids import ObjectId
from khien.model.instants import stix_time
from khien.people.acts import Deed
from khien.store import objects
from tests.exchange.nodes import (
    AMBER,
    GREEN,
    Party,
    World,
    add_plain_party,
    agree_on_paper,
    new_world,
    newer,
)

CENTRE, ABROAD, OPERATOR = "vn-ncc", "asean-cert", "viet-telecom"
TERMS = {"onward": "same-terms"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A centre with two partners, each of which may hand on under the same terms."""
    made = new_world(tmp_path, CENTRE, ABROAD, OPERATOR, agreed=False)
    for name in (ABROAD, OPERATOR):
        made.agree(made[CENTRE], made[name], **TERMS)
    yield made
    made.close()


def report(party: Party, indicator: str) -> ObjectId:
    """An officer's word that the indicator is wrong."""
    officer = party.officer("an")
    said = report_false_positive(
        party.node, indicator, officer, "a mirror of ours", Purpose.NETWORK_DEFENCE
    )
    return said.opinion


def released(party: Party, object_id: str) -> dict[str, Release]:
    """The releases of an object by partner; one each."""
    with party.node.store.read() as tx:
        found = release_rows.of_object(tx, object_id)
    assert len({one.partner for one in found}) == len(found)
    return {str(one.partner): one for one in found}


def states(party: Party, object_id: str) -> dict[str, str]:
    """How the releases of an object stand, by partner."""
    return {name: one.state.value for name, one in released(party, object_id).items()}


def has(party: Party, object_id: str) -> bool:
    """Whether the object is in use there."""
    with party.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(object_id))
    return kept is not None and not kept.withdrawn


def score(party: Party, object_id: str) -> int | None:
    """What the indicator is worth there."""
    with party.node.store.read() as tx:
        at = party.node.scores.at(tx, [ObjectId(object_id)], party.node.clock())
    return at[ObjectId(object_id)]


def shared(world: World, **more: Any) -> str:  # noqa: ANN401 -- any field
    """An indicator of the centre's that both partners have."""
    centre = world[CENTRE]
    (indicator,) = centre.bring(centre.indicator(confidence=80, **more))
    centre.publish(indicator)
    world.run()
    return indicator


def test_report_reaches_source_and_every_partner_that_got_it(world: World) -> None:
    """One partner's report lowers the score at the source and at the other partner, with no hand moved."""
    indicator = shared(world)
    before = score(world[ABROAD], indicator)

    opinion = report(world[OPERATOR], indicator)
    world.run()

    assert states(world[CENTRE], opinion) == {ABROAD: "accepted"}
    after = score(world[ABROAD], indicator)
    assert before is not None
    assert after is not None
    assert after < before
    assert score(world[CENTRE], indicator) == after


def test_report_that_went_on_is_an_act_that_the_ledger_vouches_for(world: World) -> None:
    """The register names who said it and to whom it went; nothing in it lacks its leaf."""
    opinion = report(world[OPERATOR], shared(world))
    world.run()

    acts = [act for act, _ in register(world[CENTRE].node) if act.deed is Deed.REPORT_PASSED_ON]
    assert [(act.subject, act.detail, act.by) for act in acts] == [
        (opinion, (ABROAD, OPERATOR), "")
    ]
    assert unrecorded(world[CENTRE].node) == []
    (one,) = released(world[CENTRE], opinion).values()
    assert world[CENTRE].leaves(one.id)[:2] == ["cleared", "sent"]


def test_report_waits_where_the_agreement_asks_for_officers(world: World) -> None:
    """AMBER needs two release officers: it waits for them, and goes when they said yes."""
    terms = {"onward": "named", "partners": f'["{ABROAD}"]'}
    world.agree(world[CENTRE], world[OPERATOR], **terms)
    centre = world[CENTRE]
    (indicator,) = centre.bring(centre.indicator(object_marking_refs=[AMBER]))
    for one in centre.publish(indicator):
        for officer in ("lan", "son"):
            if centre.release(one.id).state.value == "held":
                centre.approve(one, officer)
    world.run()
    operator = world[OPERATOR]
    opinion = report(operator, indicator)
    (own,) = released(operator, opinion).values()
    for officer in ("lan", "son"):
        operator.approve(own, officer)
    world.run()

    assert states(centre, opinion) == {ABROAD: "held"}
    for officer in ("lan", "son"):
        centre.approve(released(centre, opinion)[ABROAD], officer)
    world.run()
    assert states(centre, opinion) == {ABROAD: "accepted"}
    assert has(world[ABROAD], opinion)


def test_report_stays_where_the_reporter_lets_nothing_on(world: World) -> None:
    """Terms that allow no onward sharing hold for a report too; the refusal stands on record."""
    world.agree(world[CENTRE], world[OPERATOR], onward="none")
    opinion = report(world[OPERATOR], shared(world))
    world.run()

    (one,) = released(world[CENTRE], opinion).values()
    assert (one.partner, one.state.value) == (ABROAD, "refused")
    assert [code for code, _ in one.answers] == ["gate.onward-terms"]
    assert not has(world[ABROAD], opinion)


def test_report_comes_to_rest_in_a_circle(world: World) -> None:
    """Three parties that are all partners: each gets it once, and who said it never gets it back."""
    world.enrol(world[ABROAD], world[OPERATOR])
    world.agree(world[ABROAD], world[OPERATOR], **TERMS)
    indicator = shared(world)
    world[ABROAD].publish(indicator, to=[OPERATOR])
    world[OPERATOR].publish(indicator, to=[ABROAD])
    world.run()

    opinion = report(world[OPERATOR], indicator)
    world.run()

    assert set(states(world[OPERATOR], opinion)) == {CENTRE, ABROAD}
    for name, others in ((CENTRE, {ABROAD}), (ABROAD, {CENTRE})):
        assert set(states(world[name], opinion)) <= others
        assert has(world[name], opinion)


def test_report_goes_up_to_the_source_through_who_passed_the_indicator_on(world: World) -> None:
    """The partner at the end tells the one in the middle, and this one the source."""
    abroad, centre = world[ABROAD], world[CENTRE]
    (indicator,) = abroad.bring(abroad.indicator(confidence=80))
    abroad.publish(indicator)
    world.run()
    centre.publish(indicator, to=[OPERATOR])
    world.run()
    before = score(abroad, indicator)

    opinion = report(world[OPERATOR], indicator)
    world.run()

    assert has(abroad, opinion)
    after = score(abroad, indicator)
    assert before is not None
    assert after is not None
    assert after < before


def test_delivery_that_comes_twice_passes_a_report_on_once(world: World) -> None:
    """The answer to a delivery is lost, and it comes again: one release, one act."""
    indicator = shared(world)
    world.wire(world[OPERATOR], world[CENTRE]).plan.extend(["", "lose"])
    opinion = report(world[OPERATOR], indicator)
    world.run()
    world.later(minutes=10)

    assert states(world[CENTRE], opinion) == {ABROAD: "accepted"}
    acts = [act for act, _ in register(world[CENTRE].node) if act.deed is Deed.REPORT_PASSED_ON]
    assert len(acts) == 1


def test_nothing_of_a_report_is_kept_when_its_passing_on_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report and its passing on commit together: after a crash in between it comes again, and goes on."""
    indicator = shared(world)
    opinion = report(world[OPERATOR], indicator)

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Releases, "publish_within", crash)
        with pytest.raises(RuntimeError):
            world.run()
    assert not has(world[CENTRE], opinion)
    world.later(minutes=10)

    assert states(world[CENTRE], opinion) == {ABROAD: "accepted"}


def test_report_taken_back_is_taken_back_everywhere(world: World) -> None:
    """A revocation of the report goes to those whom it reached; the score rises again."""
    indicator = shared(world)
    operator = world[OPERATOR]
    opinion = report(operator, indicator)
    world.run()
    doubted = score(world[ABROAD], indicator)
    with operator.node.store.read() as tx:
        kept = objects.current(tx, opinion)
    assert kept is not None
    world.clock.tick(days=2)
    operator.bring(newer(dict(kept.content), revoked=True))
    operator.publish(opinion, to=[CENTRE])
    world.run()

    with world[ABROAD].node.store.read() as tx:
        there = objects.current(tx, opinion)
    assert there is not None
    assert there.revoked
    after = score(world[ABROAD], indicator)
    assert doubted is not None
    assert after is not None
    assert after > doubted


def test_agreement_with_an_object_goes_nowhere_by_itself(world: World) -> None:
    """Only a word against it does; who agrees tells whom it tells."""
    indicator, operator = shared(world), world[OPERATOR]
    (opinion,) = operator.bring(operator.thing("opinion", opinion="agree", object_refs=[indicator]))
    operator.publish(opinion, to=[CENTRE])
    world.run()

    assert has(world[CENTRE], opinion)
    assert states(world[CENTRE], opinion) == {}


def test_report_from_quarantine_goes_on_when_it_is_let_in(world: World) -> None:
    """What waited for a person is passed on when the person lets it in, and not before."""
    indicator, operator, centre = shared(world), world[OPERATOR], world[CENTRE]
    content = operator.thing(
        "opinion",
        opinion="disagree",
        object_refs=[indicator],
        created_by_ref="identity--11111111-1111-4111-8111-111111111111",
    )
    (opinion,) = operator.bring(content)
    operator.publish(opinion, to=[CENTRE])
    world.run()
    for one in centre.node.arrivals.quarantined():
        assert states(centre, opinion) == {}
        centre.node.arrivals.release(one.id, centre.officer("lan"), accept=True)
    world.run()

    assert has(centre, opinion)
    assert states(centre, opinion) == {ABROAD: "accepted"}


def test_own_report_reaches_whoever_is_about_to_get_the_indicator(world: World) -> None:
    """What was cleared and has not left yet is followed by the report."""
    centre = world[CENTRE]
    (indicator,) = centre.bring(centre.indicator(confidence=80))
    centre.publish(indicator)
    opinion = report(centre, indicator)
    world.run()

    assert states(centre, opinion) == {ABROAD: "accepted", OPERATOR: "accepted"}


def test_report_for_an_unknown_purpose_comes_in_and_stays(world: World) -> None:
    """A word of a newer node is no reason to refuse the delivery, nor to use it for anything else."""
    indicator, operator = shared(world), world[OPERATOR]
    opinion = report(operator, indicator)
    with operator.node.store.write() as tx:
        some = update(release).where(release.c.object_id == opinion)
        tx.execute(some.values(purpose="made-up-later"))
    world.run()

    assert has(world[CENTRE], opinion)
    assert states(world[CENTRE], opinion) == {}


def test_report_of_a_plain_party_goes_on(world: World) -> None:
    """Who has no notes tells no purpose; its word reaches the partners that have the object all the same."""
    centre = world[CENTRE]
    plain = add_plain_party(centre)
    agree_on_paper(world, centre, plain, **TERMS)
    (indicator,) = centre.bring(centre.indicator(confidence=80))
    centre.publish(indicator, to=[ABROAD, plain.name])
    world.run()
    now = stix_time(centre.node.clock())
    content: dict[str, Any] = {
        "type": "opinion",
        "spec_version": "2.1",
        "id": f"opinion--{uuid4()}",
        "created_by_ref": plain.identity_id,
        "created": now,
        "modified": now,
        "opinion": "disagree",
        "object_refs": [indicator],
        "object_marking_refs": [GREEN],
    }
    (arrival,) = centre.node.arrivals.admit(plain, [json.dumps(content).encode()], "")
    world.run()

    assert arrival.outcome == "accepted"
    assert states(centre, content["id"]) == {ABROAD: "accepted"}
