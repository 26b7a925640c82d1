"""A warning between two nodes: given through the gate, acknowledged, updated, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from khien.app import warnings
from khien.app.hits import outlook
from khien.app.log_matching import begin, found
from khien.app.sightings import Search
from khien.app.warning_life import Step, in_order, life
from khien.app.warnings import Notice
from khien.exchange.receipts.rules import Outcome
from khien.model.agreement import Purpose
from khien.model.errors import ConflictError
from khien.model.ids import ObjectId
from khien.model.marking import Tlp
from khien.model.stix.known_extensions import EARLY_WARNING
from khien.model.warning import EarlyWarning, Standing
from khien.model.words import WORDS
from khien.store import objects
from khien.watch import Validity
from tests.exchange.nodes import START, Party, World, new_world

SAID = EarlyWarning(
    status="actual",
    message="alert",
    headline="Phishing of bank customers",
    event="phishing",
    description="Known facts.",
    instruction="Block the domains.",
    category="security",
    urgency="immediate",
    severity="severe",
    certainty="observed",
    effective=START,
    expires=START + timedelta(days=2),
)


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    """Two nodes with an agreement in force."""
    del database
    made = new_world(tmp_path, "vn-ncc", "asean-cert")
    yield made
    made.close()


@pytest.fixture
def us(world: World) -> Party:
    """Who warns."""
    return world["vn-ncc"]


@pytest.fixture
def them(world: World) -> Party:
    """Who is warned."""
    return world["asean-cert"]


def given(world: World, us: Party, **change: Any) -> str:  # noqa: ANN401 -- any field of a warning
    """A warning of ours that the partner has; its id."""
    made = warnings.write(us.node, replace(SAID, **change), Tlp.GREEN, "an")
    warnings.publish(us.node, warnings.notice(us.node, made), "an")
    world.run()
    return made


def at(party: Party, warning: str) -> Notice:
    """A warning as a node holds it."""
    return warnings.notice(party.node, warning)


def test_a_partner_gets_the_warning_with_its_definition_and_acknowledges(
    world: World, us: Party, them: Party
) -> None:
    """What it means goes along, and both answers of the partner stand beside its name, with times."""
    made = given(world, us)

    assert at(them, made).warning == SAID
    assert not at(them, made).is_ours
    with them.node.store.read() as tx:
        assert objects.current(tx, ObjectId(EARLY_WARNING)) is not None
    for outcome in (Outcome.READ, Outcome.ACTED):
        assert warnings.tell(them.node, at(them, made), outcome) == 1
        assert warnings.tell(them.node, at(them, made), outcome) == 0  # once
    world.run()

    (holder,) = warnings.holders(us.node, at(us, made))
    assert holder.current
    assert holder.accepted is not None
    assert holder.read is not None
    assert holder.acted is not None
    assert warnings.told_of(them.node, at(them, made)).keys() >= {"accepted", "read", "acted"}
    assert warnings.tell(us.node, at(us, made), Outcome.ACTED) == 0  # ours: nobody to tell


def test_both_can_warn_each_other(world: World, us: Party, them: Party) -> None:
    """The definition that both hold is the same, so that neither stands in the other's way."""
    given(world, us)
    made = warnings.write(them.node, SAID, Tlp.GREEN, "an")
    warnings.publish(them.node, at(them, made), "an")
    world.run()

    assert at(us, made).warning == SAID
    assert [one.standing for one in warnings.notices(us.node)] == [Standing.IN_FORCE] * 2


def test_who_has_a_warning_gets_its_update_and_its_end(
    world: World, us: Party, them: Party
) -> None:
    """An update replaces it over there; cancelled, it counts nowhere, with the reason beside it."""
    made = given(world, us)
    warnings.write(
        us.node, replace(SAID, message="update", note="More."), Tlp.GREEN, "an", at(us, made)
    )
    (holder,) = warnings.holders(us.node, at(us, made))
    assert not holder.current
    warnings.publish(us.node, at(us, made), "an")
    world.run()
    assert at(them, made).warning.note == "More."

    warnings.cancel(us.node, at(us, made), "A false alarm.", "an")
    (forecast,) = warnings.forecasts(us.node, at(us, made))
    assert forecast.state == "cleared"
    warnings.publish(us.node, at(us, made), "an", ("asean-cert",))
    world.run()

    assert at(them, made).standing is Standing.CANCELLED
    assert at(them, made).warning.note == "A false alarm."
    assert len(warnings.history(us.node, made)) == 3
    with pytest.raises(ConflictError):
        warnings.cancel(us.node, at(us, made), "Again.", "an")
    with pytest.raises(ConflictError):
        warnings.cancel(them.node, at(them, made), "Not mine.", "an")


def test_the_gate_says_why_a_warning_may_not_go(world: World, us: Party) -> None:
    """An exercise goes for the purpose of exercise only, which this agreement does not have."""
    assert world.clock.now > START
    made = warnings.write(us.node, replace(SAID, status="exercise"), Tlp.GREEN, "an")

    (forecast,) = warnings.forecasts(us.node, at(us, made))

    assert forecast.state == "refused"
    assert "gate.purpose-not-agreed" in {
        one.rule for one in forecast.answers if one.outcome.value == "refused"
    }


