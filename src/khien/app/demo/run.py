"""Play the demo through: start the nodes, take each step, show the result, stop the nodes."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import msgspec
from rich.console import Console

from khien.app.demo.cast import Player, started
from khien.app.demo.inputs import find_inputs
from khien.app.demo.play import Play
from khien.app.demo.stage import Stage
from khien.app.demo.steps import STEPS
from khien.app.demo.summary import Line, lines_of
from khien.app.wiring import utc_now
from khien.model.errors import KhienError
from khien.model.words import Language, say

LOOK_S = 0.2  # between two looks at whether the nodes still run


class DemoFailedError(KhienError):
    """A step of the demo did not do what it must; the step is named."""

    code, exit_status, http_status = "demo.failed", 1, 500

    def __init__(self, step: str, why: str) -> None:
        self.step = step
        super().__init__(step=step, why=why)


def run_demo(
    *, language: Language, own: Path | None, check: bool, stay: bool, console: Console
) -> list[str]:
    """Run the main job once.

    Args:
        language: of everything that is shown.
        own: a file of the user's own instead of the real inputs.
        check: say only what was done and what failed; the table is left out.
        stay: leave the nodes running after the table until the person ends it.
        console: where to speak.

    Returns:
        One JSON line for each group and partner.

    Raises:
        UnreadableError, NothingToShareError: the user's own file; no node was started.
        DemoFailedError: naming the step. In every case the nodes are stopped and their homes gone.
    """
    stage = Stage(console, language)
    inputs = find_inputs(own)
    began = time.monotonic()
    with _ended_by_signal(), _folder() as root:
        stage.say("demo.begin", count=3)
        with _named("start", language), started(root, language) as players:
            play = Play(players, inputs)
            _take_steps(stage, play, language)
            with _named("summary", language):
                lines = lines_of(play)
            _show(stage, players, [] if check else lines)
            stage.say("demo.end", seconds=round(time.monotonic() - began))
            if stay:
                _stay(stage, players)
    return [msgspec.json.encode(asdict(line)).decode() for line in lines]


def _take_steps(stage: Stage, play: Play, language: Language) -> None:
    for number, (name, step) in enumerate(STEPS, 1):
        start = time.monotonic()
        with _named(name, language):
            told = step(play)
        stage.step(number, told, time.monotonic() - start)


def _show(stage: Stage, players: dict[str, Player], lines: list[Line]) -> None:
    if not lines:
        return
    stage.table(lines)
    for player in players.values():
        stage.say("demo.address", name=player.part.name, address=player.address)


@contextmanager
def _named(step: str, language: Language) -> Iterator[None]:
    """Name the step in which something failed, once."""
    try:
        yield
    except DemoFailedError:
        raise
    except KhienError as error:
        raise DemoFailedError(step, why(error, language)) from error


def why(error: KhienError, language: Language) -> str:
    """What went wrong in a step, in words."""
    return f"{say(error.code, language, error.facts).rstrip('.')} [{error.code}]"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the homes, which is gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="khien-demo-"))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end the demo as Ctrl-C does, so that no node outlives it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stay(stage: Stage, players: dict[str, Player]) -> None:
    """Keep the consoles open, and show the officers' codes, until a person ends it."""
    stage.say("demo.stop")
    try:
        with stage.entrances(list(players.values()), utc_now):
            while all(player.runs for player in players.values()):
                time.sleep(LOOK_S)
    except KeyboardInterrupt:
        stage.say("demo.stopped")
