"""What our own people and tools bring in: imports from files, and additions by TAXII."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from khien.exchange import rows
from khien.exchange.imports.asking import Held
from khien.exchange.imports.rows import keep_report
from khien.exchange.imports.settling import Refused as Refused  # what `add` and `keep` answer with
from khien.exchange.imports.settling import settled, unnamed
from khien.intake import Counts, Intake, ReportEntry, Wish, read_file
from khien.intake.reporting import counts_of
from khien.ledger import EntryKind, Ledger, LedgerEntry
from khien.model.canonical import content_sha256
from khien.model.decision import Refusal
from khien.model.errors import ConflictError
from khien.model.ids import ObjectId, OfficerName
from khien.model.pausing import uncollected
from khien.model.stix import Judgement, Version, follows, judge, make_version
from khien.model.stix.findings import Verdict, verdict_of
from khien.store import Store, objects
from khien.store.objects import Batch, BatchId, Kept


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: the batch, the reading, what was kept and what was not.

    `entries` is the report as it is stored: what intake said of each item, and the store after it.
    """

    batch: str
    intake: Intake
    kept: dict[str, int]
    refused: tuple[Refused, ...]
    entries: tuple[ReportEntry, ...]

    @property
    def counts(self) -> Counts:
        """Items by outcome, after the store had its say."""
        return counts_of(self.entries)


