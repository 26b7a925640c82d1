"""STIX objects, the read model over them, and what each database needs to find text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _import_batch()
    _object_change()
    _object_relation()
    _withdrawn()
    _object_version()
    _indicator_value()
    _object_current()
    _object_marking()
    _object_origin()
    _object_text()
    if op.get_context().dialect.name == "sqlite":
        _search_in_sqlite()
    else:
        _search_in_postgresql()


def _import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_at_us"), "import_batch", ["at_us"], unique=False)


def _object_change() -> None:
    op.create_table(
        "object_change",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_object_change")),
    )


def _object_relation() -> None:
    op.create_table(
        "object_relation",
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "owner_id", "from_id", "kind", "to_id", name=op.f("pk_object_relation")
        ),
    )
    op.create_index("ix_object_relation_from", "object_relation", ["from_id"], unique=False)
    op.create_index("ix_object_relation_to", "object_relation", ["to_id"], unique=False)


def _withdrawn() -> None:
    op.create_table(
        "withdrawn",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("modified_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", "modified_key", "reason", name=op.f("pk_withdrawn")),
    )


def _object_version() -> None:
    op.create_table(
        "object_version",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("modified_key", sa.Text(), nullable=False),
        sa.Column("created_by_ref", sa.Text(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("spec_version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("added_us", sa.BigInteger(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("tlp", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_object_version_batch_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_object_version")),
        sa.UniqueConstraint("added_us", name=op.f("uq_object_version_added_us")),
        sa.UniqueConstraint(
            "object_id", "modified_key", "sha256", name="uq_object_version_content"
        ),
    )
    op.create_index(
        op.f("ix_object_version_batch_id"), "object_version", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_object_version_created_by_ref"), "object_version", ["created_by_ref"], unique=False
    )
    op.create_index("ix_object_version_type", "object_version", ["type", "seq"], unique=False)


def _indicator_value() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from_us", sa.BigInteger(), nullable=False),
        sa.Column("valid_until_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seq"], ["object_version.seq"], name=op.f("fk_indicator_value_seq")
        ),
        sa.PrimaryKeyConstraint("object_id", "place", name=op.f("pk_indicator_value")),
    )
    op.create_index(
        "ix_indicator_value_value",
        "indicator_value",
        ["value"],
        unique=False,
        postgresql_using="hash",
    )


def _object_current() -> None:
    op.create_table(
        "object_current",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["object_version.seq"], name=op.f("fk_object_current_seq")
        ),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_object_current")),
        sa.UniqueConstraint("seq", name=op.f("uq_object_current_seq")),
    )
    op.create_index("ix_object_current_type", "object_current", ["type", "seq"], unique=False)


def _object_marking() -> None:
    op.create_table(
        "object_marking",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("marking_ref", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["object_version.seq"], name=op.f("fk_object_marking_seq")
        ),
        sa.PrimaryKeyConstraint("seq", "marking_ref", name=op.f("pk_object_marking")),
    )
    op.create_index("ix_object_marking_ref", "object_marking", ["marking_ref"], unique=False)


def _object_origin() -> None:
    op.create_table(
        "object_origin",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_object_origin_batch_id")
        ),
        sa.ForeignKeyConstraint(["seq"], ["object_version.seq"], name=op.f("fk_object_origin_seq")),
        sa.PrimaryKeyConstraint("seq", "source", name=op.f("pk_object_origin")),
    )
    op.create_index(op.f("ix_object_origin_batch_id"), "object_origin", ["batch_id"], unique=False)


def _object_text() -> None:
    op.create_table(
        "object_text",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["object_version.seq"], name=op.f("fk_object_text_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_object_text")),
        sa.UniqueConstraint("object_id", name=op.f("uq_object_text_object_id")),
    )


def _search_in_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE object_search USING fts5("
        "head, body, marked, content='object_text', content_rowid='seq', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER object_search_insert AFTER INSERT ON object_text BEGIN "
        "INSERT INTO object_search(rowid, head, body, marked) "
        "VALUES (new.seq, new.head, new.body, new.marked); END"
    )
    op.execute(
        "CREATE TRIGGER object_search_delete AFTER DELETE ON object_text BEGIN "
        "INSERT INTO object_search(object_search, rowid, head, body, marked) "
        "VALUES ('delete', old.seq, old.head, old.body, old.marked); END"
    )


def _search_in_postgresql() -> None:
    op.execute(
        "CREATE TABLE object_search ("
        "seq INTEGER PRIMARY KEY REFERENCES object_text (seq) ON DELETE CASCADE, "
        'phrases TEXT COLLATE "C" NOT NULL, words TSVECTOR NOT NULL)'
    )
    op.execute("CREATE INDEX ix_object_search_words ON object_search USING gin (words)")
