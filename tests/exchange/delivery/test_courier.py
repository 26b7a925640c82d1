"""Tests of `exchange.delivery.courier`: in order, at least once, with back-off, surviving a crash."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from khien.exchange.delivery import courier as courier_file
from khien.exchange.delivery import loading
from khien.exchange.delivery.courier import Courier
from khien.exchange.delivery.loading import Load
from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.outbox.rows import Kind
from khien.exchange.releases.rows import Release
from khien.exchange.taxii.resources import Status, StatusDetail
from khien.exchange.wire import PeerRefusedError
from khien.model.errors import NotFoundError, ProofError, UnreachableError
from khien.model.ids import ObjectId
from khien.people.partners import Limits, set_limits
from khien.store import objects
from tests.exchange.nodes import AMBER, Party, World


class FakeCarrier:
    """Answers as it is told, and remembers what it was given; each answer is used once."""

    def __init__(self, *, signs: bool = True) -> None:
        self.signs = signs
        self.loads: list[Load] = []
        self.documented: list[tuple[Kind, int]] = []
        self.refuse: list[Exception] = []
        self.status: Status | None = None

    def objects(self, load: Load) -> Status:
        """Take versions, or fail."""
        self.loads.append(load)
        if self.refuse:
            raise self.refuse.pop(0)
        return self.status or status(len(load.releases), len(load.releases))

    def documents(self, kind: Kind, documents: Sequence[dict[str, Any]]) -> None:
        """Take documents, or fail."""
        self.documented.append((kind, len(documents)))
        if self.refuse:
            raise self.refuse.pop(0)

    def checkpoint(self) -> bool:
        """Nothing to cosign, or fail."""
        if self.refuse:
            raise self.refuse.pop(0)
        return False

    def close(self) -> None:
        """Nothing to let go of."""


def status(total: int, good: int, **more: Any) -> Status:  # noqa: ANN401 -- any list of details
    """A TAXII status with these counts."""
    return Status(
        id="s",
        status="complete",
        request_timestamp="",
        total_count=total,
        success_count=good,
        failure_count=total - good,
        pending_count=0,
        **more,
    )


def fake(us: Party, them: Party, *, signs: bool = True) -> tuple[Courier, FakeCarrier]:
    """A courier of ours with a carrier that we drive."""
    node, carrier = us.node, FakeCarrier(signs=signs)
    made = Courier(
        them.name, node.store, node.ledger, node.ourselves, node.receipts, carrier, node.clock
    )
    return made, carrier


def queue(us: Party, count: int = 1, **more: object) -> list[Release]:
    """Cleared releases of indicators, waiting in the outbox."""
    made = us.publish(*us.bring(*(us.indicator("", **more) for _ in range(count))))
    return [one for one in made if one.type == "indicator"]


def waiting(us: Party) -> int:
    """How many things wait in the outbox."""
    with us.node.store.read() as tx:
        return sum(outbox_rows.waiting(tx).values())


# Over the real wire


def test_a_request_that_is_lost_is_sent_again(world: World, us: Party, them: Party) -> None:
    """A dropped note or delivery is tried again after a second, as the same delivery."""
    (release,) = queue(us)
    world.wire(us, them).plan.extend(["drop", "drop"])
    world.run()
    assert us.release(release.id).state.value == "cleared"
    first = us.release(release.id).delivery

    for _ in range(4):
        world.later(seconds=30)

    now = us.release(release.id)
    assert (now.state.value, now.delivery) == ("accepted", first)


def test_a_lost_answer_brings_nothing_twice(world: World, us: Party, them: Party) -> None:
    """The partner has it, we do not know: the second attempt changes nothing there."""
    releases = queue(us, 3)
    world.wire(us, them).plan.append("lose")
    world.run()
    assert us.states(releases) == ["accepted"] * 3  # the receipts overtook our own note

    world.later(seconds=30)

    assert us.states(releases) == ["accepted"] * 3
    assert [them.leaves(r.id).count("accepted") for r in releases] == [1, 1, 1]
    assert [us.leaves(r.id).count("sent") for r in releases] == [1, 1, 1]
    assert waiting(us) == 0


def test_everything_twice_changes_nothing(world: World, us: Party, them: Party) -> None:
    """Each request arriving twice, freshly signed, has the effect of one."""
    for pair in ((us, them), (them, us)):
        world.wire(*pair).plan.extend(["twice"] * 20)
    (release,) = queue(us)
    world.run()

    assert us.release(release.id).state.value == "accepted"
    assert us.leaves(release.id) == ["cleared", "sent", "accepted"]
    assert them.leaves(release.id).count("accepted") == 1


def test_a_crash_between_sending_and_noting_it(world: World, us: Party, them: Party) -> None:
    """Killed after the partner took it: the courier of the next start repeats the same delivery."""
    (release,) = queue(us)
    world.wire(us, them).plan.append("lose")
    world.step(us, them)
    delivery = us.release(release.id).delivery

    world.connect(us, them)
    world.later(seconds=30)

    assert us.release(release.id).delivery == delivery
    assert us.release(release.id).state.value == "accepted"
    assert them.leaves(release.id).count("accepted") == 1


def test_what_another_process_carried_meanwhile_is_not_noted_twice(us: Party, them: Party) -> None:
    """A process that lost its lock while it noted a delivery, and the one that repeats it, leave one trace."""
    us.node.store.alone = lambda _: nullcontext(True)  # type: ignore[method-assign, assignment]
    (release,) = queue(us)
    first, second = fake(us, them), fake(us, them)
    answered = second[1].objects

    def meanwhile(load: Load) -> Status:
        assert first[0].step()
        return answered(load)

    second[1].objects = meanwhile  # type: ignore[method-assign]
    assert second[0].step()

    assert [len(carrier.loads) for _, carrier in (first, second)] == [1, 1]
    assert (us.leaves(release.id).count("sent"), us.release(release.id).state.value) == (1, "sent")


def test_no_partner_delays_another(trio: World) -> None:
    """One partner is away; the other has everything meanwhile."""
    centre, one, other = trio["vn-ncc"], trio["asean-cert"], trio["viet-telecom"]
    trio.wire(centre, one).plan.extend(["drop"] * 50)
    made = queue(centre, 2)
    trio.run()

    states = {(r.partner, centre.release(r.id).state.value) for r in made}
    assert states == {(one.name, "cleared"), (other.name, "accepted")}


def test_a_large_publication_goes_in_batches_and_in_order(
    monkeypatch: pytest.MonkeyPatch, us: Party, them: Party
) -> None:
    """Batches are bounded in number and bytes, and keep the order of publication."""
    monkeypatch.setattr(courier_file, "BATCH", 4)
    made = us.publish(*us.bring(*(us.indicator() for _ in range(6))))
    monkeypatch.setattr(loading, "MAX_LOAD_BYTES", 1000)
    made += us.publish(*us.bring(*(us.indicator(description="x" * 900) for _ in range(2))))
    courier, carrier = fake(us, them)
    while courier.step():
        pass

    assert [len(load.releases) for load in carrier.loads][-2:] == [1, 1]
    assert max(len(load.releases) for load in carrier.loads) <= 4
    assert [r.id for load in carrier.loads for r in load.releases] == [r.id for r in made]
    assert len({load.delivery for load in carrier.loads}) == len(carrier.loads)


def test_one_delivery_is_under_one_agreement(world: World, us: Party, them: Party) -> None:
    """What was cleared under an agreement that was replaced does not go with what follows it."""
    (old,) = queue(us)
    world.wire(us, them).plan.extend(["drop"] * 3)
    world.agree(us, them, title="The next one")
    (new,) = queue(us)
    for _ in range(3):
        world.later(minutes=6)

    assert us.states([old, new]) == ["refused", "accepted"]
    assert us.release(old.id).answers[0][0] == "gate.agreement-not-in-force"


# Back-off and parking


def test_back_off_grows_and_is_kept(world: World, us: Party, them: Party) -> None:
    """After a failure nothing is tried before its time, also by a courier that was started anew."""
    queue(us)
    courier, carrier = fake(us, them)
    carrier.refuse = [UnreachableError(them.name, "away")] * 3
    assert not courier.step()
    assert not courier.step()
    again, second = fake(us, them)
    second.refuse = carrier.refuse
    assert not again.step()
    assert (len(carrier.loads), len(second.loads)) == (1, 0)

    world.clock.tick(seconds=2)
    assert not again.step()
    world.clock.tick(seconds=0.5)
    assert not again.step()
    assert len(second.loads) == 1


def test_a_partner_that_always_says_no_is_believed(world: World, us: Party, them: Party) -> None:
    """After five refusals the delivery is parked with its reason, and what follows passes."""
    (release,) = queue(us)
    courier, carrier = fake(us, them)
    carrier.refuse = [PeerRefusedError(them.name, 409, "no")] * 5
    for _ in range(6):
        courier.step()
        world.clock.tick(minutes=6)

    now = us.release(release.id)
    assert (now.state.value, now.reason) == ("rejected", "release.parked")
    with us.node.store.read() as tx:
        parked = outbox_rows.parked_items(tx)
    assert {(p, k, e) for p, k, _, e in parked} == {(them.name, "object", "parked peer.refused")}
    queue(us)
    assert courier.step()


@pytest.mark.parametrize("status_code", [401, 403])
def test_what_people_can_mend_is_never_parked(
    world: World, us: Party, them: Party, status_code: int
) -> None:
    """A signature that is not known there yet, or a clock that is wrong, loses nothing."""
    (release,) = queue(us)
    courier, carrier = fake(us, them)
    carrier.refuse = [PeerRefusedError(them.name, status_code, "who?")] * 9
    for _ in range(9):
        courier.step()
        world.clock.tick(minutes=6)

    assert us.release(release.id).state.value == "cleared"
    assert courier.step()
    assert us.release(release.id).state.value == "sent"


def test_a_recall_behind_a_parked_delivery_ends_well(world: World, us: Party, them: Party) -> None:
    """Recalled while its delivery was being refused: when that is parked, it counts as taken back."""
    (release,) = queue(us)
    courier, carrier = fake(us, them)
    carrier.refuse = [PeerRefusedError(them.name, 409, "no")] * 5
    courier.step()
    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")
    for _ in range(5):
        world.clock.tick(minutes=6)
        courier.step()

    assert us.release(release.id).state.value == "recalled"


def test_what_is_refused_for_its_size_is_split(world: World, us: Party, them: Party) -> None:
    """A partner that takes little at once gets little at once, and everything in the end."""
    with them.node.store.write() as tx:
        set_limits(tx, us.name, Limits(objects_per_minute=2))
    releases = queue(us, 4)
    world.run()
    for _ in range(6):
        world.later(minutes=6)

    assert us.states(releases) == ["accepted"] * 4
    assert [them.leaves(r.id).count("accepted") for r in releases] == [1] * 4


def test_a_plain_server_that_chokes_on_one_object_gets_the_others(
    world: World, us: Party, them: Party
) -> None:
    """Halved and halved again, one object that a server refuses sinks no other."""
    releases = queue(us, 4)
    courier, carrier = fake(us, them, signs=False)
    poison = releases[2].id

    def objects_of(load: Load) -> Status:
        if poison in {r.id for r in load.releases}:
            raise PeerRefusedError(them.name, 422, "unprocessable")
        return status(len(load.releases), len(load.releases))

    carrier.objects = objects_of  # type: ignore[method-assign]
    for _ in range(20):
        courier.step()
        world.clock.tick(minutes=6)

    assert us.states(releases) == ["accepted", "accepted", "rejected", "accepted"]


def test_one_bad_document_sinks_no_other(world: World, us: Party, them: Party) -> None:
    """Receipts that were refused as a batch go one by one; those that were only late, together."""
    now = us.node.clock()
    with us.node.store.write() as tx:
        items = [(them.name, f"release--{n}", "{}") for n in range(3)]
        outbox_rows.put(tx, Kind.RECALL, items, now)
    courier, carrier = fake(us, them)
    carrier.refuse = [UnreachableError(them.name, "away"), PeerRefusedError(them.name, 422, "no")]
    for _ in range(6):
        courier.step()
        world.clock.tick(minutes=6)

    assert carrier.documented == [(Kind.RECALL, n) for n in (3, 3, 1, 1, 1)]


# What must not leave


def test_nothing_leaves_after_the_agreement_ended(world: World, us: Party, them: Party) -> None:
    """Cleared, but still here when the agreement expires: it stays, and says why."""
    releases = queue(us, 2)
    courier, carrier = fake(us, them)
    carrier.refuse = [UnreachableError(them.name, "away")]
    courier.step()
    world.clock.tick(days=500)

    courier.step()

    assert len(carrier.loads) == 1
    assert us.states(releases) == ["refused", "refused"]
    assert us.release(releases[0].id).answers[0][0] == "gate.agreement-not-in-force"
    assert us.leaves(releases[0].id) == ["cleared", "refused-release"]
    assert waiting(us) == 0


def test_what_lapsed_is_published_anew(world: World, us: Party, them: Party) -> None:
    """Under the next agreement, publishing again sends what had lapsed, once."""
    (release,) = queue(us)
    world.wire(us, them).plan.append("lose")
    world.step(us, them)  # it arrived, and we do not know
    world.agree(us, them, title="The next one")
    world.later(minutes=1)
    assert us.release(release.id).state.value in {"accepted", "refused"}

    us.publish(release.object_id)
    for _ in range(3):
        world.later(minutes=6)

    assert us.release(release.id).state.value == "accepted"
    assert them.leaves(release.id).count("accepted") == 1


def test_what_was_taken_out_of_use_does_not_leave(us: Party, them: Party) -> None:
    """Withdrawn here between the gate's yes and the first attempt: it stays."""
    first, second = queue(us, 2)
    with us.node.store.write() as tx:
        objects.withdraw(tx, ObjectId(first.object_id), None, "recalled", us.node.clock())
    courier, carrier = fake(us, them)

    assert courier.step()

    assert us.states([first, second]) == ["refused", "sent"]
    assert us.release(first.id).answers == (("release.withdrawn", first.object_id),)
    assert all(first.id != r.id for load in carrier.loads for r in load.releases)


