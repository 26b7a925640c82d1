"""The three nodes of the demo: each its own process, home folder, database and keys."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from khien.app.wiring import ADDRESS, Node, create_node, open_node, utc_now
from khien.model.errors import KhienError
from khien.people.officers import Officer, add_officer, sign_in

START_S = 30.0  # for a node to answer on a slow machine
STOP_S = 15.0
LOOK_S = 0.02
LOG = "serve.log"  # in each home: what the node said


class StartError(KhienError):
    """A node of the demo did not start; `why` is the last line of what it said."""

    code, exit_status, http_status = "demo.not-started", 1, 500

    def __init__(self, node: str, why: str) -> None:
        super().__init__(node=node, why=why)


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the cast. Titles and persons are made up for the demo."""

    name: str
    country: str
    title: str
    officers: tuple[tuple[str, tuple[str, ...]], ...]


PARTS = (
    Part(
        "vn-ncc",
        "VN",
        "National cyber centre (demo)",
        (("an", ("analyst",)), ("lan", ("release",)), ("minh", ("lawyer", "release"))),
    ),
    Part("asean-cert", "MY", "Partner abroad (demo)", (("siti", ("lawyer", "release")),)),
    Part("viet-telecom", "VN", "Operator (demo)", (("tuan", ("analyst", "lawyer")),)),
)


@dataclass(slots=True)
class Player:
    """One running node, and a handle on its home to act in it as its officers."""

    part: Part
    home: Path
    process: subprocess.Popen[bytes]
    node: Node
    address: str
    officers: dict[str, Officer]


@contextmanager
def started(root: Path, language: str) -> Iterator[dict[str, Player]]:
    """Make and start the three nodes; they are stopped when the block ends, however it ends.

    Raises:
        StartError: one did not start.
    """
    with ExitStack() as last:
        processes: dict[str, subprocess.Popen[bytes]] = {}
        last.callback(_stop, processes)
        for part in PARTS:
            home = root / part.name
            create_node(
                home,
                name=part.name,
                country=part.country,
                title=part.title,
                language=language,
                port=0,
                clock=utc_now,
            )
            _start(home, processes)
        players: dict[str, Player] = {}
        for part in PARTS:
            home, process = root / part.name, processes[part.name]
            address = _address(home, process)
            node = open_node(home, address=address)
            last.callback(node.close)
            players[part.name] = Player(part, home, process, node, address, _hire(node, part))
        yield players


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """End them all, kindly first."""
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + STOP_S
    for process in processes.values():
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until it is so; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_S)
    return True


def _start(home: Path, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Start the node of a home; it is in `processes` before anything else can happen to us."""
    command = [sys.executable, "-m", "khien.cli", "serve", "--home", str(home), "--port", "0"]
    with (home / LOG).open("wb") as log:
        processes[home.name] = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C is for us; we stop them when we are done
        )


def _address(home: Path, process: subprocess.Popen[bytes]) -> str:
    path = home / ADDRESS
    is_up = wait_until(lambda: path.exists() or process.poll() is not None, START_S)
    if not is_up or process.poll() is not None:
        said = (home / LOG).read_text("utf-8", "replace").strip().splitlines()
        raise StartError(home.name, said[-1] if said else f"exit status {process.poll()}")
    return path.read_text("utf-8").strip()


def _hire(node: Node, part: Part) -> dict[str, Officer]:
    """Add the officers and sign each in once, as they would."""
    found = {}
    for name, roles in part.officers:
        password = token_urlsafe(18)
        with node.store.write() as tx:
            add_officer(tx, name, roles=roles, password=password, now=node.clock())
        found[name] = sign_in(node.store, name, password, node.clock())
    return found