def test_what_a_log_gave_goes_back_to_who_told_us(world: World, us: Party, them: Party) -> None:
    """Matched as long work, the sighting is kept, given back, and counted on both sides."""
    bad = us.indicator("login.evil.example")
    us.bring(bad)
    us.publish(bad["id"])
    world.run()
    log = BytesIO(b"ts,query,id.orig_h\n1794816000,login.evil.example,10.1.2.3\n")
    search = Search(Validity.NOW, Tlp.GREEN, Purpose.NETWORK_DEFENCE, "an", clients=False)

    work = begin(them.node, "dns.csv", log, search, "an")
    them.node.works.wait(60)
    world.run()

    result = found(them.node, work).result
    (row,) = result["listed"]
    assert (row["source"], row["line"], row["clients"]) == ("vn-ncc", 2, [])
    assert [one["partner"] for one in result["releases"]] == ["vn-ncc"]
    seen = outlook(us.node, "month")
    assert [(one.of, one.source) for one in seen.newest] == [(bad["id"], "asean-cert")]
    assert sum(bar.theirs for bar in seen.bars) == 1
    assert seen.index.behind == 0


def test_an_answer_never_stands_before_what_it_answers() -> None:
    """A partner's clock may be behind ours, and its receipt comes before we note that we sent: sent is first."""
    written, sent = START, START + timedelta(seconds=9)
    steps = [
        Step(written, "life.written", "an"),
        Step(sent, "life.sent", "near", partner=True, release="release--1"),
        Step(sent, "life.sent", "far", partner=True, release="release--2"),
        Step(sent - timedelta(seconds=2), "life.accepted", "far", partner=True, release="release--2"),
        Step(sent + timedelta(seconds=1), "life.accepted", "near", partner=True, release="release--1"),
    ]  # fmt: skip

    told = [(one.what.partition(".")[2], one.who) for one in in_order(steps)]

    assert told == [
        ("written", "an"), ("sent", "far"), ("accepted", "far"), ("sent", "near"), ("accepted", "near"),
    ]  # fmt: skip


def test_the_life_of_a_warning_is_one_line(world: World, us: Party, them: Party) -> None:
    """Written, sent, accepted, read and acknowledged by whom, updated, and when it ends: in order, on both sides."""
    made = given(world, us)
    theirs = warnings.notice(them.node, made)
    world.clock.tick(minutes=5)
    warnings.tell(them.node, theirs, Outcome.READ)
    warnings.tell(them.node, theirs, Outcome.ACTED)
    world.run()
    world.clock.tick(minutes=5)
    before = warnings.notice(us.node, made)
    warnings.write(us.node, replace(SAID, message="update", note="More."), Tlp.GREEN, "an", before)

    steps = life(us.node, warnings.notice(us.node, made))

    told = [(one.what.partition(".")[2], one.who) for one in steps]
    assert told[0] == ("written", "an")
    assert told[-2:] == [("updated", "an"), ("expires", "")]
    assert {("sent", "asean-cert"), ("accepted", "asean-cert"), ("read", "asean-cert"),
            ("acknowledged", "asean-cert")} <= set(told)  # fmt: skip
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert {one.what for one in steps} <= WORDS.keys()
    there = [one.what for one in life(them.node, theirs)]
    assert there[0] == "life.came"
    assert {"life.accepted", "life.read", "life.acknowledged", "life.expires"} <= set(there)
    ended = warnings.notice(us.node, made)
    warnings.cancel(us.node, ended, "It is over.", "an")
    last = life(us.node, warnings.notice(us.node, made))[-1]
    assert (last.what, last.note, last.tone) == ("life.cancelled", "It is over.", "bad")
    world.clock.tick(days=3)
    assert life(them.node, theirs)[-1].what == "life.expired"


def test_who_acknowledges_after_an_update_did_so_once(world: World, us: Party, them: Party) -> None:
    """Each version has a receipt of its own; what was done at one moment is one step, later again another."""

    def updated() -> None:
        world.clock.tick(minutes=5)
        said = replace(SAID, message="update", note="More.")
        warnings.write(us.node, said, Tlp.GREEN, "an", at(us, made))
        warnings.publish(us.node, at(us, made), "an")
        world.run()

    def acknowledged() -> list[int]:
        world.clock.tick(minutes=5)
        warnings.tell(them.node, at(them, made), Outcome.ACTED)
        world.run()
        lives = [life(party.node, at(party, made)) for party in (us, them)]
        return [sum(one.what == "life.acknowledged" for one in some) for some in lives]

    made = given(world, us)
    updated()
    assert acknowledged() == [1, 1]
    assert acknowledged() == [1, 1]
    updated()
    assert acknowledged() == [2, 2]
    accepted = [one for one in life(us.node, at(us, made)) if one.what == "life.accepted"]
    assert len(accepted) == 3


def test_a_warning_that_the_gate_stops_says_so(us: Party) -> None:
    """What may not cross stands in its life with the partner that does not get it."""
    made = warnings.write(us.node, replace(SAID, status="exercise"), Tlp.RED, "an")
    warnings.publish(us.node, warnings.notice(us.node, made), "an")

    assert "life.refused" in {one.what for one in life(us.node, warnings.notice(us.node, made))}
