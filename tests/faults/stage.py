"""Two real nodes that are partners: served by processes that can be killed, used by people here."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

import khien
from khien.app.wiring import Node, create_node, open_node, utc_now
from khien.exchange.arrivals import rows as arrival_rows
from khien.exchange.outbox import rows as outbox_rows
from khien.people.agreements import in_force
from khien.people.officers import Officer, add_officer, officer
from khien.people.partners import list_partners
from khien.people.tokens import add_token
from tests.exchange.nodes import TERMS, USUAL
from tests.faults.zygote import LOG
from tests.store.fresh import settle

OFFICERS = ("minh", "lan")
NAMES = {"vn-ncc": "VN", "asean-cert": "MY"}
PATIENCE_S = 120.0  # on a slow and busy machine; nothing waits this long when all is well
LOOK_S = 0.05
LOOPBACK = "127.0.0.1"


class Before(Protocol):
    """Something that stands before a node, such as a proxy."""

    port: int

    def to(self, port: int) -> None:
        """Where the node listens: whatever reaches `port` from now on is for there."""
        ...


class Zygote:
    """The process that forks nodes; see `tests/faults/zygote.py`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=surroundings(**environment),
            cwd=Path(__file__).parents[2],
        )

    def serve(self, home: Path, port: int) -> int:
        """A new process that serves this home; its id. It may not answer yet."""
        return self._ask(serve=str(home), port=port)["pid"]

    def kill(self, pid: int) -> int:
        """SIGKILL, and the exit status with which the process ended."""
        return self._ask(kill=pid)["status"]

    def _ask(self, **order: object) -> dict[str, int]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with self._turn:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            answer: dict[str, int] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        """End it, and everything that it forked."""
        with suppress(BrokenPipeError):
            self._process.communicate()
        self._process.wait(PATIENCE_S)


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a process that runs this very source tree, unmeasured and in plain words."""
    source = str(Path(khien.__file__).parents[1])
    known = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    known.pop("KHIEN_TRACEBACK", None)
    path = os.pathsep.join(filter(None, [source, known.get("PYTHONPATH", "")]))
    return known | {"PYTHONPATH": path, "LC_ALL": "C.UTF-8", **more}


@dataclass
class Side:
    """One node: its home, its port for good, a handle on its database, and its process."""

    name: str
    home: Path
    seat: socket.socket = field(repr=False)
    node: Node = field(repr=False)
    token: str = field(repr=False)
    zygote: Zygote = field(repr=False)
    pid: int = 0

    @property
    def port(self) -> int:
        """Where it listens whenever it runs: `seat` keeps the number for it meanwhile."""
        return int(self.seat.getsockname()[1])

    @property
    def address(self) -> str:
        """Where its partner looks for it."""
        return self.node.ourselves.url

    def begin(self) -> None:
        """Start it; returns at once."""
        self.pid = self.zygote.serve(self.home, self.port)

    def kill(self) -> None:
        """SIGKILL. What ended before by itself is a fault of the product."""
        status = self.zygote.kill(self.pid)
        assert status == -9, f"{self.name} ended by itself with {status}: {self.said()[-2000:]}"

    def is_up(self) -> bool:
        """Whether it answers on its port."""
        try:
            socket.create_connection((LOOPBACK, self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def said(self) -> str:
        """What the processes of this node have said so far."""
        log = self.home / LOG
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def officer(self, name: str = "minh") -> Officer:
        """The officer who signs and takes back."""
        with self.node.store.read() as tx:
            return officer(tx, name)

    def in_hand(self) -> str:
        """What its process was in the middle of, by its database: '' for nothing."""
        with self.node.store.read() as tx:
            if any(i.delivery for p in list_partners(tx) for i in outbox_rows.head(tx, p.name, 1)):
                return "delivery"
            if outbox_rows.waiting(tx):
                return "outbox"
            return "receipts" if arrival_rows.due(tx, 1) else ""

    def is_quiet(self) -> bool:
        """Whether nothing waits, nothing is due, and the partner cosigned all that there is."""
        with self.node.store.read() as tx:
            if outbox_rows.waiting(tx) or arrival_rows.due(tx, 1):
                return False
            keys = [p.current_key.named(p.origin) for p in list_partners(tx) if p.current_key]
            ledger = self.node.ledger
            return all(ledger.cosigned_size(tx, key) == ledger.size(tx) for key in keys)

    def is_agreed(self) -> bool:
        """Whether an agreement with each partner is in force."""
        with self.node.store.read() as tx:
            return all(in_force(tx, p.name, self.node.clock()) for p in list_partners(tx))


def become(
    happened: Callable[[], bool], what: str | Callable[[], str] = "it did not happen"
) -> None:
    """Wait until it has happened; fail when it takes too long, and say what there is instead."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        is_late = time.monotonic() >= deadline
        assert not is_late, what if isinstance(what, str) else what()
        time.sleep(LOOK_S)  # not more often: whoever looks takes the processor from the nodes


def take_seat() -> socket.socket:
    """A port of this machine for as long as the socket lives: bound, and never listening."""
    seat = socket.socket()
    seat.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    seat.bind((LOOPBACK, 0))
    return seat


@contextmanager
def pair(
    folder: Path, before: Sequence[Before] = (), environment: Mapping[str, str] | None = None
) -> Iterator[tuple[Side, Side]]:
    """Two partners that run, with an agreement in force, on the database of the test's kind.

    Args:
        folder: empty.
        before: what stands before each of them, and is where partners reach it.
        environment: of their processes, beside what every process has.
    """
    with ExitStack() as last:
        zygote = Zygote(environment or {})
        last.callback(zygote.close)
        sides = []
        for name, gate in zip_longest(NAMES, before):
            sides.append(_made(folder / name, name, gate, zygote, last))
        one, other = sides
        agree(one, other)
        for side in sides:
            side.begin()
        become(lambda: one.is_agreed() and other.is_agreed(), "no agreement came into force")
        yield one, other


def _made(home: Path, name: str, gate: Before | None, zygote: Zygote, last: ExitStack) -> Side:
    country = NAMES[name]
    create_node(home, name=name, country=country, title="", language="en", port=0, clock=utc_now)
    settle(home, home)
    seat = last.enter_context(take_seat())
    port = int(seat.getsockname()[1])
    if gate is not None:
        gate.to(port)
    node = open_node(home, address=f"http://{LOOPBACK}:{gate.port if gate else port}")
    last.callback(node.close)
    with node.store.write() as tx:
        now = node.clock()
        for officer_name in OFFICERS:
            add_officer(tx, officer_name, roles=("lawyer", "release"), now=now)
        scopes = ("taxii:read", "taxii:write")
        token = add_token(tx, "tool", scopes=scopes, now=now).secret
    return Side(name, home, seat, node, token, zygote)


def agree(one: Side, other: Side) -> None:
    """Enrol two nodes with each other, and sign; the signatures travel when both run."""
    accepted = other.node.enrolments.accept(one.node.enrolments.invite(other.name).document)
    one.node.enrolments.complete(accepted.document)
    text = terms(one, other.name, other.node.ourselves.identity)
    one.node.treaties.sign(other.name, text, one.officer())
    other.node.treaties.sign(one.name, text, other.officer())


def terms(one: Side, other: str, identity: str) -> str:
    """The text of an agreement with a partner, in force today."""
    today = utc_now().date()
    days = {"valid_from": today - timedelta(2), "valid_until": today + timedelta(30)}
    ours = one.node.ourselves.identity
    return TERMS.format(
        **(USUAL | days), one=one.name, one_identity=ours, other=other, other_identity=identity
    )