def test_nothing_leaves_for_a_revoked_partner(us: Party, them: Party) -> None:
    """Struck off while things wait: the queue is emptied, refused, and not even cosigned."""
    (release,) = queue(us)
    sent = queue(us, 1, object_marking_refs=[AMBER])
    courier, carrier = fake(us, them)
    carrier.refuse = [ProofError("asked", "for a checkpoint")]

    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))

    assert not courier.step()
    assert (carrier.loads, len(carrier.refuse)) == ([], 1)
    assert us.release(release.id).answers == (("gate.partner-revoked", them.name),)
    assert us.states(sent) == ["held"]
    assert waiting(us) == 0


def test_what_is_being_recalled_from_a_revoked_partner_is_unconfirmed(
    world: World, us: Party, them: Party
) -> None:
    """A recall that was on its way when the partner was struck off will never be confirmed."""
    (release,) = queue(us)
    world.run()
    us.node.recalls.recall(release.id, us.officer("lan"), "wrong")

    us.node.enrolments.revoke(them.name, "sample", us.officer("ha"))

    assert us.release(release.id).state.value == "unconfirmed"


def test_a_version_that_is_lost_stops_its_delivery(
    monkeypatch: pytest.MonkeyPatch, us: Party, them: Party
) -> None:
    """A database without the bytes of what it must send says so, and sends nothing else instead."""
    (release,) = queue(us)
    courier, carrier = fake(us, them)
    monkeypatch.setattr(objects, "raws", lambda _tx, _contents: {})

    with capture_logs() as logs:
        assert not courier.step()
    assert carrier.loads == []
    assert logs[0]["code"] == NotFoundError.code
    assert us.release(release.id).state.value == "cleared"


