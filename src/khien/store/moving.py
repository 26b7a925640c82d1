"""Copy everything that one database holds into another, and prove that it is the same there.

Rows are read and written a few at a time, in an order that both databases have. What the target holds is
read again after it committed and compared with what was read from the source: every table by its count
and by a hash over all of its values, every version by the hash of its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, func, insert, inspect, select

from khien.model.canonical import content_sha256
from khien.model.errors import ConflictError, ProofError
from khien.store.database import Store, metadata
from khien.store.objects.rows import object_version
from khien.store.schema import migrate, tables_by_module
from khien.store.siblings import sibling

ROWS_A_STEP: Final = 200  # a version may have megabytes
NOT_OURS: Final = ("alembic_version", "object_search")  # kept by migrations, and by each database


class NotEmptyError(ConflictError):
    """There is something in the target; two nodes are never poured together."""

    code = "store.not-empty"

    def __init__(self, table: str) -> None:
        super().__init__(table, self.code)
        self.facts = {"table": table}


class CopyDiffersError(ProofError):
    """What the target holds is not what the source held; the source is untouched and stays in use."""

    code = "store.copy-differs"

    def __init__(self, table: str) -> None:
        super().__init__(table, self.code)
        self.facts = {"table": table}


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is in a table: its rows, and a hash over every value in the order of its key."""

    rows: int
    sha256: str


def copy_everything(source: Connection, target: Store) -> dict[str, Extent]:
    """Copy every table of every room into an empty database, in one transaction of the target.

    Args:
        source: an open transaction. One that writes keeps others from writing meanwhile; one that
            only reads copies the moment in which it began.
        target: a database without tables, or with empty ones.

    Returns:
        What was read, by table.

    Raises:
        NotEmptyError: there is something in the target; it was not touched.
    """
    with target.read() as tx:
        _must_be_empty(tx)
    migrate(target)
    with target.write() as tx:
        copied = {table.name: _copy(source, tx, table) for table in _tables()}
        sibling(tx).reindex(tx)
        sibling(tx).settle(tx)
    return copied


def verify_copy(target: Connection, copied: dict[str, Extent]) -> int:
    """Read the target and compare it with what was copied.

    Returns:
        How many versions have the content that their hash says.

    Raises:
        CopyDiffersError: naming the first table that differs.
    """
    for table in _tables():
        if extent(target, table) != copied[table.name]:
            raise CopyDiffersError(table.name)
    column = object_version.c
    query = select(column.object_id, column.sha256, column.raw).order_by(column.seq)
    versions = 0
    with target.execute(query.execution_options(yield_per=ROWS_A_STEP)) as rows:
        for row in rows:
            if content_sha256(msgspec.json.decode(row.raw), row.object_id) != row.sha256:
                raise CopyDiffersError(object_version.name)
            versions += 1
    return versions


def extent(tx: Connection, table: Table) -> Extent:
    """How much there is in a table."""
    rows, digest = 0, hashlib.sha256()
    for part in _parts(tx, table):
        for row in part:
            digest.update(_packed(row))
        rows += len(part)
    return Extent(rows, digest.hexdigest())


def _copy(source: Connection, target: Connection, table: Table) -> Extent:
    rows, digest = 0, hashlib.sha256()
    for part in _parts(source, table):
        target.execute(insert(table), part)
        for row in part:
            digest.update(_packed(row))
        rows += len(part)
    return Extent(rows, digest.hexdigest())


def _parts(tx: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key.columns)
    with tx.execute(query.execution_options(yield_per=ROWS_A_STEP)) as rows:
        for part in rows.mappings().partitions():
            yield [dict(row) for row in part]


def _packed(row: dict[str, Any]) -> bytes:
    # PostgreSQL keeps no NUL in text (`store.postgres`), so none is compared.
    values = [
        value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in row.values()
    ]
    return msgspec.msgpack.encode(values)


def _tables() -> list[Table]:
    """Every table of every room, each after those that it refers to."""
    tables_by_module()
    return metadata.sorted_tables


def _must_be_empty(tx: Connection) -> None:
    known = {table.name: table for table in _tables()}
    for name in inspect(tx).get_table_names():
        if name.startswith(NOT_OURS):
            continue
        if name not in known or tx.execute(select(func.count()).select_from(known[name])).scalar():
            raise NotEmptyError(name)
