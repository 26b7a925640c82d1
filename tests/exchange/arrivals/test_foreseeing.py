"""What admission refuses before it looks at an object, because looking is what costs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from khien.exchange.arrivals import desk
from khien.exchange.arrivals.errors import BatchTooLargeError, RateError, UnannouncedError
from khien.exchange.incoming import TooLargeError
from khien.model.stix import Judgement, judge
from khien.people.partners import Limits, Partner, set_limits
from tests.exchange.nodes import Party, World, add_plain_party, agree_on_paper
from tests.exchange.notes import bring_announced, deliver, line, note, outcomes, raw


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The objects that admission looked at."""
    seen: list[bytes] = []

    def noted(raw: bytes) -> Judgement:
        seen.append(raw)
        return judge(raw)

    monkeypatch.setattr(desk, "judge", noted)
    return seen


@pytest.fixture
def plain(world: World, us: Party) -> Partner:
    """A plain partner under an agreement, without a limit in the way."""
    found = add_plain_party(us)
    agree_on_paper(world, us, found)
    return found


def _limited(partner: Partner, per_minute: int) -> Partner:
    limits = type(partner.limits)(objects_per_minute=per_minute)
    return replace(partner, limits=limits)


def test_the_rate_is_judged_before_the_objects(
    us: Party, plain: Partner, judged: list[bytes]
) -> None:
    """A partner beyond its rate costs a count, not the reading of what it brings."""
    partner = _limited(plain, 2)
    first = [json.dumps(us.indicator()).encode() for _ in range(2)]
    us.node.arrivals.admit(partner, first, "delivery--1")
    assert judged == first

    with pytest.raises(RateError):
        us.node.arrivals.admit(partner, [b"{}"], "delivery--2")
    with pytest.raises(BatchTooLargeError):
        us.node.arrivals.admit(partner, [b"{}"] * 3, "delivery--3")
    assert judged == first


def test_what_was_answered_is_not_read_again(
    us: Party, plain: Partner, judged: list[bytes]
) -> None:
    """The same delivery again gets the same answer, without a look at what came with it."""
    one = [json.dumps(us.indicator()).encode()]
    before = us.node.arrivals.admit(plain, one, "delivery--1")
    again = us.node.arrivals.admit(plain, [b"{}"] * 50, "delivery--1")

    assert [a.id for a in again] == [a.id for a in before]
    assert judged == one


def test_a_delivery_without_its_note_is_not_read(
    us: Party, them: Party, judged: list[bytes]
) -> None:
    """A Khiên partner that announces nothing is told so at once."""
    with pytest.raises(UnannouncedError):
        us.node.arrivals.admit(us.partner(them), [b"{}"], "delivery--unknown")
    assert judged == []


def _limit(party: Party, other: Party, **limits: int) -> None:
    with party.node.store.write() as tx:
        set_limits(tx, other.name, Limits(**limits))


def test_the_rate_of_a_partner_is_kept(world: World, us: Party, them: Party) -> None:
    """More than agreed in a minute is put off, not lost; a minute later it comes in."""
    _limit(them, us, objects_per_minute=3)
    deliver(us, them, us.indicator(), us.indicator())
    more = [us.indicator(), us.indicator()]
    sealed = note(us, them, [line(one) for one in more])

    with pytest.raises(RateError):
        bring_announced(us, them, sealed, [raw(one) for one in more])
    world.clock.tick(minutes=2)

    assert (
        outcomes(bring_announced(us, them, sealed, [raw(one) for one in more]))
        == [("accepted", "")] * 2
    )


def test_a_batch_beyond_the_rate_is_to_be_split(us: Party, them: Party) -> None:
    """What could never come in one minute is answered so that the sender sends fewer."""
    _limit(them, us, objects_per_minute=1)

    with pytest.raises(BatchTooLargeError):
        deliver(us, them, us.indicator(), us.indicator())


def test_the_size_that_a_partner_may_bring_is_kept(us: Party, them: Party) -> None:
    """Bytes beyond the partner's own limit are not even read."""
    _limit(them, us, max_bytes=1000)

    with pytest.raises(TooLargeError):
        deliver(us, them, us.indicator(description="x" * 1000))
