"""What a piece of work is, and when it counts as lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

LOST_AFTER: Final = timedelta(minutes=2)
"""Without a word for so long, the process that did it has ended."""


class State(StrEnum):
    """Where a piece of work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work. `done` of `total` steps; `result` is what its kind says, or the error's facts."""

    id: str
    kind: str
    title: str
    officer: str
    state: State
    started: datetime
    seen: datetime
    done: int
    total: int
    code: str  # of the error that ended it, or ''
    result: dict[str, Any]


def standing(work: Work, now: datetime) -> State:
    """How it stands at an instant: what runs and has not been heard of is lost."""
    if work.state is State.RUNNING and now - work.seen > LOST_AFTER:
        return State.LOST
    return work.state
