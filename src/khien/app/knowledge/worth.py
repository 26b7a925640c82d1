"""What an indicator is worth, and why: its values with every source's claim, and its score over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from khien.app.knowledge.claims import Entry, entry_in
from khien.app.wiring import Node
from khien.model.patterns import watched_values_of
from khien.store.objects import Kept
from khien.watch.scoring.rules import Basis, course, score_at

MOST_VALUES: Final = 5  # of one indicator on its page; each has a page of its own
POINTS: Final = 61  # of the drawn course
ROWS: Final = 13  # of the same as a table
AHEAD: Final = timedelta(days=30)
WIDTH: Final = 600
HEIGHT: Final = 100


@dataclass(frozen=True, slots=True)
class Worth:
    """Score now, what it is made of, its course, and each value's entry.

    `line` and `now_x` are in the units of the drawing, `WIDTH` by `HEIGHT`; `rows` says the same in
    numbers. Without a score there is no course.
    """

    score: int | None
    basis: Basis
    half_life_days: float
    line: str
    now_x: float
    rows: Sequence[tuple[datetime, int]]
    entries: Sequence[Entry]


def worth_of(node: Node, kept: Kept) -> Worth | None:
    """What is shown of an indicator; None for anything else."""
    if kept.type != "indicator":
        return None
    now = node.clock()
    with node.store.read() as tx:
        basis = node.scores.bases(tx, {kept.object_id: kept})[kept.object_id]
        values = watched_values_of(kept.content)[:MOST_VALUES]
        entries = [entry_in(node, tx, value) for value in values]
    # Where the score begins: when its source said how sure it is, from which its age counts too, or with
    # the first opinion. When it came here changes no score, and before it was said there was none.
    known = () if basis.confidence is None else (basis.since,)
    start, end = min((now, *known, *(one.at for one in basis.voices))), now + AHEAD
    drawn = course(basis, start, end, POINTS)
    return Worth(
        score=score_at(basis, now),
        basis=basis,
        half_life_days=basis.half_life / timedelta(days=1),
        line=" ".join(f"{_x(at, start, end)},{HEIGHT - score}" for at, score in drawn),
        now_x=_x(now, start, end),
        rows=course(basis, start, end, ROWS),
        entries=entries,
    )


def _x(at: datetime, start: datetime, end: datetime) -> float:
    return round(WIDTH * ((at - start) / (end - start)), 1)