# Plain TAXII parties


def said(us: Party, them: Party, releases: list[Release], answer: Status) -> list[str]:
    """What the releases say after a plain server's status."""
    courier, carrier = fake(us, them, signs=False)
    carrier.status = answer
    assert courier.step()
    return us.states(releases)


def test_a_plain_server_is_believed_without_a_signature(us: Party, them: Party) -> None:
    """Success and failure of its status become unsigned receipts that say so."""
    first, second, third = queue(us, 3)
    good = [StatusDetail(id=first.object_id, version=first.modified[:-1] + "000Z")]
    bad = [StatusDetail(id=second.object_id, version="", message="too strange")]

    states = said(us, them, [first, second, third], status(4, 1, successes=good, failures=bad))

    assert states == ["accepted", "rejected", "sent"]
    assert [us.release(r.id).signed for r in (first, second)] == [False, False]
    assert us.release(second.id).reason == "taxii.status"
    with us.node.store.read() as tx:
        leaf = us.node.ledger.leaves_of_crossing(tx, first.id)[-1][1]
    assert leaf.entry.facts["signed"] == 0


def test_a_status_without_details_counts_for_all(us: Party, them: Party) -> None:
    """A server may give only its counts; all good means all."""
    releases = queue(us, 2)

    assert said(us, them, releases, status(3, 3)) == ["accepted", "accepted"]


