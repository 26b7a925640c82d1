"""A MISP feed folder: a manifest, a file of hashes, and one file an event.

Source: MISP feeds: `manifest.json` is {event UUID: summary}; each line of `hashes.csv` is the MD5 of a
value and the UUID of the event that holds it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange.imports import rows
from khien.exchange.imports.asking import Held
from khien.exchange.imports.settling import settled
from khien.exchange.workspace import Workspace
from khien.intake import (
    Intake,
    Outcome,
    Remark,
    ReportEntry,
    UnreadableError,
    Wish,
    read_file,
    unread,
)
from khien.intake.failures import UnknownFormatError
from khien.intake.limits import MEBIBYTE
from khien.model.ids import OfficerName
from khien.model.pausing import uncollected
from khien.store import Store
from khien.store.objects import Batch, BatchId

MANIFEST: Final = "manifest.json"
HASHES: Final = "hashes.csv"
AT_ONCE_BYTES: Final = MEBIBYTE  # of event files in one transaction; a kill loses no more


@dataclass(slots=True)
class FolderImport:
    """What became of a folder; `events` counts its files by outcome, `counts` all items."""

    batch: str
    name: str
    events: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Event:
    """One event file, its bytes not yet read as MISP; `trouble` when there are none."""

    uuid: str
    body: bytes
    trouble: ReportEntry | None = None


class Folders:
    """Reads feed folders: what was read before is passed over, what is broken stops nothing else."""

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store, self._workspace = store, workspace

    def take(
        self,
        folder: Path,
        wish: Wish,
        author: str = "",
        *,
        at_once_bytes: int = AT_ONCE_BYTES,
    ) -> FolderImport:
        """Read what is new in a folder; each event is whole or not at all.

        May be stopped at any time: what was committed is passed over when it is started again.

        Args:
            folder: holds `manifest.json`; files that it does not name are not read.
            wish: how to read the events; `wish.source` or the folder's name is what it is known by.
            author: the officer who imports; '' for a machine.
            at_once_bytes: how much of the folder one transaction holds.

        Raises:
            UnreadableError: there is no manifest, or it is none.
        """
        wish = replace(wish, format="misp", source=wish.source or folder.resolve().name)
        manifest = manifest_of(folder)
        hashes = hashes_of(folder)
        done = FolderImport(f"batch--{uuid4()}", wish.source)
        with self._store.read() as tx:
            seen = rows.marks(tx, wish.source)
        waiting = self._new(folder, manifest, wish, seen, done)
        while some := _some(waiting, at_once_bytes):
            with uncollected(), self._store.write() as tx:
                self._take(tx, some, wish, done, hashes, author)
        return done

    def _new(
        self,
        folder: Path,
        manifest: list[str],
        wish: Wish,
        seen: dict[str, str],
        done: FolderImport,
    ) -> Iterator[tuple[_Event, str]]:
        for uuid in manifest:
            event = _event(folder, uuid, wish.limits.max_bytes)
            mark = _mark(event.body, wish)
            if event.trouble is None and seen.get(uuid) == mark:
                done.events["known"] += 1
                continue
            yield event, mark
        named = set(manifest)
        for path in sorted(folder.glob("*.json")):
            if path.name != MANIFEST and path.stem not in named:
                yield _trouble(path.stem, Outcome.SKIPPED, "import.folder-unlisted", path.name), ""

    def _take(
        self,
        tx: Connection,
        some: list[tuple[_Event, str]],
        wish: Wish,
        done: FolderImport,
        hashes: dict[str, set[str]],
        author: str,
    ) -> None:
        held = Held(tx)
        known = replace(wish, known=held)
        for event, mark in some:
            intake, trouble = _read(event, known, held)
            entries = trouble
            kept: dict[str, int] = {}
            if intake is not None:
                batch = Batch(
                    BatchId(done.batch),
                    done.name,
                    author=OfficerName(author),
                    report={"format": "misp"},
                )
                kept, refused = self._workspace.keep(
                    tx, intake.versions, batch, wish.now, held.absent
                )
                held.take(intake.versions)
                entries = (
                    *settled(intake.entries, refused),
                    *_hash_entry(event, hashes.get(event.uuid, set())),
                )
                rows.remember(tx, done.name, event.uuid, mark, wish.now)
            rows.keep_report(tx, done.batch, entries, event.uuid)
            _count(done, event.uuid, entries, kept)


def _count(
    done: FolderImport, uuid: str, entries: tuple[ReportEntry, ...], kept: dict[str, int]
) -> None:
    outcomes = Counter(entry.outcome.value for entry in entries)
    done.counts.update(outcomes)
    done.kept.update(kept)
    done.events["read" if kept else "refused"] += 1
    counts = {"read": len(entries)} | {one.value: outcomes[one.value] for one in Outcome}
    done.lines.append({"event": uuid, "counts": counts, "kept": kept})


def _some(waiting: Iterator[tuple[_Event, str]], most: int) -> list[tuple[_Event, str]]:
    found: list[tuple[_Event, str]] = []
    size = 0
    for event, mark in waiting:
        found.append((event, mark))
        size += len(event.body)
        if size >= most:
            break
    return found


def _read(event: _Event, wish: Wish, held: Held) -> tuple[Intake | None, tuple[ReportEntry, ...]]:
    if event.trouble is not None:
        return None, (event.trouble,)
    try:
        return held.reading(lambda: read_file(event.uuid, event.body, wish)), ()
    except UnreadableError as error:
        return None, (unread(event.uuid, error),)


def _entry(item: str, outcome: Outcome, code: str, detail: str) -> ReportEntry:
    return ReportEntry(item[:200], outcome, code, item[:200], detail[:200])


def _trouble(uuid: str, outcome: Outcome, code: str, detail: str) -> _Event:
    return _Event(uuid, b"", _entry(uuid, outcome, code, detail))


def _event(folder: Path, uuid: str, max_bytes: int) -> _Event:
    """The file of one event; a name that is no UUID is never opened."""
    try:
        path = folder / f"{UUID(uuid)}.json"
        if path.stat().st_size > max_bytes:
            return _trouble(uuid, Outcome.REFUSED, "import.folder-too-big", str(max_bytes))
        return _Event(uuid, path.read_bytes())
    except (OSError, ValueError):
        return _trouble(uuid, Outcome.REFUSED, "import.folder-missing", f"{uuid[:60]}.json")


def _mark(body: bytes, wish: Wish) -> str:
    """The bytes, and how they are read: the same file under another marking is read again."""
    how = (wish.identity, str(wish.marking), *wish.labels, str(wish.confidence))
    return hashlib.sha256(body + "\n".join(how).encode()).hexdigest()


def manifest_of(folder: Path) -> list[str]:
    """The UUIDs of the events of a folder, in the order of its manifest.

    Raises:
        UnknownFormatError: there is no manifest.
        UnreadableError: it is no JSON object.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UnknownFormatError(folder.resolve().name, f"a folder without {MANIFEST}", ("misp",))
    try:
        return list(msgspec.json.decode(path.read_bytes(), type=dict[str, Any]))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(MANIFEST, "JSON: {UUID: event}") from error


