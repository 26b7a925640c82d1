"""The demo from beginning to end, and how it ends when something goes wrong."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from khien.app.demo import DemoFailedError, inputs, run, run_demo
from khien.app.demo.cast import PARTS, Player, wait_until
from khien.app.demo.play import Play, StepError, Told
from khien.app.demo.run import why
from khien.app.demo.stage import Stage as Speaking
from khien.app.demo.steps import STEPS
from khien.app.wiring import ADDRESS
from khien.intake import UnreadableError
from khien.model.errors import NotFoundError
from khien.model.words import Language, say
from tests.app.running import PATIENCE_S
from tests.shared import shared

WIDTH = 100


class Stage:
    """A console that keeps what was said."""

    def __init__(self) -> None:
        self.file = io.StringIO()
        self.console = Console(file=self.file, width=WIDTH)

    @property
    def said(self) -> str:
        """All of it."""
        return self.file.getvalue()


@pytest.fixture
def stage() -> Stage:
    """A place to speak."""
    return Stage()


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the homes are made, so that a test sees what is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's own sample, also where real inputs lie beside the repository."""
    monkeypatch.setattr(inputs, "_shared", lambda: None)


@pytest.mark.usefixtures("_sample")
def test_the_sample_crosses_two_borders(stage: Stage, temporary: Path) -> None:
    """Three real nodes, every step, the table in 100 columns, and nothing left behind."""
    lines = [
        json.loads(line)
        for line in run_demo(
            language="vi", own=None, check=False, stay=False, console=stage.console
        )
    ]

    assert stage.said.count("✓") == len(STEPS)
    assert max(map(len, stage.said.splitlines())) <= WIDTH
    assert all(f"{part.name}: http://127.0.0.1:" in stage.said for part in PARTS)
    assert len(lines) == 6
    assert {line["partner"] for line in lines} == {"asean-cert", "viet-telecom"}
    assert sum(line["have"] for line in lines) > 0
    assert sum(line["refused"] for line in lines) > 0
    assert sum(line["recalled"] for line in lines) == 2
    assert sum(line["times_seen"] for line in lines) > 0
    for line in lines:
        assert (
            line["have"] + line["waiting"] + line["refused"] + line["recalled"] == line["objects"]
        )
        assert (line["median_ms"] is None) == (line["have"] + line["recalled"] == 0)
        for code in [*line["refused_for"], *line["waiting_for"]]:
            assert say(code, "vi", {"detail": line["why"][code], "path": ""})[:20] in stage.said
    assert list(temporary.iterdir()) == []


def test_the_real_inputs_cross_two_borders(stage: Stage) -> None:
    """The main job with the shared report, event, list and log: the same as `khien demo --check`."""
    for name in (inputs.REPORT, inputs.SCAMS, inputs.LOG):
        shared(name)

    lines = run_demo(language="en", own=None, check=True, stay=False, console=stage.console)

    assert stage.said.count("✓") == len(STEPS)
    assert len(lines) == 6


