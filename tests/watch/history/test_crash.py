"""A crash at any point loses at most what was being kept, and never the history."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from khien.watch.history import Bounds, History
from tests.watch.history.samples import NOW, dns, domain, history, hunted, keep, needs_columns

pytestmark = needs_columns

BEFORE = dns(
    (timedelta(days=2), "10.0.0.1", "old.example"), (timedelta(1), "10.0.0.2", "www.old.example")
)
AFTER = dns(
    (timedelta(hours=1), "10.0.0.1", "new.example"), (timedelta(days=2), "10.0.0.3", "old.example")
)
BOTH = [domain("old.example"), domain("new.example")]


class PowerCutError(Exception):
    """The machine went off."""


class Switch:
    """Lets so many steps on the disk happen, and then none."""

    def __init__(self, steps: int) -> None:
        self.left, self.told = steps, list[str]()

    def __call__(self, step: str) -> None:
        """One step."""
        self.told.append(step)
        if self.left == 0:
            raise PowerCutError(step)
        self.left -= 1


def _counts(folder: Path) -> dict[str, int]:
    return {text: one.count for text, one in hunted(history(folder), BOTH).items()}


def test_a_cut_at_each_step_of_keeping(tmp_path: Path) -> None:
    """Before the manifest is renamed the log is not there at all, afterwards whole; then it can be kept on."""
    steps = Switch(-1)
    (tmp_path / "whole").mkdir()
    keep(history(tmp_path / "whole", None, steps), AFTER)
    for cut in range(0, len(steps.told) + 2, 2):
        folder = tmp_path / str(cut)
        folder.mkdir()
        keep(history(folder), BEFORE)
        with suppress(PowerCutError):
            keep(history(folder, None, Switch(cut)), AFTER)

        found = _counts(folder)
        assert found in ({"old.example": 2}, {"old.example": 3, "new.example": 1})
        if "new.example" not in found:
            keep(history(folder), AFTER)
        assert _counts(folder) == {"old.example": 3, "new.example": 1}
        _no_waste(folder)


def test_a_cut_at_each_step_of_a_purge(tmp_path: Path) -> None:
    """The day is there or it is not; a second purge always ends it, in the catalogue too."""
    day = (NOW - timedelta(days=2)).date()
    for cut in range(12):
        folder = tmp_path / str(cut)
        folder.mkdir()
        keep(history(folder), BEFORE)
        with suppress(PowerCutError):
            history(folder, None, Switch(cut)).purge((day,))

        assert _counts(folder) in ({"old.example": 2}, {"old.example": 1})
        history(folder).purge((day,))
        assert _counts(folder) == {"old.example": 1}
        _no_waste(folder)


def _no_waste(folder: Path) -> None:
    into = history(folder)
    into.purge(())  # sweeps
    assert len(list((folder / "history").glob("*/*.parquet"))) == into.standing().files


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from khien.watch.history import Bounds, History

def step(name, left=[int(sys.argv[2])]):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)

history = History(Path(sys.argv[1]) / "history", Bounds(), step)
with open(sys.argv[3], "rb") as log:
    history.keep("dns.log", log, datetime.fromisoformat(sys.argv[4]))
"""


@pytest.mark.parametrize("steps", [3, 14])
def test_a_killed_process_loses_only_its_batch(tmp_path: Path, steps: int) -> None:
    """Kill -9 leaves no lock and no half history behind."""
    keep(history(tmp_path), BEFORE)
    log = tmp_path / "dns.log"
    log.write_bytes(AFTER)
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(steps), str(log), NOW.isoformat()]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": "src"}, check=False)  # noqa: S603 -- ours

    assert ended.returncode == -signal.SIGKILL
    assert _counts(tmp_path) == {"old.example": 2}
    keep(history(tmp_path), AFTER)
    assert _counts(tmp_path) == {"old.example": 3, "new.example": 1}


def test_a_log_that_breaks_in_the_middle_is_not_kept(tmp_path: Path) -> None:
    """What cannot be read to its end leaves the history as it was."""
    keep(history(tmp_path), BEFORE)

    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise EOFError

    with pytest.raises(EOFError):
        History(tmp_path / "history", Bounds()).keep("dns.log", Broken(), NOW)
    assert _counts(tmp_path) == {"old.example": 2}
