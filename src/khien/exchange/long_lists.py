"""Lists of any length: read from the file line by line, kept block by block, gone on with where it stopped."""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Final, NamedTuple, cast
from uuid import uuid4

from sqlalchemy import Connection

from khien.exchange.imports import rows
from khien.exchange.imports.asking import Held
from khien.exchange.imports.settling import settled
from khien.exchange.workspace import Workspace
from khien.intake import Intake, Outcome, ReportEntry, Wish, read_file
from khien.intake.failures import BrokenGzipError, NotTextError, TooBigError, UnknownFormatError
from khien.intake.in_blocks import LongList, long_list
from khien.intake.limits import MEBIBYTE
from khien.intake.lists import Cited
from khien.intake.unpacking import BYTE_ORDER_MARK, GZIP_MAGIC
from khien.model.ids import OfficerName
from khien.model.pausing import uncollected
from khien.store import Store
from khien.store.objects import Batch, BatchId

LONG_BYTES: Final = (
    4 * MEBIBYTE
)  # what is shorter is read as one, with a grouping that names it all
AT_ONCE: Final = 5_000  # lines in one transaction; a kill loses no more
_LINE_BYTES: Final = MEBIBYTE  # of a line that is held; of a longer one the rest is passed over
_START_BYTES: Final = 256 * 1024  # by which the format and the columns are told
_MARK: Final = "lines"
_DIGITS: Final = 40  # of the SHA-256 of all that was read: 160 bits, with the offset in one column


@dataclass(slots=True)
class LongImport:
    """How far a long list is; `passed` are lines that an earlier import took."""

    batch: str
    name: str
    format: str
    size_bytes: int
    read_bytes: int = 0
    lines: int = 0
    passed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    remarkable: tuple[ReportEntry, ...] = ()

    @property
    def percent(self) -> int:
        """How much of the file was read."""
        return 100 * self.read_bytes // max(self.size_bytes, 1)


def opening(path: Path, wish: Wish, longer_than: int = LONG_BYTES) -> LongList | None:
    """How a file is to be read in blocks; None when it is short, in an older encoding, or no list and no table.

    Raises:
        UnreadableError: the wish names columns that are not there.
    """
    if wish.encoding or path.stat().st_size <= longer_than:
        return None
    with path.open("rb") as file:
        return _begins(path.name, file, wish)


def read_spooled(name: str, file: IO[bytes], wish: Wish) -> Intake:
    """As `read_file`, but of a list or a table no more than one line is in memory as text.

    Raises:
        UnreadableError: as there.
    """
    how = _begins(name, file, wish)
    file.seek(0)
    if how is None:
        return read_file(name, file.read(), wish)
    with _unpacked(name, file) as opened:
        return how.whole(_bounded(name, _Lines(name, opened, ""), wish.limits.max_bytes), wish)


def _begins(name: str, file: IO[bytes], wish: Wish) -> LongList | None:
    """How a file that begins so is to be read line by line; None when it is no list and no table."""
    file.seek(0)
    try:
        with _unpacked(name, file) as opened:
            start = opened.file.read(_START_BYTES)
        is_whole = len(start) < _START_BYTES
        lines = start if is_whole else start[: start.rfind(b"\n") + 1]
        return long_list(name, lines.decode().removeprefix(BYTE_ORDER_MARK), wish)
    except (UnicodeDecodeError, BrokenGzipError, UnknownFormatError):
        return None  # whoever reads it whole says what it is, or what is wrong with it


def _bounded(name: str, lines: _Lines, most_bytes: int) -> Iterator[str]:
    for line in lines:
        if lines.offset > most_bytes:  # after unpacking
            raise TooBigError(name, most_bytes, "bytes")
        yield line