def test_an_object_without_a_version_is_found_by_its_id(us: Party, them: Party) -> None:
    """A status may name an object without its version."""
    (release,) = queue(us)
    good = [StatusDetail(id=release.object_id, version="none")]

    assert said(us, them, [release], status(2, 1, successes=good)) == ["accepted"]


# Checkpoints


def test_a_checkpoint_that_fails_is_tried_later(world: World, us: Party, them: Party) -> None:
    """A partner that cosigns nothing just now is asked again after a rest."""
    courier, carrier = fake(us, them)
    carrier.refuse = [ProofError("checkpoint", "not now"), ProofError("checkpoint", "nor now")]

    assert not courier.step()
    assert not courier.step()
    assert len(carrier.refuse) == 1
    world.clock.now += timedelta(seconds=31)
    assert not courier.step()
    assert carrier.refuse == []


def test_the_log_holds_no_content(world: World, us: Party, them: Party) -> None:
    """What is logged of a failure is the partner, the code and the attempt."""
    queue(us, 1, name="known-only-to-this-test")
    courier, carrier = fake(us, them)
    carrier.refuse = [PeerRefusedError(them.name, 422, "known-only-to-this-test")]

    with capture_logs() as logs:
        courier.step()

    assert set(logs[0]) == {"event", "log_level", "partner", "code", "attempts"}
    assert "known-only" not in str(logs)
