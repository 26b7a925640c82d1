"""A two-way exchange through proxies that misbehave."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.faults.people import People
from tests.faults.plan import drawn
from tests.faults.proxy import Mishap, proxies
from tests.faults.stage import become, pair
from tests.faults.verdict import Found, judge_exchange


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the requests, and what was there at the end."""

    met: Counter[Mishap]
    found: tuple[Found, ...]

    def __str__(self) -> str:
        met = ", ".join(f"{count} {mishap}" for mishap, count in sorted(self.met.items()))
        return "\n  ".join([f"{self.met.total()} requests: {met}", *map(str, self.found)])


def run(folder: Path, seed: int, steps: int, objects: int) -> Tally:
    """Exchange over a bad network for so many steps, and at least until every mishap was met."""
    with ExitStack() as last:
        between = last.enter_context(proxies(seed, 2))
        sides = last.enter_context(pair(folder, between))
        people = [People(side, 1_000_000 * (at + 1)) for at, side in enumerate(sides)]
        for one in people:
            last.callback(one.close)
        for proxy in between:
            proxy.bad.set()
        for step in drawn(seed, steps, objects):
            for one, act in zip(people, step.acts, strict=True):
                one.act(act)
            become(lambda: all(side.in_hand() == "" for side in sides), "nothing gets through")
        for proxy in between:
            proxy.bad.clear()
        become(lambda: all(side.is_quiet() for side in sides), "the exchange does not come to rest")
        return Tally(sum((proxy.met for proxy in between), Counter()), judge_exchange(people))
