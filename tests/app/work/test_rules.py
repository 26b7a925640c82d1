"""Work counts as lost when nothing is heard of it any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khien.app.work.rules import LOST_AFTER, State, Work, standing
from tests.app.homes import NOW

SECOND = timedelta(seconds=1)


def work(state: State) -> Work:
    """A piece of work that was last heard of now."""
    return Work("work--1", "kind", "title", "an", state, NOW, NOW, 1, 2, "", {})


@pytest.mark.parametrize(
    ("state", "later", "shown"),
    [
        (State.RUNNING, LOST_AFTER, State.RUNNING),
        (State.RUNNING, LOST_AFTER + SECOND, State.LOST),
        (State.DONE, LOST_AFTER + SECOND, State.DONE),
        (State.FAILED, LOST_AFTER + SECOND, State.FAILED),
    ],
)
def test_only_what_runs_is_lost(state: State, later: timedelta, shown: State) -> None:
    """Silence of two minutes ends what runs; what has ended stays as it ended."""
    assert standing(work(state), NOW + later) is shown
