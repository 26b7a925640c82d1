"""Several logs, or one large one, on all cores: the same answers in the same order as one after the other.

The kernel lets go of the interpreter while it goes through a block, so threads are enough; the reference
does not, and reads one log after the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Lock, local
from typing import BinaryIO, Final, TypeAlias

from khien.watch.bundles import looks_like_stix
from khien.watch.engine import Part, Reading, values_for
from khien.watch.files import STDIN, LogFileError, Told, Unpacked, name_of, opened, whole_lines
from khien.watch.inputs import is_parquet, read_path
from khien.watch.layouts import planner_for
from khien.watch.logs import Columns, Read, form_of
from khien.watch.matching import Matched, joined, moved
from khien.watch.rules import IndicatorIndex

CUT_BYTES: Final = 1 << 25
"""A log of less is not cut."""

_HEAD_BYTES = 1 << 16
# Read at once: each time a thread comes back it may have to wait for the interpreter.
_BLOCK_BYTES = 1 << 22
_LEAST_BYTES = 1 << 22  # of a stretch: it has a price of its own, a quarter of a millisecond
_SHARE = 2  # parts that what is left of a log would make for each core; the next stretch is one
_FORMS = ("zeek", "csv", "json")

Match: TypeAlias = Callable[[Iterable[Read]], Matched]
"""Looks up what is read of one log."""
_Counted: TypeAlias = tuple[Matched, int | None]  # what a part gave, and how many lines it has


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines of a log between two places in its file; `end` None: to the end of the file."""

    start: int
    end: int | None
    head: tuple[bytes, ...]


def match_paths(
    paths: Sequence[Path],
    index: IndicatorIndex,
    columns: Columns,
    match: Match,
    told: Told | None = None,
) -> list[Matched | LogFileError]:
    """What each log gave, in their order; in the place of one that cannot be read to its end, why not.

    Args:
        paths: files, or `-` for standard input.
        index: in which `match` looks things up.
        columns: what a person says that columns are.
        match: called for each log, or each part of one; from several threads.
        told: hears how far all of them are, in bytes.

    Raises:
        NoParquetError, NoZstdError: the form of one needs an extra that is not installed.
    """
    workers = _Workers(index, columns, match, None if told is None else _Together(told, paths))
    count = 1 if values_for(index) is None else usable_cores()
    if count == 1:
        return [_or_error(partial(workers.whole, path)) for path in paths]
    with ThreadPoolExecutor(count, thread_name_prefix="watch") as pool:
        begun = [
            [pool.submit(workers.part, path, part) for part in workers.stretches(path, count)]
            for path in paths
        ]

        def whole(path: Path, jobs: Sequence[Future[_Counted]]) -> Matched:
            return _one(job.result() for job in jobs) or workers.whole(path)

        try:
            return [
                _or_error(partial(whole, path, jobs))
                for path, jobs in zip(paths, begun, strict=True)
            ]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # the rest would be for nothing
            raise


def _or_error(read: Callable[[], Matched]) -> Matched | LogFileError:
    """What a log gave, or why it cannot be read: it says nothing against the others."""
    try:
        return read()
    except LogFileError as error:
        return error


def usable_cores() -> int:
    """How many cores this process may use."""
    may = getattr(os, "sched_getaffinity", None)
    return len(may(0)) if may else os.cpu_count() or 1


def _one(parts: Iterable[_Counted]) -> Matched | None:
    """What the parts of a log gave together, joined as they come; None where they did not stand for themselves."""
    stand = True

    def in_place() -> Iterator[tuple[str, Matched]]:
        nonlocal stand
        before = 0
        for found, lines in parts:
            stand = stand and lines is not None
            if stand:
                yield "", moved(found, before)
            before += lines or 0

    together = joined(in_place())
    return together if stand else None


