"""Tests of `exchange.releases.recalling`: taking back, and asking for stricter handling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.authority import NoReasonError, RoleError
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases.recalling import (
    NeverReleasedError,
    NothingToDowngradeError,
    NothingToRecallError,
)
from khien.exchange.releases.rows import Release
from khien.model.errors import NotFoundError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.store import objects
from tests.exchange.nodes import AMBER, Party, World, new_world, newer


def only(releases: list[Release]) -> Release:
    """The one release of an indicator."""
    (found,) = [one for one in releases if one.type == "indicator"]
    return found


def sent(world: World, us: Party) -> Release:
    """A release that arrived."""
    release = only(us.publish(*us.bring(us.indicator())))
    world.run()
    return us.release(release.id)


def withdrawn(party: Party, object_id: str) -> str:
    """Why a node holds an object out of use; '' when it is in use."""
    with party.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(object_id))
    assert kept is not None
    return kept.withdrawn


def test_a_recall_crosses_and_is_confirmed(world: World, us: Party, them: Party) -> None:
    """The partner takes it out of use and says so; both ledgers hold it; we stop using it too."""
    release = sent(world, us)

    (found,) = us.node.recalls.recall(release.object_id, us.officer("lan"), " it was wrong ")
    assert (found.state.value, found.reason) == ("recalling", "it was wrong")
    world.run()

    assert us.release(release.id).state.value == "recalled"
    assert withdrawn(us, release.object_id) == withdrawn(them, release.object_id) == "recalled"
    assert us.leaves(release.id)[-2:] == ["withdrawn", "recalled"]


def test_one_release_is_recalled_without_the_others(trio: World) -> None:
    """Named by its release, only one partner's copy is taken back, and we keep using it."""
    centre = trio["vn-ncc"]
    made = [r for r in centre.publish(*centre.bring(centre.indicator())) if r.type == "indicator"]
    trio.run()

    centre.node.recalls.recall(made[0].id, centre.officer("lan"), "wrong for them")
    trio.run()

    assert sorted(centre.states(made)) == ["accepted", "recalled"]
    assert withdrawn(centre, made[0].object_id) == ""


def test_what_has_not_left_never_leaves(world: World, us: Party, them: Party) -> None:
    """A recall before the first attempt takes it out of the outbox; the partner hears of nothing."""
    release = only(us.publish(*us.bring(us.indicator())))

    (found,) = us.node.recalls.recall(release.id, us.officer("lan"), "too early")
    world.run()

    assert found.state.value == "recalled"
    assert them.leaves(release.id) == []


def test_what_waits_for_approval_is_withdrawn(us: Party) -> None:
    """A held release can be taken back before anybody approved it."""
    release = only(us.publish(*us.bring(us.indicator(object_marking_refs=[AMBER]))))

    (found,) = us.node.recalls.recall(release.id, us.officer("minh"), "no longer wanted")

    assert (release.state.value, found.state.value) == ("held", "recalled")


def test_what_is_on_its_way_is_recalled_behind_it(world: World, us: Party, them: Party) -> None:
    """A delivery whose answer was lost may have arrived, so it is repeated and then recalled."""
    release = only(us.publish(*us.bring(us.indicator())))
    world.wire(us, them).plan.append("lose")
    world.step(us, them)

    (found,) = us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    assert found.state.value == "recalling"
    world.later(minutes=1)

    assert us.release(release.id).state.value == "recalled"
    assert withdrawn(them, release.object_id) == "recalled"


def test_a_recall_that_the_partner_does_not_know_stays_unconfirmed(
    world: World, us: Party, them: Party
) -> None:
    """Where the partner answers that it never had it, the release says that nothing is confirmed."""
    made = us.publish(*us.bring(us.indicator()))
    release = only(made)
    world.wire(us, them).plan.append("drop")
    world.step(us, them)
    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    with us.node.store.write() as tx:
        outbox_rows.drop(tx, [one.id for one in made], us.node.clock())

    for _ in range(6):
        world.later(minutes=6)

    assert us.release(release.id).state.value == "unconfirmed"
    with us.node.store.read() as tx:
        parked = outbox_rows.parked_items(tx)
    assert parked == [(them.name, "recall", release.id, "parked peer.refused")]


def test_nothing_is_recalled_twice(world: World, us: Party) -> None:
    """What is being taken back, or was, cannot be taken back again; what never went is unknown."""
    release = sent(world, us)
    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")

    with pytest.raises(NothingToRecallError):
        us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    for unknown in (f"release--{uuid4()}", f"indicator--{uuid4()}"):
        with pytest.raises(NotFoundError):
            us.node.recalls.recall(unknown, us.officer("lan"), "wrong")
    [kept_here] = us.bring(us.indicator("never.example"))
    with pytest.raises(NeverReleasedError):
        us.node.recalls.recall(kept_here, us.officer("lan"), "wrong")


def test_a_recall_needs_a_reason_and_a_role(world: World, us: Party) -> None:
    """Nobody takes back without saying why, and not everybody may; nor asks for strictness."""
    release = sent(world, us)

    for desk in (
        us.node.recalls.recall,
        lambda s, o, r: us.node.recalls.downgrade(s, Tlp.AMBER, o, r),
    ):
        with pytest.raises(NoReasonError):
            desk(release.id, us.officer("lan"), " ")
        with pytest.raises(RoleError):
            desk(release.id, us.officer("an"), "wrong")
    assert us.release(release.id).state.value == "accepted"


