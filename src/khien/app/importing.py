"""What a person does around an import: look before it runs, read its report again, keep mappings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from khien.app.reading.desk import demand_prose, demand_readable, is_document
from khien.app.wiring import Node
from khien.exchange.folders import FolderImport, Folders
from khien.exchange.imports import rows
from khien.exchange.imports.rows import Line
from khien.exchange.long_lists import LongImport, LongLists
from khien.exchange.workspace import Imported
from khien.intake import Outcome, ReportEntry, Wish
from khien.intake.columns import ROLES
from khien.intake.csv_table import Column, columns_of
from khien.intake.failures import TooBigError, UnreadableError
from khien.intake.in_blocks import LongList
from khien.intake.unpacking import text_of
from khien.model.errors import MalformedError, NotFoundError
from khien.model.ids import ObjectId
from khien.model.instants import from_microseconds
from khien.store import objects
from khien.store.objects import BatchId

LISTED: Final = 50  # imports on one page
SHOWN: Final = 100  # entries of a report on one page

Say = Callable[[str, Mapping[str, object]], str]
"""The sentence of a code with its facts, in somebody's language."""


class ForReviewError(MalformedError):
    """A document makes no object before a person has looked at it, so there is nothing to show ahead."""

    code, http_status = "objects.for-review", 422

    def __init__(self, item: str) -> None:
        super().__init__(item, "objects.for-review")


class NothingKeptError(MalformedError):
    """An import was read to its end, and all that it holds was refused; its report says why."""

    code, http_status = "objects.nothing-kept", 422

    def __init__(self, item: str, refused: int) -> None:
        super().__init__(item, self.code, refused=refused)