class _Workers:
    """Reads logs and parts of them. Threads share it."""

    def __init__(
        self, index: IndicatorIndex, columns: Columns, match: Match, told: _Together | None
    ) -> None:
        self._index, self._columns, self._match, self._told = index, columns, match, told
        self._rooms = local()

    def whole(self, path: Path) -> Matched:
        """A log from its beginning to its end."""
        told = self._told.one() if self._told else None
        return self._match(read_path(path, self._index, self._columns, told))

    def part(self, path: Path, part: _Stretch | None) -> _Counted:
        """Some lines of a log, or all, and how many they are; None where others depend on them."""
        if part is None:
            return self.whole(path), 0
        form = form_of(part.head[-1]) if part.head else "json"
        whole = Part(head=part.head, start=len(part.head) + 1, form=form)
        blocks = self._blocks(path, part)
        reading = Reading(name_of(path), blocks, self._index, self._columns, whole)
        return self._match(reading), reading.own_lines

    def stretches(self, path: Path, count: int) -> Sequence[_Stretch | None]:
        """Where a log can be cut; one None when it is small, packed, or its lines need each other."""
        size = path.stat().st_size if path != STDIN and path.is_file() else 0
        # What several observations fulfil together has to see them in their order.
        if size < CUT_BYTES or len(self._index.patterns) or is_parquet(path):
            return [None]
        with opened(path) as (file, content):
            head = self._head(file, content)
            if head is None:
                return [None]
            first = sum(map(len, head))
            cuts = [first, *_line_starts(file, _places(size, count))]
        pairs = pairwise([*sorted({max(cut, first) for cut in cuts}), None])
        return [_Stretch(start or 0, end, head) for start, end in pairs]

    def _head(self, file: BinaryIO, content: Unpacked) -> tuple[bytes, ...] | None:
        """The lines without which a part cannot be read; None where there can be no parts."""
        if content is not file:
            return None
        lines = file.read(_HEAD_BYTES).splitlines(keepends=True)[:-1]
        if not lines or not lines[0].strip() or looks_like_stix(lines[0]):
            return None
        form = form_of(lines[0])
        planner = planner_for(lines[0], self._columns) if lines[0][:1].isascii() else None
        if planner is None or form not in _FORMS:
            return None
        count = 1 if form == "csv" else 0
        while form == "zeek" and count < len(lines) and lines[count].startswith(b"#"):
            count += 1
        for line in lines[: count or 1]:
            planner.take(line.rstrip(b"\r\n"))
        return None if planner.layout is None else tuple(lines[:count])

    def _blocks(self, path: Path, part: _Stretch) -> Iterator[memoryview]:
        told = self._told.one() if self._told else None
        at = part.start
        with opened(path) as (file, content):
            file.seek(at)

            def readinto(room: memoryview) -> int:
                nonlocal at
                wanted = room if part.end is None else room[: part.end - at]
                got: int = content.readinto(wanted)  # type: ignore[union-attr]
                at += got
                return got

            for block in whole_lines(readinto, self._room()):
                yield block
                if told is not None:
                    told(at - part.start, 0)

    def _room(self) -> bytearray:
        """This thread's; it takes long to make one, and nobody else may go on meanwhile."""
        if not hasattr(self._rooms, "own"):
            self._rooms.own = bytearray(_BLOCK_BYTES)
        return self._rooms.own  # type: ignore[no-any-return]


class _Together:
    """Tells how far all logs are, whoever reads them."""

    def __init__(self, told: Told, paths: Sequence[Path]) -> None:
        sizes = (path.stat().st_size for path in paths if path.is_file())
        self._told, self._total = told, sum(sizes)
        self._done = 0
        self._telling = Lock()

    def one(self) -> Told:
        """Hears how far one reader is."""
        before = 0

        def heard(done: int, _: int) -> None:
            nonlocal before
            with self._telling:
                self._done += done - before
                before = done
                self._told(min(self._done, self._total), self._total)

        return heard


def _places(size: int, count: int) -> Iterator[int]:
    """Where to cut so many bytes for so many cores: the last parts are small, so that no core waits long for another.

    A core may be slower than the others for a while, and each part has its price.
    """
    at = 0
    while size - at > _LEAST_BYTES:
        at += max((size - at) // (count * _SHARE), _LEAST_BYTES)
        yield at


def _line_starts(file: BinaryIO, places: Iterable[int]) -> Iterator[int]:
    for place in places:
        file.seek(place)
        yield place + len(file.readline())
