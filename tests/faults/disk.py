"""Disks that fail, and what nodes on them keep: failures by libfiu, and by the system's own limits."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from khien.store.failures import DatabaseDiskError, DatabaseFullError
from tests.faults.people import People
from tests.faults.plan import Step, drawn
from tests.faults.stage import Side, become, pair
from tests.faults.verdict import Found, judge_exchange
from tests.faults.zygote import CONTROL

PRELOADED: Final = "fiu_posix_preload.so"
FOLDERS: Final = ("/usr/lib/fiu", "/usr/local/lib/fiu", "/usr/lib64/fiu")
EIO, ENOSPC = 5, 28  # failinfo is the errno that the call leaves behind
WEATHER: Final[Mapping[str, str]] = {
    "fsync fails": "enable_random name=posix/io/sync/*,probability=0.3",
    "writes fail": f"enable_random name=posix/io/rw/pwrite,probability=0.004,failinfo={EIO}",
    "the disk is full": f"enable_random name=posix/io/rw/pwrite,probability=0.008,failinfo={ENOSPC}",
}


def preload() -> Path | None:
    """The library that makes calls fail; None where libfiu is not installed."""
    found = (Path(folder) / PRELOADED for folder in FOLDERS)
    here = next((path for path in found if path.exists()), None)
    return here if shutil.which("fiu-ctrl") else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the nodes said that their disk failed, in each weather; and what was there at the end."""

    failures: Mapping[str, int]
    found: tuple[Found, ...]

    def __str__(self) -> str:
        said = ", ".join(f"{what}: {count} times" for what, count in self.failures.items())
        return "\n  ".join([said, *map(str, self.found)])


def run(folder: Path, library: Path, seed: int, steps: int, objects: int) -> Tally:
    """Exchange through each weather for so many steps; then kill all, start anew, and examine."""
    failures: Counter[str] = Counter()
    environment = {"LD_PRELOAD": str(library), CONTROL: str(folder / "fiu")}
    with ExitStack() as last:
        sides = last.enter_context(pair(folder, environment=environment))
        people = [People(side, 1_000_000 * (at + 1)) for at, side in enumerate(sides)]
        for one in people:
            last.callback(one.close)
        for number, (name, command) in enumerate(WEATHER.items()):
            before = _complaints(sides)
            with _weather(folder, sides, command):
                _go_on(people, sides, drawn(seed + number, steps, objects), name)
            failures[name] = _complaints(sides) - before
        become(lambda: all(side.is_quiet() for side in sides), "the exchange does not come to rest")
        for side in sides:
            side.kill()
            side.begin()
        become(
            lambda: all(side.is_up() and side.is_quiet() for side in sides),
            lambda: "\n".join(
                f"{one.name}: up {one.is_up()}, in hand {one.in_hand()!r}, quiet {one.is_quiet()}: "
                f"{one.said()[-800:]}"
                for one in sides
            ),
        )
        for side in sides:
            assert "Traceback" not in side.said()
        return Tally(failures, judge_exchange(people))


def _go_on(people: list[People], sides: tuple[Side, ...], steps: Iterable[Step], what: str) -> None:
    """Take steps, each when what came of the one before is done."""
    for step in steps:
        for one, act in zip(people, step.acts, strict=True):
            one.act(act)
        become(lambda: not any(side.in_hand() for side in sides), what)


@contextmanager
def _weather(folder: Path, sides: tuple[Side, ...], command: str) -> Iterator[None]:
    name = command.split("name=")[1].split(",")[0]
    for side in sides:
        _control(folder, side, command)
    yield
    for side in sides:
        _control(folder, side, f"disable name={name}")


def _control(folder: Path, side: Side, command: str) -> None:
    called = ["fiu-ctrl", "-f", str(folder / "fiu"), "-c", command, str(side.pid)]
    subprocess.run(  # noqa: S603 -- a tool of this machine
        called,
        check=True,
        capture_output=True,
        timeout=60,
    )


def _complaints(sides: tuple[Side, ...]) -> int:
    """How often the rounds of the nodes said that the disk failed."""
    kinds = (DatabaseDiskError, DatabaseFullError)
    names = [name for kind in kinds for name in (kind.__name__, kind.code)]
    return sum(side.said().count(name) for side in sides for name in names)


@contextmanager
def no_room(side: Side) -> Iterator[None]:
    """Until the end of the block the processes of a node can write no byte into any file."""
    _, hard = resource.prlimit(side.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(side.pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.prlimit(side.pid, resource.RLIMIT_FSIZE, (hard, hard))
