"""Tests of `exchange.waiting.tally`: what is remembered is what would be counted."""

from __future__ import annotations

from datetime import timedelta

from khien.exchange.waiting.rows import per_hour
from khien.exchange.waiting.tally import SETTLED, Tally
from tests.exchange.nodes import Party, World


def test_what_is_remembered_is_what_would_be_counted(world: World, us: Party, them: Party) -> None:
    """Hour after hour, on both sides, also when the clock goes back; and old hours are forgotten."""
    tally, counts = Tally(), []
    for step in (1, 20, 70, -30, 600, 1):
        us.publish(*us.bring(us.indicator()))
        world.run()
        world.clock.tick(minutes=step)
        now = us.node.clock()
        since = (now - timedelta(hours=5)).replace(minute=0, second=0, microsecond=0)
        with us.node.store.read() as tx:
            assert tally.per_hour(tx, them.name, since, now) == per_hour(tx, them.name, since)
            counts.append(sum(per_hour(tx, them.name, since)[0].values()))
        with them.node.store.read() as tx:
            _, came = Tally().per_hour(tx, us.name, since, now)
            assert came == per_hour(tx, us.name, since)[1]
    assert counts[3] > 0 == counts[4]


def test_what_has_settled_is_read_once(world: World, us: Party, them: Party) -> None:
    """The second question reads only what is younger than the first left off."""
    us.publish(*us.bring(us.indicator()))
    world.run()
    since = us.node.clock() - timedelta(hours=1)
    world.clock.tick(minutes=10)
    tally, now = Tally(), us.node.clock()
    with us.node.store.read() as tx:
        first = tally.per_hour(tx, them.name, since, now)
        known = tally._known[them.name]
        assert known.until == now - SETTLED
        assert tally.per_hour(tx, them.name, since, now) == first
        assert known.out == first[0] != {}
