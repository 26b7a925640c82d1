"""A data source for Apache Spark whose rows are hits: the matching is done where the bytes are read.

Lines never become rows, so Spark moves only what was found. The index goes once to each executor, as a
snapshot; every process keeps the one that it loaded until a task asks for a later edition. Needs the extra
`khien[spark]`, and Khiên wherever tasks run.
"""

from __future__ import annotations

import errno
import gc
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from khien.model.errors import KhienError, MalformedError
from khien.model.words import say
from khien.watch.fields import chosen
from khien.watch.files import LogFileError
from khien.watch.scale.asking import Options
from khien.watch.scale.finding import Found, Matcher, Tally, Unread
from khien.watch.scale.ranges import Range, last_border, ranges_of
from khien.watch.scale.snapshots import Snapshot, SnapshotError, edition_of, load

try:
    from pyspark import SparkFiles
    from pyspark.sql.datasource import (
        DataSource,
        DataSourceReader,
        DataSourceStreamReader,
        InputPartition,
    )
except ImportError:  # the package works without it; nobody but Spark asks for these
    DataSource = DataSourceReader = DataSourceStreamReader = InputPartition = object
    SparkFiles = None

NAME: Final = "khien"
SCHEMA: Final = (
    "what string, key string, indicator string, version bigint, "
    "values array<struct<kind: string, value: string>>, log string, place bigint, "
    "first_seen timestamp, last_seen timestamp, count bigint, `group` string, clients array<string>, "
    "source string, tlp string, pap string, score int, valid_from timestamp, valid_until timestamp"
)
"""`what` is `hit`; or, where lines of a range could not be read, the code of the reason, counted in `count`."""

_SHIPPED = "khien-index-"
_SIGN_BYTES = 64


class NoIndexError(MalformedError):
    """No snapshot was sent, and none is named."""

    code = "watch.spark-no-index"

    def __init__(self) -> None:
        super().__init__("index", self.code)


@contextmanager
def _told() -> Iterator[None]:
    """Let errors say their sentence, in both languages: Spark shows the text of an error and nothing else."""
    try:
        yield
    except KhienError as error:
        both = (say(error.code, "en", error.facts), say(error.code, "vi", error.facts))
        error.args = (f"{error.code}: {both[0]} · {both[1]}",)
        raise error from None  # what it came of is of no use to whoever asked


class _Part(InputPartition):  # type: ignore[misc]
    """One task: a range, and which edition of the index it is to be matched with."""

    def __init__(self, part: Range, index: str, edition: str, now: str) -> None:
        self.part, self.index, self.edition, self.now = part, index, edition, now


class Hits(DataSource):  # type: ignore[misc]
    """`register(spark)`, then `spark.read.format("khien").load("/logs/*.log")`."""

    workers = 1
    """Tasks that run at a time."""

    @classmethod
    def name(cls) -> str:
        """What `format` is given."""
        return NAME

    def schema(self) -> str:
        """The columns."""
        return SCHEMA

    def reader(self, schema: object) -> HitReader:
        """For a batch."""
        with _told():
            return HitReader(Options.read(self.options, self.workers))

    def streamReader(self, schema: object) -> HitStream:  # noqa: N802 -- Spark's signature
        """For Structured Streaming."""
        with _told():
            return HitStream(Options.read(self.options, self.workers))


def register(spark: Any) -> None:  # noqa: ANN401 -- a SparkSession
    """Make the format `khien` known to a session."""
    at_once = int(spark.sparkContext.defaultParallelism)
    # Planning is done in a process that knows nothing but the class, which travels with what it holds.
    spark.dataSource.register(type(Hits.__name__, (Hits,), {"workers": at_once}))


@_told()
def ship(spark: Any, snapshot: Path | str) -> str:  # noqa: ANN401 -- a SparkSession
    """Send a snapshot to every executor, once to each; the tasks planned from now on use it.

    Returns:
        Its edition. One that was sent before is not sent again.

    Raises:
        SnapshotError: no snapshot.
    """
    edition = edition_of(Path(snapshot))
    name = f"{_SHIPPED}{edition}"
    if not Path(SparkFiles.get(name)).exists():
        # Executors that come later fetch it from here too, so it stays as long as the driver.
        kept = Path(_outbox().name) / name
        shutil.copyfile(snapshot, kept)
        spark.sparkContext.addFile(str(kept))
    return edition


@cache
def _outbox() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix=_SHIPPED)


class HitReader(DataSourceReader):  # type: ignore[misc]
    """Plans the ranges on the driver, matches each where the task runs."""

    def __init__(self, options: Options) -> None:
        self._options = options

    @_told()
    def partitions(self) -> Sequence[_Part]:
        """One task a range.

        Raises:
            NoLogError: a path names nothing.
            OptionError, NoIndexError, SnapshotError: there is no index to match with.
        """
        plan, files = _Plan(self._options), self._options.demand_files()
        size = self._options.size_for(sum(path.stat().st_size for path in files))
        return [plan.part(one) for path in files for one in ranges_of(path, size_bytes=size)]

    def read(self, partition: _Part) -> Iterator[Any]:
        """The hits of one range."""
        return rows(partition, self._options)


