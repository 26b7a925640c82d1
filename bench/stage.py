"""Nodes for the benches, each `khien serve` in a process of its own, and what their work costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unittest.mock import patch

from tests.store import server as postgres

from khien.app.moving import move
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.model.agreement import Party, sample_agreement
from khien.people import agreements, partners
from khien.people.officers import Officer, add_officer

FULL = "BENCH_FULL" in os.environ  # the sizes that the issue names, instead of a glance
PATIENCE_S = 600.0
TICKS = os.sysconf("SC_CLK_TCK")  # of the CPU a second
DURABLE = postgres.SETTINGS | {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "wal_level": "replica",
    "max_wal_size": "2GB",
}
"""PostgreSQL as it is installed: what it says is kept, is on the disk."""


@dataclass
class Actor:
    """One running node, and a handle on its home to act in it as its people."""

    home: Path
    process: subprocess.Popen[str]
    address: str
    node: Node = field(repr=False)
    lawyer: Officer

    def cpu_s(self) -> float:
        """The CPU that its process has used so far."""
        return cpu_of(self.process.pid)


def first_line(process: subprocess.Popen[str]) -> str:
    """What a process says first."""
    return "" if process.stdout is None else process.stdout.readline()


def cpu_of(pid: int) -> float:
    """The seconds of CPU that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS  # proc(5): utime and stime


@contextmanager
def acting(root: Path, name: str, country: str, database: str = "") -> Iterator[Actor]:
    """A new node that serves until the block ends, on SQLite or on a PostgreSQL database."""
    home = root / name
    create_node(home, name=name, country=country, title=name, language="en", port=0, clock=utc_now)
    with ExitStack() as last:
        if database:
            empty = open_node(home, address="http://127.0.0.1:1")
            move(empty, database)
            empty.close()
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "khien.cli", "serve", "--home", str(home), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        last.callback(process.communicate)
        last.callback(process.terminate)
        address = str(json.loads(first_line(process))["address"])
        node = open_node(home, address=address)
        last.callback(node.close)
        with node.store.write() as tx:
            lawyer = add_officer(tx, "lawyer-1", roles=["lawyer"], now=node.clock())
        yield Actor(home, process, address, node, lawyer)


def befriend(us: Node, ours: Officer, them: Node, theirs: Officer) -> None:
    """Two nodes pin each other's keys and sign the sample agreement."""
    here, there = us.ourselves, them.ourselves
    accepted = them.enrolments.accept(us.enrolments.invite(there.name).document)
    us.enrolments.complete(accepted.document)
    text = sample_agreement(
        Party(name=here.name, identity=here.identity),
        Party(name=there.name, identity=there.identity),
        "Bench",
        date(2026, 1, 1),
        date(2027, 12, 31),
    )
    us.treaties.sign(there.name, text, ours)
    them.treaties.sign(here.name, text, theirs)
    for one, other in ((us, them), (them, us)):
        with other.store.read() as tx:
            newest = agreements.list_agreements(tx, other.clock())
            mine = [a for a in newest if one.ourselves.name in str(a)]
            document = agreements.agreement_document(tx, mine[0].stored.sha256)
        with one.store.read() as tx:
            giver = partners.partner(tx, other.ourselves.name)
        one.treaties.take(giver, document)


@contextmanager
def durable_postgres() -> Iterator[postgres.Server | None]:
    """A PostgreSQL server on this disk, as careful as it is by default; None where there is none."""
    programs = postgres.programs()
    if programs is None:
        yield None
        return
    with (
        patch.object(postgres, "SETTINGS", DURABLE),
        patch.object(postgres, "_quick_folder", lambda: None),
    ):
        found = postgres.Server(programs)
    try:
        yield found
    finally:
        found.stop()


def until(done: Callable[[], bool], look_s: float = 0.05) -> None:
    """Wait until it is so.

    Raises:
        TimeoutError: it took longer than anybody would wait.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(look_s)
