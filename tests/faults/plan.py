"""What happens when in a run of kills: drawn from a seed, so that a failure can be repeated."""

from __future__ import annotations

import random
from dataclasses import dataclass

SEED = 20_260
LATEST_S = 0.9  # from the start of a step to its kill: some step is in every stage of its work then
UP_FIRST = 0.85  # of the steps begin when the node answers again; the others while it starts
CHANGES, RECALLS = 0.35, 0.25  # of the steps in which a side changes, or takes back, what it gave
VICTIMS = ((0,), (1,), (0, 1))


@dataclass(frozen=True, slots=True)
class Act:
    """What the people of one side do in one step.

    `change` and `recall` say which of their objects, as a share of those that they have by then;
    negative: none.
    """

    new: int
    change: float
    recall: float


@dataclass(frozen=True, slots=True)
class Step:
    """What both sides do, and who is killed how long after they began."""

    acts: tuple[Act, Act]
    after_s: float
    victims: tuple[int, ...]
    up_first: bool


def drawn(seed: int, kills: int, objects: int) -> list[Step]:
    """A plan with so many kills, during which both sides together bring so many new objects."""
    dice = random.Random(seed)  # noqa: S311 -- a plan, not a secret
    victims: list[tuple[int, ...]] = []
    while sum(map(len, victims)) < kills:
        victims.append(dice.choices(VICTIMS, weights=(4, 4, 2))[0])
    new = [[0] * len(victims) for _ in range(2)]
    for number in range(objects):
        new[number % 2][dice.randrange(len(victims))] += 1
    return [
        Step(
            acts=(_act(dice, new[0][at]), _act(dice, new[1][at])),
            after_s=dice.uniform(0, LATEST_S),
            victims=who,
            up_first=dice.random() < UP_FIRST,
        )
        for at, who in enumerate(victims)
    ]


def _act(dice: random.Random, new: int) -> Act:
    change = dice.random() if dice.random() < CHANGES else -1.0
    recall = dice.random() if dice.random() < RECALLS else -1.0
    return Act(new, change, recall)
