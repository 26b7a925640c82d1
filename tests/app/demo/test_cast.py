"""The nodes of the demo start together and stop together, whatever happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khien.app.demo import cast as casting
from khien.app.demo.cast import PARTS, StartError, started, wait_until
from khien.app.settings import FILE
from khien.app.wiring import create_node
from khien.model.words import say

Processes = list[subprocess.Popen[bytes]]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Processes:
    """Every process that was started, so that a test sees how it ended."""
    found: Processes = []
    start = casting._start

    def noted(home: Path, processes: dict[str, subprocess.Popen[bytes]]) -> None:
        start(home, processes)
        found.append(processes[home.name])

    monkeypatch.setattr(casting, "_start", noted)
    return found


def test_a_node_that_does_not_start_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: Processes
) -> None:
    """With the last line of what it said; the others are stopped."""

    def spoiled(home: Path, **facts: Any) -> None:  # noqa: ANN401 -- passed on
        create_node(home, **facts)
        if home.name == PARTS[0].name:
            text = (home / FILE).read_text("utf-8")
            (home / FILE).write_text(text.replace("port = 0", "prot = 0"), "utf-8")

    monkeypatch.setattr(casting, "create_node", spoiled)
    with pytest.raises(StartError) as caught, started(tmp_path, "en"):
        pass

    assert caught.value.facts["node"] == PARTS[0].name
    assert "prot" in say(caught.value.code, "en", caught.value.facts)
    assert len(processes) == len(PARTS)
    assert [p for p in processes if p.poll() is None] == []


def test_an_interrupt_while_starting_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: Processes
) -> None:
    """Ctrl-C between the start of the second and the third node."""

    def interrupted(home: Path, **facts: Any) -> None:  # noqa: ANN401 -- passed on
        if home.name == PARTS[2].name:
            raise KeyboardInterrupt
        create_node(home, **facts)

    monkeypatch.setattr(casting, "create_node", interrupted)
    with pytest.raises(KeyboardInterrupt), started(tmp_path, "en"):
        pass

    assert len(processes) == 2
    assert [p for p in processes if p.poll() is None] == []


def _sleeping(code: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", code + "print(flush=True);__import__('time').sleep(600)"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 -- our own interpreter
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    return process


def test_who_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that ignores the order to stop does not hold up the others."""
    monkeypatch.setattr(casting, "STOP_S", 0.2)
    deaf = _sleeping("import signal;signal.signal(signal.SIGTERM,signal.SIG_IGN);")
    polite = _sleeping("")

    casting._stop({"deaf": deaf, "polite": polite})

    assert deaf.returncode == -9
    assert polite.returncode == -15


def test_a_node_that_says_nothing_is_named_by_its_exit_status(tmp_path: Path) -> None:
    """Also then a person learns which node it was."""
    (tmp_path / casting.LOG).write_bytes(b"")
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    process.wait()

    with pytest.raises(StartError, match="exit status 7"):
        casting._address(tmp_path, process)


def test_waiting_ends() -> None:
    """What does not happen is not waited for for ever."""
    looks = iter([False, False, True])

    assert wait_until(lambda: next(looks), 10)
    assert not wait_until(lambda: False, 0.05)
