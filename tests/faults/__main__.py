"""The whole of the fault tests: `python -m tests.faults`, behind `make faults`.

What the suite does ten times, this does hundreds of times. It ends with the first thing that does not
hold; the seed that it prints repeats the plan.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import disk, killing, network
from tests.faults.plan import SEED, drawn
from tests.store import fresh
from tests.store.databases import KINDS
from tests.store.server import Server, programs

PARTS = ("kills", "network", "disk")
KILLS, OBJECTS = 320, 3_000
NETWORK_STEPS, NETWORK_OBJECTS = 40, 400
DISK_STEPS, DISK_OBJECTS = 10, 60  # in each weather


def main() -> None:
    """Run what was asked for, and say what was there at the end."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kills", type=int, default=KILLS, help="on each database")
    parser.add_argument("--objects", type=int, default=OBJECTS, help="both ways, on each database")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
    wanted = parser.parse_args()
    parts = [part for part in PARTS if wanted.part in (part, "all")]
    for kind in KINDS:
        if wanted.database in (kind, "both"):
            _run_all(parts, kind, wanted)


def _run_all(parts: list[str], kind: str, wanted: argparse.Namespace) -> None:
    with _database(kind) as there_is:
        for part in parts if there_is else []:
            _say(f"{part} on {kind}, seed {wanted.seed}: begun")
            _say(f"{part} on {kind}, seed {wanted.seed}: {_run(part, kind, wanted)}")


def _run(part: str, kind: str, wanted: argparse.Namespace) -> object:
    with TemporaryDirectory(prefix="khien-faults-") as name:
        folder = Path(name)
        if part == "kills":
            return killing.run(folder, drawn(wanted.seed, wanted.kills, wanted.objects))
        if part == "network":
            return network.run(folder, wanted.seed, NETWORK_STEPS, NETWORK_OBJECTS)
        library = disk.preload()
        if library is None:
            return "libfiu is not installed (Debian: fiu-utils), so no failing disk was tested"
        if kind != "sqlite":
            return "the disk is the server's affair"
        return disk.run(folder, library, wanted.seed, DISK_STEPS, DISK_OBJECTS)


@contextmanager
def _database(kind: str) -> Iterator[bool]:
    """Let stores be of this kind; False where the machine has no server for it."""
    if kind == "sqlite":
        yield True
        return
    found = programs()
    if found is None:
        _say("no PostgreSQL server on this machine, so nothing was tested on it")
        yield False
        return
    server = Server(found)
    try:
        with fresh.on_postgresql(server):
            yield True
    finally:
        server.stop()


def _say(line: str) -> None:
    """Say it at once, whoever reads."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
