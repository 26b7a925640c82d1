"""Have a document read in a process of its own, and believe nothing of the answer that does not fit."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, Final

import msgspec

from khien.app.reading.confining import Wall
from khien.app.reading.failures import ReaderFailedError, ReaderMemoryError, ReaderTooSlowError
from khien.app.reading.worker import Answer, Task
from khien.intake.documents import (
    DOCUMENT_LIMITS,
    DocumentLimits,
    Paper,
    Papers,
    revived,
)
from khien.intake.limits import MEBIBYTE

# `-I` shuts out the environment and the folder; the same Khiên as here is named instead.
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from khien.app.reading.worker import main; main()"
)
_HOUSE: Final = str(Path(__file__).resolve().parents[3])
_AT_ONCE: Final = BoundedSemaphore(2)  # each may take a gigabyte
_BYTES_A_CHARACTER: Final = 6  # of JSON, at most: \uXXXX
_BESIDE_TEXT: Final = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one reading may take. `wall_s` is by the clock on the wall, `cpu_s` of the processor."""

    cpu_s: int = 60
    wall_s: float = 180.0
    memory_bytes: int = 1_024 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Parsed:
    """The documents of one file, and the walls that stood around their reader."""

    papers: Papers
    walls: tuple[Wall, ...]


def parse(
    name: str,
    body: bytes,
    limits: DocumentLimits = DOCUMENT_LIMITS,
    bounds: Bounds = Bounds(),
) -> Parsed:
    """Read a file that somebody else wrote.

    Args:
        name: how refusals call it.
        body: the file.
        limits: how much it may hold.
        bounds: how much time and memory its reader may take.

    Raises:
        DocumentError: it gives no text; the reason is named.
        ReaderTooSlowError, ReaderMemoryError: its reader was ended.
        ReaderFailedError: its reader died, or answered what makes no sense.
    """
    task = msgspec.json.encode(Task(name, limits, bounds.cpu_s, bounds.memory_bytes))
    most = limits.max_chars * _BYTES_A_CHARACTER + _BESIDE_TEXT
    with _AT_ONCE:
        raw, status, timed_out = _run(name, task + b"\n", body, bounds.wall_s, most)
    if timed_out or status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ReaderTooSlowError(name, bounds.cpu_s)
    if status != 0:
        raise ReaderFailedError(name, f"status {status}")
    return _believed(name, raw, limits, bounds)


def _run(name: str, task: bytes, body: bytes, wall_s: float, most: int) -> tuple[bytes, int, bool]:
    """Start the reader, feed it, and take at most so many bytes of its answer.

    Returns:
        The answer, the status with which the reader ended, and whether the clock ended it.
    """
    late: list[bool] = []
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and program
        [sys.executable, "-I", "-c", _PROGRAM, _HOUSE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    ) as process:

        def end() -> None:
            late.append(True)
            process.kill()

        clock = Timer(wall_s, end)
        clock.start()
        assert process.stdin is not None  # noqa: S101 -- both are pipes
        assert process.stdout is not None  # noqa: S101
        feeder = Thread(target=_feed, args=(process.stdin, task, body), daemon=True)
        feeder.start()
        try:
            raw = process.stdout.read(most + 1)
            if len(raw) > most:
                raise ReaderFailedError(name, "flood")
            status = process.wait()
        finally:
            clock.cancel()
            process.kill()
            feeder.join()
    return raw, status, bool(late)


def _feed(pipe: IO[bytes], task: bytes, body: bytes) -> None:
    try:
        with pipe:
            pipe.write(task)
            pipe.write(body)
    except OSError:  # the reader is gone; its end is told by its status
        return


def _believed(name: str, raw: bytes, limits: DocumentLimits, bounds: Bounds) -> Parsed:
    try:
        answer = msgspec.json.decode(raw, type=Answer)
    except msgspec.MsgspecError as error:
        raise ReaderFailedError(name, "answer") from error
    if answer.fault == "memory":
        raise ReaderMemoryError(name, bounds.memory_bytes // MEBIBYTE)
    if answer.code:
        raise revived(answer.code, answer.facts)
    if answer.papers is None or not all(_fits(one, limits) for one in answer.papers.papers):
        raise ReaderFailedError(name, answer.fault or "answer")
    return Parsed(answer.papers, tuple(answer.walls))


def _fits(paper: Paper, limits: DocumentLimits) -> bool:
    """Whether every place lies in the text."""
    size = len(paper.document.text)
    places = [(one.start, one.end) for one in paper.document.links]
    places += [(one.start, one.end) for one in paper.document.parts]
    return size <= limits.max_chars and all(0 <= start <= end <= size for start, end in places)


@cache  # a machine does not change them while a process runs
def standing_walls() -> tuple[Wall, ...]:
    """Which walls this machine allows; for `khien doctor`."""
    return parse("doctor.txt", b"Is there a wall?").walls
