"""The rounds of a running node: receipts and couriers, in order, whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from msgspec.structs import replace as replace_settings

from khien.app import rounds as going
from khien.app.figures import readiness
from khien.app.rounds import Rounds
from khien.app.settings import PullSettings
from khien.app.wiring import Node
from khien.model.errors import NotFoundError
from khien.model.ids import OfficerName, PartnerName
from khien.people.partners import Outbound, add_taxii_partner, revoke, set_outbound
from tests.app.homes import NOW, make, opened
from tests.app.running import become

NAME = PartnerName("taxii-party")
IDENTITY = {
    "type": "identity",
    "spec_version": "2.1",
    "id": "identity--8c2f1f0a-5a0e-4d43-9a0e-2f8a55cf1c02",
    "created": "2026-11-01T00:00:00.000Z",
    "modified": "2026-11-01T00:00:00.000Z",
    "name": "A TAXII party",
    "identity_class": "organization",
}
DOOR = Outbound("https://taxii.example/api/", "91a7b528-80eb-42ed-a74d-c6fbd5a26116", "u", "p")
NEW_PASSWORD = replace(DOOR, secret="q")  # noqa: S106 -- a sample


class FakeCourier:
    """Counts its steps, and can be held in one."""

    def __init__(self) -> None:
        self.steps, self.fails, self.offers, self.closed = 0, 0, 0, 0
        self.may_go, self.may_offer = threading.Event(), threading.Event()
        self.may_go.set()
        self.may_offer.set()

    def cosign(self) -> bool:
        """One offer; never anything new."""
        self.offers += 1
        self.may_offer.wait(30)
        return False

    def deliver(self) -> bool:
        """One step; never anything to carry."""
        self.steps += 1
        self.may_go.wait(30)
        if self.fails:
            self.fails -= 1
            raise ValueError("content that nobody may see")
        return False

    def close(self) -> None:
        """Its connections are let go of."""
        self.closed += 1


class FakePulls:
    """Counts the visits."""

    def __init__(self) -> None:
        self.visits = 0

    def keep_up(self, name: str) -> bool:
        """Nothing is ever due."""
        self.visits += name == NAME
        return False


class FakeNode:
    """A node whose couriers are made here; all else is the real one."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.store, self.watch, self.receipts = node.store, node.watch, node.receipts
        self.pulse, self.settings = node.pulse, node.settings
        self.renewals, self.pulls = node.renewals, FakePulls()
        self.couriers: list[FakeCourier] = []
        self.has_way = True

    def courier(self, name: PartnerName, quiet: timedelta) -> FakeCourier:
        """A new courier each time, or none."""
        del quiet
        if not self.has_way:
            raise NotFoundError("address of partner", name)
        self.couriers.append(FakeCourier())
        return self.couriers[-1]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[FakeNode]:
    """A node with one partner."""
    with opened(make(tmp_path / "home")) as made:
        with made.store.write() as tx:
            card = made.enrolments.card
            add_taxii_partner(
                tx, card, NAME, identity=IDENTITY, country="SG", now=NOW, outbound=DOOR
            )
        yield FakeNode(made)


@pytest.fixture
def rounds(node: FakeNode, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rounds]:
    """Its rounds, hurried, and stopped afterwards."""
    monkeypatch.setattr(going, "PAUSE_S", 0.001)
    monkeypatch.setattr(going, "WITNESS_S", 0.001)
    monkeypatch.setattr(going, "FETCH_S", 0.001)
    monkeypatch.setattr(going, "COURIER_PAUSE_S", 0.001)
    monkeypatch.setattr(going, "ROLL_CALL", 2)
    made = Rounds(node)  # type: ignore[arg-type]  # it has what the rounds need
    yield made
    for courier in node.couriers:
        courier.may_go.set()
        courier.may_offer.set()
    made.stop()


def _set_out(node: FakeNode, door: Outbound) -> None:
    with node.store.write() as tx:
        set_outbound(tx, NAME, door)


def test_each_partner_has_one_courier(node: FakeNode, rounds: Rounds) -> None:
    """However often the roll is called, one courier walks."""
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 20)

    assert len(node.couriers) == 1


@pytest.mark.parametrize("change", [NEW_PASSWORD, replace(DOOR, api_root="https://x.example/")])
def test_a_new_address_or_password_has_a_new_courier(
    node: FakeNode, rounds: Rounds, change: Outbound
) -> None:
    """What was set up with the old one is not used any more."""
    rounds.start()
    become(lambda: len(node.couriers) == 1)
    _set_out(node, change)
    become(lambda: len(node.couriers) == 2 and node.couriers[1].steps > 2)

    steps = node.couriers[0].steps
    become(lambda: node.couriers[1].steps > 10)
    assert node.couriers[0].steps == steps


def test_the_old_courier_is_home_before_the_new_one_leaves(node: FakeNode, rounds: Rounds) -> None:
    """Two couriers of one partner at once would bring things out of order."""
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 0)
    old = node.couriers[0]
    old.may_go.clear()
    steps = old.steps
    become(lambda: old.steps > steps)  # it is on its way now, and held there
    _set_out(node, NEW_PASSWORD)
    looks = rounds._looks
    become(lambda: rounds._looks > looks + 10)

    assert len(node.couriers) == 1
    old.may_go.set()
    become(lambda: len(node.couriers) == 2)


