"""Play the demo through: start the nodes, take each step, show the result, stop the nodes."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from khien.app.demo.cast import Player, cast, stop
from khien.app.demo.inputs import find_inputs
from khien.app.demo.steps import STEPS, Play, StepError
from khien.app.demo.summary import Line, lines_of
from khien.model.errors import KhienError
from khien.model.words import Language, say


class DemoFailedError(KhienError):
    """A step of the demo did not do what it must; the step is named."""

    code, exit_status, http_status = "demo.failed", 1, 500

    def __init__(self, step: str, why: str) -> None:
        self.step = step
        super().__init__(step=step, why=why)


class Stage:
    """Where the demo speaks to the person in front of it."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console, self._language = console, language

    def say(self, code: str, **facts: object) -> None:
        """One sentence."""
        self._console.print(say(code, self._language, facts), highlight=False, markup=False)

    def step(self, number: int, name: str, told: str, seconds: float) -> None:
        """One step that was taken."""
        sentence = say(f"demo.{name}", self._language, {"told": told})
        mark = f"[green]✓[/green] {number}/{len(STEPS)}"
        self._console.print(mark, end=" ")
        self._console.print(f"{sentence} ({seconds:.1f} s)", highlight=False, markup=False)

    def table(self, lines: list[Line]) -> None:
        """Who has what."""
        table = Table(show_lines=True)
        for column in ("group", "partner", "have", "not", "seen", "ms"):
            table.add_column(say(f"demo.column.{column}", self._language, {}))
        for line in lines:
            table.add_row(
                f"{line.group}\n{line.objects}",
                line.partner,
                self._have(line),
                self._not(line),
                f"{line.seen} / {line.times_seen}" if line.seen else "–",
                "–" if line.median_ms is None else f"{line.median_ms} / {line.most_ms}",
            )
        self._console.print(table)

    def _have(self, line: Line) -> str:
        parts = [str(line.have)]
        if line.recalled:
            parts.append(say("demo.recalled", self._language, {"count": line.recalled}))
        if line.waiting:
            parts.append(say("demo.waiting", self._language, {"count": line.waiting}))
        return "\n".join(parts)

    def _not(self, line: Line) -> str:
        reasons = [
            f"{count} × {say(code, self._language, {'detail': line.why[code]})}"
            for code, count in line.refused.items()
        ]
        return "\n".join(reasons) or "–"


def run_demo(
    *, language: Language, own: Path | None, check: bool, stay: bool, console: Console
) -> list[str]:
    """Run the main job once.

    Args:
        language: of everything that is shown.
        own: a file of the user's own instead of the real inputs.
        check: say only what failed; the table is left out.
        stay: leave the nodes running after the table until the person ends it.
        console: where to speak.

    Returns:
        One JSON line for each group and partner.

    Raises:
        DemoFailedError: naming the step.
    """
    stage = Stage(console, language)
    inputs = find_inputs(own)
    root = Path(tempfile.mkdtemp(prefix="khien-demo-"))
    players: dict[str, Player] = {}
    began = time.monotonic()
    try:
        stage.say("demo.begin", count=3)
        players = _cast(root, language)
        play = Play(players, inputs)
        _play(stage, play)
        lines = lines_of(play)
        if not check:
            stage.table(lines)
            for player in players.values():
                stage.say("demo.address", name=player.part.name, address=player.address)
        stage.say("demo.end", seconds=round(time.monotonic() - began, 1))
        if stay:
            _stay(stage, players)
        return [msgspec.json.encode(asdict(line)).decode() for line in lines]
    finally:
        stop(list(players.values()))
        shutil.rmtree(root, ignore_errors=True)


def _cast(root: Path, language: Language) -> dict[str, Player]:
    try:
        return cast(root, language)
    except (RuntimeError, KhienError) as error:
        raise DemoFailedError("start", str(error)) from error


def _play(stage: Stage, play: Play) -> None:
    for number, (name, step) in enumerate(STEPS, 1):
        start = time.monotonic()
        try:
            told = step(play)
        except StepError as error:
            raise DemoFailedError(name, error.what) from error
        except KhienError as error:
            raise DemoFailedError(name, f"{error.code}: {error}") from error
        stage.step(number, name, told, time.monotonic() - start)


def _stay(stage: Stage, players: dict[str, Player]) -> None:
    stage.say("demo.stop")
    try:
        while all(player.process.poll() is None for player in players.values()):
            time.sleep(0.2)
    except KeyboardInterrupt:
        stage.say("demo.stopped")
