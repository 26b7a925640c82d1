"""Drafts of warnings, which the node writes and an officer sends or dismisses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0019"
down_revision = "v0018"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "warning_draft",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("matter_key", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tlp", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("drafted_us", sa.BigInteger(), nullable=False),
        sa.Column("changed_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("warning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_draft")),
    )
    op.create_index("ix_warning_draft_key", "warning_draft", ["matter_key", "drafted_us"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "ix_warning_draft_open",
        "warning_draft",
        ["matter_key"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
