"""Tests of `exchange.releases.facts` and what stands behind it: what the gate may look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khien.exchange.releases import rows
from khien.exchange.releases.facts import Facts, has_crossed
from khien.exchange.releases.pulled import note_pulled
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.gate import From
from khien.model.agreement import OnwardMode, Purpose
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.people.agreements import rows as agreement_rows
from khien.store import objects
from khien.store.objects import Batch, BatchId, Wish
from tests.exchange.nodes import AMBER, Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import deliver


def released(us: Party) -> Release:
    """A cleared release of an indicator."""
    return us.publish(*us.bring(us.indicator()))[-1]


@pytest.mark.parametrize(
    ("state", "delivery", "crossed"),
    [
        (State.SENT, "delivery--1", True),
        (State.RECALLED, "delivery--1", True),
        (State.RECALLED, None, False),
        (State.REJECTED, "delivery--1", False),
        (State.CLEARED, "delivery--1", False),
    ],
)
def test_what_may_have_come_there(
    us: Party, state: State, delivery: str | None, crossed: bool
) -> None:
    """A partner has what was carried to it and not refused; what never left it has not."""
    earlier = replace(released(us), state=state, delivery=delivery)

    assert has_crossed([earlier], earlier.partner) is crossed
    assert not has_crossed([earlier], "another")
    assert not has_crossed([earlier], earlier.partner, besides=earlier.id)


def test_lost_terms_allow_nothing(world: World, us: Party, them: Party) -> None:
    """Where the agreement of an arrival is damaged, or its arrival is not on record, nothing goes on."""
    indicator, other = us.indicator(), us.indicator()
    deliver(us, them, indicator)
    with them.node.store.write() as tx:
        tx.execute(agreement_rows.agreement.update().values(payload="{}"))
        batch = Batch(BatchId("sample"), "sample", us.name)
        mine = us.bring(other)
        with us.node.store.read() as here:
            kept = objects.current(here, ObjectId(mine[0]))
        assert kept is not None
        objects.add_versions(tx, [kept.version], batch, them.node.clock())
    facts = Facts(them.node.ourselves)

    with them.node.store.read() as tx:
        found = objects.currents(tx, [ObjectId(indicator["id"]), ObjectId(other["id"])])
        subjects = facts.subjects(tx, list(found.values()))

    for subject in subjects:
        assert isinstance(subject.origin, From)
        assert subject.origin.onward.mode is OnwardMode.NONE
        assert subject.origin.purposes == frozenset()
    assert {s.origin.tlp.rank for s in subjects if isinstance(s.origin, From)} == {1, 4}


def test_an_approval_of_a_version_that_is_lost_is_an_error(
    monkeypatch: pytest.MonkeyPatch, us: Party
) -> None:
    """A release whose version nobody can find is not approved."""
    release = us.publish(*us.bring(us.indicator(object_marking_refs=[AMBER])))[-1]
    monkeypatch.setattr(objects, "by_contents", lambda _tx, _contents: {})

    with pytest.raises(NotFoundError):
        us.approve(release, "lan")


def test_releases_are_listed_by_state_partner_and_number(us: Party, them: Party) -> None:
    """What is listed is narrowed by each filter that is given."""
    us.publish(*us.bring(us.indicator(), us.indicator(object_marking_refs=[AMBER])))

    with us.node.store.read() as tx:
        held = rows.listed(tx, state=State.HELD, partner=them.name, limit=1)
        everything = rows.listed(tx)
        nobody = rows.listed(tx, partner="nobody")

    assert [r.state for r in held] == [State.HELD]
    assert (len(everything), nobody) == (3, [])


def test_a_plain_party_that_fetches_needs_no_push(world: World, us: Party) -> None:
    """What a plain party fetched by itself leaves the outbox; a node still gets its delivery."""
    plain = add_plain_party(us)
    agree_on_paper(world, us, plain)
    ids = us.bring(us.indicator())
    made = us.publish(*ids)
    with us.node.store.write() as tx:
        for name, agreement in {(r.partner, r.agreement) for r in made}:
            shelf = rows.shelf(name, agreement, us.node.clock())
            fresh = objects.bodies(tx, Wish(), 10, shelf).fresh
            assert fresh
            note_pulled(tx, us.node.ledger, name, fresh, us.node.clock())
            note_pulled(tx, us.node.ledger, name, fresh, us.node.clock())
            assert not objects.bodies(tx, Wish(), 10, shelf).fresh
    world.run()

    states = {(r.partner, us.release(r.id).state.value) for r in made}
    assert states == {(plain.name, "sent"), ("asean-cert", "accepted")}
    assert us.node.releases.explain(ids[0], plain.name, Purpose.NETWORK_DEFENCE) != ()
