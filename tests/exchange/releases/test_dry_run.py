"""Tests of `exchange.releases.desk`: what would cross today, asked without changing anything."""

from __future__ import annotations

from khien.exchange.releases import rows
from khien.exchange.releases.desk import Publication
from khien.model.agreement import Purpose
from tests.exchange.nodes import AMBER, Party, World, newer


def test_a_dry_run_forecasts_everything(us: Party, them: Party) -> None:
    """What would cross today is listed with its reasons, and nothing happens."""
    clear, amber = us.bring(us.indicator(), us.indicator(object_marking_refs=[AMBER]))

    found = {f.object_id: f for f in us.node.releases.dry_run(them.name)}

    assert found[clear].state.value == "cleared"
    assert found[amber].state.value == "held"
    assert us.node.ourselves.identity in found
    with us.node.store.read() as tx:
        assert rows.listed(tx) == []


def test_a_dry_run_knows_who_has_it(world: World, us: Party, them: Party) -> None:
    """A revocation is forecast to go to the partner that has the object, and to no other."""
    shared, unshared = us.indicator(), us.indicator()
    us.publish(us.bring(shared, unshared)[0])
    world.run()
    us.bring(newer(shared, revoked=True), newer(unshared, revoked=True))

    wanted = Publication((shared["id"], unshared["id"]), Purpose.NETWORK_DEFENCE, "lan")
    forecasts = us.node.releases.dry_run(them.name, publication=wanted)

    found = {f.object_id: f for f in forecasts}
    assert found[shared["id"]].state.value == "cleared"
    assert [code for code, _ in found[unshared["id"]].answers] == ["gate.revoked-unshared"]


def test_a_dry_run_without_an_agreement_says_why(world: World, us: Party, them: Party) -> None:
    """Where nothing may cross, the forecast says so of each object."""
    world.clock.tick(days=500)
    us.bring(us.indicator())

    found = us.node.releases.dry_run(them.name)

    assert {f.state.value for f in found} == {"refused"}
    asked = us.node.releases.dry_run(them.name, Purpose.EARLY_WARNING)
    assert len(asked) == len(found)
