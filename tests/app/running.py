"""Real nodes for tests: `khien serve` in a process of its own, asked over loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from khien.app.demo.cast import wait_until
from khien.app.wiring import ADDRESS

PATIENCE_S = 60.0  # on a slow machine; nothing waits this long when all is well


class Answered(NamedTuple):
    """What a node answered."""

    status: int
    headers: Message
    text: str


def command(home: Path, port: int = 0) -> list[str]:
    """The command line of a node."""
    where = ["--home", str(home), "--port", str(port)]
    return [sys.executable, "-m", "khien.cli", "serve", *where]


def start(home: Path, port: int = 0) -> subprocess.Popen[str]:
    """Start a node; its words go to `serve.log` in its home."""
    with (home / "serve.log").open("a") as log:
        return subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            command(home, port), stdout=subprocess.PIPE, stderr=log, text=True
        )


@contextmanager
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A node and its address; killed afterwards if it still runs."""
    process = start(home)
    try:
        yield process, address_of(process)
    finally:
        finish(process)


def address_of(process: subprocess.Popen[str]) -> str:
    """Where a node listens, as its first line says; within bounds of time."""
    assert process.stdout is not None
    timer = threading.Timer(PATIENCE_S, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    return str(json.loads(line)["address"])


def finish(process: subprocess.Popen[str]) -> None:
    """Let nothing outlive a test."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGCONT)
        process.kill()
    process.communicate()


def ask(url: str, method: str = "GET", **headers: str) -> Answered:
    """One request; an error status is an answer like any other."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, headers=named)  # noqa: S310 -- loopback
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 -- loopback
            return Answered(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, error.headers, error.read().decode())


def is_gone(home: Path) -> bool:
    """Whether the node says no more where it listens."""
    return not (home / ADDRESS).exists()


def become(happened: Callable[[], bool]) -> None:
    """Wait until it has happened; fail when it takes too long."""
    assert wait_until(happened, PATIENCE_S)
