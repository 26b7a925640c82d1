"""A two-way exchange whose nodes are killed again and again, and what is true when it is over."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.people import People
from tests.faults.plan import Step
from tests.faults.stage import PATIENCE_S, become, pair
from tests.faults.verdict import Found, judge_exchange


@dataclass
class Tally:
    """What a run did: kills by what the node was in the middle of, and what was there at its end."""

    kills: Counter[str] = field(default_factory=Counter)
    found: tuple[Found, ...] = ()
    seconds: float = 0.0

    def __str__(self) -> str:
        midst = ", ".join(f"{count} {what or 'idle'}" for what, count in sorted(self.kills.items()))
        lines = [f"{self.kills.total()} kills ({midst}) in {self.seconds:.0f} s"]
        return "\n  ".join([*lines, *map(str, self.found)])


def run(folder: Path, steps: Sequence[Step]) -> Tally:
    """Carry out a plan on two nodes in `folder`, let everything settle, and examine both sides."""
    tally, began = Tally(), time.monotonic()
    with ExitStack() as last:
        sides = last.enter_context(pair(folder))
        people = [People(side, 1_000_000 * (at + 1)) for at, side in enumerate(sides)]
        for one in people:
            last.callback(one.close)
        hands = last.enter_context(ThreadPoolExecutor(len(people)))
        for step in steps:
            acts = [hands.submit(p.act, act) for p, act in zip(people, step.acts, strict=True)]
            time.sleep(step.after_s)
            for victim in step.victims:
                sides[victim].kill()
                tally.kills[sides[victim].in_hand()] += 1
                sides[victim].begin()
            if step.up_first:
                become(lambda: all(sides[victim].is_up() for victim in step.victims))  # noqa: B023 -- asked at once
            for act in acts:
                act.result(PATIENCE_S)
        become(lambda: all(side.is_quiet() for side in sides), "the exchange does not come to rest")
        tally.found = judge_exchange(people)
    tally.seconds = time.monotonic() - began
    return tally
