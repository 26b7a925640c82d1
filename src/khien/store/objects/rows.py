"""The tables of STIX objects: what came, which is never changed, and the read model derived from it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from khien.store.database import metadata
from khien.store.siblings import sibling

import_batch: Final = Table(
    "import_batch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),  # the file, feed or delivery
    Column("source", Text, nullable=False),  # the partner that sent it, or empty: ours
    Column("author", Text, nullable=False),  # the officer that brought it in, or empty
    Column("at_us", BigInteger, nullable=False, index=True),
    Column("counts", Text, nullable=False),  # JSON: outcome -> how many
    Column("report", Text, nullable=False),  # JSON: what intake kept, changed and refused
)

object_version: Final = Table(
    "object_version",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 … as they came
    Column("object_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column(
        "modified", Text, nullable=False
    ),  # as written; `created`, or empty, where there is none
    # The same moment in a form that sorts; empty for what STIX does not version.
    Column("modified_key", Text, nullable=False),
    Column("created_by_ref", Text, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("spec_version", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("source", Text, nullable=False),  # who brought it first
    Column("author", Text, nullable=False),
    Column("batch_id", Text, ForeignKey("import_batch.id"), nullable=False),
    # Strictly ascending, so that each version has its own TAXII date_added (TAXII 2.1 §3.4).
    Column("added_us", BigInteger, nullable=False, unique=True),
    Column("conflict", Boolean, nullable=False),  # shares (id, modified) with other content
    # Derived, since a marking's definition may come later than the objects that it marks:
    Column("tlp", Integer, nullable=False),  # Tlp.rank of the whole, every part in it
    Column("declared", Boolean, nullable=False),
    UniqueConstraint("object_id", "modified_key", "sha256", name="uq_object_version_content"),
    Index("ix_object_version_type", "type", "seq"),
    # What a search walks along when it is the rarest that is asked for:
    Index("ix_object_version_tlp", "tlp", "seq"),
    Index("ix_object_version_source", "source", "seq"),
)

object_origin: Final = Table(
    "object_origin",
    metadata,
    Column("seq", Integer, ForeignKey("object_version.seq"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("batch_id", Text, ForeignKey("import_batch.id"), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Everyone who brought a version after the first, who stands in it: each one's terms bind us."""

withdrawn: Final = Table(
    "withdrawn",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("modified_key", Text, primary_key=True),  # empty: the object, coming versions too
    Column("reason", Text, primary_key=True),  # each stands until it is lifted for itself
    Column("modified", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)

object_change: Final = Table(
    "object_change",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""What happened to which object, in order: the feed that an index in memory follows."""

# What follows is derived, so nothing but `readmodel` answers for it: no row is checked against another
# table. Ids are random, and an index of them takes a page of its own for each; so all of it goes by the
# number of the version, which ascends, and each table is one tree, with an index only where one is asked.

object_current: Final = Table(
    "object_current",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # one version of each object
    Column("type", Text, nullable=False),
    Column("in_force", Boolean, nullable=False),  # neither revoked nor withdrawn
    Index("ix_object_current_type", "type", "seq"),
)
_out = object_current.c.in_force.is_(False)
Index("ix_object_current_out", object_current.c.seq, sqlite_where=_out, postgresql_where=_out)

object_relation: Final = Table(
    "object_relation",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # the version that says so
    Column("place", Integer, primary_key=True, autoincrement=False),  # 0, 1 … in the object
    Column("kind", Text, nullable=False),  # a property, or a relationship's type
    Column("to_id", Text, nullable=False),
    Column("from_id", Text),  # where a relationship begins; absent: the object itself points
    # Everything points to a large identity by one property: what does by another is found beside it.
    Index("ix_object_relation_to", "to_id", "kind"),
    Index(
        "ix_object_relation_from",
        "from_id",
        "kind",
        sqlite_where=text("from_id IS NOT NULL"),
        postgresql_where=text("from_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

object_marking: Final = Table(
    "object_marking",
    metadata,
    Column("marking_ref", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

indicator_value: Final = Table(
    "indicator_value",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),  # 0, 1 … in the pattern
    Column("object_id", Text, nullable=False),  # for who reads all of them; ask by `seq`
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("valid_from_us", BigInteger, nullable=False),
    Column("valid_until_us", BigInteger),  # absent: without end
    # A URL may be longer than a b-tree entry of PostgreSQL; values are only ever compared whole.
    Index("ix_indicator_value_value", "value", postgresql_using="hash"),
    sqlite_with_rowid=False,
)

object_text: Final = Table(
    "object_text",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),  # as people read it
    Column("head", Text, nullable=False, index=True),  # the title without marks and case
    Column("body", Text, nullable=False),  # every word, id and value, without marks and case
    Column("marked", Text, nullable=False),  # the same with its marks, empty where it has none
)
"""What search looks through; each database adds its own full-text index over it."""


@event.listens_for(object_text, "after_create")
def _make_full_text_index(_table: Table, tx: Connection, **_: object) -> None:
    for statement in sibling(tx).SEARCH_DDL:
        tx.exec_driver_sql(statement)


READ_MODEL: Final = (
    object_text,
    indicator_value,
    object_marking,
    object_relation,
    object_current,
)
"""Tables that `rebuild` empties and derives anew, in an order in which they may be emptied."""
