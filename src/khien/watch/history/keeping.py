"""Take telemetry in, put files together, and let days go: each gives the next manifest.

None of it counts before that manifest is written, so a crash at any point changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import BinaryIO, Final

import msgspec

from khien.watch.history import catalogue, segments
from khien.watch.history.batches import Own, Window, batch_of
from khien.watch.history.clients import Pseudonyms
from khien.watch.history.columns import Batch, Disk
from khien.watch.history.manifest import BLOCK_DAYS, Manifest, Run, Segment
from khien.watch.history.quick import (
    BATCH_BYTES,
    Plan,
    Reader,
    blocks_of,
    pieces_of,
    plan_of,
    without_odd,
)
from khien.watch.logs import Columns, Line, Observation, Unreadable, read_log

_LINES_AT_ONCE: Final = 200_000  # that are read one by one, in one batch
_NEW_HEADER: Final = (b"#fields", b"#types", b"#separator", b"#set_separator", b"#unset", b"#empty")


@dataclass(slots=True)
class Count:
    """What became of the lines. `reasons` counts those that are not kept, by code."""

    lines: int = 0
    rows: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Intake:
    """What decides which part of a log is kept."""

    own: Own
    window: Window
    count: Count

    def batches(self, name: str, stream: BinaryIO, columns: Columns = None) -> Iterator[Batch]:
        """A log in batches.

        Args:
            name: tells its kind where the lines do not.
            stream: uncompressed.
            columns: what a person says that columns are; the reference reads such a log.
        """
        pieces = pieces_of(stream)
        if columns is not None:
            yield from self._by_line(name, pieces, columns=columns)
            return
        first = next(pieces, b"")
        found = plan_of(_kind(name), first)
        if found is None:
            yield from self._by_line(name, chain([first], pieces))
            return
        plan, rest = found
        reader = Reader(plan, self.own, self.window)
        odd: list[bytes] = []
        blocks = chain([rest], pieces)
        for block in blocks_of(blocks) if plan.is_json else blocks:
            plain, others = without_odd(block)
            if _is_new(plan, block, others):
                # From here on a line may not end where it seems to, or has other columns.
                yield from self._read(name, plan, reader, odd)
                some = chain([plan.header, block], blocks)
                yield from self._by_line(name, some, skipped=int(plan.is_json))
                return
            odd += [b"".join(others)] if others else []
            if plain and not reader.take(plain):
                odd.append(plain)
            if reader.size_bytes + sum(map(len, odd)) >= BATCH_BYTES:
                yield from self._read(name, plan, reader, odd)
                odd.clear()
        yield from self._read(name, plan, reader, odd)

    def _read(self, name: str, plan: Plan, reader: Reader, odd: list[bytes]) -> Iterator[Batch]:
        """What was read in columns, and what could not be."""
        read = reader.batch()
        if read is not None:
            self.count.reasons.update(read[1])
            yield self._counted(read[0])
        if odd:
            yield from self._by_line(name, [plan.header, *odd], skipped=int(plan.is_json))

    def _by_line(
        self, name: str, blocks: Iterable[bytes], *, skipped: int = 0, columns: Columns = None
    ) -> Iterator[Batch]:
        """As the reference reads them, without the first so many, which are ours."""
        lines = (line for block in blocks for line in block.split(b"\n"))
        yield from self.gathered(islice(read_log(name, lines, columns=columns), skipped, None))

    def gathered(self, read: Iterator[Line]) -> Iterator[Batch]:
        """Lines that were read already, in batches."""
        while some := list(islice(read, _LINES_AT_ONCE)):
            seen = [line for line in some if isinstance(line, Observation)]
            self.count.reasons.update(line.code for line in some if isinstance(line, Unreadable))
            if seen:
                yield self._counted(batch_of(seen, self.own, self.window, self.count.reasons))

    def _counted(self, batch: Batch) -> Batch:
        self.count.lines += batch.lines
        self.count.rows += sum(len(rows.codes) for rows in batch.shelves.values())
        return batch


def _is_new(plan: Plan, block: bytes, odd: list[bytes]) -> bool:
    """Whether a block has another header in it, or quotes where they matter."""
    if plan.delimiter == ",":
        return b'"' in block
    return any(line.startswith(_NEW_HEADER) for line in odd)


def _kind(name: str) -> str:
    """What the reference calls a log of that name."""
    line = next(read_log(name, [b"host", b"name.example"]))
    return line.log if isinstance(line, Observation) else name


def kept(disk: Disk, manifest: Manifest, batches: Iterable[Batch], who: Pseudonyms) -> Manifest:
    """Write batches; gives the history with them."""
    for batch in batches:
        batch.shelves = {shelf: rows for shelf, rows in batch.shelves.items() if len(rows.codes)}
        if not batch.shelves:
            continue
        for segment, runs in segments.write_batch(disk, manifest.next, batch, who):
            manifest = msgspec.structs.replace(
                manifest,
                segments=(*manifest.segments, segment),
                runs=(*manifest.runs, *runs),
            )
        manifest = tidied(disk, msgspec.structs.replace(manifest, next=manifest.next + 1))
    return manifest


def tidied(disk: Disk, manifest: Manifest, *, wholly: bool = False) -> Manifest:
    """Put together what lies in too many files: runs of the catalogue, and segments of one day.

    Args:
        disk: where they are.
        manifest: which of them count.
        wholly: put together all that can be, not only what has become too much.
    """
    for runs in catalogue.due(manifest.runs, 2 if wholly else catalogue.MOST_RUNS):
        one = catalogue.merge(disk, manifest.next, runs)
        left = [run for run in manifest.runs if run not in runs]
        manifest = _next(manifest, runs=(*left, *([one] if one else [])))
    many = 2 if wholly else segments.MOST_SEGMENTS
    by_day = sorted(manifest.segments, key=lambda s: (s.day, s.key))
    for _, some in groupby(by_day, key=lambda s: (s.day, s.key)):
        of_day = list(some)
        small = of_day if wholly else catalogue.alike(of_day, _rows)
        if len(small) >= many:
            merged = segments.merge_segments(disk, manifest.next, small)
            others = [segment for segment in manifest.segments if segment not in small]
            manifest = _next(manifest, segments=(*others, merged))
    return manifest


def _rows(segment: Segment) -> int:
    return sum(part.rows for part in segment.parts)


def without_days(disk: Disk, manifest: Manifest, gone: set[int]) -> Manifest:
    """The history without some days: their files do not count, and the catalogue forgets what only they had."""
    left = tuple(segment for segment in manifest.segments if segment.day not in gone)
    days = {segment.day for segment in left}
    manifest = msgspec.structs.replace(manifest, segments=left)
    runs: list[Run] = []
    for run in manifest.runs:
        block = range(run.block * BLOCK_DAYS, (run.block + 1) * BLOCK_DAYS)
        bits = sum(1 << day % BLOCK_DAYS for day in gone.intersection(block))
        if not days.intersection(block):
            continue
        if not bits:
            runs.append(run)
            continue
        one = catalogue.merge(disk, manifest.next, [run], gone=bits)
        manifest = _next(manifest)
        runs += [one] if one else []
    return msgspec.structs.replace(manifest, runs=tuple(runs))


def _next(manifest: Manifest, **changes: object) -> Manifest:
    return msgspec.structs.replace(manifest, next=manifest.next + 1, **changes)
