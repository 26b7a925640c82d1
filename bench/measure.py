"""One measure: ours, a yardstick for the same input, and how many of what a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared.

    Attributes:
        name: what ours does.
        unit: what is counted.
        count: how many units one call does.
        ours: does them, and may be called again.
        yardstick: the plainest thing that touches the same input.
        against: what the yardstick is, in words.
    """

    name: str
    unit: str
    count: int
    ours: Work
    yardstick: Work
    against: str


Bench: TypeAlias = Callable[[Path], Iterator[Measure | str]]
"""A bench is given an empty folder of its own and yields its measures, or lines of its own making."""


def seconds(work: Work, at_least: float = 0.3) -> float:
    """The least seconds that one call takes, over as many calls as fill `at_least` seconds."""
    best, spent = float("inf"), 0.0
    while spent < at_least:
        start = time.perf_counter()
        work()
        took = time.perf_counter() - start
        best, spent = min(best, took), spent + took
    return best


def line(measure: Measure | str) -> str:
    """One line for people: rate, time for one, and how many times the yardstick that is."""
    if isinstance(measure, str):
        return measure
    ours, yardstick = seconds(measure.ours), seconds(measure.yardstick)
    each_us = ours / measure.count * 1e6
    return (
        f"{measure.name:<34} {measure.count / ours:>12,.0f} {measure.unit}/s"
        f"  {each_us:>9,.1f} µs each  {ours / yardstick:>8.1f} x {measure.against}"
    )
