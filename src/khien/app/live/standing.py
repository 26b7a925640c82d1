"""How the processes that watch stand: each writes it into the home, and the status reads all of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from khien.app.live.watching import Feed, state_of
from khien.app.wiring import Node
from khien.model.instants import stix_time
from khien.watch.fields import Chosen
from khien.watch.logs import Columns

EVERY_S: Final = 1.0
FOLDER: Final = "watch"  # in the node's home


@dataclass(frozen=True, slots=True)
class Standing:
    """One process that watches. `running` False: it ended without saying so."""

    process: int
    verb: str
    running: bool
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Flow:
    """One file or socket that is watched, as its process last said; `rate` is lines a second over the last minute.

    `lag_s` is how old its newest line was when it was read, None where none told it; `odd_times` how many lines
    had a time from which no lag is told (`watching.Feed`); `behind` what waits (bytes of a file, messages of a
    socket or broker), `reasons` why lines could not be read, `last_unreadable` the last of these, each with its
    `line`, `code` and `detail`, of a broker with its `message`. `running` False: the process ended without saying so, and nothing is watched. `away_since`: since when its
    broker is away, a STIX timestamp, and `away_why` what the client said.
    """

    process: int
    verb: str
    name: str
    running: bool
    rate: float
    away_since: str | None
    away_why: str
    lag_s: float | None
    odd_times: int
    behind: int
    dropped: int
    lines: int
    unreadable: int
    reasons: Mapping[str, int]
    last_unreadable: Sequence[Mapping[str, Any]]
    hits: int


class Report:
    """Where one process says how it stands; gone when it ends well."""

    def __init__(self, node: Node, verb: str, columns: Columns = None) -> None:
        """Args: node, what is done, and what a person says that columns are."""
        folder = node.home / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        for one in standings(node):
            if not one.running:
                _path(node.home, one.process).unlink(missing_ok=True)
        self._path = _path(node.home, os.getpid())
        self._at: datetime | None = None
        self._columns = columns
        self._facts = {"verb": verb, "since": stix_time(node.clock())}

    def write(self, feeds: Sequence[Feed], withheld: Counter[str], now: datetime) -> None:
        """Say how it stands now, if it is a second since the last time."""
        if self._at is not None and (now - self._at).total_seconds() < EVERY_S:
            return
        self._at = now
        state: dict[str, object] = {
            **self._facts,
            "at": stix_time(now),
            "feeds": [state_of(feed, now) for feed in feeds],
            "withheld": dict(withheld),
        }
        absent = self._columns.absent if isinstance(self._columns, Chosen) else None
        if absent and any(feed.lines for feed in feeds):
            state["absent_columns"] = absent.facts["columns"]
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(state))
        fresh.replace(self._path)  # whoever reads it reads all of it

    def end(self) -> None:
        """This process does not watch any more."""
        self._path.unlink(missing_ok=True)


def standings(node: Node) -> tuple[Standing, ...]:
    """Every process that watches for this node, and those that ended without saying so."""
    return tuple(_standings(node.home))


def flows(node: Node) -> tuple[Flow, ...]:
    """Everything that is watched for this node, in the order of processes."""
    return tuple(
        Flow(
            process=one.process,
            verb=one.verb,
            name=str(feed["name"]),
            running=one.running,
            rate=feed["rate"],
            away_since=feed.get("away_since"),
            away_why=feed.get("away_why", ""),
            lag_s=feed["lag_s"],
            odd_times=feed.get("odd_times", 0),  # not counted by an older process
            behind=feed["behind"],
            dropped=feed["dropped"],
            lines=feed["lines"],
            unreadable=feed["unreadable"],
            reasons=feed["reasons"],
            last_unreadable=feed.get("last_unreadable", ()),  # none of an older process
            hits=feed["hits"],
        )
        for one in standings(node)
        for feed in one.state.get("feeds", ())
    )


def withheld(node: Node) -> Counter[str]:
    """How many indicators the processes that watch have kept back, by the code of the reason."""
    found: Counter[str] = Counter()
    for one in standings(node):
        found.update(one.state.get("withheld", {}))
    return found


def _standings(home: Path) -> Iterator[Standing]:
    for path in sorted((home / FOLDER).glob("process-*.json")):
        try:
            state = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except (FileNotFoundError, msgspec.DecodeError):
            continue  # it ended just now
        process = int(path.stem.partition("-")[2])
        yield Standing(process, str(state.pop("verb", "")), _lives(process), state)


def _path(home: Path, process: int) -> Path:
    return home / FOLDER / f"process-{process}.json"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so it is there
        return True
    return True
