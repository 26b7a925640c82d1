"""Follow files that grow, match what is added, and keep the place for the next start."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Final

import msgspec
import structlog

from khien.app.live.standing import FOLDER, Report
from khien.app.live.watching import Feed, Watching
from khien.app.wiring import Node
from khien.model.errors import ConflictError
from khien.watch.files import names_of
from khien.watch.following import Position, Tail, Turn
from khien.watch.logs import Columns

PAUSE_S: Final = 0.05  # between two looks where nothing was added

Turned = Callable[[str, Turn], None]
"""Hears what happened to a file under its name."""

log = structlog.get_logger()


class FollowedError(ConflictError):
    """Another process follows this file; both would tell its hits."""

    code = "watch.followed"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), self.code)
        self.facts = {"name": path.name}


class Follower:
    """Follows some files. One thread."""

    def __init__(
        self, node: Node, paths: Sequence[Path], watching: Watching, columns: Columns = None
    ) -> None:
        """Args: node, the files, what matches their lines, and what their columns are."""
        self._node, self._watching, self._columns = node, watching, columns
        self._last = ExitStack()
        self._kept: list[tuple[Tail, Feed, Path]] = []
        self._report = Report(node, "follow", columns)
        try:
            each = list(dict.fromkeys(path.absolute() for path in paths))
            for path, name in zip(each, names_of(each), strict=True):
                place = self._last.enter_context(_place(node, path))
                tail = Tail(path, _read(place))
                self._last.callback(tail.close)
                self._kept.append((tail, Feed(name), place))
        except BaseException:
            self._last.close()
            raise

    @property
    def feeds(self) -> list[Feed]:
        """What each file brought."""
        return [feed for _, feed, _ in self._kept]

    @property
    def absent(self) -> list[str]:
        """The files that are not there yet, by name; each is followed as soon as it is."""
        return [feed.name for tail, feed, _ in self._kept if not tail.path.exists()]

    def look(self, turned: Turned) -> bool:
        """Match what was added to each file since the last look; False when nothing was.

        Raises:
            LogFileError: a file is not ours to read.
            PackedError: a file is compressed.
        """
        added = False
        for tail, feed, _ in self._kept:
            new = tail.read()
            if new is not None:
                self._watching.take(feed, new.read(self._node.watch.index, self._columns))
                added = True
            feed.behind = tail.behind_bytes
            for turn in tail.turns:
                turned(feed.name, turn)
            tail.turns.clear()
        if self._watching.window_ends(self.feeds):
            self._keep()
        self._report.write(self.feeds, self._watching.withheld, self._node.clock())
        return added

    def stop(self) -> None:
        """Tell what was gathered, keep the places, let go of the files."""
        with self._last:
            self._last.callback(self._report.end)
            self._watching.finish(self.feeds)
            self._keep()

    def _keep(self) -> None:
        # Only what is settled: after a crash lines are read again rather than lost.
        for tail, _, place in self._kept:
            if tail.position is not None:
                fresh = place.with_suffix(".new")
                fresh.write_bytes(msgspec.json.encode(tail.position))
                fresh.replace(place)


def follow(follower: Follower, stop: Event, turned: Turned) -> None:
    """Look again and again until it is told to stop; then everything is settled."""
    try:
        while not stop.is_set():
            if not follower.look(turned):
                stop.wait(PAUSE_S)
    finally:
        follower.stop()


@contextmanager
def _place(node: Node, path: Path) -> Iterator[Path]:
    """The file that keeps where we are in a log, held by us alone."""
    folder = node.home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(str(path).encode()).hexdigest()[:24]
    with (folder / f"{name}.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FollowedError(path) from None
        yield folder / f"{name}.place"


def _read(place: Path) -> Position | None:
    try:
        return msgspec.json.decode(place.read_bytes(), type=Position)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        log.warning("watch.place-broken", place=place.name)  # what cannot be read is read anew
        return None