class Workspace:
    """The way in for what is ours. One import commits as a whole, with its ledger leaf."""

    def __init__(self, store: Store, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._store, self._ledger, self._clock = store, ledger, clock

    def import_file(self, name: str, body: bytes, wish: Wish, author: str = "") -> Imported:
        """Read a file and keep what it holds.

        Args:
            name: what the report calls the file.
            body: its bytes.
            wish: how to read it; what the store holds is added, so that a list read again gives
                nothing new.
            author: the officer who imports; '' for a machine.

        Raises:
            UnreadableError: the file as a whole cannot be read; nothing was kept.
        """
        return self.import_made(name, lambda wished: read_file(name, body, wished), wish, author)

    def import_made(
        self, name: str, make: Callable[[Wish], Intake], wish: Wish, author: str = ""
    ) -> Imported:
        """Keep what is made in some other way than from a file, with the same report and ledger leaf.

        Args:
            name: what the report calls it.
            make: gives versions and entries; its wish knows what the store holds. Without effects:
                it may be asked again.
            wish: as for `import_file`.
            author: the officer who imports; '' for a machine.
        """
        now = self._clock()
        batch_id = BatchId(f"batch--{uuid4()}")
        with uncollected(), self._store.write() as tx:
            held = Held(tx)
            wished = replace(wish, known=held)
            intake = held.reading(lambda: make(wished))
            usable, refused = _sorted(tx, intake.versions, held.absent)
            entries = _entries(intake, refused)
            report = {
                "format": intake.format,
                "counts": msgspec.to_builtins(counts_of(entries)),
                "source": wish.source,
            }
            batch = Batch(batch_id, name, author=OfficerName(author), report=report)
            counts = self._put(tx, usable, refused, batch, now)
            keep_report(tx, batch_id, entries)
        return Imported(batch_id, intake, counts, tuple(refused), entries)

    def look(self, name: str, body: bytes, wish: Wish) -> Imported:
        """What `import_file` would give beside what the store holds now; nothing is kept.

        Raises:
            UnreadableError: as there.
        """
        with uncollected(), self._store.read() as tx:
            held = Held(tx)
            wished = replace(wish, known=held)
            intake = held.reading(lambda: read_file(name, body, wished))
            usable, refused = _sorted(tx, intake.versions, held.absent)
            here = objects.currents(tx, [one.id for one in usable if one.id not in held.absent])
            counts = Counter(
                "duplicate" if one.id in here and _is_held(tx, here[one.id], one) else "new"
                for one in usable
            )
        entries = _entries(intake, refused)
        return Imported("", intake, dict(counts), tuple(refused), entries)

    def keep(
        self,
        tx: Connection,
        versions: Sequence[Version],
        batch: Batch,
        now: datetime,
        absent: Collection[ObjectId] = (),
    ) -> tuple[dict[str, int], list[Refused]]:
        """Keep versions that the caller has judged, with their ledger leaf, in its own transaction.

        `absent` are ids that the caller has looked for in the same transaction: none is here.

        Returns:
            How many had which outcome, and those that may not stand beside what is here.
        """
        _, counts, refused = self._keep(tx, versions, batch, now, absent)
        return counts, refused

    def add(self, tool: str, raws: Sequence[bytes]) -> tuple[list[Version], list[Refused]]:
        """Keep objects that one of our tools adds; each is judged by itself."""
        judged = judged_each(raws)
        with self._store.write() as tx:
            return self.take(tx, tool, judged)

    def take(
        self, tx: Connection, tool: str, judged: Sequence[tuple[bytes, Judgement]]
    ) -> tuple[list[Version], list[Refused]]:
        """As `add`, within a transaction that does more; the objects were judged before it began."""
        now = self._clock()
        versions = [j.version for _, j in judged if j.version is not None]
        refused = []
        for raw, judgement in judged:
            if judgement.version is None:
                worst = next(f for f in judgement.findings if verdict_of([f]) is Verdict.REFUSED)
                name, version = _name_of(raw)
                refused.append(Refused(name, version, worst.code, worst.path))
        batch = Batch(BatchId(f"batch--{uuid4()}"), f"taxii {tool}")
        kept, _, not_kept = self._keep(tx, versions, batch, now)
        return kept, [*refused, *not_kept]

    def write(self, name: str, contents: Sequence[Mapping[str, Any]], author: str) -> list[str]:
        """Keep objects that this node made itself, such as sightings; returns their ids.

        Raises:
            MalformedError: one breaks a rule of STIX; none is kept.
            ConflictError: one may not stand beside what is here; none is kept.
        """
        now = self._clock()
        versions = [make_version(content) for content in contents]
        batch = Batch(BatchId(f"batch--{uuid4()}"), name, author=OfficerName(author))
        with self._store.write() as tx:
            _, _, refused = self._keep(tx, versions, batch, now)
            if refused:
                raise ConflictError(refused[0].item, refused[0].code)
        return [version.id for version in versions]

    def remember(self, tx: Connection, status_id: str, tool: str, status: bytes) -> None:
        """Keep the status of an addition (TAXII 2.1 §4.3)."""
        rows.keep_status(tx, status_id, tool, status.decode(), self._clock())

    def recall_status(self, status_id: str, tool: str) -> bytes | None:
        """The status of an earlier addition by the same tool."""
        with self._store.read() as tx:
            found = rows.status_of(tx, status_id, tool)
        return None if found is None else found.encode()

    def _keep(
        self,
        tx: Connection,
        versions: Sequence[Version],
        batch: Batch,
        now: datetime,
        absent: Collection[ObjectId] = (),
    ) -> tuple[list[Version], dict[str, int], list[Refused]]:
        usable, refused = _sorted(tx, versions, absent)
        return usable, self._put(tx, usable, refused, batch, now), refused

    def _put(
        self,
        tx: Connection,
        usable: Sequence[Version],
        refused: Sequence[Refused],
        batch: Batch,
        now: datetime,
    ) -> dict[str, int]:
        added = objects.add_versions(tx, usable, batch, now)
        counts = Counter(str(a.outcome) for a in added)
        content = content_sha256([v.sha256 for v in usable], batch.name)
        entry = LedgerEntry(
            EntryKind.IMPORTED,
            crossing=batch.id,
            sha256=content,
            facts={"versions": len(usable), "refused": len(refused)},
        )
        self._ledger.append(tx, [entry], now)
        return dict(counts)


def judged_each(raws: Sequence[bytes]) -> list[tuple[bytes, Judgement]]:
    """The objects, each with the verdict of the standard."""
    return [(raw, judge(raw)) for raw in raws]


def _entries(intake: Intake, refused: Sequence[Refused]) -> tuple[ReportEntry, ...]:
    """What intake said of each item, and the store after it."""
    return (*settled(intake.entries, refused), *unnamed(intake.entries, refused))


def _sorted(
    tx: Connection, versions: Sequence[Version], absent: Collection[ObjectId]
) -> tuple[list[Version], list[Refused]]:
    """The versions that may stand beside what is here, and those that may not."""
    held = objects.currents(tx, [v.id for v in versions if v.id not in absent])
    taken: dict[tuple[str, str], str] = {}
    usable: list[Version] = []
    refused: list[Refused] = []
    for version in versions:
        kept = held.get(version.id)
        place = (version.id, version.modified)
        fault = None if kept is None else _fault(tx, kept, version)
        if version.modified and taken.get(place, version.sha256) != version.sha256:
            fault = ("stix.version-conflict", version.id)
        if fault is None:
            usable.append(version)
            taken[place] = version.sha256
        else:
            refused.append(Refused(version.id, version.modified, *fault))
    return usable, refused


def _is_held(tx: Connection, held: Kept, new: Version) -> bool:
    """Whether a version is here already, with the same content."""
    if held.sha256 == new.sha256:
        return True
    twin = objects.version(tx, new.id, new.modified)
    return twin is not None and twin.sha256 == new.sha256


def _fault(tx: Connection, held: Kept, new: Version) -> tuple[str, str] | None:
    """Why a version of ours may not stand beside what we hold."""
    if not new.modified or held.sha256 == new.sha256:
        return None
    if held.source:
        # STIX 2.1 §3.6: only the creator makes new versions; a partner brought this one.
        return "workspace.not-ours", held.source
    twin = objects.version(tx, new.id, new.modified)
    if twin is not None:
        # STIX 2.1 §3.6: one (id, modified) has one content.
        return None if twin.sha256 == new.sha256 else ("stix.version-conflict", new.id)
    verdict = follows(held.version, new)
    if isinstance(verdict, Refusal) and verdict.code != "stix.version-older":
        return verdict.code, verdict.detail
    return None


def _name_of(raw: bytes) -> tuple[str, str]:
    """Id and version of an object that breaks a rule, as far as they can be read."""
    try:
        content = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "?", ""
    return str(content.get("id", "?"))[:200], str(content.get("modified", ""))[:40]
