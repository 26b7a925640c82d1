"""A partner that is away for a day, or whose clock is a day off: what waits arrives, in order, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from khien.exchange.outbox import rows as outbox_rows
from khien.exchange.releases.rows import Release
from khien.exchange.releases.rules import State
from khien.exchange.signatures import ClockError, Message
from khien.exchange.wire import PeerClockError
from khien.ledger import EntryKind
from khien.model.errors import UnreachableError
from khien.model.words import say
from tests.exchange.nodes import Clock, Party, World, new_world, open_party

US, THEM, THIRD = "vn-ncc", "asean-cert", "viet-telecom"
HOURS, LOOK_S = 24, 60
GIFTS = 6  # in the course of the day
MOST_ATTEMPTS = (
    24 * 60 / 5 * 4 / 3 + 20
)  # every five minutes, up to a quarter sooner, after a start


class _SkewedClock(Clock):
    """Another clock's time, and a certain while more."""

    def __init__(self, right: Clock) -> None:
        super().__init__()
        self.right, self.ahead = right, timedelta(0)

    def __call__(self) -> datetime:
        return self.right() + self.ahead


@pytest.fixture
def trio(tmp_path: Path, database: str) -> Iterator[World]:
    """Three nodes; the first has an agreement with each of the others."""
    del database
    made = new_world(tmp_path, US, THEM, THIRD)
    yield made
    made.close()


@pytest.fixture
def skewed(tmp_path: Path, database: str) -> Iterator[tuple[World, _SkewedClock]]:
    """Two nodes with an agreement in force; the second one has a clock of its own."""
    del database
    made = new_world(tmp_path, US, THEM)
    made.close()
    clock = made.clock
    theirs = _SkewedClock(clock)
    parties = [open_party(tmp_path / US, US, clock), open_party(tmp_path / THEM, THEM, theirs)]
    world = World(parties, clock)
    world.connect(*parties)
    yield world, theirs
    world.close()


def _give(here: Party, there: Party) -> Release:
    (found,) = (r for r in here.publish(*here.bring(here.indicator()), to=[there.name])
                if r.type == "indicator")  # fmt: skip
    return found


def _is_settled(here: Party, there: Party, releases: list[Release]) -> None:
    """These releases crossed: each once, in their order, with one receipt each, in whole ledgers."""
    ids = [release.id for release in releases]
    assert set(here.states(releases)) <= {State.ACCEPTED.value}
    assert [one for one in _accepted(there) if one in ids] == ids
    for one in ids:
        kinds = Counter(here.leaves(one))
        assert (kinds["sent"], kinds["accepted"]) == (1, 1)
    for party in (here, there):
        with party.node.store.read() as tx:
            party.node.ledger.verify(tx)
            assert outbox_rows.waiting(tx) == {}
            assert outbox_rows.parked_items(tx) == []
            assert party.node.ledger.alarms(tx) == []


def _accepted(party: Party) -> list[str]:
    """What was admitted here, in the order of the ledger."""
    ledger = party.node.ledger
    with party.node.store.read() as tx:
        leaves = ledger.leaves(tx, 0, ledger.size(tx))
    return [str(leaf.entry.crossing) for _, leaf in leaves if leaf.entry.kind is EntryKind.ACCEPTED]


def _errors(party: Party) -> set[str]:
    with party.node.store.read() as tx:
        return {item.error for name in (US, THEM) for item in outbox_rows.head(tx, name, 1)}


def test_a_day_away_delays_one_partner_and_nobody_else(trio: World) -> None:
    """What was given to a partner that is down for a day arrives in order; others have it at once."""
    us, them, third = trio[US], trio[THEM], trio[THIRD]
    tries: list[datetime] = []

    def nobody_there(_: Message) -> None:
        tries.append(trio.clock.now)
        raise UnreachableError(THEM, "down")

    trio.wire(us, them).change = nobody_there
    waiting: list[Release] = []
    for _ in range(GIFTS):
        waiting.append(_give(us, them))
        quick = _give(us, third)
        trio.run()
        assert us.states([quick]) == [State.ACCEPTED.value]
        for _ in range(3_600 * HOURS // GIFTS // LOOK_S):
            trio.clock.tick(seconds=LOOK_S)
            trio.step(us, them)

    assert us.states(waiting) == [State.CLEARED.value] * GIFTS
    assert HOURS < len(tries) < MOST_ATTEMPTS
    trio.wire(us, them).change = lambda _: None
    trio.later(minutes=5)
    _is_settled(us, them, waiting)


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_a_day_off_is_named_and_loses_nothing(
    skewed: tuple[World, _SkewedClock], days: int
) -> None:
    """Both sides refuse what seems to be of another day, say why, and go on when it is mended."""
    world, clock = skewed
    us, them = world[US], world[THEM]
    clock.ahead = timedelta(days=days)
    given = [_give(us, them) for _ in range(3)]
    taken = [_give(them, us) for _ in range(3)]
    with structlog.testing.capture_logs() as said:
        for _ in range(20):
            world.later(minutes=5)

    assert {line["code"] for line in said} == {PeerClockError.code}
    assert _errors(us) | _errors(them) == {PeerClockError.code}
    assert us.states(given) + them.states(taken) == [State.CLEARED.value] * 6
    clock.ahead = timedelta(0)
    for _ in range(3):
        world.later(minutes=5)
    _is_settled(us, them, given)
    _is_settled(them, us, taken)


def test_the_answer_about_a_clock_names_both_times(
    skewed: tuple[World, _SkewedClock],
) -> None:
    """Whoever reads the reason can see which of the two clocks is wrong."""
    world, clock = skewed
    us, them = world[US], world[THEM]
    clock.ahead = timedelta(days=1)
    wire = world.wire(us, them)

    with pytest.raises(PeerClockError) as refused:
        wire.send("GET", f"{them.node.ourselves.url}/khien/v1/cosigned")

    assert refused.value.status == ClockError.http_status
    for day in (world.clock.now, clock()):
        assert day.date().isoformat() in say(refused.value.code, "en", refused.value.facts)
