"""For the console's search: an index to walk along for each filter, and the searches that officers keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0013"
down_revision = "v0012"


def upgrade() -> None:
    """Make the indexes and the table of saved searches."""
    op.create_index("ix_object_version_tlp", "object_version", ["tlp", "seq"])
    op.create_index("ix_object_version_source", "object_version", ["source", "seq"])
    op.create_index("ix_object_text_head", "object_text", ["head"])
    out = sa.column("in_force", sa.Boolean()).is_(False)
    op.create_index(
        "ix_object_current_out", "object_current", ["seq"], sqlite_where=out, postgresql_where=out
    )
    op.drop_index("ix_object_relation_to", "object_relation")
    op.create_index("ix_object_relation_to", "object_relation", ["to_id", "kind"])
    op.drop_index("ix_object_relation_from", "object_relation")
    begins = sa.text("from_id IS NOT NULL")
    op.create_index(
        "ix_object_relation_from",
        "object_relation",
        ["from_id", "kind"],
        sqlite_where=begins,
        postgresql_where=begins,
    )
    op.create_index("ix_release_seq", "release", ["partner", "seq"])
    copies = sa.column("redacted_from", sa.String()) != ""
    op.create_index(
        "ix_release_copies",
        "release",
        ["redacted_from"],
        sqlite_where=copies,
        postgresql_where=copies,
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("officer", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("officer", "name", name="uq_saved_search_name"),
    )