def test_an_interrupt_leaves_nothing_running(temporary: Path) -> None:
    """Ctrl-C in the middle of a step: every node ends, every home is gone, and no traceback."""
    # Who runs the tests in the background of a shell has them ignore Ctrl-C, and their children too.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heard}; from khien.cli import main; main()"]
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and module
        [*command, "demo", "--check"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=temporary,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as process:
        addresses = f"khien-demo-*/*/{ADDRESS}"
        assert wait_until(lambda: len(list(temporary.glob(addresses))) == len(PARTS), PATIENCE_S)
        nodes = [int(lock.read_text("ascii")) for lock in temporary.glob("khien-demo-*/*/lock")]
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 130
    assert "Traceback" not in said
    assert [pid for pid in nodes if Path(f"/proc/{pid}").exists()] == []
    assert list(temporary.iterdir()) == []


# How it ends, with nodes that are none.


class FakePlay:
    """What happened to the nodes that are none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.started = self.stopped = False

        @contextmanager
        def cast(root: Path, language: str) -> Iterator[dict[str, Player]]:
            del language
            (root / "secret").write_text("key", "utf-8")
            self.started = True
            try:
                yield {}
            finally:
                self.stopped = True

        monkeypatch.setattr(run, "started", cast)
        monkeypatch.setattr(run, "lines_of", lambda _: [])
        self.steps()

    def steps(self, **taken: Any) -> None:  # noqa: ANN401 -- what to do in which step
        """Every step does nothing, but for those named."""

        def nothing(_: Play) -> Told:
            return Told("demo.stopped", {})

        steps = tuple((name, taken.get(name, nothing)) for name, _ in STEPS)
        self.monkeypatch.setattr(run, "STEPS", steps)

    def run(self, stage: Stage, *, language: Language = "en", stay: bool = False) -> list[str]:
        """Play it."""
        return run_demo(language=language, own=None, check=False, stay=stay, console=stage.console)


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> FakePlay:
    """A demo in which nothing happens but what a test wants."""
    return FakePlay(monkeypatch)


def _raising(error: BaseException) -> Any:  # noqa: ANN401 -- a step
    def step(_: Play) -> Told:
        raise error

    return step


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StepError("every receipt is signed"), "every receipt is signed"),
        (NotFoundError("partner", "nobody"), "khien.not-found"),
    ],
)
def test_the_step_that_failed_is_named(
    play: FakePlay, stage: Stage, temporary: Path, error: Exception, words: str
) -> None:
    """Its name and why, in words and with the code; the nodes are stopped and their homes gone."""
    play.steps(deliver=_raising(error))

    with pytest.raises(DemoFailedError) as caught:
        play.run(stage)

    assert caught.value.step == "deliver"
    assert words in say(caught.value.code, "en", caught.value.facts)
    assert caught.value.exit_status == 1
    assert play.stopped
    assert list(temporary.iterdir()) == []
    assert stage.said.count("✓") == 5


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("unforeseen")])
def test_whatever_ends_it_nothing_stays(
    play: FakePlay, stage: Stage, temporary: Path, error: BaseException
) -> None:
    """Ctrl-C in a step, or an error that nobody foresaw."""
    play.steps(approve=_raising(error))

    with pytest.raises(type(error)):
        play.run(stage)

    assert play.stopped
    assert list(temporary.iterdir()) == []


def test_being_told_to_stop_ends_it_in_order(play: FakePlay, stage: Stage, temporary: Path) -> None:
    """SIGTERM in a step stops the nodes first, and means afterwards what it meant before."""
    before = signal.getsignal(signal.SIGTERM)

    def told(_: Play) -> Told:
        os.kill(os.getpid(), signal.SIGTERM)
        return Told("demo.stopped", {})

    play.steps(publish=told)
    with pytest.raises(SystemExit) as caught:
        play.run(stage)

    assert caught.value.code == 128 + signal.SIGTERM
    assert play.stopped
    assert list(temporary.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_in_a_thread_signals_stay_as_they_are(play: FakePlay, stage: Stage) -> None:
    """Only the main thread may change what signals do; the demo plays in others as well."""
    before, found = signal.getsignal(signal.SIGTERM), []

    def look(_: Play) -> Told:
        found.append(signal.getsignal(signal.SIGTERM))
        return Told("demo.stopped", {})

    play.steps(publish=look)
    thread = threading.Thread(target=play.run, args=(stage,))
    thread.start()
    thread.join()

    assert found == [before]


def test_a_broken_file_starts_no_node(play: FakePlay, stage: Stage, tmp_path: Path) -> None:
    """Who gives a file learns at once what is wrong with it."""
    (tmp_path / "broken.json").write_text("{", "utf-8")

    with pytest.raises(UnreadableError):
        run_demo(
            language="en",
            own=tmp_path / "broken.json",
            check=True,
            stay=False,
            console=stage.console,
        )

    assert not play.started


def test_staying_ends_when_a_node_does_or_a_person_says_so(
    play: FakePlay, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the table the nodes go on until Ctrl-C."""

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("khien.app.demo.run.time.sleep", interrupted)
    assert play.run(stage, stay=True) == []

    assert "Ctrl-C" in stage.said
    assert "Stopping the nodes." in stage.said
    assert play.stopped


def test_staying_is_over_when_a_node_ended(stage: Stage) -> None:
    """Nobody waits for nodes that are gone."""

    class Ended:
        runs, entries = False, ()
        part, address = PARTS[0], "http://127.0.0.1:1"

    run._stay(Speaking(stage.console, "en"), {"x": Ended()})  # type: ignore[dict-item]

    assert "Stopping" not in stage.said


def test_a_reason_is_told_in_words() -> None:
    """The sentence of the error, in the language of the demo, and its code to look up."""
    error = NotFoundError("partner", "x")

    assert why(error, "vi").endswith("[khien.not-found]")
    assert why(error, "vi") != why(error, "en")