class HitStream(DataSourceStreamReader):  # type: ignore[misc]
    """The same for files that grow and folders that fill; an offset says how far each file was read.

    A file is known by its number in the file system and its first line, so one that is renamed is not
    read twice.
    """

    def __init__(self, options: Options) -> None:
        self._options = options

    def initialOffset(self) -> dict[str, Any]:  # noqa: N802 -- Spark's name
        """Nothing was read."""
        return {"files": {}}

    def latestOffset(self) -> dict[str, Any]:  # noqa: N802 -- Spark's name
        """The end of the last whole line of every file."""
        return {"files": {sign: end for sign, (_, end) in self._there().items()}}

    @_told()
    def partitions(self, start: dict[str, Any], end: dict[str, Any]) -> Sequence[_Part]:
        """The ranges that were added.

        Raises:
            LogFileError: a file of which something is still to be read is gone.
            OptionError, NoIndexError, SnapshotError: there is no index to match with.
        """
        there, plan, parts = self._there(), _Plan(self._options), []
        begun = {sign: start["files"].get(sign, 0) for sign in end["files"]}
        added = {sign: until for sign, until in end["files"].items() if until > begun[sign]}
        size = self._options.size_for(sum(until - begun[sign] for sign, until in added.items()))
        for sign, until in added.items():
            if sign not in there:
                raise LogFileError(sign, os.strerror(errno.ENOENT))
            path, _ = there[sign]
            parts += [plan.part(one) for one in ranges_of(path, begun[sign], until, size)]
        return parts

    def read(self, partition: _Part) -> Iterator[Any]:
        """The hits of one range."""
        return rows(partition, self._options)

    def _there(self) -> dict[str, tuple[Path, int]]:
        found = {}
        for path in self._options.files():
            with path.open("rb") as file:
                here = os.fstat(file.fileno())
                first = file.read(_SIGN_BYTES).partition(b"\n")[0]
            border = last_border(path, here.st_size)
            if border:
                sign = hashlib.sha256(first).hexdigest()[:16]
                found[f"{here.st_ino:x}-{sign}"] = (path, border)
        return found


class _Plan:
    """Which index the tasks of one plan use, and at which instant an indicator must be in force."""

    def __init__(self, options: Options) -> None:
        path = options.index_file() if options.index else _shipped(f"{_SHIPPED}*")
        self._index = str(path) if options.index else path.name
        self._edition = edition_of(path)
        self._now = datetime.now(UTC).isoformat()

    def part(self, one: Range) -> _Part:
        return _Part(one, self._index, self._edition, self._now)


def _shipped(name: str) -> Path:
    """The newest of what was sent under such a name.

    Spark plans a stream in a folder of its own, which lies in the one where the files are.
    """
    root = Path(SparkFiles.getRootDirectory())
    found = sorted(
        (one for folder in (root, root.parent) for one in folder.glob(name)),
        key=attrgetter("name"),
    )
    if not found:
        raise NoIndexError
    return found[-1]


@dataclass(slots=True)
class _Held:
    """A snapshot with the name that it was asked for by, and whether a task was done with it."""

    name: str
    snapshot: Snapshot
    is_used: bool = False


_held: list[_Held] = []
"""What this process matches with; none yet at first."""


def _snapshot(name: str, edition: str) -> Snapshot:
    if not _held or _held[0].name != name or _held[0].snapshot.edition < edition:
        _held.clear()  # both at once would need the room of two
        gc.unfreeze()
        path = Path(name) if os.sep in name else _shipped(name)
        loaded = load(path)
        if loaded.edition < edition:
            raise SnapshotError(path.name, f"{loaded.edition} < {edition}")
        _held.append(_Held(name, loaded))
        gc.freeze()  # Spark collects garbage after each task, and would go through the index each time
    elif not _held[
        0
    ].is_used:  # and through what the first task made Spark import: most of a task's cost
        _held[0].is_used = True
        gc.freeze()
    return _held[0].snapshot


def rows(task: _Part, options: Options) -> Iterator[Any]:
    """The rows of one range, as Arrow batches: its hits, and a row for each reason why lines were not read."""
    if hasattr(task, "part"):  # Spark plans one empty task where there is none
        with _told():
            yield from _rows(task, options)


def _rows(task: _Part, options: Options) -> Iterator[Any]:
    snapshot = _snapshot(task.index, task.edition)
    matcher = Matcher(
        index=snapshot.index,
        facts=snapshot.facts,
        validity=options.validity,
        clients=options.clients,
        columns=chosen(options.columns) if options.columns else None,
    )
    part, tally = task.part, Tally()
    hits = matcher.hits(part.name, part.blocks(), datetime.fromisoformat(task.now), tally)
    for at, hit in hits:
        yield _row(matcher.found(part.path, part.place(at), hit))
    part.check(tally.headers)
    for one in tally.unread.values():
        yield _unread_row(part, one)


def _row(found: Found) -> tuple[Any, ...]:
    return (
        "hit",
        found.key,
        found.indicator,
        found.version,
        [(one.kind, one.value) for one in found.values],
        found.log,
        found.place,
        _at(found.first_seen),
        _at(found.last_seen),
        found.count,
        found.group,
        found.clients,
        found.source,
        found.tlp,
        found.pap,
        found.score,
        _at(found.valid_from),
        _at(found.valid_until),
    )


def _unread_row(part: Range, one: Unread) -> tuple[Any, ...]:
    key = hashlib.sha256(f"{part.path}\0{part.start}\0{one.code}".encode()).hexdigest()[:24]
    where = (part.path, part.place(one.place))
    return (one.code, key, None, None, None, *where, None, None, one.count, *[None] * 8)


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
