"""One row of a table: ours and its peers, taken in turn in the same run, as medians.

Wall time is what people wait for; processor time is what it costs, and says more on a machine that
others use as well. Both are medians over rounds; in each round every peer has its turn, so that what
disturbs one disturbs all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 7
HEAD = "| what | target | wall, median | CPU, median | CPU, best | beside it, CPU median (ratio) |\n|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that is timed: who does it, how many units one call does, and the call."""

    name: str
    count: int
    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many units a second, over the rounds."""

    wall: float
    cpu: float
    best: float


def timed(doings: Sequence[Doing], rounds: int = ROUNDS) -> list[Taken]:
    """Every doing once a round; the rates of each, in their order."""
    walls: list[list[float]] = [[] for _ in doings]
    cpus: list[list[float]] = [[] for _ in doings]
    for _ in range(rounds):
        for doing, wall, cpu in zip(doings, walls, cpus, strict=True):
            start, started = time.perf_counter(), time.process_time()
            doing.work()
            cpu.append(max(time.process_time() - started, 1e-9) / doing.count)
            wall.append((time.perf_counter() - start) / doing.count)
    return [
        Taken(1 / statistics.median(wall), 1 / statistics.median(cpu), 1 / min(cpu))
        for wall, cpu in zip(walls, cpus, strict=True)
    ]


def row(target: str, unit: str, ours: Doing, peers: Sequence[Doing] = ()) -> str:
    """A line of the table: `unit` a second, and how many times as quick as each peer ours is."""
    mine, *others = timed([ours, *peers])
    beside = "; ".join(
        f"{peer.name} {taken.cpu:,.0f} ({mine.cpu / taken.cpu:,.2g} ×)"
        for peer, taken in zip(peers, others, strict=True)
    )
    rates = " | ".join(f"{rate:,.0f}" for rate in (mine.wall, mine.cpu, mine.best))
    return f"| {ours.name}, {unit}/s | {target} | {rates} | {beside or '–'} |"
