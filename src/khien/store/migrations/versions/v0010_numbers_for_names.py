"""For speed of adding: what is derived goes by the number of the version, one tree a table.

An index of random ids takes a page of its own for each object that comes; there were nine of them.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "v0010"
down_revision = "v0009"

RELATION = (
    "SELECT c.seq, row_number() OVER (PARTITION BY r.owner_id ORDER BY r.{came}) - 1, "
    "r.kind, r.to_id, CASE WHEN r.relationship THEN r.from_id END "
    "FROM object_relation r JOIN object_current c ON c.object_id = r.owner_id"
)
VALUE = (
    "SELECT seq, place, object_id, kind, value, valid_from_us, valid_until_us FROM indicator_value"
)
# Who brought a version first stands in it already.
ORIGIN = (
    "SELECT seq, source, batch_id, at_us FROM object_origin o WHERE NOT EXISTS "
    "(SELECT 1 FROM object_version v WHERE v.seq = o.seq AND v.source = o.source)"
)


def upgrade() -> None:
    """Make the tables anew with what they hold, and drop the indexes that nobody asks."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_object_version_batch_id", "object_version")
    op.drop_index("ix_object_version_created_by_ref", "object_version")
    # In the order in which they came, which is their order in the object.
    _again("object_relation", RELATION.format(came="rowid" if is_sqlite else "ctid"), _relation)
    _again("object_current", "SELECT seq, type, in_force FROM object_current", _current)
    _again("object_marking", "SELECT marking_ref, seq FROM object_marking", _marking)
    _again("indicator_value", VALUE, _value)
    _again("object_origin", ORIGIN, _origin)
    if is_sqlite:
        _again("object_text", "SELECT seq, title, head, body, marked FROM object_text", _text)
    else:
        _text_in_postgresql()


def _again(name: str, held: str, make: Callable[[], None]) -> None:
    """Make a table anew, with what this question finds in the one that is there."""
    op.execute(f"CREATE TABLE held AS {held}")
    op.drop_table(name)
    make()
    op.execute(f"INSERT INTO {name} SELECT * FROM held")  # noqa: S608 -- names of our own tables
    op.drop_table("held")


def _relation() -> None:
    op.create_table(
        "object_relation",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", "place", name=op.f("pk_object_relation")),
        sqlite_with_rowid=False,
    )
    joins = sa.text("from_id IS NOT NULL")
    op.create_index(
        "ix_object_relation_from",
        "object_relation",
        ["from_id"],
        sqlite_where=joins,
        postgresql_where=joins,
    )
    op.create_index("ix_object_relation_to", "object_relation", ["to_id"])


def _current() -> None:
    op.create_table(
        "object_current",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_object_current")),
    )
    op.create_index("ix_object_current_type", "object_current", ["type", "seq"])


def _marking() -> None:
    op.create_table(
        "object_marking",
        sa.Column("marking_ref", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("marking_ref", "seq", name=op.f("pk_object_marking")),
        sqlite_with_rowid=False,
    )


def _value() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from_us", sa.BigInteger(), nullable=False),
        sa.Column("valid_until_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", "place", name=op.f("pk_indicator_value")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_indicator_value_value", "indicator_value", ["value"], postgresql_using="hash"
    )


def _origin() -> None:
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
        sqlite_with_rowid=False,
    )


def _text() -> None:
    op.create_table(
        "object_text",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_object_text")),
    )
    op.execute(
        "CREATE TRIGGER object_search_delete AFTER DELETE ON object_text BEGIN "
        "INSERT INTO object_search(object_search, rowid, head, body, marked) "
        "VALUES ('delete', old.seq, old.head, old.body, old.marked); END"
    )


def _text_in_postgresql() -> None:
    op.drop_constraint("object_search_seq_fkey", "object_search", type_="foreignkey")
    op.drop_constraint(op.f("fk_object_text_seq"), "object_text", type_="foreignkey")
    op.drop_column("object_text", "object_id")
    op.execute(
        "CREATE FUNCTION object_search_forget() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN DELETE FROM object_search s USING gone WHERE s.seq = gone.seq; RETURN NULL; END'"
    )
    op.execute(
        "CREATE TRIGGER object_search_delete AFTER DELETE ON object_text "
        "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION object_search_forget()"
    )
