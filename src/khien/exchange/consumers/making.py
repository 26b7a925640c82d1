"""Make one list: pick what stands in it, write it line by line, say what became of everything."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Annotated, Any, Final, cast

import msgspec

from khien.exchange.consumers.errors import NotOurFolderError
from khien.exchange.consumers.files import READABLE, replaced, write_whole
from khien.exchange.consumers.picking import Entries, Picking
from khien.exchange.consumers.tally import Tally
from khien.exchange.lists import abuse, misp
from khien.exchange.lists.abuse import Abuse
from khien.exchange.lists.entry import About, Entry, Form, Said
from khien.model.decision import Refusal
from khien.model.patterns import ValueKind
from khien.model.pausing import uncollected

MANIFEST, HASHES = "manifest.json", "hashes.csv"
LINES_AT_ONCE: Final = 2_000
_EventName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Made:
    """A list that was written.

    `digest` is of everything but the moment of making, so that it stays as long as nothing changes.
    `entries` are its lines, `until_us` when it changes by itself, `fresh` as in `Picking`.
    """

    entries: int
    digest: str
    tally: Tally
    until_us: int | None = None
    fresh: list[int] = field(default_factory=list)


Pick = Callable[[frozenset[ValueKind], Tally, Entries, type[Said]], Picking]
"""What a list is picked with: the kinds that its form carries, the tally, what an entry is, what its lines ask."""


def make_file(form: Form, about: About, pick: Pick, file: IO[bytes], tally: Tally) -> Made:
    """Write a list of one form."""
    is_one = Entries.WHOLE if form.whole else Entries.JOINED if form.joins else Entries.EACH
    picking = pick(form.kinds, tally, is_one, form.said)
    digest = hashlib.sha256(form.head(replace(about, at=_EPOCH, serial=0)).encode())
    file.write(form.head(about).encode())
    first, between = True, form.between.encode()
    for block in _blocks(_lines(form, about, picking, tally), form.between):
        content = block if first else between + block
        first = False
        digest.update(content)
        file.write(content)
    file.write(form.tail(about).encode())
    return Made(tally.kept, digest.hexdigest()[:32], tally, picking.until_us, picking.fresh)


def _lines(form: Form, about: About, picking: Picking, tally: Tally) -> Iterator[str | bytes]:
    """The entries as the form writes them, without their line ends."""
    write, narrows, took = form.line, form.narrows, picking.took if picking.crosses else None
    for entry in picking.entries():
        text = write(entry, about)
        if isinstance(text, Refusal):
            tally.leave(entry.object_id, text.code, text.detail)
            continue
        tally.kept += 1
        if took is not None:
            took()
        if narrows and (code := narrows.get(entry.kind)):
            tally.changed[code] += 1
        yield text


def _blocks(lines: Iterable[str | bytes], between: str) -> Iterator[bytes]:
    """The lines in UTF-8, each with its line end, some thousands at once."""
    waiting = iter(lines)
    while True:
        with uncollected():
            some = list(islice(waiting, LINES_AT_ONCE))
        if not some:
            return
        yield _joined(some, f"\n{between}")


def _joined(lines: Sequence[str | bytes], between: str) -> bytes:
    if isinstance(lines[0], bytes):
        return between.encode().join(cast("Sequence[bytes]", lines)) + b"\n"
    return (between.join(cast("Sequence[str]", lines)) + "\n").encode()


def make_folder(about: About, pick: Pick, folder: Path, tally: Tally, mode: int = READABLE) -> Made:
    """Write a MISP feed: the events first, the manifest that names them last; what it no longer names goes.

    Raises:
        NotOurFolderError: something else is in the folder.
        OSError: it is none, or cannot be written.
    """
    before = _named(folder)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    picking = pick(misp.KINDS, tally, Entries.EACH, Said)
    digest, told = hashlib.sha256(), dict[str, Any]()
    with replaced(folder / HASHES, mode) as hashes:
        for piece in misp.events(_counted(picking, tally), about):
            write_whole(folder / f"{piece.name}.json", piece.body, mode)
            hashes.write("".join(f"{one},{piece.name}\n" for one in piece.hashes).encode())
            digest.update(piece.body)
            told[piece.name] = piece.told
    write_whole(folder / MANIFEST, misp.manifest(told), mode)
    for name in before - told.keys():
        (folder / f"{name}.json").unlink(missing_ok=True)
    return Made(tally.kept, digest.hexdigest()[:32], tally, picking.until_us, picking.fresh)


def _counted(picking: Picking, tally: Tally) -> Iterator[Entry]:
    crosses = picking.crosses
    for entry in picking.entries():
        tally.kept += 1
        if crosses:
            picking.took()
        yield entry


def _named(folder: Path) -> set[str]:
    """The events of the feed that is in the folder.

    Raises:
        NotOurFolderError: it holds something else.
        NotADirectoryError: it is a file.
    """
    if folder.is_file():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return set()
        return set(
            msgspec.json.decode((folder / MANIFEST).read_bytes(), type=dict[_EventName, Any])
        )
    except (OSError, msgspec.MsgspecError) as error:
        raise NotOurFolderError(str(folder)) from error


def take_all(reports: Abuse, entries: Iterable[Entry], tally: Tally) -> None:
    """Put each value to the report that it belongs to; what belongs to none is told to the tally."""
    for entry in entries:
        fault = reports.take(entry)
        if fault is None:
            tally.kept += 1
        else:
            tally.leave(entry.object_id, fault.code, fault.detail)


def make_reports(reports: Abuse, pick: Pick, file: IO[bytes], tally: Tally) -> Made:
    """Write X-ARF reports, one a line: to whom it goes, and the report."""
    picking = pick(abuse.KINDS, tally, Entries.EACH, Said)
    take_all(reports, picking.entries(), tally)
    digest, written = hashlib.sha256(), 0
    for contact, report in reports.reports():
        line = msgspec.json.encode({"contact": contact, "report": report}) + b"\n"
        file.write(line)
        digest.update(line)
        written += 1
    return Made(written, digest.hexdigest()[:32], tally, picking.until_us, picking.fresh)