def demand_kept(item: str, kept: Mapping[str, int], refused: int) -> None:
    """Let an import of which nothing was kept not end as one that is done.

    Args:
        item: what was imported, by its name.
        kept: how many versions, also those that were here before.
        refused: how many items.

    Raises:
        NothingKeptError: nothing was kept, and something refused.
    """
    if refused and not any(kept.values()):
        raise NothingKeptError(item, refused)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a report; `part` is the file of a folder or feed that it is about, or empty."""

    part: str
    entry: ReportEntry


@dataclass(slots=True)
class Report:
    """One page of a stored report.

    Attributes:
        batch: of which import.
        name, author, at: what it is called, who brought it, when; of an import that kept nothing at all
            only the report is left, and these are empty.
        counts: of all its entries, by outcome.
        told: the entries of this page.
        after: how many entries to pass over for the next page; None where there is none.
        titles: of the objects that this page names and that are held.
    """

    batch: str
    name: str = ""
    author: str = ""
    at: datetime | None = None
    counts: Counter[str] = field(default_factory=Counter)
    told: list[Told] = field(default_factory=list)
    after: int | None = None
    titles: Mapping[ObjectId, str] = field(default_factory=dict)


def import_folder(node: Node, folder: Path, wish: Wish, author: str = "") -> FolderImport:
    """Read what is new in a MISP feed folder.

    Raises:
        UnreadableError: it has no manifest that can be read.
    """
    return Folders(node.store, node.workspace).take(folder, wish, author)


def import_long(
    node: Node, path: Path, how: LongList, wish: Wish, author: str = ""
) -> Iterator[LongImport]:
    """Read a list of any length, block by block; after each, how far it is.

    Raises:
        UnreadableError: something in it cannot be read; what came before is kept.
    """
    return LongLists(node.store, node.workspace).take(path, how, wish, author)


def body_of(path: Path, wish: Wish) -> bytes:
    """The bytes of a file that is read as one.

    Raises:
        TooBigError: they are too many.
    """
    if path.stat().st_size > wish.limits.max_bytes:
        raise TooBigError(path.name, wish.limits.max_bytes, "bytes")
    return path.read_bytes()


def looked_at(
    node: Node, name: str, body: bytes, wish: Wish
) -> tuple[Imported, tuple[Column, ...]]:
    """What an import would give beside what is held, and of a table which column is taken for what.

    Nothing is kept; what an import would keep is counted as `kept`.

    Raises:
        ForReviewError: it is a document that can be read, of which a person decides.
        DocumentError: it is one that cannot.
        UnreadableError: the file as a whole cannot be read.
    """
    if wish.format is None and is_document(body):
        demand_readable(name, body)
        raise ForReviewError(name)
    try:
        found = node.workspace.look(name, body, wish)
    except UnreadableError as error:
        demand_prose(name, body, wish, error)
        demand_readable(name, body)
        raise ForReviewError(name) from error
    if found.intake.format != "csv":
        return found, ()
    return found, columns_of(name, text_of(name, body, wish.limits, wish.encoding), wish)


def report_of_batch(
    node: Node, batch_id: str, outcomes: frozenset[Outcome] = frozenset(Outcome)
) -> Iterator[tuple[str, ReportEntry]]:
    """Every entry of the report of an import, with the file of a folder that it is about.

    Raises:
        NotFoundError: there is no such import.
    """
    with node.store.read() as tx:
        if objects.batch(tx, BatchId(batch_id)) is None and not rows.has_report(tx, batch_id):
            raise NotFoundError("batch", batch_id)
        for part, entry in rows.report_of(tx, batch_id):
            if entry.outcome in outcomes:
                yield part, entry


def imports(
    node: Node, after: tuple[int, str] | None = None, limit: int = LISTED
) -> tuple[list[Line], bool]:
    """Imports that have a report, the newest first, and whether there are more."""
    with node.store.read() as tx:
        found = rows.listed(tx, limit + 1, after)
    return found[:limit], len(found) > limit


def has_report(node: Node, batch_id: str) -> bool:
    """Whether the report of an import is kept; what partners deliver has receipts instead."""
    with node.store.read() as tx:
        return rows.has_report(tx, batch_id)


def read_report(
    node: Node, batch_id: str, outcome: Outcome | None = None, skip: int = 0, limit: int = SHOWN
) -> Report:
    """One page of the report of an import, counted as a whole.

    Args:
        node: whose import.
        batch_id: which.
        outcome: entries with this one alone, or all of them.
        skip: how many of those to pass over.
        limit: entries on the page.

    Raises:
        NotFoundError: there is no report of such an import.
    """
    with node.store.read() as tx:
        if not rows.has_report(tx, batch_id):
            raise NotFoundError("batch", batch_id[:80])
        found = _headed(objects.batch(tx, BatchId(batch_id)), batch_id)
        for part, entry in rows.report_of(tx, batch_id):
            place = found.counts.total() if outcome is None else found.counts[outcome.value]
            found.counts[entry.outcome.value] += 1
            if outcome in {None, entry.outcome} and skip <= place < skip + limit:
                found.told.append(Told(part, entry))
        named = [one for told in found.told for one in told.entry.objects]
        lines = objects.lines(tx, list(dict.fromkeys(named)))
    wanted = found.counts.total() if outcome is None else found.counts[outcome.value]
    found.after = skip + limit if wanted > skip + limit else None
    found.titles = {one: line.title for one, line in lines.items()}
    return found


def _headed(kept: objects.KeptBatch | None, batch_id: str) -> Report:
    if kept is None:
        return Report(batch_id)
    return Report(batch_id, kept.name, kept.author, from_microseconds(kept.at_us))


def pages_of_report(node: Node, batch_id: str) -> Iterator[list[Told]]:
    """A whole report, a thousand entries at a time, so that it is never in memory as a whole.

    Each page is read in a transaction of its own: a slow reader holds none open.
    """
    number = 0
    while True:
        with node.store.read() as tx:
            found = rows.page_of(tx, batch_id, number)
        if found is None:
            return
        part, entries = found
        yield [Told(part, one) for one in entries]
        number += 1


def row_of(entry: ReportEntry, say: Say) -> dict[str, Any]:
    """An entry as JSON has it, with its sentences."""
    first, *more = entry.remarks
    return {
        "item": entry.item,
        "outcome": entry.outcome.value,
        "code": first.code,
        "path": first.path,
        "detail": first.detail,
        "words": say(first.code, first.facts),
        "more": [{"code": r.code, "path": r.path, "words": say(r.code, r.facts)} for r in more],
    }


def mapping_of(node: Node, name: str) -> dict[str, str | int]:
    """A kept mapping: role → column name or number from 0.

    Raises:
        NotFoundError: there is none of this name.
    """
    found = mappings(node).get(name)
    if found is None:
        raise NotFoundError("mapping", name)
    return found


def mappings(node: Node) -> dict[str, dict[str, str | int]]:
    """Every kept mapping."""
    with node.store.read() as tx:
        return rows.mappings(tx)


def save_mapping(node: Node, name: str, columns: Mapping[str, str | int], author: str) -> None:
    """Keep a mapping for later imports; one of the same name is replaced."""
    with node.store.write() as tx:
        rows.save_mapping(tx, name, columns, author, node.clock())


def drop_mapping(node: Node, name: str) -> None:
    """Forget a mapping.

    Raises:
        NotFoundError: there is none of this name.
    """
    with node.store.write() as tx:
        if not rows.drop_mapping(tx, name):
            raise NotFoundError("mapping", name)


def column_named(written: str) -> tuple[str, str | int]:
    """`ROLE=COLUMN`, where a column is a name or a number from 0.

    Raises:
        MalformedError: no such role, or no column.
    """
    role, _, column = written.partition("=")
    if role not in ROLES or not column.strip():
        raise MalformedError(written[:80], "ROLE=COLUMN: " + ", ".join(ROLES))
    name = column.strip()
    return role, int(name) if name.isascii() and name.isdigit() else name
