"""The three nodes of the demo: each its own process, home folder, database and keys."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from khien.app.wiring import ADDRESS, Node, create_node, open_node, utc_now
from khien.people.officers import Officer, add_officer, sign_in

START_S = 30.0  # for a node to answer on a slow machine
STOP_S = 15.0
LOOK_S = 0.02


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


def cast(root: Path, language: str) -> dict[str, Player]:
    """Make and start the three nodes.

    Raises:
        RuntimeError: one did not start; the end of its log is in the message.
    """
    players: dict[str, Player] = {}
    try:
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
            process = _start(home)
            address = _address(home, process)
            node = open_node(home, address=address)
            players[part.name] = Player(part, home, process, node, address, _hire(node, part))
    except BaseException:
        stop(list(players.values()))
        raise
    return players


def stop(players: Sequence[Player]) -> None:
    """End the processes that `cast` started, kindly first."""
    for player in players:
        player.node.close()
        player.process.terminate()
    for player in players:
        try:
            player.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            player.process.kill()
            player.process.wait(STOP_S)


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until it is so; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_S)
    return True


def _start(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "khien.cli", "serve", "--home", str(home), "--port", "0"]
    with (home / "serve.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


def _address(home: Path, process: subprocess.Popen[bytes]) -> str:
    path = home / ADDRESS
    is_up = wait_until(lambda: path.exists() or process.poll() is not None, START_S)
    if not is_up or process.poll() is not None or not path.read_text("utf-8").strip():
        process.kill()
        tail = (home / "serve.log").read_text("utf-8", "replace")[-800:]
        raise RuntimeError(f"{home.name}: {tail}")
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
