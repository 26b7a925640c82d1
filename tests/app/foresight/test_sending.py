"""Warnings that the node sends by itself, where an agreement says so, and where it must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from khien.app import foresight, warnings
from khien.app.administering import register, unrecorded
from khien.app.foresight import State, rows, sending
from khien.exchange.receipts.rules import Outcome
from khien.people.partners import set_exercise
from tests.app.foresight.test_desk import ABROAD, OPERATOR, came, saw
from tests.exchange.nodes import AMBER, Party, World, new_world

LIKELY = {"more": 'automatic_warnings = "likely"'}
OPEN = {"onward": "same-terms"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A centre with two partners; the operator's terms let warnings go by themselves, and all let on."""
    made = new_world(tmp_path, "vn-ncc", ABROAD, OPERATOR)
    made.agree(made["vn-ncc"], made[OPERATOR], **LIKELY, **OPEN)
    made.agree(made["vn-ncc"], made[ABROAD], **OPEN)
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """Whose node it is."""
    return world["vn-ncc"]


def shared(us: Party, **more: Any) -> str:  # noqa: ANN401 -- properties of STIX
    """An indicator of ours; its id."""
    made = us.indicator(name="Fake bank", **more)
    us.bring(made)
    return str(made["id"])


def seen_by_both(us: Party, one: str) -> None:
    """Both partners saw it for the first time."""
    came(us, ABROAD, saw(us, one))
    came(us, OPERATOR, saw(us, one))


def had(world: World, name: str) -> list[str]:
    """The headlines of the warnings that a party has, with how far they are."""
    world.run()
    return [one.warning.message for one in warnings.notices(world[name].node)]


@pytest.mark.usefixtures("database")
def test_where_both_agreed_a_warning_goes_out_grows_and_ends_with_an_officer(
    world: World, us: Party
) -> None:
    """To the party whose terms say so and to nobody else; recorded; updated; an officer cancels it."""
    one = shared(us)
    seen_by_both(us, one)

    seen = foresight.foresee(us.node)

    (sent,) = seen.sent
    assert (had(world, OPERATOR), had(world, ABROAD)) == (["alert"], [])
    assert foresight.open_drafts(us.node) == []
    act, vouched = register(us.node)[0]
    assert (act.deed.value, act.by, act.subject, vouched) == ("warning-sent", "", sent.id, True)
    assert OPERATOR in act.detail
    assert unrecorded(us.node) == []
    assert foresight.foresee(us.node).sent == ()

    came(us, "", saw(us, one))
    assert len(foresight.foresee(us.node).sent) == 1
    assert had(world, OPERATOR) == ["update"]
    (ours,) = warnings.notices(us.node)
    theirs = warnings.notice(world[OPERATOR].node, ours.kept.object_id)
    assert warnings.tell(world[OPERATOR].node, theirs, Outcome.READ) == 2  # of both versions

    warnings.cancel(us.node, ours, "a test of ours", "duc")
    came(us, "", saw(us, one))
    assert foresight.foresee(us.node).sent == ()
    with us.node.store.read() as tx:
        kept = rows.one(tx, sent.id)
    assert kept is not None
    assert (kept.state, kept.officer) == (State.TAKEN, "duc")


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (OPEN, "no term"),
        ({"more": 'automatic_warnings = "observed"', **OPEN}, "not sure enough"),
    ],
)
def test_without_such_a_term_an_officer_decides(
    world: World, us: Party, terms: dict[str, str], why: str
) -> None:
    """Deny by default: the draft stays a draft."""
    world.agree(us, world[OPERATOR], title=why, **terms)
    seen_by_both(us, shared(us))

    assert foresight.foresee(us.node).sent == ()
    assert len(foresight.open_drafts(us.node)) == 1


def test_what_a_third_party_saw_goes_on_only_by_its_terms(world: World, us: Party) -> None:
    """Its sightings stand behind the numbers: where its agreement lets nothing on, people decide."""
    world.agree(us, world[ABROAD], title="stricter", onward="none")
    seen_by_both(us, shared(us))
    assert foresight.foresee(us.node).sent == ()

    came(us, "a-feed", saw(us, two := shared(us)))
    came(us, OPERATOR, saw(us, two))
    assert foresight.foresee(us.node).sent == ()  # and a feed has no terms at all


def test_what_needs_approval_and_who_only_practises_get_nothing(world: World, us: Party) -> None:
    """An indicator that officers must release is not hinted at without them."""
    seen_by_both(us, shared(us, object_marking_refs=[AMBER]))
    assert foresight.foresee(us.node).sent == ()
    with us.node.store.write() as tx:
        set_exercise(tx, OPERATOR, exercise=True)
    came(us, ABROAD, saw(us, one := shared(us)))
    came(us, "", saw(us, one))

    assert foresight.foresee(us.node).sent == ()


def test_a_flood_waits_for_an_officer(us: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many a day go by themselves; what is more stays a draft."""
    monkeypatch.setattr(sending, "SENT_A_DAY", 1)
    for _ in range(2):
        seen_by_both(us, shared(us))

    assert len(foresight.foresee(us.node).sent) == 1
    assert len(foresight.open_drafts(us.node)) == 1


def test_after_a_crash_it_is_not_written_twice(world: World, us: Party) -> None:
    """The warning's id is the draft's, so what was written before is found and only sent."""
    seen_by_both(us, shared(us))
    ((_, _, draft),) = foresight.foresee(us.node).found
    with us.node.store.write() as tx:
        rows.write(tx, replace(draft, state=State.OPEN, warning=""))  # as if it had stopped there

    assert len(foresight.foresee(us.node).sent) == 1
    assert len(warnings.notices(us.node)) == 1
    assert had(world, OPERATOR) == ["alert"]