class LongLists:
    """Reads lists that are longer than memory."""

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store, self._workspace = store, workspace

    def take(
        self, path: Path, how: LongList, wish: Wish, author: str = "", *, at_once: int = AT_ONCE
    ) -> Generator[LongImport]:
        """Keep what is new in a list: before the first block and after each, how far it is.

        What was committed is passed over when the same file, or one that begins with it, is imported
        again under the same name and in the same way.

        Args:
            path: the file.
            how: as `opening` says.
            wish: how to read it.
            author: the officer who imports; '' for a machine.
            at_once: how many lines one transaction holds.

        Raises:
            UnreadableError: the file is no UTF-8, or its quoting is broken; what came before is kept.
        """
        done = _begun(path, how)
        seed = repr((wish.identity, wish.marking, wish.labels, wish.confidence, wish.columns, how))
        with _opened(path) as opened:
            lines = _Lines(path.name, opened, seed)
            cited = self._passed(lines, how)
            done.passed = done.lines = lines.number
            yield done
            batch = Batch(
                BatchId(done.batch),
                done.name,
                author=OfficerName(author),
                report={"format": how.format},
            )
            for block in how.blocks(lines, at_once, lines.number, cited):
                with uncollected(), self._store.write() as tx:
                    entries, kept = self._keep(tx, partial(how.read, block), wish, batch)
                    rows.remember(tx, how.source[:255], _MARK, lines.mark, wish.now)
                done.kept.update(kept)
                yield _further(done, lines, entries)

    def _keep(
        self, tx: Connection, read: Callable[[Wish], Intake], wish: Wish, batch: Batch
    ) -> tuple[tuple[ReportEntry, ...], dict[str, int]]:
        held = Held(tx)
        intake = held.reading(partial(read, replace(wish, known=held)))
        kept, refused = self._workspace.keep(tx, intake.versions, batch, wish.now, held.absent)
        entries = settled(intake.entries, refused)
        rows.keep_report(tx, batch.id, entries)
        return entries, kept

    def _passed(self, lines: _Lines, how: LongList) -> Cited:
        """Go to where the last import stopped, if the file is the same up to there."""
        with self._store.read() as tx:
            mark = rows.marks(tx, how.source[:255]).get(_MARK, "")
        cited, end = Cited(), int(mark.partition(":")[0] or 0)
        while lines.offset < end and (line := next(lines, None)) is not None:
            cited = how.cited_after(cited, [line]) if how.table is None else cited
        if lines.mark == mark:
            return cited
        lines.begin()
        return Cited()


def looked_through(
    path: Path, how: LongList, wish: Wish, *, at_once: int = AT_ONCE
) -> Iterator[LongImport]:
    """As `LongLists.take`, and keeps nothing: `kept` counts the versions that there would be.

    Raises:
        UnreadableError: as there.
    """
    done = _begun(path, how)
    with _opened(path) as opened:
        lines = _Lines(path.name, opened, "")
        yield done
        for block in how.blocks(lines, at_once):
            with uncollected():
                found = how.read(block, wish)
            done.kept["new"] += len(found.versions)
            yield _further(done, lines, found.entries)


def _begun(path: Path, how: LongList) -> LongImport:
    return LongImport(f"batch--{uuid4()}", how.source, how.format, path.stat().st_size)


def _further(done: LongImport, lines: _Lines, entries: tuple[ReportEntry, ...]) -> LongImport:
    done.lines, done.read_bytes = lines.number, lines.position()
    done.counts.update(entry.outcome.value for entry in entries)
    done.remarkable = tuple(e for e in entries if e.outcome is not Outcome.KEPT or e.more)
    return done


class _Opened(NamedTuple):
    """A file, unpacked while it is read, and how far it was read as it lies there."""

    file: IO[bytes]
    position: Callable[[], int]


@contextmanager
def _opened(path: Path) -> Iterator[_Opened]:
    with path.open("rb") as file, _unpacked(path.name, file) as opened:
        yield opened


@contextmanager
def _unpacked(name: str, file: IO[bytes]) -> Iterator[_Opened]:
    is_packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    file.seek(0)
    try:
        whole = gzip.GzipFile(fileobj=file) if is_packed else file
        yield _Opened(cast("IO[bytes]", whole), file.tell)
    except (gzip.BadGzipFile, EOFError) as error:
        raise BrokenGzipError(name) from error


class _Lines:
    """The lines of a file, with their ends; how far they go, and the hash of all that they hold.

    A last line without its end may become longer: it is given, and not counted as read.
    """

    def __init__(self, name: str, opened: _Opened, seed: str) -> None:
        self._name, self._file, self._seed = name, opened.file, seed
        self.position = opened.position
        self.begin()

    def begin(self) -> None:
        """Go to the beginning."""
        self._file.seek(0)
        self.offset = self.number = 0
        self._digest = hashlib.sha256(self._seed.encode())

    @property
    def mark(self) -> str:
        """What tells whether another file begins with the same lines, read in the same way."""
        return f"{self.offset}:{self._digest.hexdigest()[:_DIGITS]}"

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._file.readline(_LINE_BYTES)
        if not raw:
            raise StopIteration
        self.number += 1
        if raw.endswith(b"\n"):
            self._digest.update(raw)
            self.offset += len(raw)
        else:
            self._go_on(raw)
        try:
            text = raw.decode(errors="strict" if len(raw) < _LINE_BYTES else "replace")
        except UnicodeDecodeError as error:
            raise NotTextError(f"{self._name}, {self.number}", error.start) from error
        return text.removeprefix(BYTE_ORDER_MARK) if self.number == 1 else text

    def _go_on(self, raw: bytes) -> None:
        """Pass over the rest of a line that is too long, or is the last one and has no end."""
        digest, size = self._digest.copy(), 0
        while raw:
            digest.update(raw)
            size += len(raw)
            if raw.endswith(b"\n"):
                self._digest = digest
                self.offset += size
                return
            raw = self._file.readline(_LINE_BYTES)
