"""From a partner's publication to the hit in our live traffic: two nodes, and a process that follows a log.

The log grows all the time; in each piece of it stand the names that will be published, so the first line
that comes after an indicator has arrived is its hit. Measured is from before the gate is asked until the hit
is told, with the sighting kept. `BENCH_FULL=1` takes a million lines a second and a million indicators.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from uuid import NAMESPACE_DNS, uuid5

import msgspec

from bench.delivering import _answered, _latencies, _latency, _pair, _publication
from bench.events import indicators
from bench.specimens import NOW
from bench.stage import FULL, cpu_of, until
from khien.app.live.standing import standings
from khien.app.wiring import Node, open_node
from khien.model.instants import stix_time
from khien.model.marking import TLP_2_IDS, Tlp
from khien.watch.engine import in_use, kernel

COUNT: Final = 200 if FULL else 30  # publications, one after the other
HELD: Final = 1_000_000 if FULL else 2_000  # indicators that are there before
RATE: Final = (1_000_000 if FULL else 200_000) if kernel is not None else 5_000  # lines a second
PIECE_S: Final = 0.02
MOST_BYTES: Final = 1 << 28  # of the log; then it is emptied in place
AT_ONCE: Final = 1_000
_HEAD = b"ts,src,query\n"


def bench(folder: Path) -> Iterator[str]:
    """How long one takes, and what the traffic costs meanwhile."""
    log = folder / "dns.csv"
    log.write_bytes(_HEAD)
    with _pair(folder / "quick") as (us, them):
        home = folder / "quick" / them
        _hold(home)
        ids = _bring(us)
        us.releases.publish(_publication(ids[:1], them))  # the creator's identity goes along
        until(lambda: _answered(us) >= 2, 0.01)
        with _followed(home, log) as (process, hits), _growing(log):
            until(lambda: _lines(home) > 0)
            start, before = time.perf_counter(), cpu_of(process.pid)
            lines = _lines(home)
            took = [_noticed(us, them, one, hits) for one in ids[1:]]
            wall = time.perf_counter() - start
            rate = (_lines(home) - lines) / wall
            share = (cpu_of(process.pid) - before) / wall
            until(lambda: _answered(us) >= COUNT + 2, 0.01)
            known = _latencies(us, set(ids[1:]))
    yield _latency("publication to hit on live traffic", took)
    yield _latency("  until the partner's node has it", known)
    yield (
        f"{'  beside ' + in_use():<34} {rate:>10,.0f} lines/s of {RATE:,}, {HELD:,} indicators; "
        f"{share:.0%} of a core to follow them"
    )


def _noticed(us: Node, them: str, object_id: str, hits: dict[str, Event]) -> float:
    start = time.perf_counter()
    us.releases.publish(_publication([object_id], them))
    if not hits.setdefault(object_id, Event()).wait(60):
        raise TimeoutError(object_id)
    return time.perf_counter() - start


def _name(number: int) -> str:
    return f"fresh{number}.noticed.test"


def _bring(node: Node) -> list[str]:
    kept, _ = node.workspace.add("bench", [_indicator(node, _name(n)) for n in range(COUNT + 1)])
    return [version.id for version in kept]


def _hold(home: Path) -> None:
    """Indicators that the partner's node has already; none is in the traffic."""
    node = open_node(home, address="http://127.0.0.1:1")
    try:
        names = itertools.islice(indicators(HELD), HELD)
        while some := list(itertools.islice(names, AT_ONCE)):
            node.workspace.add("bench", [_indicator(node, name) for name in some])
    finally:
        node.close()


def _indicator(node: Node, name: str) -> bytes:
    at = stix_time(NOW)
    return msgspec.json.encode(
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": _id_of(name),
            "created_by_ref": node.ourselves.identity,
            "created": at,
            "modified": at,
            "valid_from": at,
            "object_marking_refs": [TLP_2_IDS[Tlp.GREEN]],
            "pattern_type": "stix",
            "pattern": f"[domain-name:value = '{name}']",
        }
    )


def _id_of(name: str) -> str:
    return f"indicator--{uuid5(NAMESPACE_DNS, name)}"


@contextmanager
def _followed(home: Path, log: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Event]]]:
    """`khien watch follow` in a process of its own, and an event for each indicator that it told."""
    hits: dict[str, Event] = {}
    command = ["watch", "follow", str(log), "--home", str(home), "--tlp", "green"]
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
        [sys.executable, "-m", "khien.cli", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def hear() -> None:
        for line in process.stdout or ():
            row: dict[str, Any] = json.loads(line)
            if "indicator" in row:
                hits.setdefault(row["indicator"], Event()).set()

    thread = Thread(target=hear)
    thread.start()
    try:
        yield process, hits
    finally:
        process.terminate()
        thread.join()
        process.wait()


@contextmanager
def _growing(log: Path) -> Iterator[None]:
    """Traffic, at that rate or as fast as the machine writes it."""
    over = Event()
    thread = Thread(target=_grow, args=(log, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _grow(log: Path, over: Event) -> None:
    names = [_name(number) for number in range(1, COUNT + 1)]
    many = max(0, int(RATE * PIECE_S) - len(names))
    plain = b"".join(b"%%(at)s,10.0.%d.7,www.good%d.test\n" % (n % 250, n) for n in range(many))
    piece = plain + "".join(f"%(at)s,10.0.0.9,{name}\n" for name in names).encode()
    start, written = time.perf_counter(), 0
    with log.open("ab", buffering=0) as file:
        while not over.wait(max(0.0, start + written * PIECE_S - time.perf_counter())):
            file.write(piece.replace(b"%(at)s", b"%.6f" % time.time()))
            written += 1
            if file.tell() > MOST_BYTES:
                file.truncate(0)
                file.write(_HEAD)


def _lines(home: Path) -> int:
    node = open_node(home, address="http://127.0.0.1:1")
    try:
        return sum(feed["lines"] for one in standings(node) for feed in one.state["feeds"])
    finally:
        node.close()
