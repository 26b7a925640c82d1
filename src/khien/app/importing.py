"""What a person does around an import: look before it runs, read its report again, keep mappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from khien.app.wiring import Node
from khien.exchange.folders import FolderImport, Folders
from khien.exchange.imports import rows
from khien.exchange.long_lists import LongImport, LongLists
from khien.intake import Intake, Outcome, ReportEntry, Wish, read_file
from khien.intake.columns import ROLES
from khien.intake.csv_table import Column, columns_of
from khien.intake.failures import TooBigError
from khien.intake.in_blocks import LongList
from khien.intake.unpacking import text_of
from khien.model.errors import MalformedError, NotFoundError
from khien.store import objects
from khien.store.objects import BatchId


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


def looked_at(name: str, body: bytes, wish: Wish) -> tuple[Intake, tuple[Column, ...]]:
    """What an import would give, and of a table which column is taken for what; nothing is kept.

    Raises:
        UnreadableError: the file as a whole cannot be read.
    """
    intake = read_file(name, body, wish)
    if intake.format != "csv":
        return intake, ()
    return intake, columns_of(name, text_of(name, body, wish.limits), wish)


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
