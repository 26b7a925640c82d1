"""The three nodes of the demo: each its own process, home folder, database and keys."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from khien.app.demo.entrance import Entry, hire
from khien.app.wiring import ADDRESS, Node, create_node, open_node, utc_now
from khien.model.errors import KhienError
from khien.people.officers import Officer

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
        (
            ("hoa", ("duty",)),
            ("an", ("analyst",)),
            ("lan", ("release",)),
            ("minh", ("lawyer", "release")),
            ("quan", ("admin",)),
        ),
    ),
    Part(
        "asean-cert",
        "MY",
        "Partner abroad (demo)",
        (("siti", ("lawyer", "release")), ("noor", ("duty", "admin"))),
    ),
    Part(
        "viet-telecom",
        "VN",
        "Operator (demo)",
        (("tuan", ("analyst", "lawyer")), ("hang", ("duty", "release", "admin"))),
    ),
)


@dataclass(slots=True)
class Player:
    """One node, and a handle on its home to act in it as its officers."""

    part: Part
    home: Path
    node: Node
    address: str
    process: subprocess.Popen[bytes] | None = None  # the partner without a network has none
    officers: dict[str, Officer] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        """Whether its process goes on."""
        return self.process is not None and self.process.poll() is None


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
            _create(root / part.name, part, language)
            _start(root / part.name, processes)
        players: dict[str, Player] = {}
        for part in PARTS:
            home, process = root / part.name, processes[part.name]
            address = _address(home, process)
            players[part.name] = player = Player(
                part, home, open_node(home, address=address), address, process
            )
            last.callback(player.node.close)
            _hire(player)
        yield players


@contextmanager
def beside(root: Path, part: Part, address: str, language: str) -> Iterator[Player]:
    """One node more, which does not run: only its officers act in it."""
    _create(root / part.name, part, language)
    node = open_node(root / part.name, address=address)
    try:
        player = Player(part, root / part.name, node, address)
        _hire(player)
        yield player
    finally:
        node.close()


def _create(home: Path, part: Part, language: str) -> None:
    create_node(
        home,
        name=part.name,
        country=part.country,
        title=part.title,
        language=language,
        port=0,
        clock=utc_now,
    )


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


def _hire(player: Player) -> None:
    """Add the officers, each with what signing in takes."""
    player.entries = [hire(player.node, name, roles) for name, roles in player.part.officers]
    player.officers = {entry.officer.name: entry.officer for entry in player.entries}
