"""What people and the node do with the history: keep telemetry, hunt in it, let days go.

One process at a time writes; any number read meanwhile. Files that no longer count are swept away by the
next writer that finds no reader.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from gzip import GzipFile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from khien.watch.files import opened
from khien.watch.history.answers import Answer, Glimpse, Progress, Search
from khien.watch.history.clients import (
    SECRET_BYTES,
    Clients,
    Pseudonyms,
    Secret,
    read_secrets,
    write_secrets,
)
from khien.watch.history.failures import HistoryBusyError, HistoryFullError, NoColumnsError
from khien.watch.history.manifest import Manifest, Part, Step, read_manifest, write_manifest
from khien.watch.inputs import is_parquet, read_path
from khien.watch.logs import Columns, Passed
from khien.watch.rules import IndicatorIndex

if TYPE_CHECKING:
    from khien.watch.history.columns import Disk

FOLDER: Final = "history"
_WRITER: Final = "writer.lock"
_READERS: Final = "readers.lock"
_EXTRA: Final = ("numpy", "pyarrow")
_FIRST_DAY: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be kept, by the settings of the node. `networks` and `domains` are its own."""

    days: int = 90
    most_bytes: int = 100 * 1024**3
    clients: Clients = Clients.PSEUDONYM
    networks: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one log. `reasons` counts the lines that are not kept, by code.

    `dropped`: days that had to go to make room.
    """

    lines: int
    rows: int
    reasons: Mapping[str, int]
    dropped: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How much is kept."""

    days: tuple[date, ...]
    rows: int
    size_bytes: int
    files: int


