"""The whole of the fault tests: `python -m tests.faults`, behind `make faults`."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.killing import run
from tests.faults.plan import SEED, drawn
from tests.store import fresh
from tests.store.databases import KINDS
from tests.store.server import Server, programs

KILLS, OBJECTS = 320, 3_000


def main() -> None:
    """Kill nodes as often as was asked for, on each database, and say what was there at the end."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kills", type=int, default=KILLS, help="on each database")
    parser.add_argument("--objects", type=int, default=OBJECTS, help="on each database")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    wanted = parser.parse_args()
    for kind in KINDS:
        if wanted.database in (kind, "both"):
            say(f"kills on {kind}, seed {wanted.seed}: begun")
            plan = drawn(wanted.seed, wanted.kills, wanted.objects)
            with ExitStack() as last:
                if kind == "postgresql":
                    found = programs()
                    if found is None:
                        say("  no PostgreSQL server on this machine, so nothing was tested on it")
                        continue
                    server = Server(found)
                    last.callback(server.stop)
                    last.enter_context(fresh.on_postgresql(server))
                folder = last.enter_context(TemporaryDirectory(prefix="khien-faults-"))
                say(f"kills on {kind}, seed {wanted.seed}: {run(Path(folder), plan)}")


def say(line: str) -> None:
    """Say it at once, whoever reads."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
