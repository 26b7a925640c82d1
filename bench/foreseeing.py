"""Early warning: false alarms of the burst test on made-up and on real days, and what it finds.

Each scenario has indicators whose mean is drawn log-uniformly; a day's count is Poisson, or negative
binomial with a size (1 / over-dispersion). Nothing ever changes in them, so every burst is false.
"""

from __future__ import annotations

import csv
import gzip
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from khien.watch.early import ALPHA, LEAST_DAYS, LEAST_SEEN, PAST_DAYS, Past, family, weigh

INDICATORS, DAYS = 10_000, 90
TIMES = (2, 5, 10)
RATES = (0.02, 50.0)  # sightings a day
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "ioc" / "tweetfeed-2025-12.csv.gz"
HEAD = (
    "| days of | false bursts a day (stated: at most"
    f" {ALPHA}) | found at 2 × / 5 × / 10 × of 1 a day | of 10 a day |\n|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the counts of a day come about. `size` 0: Poisson. `weekly`: weekends bring a third."""

    name: str
    size: float
    weekly: bool = False
    mixed: bool = False

    def of(self, place: int) -> Scenario:
        """What the indicator at this place is like; of mixed ones, every other is Poisson."""
        return replace(self, size=0) if self.mixed and place % 2 else self

    def draw(self, dice: random.Random, mean: float, day: int) -> int:
        """One day's count."""
        mean *= 1 / 3 if self.weekly and day % 7 > 4 else 1
        rate = mean * dice.gammavariate(self.size, 1 / self.size) if self.size else mean
        return poisson(dice, rate)


SCENARIOS = (
    Scenario("Poisson", 0),
    Scenario("Poisson, quiet weekends", 0, weekly=True),
    Scenario("negative binomial, size 2", 2),
    Scenario("negative binomial, size 1", 1),
    Scenario("negative binomial, size ½", 0.5),
    Scenario("negative binomial, size 0.3", 0.3),
    Scenario("half Poisson (found: of these), half of size ½", 0.5, mixed=True),
)


def poisson(dice: random.Random, rate: float) -> int:
    """A Poisson number; Knuth's product, in pieces so that it does not underflow."""
    found = 0
    while rate > 30:
        gone = dice.gammavariate(15, 1)
        if (
            gone > rate
        ):  # fifteen arrivals take longer: of fourteen, each came before with this chance
            return found + sum(dice.random() * gone < rate for _ in range(14))
        found, rate = found + 15, rate - gone
    product, least = dice.random(), math.exp(-rate)
    while product > least:
        found, product = found + 1, product * dice.random()
    return found


def means(dice: random.Random, indicators: int) -> list[float]:
    """The usual sightings a day of each."""
    low, high = map(math.log, RATES)
    return [math.exp(dice.uniform(low, high)) for _ in range(indicators)]


def made_up(scenario: Scenario, seed: int, indicators: int, days: int) -> list[list[int]]:
    """For each indicator its counts: `PAST_DAYS` of past, then the days that are tested."""
    dice = random.Random(seed)  # noqa: S311 -- a measure, to be repeated
    return [
        [scenario.of(place).draw(dice, mean, day) for day in range(PAST_DAYS + days)]
        for place, mean in enumerate(means(dice, indicators))
    ]


def false_bursts(counts: Sequence[Sequence[int]], past_days: int = PAST_DAYS) -> list[int]:
    """How many bursts each day has, each tested with the `past_days` before it."""
    found = []
    for day in range(past_days, len(counts[0])):
        pasts = [Past.of(one[day - past_days : day]) for one in counts]
        shared = family(pasts)
        found.append(
            sum(
                past.is_enough and one[day] >= LEAST_SEEN and weigh(past, one[day], shared).is_burst
                for past, one in zip(pasts, counts, strict=True)
            )
        )
    return found


def power(scenario: Scenario, mean: float, times: int, seed: int, tries: int = 400) -> float:
    """How many of such bursts are found among `INDICATORS` that are tested."""
    dice, found = random.Random(seed), 0  # noqa: S311 -- a measure, to be repeated
    pool = [
        Past.of([scenario.draw(dice, 2.0, day) for day in range(PAST_DAYS)]) for _ in range(100)
    ]
    shared = family(pool * (INDICATORS // len(pool)))
    scenario = scenario.of(1)  # of mixed ones, the tame half
    for _ in range(tries):
        past = Past.of([scenario.draw(dice, mean, day) for day in range(PAST_DAYS)])
        found += (
            past.is_enough and weigh(past, scenario.draw(dice, mean * times, 0), shared).is_burst
        )
    return found / tries


def real(path: Path) -> Iterator[str]:
    """Days on which something stands out among public posts of a month, by their author and by tag.

    They change as people do, so what stands out may be true: a bound for false alarms, not a count.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        posts = [(int(row[0][8:10]), row[1], row[4].split()) for row in csv.reader(lines)]
    for name in ("author", "tag"):
        counts: dict[str, Counter[int]] = defaultdict(Counter)
        for day, author, tags in posts:
            for one in [author] if name == "author" else tags:
                counts[one][day] += 1
        last = max(day for day, _, _ in posts)
        rows = [[days[day] for day in range(1, last + 1)] for days in counts.values()]
        found = false_bursts(rows, LEAST_DAYS)
        yield (
            f"| real posts by {name}, {len(rows)} of them | {sum(found) / len(found):.3f}"
            f" ({sum(map(bool, found))} of {len(found)} days) | perhaps true | |"
        )


def bench(folder: Path, indicators: int = INDICATORS, days: int = DAYS) -> Iterator[str]:
    """A row for each scenario; nothing is timed."""
    del folder
    yield HEAD
    for seed, scenario in enumerate(SCENARIOS):
        false = false_bursts(made_up(scenario, seed, indicators, days))
        found = [
            " / ".join(f"{power(scenario, mean, times, seed):.0%}" for times in TIMES)
            for mean in (1.0, 10.0)
        ]
        yield (
            f"| {scenario.name} | {sum(false) / len(false):.3f} ({sum(map(bool, false))} of"
            f" {len(false)} days) | {found[0]} | {found[1]} |"
        )
    if REAL.exists():
        yield from real(REAL)