def test_the_version_after_a_recall_crosses(world: World, us: Party, them: Party) -> None:
    """After a recall the mended version goes out like any other."""
    indicator = us.indicator()
    first = only(us.publish(*us.bring(indicator)))
    world.run()
    us.node.recalls.recall(indicator["id"], us.officer("lan"), "wrong")
    world.run()

    second = only(us.publish(*us.bring(newer(indicator))))
    world.run()

    assert us.states([first, second]) == ["recalled", "accepted"]
    assert withdrawn(them, indicator["id"]) == ""


def test_a_recall_of_a_revoked_partners_copy_is_unconfirmed(
    world: World, us: Party, them: Party
) -> None:
    """A partner that was struck off cannot be told; the release says so from the start."""
    release = sent(world, us)
    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))

    (found,) = us.node.recalls.recall(release.object_id, us.officer("lan"), "wrong")

    assert found.state.value == "unconfirmed"


# Stricter handling


def test_a_downgrade_crosses_and_is_confirmed(world: World, us: Party, them: Party) -> None:
    """The partner handles it more strictly, confirms, and we hold ourselves to the same."""
    release = sent(world, us)

    (found,) = us.node.recalls.downgrade(
        release.object_id, Tlp.AMBER_STRICT, us.officer("lan"), "a victim is named"
    )
    world.run()

    assert found.state.value == "accepted"
    assert us.leaves(release.id)[-2:] == ["downgraded", "downgraded"]
    assert "downgraded" in them.leaves(release.id)
    ids = us.bring(us.indicator())
    assert ids != []
    assert us.node.releases.dry_run(them.name) != []
    forecast = {f.object_id: f for f in us.node.releases.dry_run(them.name)}
    assert forecast[release.object_id].state.value == "held"


def test_a_downgrade_needs_something_looser(world: World, us: Party) -> None:
    """What nobody has, or has that strictly already, needs no word."""
    release = sent(world, us)

    with pytest.raises(NothingToDowngradeError):
        us.node.recalls.downgrade(release.id, Tlp.GREEN, us.officer("lan"), "same")
    with pytest.raises(NotFoundError):
        us.node.recalls.downgrade(f"indicator--{uuid4()}", Tlp.RED, us.officer("lan"), "x")
    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    with pytest.raises(NothingToDowngradeError):
        us.node.recalls.downgrade(release.id, Tlp.RED, us.officer("lan"), "too late")


# What a partner takes back of what we gave on


@pytest.fixture
def chain(tmp_path: Path, database: str) -> Iterator[World]:
    """The first node may give what `asean-cert` gave it on to `viet-telecom`."""
    del database
    made = new_world(tmp_path, "vn-ncc", "asean-cert", "viet-telecom", agreed=False)
    centre, telecom = made["vn-ncc"], made["viet-telecom"]
    onward = {"onward": "named", "partners": '["viet-telecom"]'}
    made.agree(made["asean-cert"], centre, **onward)
    made.agree(centre, telecom)
    yield made
    made.close()


def _given_on(chain: World) -> tuple[Release, Release, str]:
    """An indicator that crossed from the first to the last; both releases and its id."""
    source, centre = chain["asean-cert"], chain["vn-ncc"]
    (indicator,) = source.bring(source.indicator())
    first = next(r for r in source.publish(indicator) if r.object_id == indicator)
    chain.run()
    on = next(r for r in centre.publish(indicator) if r.object_id == indicator)
    chain.run()
    assert centre.states([on]) == ["accepted"]
    return first, on, indicator


def _holds(party: Party, object_id: str) -> bool:
    party.node.watch.catch_up()
    return party.node.watch.index.holds(ObjectId(object_id))


def test_a_partners_recall_is_passed_on(chain: World) -> None:
    """Whoever has it from us is told by us, confirms, and each step is in our ledger."""
    source, centre, telecom = chain["asean-cert"], chain["vn-ncc"], chain["viet-telecom"]
    first, on, indicator = _given_on(chain)

    source.node.recalls.recall(indicator, source.officer("lan"), "it was wrong")
    chain.run()

    assert (source.states([first]), centre.states([on])) == (["recalled"], ["recalled"])
    assert not _holds(telecom, indicator)
    assert centre.release(on.id).reason == "recall.passed-on"
    assert centre.leaves(on.id)[-2:] == ["withdrawn", "recalled"]
    with telecom.node.store.read() as tx:
        (came,) = arrival_rows.named(tx, on.id)
    assert came.detail == "recall.passed-on"  # what the source wrote, it wrote to us


def test_a_recall_of_what_others_gave_us_too_is_not_passed_on(chain: World) -> None:
    """What stays in use with us stays in use with those who have it from us."""
    source, centre, telecom = chain["asean-cert"], chain["vn-ncc"], chain["viet-telecom"]
    _, on, indicator = _given_on(chain)
    with centre.node.store.read() as tx:
        kept = objects.current(tx, ObjectId(indicator))
    assert kept is not None
    centre.bring(kept.content)

    source.node.recalls.recall(indicator, source.officer("lan"), "it was wrong")
    chain.run()

    assert centre.states([on]) == ["accepted"]
    assert _holds(telecom, indicator)


def test_a_partners_downgrade_is_passed_on_once(chain: World) -> None:
    """Whoever has it from us handles it as strictly, and says so; the same word again is not news."""
    source, centre, telecom = chain["asean-cert"], chain["vn-ncc"], chain["viet-telecom"]
    _, on, indicator = _given_on(chain)

    for _ in range(2):
        source.node.recalls.downgrade(indicator, Tlp.AMBER, source.officer("lan"), "be careful")
        chain.run()

    assert centre.leaves(on.id).count("downgraded") == 2  # ours, and what they said
    with telecom.node.store.read() as tx:
        assert list(arrival_rows.handling_of(tx, [indicator]).values()) == [Tlp.AMBER.rank]
    assert centre.states([on]) == ["accepted"]