class History:
    """The telemetry history of one node. Threads and processes may share its folder."""

    def __init__(self, folder: Path, bounds: Bounds, step: Step = lambda _: None) -> None:
        """Args: folder, made when something is kept. bounds. step: hears of each step on the disk."""
        self._folder, self._bounds, self._step = folder, bounds, step
        self._made: Pseudonyms | None = None
        self._footers: dict[Part, Any] = {}

    def standing(self) -> Standing:
        """How much is kept now.

        Raises:
            BrokenHistoryError: the manifest cannot be read.
        """
        manifest = read_manifest(self._folder)
        rows = sum(part.rows for one in manifest.segments for part in one.shelves.values())
        days = tuple(map(_day, manifest.days))
        return Standing(days, rows, manifest.size_bytes, len(list(manifest.parts)))

    def lost(self) -> tuple[str, ...]:
        """The files that count and are not there, or not as long as they were written, by path; none is read.

        Raises:
            BrokenHistoryError: the manifest cannot be read.
        """
        if not self._folder.exists():
            return ()
        with _locked(self._folder / _READERS, fcntl.LOCK_SH):  # else a writer may sweep meanwhile
            parts = read_manifest(self._folder).parts
            return tuple(one.path for one in parts if self._size(one) != one.size_bytes)

    def _size(self, part: Part) -> int | None:
        try:
            return (self._folder / part.path).stat().st_size
        except OSError:
            return None

    def keep_file(self, path: Path, now: datetime, columns: Columns = None) -> Kept:
        """Keep what a log saw; all of it or, where that fails, nothing.

        Args:
            path: a file; standard input is for whoever keeps it in one.
            now: aware.
            columns: what a person says that columns are.

        Raises:
            LogFileError: the log cannot be read to its end.
            NoColumnsError, HistoryBusyError, HistoryFullError, BrokenHistoryError: nothing was kept.
        """
        if is_parquet(path):
            read = read_path(path, IndicatorIndex(), columns)  # of which nothing is passed over
            lines = (line for line in read if not isinstance(line, Passed))
            return self._keep(path.name, lambda intake: intake.gathered(lines), now)
        with opened(path) as (_, stream):
            return self.keep(path.name, stream, now, columns)

    def keep(
        self, name: str, stream: GzipFile | BinaryIO, now: datetime, columns: Columns = None
    ) -> Kept:
        """As `keep_file`, for lines that come uncompressed from anywhere."""
        return self._keep(name, lambda intake: intake.batches(name, stream, columns), now)

    def _keep(self, name: str, given: Callable[[Any], Iterator[Any]], now: datetime) -> Kept:
        keeping, batches = _needed("keeping"), _needed("batches")
        with self._writing() as (disk, manifest):
            count = keeping.Count()
            own = batches.Own(self._bounds.networks, self._bounds.domains)
            window = batches.Window.ending(now, self._bounds.days)
            intake = keeping.Intake(own, window, count)
            new = keeping.kept(disk, manifest, given(intake), self._pseudonyms())
            new, dropped = self._bounded(disk, new, name)
            write_manifest(self._folder, new, self._step)
            self._sweep(new)
        reasons = {code: number for code, number in count.reasons.items() if number}
        return Kept(count.lines, count.rows, reasons, dropped)

    def hunt(
        self, search: Search, stopped: Callable[[], bool] = bool
    ) -> Iterator[Glimpse | Answer | Progress]:
        """Look for values; see `hunting.hunt`.

        Raises:
            NoColumnsError, BrokenHistoryError: no answer, or none from here on.
        """
        hunting = _needed("hunting")
        with self._reading() as (disk, manifest):
            yield from hunting.hunt(disk, manifest, search, stopped)

    def due(self, now: datetime) -> tuple[date, ...]:
        """The days that are older than may be kept."""
        first = (now - timedelta(days=self._bounds.days - 1)).date()
        return tuple(day for day in map(_day, read_manifest(self._folder).days) if day < first)

    def purge(self, days: tuple[date, ...]) -> tuple[date, ...]:
        """Let days go: their files, and in the catalogue what was seen on no other day.

        Returns:
            The days that were there, and are not any more.

        Raises:
            NoColumnsError, HistoryBusyError, BrokenHistoryError: nothing is gone.
        """
        keeping = _needed("keeping")
        with self._writing() as (disk, manifest):
            gone = {_number(day) for day in days} & set(manifest.days)
            if gone:
                manifest = keeping.without_days(disk, manifest, gone)
                write_manifest(self._folder, manifest, self._step)
            self._forget_secrets(manifest)
            self._sweep(manifest)
        return tuple(map(_day, sorted(gone)))

    def tidy(self) -> int:
        """Put together all that can be, so that hunts open few files; returns how many files are left.

        Raises:
            NoColumnsError, HistoryBusyError, BrokenHistoryError: all is as it was.
        """
        keeping = _needed("keeping")
        with self._writing() as (disk, manifest):
            new = keeping.tidied(disk, manifest, wholly=True)
            if new != manifest:
                write_manifest(self._folder, new, self._step)
            self._sweep(new)
        return len(list(new.parts))

    def rotate(self) -> str:
        """Make a new secret for the pseudonyms of what is kept from now on; returns its id."""
        with self._writing():
            known = read_secrets(self._folder)
            new = Secret(secrets.token_hex(4), secrets.token_bytes(SECRET_BYTES))
            write_secrets(self._folder, (*known, new), self._step)
        return new.id

    def _pseudonyms(self) -> Pseudonyms:
        """Under the newest secret; those that were made before are remembered."""
        known = read_secrets(self._folder)
        if not known:
            known = (Secret(secrets.token_hex(4), secrets.token_bytes(SECRET_BYTES)),)
            write_secrets(self._folder, known, self._step)
        if self._made is None or self._made.secret != known[-1]:
            self._made = Pseudonyms(known[-1], self._bounds.clients)
        return self._made

    def _forget_secrets(self, manifest: Manifest) -> None:
        known = read_secrets(self._folder)
        used = {segment.key for segment in manifest.segments}
        left = tuple(one for one in known if one.id in used or one is known[-1])
        if left != known:
            write_secrets(self._folder, left, self._step)

    def _bounded(
        self, disk: Disk, manifest: Manifest, name: str
    ) -> tuple[Manifest, tuple[date, ...]]:
        """The history within its bytes: the oldest days go first, the last one never."""
        keeping = _needed("keeping")
        dropped: set[int] = set()
        while manifest.size_bytes > self._bounds.most_bytes:
            days = manifest.days
            if len(days) <= 1:
                raise HistoryFullError(name, self._bounds.most_bytes)
            manifest = keeping.without_days(disk, manifest, {days[0]})
            dropped.add(days[0])
        return manifest, tuple(map(_day, sorted(dropped)))

    @contextmanager
    def _writing(self) -> Iterator[tuple[Disk, Manifest]]:
        columns = _needed("columns")
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with _locked(self._folder / _WRITER, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
            if not is_ours:
                raise HistoryBusyError
            # What fails leaves files that the next attempt writes anew, so nothing of them is remembered.
            footers: dict[Part, Any] = {}
            yield columns.Disk(self._folder, self._step, footers), read_manifest(self._folder)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Disk, Manifest]]:
        columns = _needed("columns")
        if not self._folder.exists():
            yield columns.Disk(self._folder, self._step, self._footers), Manifest()
            return
        with _locked(self._folder / _READERS, fcntl.LOCK_SH):
            yield columns.Disk(self._folder, self._step, self._footers), read_manifest(self._folder)

    def _sweep(self, manifest: Manifest) -> None:
        """Remove every file that does not count, unless somebody reads; then the next writer does."""
        with _locked(self._folder / _READERS, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
            if not is_ours:
                return
            counted = {self._folder / part.path for part in manifest.parts}
            for file in self._folder.glob("*/*.parquet"):
                if file not in counted:
                    self._step(f"remove {file.name}")
                    file.unlink()
            for folder in self._folder.glob("*/"):
                if not any(folder.iterdir()):
                    folder.rmdir()


@contextmanager
def _locked(path: Path, how: int) -> Iterator[bool]:
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _needed(module: str) -> Any:  # noqa: ANN401 -- a module that is read only when it is needed
    """A module of this room that needs the extra; reading pyarrow takes longer than most commands."""
    try:
        return import_module(f"khien.watch.history.{module}")
    except ModuleNotFoundError as error:
        if error.name in _EXTRA:
            raise NoColumnsError from error
        raise


def _day(number: int) -> date:
    return _FIRST_DAY + timedelta(days=number)


def _number(day: date) -> int:
    return (day - _FIRST_DAY).days