def hashes_of(folder: Path) -> dict[str, set[str]]:
    """The hashes that the folder gives for each event; empty where it has none."""
    path = folder / HASHES
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8", "replace").splitlines() if path.is_file() else ():
        digest, _, uuid = line.strip().partition(",")
        found.setdefault(uuid, set()).add(digest)
    return found


def _hash_entry(event: _Event, wanted: set[str]) -> tuple[ReportEntry, ...]:
    """Say when the folder's hashes name values that the event does not hold: one of both is older."""
    if not wanted:
        return ()
    missing = len(wanted - set(_digests(msgspec.json.decode(event.body))))
    if not missing:
        return ()
    remark = Remark("import.folder-hashes", HASHES, str(missing))
    return (_entry(event.uuid, Outcome.SKIPPED, remark.code, remark.detail),)


def _digests(content: object) -> Iterator[str]:
    """MD5 of every value in an event; a composite gives its halves too (MISP feeds)."""
    if isinstance(content, list):
        for one in content:
            yield from _digests(one)
    elif isinstance(content, dict):
        value = content.get("value")
        for one in {value, *value.split("|")} if isinstance(value, str) else ():
            yield hashlib.md5(one.encode(), usedforsecurity=False).hexdigest()
        for inner in content.values():
            yield from _digests(inner)