def test_who_was_replaced_lets_go_of_the_connections(node: FakeNode, rounds: Rounds) -> None:
    """Once, and only when its witness is home as well; the last one when the rounds stop."""
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].offers > 0)
    old = node.couriers[0]
    old.may_offer.clear()
    offers = old.offers
    become(lambda: old.offers > offers)  # it hangs there now
    _set_out(node, NEW_PASSWORD)
    become(lambda: len(node.couriers) == 2 and node.couriers[1].steps > 2)
    assert old.closed == 0

    old.may_offer.set()
    become(lambda: old.closed == 1)
    rounds.stop()
    assert [courier.closed for courier in node.couriers] == [1, 1]


def test_a_partner_that_hangs_over_a_checkpoint_gets_its_deliveries(
    node: FakeNode, rounds: Rounds
) -> None:
    """While the answer to a checkpoint is waited for, deliveries go on."""
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].offers > 0)
    (courier,) = node.couriers
    courier.may_offer.clear()
    offers = courier.offers
    become(lambda: courier.offers > offers)  # it hangs there now
    steps = courier.steps
    become(lambda: courier.steps > steps + 10)

    assert courier.offers == offers + 1


def test_a_plain_party_is_visited(node: FakeNode, rounds: Rounds) -> None:
    """Beside the courier somebody asks again and again whether it is time to fetch."""
    rounds.start()
    become(lambda: node.pulls.visits > 3)


def test_who_wants_no_visits_makes_none(node: FakeNode, rounds: Rounds) -> None:
    """With `pull.every_minutes = 0` only people fetch."""
    node.settings = replace_settings(node.settings, pull=PullSettings(every_minutes=0))
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 10)

    assert node.pulls.visits == 0


def test_who_is_struck_off_gets_nothing(node: FakeNode, rounds: Rounds) -> None:
    """The courier of a revoked partner ends after the step in hand."""
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 2)
    with node.store.write() as tx:
        revoke(tx, NAME, "over", OfficerName("lan"), NOW)
    become(lambda: rounds._walks == {})

    assert len(node.couriers) == 1


def test_a_partner_without_a_way_waits(node: FakeNode, rounds: Rounds) -> None:
    """As soon as there is a way, its courier leaves."""
    node.has_way = False
    rounds.start()
    become(lambda: rounds._looks > 4)
    assert rounds._walks == {}

    node.has_way = True
    become(lambda: bool(node.couriers))


def test_a_failure_is_noted_by_its_kind_and_work_goes_on(node: FakeNode, rounds: Rounds) -> None:
    """Nobody foresaw it; its text may hold content; the courier steps on."""
    with structlog.testing.capture_logs() as logs:
        rounds.start()
        become(lambda: bool(node.couriers) and node.couriers[0].steps > 0)
        node.couriers[0].fails = 2
        become(lambda: node.couriers[0].fails == 0)
        steps = node.couriers[0].steps
        become(lambda: node.couriers[0].steps > steps)
        rounds.stop()

    assert (
        logs
        == [
            {
                "event": "rounds.failed",
                "log_level": "error",
                "what": "courier taxii-party",
                "error": "ValueError",
            }
        ]
        * 2
    )


def test_pauses_grow_with_failures(node: FakeNode) -> None:
    """What fails again and again is tried less and less often, and never less than every few seconds."""
    waits: list[float] = []
    outcomes = iter([*["fails"] * 10, "idle", "fails", "last"])

    def work() -> bool:
        outcome = next(outcomes)
        if outcome == "fails":
            raise ValueError
        if outcome == "last":
            made._stop.set()
        return outcome == "last"

    made = Rounds(node)  # type: ignore[arg-type]  # it has what the rounds need
    made._stop.wait = waits.append  # type: ignore[assignment,method-assign]  # nobody waits here
    with structlog.testing.capture_logs():
        made._repeat("test", work, threading.Event(), threading.Event(), 0.0)

    assert waits[0] == 2 * going.PAUSE_S
    assert waits[1] == 4 * going.PAUSE_S
    assert max(waits) == going.LONGEST_PAUSE_S
    assert waits[-1] == 2 * going.PAUSE_S


def test_stopping_does_not_wait_for_ever(
    node: FakeNode, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partner that holds us does not keep the node from ending."""
    monkeypatch.setattr(going, "STOP_S", 0.05)
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 0)
    node.couriers[0].may_go.clear()
    steps = node.couriers[0].steps
    become(lambda: node.couriers[0].steps > steps)

    rounds.stop()

    assert rounds._walks[NAME].thread.is_alive()


def test_a_start_does_not_wait_for_the_index(
    node: FakeNode, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the index fills, couriers walk; the node counts as ready only when it is full."""
    may_fill = threading.Event()
    catch_up = node.watch.catch_up

    def slowly() -> int:
        may_fill.wait(30)
        return catch_up()

    monkeypatch.setattr(node.watch, "catch_up", slowly)
    rounds.start()
    become(lambda: bool(node.couriers) and node.couriers[0].steps > 0)
    assert not readiness(node.node)["desk"]

    may_fill.set()
    become(lambda: readiness(node.node)["desk"])


def test_rounds_that_never_began_can_end(node: FakeNode) -> None:
    """Stopping is safe at any time."""
    Rounds(node).stop()  # type: ignore[arg-type]  # it has what the rounds need
