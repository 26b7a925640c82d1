"""For the console's search: an index to walk along for each filter, and the searches that officers keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    """Make the indexes and the table of saved searches."""
    op.create_index("ix_object_version_tlp", "object_version", ["tlp", "seq"])
    op.create_index("ix_object_version_source", "object_version", ["source", "seq"])
    out = sa.column("in_force", sa.Boolean()).is_(False)
    op.create_index(
        "ix_object_current_out", "object_current", ["seq"], sqlite_where=out, postgresql_where=out
    )
    for end, other in (("from", "to"), ("to", "from")):
        name = f"ix_object_relation_{end}"
        op.drop_index(name, "object_relation")
        op.create_index(name, "object_relation", [f"{end}_id", "kind", f"{other}_id"])
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
