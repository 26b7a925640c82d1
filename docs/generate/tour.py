"""The README's tour is real: its commands are run, and what they print is what it shows.

Between `<!-- tour -->` and `<!-- end of tour -->` every fence called `console` is a terminal: a line
that starts with `$ ` is run, in order, in one empty folder; the lines up to the next one are what it
printed. `make docs` writes those lines anew; a test runs the tour and compares. What differs from run
to run (ids, times, hashes, ports, milliseconds) is compared by its shape. A line `…` stands for any
lines; a fence that has one is compared, and not rewritten.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "README.vi.md")
_TOUR = re.compile(r"<!-- tour -->\n(?P<inside>.*?)<!-- end of tour -->", re.DOTALL)
_FENCE = re.compile(r"^```console\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
_SHAPES = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "SHA256"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DAY"),
    (re.compile(r"\+[0-9a-f]{8}(\+[A-Za-z0-9+/=]{40,})?"), "+KEY"),
    (re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9_+/-]{40,}={0,2}"), "BYTES"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "PORT"),
    (re.compile(r"\d+(\.\d+)?(?= ?m?s\b)"), "N"),
    (re.compile(r'(?<="(port|size|leaf)": )\d+'), "N"),
]
SETTING = {"LANG": "C.UTF-8", "COLUMNS": "110", "KHIEN_PASSWORD": "correct horse battery staple"}
SECONDS = 180  # one command of the tour, demo included


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the tour and the lines that stand below it."""

    command: str
    shown: tuple[str, ...]


def steps(markdown: str) -> list[Step]:
    """Every command of the tour of a page, in order."""
    tour = _TOUR.search(markdown)
    fences = _FENCE.finditer(tour["inside"]) if tour else ()
    return [step for fence in fences for step in _steps_in(fence["lines"])]


def _steps_in(lines: str) -> Iterator[Step]:
    command, shown = "", list[str]()
    for line in [*lines.splitlines(), "$ "]:
        if not line.startswith("$ "):
            shown.append(line)
            continue
        if command:
            yield Step(command, tuple(shown))
        command, shown = line[2:], []


def language_of(page: Path) -> str:
    """The language in which the commands of a page speak: `README.vi.md` is Vietnamese."""
    return "vi" if ".vi." in page.name else "en"


def run(command: str, folder: Path, language: str = "en") -> list[str]:
    """What a command of the tour prints, words and results in the order in which they came.

    Raises:
        subprocess.TimeoutExpired: it did not end in time.
    """
    bash = shutil.which("bash") or "/bin/sh"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = re.sub(r"^make demo\b", "khien demo", command)
    done = subprocess.run(  # noqa: S603 -- the commands of our own README
        [bash, "-c", command],
        cwd=folder,
        env={**SETTING, "PATH": path, "HOME": str(folder), "KHIEN_LANG": language},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return done.stdout.decode().replace(str(folder), "~").rstrip().splitlines()


def shape(line: str) -> str:
    """A line with everything replaced that differs from run to run."""
    for pattern, name in _SHAPES:
        line = pattern.sub(name, line)
    return " ".join(line.split())


_STEP = re.compile(r"^✓ \d+/\d+", re.MULTILINE)


def agrees(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether what a page shows is what was printed.

    The demo's words wrap where its numbers and phrase let them, so of it the steps are compared:
    the same ones, in the same order, each taken.
    """
    steps_shown = _STEP.findall("\n".join(shown))
    if steps_shown:
        return steps_shown == _STEP.findall("\n".join(printed))
    parts = [".*" if line == "…" else re.escape(shape(line)) + "\n" for line in shown]
    text = "".join(shape(line) + "\n" for line in printed)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def rewrite(page: Path) -> None:
    """Run the tour of a page, and write what its commands print today."""
    markdown = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        language = language_of(page)
        printed = {step: run(step.command, Path(folder), language) for step in steps(markdown)}

    def renewed(fence: re.Match[str]) -> str:
        found = list(_steps_in(fence["lines"]))
        if any("…" in step.shown for step in found):
            return fence[0]
        lines = [line for step in found for line in (f"$ {step.command}", *printed[step])]
        return "\n".join(["```console", *lines, "```"])

    page.write_text(_TOUR.sub(lambda tour: _FENCE.sub(renewed, tour[0]), markdown), "utf-8")
